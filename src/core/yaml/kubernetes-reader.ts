import {COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent} from 'js-yaml'
import type {Finding} from '../lint/types.ts'
import {applyEdits, type Edit} from './edit.ts'
import {closing, eventsOf, Refusal, templateLine, templateMessage} from './kubernetes-events.ts'
import {readPlainScalar} from './kubernetes-scalars.ts'
import {plainDocument, plainPlaces, type Entries, type Offsets} from './plain-document.ts'
import {scalarOffsets} from './scalar-places.ts'

/** A stretch of a file; lines and columns are one-based, the end is exclusive. */
export interface Span {
  line: number
  column: number
  endLine: number
  endColumn: number
}

export type Path = ReadonlyArray<string | number>

/** The stretch of a file that a document takes, in UTF-16 code units, and whether its part still holds its `---`. */
export interface DocumentPlace {
  offset: number
  end: number
  marked: boolean
}

/** One document of a file as Kubernetes reads it. Containers that stand behind an anchor are shared, not copied: do not change them. */
export interface KubernetesDocument {
  value: unknown
  /** Whether its text has these letters anywhere: much less work than to look through its values. */
  mentions(letters: string): boolean
  /** Where it stands in its file, for `rereader`. */
  at: DocumentPlace
  /** Where a value stands, or its key; of what is not there, the nearest parent that is. */
  locate(path: Path, part?: 'key' | 'value'): Span
  /** As `locate`, but of what goes over several lines the first alone. */
  locateStart(path: Path): Span
  /** Offsets in the file, from and to, of what stands exactly there (of an alias, the alias); undefined when nothing does. */
  place(path: Path, part?: 'key' | 'value'): readonly [number, number] | undefined
  /** Where a stretch of the text stands that a scalar holds, in UTF-16 code units; undefined when no plain, quoted or block text stands exactly there. */
  within(path: Path, inside: readonly [from: number, to: number]): Span | undefined
  /** What the document would hold if stretches of the file inside it were replaced; undefined if Kubernetes refused it then, or more keys stood twice. */
  edited(edits: readonly Edit[]): {value: unknown} | undefined
}

interface Read {
  documents: KubernetesDocument[]
  /** `yaml/syntax` where Kubernetes would refuse the document (it is then not among `documents`), and `yaml/duplicate-key`. */
  findings: Finding[]
}

type Container = Record<string, unknown> | unknown[]

const tagOf: Record<string, string> = {str: 'a text', bool: 'true or false', int: 'a whole number', float: 'a number', null: 'null'}

/** Key of a map as the text that JSON needs, as sigs.k8s.io/yaml spells it. */
function keyText(value: unknown, plain: boolean, source: string, offset: number): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    const whole = plain && readPlainScalar(source).kind === 'int'
    return whole ? String(BigInt(value)) : shortestFloat(value)
  }
  throw new Refusal('A key must be a text: null, lists and maps cannot be keys.', offset)
}

/** Go's strconv.FormatFloat(value, 'g', -1, 32). */
function shortestFloat(value: number): string {
  const single = Math.fround(value)
  let text = String(single)
  for (let digits = 1; digits <= 9; digits += 1) {
    if (Math.fround(Number(single.toPrecision(digits))) === single) {
      text = single.toExponential(digits - 1)
      break
    }
  }
  const exponent = Number(text.split('e')[1] ?? 0)
  if (exponent < -4 || exponent >= 6) return text.replace(/e([-+])(\d)$/, 'e$10$2')
  return String(Number(text))
}

