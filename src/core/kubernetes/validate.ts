import {nearest} from '../problems/nearest.ts'
import {checks} from './checks.ts'
import {isBase64, quantityValue} from './names.ts'
import {schemas} from './schema.ts'
import type {ObjectPath, Report, Violation} from './violation.ts'

type JsonMap = Record<string, unknown>
const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a person calls what stands there. */
function kindOf(value: unknown): string {
  if (value === null) return 'nothing (null)'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'boolean') return 'a boolean'
  return typeof value === 'number' ? 'a number' : 'a text'
}

const scalarNames: Record<string, string> = {s: 'a text', b: 'true or false', i: 'a whole number', l: 'a whole number', n: 'a number', y: 'base64 text', q: 'a quantity such as 128Mi', x: 'a whole number or a text', t: 'a time such as 2026-01-31T12:00:00Z', o: 'a map'}

/** Name of a place as a person would say it: the last named steps. */
function placeName(path: ObjectPath): string {
  const last = path.at(-1)
  if (typeof last === 'number') return `${path.filter((step) => typeof step === 'string').at(-1)}[${last}]`
  return String(last ?? 'the document')
}

/** Maps of texts whose entries people forget to quote; named in the message so that the rule is learnt once. */
const textMaps: Record<string, string> = {labels: 'labels', matchLabels: 'labels', annotations: 'annotations', stringData: 'values of stringData', data: 'values of data', nodeSelector: 'labels'}

/** Required fields that may hold an empty text: only their absence counts. */
const mayBeEmpty = new Set(['core.v1.HTTPHeader.value', 'core.v1.Sysctl.value', 'core.v1.SleepAction.seconds', 'core.v1.ISCSIVolumeSource.lun'])
/** Required in the OpenAPI document, but the server fills it in or never looks. */
const neverRefused = new Set(['core.v1.NamespaceCondition', 'apps.v1.DeploymentCondition'])

const integer = (value: unknown, bits: 32 | 64): boolean => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= (bits === 32 ? 2 ** 31 - (value > 0 ? 1 : 0) : 2 ** 63)
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** Walks one value along its type and reports what does not fit. Null is the same as absent, as in the server's decoder. */
function walk(type: string, value: unknown, path: ObjectPath, found: Violation[]): void {
  if (value === null || value === undefined) return
  const add = (rule: string, message: string, part: 'key' | 'value' = 'value', at = path): void => {
    found.push({rule: `kubernetes/${rule}`, severity: 'error', path: at, part, message})
  }
  const wrongType = (wanted: string): void => {
    const place = placeName(path)
    const group = textMaps[String(path.at(-2))]
    if (wanted === 'a text' && typeof value !== 'object') add('type', `${place} is ${kindOf(value)}; ${group ?? 'it'} must be ${group ? 'texts' : 'a text'}: quote it.`)
    else add('type', `${place} is ${kindOf(value)}; it must be ${wanted}.`)
  }

  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) wrongType('a list')
    else value.forEach((item, index) => (type === '[]s' || item !== null ? walk(type.slice(2), item, [...path, index], found) : walk(type.slice(2), {}, [...path, index], found)))
    return
  }
  if (type.startsWith('{}')) {
    if (!isMap(value)) wrongType('a map')
    else for (const [key, item] of Object.entries(value)) walk(type.slice(2), item, [...path, key], found)
    return
  }
  if (type.startsWith('=')) {
    const allowed = type.slice(1).split('|')
    if (typeof value !== 'string') wrongType('a text')
    else if (value !== '' && !allowed.includes(value)) {
      const near = nearest(value, allowed)
      add('value', `${placeName(path)} cannot be ${value}; it must be one of ${allowed.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`)
    }
    return
  }
  if (type.startsWith('@')) {
    walkType(type.slice(1), value, path, found)
    return
  }
  const fits: Record<string, () => boolean> = {
    s: () => typeof value === 'string',
    b: () => typeof value === 'boolean',
    i: () => integer(value, 32),
    l: () => integer(value, 64),
    n: () => typeof value === 'number',
    // Go's decoder takes a list of bytes too.
    y: () => typeof value === 'string' || (Array.isArray(value) && value.every((one) => one === null || (integer(one, 32) && one >= 0 && one < 256))),
    q: () => typeof value === 'string' || typeof value === 'number',
    x: () => typeof value === 'string' || integer(value, 32),
    t: () => typeof value === 'string' && time.test(value),
    o: () => isMap(value),
  }
  if (!fits[type]!()) wrongType(scalarNames[type]!)
  else if (type === 'y' && typeof value === 'string' && !isBase64(value)) add('base64', `${placeName(path)} is not base64: values under data are encoded; put the plain text under stringData instead.`)
  else if (type === 'q' && quantityValue(String(value)) === undefined) add('quantity', `${placeName(path)} is not a quantity: write a number with a unit such as 500m, 128Mi or 2Gi.`)
}

