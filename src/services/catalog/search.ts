import {searchCatalog, searchEntryOf, type Found, type SearchEntry} from '../../core/catalog/search.ts'
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
 * What every connector can be found by, those of the project's own connectors.yaml included.
 * @throws ProblemError catalog-invalid, file-unreadable
 */
export async function searchableConnectors({directory}: {directory?: string | undefined}): Promise<{entries: SearchEntry[]; warnings: string[]}> {
  const shipped = await readShippedSearch()
  const merged = await layOwnOver(directory, shipped.map((one) => one.name))
  const known = new Map(shipped.map((one) => [one.name, one]))
  const entries = merged ? merged.names.map((name) => (Object.hasOwn(merged.catalog, name) ? searchEntryOf(merged.catalog[name]!) : known.get(name)!)) : shipped
  return {entries, warnings: merged?.warnings ?? []}
}

/**
 * Searches all that the catalog says of a connector.
 * @param request.limit how many to give at most
 * @throws ProblemError catalog-invalid, file-unreadable
 */
export async function searchConnectors({directory, words, limit}: {directory?: string | undefined; words: string[]; limit: number}): Promise<SearchResult> {
  const {entries, warnings} = await searchableConnectors({directory})
  const found = searchCatalog(entries, words)
  return {found: found.slice(0, limit), total: found.length, warnings}
}