/** The name of a tag of YAML's own, or what is written. */
const tagName = (source: string, {tagStart, tagEnd}: ScalarEvent): string => source.slice(tagStart, tagEnd).replace(/^!!/, '').replace(/^!<tag:yaml\.org,2002:(.*)>$/, '$1')

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Reads a quoted or tagged scalar, or a plain one through the table of Kubernetes. */
function scalarValue(text: string, event: ScalarEvent, source: string, offset: number, isKey: boolean): unknown {
  if (event.tagStart < 0) {
    if (event.style !== SCALAR_STYLE.PLAIN) return text
    const read = readPlainScalar(text)
    if (read.kind === 'error' && isKey) return text.toLowerCase().replace('+', '')
    if (read.kind === 'error') throw new Refusal(`The value ${text} has no place in JSON, so Kubernetes cannot read it: quote it if it is a text.`, offset)
    return read.value
  }
  const tag = tagName(source, event)
  if (tag === 'binary') {
    const letters = text.replace(/[\r\n]/g, '')
    if (letters.length % 4 > 0 || !base64.test(letters)) throw new Refusal('The tag !!binary asks for base64, and this is none.', offset)
    return Buffer.from(letters, 'base64').toString()
  }
  if (!['bool', 'int', 'float', 'null', 'timestamp'].includes(tag)) return text
  const read = readPlainScalar(text)
  const fits = tag === read.kind || (tag === 'float' && read.kind === 'int') || (tag === 'timestamp' && /^\d{4}-/.test(text))
  if (!fits) throw new Refusal(`The tag !!${tag} asks for ${tagOf[tag] ?? 'a date'}, and this is none.`, offset)
  return read.value
}

/** Escapes between double quotes of a character that is none, as JSON writes one in two halves. */
const noCharacter = /^(?:u|U0000)[dD][89a-fA-F]|^U(?!00(?:0|10))/

