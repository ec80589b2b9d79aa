import type {Scalar} from 'yaml'
import type * as z from 'zod'
import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {isRecord} from '../values/maps.ts'
import {readSourceDocument, scalarText, type SourceDocument} from '../yaml/source-document.ts'
import {checkConnector} from './check.ts'
import type {Fault} from './fault.ts'
import {nameForm} from './lookup.ts'
import {entrySchema, toConnector} from './schema.ts'
import type {Catalog, Connector} from './types.ts'

/** A catalog file as a tree of entries by name, with a way back to its lines. */
export interface CatalogSource {
  /** The name to show in problems. */
  file: string
  entries: Record<string, unknown>
  document: SourceDocument
  problems: Problem[]
}

/**
 * true, false and numbers stay what they are when writing them again gives the same text. 1.10, 007 and 12045678901234567890 stay text: where a text
 * is wanted it must be what was typed.
 */
const scalarValue = (node: Scalar): unknown => {
  const source = scalarText(node)
  return (typeof node.value === 'boolean' || typeof node.value === 'number') && String(node.value) === source ? node.value : source
}

/**
 * Reads a catalog file without judging its entries.
 * @param file the name to show in problems
 */
export function readCatalogSource(text: string, file: string): CatalogSource {
  const document = readSourceDocument(text, file, scalarValue)
  const problems = document.faults.map((fault) => problem('catalog-invalid', fault.message.replace(/\.$/, ''), {at: fault.at}))
  if (problems.length === 0 && document.value !== null && !isRecord(document.value))
    problems.push(problem('catalog-invalid', 'The file must be a map of connectors by name', {at: document.place([])}))
  return {file, entries: isRecord(document.value) ? document.value : {}, document, problems}
}

/**
 * Judges one entry.
 * @param name the connector's name
 * @param tree the entry as it is written
 * @returns the connector, or every fault with a path that starts at the entry
 */
export function readEntry(name: string, tree: unknown): {connector: Connector} | {faults: Fault[]} {
  if (!nameForm.test(name)) return {faults: [{path: [], key: true, reason: 'is not a connector name: lower-case letters, digits and dashes'}]}
  const read = entrySchema.safeParse(tree ?? {}, {reportInput: true})
  if (!read.success) return {faults: faultsOf(read.error)}
  const connector = toConnector(name, read.data)
  const faults = checkConnector(connector)
  return faults.length > 0 ? {faults} : {connector}
}

/**
 * Reads a whole catalog; every fault of the file is collected.
 * @returns the entries that are right, sorted by name, and all problems in the order of the file
 */
export function parseCatalog(text: string, file: string): {catalog: Catalog; entries: Record<string, unknown>; problems: Problem[]} {
  const source = readCatalogSource(text, file)
  const catalog: Catalog = {}
  const problems = [...source.problems]
  if (problems.length === 0)
    for (const name of Object.keys(source.entries).sort()) {
      const read = readEntry(name, source.entries[name])
      if ('connector' in read) catalog[name] = read.connector
      else problems.push(...read.faults.map((fault) => faultProblem(source, name, fault)))
    }
  return {catalog, entries: source.entries, problems: inFileOrder(problems)}
}

/** A problem of a catalog file: which entry, where in it, and why. It stands at the nearest thing that the file holds. */
export function faultProblem(source: CatalogSource, name: string, fault: Fault): Problem {
  const path = [name, ...fault.path]
  const {length, value} = deepest(source.entries, path)
  const isWhole = length === path.length
  const part = (isWhole && fault.key) || !isWhole || typeof value === 'object' ? 'key' : 'value'
  const where = fault.path.map(String).join('.')
  return problem('catalog-invalid', `${name}: ${where ? `\`${where}\` ` : ''}${fault.reason}`, {at: source.document.place(path.slice(0, length), part)})
}

/** Problems in the order in which a reader of the file meets them. */
export const inFileOrder = (problems: Problem[]): Problem[] =>
  problems.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0))

function deepest(tree: unknown, path: PropertyKey[]): {length: number; value: unknown} {
  let value = tree
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return {length: index, value}
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return {length: path.length, value}
}

/** What zod found, in words. */
function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path
    if (issue.code === 'unrecognized_keys') {
      const known = issue.message.split(' ')
      return issue.keys.map((key) => ({path: [...path, key], key: true, reason: `is not a key here${meant(key, known) || `; known are ${known.join(', ')}`}`}))
    }
    if (issue.code === 'invalid_key') return [{path, key: true, reason: 'cannot be a name here: letters, digits and dashes'}]
    return [{path, reason: reasonOf(issue)}]
  })
}

const meant = (name: string, names: string[]): string => {
  const near = nearest(name, names)
  return near ? `: did you mean \`${near}\`?` : ''
}

const words: Record<string, string> = {boolean: 'true or false', int: 'a whole number', number: 'a whole number', array: 'a list', object: 'a map', record: 'a map', string: 'text'}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${words[issue.expected] ?? issue.expected}`
    case 'invalid_union':
      return 'must be text'
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}${meant(String(issue.input), issue.values.map(String))}`
    case 'invalid_format':
      return 'has the wrong form: it must match ' + String((issue as {pattern?: string}).pattern)
    case 'too_small':
      return issue.origin === 'array' ? `needs at least ${issue.minimum}` : `must be at least ${issue.minimum}`
    case 'too_big':
      return `must be at most ${issue.maximum}`
    default:
      return issue.message
  }
}
