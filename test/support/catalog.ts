import {parseCatalog} from '../../src/core/catalog/parse.ts'
import type {Catalog} from '../../src/core/catalog/types.ts'

/** A catalog of a test's own, in the form of connectors.yaml; its faults fail the test. */
export function catalogOf(text: string): Catalog {
  const {catalog, problems} = parseCatalog(text, 'connectors.yaml')
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2))
  return catalog
}
