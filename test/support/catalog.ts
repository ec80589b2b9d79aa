import {parseCatalog} from '../../src/core/catalog/parse.ts'
import type {Catalog, Connector, HttpRecipe} from '../../src/core/catalog/types.ts'

/** A catalog of a test's own, in the form of connectors.yaml; its faults fail the test. */
export function catalogOf(text: string): Catalog {
  const {catalog, problems} = parseCatalog(text, 'connectors.yaml')
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2))
  return catalog
}

/** A recipe that is an HTTP request. @throws Error when it is another kind */
export function http(connector: Connector, name: string): HttpRecipe | undefined {
  const recipe = connector.recipes[name]
  if (recipe && recipe.kind !== 'http') throw new Error(`${name} is no HTTP recipe`)
  return recipe
}
