import {resolve} from 'node:path'
import type {ConnectorFilter} from '../core/catalog/filter.ts'
import {unknownConnector} from '../core/catalog/lookup.ts'
import type {Merged} from '../core/catalog/merge.ts'
import {summaryOf, type ConnectorSummary} from '../core/catalog/summary.ts'
import type {Catalog, Connector} from '../core/catalog/types.ts'
import {ProblemError, throwIfAny} from '../core/problems/problem.ts'
import {findProject} from '../io/project-directory.ts'
import {layOwnOver} from './catalog/own.ts'
import {readShippedConnectors, readShippedImages, readShippedIndex} from './catalog/shipped.ts'

export type {ConnectorSummary} from '../core/catalog/summary.ts'

/** Where to look for a connectors.yaml of the project's own. */
export interface CatalogOptions {
  directory?: string | undefined
}

/** As much of the catalog as was asked for. */
export interface LoadedCatalog {
  /** The connectors that were asked for and that there are, sorted by name. */
  catalog: Catalog
  /** The name of every connector, sorted: a slip is held against these. */
  names: string[]
  warnings: string[]
}

/**
 * Where a connectors.yaml of the user's own would lie.
 * @param named the value of --project; the nearest project at or above the working directory when not given
 * @returns undefined outside of a project
 */
export const catalogDirectory = (named: string | undefined): string | undefined => (named === undefined ? (findProject(process.cwd()) ?? undefined) : resolve(named))

/**
 * The catalog: the shipped one, with the project's connectors.yaml laid over it. The project's file is judged whole, whatever is asked for.
 * @param options.wanted names; only these are read. Every connector when not given
 * @throws ProblemError catalog-invalid for every fault of the project's file, file-unreadable
 */
export async function loadCatalog({directory, wanted}: CatalogOptions & {wanted?: string[]}): Promise<LoadedCatalog> {
  const {images, warnings, connectors} = await openCatalog(directory)
  const names = [...images.keys()]
  return {catalog: await connectors(wanted ? names.filter((name) => wanted.includes(name)) : names), names, warnings}
}

/** The catalog, of which connectors are read as they are asked for. */
export interface OpenCatalog {
  /** The image of every connector, by its name; sorted by name. */
  images: ReadonlyMap<string, string>
  /** Connectors of some of these names; one that was read is not read again. */
  connectors(names: string[]): Promise<Catalog>
  warnings: string[]
}

/**
 * The catalog, for who does not know yet which connectors it takes.
 * @param directory the project whose connectors.yaml is laid over it; undefined outside of one
 * @throws ProblemError as loadCatalog
 */
export async function openCatalog(directory: string | undefined): Promise<OpenCatalog> {
  const shipped = new Map(await readShippedImages())
  const merged = await layOwnOver(directory, [...shipped.keys()])
  const known = new Map(Object.entries(merged?.catalog ?? {}))
  const images = merged ? new Map(merged.names.map((name) => [name, known.get(name)?.image ?? shipped.get(name)!])) : shipped
  return {
    images,
    warnings: merged?.warnings ?? [],
    async connectors(names) {
      const missing = names.filter((name) => !known.has(name))
      for (const [name, one] of Object.entries(await readShippedConnectors(missing))) known.set(name, one)
      return Object.fromEntries(names.map((name) => [name, known.get(name)!]))
    },
  }
}

/**
 * One connector.
 * @throws ProblemError unknown-connector with the nearest name, and all that loadCatalog throws
 */
export async function loadConnector(name: string, options: CatalogOptions): Promise<{connector: Connector; warnings: string[]}> {
  const {catalog, names, warnings} = await loadCatalog({...options, wanted: [name]})
  if (!Object.hasOwn(catalog, name)) throw new ProblemError(unknownConnector(name, names, {next: ['A connector of your own goes into connectors.yaml beside c1ctl.yaml.']}))
  return {connector: catalog[name]!, warnings}
}

/**
 * What a list shows of connectors, sorted by name, and how many there are in all.
 * @param filter what must hold of them; all of them when not given
 * @throws ProblemError usage for each value of the filter that fits no connector at all
 */
export async function listConnectors({directory, filter}: CatalogOptions & {filter?: ConnectorFilter}): Promise<{connectors: ConnectorSummary[]; total: number; warnings: string[]}> {
  const index = await readShippedIndex()
  const merged = await layOwnOver(directory, index.map((one) => one.name))
  const all = summaries(index, merged)
  const warnings = merged?.warnings ?? []
  if (!filter) return {connectors: all, total: all.length, warnings}
  const {filterConnectors} = await import('../core/catalog/filter.ts')
  const {connectors, problems} = filterConnectors(all, filter)
  throwIfAny(problems)
  return {connectors, total: all.length, warnings}
}

function summaries(index: ConnectorSummary[], merged: Merged | null): ConnectorSummary[] {
  if (!merged) return index
  const shipped = new Map(index.map((one) => [one.name, one]))
  return merged.names.map((name) => (Object.hasOwn(merged.catalog, name) ? summaryOf(merged.catalog[name]!) : shipped.get(name)!))
}
