import {COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event, type ScalarEvent} from 'js-yaml'
import type {Place} from '../problems/problem.ts'
import type {SourceDocument} from './source-document.ts'

/** What this reader leaves to the other one: it says nothing about whether the file is right. */
class Unusual extends Error {}

const plainNull = /^(?:null|Null|NULL|~|)$/
const deepest = 100
const mostEvents = 100_000

/** Offsets of the entries of a map or list: where the key begins, and where the value does. */
type Entries = Map<string | number, readonly [key: number, value: number]>

/**
 * Reads a YAML file of people as source-document.ts does, about eight times as fast, where it is written without anything unusual: anchors, tags, several
 * documents, keys over several lines and whatever might be a fault are not read here. A test holds the two to the same values and places.
 * @param file the name to show in places
 * @returns undefined where the other reader has to be asked
 */
export function quickSource(text: string, file: string): SourceDocument | undefined {
  if (/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]|\t/.test(text)) return undefined
  // The two readers draw the end of a text in a block differently where its indent is written out, or the file ends in the middle of a blank line.
  if (/[|>][+-]?\d|\n +$/.test(text)) return undefined
  try {
    const events = parseEvents(text, {maxDepth: deepest})
    const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT)
    const [document] = documents
    if (events.length > mostEvents || documents.length !== 1 || !document || ('explicitStart' in document && document.explicitStart)) return undefined
    const {value, root, entries} = read(text, events)
    const lines = lineStarts(text)
    return {value, faults: [], place: (path, part) => placeAt(lines, file, offsetOf(value, root, entries, path, part))}
  } catch (error) {
    if (error instanceof Unusual || error instanceof YAMLException) return undefined
    throw error
  }
}

/** The offset of a value or its key; that of the nearest parent where there is none. */
function offsetOf(value: unknown, root: number, entries: Map<object, Entries>, path: ReadonlyArray<PropertyKey>, part: 'key' | 'value' = 'value'): number {
  let here = value
  let offset = root
  for (const [index, step] of path.entries()) {
    const list = Array.isArray(here)
    const entry = typeof here === 'object' && here !== null ? entries.get(here)?.get(list ? Number(step) : String(step)) : undefined
    if (!entry) return offset
    offset = entry[!list && index === path.length - 1 && part === 'key' ? 0 : 1]
    here = (here as Record<PropertyKey, unknown>)[step]
  }
  return offset
}

/** Where the lines of a text begin. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function placeAt(lines: number[], file: string, offset: number): Place {
  // The line that begins last at or before the offset.
  let [from, to] = [0, lines.length - 1]
  while (from < to) {
    const middle = (from + to + 1) >> 1
    if (lines[middle]! <= offset) from = middle
    else to = middle - 1
  }
  return {file, line: from + 1, column: offset - lines[from]! + 1}
}

function read(text: string, events: Event[]): {value: unknown; root: number; entries: Map<object, Entries>} {
  let next = events.findIndex((event) => event.type === EVENT_ID.DOCUMENT) + 1
  const entries = new Map<object, Entries>()
  /** Where the node that was read last begins; -1 for nothing at all. */
  let start = -1
  /** Where the last brackets end that stand in no others. */
  let closed = 0

  const scalar = (event: ScalarEvent): string | null => {
    start = event.valueStart
    if (event.valueStart < 0) return null
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    if (event.style === SCALAR_STYLE.PLAIN || quoted) {
      if (text.slice(event.valueStart, event.valueEnd).includes('\n')) throw new Unusual()
    }
    if (quoted) start -= 1
    else if (event.style !== SCALAR_STYLE.PLAIN) {
      // A block text begins with the sign at the end of the line above.
      const line = text.lastIndexOf('\n', event.valueStart - 2) + 1
      start = line + text.slice(line, event.valueStart).search(/[|>][-+\d]*\s*(?:#.*)?$/)
      if (start < line) throw new Unusual()
    }
    const value = getScalarValue(text, event)
    return event.style === SCALAR_STYLE.PLAIN && plainNull.test(value) ? null : value
  }
  const node = (): unknown => {
    const event = events[next++]
    if (!event || event.type === EVENT_ID.ALIAS || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) throw new Unusual()
    if (event.anchorStart >= 0 || event.tagStart >= 0) throw new Unusual()
    if (event.type === EVENT_ID.SCALAR) return scalar(event)
    // A flow collection on several lines has rules of indentation that the two readers draw differently.
    if (event.style === COLLECTION_STYLE.FLOW && event.start >= closed) {
      closed = endOfBrackets(text, event.start)
      if (closed < 0) throw new Unusual()
    }
    const value = event.type === EVENT_ID.SEQUENCE ? sequence() : mapping()
    start = event.start
    return value
  }
  const sequence = (): unknown[] => {
    const list: unknown[] = []
    const own: Entries = new Map()
    while (events[next]!.type !== EVENT_ID.POP) {
      const value = node()
      if (start < 0) throw new Unusual()
      own.set(list.length, [start, start])
      list.push(value)
    }
    next += 1
    entries.set(list, own)
    return list
  }
  const mapping = (): Record<string, unknown> => {
    const map: Record<string, unknown> = {}
    const own: Entries = new Map()
    while (events[next]!.type !== EVENT_ID.POP) {
      const event = events[next]!
      if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0 || event.style > SCALAR_STYLE.DOUBLE_QUOTED) throw new Unusual()
      const key = node()
      const keyStart = start
      if (typeof key !== 'string' || key === '<<' || key in Object.prototype || Object.hasOwn(map, key)) throw new Unusual()
      const below = events[next]!
      const onItsLine = 'start' in below && !text.slice(event.valueEnd, below.start).includes('\n')
      if (onItsLine && 'style' in below && below.style === COLLECTION_STYLE.BLOCK) throw new Unusual()
      map[key] = node()
      // What has no value stands where its key does.
      own.set(key, [keyStart, start < 0 ? keyStart : start])
    }
    next += 1
    entries.set(map, own)
    return map
  }

  const value = node()
  return {value, root: Math.max(0, start), entries}
}

/** Where the brackets that open at an offset are closed again; -1 when the line ends or a comment begins before. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0
  let before = ''
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at]!
    if (letter === '\n' || (letter === '#' && text[at - 1] === ' ')) return -1
    if ((letter === '"' || letter === "'") && /[[{,:]/.test(before)) {
      at += 1
      while (at < text.length && text[at] !== letter) at += letter === '"' && text[at] === '\\' ? 2 : 1
    } else if (letter === '[' || letter === '{') depth += 1
    else if (letter === ']' || letter === '}') {
      depth -= 1
      if (depth === 0) return at
    }
    if (letter !== ' ') before = letter
  }
  return -1
}
