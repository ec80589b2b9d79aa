import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {dirname, join, sep} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Catalog, Connector} from '../../core/catalog/types.ts'
import type {Shipped} from '../../core/catalog/merge.ts'
import {summaryOf, type ConnectorSummary} from './summary.ts'

/** The package's own directory: the nearest one above this module that holds connectors.yaml, be it bundled in dist or run from src. */
function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(directory, 'connectors.yaml'))) {
    const parent = dirname(directory)
    if (parent === directory) throw new Error('connectors.yaml is missing from the package')
    directory = parent
  }
  return directory
}

/** The catalog as it is edited, in the package. */
export const shippedFile = (): string => join(packageRoot(), 'connectors.yaml')

/** Where scripts/build-catalog.ts puts the compiled catalog; null when this runs from the sources, which are then the truth. */
function compiled(): string | null {
  const root = packageRoot()
  return fileURLToPath(import.meta.url).startsWith(join(root, 'dist') + sep) ? join(root, 'dist', 'catalog') : null
}

const readJson = async <T>(...path: string[]): Promise<T> => JSON.parse(await readFile(join(...path), 'utf8')) as T

/** The compiled catalog's files, by name. */
export interface CompiledCatalog {
  index: ConnectorSummary[]
  all: Catalog
  /** Entries as they are written: a project's file is laid over these. */
  entries: Record<string, unknown>
}

/**
 * Compiles a catalog file into what the commands read.
 * @throws Error with every fault: the shipped catalog must be right before it is shipped
 */
export async function compileCatalog(text: string, file: string): Promise<CompiledCatalog> {
  const {parseCatalog} = await import('../../core/catalog/parse.ts')
  const {catalog, entries, problems} = parseCatalog(text, file)
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.at?.file}:${one.at?.line}:${one.at?.column}: ${one.what}`).join('\n'))
  return {index: Object.values(catalog).map(summaryOf), all: catalog, entries}
}

/**
 * The shipped catalog.
 * @param options.entries also reads the entries as they are written, which only a merge needs
 */
export async function readShippedCatalog(options: {entries: boolean}): Promise<Shipped> {
  const directory = compiled()
  if (!directory) {
    const {all, entries} = await compileCatalog(await readFile(shippedFile(), 'utf8'), 'connectors.yaml')
    return {catalog: all, entries}
  }
  const [catalog, entries] = await Promise.all([readJson<Catalog>(directory, 'all.json'), options.entries ? readJson<Record<string, unknown>>(directory, 'entries.json') : {}])
  return {catalog, entries}
}

/** One shipped connector; undefined when there is none of that name. */
export async function readShippedConnector(name: string): Promise<Connector | undefined> {
  const directory = compiled()
  if (!directory) {
    const {catalog} = await readShippedCatalog({entries: false})
    return Object.hasOwn(catalog, name) ? catalog[name] : undefined
  }
  // The name may hold anything; only one that the index lists becomes a path.
  const index = await readShippedIndex()
  return index.some((one) => one.name === name) ? readJson<Connector>(directory, 'connectors', `${name}.json`) : undefined
}

/** Summaries of the shipped connectors, sorted by name. */
export async function readShippedIndex(): Promise<ConnectorSummary[]> {
  const directory = compiled()
  return directory ? readJson<ConnectorSummary[]>(directory, 'index.json') : Object.values((await readShippedCatalog({entries: false})).catalog).map(summaryOf)
}
