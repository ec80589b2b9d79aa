import {join, relative} from 'node:path'
import type {Merged} from '../../core/catalog/merge.ts'
import {throwIfAny} from '../../core/problems/problem.ts'
import {readTextIfThere} from '../../io/files.ts'
import {readShippedConnectors, readShippedEntries, shippedFile} from './shipped.ts'

/** The file in which a project adds to the catalog or changes it. */
const ownCatalogFile = 'connectors.yaml'

/** Where a project's own entries lie, and the name to show. */
export function ownFile(directory: string): {path: string; shown: string} {
  const path = join(directory, ownCatalogFile)
  return {path, shown: relative(process.cwd(), path) || path}
}

/**
 * The project's own entries, laid over the shipped ones that they name.
 * @param directory the project; undefined outside of one
 * @param shipped names of every shipped connector
 * @returns null when there is no file of the project's own
 * @throws ProblemError catalog-invalid for every fault of the file, file-unreadable
 */
export async function layOwnOver(directory: string | undefined, shipped: string[]): Promise<Merged | null> {
  if (directory === undefined) return null
  const {path, shown} = ownFile(directory)
  if (path === shippedFile()) return null
  const text = await readTextIfThere(path)
  if (text === null) return null
  const [{readCatalogSource}, {mergeCatalog}] = await Promise.all([import('../../core/catalog/parse.ts'), import('../../core/catalog/merge.ts')])
  const source = readCatalogSource(text, shown)
  const named = Object.keys(source.entries)
  const [catalog, entries] = await Promise.all([readShippedConnectors(named), readShippedEntries(named)])
  const merged = mergeCatalog({names: shipped, catalog, entries}, source)
  throwIfAny(merged.problems)
  return merged
}
