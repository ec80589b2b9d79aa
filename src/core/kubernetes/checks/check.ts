import {list, map} from '../../values/maps.ts'
import {asPrefix, labelKey, labelValue, portName, type TextCheck} from '../names.ts'
import type {ObjectPath, Report} from '../violation.ts'

/** A map of a manifest, its types known to be right. */
export type JsonMap = Record<string, unknown>
/** What the server checks beyond the schema, at a value whose types are already known to be right. */
export type Check = (value: JsonMap, report: Report) => void
/** Checks by the name of the type at whose values they run. */
export type Checks = Record<string, Check[]>

/** The value as a list of texts, where null is the empty text. */
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : '')) : [])
/** True for what the server's decoder does not take for absent: neither null nor the empty text. */
export const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
/** True for what is written and not null, the empty text included: fields that the server keeps as pointers. */
export const present = (value: unknown): boolean => value !== undefined && value !== null
/** The text, or the empty one. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
/** What stands below a value, step by step; undefined when nothing does. */
function below(value: unknown, steps: readonly string[]): unknown {
  let found = value
  for (const step of steps) found = map(found)[step]
  return found
}

/** An item of a list field, and the place where it stands. */
interface Item {
  item: JsonMap
  place: ObjectPath
}

/** A dozen checks of a pod go through its containers one after the other. */
let latest: {value: JsonMap; fields: readonly string[]; items: readonly Item[]} | undefined

/** The items of several list fields, each with the place where it stands; shared, so nobody changes them. */
export function itemsOf(value: JsonMap, fields: readonly string[]): readonly Item[] {
  if (latest?.value === value && latest.fields === fields) return latest.items
  const found: Item[] = []
  for (const field of fields) {
    const items = value[field]
    if (Array.isArray(items)) for (const [index, item] of items.entries()) found.push({item: map(item), place: [field, index]})
  }
  latest = {value, fields, items: found}
  return found
}

/** A field (or one deeper, by its path) whose text has to look a certain way. The empty text is passed over unless it is `strict`. */
export const looks = (path: string, check: TextCheck, {strict = false, rule = 'name'} = {}): Check => {
  const steps = path.split('.')
  return (value, report) => {
    const one = below(value, steps)
    const fault = typeof one === 'string' && (strict || one !== '') ? check(one) : undefined
    if (fault) report(rule, steps, `${steps.at(-1)} ${JSON.stringify(one).slice(1, -1)} is not allowed: it ${fault}.`)
  }
}

/** Every text of a list has to look a certain way. */
export const eachLooks = (field: string, check: TextCheck, rule = 'name'): Check => (value, report) => {
  for (const [index, one] of texts(value[field]).entries()) if (check(one)) report(rule, [field, index], `${one || 'An empty text'} is not allowed in ${field}: it ${check(one)!}.`)
}

/** Every key of a map has to look a certain way. */
export const keysLook = (field: string, check: TextCheck, rule: string, what: string): Check => (value, report) => {
  for (const key of Object.keys(map(value[field]))) {
    const fault = check(key)
    if (fault) report(rule, [field, key], `${what} ${key} is not allowed: it ${fault}.`, {part: 'key'})
  }
}

/** A map of labels: keys are qualified names, values short and plain. */
export const labels = (field: string): Check => all(keysLook(field, labelKey, 'label', 'The label'), (value, report) => {
  for (const [key, one] of Object.entries(map(value[field]))) {
    const fault = typeof one === 'string' ? labelValue(one) : undefined
    if (fault) report('label', [field, key], `The value of the label ${key} is not allowed: it ${fault}.`)
  }
})

/** A number's range, both ends included. A field that is absent is right. */
export const between = (path: string, least: number, most: number = Infinity): Check => {
  const steps = path.split('.')
  return (value, report) => {
    const number = below(value, steps)
    if (typeof number === 'number' && (number < least || number > most)) report('value', steps, `${steps.at(-1)} is ${number}; it must be ${most === Infinity ? `${least} or more` : `between ${least} and ${most}`}.`)
  }
}

/** Several numbers that must not be negative. */
export const notNegative = (...fields: string[]): Check => all(...fields.map((field) => between(field, 0)))

/** Several checks as one. */
export const all = (...checks: Check[]): Check => (value, report) => {
  for (const check of checks) check(value, report)
}