/** The text of a scalar as Go's reader has it: it knows \' between double quotes and not \/, and keeps empty lines behind a line that ends with a backslash. */
function textOf(source: string, event: ScalarEvent): string {
  if (event.style !== SCALAR_STYLE.DOUBLE_QUOTED || event.fast) return getScalarValue(source, event)
  const raw = source.slice(event.valueStart, event.valueEnd)
  if (!/\\['/uU\r\n]/.test(raw)) return getScalarValue(source, event)
  const same = raw.replace(/\\(?:(\r\n?|\n)((?:[ \t]*(?:\r\n?|\n))*)|[^])/g, (escape: string, end: string | undefined, empty: string | undefined, at: number) => {
    if (end !== undefined) return `${'\\n'.repeat(empty!.match(/\r\n?|\n/g)?.length ?? 0)}\\\n`
    if (escape === '\\/') throw new Refusal('kubectl does not know the escape \\/: write / alone.', event.valueStart + at)
    if (noCharacter.test(raw.slice(at + 1, at + 8))) throw new Refusal('This escape is no character: kubectl does not read a character in two halves as JSON does.', event.valueStart + at)
    return escape === '\\\'' ? '\'' : escape
  })
  return getScalarValue(same, {...event, valueStart: 0, valueEnd: same.length})
}

/** How much of a document may come out of aliases; the bounds of Go's reader against alias bombs. */
function aliasShare(nodes: number): number {
  if (nodes <= 400_000) return 0.99
  if (nodes >= 4_000_000) return 0.1
  return 0.99 - (0.89 * (nodes - 400_000)) / 3_600_000
}

/** What may stand between two items and the dash of the second; a comment can be read in one way only. */
const dash = /(?:\s|#[^\n]*\n)*-/y
/** A colon behind a plain text between brackets that no blank follows: to Go's reader it belongs to the text. */
const gluedColon = /\s*:(?=[[\]{},])/y

/** The colon of a key between brackets, and the sign before a key that may go over several lines. */
const keyColon = /(?:\s|#[^\n]*\n)*:/y
const keyMark = /(?:[\s,:[\]{}"']|#[^\n]*\n)*\?/y
const signBefore = /\?\s*(?:[&!]\S*\s+)*$/
const longestKey = 1024
const anchorName = /^[\w-]+$/

/** A value, and where everything stands in it when that is asked for. */
interface Placed {
  value: unknown
  entries: Map<object, Entries> | null
  root: readonly [number, number]
}

interface Composed extends Placed {
  source: string
  /** Scalars by the offset at which they are said to stand. */
  scalars: Map<number, ScalarEvent> | null
  duplicates: Array<{key: string; from: number; to: number}>
}

/**
 * Builds the value of one document from parser events.
 * @param record true to keep where everything stands
 * @throws Refusal where Kubernetes refuses
 */
function compose(source: string, events: Event[], record: boolean): Composed {
  const entries: Map<object, Entries> | null = record ? new Map<object, Entries>() : null
  const scalars: Composed['scalars'] = record ? new Map<number, ScalarEvent>() : null
  const duplicates: Composed['duplicates'] = []
  const anchors = new Map<string, {value: unknown; nodes: number; done: boolean}>()
  let next = 1
  /** Nodes of the document with aliases written out, and how many of them aliases brought. */
  let nodes = 0
  let aliased = 0
  /** Offsets of the node that was read last. */
  let from = 0
  let to = 0
  /** How many brackets are open. */
  let brackets = 0

  const anchored = <T>(event: {anchorStart: number; anchorEnd: number}, read: () => T): T => {
    if (event.anchorStart < 0) return read()
    const anchor: {value: unknown; nodes: number; done: boolean} = {value: undefined, nodes, done: false}
    const name = source.slice(event.anchorStart, event.anchorEnd)
    if (!anchorName.test(name)) throw new Refusal('To kubectl an anchor is named with letters, digits, - and _ alone.', event.anchorStart - 1)
    anchors.set(name, anchor)
    const value = read()
    anchor.value = value
    anchor.nodes = nodes - anchor.nodes
    anchor.done = true
    return value
  }

  const readScalar = (event: ScalarEvent, isKey: boolean): unknown => {
    const before = to
    if (event.valueStart < 0) {
      from = to = before
      if (event.anchorEnd > 0) to = from = event.anchorEnd
      if (event.tagEnd > 0) to = from = Math.max(to, event.tagEnd)
      return scalarValue('', event, source, from, isKey)
    }
    from = event.valueStart
    to = event.valueEnd
    const text = textOf(source, event)
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
      from -= 1
      to += 1
    } else if (event.style !== SCALAR_STYLE.PLAIN) {
      // A block scalar: from its first character that is no indent to the end of its last line with text.
      const body = source.slice(from, to)
      to = from + body.trimEnd().length
      from += Math.min(body.length - body.trimStart().length, Math.max(0, to - from))
    }
    scalars?.set(from, event)
    if (brackets > 0 && event.style === SCALAR_STYLE.PLAIN) judgeBetweenBrackets(text)
    return scalarValue(text, event, source, from, isKey)
  }

  /** Refuses plain texts between brackets that js-yaml takes and Go's reader does not: it takes `?` and `:` there for signs, whatever stands beside them. */
  const judgeBetweenBrackets = (text: string): void => {
    const mark = text.indexOf('?')
    if (mark >= 0) throw new Refusal('Between brackets a ? begins a key for kubectl, whatever stands beside it: put the text in quotes.', source.indexOf('?', from))
    if (text.startsWith(':')) throw new Refusal('Between brackets no text begins with a colon for kubectl: put it in quotes.', from)
    if (colonOf(to)?.[1] === 'open') throw new Refusal('A blank is missing behind the colon: between brackets kubectl takes it for a part of the text.', colonOf(to)![0] - 1)
  }

  /** Refuses a key that does not stand on one line with its colon, or is very long, unless a ? stands before it. */
  const judgeLines = (before: number, start: number, end: number, isFlow: boolean): void => {
    if (isFlow) {
      keyColon.lastIndex = end
      // A key without a colon may go over several lines.
      if (!keyColon.test(source)) return
    }
    const stop = isFlow ? keyColon.lastIndex - 1 : end
    const line = source.indexOf('\n', start)
    const isLong = stop - start > longestKey
    if ((line < 0 || line >= stop) && !isLong) return
    keyMark.lastIndex = before
    if ((keyMark.test(source) && keyMark.lastIndex <= start) || signBefore.test(source.slice(Math.max(0, start - longestKey), start))) return
    throw new Refusal(isLong ? `A key may have ${longestKey} characters at most.` : 'A key and its colon must stand on one line.', line < end ? start : end)
  }

  /** Refuses an entry that begins behind the value of another: js-yaml takes one behind an item of a list for an entry of the map around the list. */
  const judgeStart = (before: number, start: number): void => {
    if (source.lastIndexOf('\n', start - 1) < before - 1 && !source.slice(before - 1, start).includes('\r')) throw new Refusal('An entry of a map begins on a line of its own: quote the value before it if this belongs to it.', start)
  }

  /** Where a colon ends that Go's reader takes for a part of the text before it, and what follows it. */
  const colonOf = (end: number): readonly [end: number, next: 'open' | 'closed'] | undefined => {
    gluedColon.lastIndex = end
    const found = gluedColon.exec(source)
    if (found?.[0].includes('\n')) throw new Refusal('A key and its colon must stand on one line.', end)
    return found ? [gluedColon.lastIndex, '[{'.includes(source[gluedColon.lastIndex]!) ? 'open' : 'closed'] : undefined
  }

  const readAlias = (event: {anchorStart: number; anchorEnd: number}): unknown => {
    const name = source.slice(event.anchorStart, event.anchorEnd)
    const anchor = anchors.get(name)
    if (!anchor) throw new Refusal(`No anchor &${name} stands before this alias.`, event.anchorStart - 1)
    if (!anchor.done) throw new Refusal(`The alias *${name} stands inside its own anchor.`, event.anchorStart - 1)
    nodes += anchor.nodes
    aliased += anchor.nodes
    if (aliased > 100 && nodes > 1000 && aliased / nodes > aliasShare(nodes)) throw new Refusal('Aliases would blow this document up beyond all measure.', event.anchorStart - 1)
    from = event.anchorStart - 1
    to = event.anchorEnd
    return anchor.value
  }

  const readNode = (isKey = false): unknown => {
    const event = events[next]!
    next += 1
    nodes += 1
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return anchored(event, () => readScalar(event, isKey))
      case EVENT_ID.ALIAS:
        return readAlias(event)
      case EVENT_ID.SEQUENCE:
        return anchored(event, () => readSequence(event.start, event.style === COLLECTION_STYLE.FLOW))
      case EVENT_ID.MAPPING:
        return anchored(event, () => readMapping(event.start, event.style === COLLECTION_STYLE.FLOW))
      default:
        throw new Refusal('The document ends where a value was expected.', to)
    }
  }

  /** Moves the end of what was read last to the end of a match of `pattern`, which begins there. */
  const reach = (pattern: RegExp): boolean => {
    pattern.lastIndex = to
    if (!pattern.test(source)) return false
    to = pattern.lastIndex
    return true
  }

  const readSequence = (start: number, isFlow: boolean): unknown[] => {
    const list: unknown[] = []
    const places: Entries | undefined = entries ? new Map() : undefined
    to = isFlow ? start + 1 : start
    if (isFlow) brackets += 1
    while (events[next]!.type !== EVENT_ID.POP) {
      const value = readNode()
      // An item without a value stands where its dash does.
      if (places && from === to && !isFlow && reach(dash)) from = to - 1
      places?.set(list.length, [from, to, from, to])
      list.push(value)
    }
    next += 1
    if (places) entries!.set(list, places)
    if (places && isFlow) reach(closing)
    if (isFlow) brackets -= 1
    from = start
    return list
  }

  const put = (map: Record<string, unknown>, key: string, value: unknown): void => {
    if (key === '__proto__') Object.defineProperty(map, key, {value, enumerable: true, configurable: true, writable: true})
    else map[key] = value
  }

  /** `<<`: what is merged replaces what stands before it and gives way to what follows, as in Go's reader; the first of several maps wins. */
  const merge = (map: Record<string, unknown>, places: Entries | undefined, value: unknown, offset: number): void => {
    const sources = Array.isArray(value) ? [...(value as unknown[])].reverse() : [value]
    for (const one of sources) {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) throw new Refusal('The merge key << takes a map, an alias of a map, or a list of them.', offset)
      const theirs = entries?.get(one)
      for (const [key, merged] of Object.entries(one)) {
        put(map, key, merged)
        const place = theirs?.get(key)
        if (place) places?.set(key, place)
      }
    }
  }

  /** A map; or the text that Go's reader sees where js-yaml sees one entry without a value: `[a:]`. */
  const readMapping = (start: number, isFlow: boolean): unknown => {
    const map: Record<string, unknown> = {}
    const places: Entries | undefined = entries ? new Map() : undefined
    const own = new Set<string>()
    // One entry in a list may do without brackets of its own.
    const isBare = isFlow && source[start] !== '{'
    to = isFlow && !isBare ? start + 1 : start
    if (isFlow) brackets += 1
    while (events[next]!.type !== EVENT_ID.POP) {
      const event = events[next]!
      const before = to
      const keyValue = readNode(true)
      const [keyFrom, keyTo] = [from, to]
      if (!isFlow && own.size > 0) judgeStart(before, keyFrom)
      const plain = event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN
      const glued = isFlow && plain && event.valueStart >= 0 && event.tagStart < 0 ? colonOf(to) : undefined
      if (!glued) judgeLines(before, keyFrom, keyTo, isFlow)
      const gluedText = glued ? getScalarValue(source, event as ScalarEvent) + source.slice(keyTo, glued[0]) : ''
      if (glued && isBare && !source.slice(0, keyFrom).trimEnd().endsWith('?')) {
        // The value that is not there, and the end of the map.
        next += 2
        brackets -= 1
        from = keyFrom
        to = glued[0]
        return gluedText
      }
      const below = events[next]!
      // js-yaml lets a map begin on the line of its key when an anchor or a tag stands between.
      const blockKey = event.type === EVENT_ID.SCALAR && event.style > SCALAR_STYLE.DOUBLE_QUOTED
      if (!blockKey && below.type === EVENT_ID.MAPPING && below.style === COLLECTION_STYLE.BLOCK && source.lastIndexOf('\n', below.start) < keyTo) {
        throw new Refusal('A map cannot begin on the line of its key: put it on the next line, indented.', below.start)
      }
      // yq writes !!merge before each.
      if (keyValue === '<<' && event.type === EVENT_ID.SCALAR && (event.tagStart < 0 ? plain : tagName(source, event) === 'merge')) {
        const isAlias = events[next]!.type === EVENT_ID.ALIAS
        const merged = readNode()
        merge(map, places, isAlias && Array.isArray(merged) ? undefined : merged, keyFrom)
        continue
      }
      const key = glued ? gluedText : keyText(keyValue, plain, source.slice(keyFrom, keyTo), keyFrom)
      if (own.has(key)) duplicates.push({key, from: keyFrom, to: keyTo})
      own.add(key)
      const value = readNode()
      put(map, key, value)
      places?.set(key, [keyFrom, keyTo, from, to])
    }
    next += 1
    if (places) entries!.set(map, places)
    if (places && isFlow) reach(closing)
    if (isFlow) brackets -= 1
    from = start
    return map
  }

  const value = readNode()
  return {source, value, entries, scalars, root: [from, to], duplicates}
}

interface Part {
  text: string
  offset: number
  marked: boolean
  fault?: {message: string; offset: number}
}

/** Parts of a file between `---` lines, as kubectl cuts it: at every line that starts with three dashes, wherever it stands. */
function* parts(text: string): Generator<Part> {
  const separator = /^---(.*)$/gm
  let start = text.startsWith('\ufeff') ? 1 : 0
  let firstLine = 0
  let marked = false
  for (let match = separator.exec(text); match; match = separator.exec(text)) {
    // To Go a byte order mark is no blank.
    const rest = match[1]!.replaceAll('\ufeff', 'x').trim()
    yield {text: text.slice(start, match.index), offset: start, marked}
    // The cutter leaves a --- on the first line of a part there, and drops the others.
    marked = !marked && match.index === firstLine
    start = match.index + match[0].length
    const end = text.indexOf('\n', start)
    firstLine = end < 0 ? -1 : end + 1
    // What begins a part may be a byte order mark, where files were put together.
    if (!marked && text[firstLine] === '\ufeff') start = firstLine + 1
    if (rest !== '' && !rest.startsWith('#')) yield {text: '', offset: start, marked, fault: {message: 'Only a comment may follow --- on its line: kubectl refuses the file.', offset: match.index}}
  }
  yield {text: text.slice(start), offset: start, marked}
}

const endMark = /^\.\.\.(?=[ \t\r\n]|$)/m
/** Each line feed is read in one way only: else a few dozen empty lines would be tried in billions of ways. */
const onlyComments = /^(?:[^\S\n]*(?:#.*\r?)?\n)*[^\S\n]*(?:#.*\r?)?$/

/** Empty lines and comments: not even a parser need look at them. */
const nothing = /^(?: *(?:#[ -~]*)?\r?\n)*$/

/** Parses one part; what follows `...` is never reached by Kubernetes. */
function parse(text: string, marked: boolean): {source: string; events: Event[]} {
  const end = endMark.exec(text)?.index ?? -1
  const source = end < 0 ? text : text.slice(0, end)
  if (end >= 0 && !marked && onlyComments.test(source)) throw new Refusal('Nothing stands before ... here, and kubectl refuses that: remove it.', end)
  const events = eventsOf(source)
  // js-yaml takes an indented --- for a mark; the real ones are cut away already.
  // One behind a byte order mark is left, for it does not start its line there.
  if (events.some((event, index) => event.type === EVENT_ID.DOCUMENT && event.explicitStart && (index > 0 || !source.startsWith('---')))) throw new Refusal('A --- that separates documents starts its line.', 0)
  return {source, events}
}

/** Turns offsets into lines and columns. A byte order mark has no column: editors do not show it and do not count it. */
export function lineFinder(text: string): (from: number, to: number) => Span {
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(text[at + 1] === '\ufeff' ? at + 2 : at + 1)
  const find = (offset: number): [number, number] => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return [low + 1, Math.max(0, offset - starts[low]!) + 1]
  }
  return (from, to) => {
    const [line, column] = find(from)
    const [endLine, endColumn] = find(Math.max(from, to))
    return {line, column, endLine, endColumn}
  }
}

function offsetsOf(composed: Placed, path: Path, part: 'key' | 'value'): readonly [number, number] {
  let found: readonly [number, number] = composed.root
  let value = composed.value
  for (const [depth, step] of path.entries()) {
    const places = typeof value === 'object' && value !== null ? composed.entries!.get(value) : undefined
    const place = places?.get(step)
    if (!place) {
      const parent = path.slice(0, depth)
      // What is missing is shown at the key of its parent, for the parent's own stretch may be pages long.
      return parent.length > 0 && typeof parent.at(-1) === 'string' ? offsetsOf(composed, parent, 'key') : found
    }
    const last = depth === path.length - 1
    found = part === 'key' && last && typeof step === 'string' ? [place[0], place[1]] : [place[2], place[3]]
    value = (value as Container & Record<string | number, unknown>)[step]
    const isEmpty = found[0] === found[1] || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
    if (last && isEmpty) found = [place[0], place[1]]
  }
  return found
}

/** Where a step of a path leads: its key and value, or undefined when it is not there. */
function exactly(composed: Placed, path: Path, part: 'key' | 'value'): readonly [number, number] | undefined {
  let value = composed.value
  let place: Offsets | undefined
  for (const step of path) {
    place = typeof value === 'object' && value !== null ? composed.entries!.get(value)?.get(step) : undefined
    if (!place) return undefined
    value = (value as Container & Record<string | number, unknown>)[step]
  }
  if (!place) return part === 'value' ? composed.root : undefined
  return part === 'key' ? [place[0], place[1]] : [place[2], place[3]]
}

/** What one part of a file holds: a document, unless it is empty or refused, and what is wrong with it. */
export interface PartRead {
  document: KubernetesDocument | undefined
  findings: Finding[]
}

/** The most that one document may have in UTF-16 code units: no API server takes a request over 3 MiB (its MaxRequestBodyBytes), and comments go beside it. */
export const longestDocument = 8 << 20
/** kubectl stops at the first document that it cannot read; after so many in one file the rest would only repeat it. */
export const mostSyntaxFindings = 100

/**
 * Reads the documents of a file one after the other as kubectl does (sigs.k8s.io/yaml v1.6.0 behind the document splitter of k8s.io/apimachinery).
 * Empty documents have no part. Positions are worked out when they are first asked for; until then nothing but the text and the value is held.
 * @param text the file's text
 * @param file its name, for findings
 */
export function* readParts(text: string, file: string): Generator<PartRead> {
  let finder: ReturnType<typeof lineFinder> | undefined
  const span: SpanOf = (from, to) => (finder ??= lineFinder(text))(from, to)
  let refused = 0
  for (const part of parts(text)) {
    const read = readPart(part, file, span)
    if (!read) continue
    refused += read.findings.filter((one) => one.rule === 'yaml/syntax').length
    if (refused > mostSyntaxFindings) {
      yield {document: undefined, findings: [{...read.findings[0]!, message: `More than ${mostSyntaxFindings} documents of this file cannot be read: the rest was not looked at.`}]}
      return
    }
    yield read
  }
}

/**
 * Reads single documents of a file again.
 * @param text the text that was read before
 * @returns a reader of the document at a place that `KubernetesDocument.at` said; it gives undefined when nothing stands there that Kubernetes would read
 */
export function rereader(text: string, file: string): (at: DocumentPlace) => KubernetesDocument | undefined {
  let finder: ReturnType<typeof lineFinder> | undefined
  const span: SpanOf = (from, to) => (finder ??= lineFinder(text))(from, to)
  return ({offset, end, marked}) => readPart({text: text.slice(offset, end), offset, marked}, file, span)?.document
}

/**
 * Stretches of a document in which a `#` begins no comment: texts in quotes or in blocks, and what follows `...` and is never read.
 * @param text the text of the file, of which the document was read before
 * @returns offsets in the file, from and to, in order
 */
export function textStretches(text: string, {offset, end, marked}: DocumentPlace): Array<readonly [number, number]> {
  const {source, events} = parse(text.slice(offset, end), marked)
  const stretches = events.flatMap((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.style === SCALAR_STYLE.PLAIN || event.valueStart < 0) return []
    return [[offset + event.valueStart, offset + event.valueEnd] as const]
  })
  return offset + source.length < end ? [...stretches, [offset + source.length, end]] : stretches
}

/** Places weigh many times the text: they are made again when somebody asks about another document, and held for the one that was asked about last. */
let latest: {part: Part; composed: Composed} | undefined
let latestPlain: {part: Part; placed: Placed} | undefined

type SpanOf = (from: number, to: number) => Span

class PartDocument implements KubernetesDocument {
  readonly value: unknown
  readonly #part: Part
  readonly #span: SpanOf
  /** How many keys stand twice in it. */
  readonly #duplicates: number
  readonly #isPlain: boolean

  constructor(part: Part, span: SpanOf, value: unknown, {duplicates = 0, isPlain = false}: {duplicates?: number; isPlain?: boolean}) {
    this.value = value
    this.#part = part
    this.#span = span
    this.#duplicates = duplicates
    this.#isPlain = isPlain
  }

  mentions(letters: string): boolean {
    return this.#part.text.includes(letters)
  }

  get at(): DocumentPlace {
    const {offset, text, marked} = this.#part
    return {offset, end: offset + text.length, marked}
  }

  #composed(): Composed {
    if (latest?.part !== this.#part) {
      const {source, events} = parse(this.#part.text, this.#part.marked)
      latest = {part: this.#part, composed: compose(source, events, true)}
    }
    return latest.composed
  }

  /** Where everything stands: what is written plainly needs no parser for all of YAML. */
  #placed(): Placed {
    if (latestPlain?.part === this.#part) return latestPlain.placed
    const placed = this.#isPlain ? plainPlaces(this.#part.text) : undefined
    if (!placed) return this.#composed()
    latestPlain = {part: this.#part, placed}
    return placed
  }

  locate(path: Path, which: 'key' | 'value' = 'value'): Span {
    const [from, to] = offsetsOf(this.#placed(), path, which)
    return this.#span(this.#part.offset + from, this.#part.offset + to)
  }

  place(path: Path, which: 'key' | 'value' = 'value'): readonly [number, number] | undefined {
    const place = exactly(this.#placed(), path, which)
    return place && [this.#part.offset + place[0], this.#part.offset + place[1]]
  }

  locateStart(path: Path): Span {
    const [from, to] = offsetsOf(this.#placed(), path, 'value')
    const first = this.#part.text.slice(from, to).split('\n', 1)[0]!.trimEnd()
    return this.#span(this.#part.offset + from, this.#part.offset + from + first.length)
  }

  within(path: Path, [start, end]: readonly [from: number, to: number]): Span | undefined {
    const {source, scalars} = this.#composed()
    const place = exactly(this.#composed(), path, 'value')
    const event = place && scalars!.get(place[0])
    if (!event || event.tagStart >= 0) return undefined
    const offsets = scalarOffsets(source, event, getScalarValue(source, event))
    const from = offsets?.[start]
    if (from === undefined) return undefined
    const last = offsets![end - 1] ?? from
    // A line break that is a letter of the text has no width.
    return this.#span(this.#part.offset + from, this.#part.offset + last + (/[\r\n]/.test(source[last] ?? '\n') ? 0 : 1))
  }

  edited(edits: readonly Edit[]): {value: unknown} | undefined {
    const {text, offset, marked} = this.#part
    const moved = edits.map((edit) => ({...edit, from: edit.from - offset, to: edit.to - offset}))
    try {
      const after = parse(applyEdits(text, moved), marked)
      const read = compose(after.source, after.events, false)
      return read.duplicates.length > this.#duplicates ? undefined : {value: read.value}
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }
}

function readPart(part: Part, file: string, span: SpanOf): PartRead | undefined {
  const findings: Finding[] = []
  const report = (rule: string, message: string, from: number, to: number): void => {
    findings.push({file, ...span(from, to), rule, severity: 'error', message, fixable: false})
  }
  if (part.fault) report('yaml/syntax', part.fault.message, part.fault.offset, part.fault.offset + 3)
  const found = (): PartRead | undefined => (findings.length > 0 ? {document: undefined, findings} : undefined)
  if (findings.length === 0 && nothing.test(part.text)) return undefined
  if (part.text.length > longestDocument) {
    report('yaml/syntax', `The document is larger than ${longestDocument >> 20} MiB: an API server takes 3 MiB at most, so it was not read.`, part.offset, part.offset)
    return found()
  }
  const plain = plainDocument(part.text)
  if (plain) return {document: new PartDocument(part, span, plain.value, {isPlain: true}), findings}
  try {
    const {source, events} = parse(part.text, part.marked)
    if (events.length < 2 || events[1]!.type === EVENT_ID.POP) return found()
    const {value, duplicates} = compose(source, events, false)
    for (const {key, from, to} of duplicates) {
      report('yaml/duplicate-key', `The key ${key} stands twice in this map: kubectl keeps the last one without a word, Flux and kustomize refuse the file.`, part.offset + from, part.offset + to)
    }
    if (value === null) return found()
    return {document: new PartDocument(part, span, value, {duplicates: duplicates.length}), findings}
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    report('yaml/syntax', templateLine.test(part.text) ? templateMessage : error.message, part.offset + error.offset, part.offset + error.offset)
    return found()
  }
}

/** Reads all documents of a file; see `readParts`. */
export function readKubernetesYaml(text: string, file: string): Read {
  const read: Read = {documents: [], findings: []}
  for (const {document, findings} of readParts(text, file)) {
    if (document) read.documents.push(document)
    read.findings.push(...findings)
  }
  return read
}

/**
 * Values of a file's documents as kubectl reads them, without places: for files that c1ctl wrote itself.
 * @throws Error where kubectl would refuse the file; its message repeats nothing of the file
 */
export function readValues(text: string): unknown[] {
  const values: unknown[] = []
  for (const part of parts(text)) {
    if (part.fault) throw new Error(part.fault.message)
    const plain = plainDocument(part.text)
    if (plain) {
      values.push(plain.value)
      continue
    }
    const {source, events} = parse(part.text, part.marked)
    if (events.length > 1 && events[1]!.type !== EVENT_ID.POP) values.push(compose(source, events, false).value)
  }
  return values
}

/** Path of the first place where two JSON values differ; undefined when they are equal. Keys whose value is undefined count as absent. */
export function firstDifference(one: unknown, other: unknown): Path | undefined {
  if (one === other) return undefined
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) !== Array.isArray(other)) return []
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const step = (key: string): string | number => (Array.isArray(one) ? Number(key) : key)
  for (const key of Object.keys(left)) {
    const found = firstDifference(left[key], Object.hasOwn(right, key) ? right[key] : undefined)
    if (found) return [step(key), ...found]
  }
  for (const key of Object.keys(right)) if (right[key] !== undefined && !Object.hasOwn(left, key)) return [step(key)]
  return undefined
}

/** True when a rendered file reads back, as Kubernetes reads it, as exactly the objects that were meant. */
export function parsesBack(text: string, objects: unknown[]): boolean {
  try {
    return firstDifference(readValues(text), objects) === undefined
  } catch {
    return false
  }
}
