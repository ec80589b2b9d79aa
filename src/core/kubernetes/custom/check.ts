import {nearest} from '../../problems/nearest.ts'
import {slipOf} from '../../problems/slip.ts'
import {counted} from '../../text/counted.ts'
import {isRecord} from '../../values/maps.ts'
import type {Hint, ObjectPath, Violation} from '../violation.ts'
import {kindOf, placeName} from '../wording.ts'
import {formatFault, knowsFormat} from './formats.ts'
import {keepsRule} from './rules.ts'
import {fieldSchema, type Structural} from './structural.ts'

const names: Record<string, string> = {string: 'a text', boolean: 'true or false', integer: 'a whole number', number: 'a number', array: 'a list', object: 'a map'}
const meantAs: Record<string, Hint> = {string: {as: 'text'}, boolean: {as: 'boolean'}, integer: {as: 'number'}, number: {as: 'number'}}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'string': return typeof value === 'string'
    case 'boolean': return typeof value === 'boolean'
    case 'integer': return typeof value === 'number' && Number.isInteger(value)
    case 'number': return typeof value === 'number'
    case 'array': return Array.isArray(value)
    case 'object': return isRecord(value)
    default: return true
  }
}

/** The same for values that are equal, whatever the order of their keys. */
function identity(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(identity).join()}]`
  if (isRecord(value)) return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${identity(value[key])}`).join()}}`
  return JSON.stringify(value) ?? 'null'
}

const patterns = new Map<string, RegExp | undefined>()
/** A pattern of Go as one of JavaScript; undefined when there is none: then it is not checked. */
function patternOf(text: string): RegExp | undefined {
  if (patterns.has(text)) return patterns.get(text)
  const [, letters = '', body] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(text)!
  const source = body!
    .replaceAll(/\[:(\^?)(alpha|digit|alnum|upper|lower|space|xdigit|word):\]/g, (_, not: string, name: string) => classes[name]! + (not && ''))
    .replaceAll('(?P<', '(?<').replaceAll('\\A', '^').replaceAll('\\z', '$').replaceAll(/\\(p|P)([A-Z])/g, '\\$1{$2}')
  let found: RegExp | undefined
  for (const flags of [`${letters}u`, letters]) {
    try {
      found = new RegExp(source, flags)
      break
    } catch {
      // Without the u flag more escapes are taken.
    }
  }
  patterns.set(text, found)
  return found
}
/** What patterns ask for that many definitions have. */
const meantBy = new Map([
  ['^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$', 'be a length of time such as 30s, 5m or 1h30m'],
  ['^([0-9]+(\\.[0-9]+)?(ms|s|m))+$', 'be a length of time such as 30s or 5m; hours are not taken'],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'be lower-case letters, digits and -, with no - at the ends'],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', 'be lower-case letters, digits, - and ., with a letter or digit at the ends'],
  ['^[-._a-zA-Z0-9]+$', 'be letters, digits, -, _ and .'],
  ['^[\\-._a-zA-Z0-9]+$', 'be letters, digits, -, _ and .'],
  ['^oci://.*$', 'begin with oci://'],
  ['^(http|https|ssh)://.*$', 'begin with https://, http:// or ssh://'],
  ['^(http|https|oci)://.*$', 'begin with https://, http:// or oci://'],
])
const classes: Record<string, string> = {alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', upper: 'A-Z', lower: 'a-z', space: '\\s', xdigit: '0-9A-Fa-f', word: '\\w'}

/**
 * Holds a value against a structural schema, as the server does after defaulting. Messages repeat no value, for a custom resource may hold secrets.
 * Of rules in CEL (x-kubernetes-validations) those are judged that rules.ts can read.
 * @param value as `prepared` gives it
 * @param version of Kubernetes, for formats that came later
 */
export function check(value: unknown, schema: Structural, path: ObjectPath, version: string): Violation[] {
  const found: Violation[] = []
  const add = (rule: string, message: string, at = path, part: 'key' | 'value' = 'value', hint?: Hint): void => {
    found.push({rule: `kubernetes/${rule}`, severity: 'error', path: at, part, message, ...(hint ? {hint} : {})})
  }
  const place = placeName(path)
  const intOrString = schema['x-kubernetes-int-or-string'] === true
  if (value === null) {
    if (schema.nullable !== true && (schema.type !== undefined || intOrString)) add('type', `${place} is nothing (null); it must be ${intOrString ? 'a whole number or a text' : names[schema.type!]}.`)
    else if (schema.enum && !schema.enum.includes(null)) add('value', `${place} cannot be nothing (null); it must be one of ${allowed(schema.enum)}.`)
    return found
  }
  // The server's check of a text with a format lets lists through.
  const listAsText = Array.isArray(value) && schema.type === 'string' && schema.format !== undefined && knowsFormat(schema.format, version)
  if (intOrString ? !isOf('string', value) && !isOf('integer', value) : schema.type !== undefined && !isOf(schema.type, value) && !listAsText) {
    const wanted = intOrString ? 'a whole number or a text' : names[schema.type!] ?? schema.type
    const toQuote = schema.type === 'string' && typeof value !== 'object'
    add('type', `${place} is ${kindOf(value)}; it must be ${wanted}${toQuote ? ': quote it' : ''}.`, path, 'value', toQuote || typeof value === 'string' ? meantAs[schema.type ?? ''] : undefined)
    return found
  }
  if (schema.enum && !schema.enum.some((one) => identity(one) === identity(value))) {
    const words = schema.enum.filter((one) => typeof one === 'string')
    const near = typeof value === 'string' ? nearest(value, words) : undefined
    const slip = typeof value === 'string' ? slipOf(value, words) : undefined
    add('value', `${place} must be one of ${allowed(schema.enum)}.${near ? ` Did you mean ${near}?` : ''}`, path, 'value', slip === undefined ? undefined : {near: slip})
    if (words.length > 0) found.at(-1)!.mayCome = true
  }
  if (typeof value === 'string') checkText(value, schema, version, (message, rule = 'value') => add(rule, `${place} ${message}.`))
  else if (typeof value === 'number') checkNumber(value, schema, (message) => add('value', `${place} ${message}.`))
  else if (Array.isArray(value)) {
    const {length} = value
    if (length < (schema.minItems ?? 0)) add('value', `${place} needs ${counted(schema.minItems!, 'item')} at least.`)
    if (length > (schema.maxItems ?? Infinity)) add('value', `${place} takes ${counted(schema.maxItems!, 'item')} at most.`)
    if (schema.items) value.forEach((item, index) => found.push(...check(item, schema.items!, [...path, index], version)))
    found.push(...repeated(value, schema, path))
  } else if (isRecord(value)) {
    const keys = Object.keys(value)
    if (keys.length < (schema.minProperties ?? 0)) add('value', `${place} needs ${counted(schema.minProperties!, 'field')} at least.`)
    if (keys.length > (schema.maxProperties ?? Infinity)) add('value', `${place} takes ${counted(schema.maxProperties!, 'field')} at most.`)
    for (const field of schema.required ?? []) if (!(field in value)) add('required', `${path.length > 0 ? place : kindText(value)} lacks the field ${field}, which is required.`, path, path.length > 0 && typeof path.at(-1) === 'string' ? 'key' : 'value')
    for (const key of keys) {
      const below = fieldSchema(schema, key)
      if (below) found.push(...check(value[key], below, [...path, key], version))
    }
  }
  checkChoices(value, schema, path, version, found, add)
  checkRules(value, schema, path, add)
  return found
}

const kindText = (value: Record<string, unknown>): string => (typeof value.kind === 'string' ? value.kind : 'The object')
const allowed = (values: unknown[]): string => values.map((one) => (typeof one === 'string' && one !== '' ? one : JSON.stringify(one))).join(', ')

function checkText(value: string, schema: Structural, version: string, add: (message: string, rule?: string) => void): void {
  const length = [...value].length
  if (length < (schema.minLength ?? 0)) add(`needs ${counted(schema.minLength!, 'character')} at least`)
  if (length > (schema.maxLength ?? Infinity)) add(`takes ${counted(schema.maxLength!, 'character')} at most`)
  if (schema.pattern !== undefined && patternOf(schema.pattern)?.test(value) === false) add(`must ${meantBy.get(schema.pattern) ?? `match \`${schema.pattern}\``}`)
  const wanted = schema.format !== undefined && (schema.type === 'string' || schema.type === undefined) && schema['x-kubernetes-int-or-string'] !== true ? formatFault(schema.format, value, version) : undefined
  if (wanted !== undefined) add(`must be ${wanted}`, schema.format === 'byte' ? 'base64' : 'value')
}

function checkNumber(value: number, schema: Structural, add: (message: string) => void): void {
  const {minimum, maximum, multipleOf} = schema
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) add(`must be ${schema.exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}`)
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) add(`must be ${schema.exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`)
  if (multipleOf !== undefined && multipleOf > 0 && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) add(`must be a multiple of ${multipleOf}`)
  if (schema.format === 'int32' && schema.type === 'integer' && (value < -(2 ** 31) || value > 2 ** 31 - 1)) add('must be a whole number of 32 bits')
}

/** Items of a set that stand twice, and items of a list-map with the same keys. */
function repeated(items: unknown[], schema: Structural, path: ObjectPath): Violation[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const seen = new Set<string>()
  const found: Violation[] = []
  for (const [index, item] of items.entries()) {
    const key = identity(type === 'set' ? item : isRecord(item) ? keys.map((one) => [one in item, item[one] ?? null]) : keys.map(() => [false, null]))
    if (seen.has(key)) {
      const message = type === 'set' ? `${placeName([...path, index])} stands in the list already.` : `${placeName([...path, index])} has the same ${keys.join(' and ')} as an item before it.`
      found.push({rule: 'kubernetes/duplicate-name', severity: 'error', path: [...path, index], part: 'value', message})
    }
    seen.add(key)
  }
  return found
}

function checkChoices(value: unknown, schema: Structural, path: ObjectPath, version: string, found: Violation[], add: (rule: string, message: string) => void): void {
  const place = path.length > 0 ? placeName(path) : 'The object'
  for (const one of schema.allOf ?? []) found.push(...check(value, one, path, version))
  for (const [choice, only] of [[schema.anyOf, false], [schema.oneOf, true]] as const) {
    if (!choice || choice.length === 0) continue
    const results = choice.map((one) => check(value, one, path, version))
    const fitting = results.filter((one) => one.length === 0).length
    if (fitting === 0) add('one-of', `${place} fits none of the ${choice.length} forms that its definition allows. The nearest: ${results.reduce((best, one) => (one.length < best.length ? one : best))[0]!.message}`)
    else if (only && fitting > 1) add('one-of', `${place} fits ${fitting} forms of its definition where exactly one is allowed.`)
  }
  if (schema.not && check(value, schema.not, path, version).length === 0) add('one-of', `${place} has a form that its definition excludes.`)
}

function checkRules(value: unknown, schema: Structural, path: ObjectPath, add: (rule: string, message: string) => void): void {
  for (const {rule, message} of schema['x-kubernetes-validations'] ?? []) {
    if (typeof rule !== 'string') continue
    // A list where a text with a format belongs gets through the check of its type, but no rule can read it.
    const unread = [...rule.matchAll(/\bself\.(\w+)/g)].find(([, field]) => isRecord(value) && Array.isArray(value[field!]) && schema.properties?.[field!]?.type === 'string')?.[1]
    if (unread !== undefined) add('type', `${unread} is a list; it must be a text.`)
    if (keepsRule(rule, value) !== false) continue
    const why = typeof message === 'string' ? message.trim().replaceAll(/\s+/g, ' ').replace(/[.]$/, '') : `it must keep \`${rule}\``
    // Most rules say which fields go together.
    add(/\bhas\(/.test(rule) && !/['"]/.test(rule) ? 'one-of' : 'value', `${path.length > 0 ? placeName(path) : 'The object'} breaks a rule of its definition: ${why}.`)
  }
}
