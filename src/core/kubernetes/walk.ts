import {nearest} from '../problems/nearest.ts'
import {slipOf} from '../problems/slip.ts'
import {isRecord} from '../values/maps.ts'
import {checksAt} from './checks/all.ts'
import type {Check} from './checks/check.ts'
import {isBase64, quantityValue, wrongInBase64} from './names.ts'
import {fieldVersions, typeSchema, type Shape} from './schema.ts'
import type {Hint, ObjectPath, Report, Violation} from './violation.ts'
import {kindOf, placeName} from './wording.ts'

type JsonMap = Record<string, unknown>

const scalarNames: Record<string, string> = {s: 'a text', b: 'true or false', i: 'a whole number', l: 'a whole number', n: 'a number', y: 'base64 text', q: 'a quantity such as 128Mi', x: 'a whole number or a text', t: 'a time such as 2026-01-31T12:00:00Z', o: 'a map'}

/** What a quoted text may have been meant as. */
const wantedOf: Record<string, Hint> = {'true or false': {as: 'boolean'}, 'a whole number': {as: 'number'}, 'a number': {as: 'number'}}
const meant = (near: string | undefined): Hint | undefined => (near === undefined ? undefined : {near})

/** Maps of texts whose entries people forget to quote; named in the message so that the rule is learnt once. */
const textMaps: Record<string, string> = {labels: 'labels', matchLabels: 'labels', annotations: 'annotations', stringData: 'values of stringData', data: 'values of data', nodeSelector: 'labels'}

/** Required in the OpenAPI document, but the server fills it in or never looks: fields of types that are checked otherwise. */
const notDemanded = new Set([
  'core.v1.HTTPHeader.value', 'core.v1.Sysctl.value', 'core.v1.SleepAction.seconds', 'core.v1.ISCSIVolumeSource.lun', 'core.v1.ISCSIPersistentVolumeSource.lun', 'core.v1.PreferredSchedulingTerm.preference', 'core.v1.ClusterTrustBundleProjection.path', 'core.v1.TypedLocalObjectReference.kind',
  'core.v1.TypedLocalObjectReference.name', 'storage.v1.CSIDriver.spec', 'storage.v1.TokenRequest.audience', 'apps.v1.ControllerRevision.revision',
  'batch.v1.PodFailurePolicy.rules', 'discovery.v1.ForZone.name', 'core.v1.LimitRangeSpec.limits',
])
/** A field that servers drop, whatever it says, unless a feature is switched on. */
const switchedOff = 'stopSignal'
/** Of whole types likewise. */
const neverRefused = new Set(['core.v1.NamespaceCondition', 'apps.v1.DeploymentCondition'])

const integer = (value: unknown, bits: 32 | 64): boolean => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= (bits === 32 ? 2 ** 31 - (value > 0 ? 1 : 0) : 2 ** 63)
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** Whether a value is of a scalar's form; texts may still be no base64 and no quantity. */
function fits(shape: Shape['is'], value: unknown): boolean {
  switch (shape) {
    case 's': return typeof value === 'string'
    case 'b': return typeof value === 'boolean'
    case 'i': return integer(value, 32)
    case 'l': return integer(value, 64)
    case 'n': return typeof value === 'number'
    // Go's decoder takes a list of bytes too.
    case 'y': return typeof value === 'string' || (Array.isArray(value) && value.every((one) => one === null || (integer(one, 32) && one >= 0 && one < 256)))
    case 'q': return typeof value === 'string' || typeof value === 'number'
    case 'x': return typeof value === 'string' || integer(value, 32)
    case 't': return typeof value === 'string' && time.test(value)
    case 'o': return isRecord(value)
    default: return true
  }
}

/** Of two forms the one that the value's own kind asks for. */
function formFor(either: Shape[], value: unknown): Shape {
  const kind = (shape: Shape): boolean => (Array.isArray(value) ? shape.is === '[]' : isRecord(value) ? shape.is === '@' : shape.is !== '[]' && shape.is !== '@')
  return either.find(kind) ?? either[0]!
}

/** Walks one object along its kind's type and collects what does not fit. */
export class Walk {
  /** What does not fit, in the order of the fields. */
  readonly found: Violation[] = []
  readonly #version: string
  /** Where the value stands that is looked at; copied for what is found alone, for most values are right. */
  readonly #path: ObjectPath
  /** Below `status` a server looks at names and types alone: it drops what stands there. */
  #status = false

  /**
   * @param version of Kubernetes, one of kubernetesVersions
   * @param path where the value stands that is walked; the object itself stands at the empty path
   */
  constructor(version: string, path: ObjectPath = []) {
    this.#version = version
    this.#path = path
  }

