import {isMap, parseDocument, type Document, type YAMLMap} from 'yaml'
import {isRecord} from '../values/maps.ts'
import {serialize} from '../yaml/serialize.ts'
import {readSourceDocument} from '../yaml/source-document.ts'
import type {ConfigValue, CredentialSource, ImageSettings} from './types.ts'

/** What init writes of an instance; defaults are left out. */
export interface NewInstance {
  connector?: string
  auth?: string
  namespace?: string
  config?: Record<string, ConfigValue | boolean | number>
  credentials?: Record<string, CredentialSource | Record<string, CredentialSource>>
  image?: ImageSettings
}

/** The schema as the published package carries it: editors complete and check c1ctl.yaml by it. */
const schemaAddress = 'https://unpkg.com/c1ctl/schemas/c1ctl.schema.json'

/** The text of a new c1ctl.yaml without instances. */
export function newProjectText({name, namespace}: {name: string; namespace: string}): string {
  return `# yaml-language-server: $schema=${schemaAddress}\n# What c1ctl renders, verifies and applies. It holds no secret value and belongs in git.\n${serialize({version: 1, name, namespace, connectors: {}})}`
}

/**
 * Adds an instance to the text of a c1ctl.yaml; comments, order and style of all that is there stay.
 * @throws Error when the text does not parse (callers have parsed it before)
 */
export function addInstance(text: string, name: string, instance: NewInstance): string {
  const settings = Object.fromEntries(Object.entries(instance).filter(([, value]) => value !== undefined && !(isRecord(value) && Object.keys(value).length === 0)))
  const document = parseDocument(text, {prettyErrors: false})
  const inserted = insertAsText(text, document, name, settings)
  if (inserted !== null && sameAfterwards(text, inserted, name, settings)) return inserted
  // A flow map, an empty file or an unusual layout: the document model writes it; comments stay, spacing may change.
  document.setIn(['connectors', name], document.createNode(settings))
  return document.toString({lineWidth: 0})
}

function insertAsText(text: string, document: Document, name: string, settings: object): string | null {
  const connectors = document.get('connectors', true)
  const block = serialize({[name]: settings})
  if (isMap(connectors) && !connectors.flow && connectors.items.length > 0) return insertAfterLast(text, connectors, block)
  const pair = isMap(document.contents) ? document.contents.items.find((item) => String(item.key) === 'connectors') : undefined
  if (!pair) return `${text.endsWith('\n') || text === '' ? text : `${text}\n`}connectors:\n${indent(block, 2)}`
  // `connectors: {}` and `connectors:` become a block map.
  const empty = /^connectors:[ \t]*(?:\{\s*\})?[ \t]*(#[^\n]*)?$/m
  return empty.test(text) ? text.replace(empty, (line) => `${line.replace(/\{\s*\}[ \t]*/, '').trimEnd()}\n${indent(block, 2).trimEnd()}`) : null
}

function insertAfterLast(text: string, connectors: YAMLMap, block: string): string | null {
  const first = (connectors.items[0]!.key as {range?: [number, number, number]}).range
  const last = connectors.items.at(-1)!
  const range = ((last.value ?? last.key) as {range?: [number, number, number]}).range
  if (!first || !range) return null
  const column = first[0] - (text.lastIndexOf('\n', first[0] - 1) + 1)
  // A value's end lies before the line break, except after a block scalar.
  const end = text[range[1] - 1] === '\n' ? range[1] : nextLine(text, range[1])
  const before = text.slice(0, end)
  return `${before}${before.endsWith('\n') ? '' : '\n'}${indent(block, column)}${text.slice(end)}`
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end + 1
}

function indent(block: string, columns: number): string {
  return block.replaceAll(/^(?=.)/gm, ' '.repeat(columns))
}

function sameAfterwards(before: string, after: string, name: string, settings: object): boolean {
  const old = readSourceDocument(before, '').value
  const fresh = readSourceDocument(after, '')
  if (fresh.faults.length > 0 || !isRecord(old) || !isRecord(fresh.value)) return false
  const wanted = {...old, connectors: {...(isRecord(old['connectors']) ? old['connectors'] : {}), [name]: readSourceDocument(serialize(settings), '').value}}
  return JSON.stringify(sorted(fresh.value)) === JSON.stringify(sorted(wanted))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  return isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])) : value
}
