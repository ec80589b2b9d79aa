import {searchCatalog, searchEntryOf, type Found} from '../../core/catalog/search.ts'
import {layOwnOver} from './own.ts'
import {readShippedSearch} from './shipped.ts'

export {catalogDirectory} from '../catalog.ts'

/** What a search gave. */
export interface SearchResult {
  /** The best first, no more than asked for. */
  found: Found[]
  /** How many there are. */
  total: number
  warnings: string[]
}

/**
 * Searches all that the catalog says of a connector.
 * @param request.limit how many to give at most
 * @throws ProblemError catalog-invalid, file-unreadable
 */
export async function searchConnectors({directory, words, limit}: {directory?: string | undefined; words: string[]; limit: number}): Promise<SearchResult> {
  const shipped = await readShippedSearch()
  const merged = await layOwnOver(directory, shipped)
  const known = new Map(shipped.map((one) => [one.name, one]))
  const entries = merged ? merged.names.map((name) => (Object.hasOwn(merged.catalog, name) ? searchEntryOf(merged.catalog[name]!) : known.get(name)!)) : shipped
  const found = searchCatalog(entries, words)
  return {found: found.slice(0, limit), total: found.length, warnings: merged?.warnings ?? []}
}