  /** @param below the place under the one that is looked at */
  #add(rule: string, message: string, {below = [], part = 'value', hint, inside}: {below?: ObjectPath; part?: 'key' | 'value' | undefined; hint?: Hint | undefined; inside?: Violation['inside']} = {}): void {
    this.found.push({rule: `kubernetes/${rule}`, severity: 'error', path: [...this.#path, ...below], part, message, ...(hint ? {hint} : {}), ...(inside ? {inside} : {})})
  }

  #wrongType(wanted: string, value: unknown): void {
    const place = placeName(this.#path)
    const group = textMaps[String(this.#path.at(-2))]
    if (wanted === 'a text' && typeof value !== 'object') this.#add('type', `${place} is ${kindOf(value)}; ${group ?? 'it'} must be ${group ? 'texts' : 'a text'}: quote it.`, {hint: {as: 'text'}})
    else this.#add('type', `${place} is ${kindOf(value)}; it must be ${wanted}.`, {hint: typeof value === 'string' ? wantedOf[wanted] : undefined})
  }

  #below(step: string | number, shape: Shape, value: unknown): void {
    this.#path.push(step)
    this.#value(shape, value)
    this.#path.pop()
  }

  /** Walks a value of any shape. Null is the same as absent, as in the server's decoder. */
  #value(shape: Shape, value: unknown): void {
    if (value === null || value === undefined) return
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the scalars follow below
    switch (shape.is) {
      case '[]':
        if (!Array.isArray(value)) this.#wrongType('a list', value)
        // A null among maps is an empty one.
        else for (const [index, item] of value.entries()) this.#below(index, shape.of, item === null && (shape.of.is === '@' || shape.of.is === '/') ? {} : item)
        return
      case '{}':
        if (!isRecord(value)) this.#wrongType('a map', value)
        else for (const key of Object.keys(value)) this.#below(key, shape.of, value[key])
        return
      case '=':
        if (typeof value !== 'string') this.#wrongType('a text', value)
        else if (value !== '' && !this.#status && !shape.values.includes(value) && this.#path.at(-1) !== switchedOff) {
          const near = nearest(value, shape.values)
          this.#add('value', `${placeName(this.#path)} cannot be ${value}; it must be one of ${shape.values.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`, {hint: meant(slipOf(value, shape.values))})
        }
        return
      case '@':
        this.type(shape.type, value)
        return
      case '/':
        this.#value(formFor(shape.either, value), value)
        return
    }
    if (!fits(shape.is, value)) this.#wrongType(scalarNames[shape.is]!, value)
    else if (shape.is === 'y' && typeof value === 'string' && !isBase64(value)) this.#add('base64', `${placeName(this.#path)} is not base64: values under data are encoded; put the plain text under stringData instead.`, {inside: wrongInBase64(value)})
    else if (shape.is === 'q' && quantityValue(String(value)) === undefined) this.#add('quantity', `${placeName(this.#path)} is not a quantity: write a number with a unit such as 500m, 128Mi or 2Gi.`)
  }

  /**
   * Walks a value that has the fields of a type.
   * @param name the type: `core.v1.PodSpec`
   */
  type(name: string, value: unknown): void {
    const {fields, required} = typeSchema(name, this.#version)
    const isTop = this.#path.length === 0
    if (!isRecord(value)) {
      const some = [...fields.keys()].slice(0, 3)
      this.#add('type', `${placeName(this.#path)} is ${kindOf(value)}; it must be a map${some.length > 0 ? ` with fields such as ${some.join(', ')}` : ''}.`)
      return
    }
    const before = this.found.length
    for (const key of Object.keys(value)) {
      const shape = fields.get(key)
      if (isTop) this.#status = shape !== undefined && key === 'status'
      if (shape === undefined) this.#unknown(name, key, [...fields.keys()], isTop ? String(value.kind) : placeName(this.#path))
      else this.#below(key, shape, value[key])
    }
    if (isTop) this.#status = false
    if (this.#status) return
    if (required.length > 0 && !neverRefused.has(name)) for (const field of required) this.#required(name, field, value)
    const checks = checksAt(name, this.#path)
    if (checks.length > 0) this.#check(checks, value, before)
  }

  /** @param before how much had been found before this value */
  #check(checks: Check[], value: JsonMap, before: number): void {
    const path = this.#path
    // A check may rely on the types of what it looks at.
    for (let at = before; at < this.found.length; at += 1) if (this.found[at]!.rule === 'kubernetes/type') return
    const report: Report = (rule, below, message, more = {}) => {
      const at = [...path, ...below]
      // The schema may have said it already, with the nearest of its words.
      if (this.found.slice(before).some((one) => (one.message === message || (rule === 'value' && one.rule === 'kubernetes/value')) && one.path.length === at.length && one.path.every((step, index) => step === at[index]))) return
      this.found.push({rule: `kubernetes/${rule}`, severity: more.severity ?? 'error', path: at, part: more.part ?? 'value', message})
    }
    for (const check of checks) check(value, report)
  }

  #unknown(type: string, key: string, fields: string[], place: string): void {
    const elsewhere = fieldVersions(type, key)
    if (elsewhere) {
      const came = elsewhere.since !== undefined && minorOf(elsewhere.since) > minorOf(this.#version)
      this.#add('unknown-field', `${place} has no field ${key} in Kubernetes ${this.#version}: ${came ? `it came with ${elsewhere.since}` : `${elsewhere.until} was the last that had it`}.`, {below: [key], part: 'key'})
      return
    }
    const near = nearest(key, fields)
    this.#add('unknown-field', `${place} has no field ${key}.${near ? ` Did you mean ${near}?` : ''}`, {below: [key], part: 'key', hint: meant(slipOf(key, fields))})
  }

  #required(type: string, field: string, value: JsonMap): void {
    const item = value[field]
    const absent = item === undefined || item === null
    const empty = item === '' || (Array.isArray(item) && item.length === 0)
    if ((!absent && !empty) || notDemanded.has(`${type}.${field}`)) return
    const path = this.#path
    const place = path.length > 0 ? placeName(path) : String(value.kind)
    const part = absent && path.length > 0 && typeof path.at(-1) === 'string' ? 'key' : 'value'
    this.#add('required', `${place} ${absent ? 'lacks the field' : 'has nothing in the field'} ${field}, which is required.`, {below: absent ? [] : [field], part})
  }
}
const minorOf = (version: string): number => Number(version.split('.')[1])
