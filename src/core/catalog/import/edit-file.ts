import {isDeepStrictEqual} from 'node:util'
import {isMap, isScalar, parseDocument, type Document, type Node} from 'yaml'
import {isRecord} from '../../values/maps.ts'
import {serialize} from '../../yaml/serialize.ts'
import {readCatalogSource} from '../parse.ts'

/** The schema as the published package carries it: editors complete and check connectors.yaml by it. */
const schemaAddress = 'https://unpkg.com/c1ctl/schemas/connectors.schema.json'
const newFile = `# yaml-language-server: $schema=${schemaAddress}\n# Connectors of this project, and what it changes of those that c1ctl knows. It holds no secret value and belongs in git.\n`

/** Scalars are left as they were typed: in the failsafe schema each is a text. */
const read = (text: string): Document => parseDocument(text, {schema: 'failsafe', prettyErrors: false})
const write = (document: Document): string => document.toString({lineWidth: 0, flowCollectionPadding: false, indentSeq: true})

/** A value as a node, in the quotes that our own writer gives it. */
const nodeOf = (value: unknown): Node => read(serialize({value})).get('value', true) as Node

/**
 * Sets an entry of a connectors.yaml. Comments and order of what stays are kept, and not a letter of other entries is touched.
 * @param text the file as it is, which parses; null when there is none
 * @param entry what it shall say of the connector
 */
export function setEntry(text: string | null, name: string, entry: Record<string, unknown>): string {
  const before = text ?? newFile
  const known = readCatalogSource(before, '').entries
  const made = Object.hasOwn(known, name) ? (editBlock(before, name, known[name], entry) ?? editWhole(before, name, known[name], entry)) : append(before, name, entry)
  if (!isSame(made, {...known, [name]: entry})) throw new Error('connectors.yaml could not be edited as meant')
  return made
}

const isSame = (text: string, wanted: Record<string, unknown>): boolean => {
  const {entries, problems} = readCatalogSource(text, '')
  return problems.length === 0 && isDeepStrictEqual(texts(entries), texts(readCatalogSource(serialize(wanted), '').entries))
}

/** Every scalar as a text: 8080 and "8080" read alike in an entry. */
const texts = (value: unknown): unknown => (Array.isArray(value) ? value.map(texts) : isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, texts(inner)])) : value === null ? null : String(value))

function append(text: string, name: string, entry: Record<string, unknown>): string {
  const block = serialize({[name]: entry})
  const document = read(text)
  // An empty map in braces takes no block beside it.
  if (isMap(document.contents) && document.contents.flow) {
    document.contents.flow = document.contents.items.length > 0
    document.set(name, nodeOf(entry))
    return write(document)
  }
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${gap}${isMap(document.contents) && document.contents.items.length > 0 ? '\n' : ''}${block}`
}

/** Edits the lines of one entry alone; null where they do not stand by themselves. */
function editBlock(text: string, name: string, was: unknown, now: Record<string, unknown>): string | null {
  const {contents} = read(text)
  if (!isMap(contents) || contents.flow) return null
  const starts = contents.items.map(({key}) => (isScalar(key) ? (key.range?.[0] ?? -1) : -1))
  const index = contents.items.findIndex(({key}) => isScalar(key) && String(key.value) === name)
  const start = starts[index] ?? -1
  // A key in quotes, an anchor or an indented map begins elsewhere than its line.
  if (start === -1 || (start > 0 && text[start - 1] !== '\n')) return null
  const end = ownEnd(text, start, starts[index + 1] ?? text.length)
  const block = read(text.slice(start, end))
  if (block.errors.length > 0 || !isMap(block.contents) || block.contents.items.length !== 1) return null
  change(block, [name], was, now)
  const made = `${text.slice(0, start)}${write(block).trimEnd()}\n${text.slice(end)}`
  return isSame(made, {...readCatalogSource(text, '').entries, [name]: now}) ? made : null
}

/** Where an entry ends: blank lines and comments at the margin before the next one are the next one's. */
function ownEnd(text: string, start: number, next: number): number {
  let end = next
  for (;;) {
    const line = text.lastIndexOf('\n', end - 2) + 1
    if (line <= start || !/^(?:#.*|[ \t]*)\r?\n?$/.test(text.slice(line, end))) return end
    end = line
  }
}

function editWhole(text: string, name: string, was: unknown, now: Record<string, unknown>): string {
  const document = read(text)
  change(document, [name], was, now)
  return write(document)
}

/** Changes only the nodes whose values differ. */
function change(document: Document, path: string[], was: unknown, now: unknown): void {
  if (isDeepStrictEqual(was, now)) return
  const node = document.getIn(path, true)
  if (!isRecord(was) || !isRecord(now) || !isMap(node)) {
    document.setIn(path, nodeOf(now))
    return
  }
  for (const key of Object.keys(was)) if (!Object.hasOwn(now, key)) document.deleteIn([...path, key])
  for (const [key, value] of Object.entries(now)) change(document, [...path, key], was[key], value)
}