function walkType(name: string, value: unknown, path: ObjectPath, found: Violation[]): void {
  const type = schemas.types[name]!
  if (!isMap(value)) {
    const wanted = `a map with fields such as ${Object.keys(type.fields).slice(0, 3).join(', ')}`
    found.push({rule: 'kubernetes/type', severity: 'error', path, part: 'value', message: `${placeName(path)} is ${kindOf(value)}; it must be ${wanted}.`})
    return
  }
  const before = found.length
  for (const [key, item] of Object.entries(value)) {
    const field = type.fields[key]
    if (field === undefined) {
      const near = nearest(key, Object.keys(type.fields))
      found.push({
        rule: 'kubernetes/unknown-field', severity: 'error', path: [...path, key], part: 'key',
        message: `${path.length > 0 ? placeName(path) : String(value.kind)} has no field ${key}.${near ? ` Did you mean ${near}?` : ''}`,
      })
    } else walk(field, item, [...path, key], found)
  }
  if (!neverRefused.has(name)) {
    for (const field of type.required ?? []) {
      const item = value[field]
      const absent = item === undefined || item === null
      const empty = (item === '' || (Array.isArray(item) && item.length === 0)) && !mayBeEmpty.has(`${name}.${field}`)
      if (!absent && !empty) continue
      found.push({
        rule: 'kubernetes/required', severity: 'error', path: absent ? path : [...path, field], part: absent && path.length > 0 && typeof path.at(-1) === 'string' ? 'key' : 'value',
        message: `${path.length > 0 ? placeName(path) : String(value.kind)} ${absent ? 'lacks the field' : 'has nothing in the field'} ${field}, which is required.`,
      })
    }
  }
  // A check may rely on the types of what it looks at.
  if (found.slice(before).some((one) => one.rule === 'kubernetes/type')) return
  const report: Report = (rule, below, message, more = {}) => {
    found.push({rule: `kubernetes/${rule}`, severity: more.severity ?? 'error', path: [...path, ...below], part: more.part ?? 'value', message})
  }
  for (const check of checks[name] ?? []) check(value, report)
}

const builtIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io')

/**
 * Says what an API server (`kubectl apply --dry-run=server --validate=strict`) would refuse in an object, in words a person knows.
 * What only its policies or its state could refuse is left out.
 * @returns null when the kind has no schema here
 */
export function validateObject(object: Record<string, unknown>): Violation[] | null {
  const {apiVersion, kind} = object
  const found: Violation[] = []
  const name = schemas.kinds[`${String(apiVersion)}/${String(kind)}`]
  if (!name) {
    const group = String(apiVersion).includes('/') ? String(apiVersion).split('/')[0]! : ''
    const right = Object.keys(schemas.kinds).filter((one) => one.split('/').at(-1) === kind).map((one) => one.slice(0, one.lastIndexOf('/')))
    if (right.length === 0 || !builtIn(group)) return null
    found.push({rule: 'kubernetes/api-version', severity: 'error', path: ['apiVersion'], part: 'value', message: `There is no ${String(kind)} in ${String(apiVersion)}: its apiVersion is ${right.join(' or ')}.`})
    return found
  }
  walkType(name, object, [], found)
  return found
}