/** A field that takes one of a few texts. Absent is right, and the empty text too unless it is `strict`. */
export const among = (path: string, allowed: readonly string[], {strict = false} = {}): Check => {
  const steps = path.split('.')
  return (value, report) => {
    const one = below(value, steps)
    if (typeof one === 'string' && (strict || one !== '') && !allowed.includes(one)) report('value', steps, `${steps.at(-1)} cannot be ${one || 'empty'}; it must be one of ${allowed.join(', ')}.`)
  }
}

/** A port: a number from 1 to 65535, or the name of one. Absent is right. */
export const port = (field: string): Check => (value, report) => {
  const one = value[field]
  if (typeof one === 'number') {
    if (one < 1 || one > 65_535) report('value', [field], `${field} is ${one}; a port is between 1 and 65535.`)
  } else if (typeof one === 'string' && portName(one)) report('value', [field], `${field} ${one} is no name of a port: it ${portName(one)!}. A number must not be quoted.`)
}

/** Of these fields exactly one (or at most one) may be given. */
export const oneOf = (fields: readonly string[], least: 0 | 1, what: string): Check => (value, report) => {
  const set = fields.filter((field) => present(value[field]))
  if (set.length > 1) report('one-of', [set[1]!], `${what} takes one of ${set.join(' and ')}, not both.`, {part: 'key'})
  if (set.length < least) report('one-of', [], `${what} needs one of ${fields.join(', ')}.`, {part: 'key'})
}

/** Fields that must hold something: not absent, null or the empty text. */
export const needs = (...paths: string[]): Check => (value, report) => {
  for (const path of paths) {
    if (!given(below(value, path.split('.')))) report('required', [], `${path} is required here.`, {part: 'key'})
  }
}

/** Lists that must hold something. */
export const needsItems = (...fields: string[]): Check => (value, report) => {
  for (const field of fields) if (!Array.isArray(value[field]) || value[field].length === 0) report('required', [], `${field} needs at least one entry.`, {part: 'key'})
}

/** Fields that have no place here. */
export const forbids = (fields: string[], why: string): Check => (value, report) => {
  for (const field of fields) if (present(value[field])) report('value', [field], `${field} is not allowed here: ${why}.`, {part: 'key'})
}

/** No two items of these lists have the same value in the field. */
export const unique = (fields: string[], by: string, what: string): Check => (value, report) => {
  const seen = new Set<unknown>()
  for (const {item, place} of itemsOf(value, fields)) {
    const name = item[by]
    if (!given(name)) continue
    if (seen.has(name)) report('duplicate-name', [...place, by], `${what} ${String(name)} is named twice.`)
    seen.add(name)
  }
}

/** Runs checks at a map below. */
export const at = (path: string, ...checks: Check[]): Check => {
  const steps = path.split('.')
  return (value, report) => {
    const found = below(value, steps)
    if (typeof found !== 'object' || found === null) return
    for (const check of checks) check(map(found), (rule, place, message, more) => report(rule, [...steps, ...place], message, more))
  }
}

/** Runs checks at each item of a list of maps. */
export const each = (field: string, ...checks: Check[]): Check => (value, report) => {
  for (const [index, item] of list(value[field]).entries()) for (const check of checks) check(item, (rule, place, message, more) => report(rule, [field, index, ...place], message, more))
}

/** An object needs a name, and one of a certain look. */
export const objectName = (check: TextCheck): Check => (object, report) => {
  const {name, generateName} = map(object.metadata)
  if (typeof generateName === 'string' && generateName !== '' && asPrefix(check)(generateName)) report('name', ['metadata', 'generateName'], `generateName ${generateName} is not allowed: it ${asPrefix(check)(generateName)!}.`)
  if (!given(name)) report('required', given(object.metadata) ? ['metadata'] : [], 'metadata.name is required: kubectl apply cannot find the object without it.', {part: given(object.metadata) ? 'key' : 'value'})
  else if (typeof name === 'string' && check(name)) report('name', ['metadata', 'name'], `The name ${name} is not allowed: it ${check(name)!}.`)
}

/** Objects that need a spec. */
export const needsSpec: Check = (object, report) => {
  if (!given(object.spec)) report('required', [], `${String(object.kind)} lacks the field spec, which is required.`)
}
