import {isDeepStrictEqual} from 'node:util'
import {nearest} from '../problems/nearest.ts'
import type {Problem} from '../problems/problem.ts'
import {isRecord} from '../values/maps.ts'
import {namesIn, parseCondition} from './condition.ts'
import {faultProblem, inFileOrder, readEntry, type CatalogSource} from './parse.ts'
import {placeholdersIn, templatesOf} from './placeholders.ts'
import type {Catalog, Connector, Recipe} from './types.ts'

/** What a project's file is laid over. Of the connectors and entries only those that the file names are needed. */
export interface Shipped {
  /** Names of every shipped connector. */
  names: string[]
  catalog: Catalog
  /** Entries as they are written. */
  entries: Record<string, unknown>
}

/** The entries of a project's file, laid over the shipped ones. */
export interface Merged {
  /** The entries that the file names and that are right. */
  catalog: Catalog
  /** Names of every connector that there is with the file, sorted. */
  names: string[]
  /** Every problem of the file, in its order. */
  problems: Problem[]
  /** One for each null that removes nothing. */
  warnings: string[]
}

/**
 * Lays a project's connectors.yaml over the shipped catalog, field by field: maps merge, lists and scalars replace, null removes, and a name of its own
 * adds a connector. What a request sends, what an answer is held against and how a recipe signs in are each one value: another kind replaces it.
 * @param source the project's file, read
 */
export function mergeCatalog(shipped: Shipped, source: CatalogSource): Merged {
  const {file} = source
  const problems = [...source.problems]
  const warnings: string[] = []
  const catalog: Catalog = {}
  const names = new Set(shipped.names)
  if (problems.length === 0)
    for (const name of Object.keys(source.entries).sort()) {
      const over = source.entries[name]
      const base = Object.hasOwn(shipped.entries, name) ? shipped.entries[name] : undefined
      if (over === null) {
        if (!names.delete(name)) warnings.push(nothingThere(file, [name], shipped.names))
        continue
      }
      const read = readEntry(name, lay(base, over, [name], (path, known) => warnings.push(nothingThere(file, path, known))))
      if ('faults' in read) problems.push(...read.faults.map((fault) => faultProblem(source, name, fault)))
      else {
        names.add(name)
        catalog[name] = {...read.connector, recipesFromProject: changedRecipes(base === undefined ? undefined : shipped.catalog[name], read.connector)}
      }
    }
  return {catalog, names: [...names].sort(), problems: inFileOrder(problems), warnings}
}

function nothingThere(file: string, path: string[], known: string[]): string {
  const near = nearest(path.at(-1)!, known)
  return `${file}: \`${path.join('.')}\` is removed with null, but there is nothing of that name${near ? `; did you mean \`${near}\`?` : ''}`
}

/** An entry with what lies over it, as a project's file lies over the shipped catalog. */
export const layEntry = (name: string, base: unknown, over: unknown): unknown => lay(base, over, [name], () => {})

function lay(base: unknown, over: unknown, path: string[], onNothing: (path: string[], known: string[]) => void): unknown {
  if (!isRecord(over)) return over
  const under = isRecord(base) && !replacesWhole(path, base, over) ? base : {}
  const result: Record<string, unknown> = {...under}
  for (const [key, value] of Object.entries(over)) {
    const here = [...path, key]
    if (value !== null) Object.defineProperty(result, key, {value: lay(Object.hasOwn(under, key) ? under[key] : undefined, value, here, onNothing), enumerable: true, writable: true, configurable: true})
    else if (Object.hasOwn(result, key)) delete result[key]
    else onNothing(here, Object.keys(under))
  }
  return result
}

/** Within a recipe, `body` is one value, and `auth` is one as soon as its scheme changes. */
function replacesWhole(path: string[], base: Record<string, unknown>, over: Record<string, unknown>): boolean {
  if (path[1] !== 'recipes' || path.length < 4) return false
  if (path.at(-1) === 'body') return true
  return path.length === 4 && path[3] === 'auth' && Object.keys(over).some((scheme) => over[scheme] !== null && !Object.hasOwn(base, scheme))
}

/** Names of the recipes that would send other data, or to another place, than the shipped entry's would: they need trust (law 10). */
function changedRecipes(shipped: Connector | undefined, now: Connector): string[] {
  return Object.entries(now.recipes)
    .filter(([name, recipe]) => {
      if (!shipped || !Object.hasOwn(shipped.recipes, name) || !isDeepStrictEqual(shipped.recipes[name], recipe)) return true
      return [...namesUsed(recipe)].some((field) => !isDeepStrictEqual(decided(shipped, field), decided(now, field)))
    })
    .map(([name]) => name)
}

function namesUsed(recipe: Recipe): Set<string> {
  const read = parseCondition(recipe.when)
  const inCondition = 'condition' in read ? namesIn(read.condition).fields : []
  const named = [recipe.each, recipe.tls?.unverified].filter((name) => name !== undefined)
  return new Set([...inCondition, ...named, ...templatesOf(recipe).flatMap((one) => placeholdersIn(one.text))])
}

/** What the entry itself puts into a field: its default, the values that auth methods fix, and the type by which it is read. */
function decided(connector: Connector, name: string): unknown {
  const field = Object.hasOwn(connector.fields, name) ? connector.fields[name] : undefined
  const sets = Object.entries(connector.auth).flatMap(([method, {sets}]) => (Object.hasOwn(sets, name) ? [[method, sets[name]]] : []))
  return [field?.default, field?.type, field?.secret, sets]
}
