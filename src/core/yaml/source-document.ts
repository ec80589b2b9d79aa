import {isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, Scalar, type Node} from 'yaml'
import type {Place} from '../problems/problem.ts'

/** A YAML file for people (c1ctl.yaml), read so that every scalar keeps its source text: 1.10, 007 and 12045678901234567890 stay what was typed. */
export interface SourceDocument {
  /** Maps, lists, texts and nulls. A plain `null`, `~` or nothing is null; every other scalar is its text. */
  value: unknown
  /** Where a value stands, or its key; the nearest parent that exists when it does not. */
  place(path: ReadonlyArray<PropertyKey>, part?: 'key' | 'value'): Place
  /** What keeps the file from being read at all: syntax, duplicate keys, unknown aliases. */
  faults: Array<{message: string; at: Place}>
}

const plainNull = /^(?:null|Null|NULL|~|)$/
// An alias bomb grows without end when it is written out; no file of ours comes near this.
const mostNodes = 200_000

const faultTexts: Record<string, string> = {
  RESOURCE_EXHAUSTION: 'The file is nested too deeply.',
  DUPLICATE_KEY: 'The key stands twice in this map.',
  TAB_AS_INDENT: 'A tab cannot be used to indent.',
  BAD_INDENT: 'The indentation does not fit, or a bracket above is not closed.',
  MISSING_CHAR: 'A character is missing here, such as a closing quote or bracket, or the colon after a key.',
  BLOCK_AS_IMPLICIT_KEY: 'A map stands where a key was expected: check the indentation and the colon.',
  MULTILINE_IMPLICIT_KEY: 'A key goes over several lines: check the indentation and the colon.',
  UNEXPECTED_TOKEN: 'This does not belong here.',
  BAD_ALIAS: 'The alias names no anchor.',
  MULTIPLE_DOCS: 'There is more than one document in the file.',
}

/**
 * Reads one YAML 1.2 document with places, whatever it holds.
 * @param file the name to show in places
 * @param scalarValue what a scalar is read as; its text unless said otherwise
 */
export function readSourceDocument(text: string, file: string, scalarValue: (node: Scalar) => unknown = scalarText): SourceDocument {
  const lines = new LineCounter()
  // prettyErrors would copy source lines into messages.
  const document = parseDocument(text, {prettyErrors: false, lineCounter: lines, keepSourceTokens: false, strict: true})
  const at = (offset: number): Place => {
    const {line, col} = lines.linePos(Math.min(offset, text.length))
    return {file, line: Math.max(1, line), column: Math.max(1, col)}
  }
  const faults = document.errors.map((error) => ({message: faultTexts[error.code] ?? error.message.split('\n')[0]!, at: at(error.pos[0])}))

  let visited = 0
  const seen = new Map<Node, unknown>()
  const convert = (node: unknown): unknown => {
    if (++visited > mostNodes) {
      if (visited === mostNodes + 1) faults.push({message: 'The file holds too many values.', at: at(0)})
      return null
    }
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (!target) {
        faults.push({message: faultTexts['BAD_ALIAS']!, at: at(node.range?.[0] ?? 0)})
        return null
      }
      if (seen.get(target) === undefined && seen.has(target)) {
        faults.push({message: 'The alias stands inside its own anchor.', at: at(node.range?.[0] ?? 0)})
        return null
      }
      return convert(target)
    }
    if (isScalar(node)) return scalarValue(node)
    if (isSeq(node) || isMap(node)) {
      seen.set(node, undefined)
      let value: unknown
      if (isSeq(node)) value = node.items.map((item) => convert(item))
      else {
        const map: Record<string, unknown> = {}
        for (const pair of node.items) {
          const key = isScalar(pair.key) ? (scalarText(pair.key) ?? 'null') : null
          if (key === null) faults.push({message: 'A key must be a plain text.', at: at((isNode(pair.key) && pair.key.range?.[0]) || 0)})
          else if (key in Object.prototype) faults.push({message: `\`${key}\` cannot be a name: JavaScript gives it a meaning of its own.`, at: at((isNode(pair.key) && pair.key.range?.[0]) || 0)})
          else map[key] = convert(pair.value)
        }
        value = map
      }
      seen.set(node, value)
      return value
    }
    return null
  }
  const value = convert(document.contents)

  const place = (path: ReadonlyArray<PropertyKey>, part: 'key' | 'value' = 'value'): Place => {
    let node: unknown = document.contents
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document)
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && scalarText(item.key) === String(step))
        if (!isPair(pair)) return at(offset)
        const key = isNode(pair.key) ? pair.key.range?.[0] : undefined
        const inner = isNode(pair.value) ? pair.value.range?.[0] : undefined
        const last = index === path.length - 1
        offset = (last && part === 'key' ? key : (inner ?? key)) ?? offset
        node = pair.value
      } else if (isSeq(node)) {
        node = node.items[Number(step)]
        if (!isNode(node)) return at(offset)
        offset = node.range?.[0] ?? offset
      } else return at(offset)
    }
    return at(offset)
  }
  return {value, place, faults}
}

/** The source text of a scalar; null for a plain null. */
export function scalarText(node: Scalar): string | null {
  if (node.type === Scalar.PLAIN || node.type === undefined || node.type === null) {
    const source = node.source ?? (node.value === null || node.value === undefined ? '' : String(node.value))
    return plainNull.test(source) && node.tag === undefined ? null : source
  }
  return String(node.value ?? '')
}
