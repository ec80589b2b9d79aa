import {join, relative, resolve} from 'node:path'
import {unknownConnector} from '../core/catalog/lookup.ts'
import type {Catalog, Connector} from '../core/catalog/types.ts'
import {ProblemError, throwIfAny} from '../core/problems/problem.ts'
import {readTextIfThere} from '../io/files.ts'
import {findProject} from '../io/project-directory.ts'
import {readShippedCatalog, readShippedConnector, readShippedIndex, shippedFile} from './catalog/shipped.ts'
import {summaryOf, type ConnectorSummary} from './catalog/summary.ts'

export type {ConnectorSummary} from './catalog/summary.ts'

/** Where to look for a connectors.yaml of the project's own. */
export interface CatalogOptions {
  directory?: string | undefined
}

/**
 * Where a connectors.yaml of the user's own would lie.
 * @param named the value of --project; the nearest project at or above the working directory when not given
 * @returns undefined outside of a project
 */
export const catalogDirectory = (named: string | undefined): string | undefined => (named === undefined ? (findProject(process.cwd()) ?? undefined) : resolve(named))

/**
 * The whole catalog: the shipped one, with the project's connectors.yaml laid over it.
 * @throws ProblemError catalog-invalid for every fault of the project's file, file-unreadable
 */
export async function loadCatalog({directory}: CatalogOptions): Promise<{catalog: Catalog; warnings: string[]}> {
  const own = await projectFile(directory)
  if (!own) return {catalog: (await readShippedCatalog({entries: false})).catalog, warnings: []}
  const [shipped, {mergeCatalog}] = await Promise.all([readShippedCatalog({entries: true}), import('../core/catalog/merge.ts')])
  const {catalog, problems, warnings} = mergeCatalog(shipped, own.text, own.name)
  throwIfAny(problems)
  return {catalog, warnings}
}

/**
 * One connector. Without a file of the project's own, only its entry is read.
 * @throws ProblemError unknown-connector with the nearest name, and all that loadCatalog throws
 */
export async function loadConnector(name: string, options: CatalogOptions): Promise<{connector: Connector; warnings: string[]}> {
  if (!(await projectFile(options.directory))) {
    const connector = await readShippedConnector(name)
    if (!connector) throw unknown(name, (await readShippedIndex()).map((one) => one.name))
    return {connector, warnings: []}
  }
  const {catalog, warnings} = await loadCatalog(options)
  if (!Object.hasOwn(catalog, name)) throw unknown(name, Object.keys(catalog))
  return {connector: catalog[name]!, warnings}
}

/** What a list shows of every connector, sorted by name. */
export async function listConnectors(options: CatalogOptions): Promise<{connectors: ConnectorSummary[]; warnings: string[]}> {
  if (!(await projectFile(options.directory))) return {connectors: await readShippedIndex(), warnings: []}
  const {catalog, warnings} = await loadCatalog(options)
  return {connectors: Object.values(catalog).map(summaryOf), warnings}
}

const unknown = (name: string, known: string[]): ProblemError =>
  new ProblemError(unknownConnector(name, known, {next: ['A connector of your own goes into connectors.yaml beside c1ctl.yaml.']}))

async function projectFile(directory: string | undefined): Promise<{text: string; name: string} | null> {
  if (directory === undefined) return null
  const path = join(directory, 'connectors.yaml')
  if (path === shippedFile()) return null
  const text = await readTextIfThere(path)
  return text === null ? null : {text, name: relative(process.cwd(), path) || path}
}
