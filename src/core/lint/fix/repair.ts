import type {ObjectPath} from '../../kubernetes/violation.ts'
import type {Edit} from '../../yaml/edit.ts'
import type {KubernetesDocument} from '../../yaml/kubernetes-reader.ts'
import {readPlainScalar} from '../../yaml/kubernetes-scalars.ts'

type Scalar = string | number | boolean

/**
 * What a rule wants at a place of an object, said of values and not of text, so that the outcome can be held against it: another scalar (`quote` is the
 * scalar's own source text, as a text), or another name for a key.
 */
export type Repair = {path: ObjectPath} & ({kind: 'quote'} | {kind: 'value'; to: Scalar} | {kind: 'rename'; to: string})

/** A repair that is settled: the edit of the file's text, and what becomes of the value. Paths are the document's. */
export type Draft = {path: ObjectPath; edit: Edit} & ({kind: 'value'; to: Scalar} | {kind: 'rename'; to: string})

/** Texts that need no quotes wherever they stand, and are no word or number of YAML. */
const needsNoQuotes = (text: string): boolean => /^[A-Za-z][\w./@-]*(?::[\w./@-]+)*$/.test(text) && readPlainScalar(text).kind === 'string'

/** A text in the style of what stood there: its quotes, none where none are needed, else double ones. */
function written(text: string, before: string): string {
  const quote = before[0]
  if (quote === '\'' && !/[^\x20-\x7e]/.test(text)) return `'${text.replaceAll('\'', '\'\'')}'`
  return quote !== '"' && needsNoQuotes(text) ? text : JSON.stringify(text)
}

/** True for one plain or quoted scalar on one line; an alias or a block text is none. */
function isSimple(source: string, value: unknown): boolean {
  if (source === '' || source.includes('\n')) return false
  if (source.startsWith('"') || source.startsWith('\'')) return typeof value === 'string'
  const read = readPlainScalar(source)
  return read.kind !== 'error' && read.value === value
}

function valueAt(root: unknown, path: ObjectPath): unknown {
  let value = root
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined
  return value
}

/**
 * Turns a repair into an edit of one token of the file.
 * @param text the whole file
 * @param path the place, from the top of the document
 * @returns undefined where the token is of a kind that is left alone: block texts, several lines, aliases, tags that the value would contradict
 */
export function draft(text: string, document: KubernetesDocument, path: ObjectPath, repair: Repair): Draft | undefined {
  const place = document.place(path, repair.kind === 'rename' ? 'key' : 'value')
  if (!place) return undefined
  const [from, to] = place
  const before = text.slice(from, to)
  if (repair.kind === 'rename') {
    if (!isSimple(before, path.at(-1))) return undefined
    return {kind: 'rename', path, to: repair.to, edit: {from, to, text: written(repair.to, before)}}
  }
  if (!isSimple(before, valueAt(document.value, path))) return undefined
  if (repair.kind === 'quote') return {kind: 'value', path, to: before, edit: {from, to, text: JSON.stringify(before)}}
  return {kind: 'value', path, to: repair.to, edit: {from, to, text: typeof repair.to === 'string' ? written(repair.to, before) : String(repair.to)}}
}

/** What repairs do to a value: at it, at its key, and below it. */
interface Change {
  to?: Scalar
  name?: string
  below: Map<string | number, Change>
}

/** A value with its changes; nothing of the original is touched. Undefined when a place is not there, or a new name is taken. */
function changed(value: unknown, {to, below}: Change): unknown {
  if (to !== undefined) return to
  if (below.size === 0) return value
  if (typeof value !== 'object' || value === null || [...below.keys()].some((step) => !Object.hasOwn(value, step))) return undefined
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => (below.has(index) ? changed(item, below.get(index)!) : item))
    return items.every((item, index) => item !== undefined || !below.has(index)) ? items : undefined
  }
  const entries: Array<[string, unknown]> = []
  for (const [key, item] of Object.entries(value)) {
    const change = below.get(key)
    if (change?.name !== undefined && Object.hasOwn(value, change.name)) return undefined
    const after: unknown = change ? changed(item, change) : item
    if (after === undefined) return undefined
    entries.push([change?.name ?? key, after])
  }
  return new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : undefined
}

/**
 * What a document must hold once repairs are done: the values before, but for the places that they name.
 * @returns undefined when two of them contradict each other
 */
export function expected(value: unknown, drafts: Draft[]): unknown {
  const root: Change = {below: new Map()}
  for (const one of drafts) {
    let change = root
    for (const step of one.path) {
      const next: Change = change.below.get(step) ?? {below: new Map()}
      change.below.set(step, next)
      change = next
    }
    if (one.kind === 'rename') change.name = one.to
    else change.to = one.to
  }
  return changed(value, root)
}

/** The path of a place after its repair. */
export const pathAfter = (one: Draft): ObjectPath => (one.kind === 'rename' ? [...one.path.slice(0, -1), one.to] : one.path)
