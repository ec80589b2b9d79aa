import {readFileSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {nameForm} from '../../core/catalog/lookup.ts'
import {searchEntryOf, type SearchEntry} from '../../core/catalog/search.ts'
import {summaryOf, type ConnectorSummary} from '../../core/catalog/summary.ts'
import type {Catalog, Connector} from '../../core/catalog/types.ts'
import {builtFolder, packageRoot} from '../../io/package.ts'

/** The catalog as it is edited, in the package. */
export const shippedFile = (): string => join(packageRoot(), 'connectors.yaml')

/** Where scripts/build-catalog.ts puts the compiled catalog; null when this runs from the sources. */
function compiled(): string | null {
  const built = builtFolder()
  return built && join(built, 'catalog')
}

const readJson = async <T>(...path: string[]): Promise<T> => JSON.parse(await readFile(join(...path), 'utf8')) as T

/** A catalog compiled for the commands. Each connector is a file of its own: nobody reads those of others. */
export interface CompiledCatalog {
  /** Name and image of each, sorted by name: a tenth of the summaries, for those who look for a few connectors. */
  images: Array<[name: string, image: string]>
  /** Summaries, sorted by name. */
  index: ConnectorSummary[]
  /** What can be searched, sorted by name. */
  search: SearchEntry[]
  connectors: Catalog
}

/**
 * Compiles a catalog file into what the commands read.
 * @throws Error with every fault: the shipped catalog must be right before it is shipped
 */
export async function compileCatalog(text: string, file: string): Promise<CompiledCatalog> {
  const {parseCatalog} = await import('../../core/catalog/parse.ts')
  const {catalog, problems} = parseCatalog(text, file)
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.at?.file}:${one.at?.line}:${one.at?.column}: ${one.what}`).join('\n'))
  const all = Object.values(catalog)
  return {images: all.map(({name, image}) => [name, image]), index: all.map(summaryOf), search: all.map(searchEntryOf), connectors: catalog}
}

/** From the sources the whole file is read, once a process: it is long. */
let fromSources: Promise<CompiledCatalog> | undefined
const sources = (): Promise<CompiledCatalog> => (fromSources ??= readFile(shippedFile(), 'utf8').then((text) => compileCatalog(text, 'connectors.yaml')))

/** Names and images of the shipped connectors, sorted by name. */
export async function readShippedImages(): Promise<CompiledCatalog['images']> {
  const directory = compiled()
  return directory ? readJson<CompiledCatalog['images']>(directory, 'images.json') : (await sources()).images
}

/** Summaries of the shipped connectors, sorted by name. */
export async function readShippedIndex(): Promise<ConnectorSummary[]> {
  const directory = compiled()
  return directory ? readJson<ConnectorSummary[]>(directory, 'index.json') : (await sources()).index
}

/** What can be searched of the shipped connectors, sorted by name. */
export async function readShippedSearch(): Promise<SearchEntry[]> {
  const directory = compiled()
  return directory ? readJson<SearchEntry[]>(directory, 'search.json') : (await sources()).search
}

/** The shipped connectors of some names; what is not shipped is left out. */
export async function readShippedConnectors(names: string[]): Promise<Catalog> {
  const directory = compiled()
  // A name may hold anything: only what has the form of one becomes a path.
  const wanted = [...new Set(names)].filter((name) => nameForm.test(name))
  const all: Catalog = directory ? {} : (await sources()).connectors
  const read = (name: string): Connector | undefined => (directory ? readConnector(join(directory, 'connectors', `${name}.json`)) : Object.hasOwn(all, name) ? all[name] : undefined)
  const found = wanted.map((name): [string, Connector | undefined] => [name, read(name)])
  return Object.fromEntries(found.filter((one): one is [string, Connector] => one[1] !== undefined))
}

/** The entries of some names as they are written, over which a project's file is laid. Only their own lines of the catalog are parsed. */
export async function readShippedEntries(names: string[]): Promise<Record<string, unknown>> {
  const wanted = [...new Set(names)].filter((name) => nameForm.test(name))
  if (wanted.length === 0) return {}
  const [text, {readCatalogSource}] = await Promise.all([readFile(shippedFile(), 'utf8'), import('../../core/catalog/parse.ts')])
  return readCatalogSource(wanted.map((name) => linesOf(text, name)).join(''), 'connectors.yaml').entries
}

/** An entry's own lines: from its name to the next one, both at the start of a line. */
function linesOf(text: string, name: string): string {
  const start = text.startsWith(`${name}:`) ? 0 : text.indexOf(`\n${name}:`) + 1
  if (start === 0 && !text.startsWith(`${name}:`)) return ''
  const length = text.slice(start + name.length).search(/\n[^\s#]/)
  return `${length < 0 ? text.slice(start) : text.slice(start, start + name.length + length)}\n`
}

/** There may be hundreds to read, each a few kilobytes: waiting for each would take longer. @returns undefined when there is none */
function readConnector(path: string): Connector | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Connector
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}
