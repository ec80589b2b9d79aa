import {nearest} from '../../problems/nearest.ts'
import {slipOf} from '../../problems/slip.ts'
import {isRecord} from '../../values/maps.ts'
import {dnsSubdomain, pathSegment} from '../names.ts'
import type {ObjectPath, Violation} from '../violation.ts'
import {Walk} from '../walk.ts'
import {placeName} from '../wording.ts'
import {check} from './check.ts'
import {fieldSchema, prepared, readStructural, type JsonMap, type Structural} from './structural.ts'

/** One version of a kind, as its definition has it. */
export interface Version {
  served: boolean
  schema: Structural
  /** The server sets the status itself and drops what a manifest says of it. */
  ownStatus: boolean
}

/** Kinds that custom resource definitions add to a server. */
export interface CustomKinds {
  /**
   * Says what the server would refuse in a custom resource.
   * @param version of Kubernetes: `1.36`
   * @returns null when no definition knows the kind
   */
  validate(object: JsonMap, version: string): Violation[] | null
}

/** Kinds of several sources: the first that knows a kind says what it is. Undefined when there is no source at all. */
export function firstOf(...sources: Array<CustomKinds | undefined>): CustomKinds | undefined {
  const all = sources.filter((one) => one !== undefined)
  if (all.length < 2) return all[0]
  return {
    validate(object, version) {
      for (const one of all) {
        const found = one.validate(object, version)
        if (found) return found
      }
      return null
    },
  }
}

/** Whether an object is a definition whose kinds can be learnt. */
export const isDefinition = (object: unknown): object is JsonMap => isRecord(object) && object.kind === 'CustomResourceDefinition' && object.apiVersion === 'apiextensions.k8s.io/v1'

/**
 * Reads custom resource definitions. What is no definition is passed over; of two with the same kind the later one counts.
 * @param objects of files, as they were read
 */
export function customKinds(objects: Iterable<unknown>): CustomKinds {
  const kinds = new Map<string, Map<string, Version>>()
  for (const object of objects) {
    if (!isDefinition(object) || !isRecord(object.spec)) continue
    const {group, names, versions} = object.spec
    if (typeof group !== 'string' || !isRecord(names) || typeof names.kind !== 'string' || !Array.isArray(versions)) continue
    const known = new Map<string, Version>()
    for (const one of versions) {
      if (!isRecord(one) || typeof one.name !== 'string') continue
      const schema = isRecord(one.schema) ? readStructural(one.schema.openAPIV3Schema) : {'x-kubernetes-preserve-unknown-fields': true}
      known.set(one.name, {served: one.served === true, schema, ownStatus: isRecord(one.subresources) && isRecord(one.subresources.status)})
    }
    kinds.set(`${group}/${names.kind}`, known)
  }
  return {validate: (object, version) => validateCustom(object, (kind) => kinds.get(kind), version)}
}

/**
 * Says what the server would refuse in a custom resource.
 * @param versionsOf what the definition of a kind says of its versions, by `group/Kind`; undefined when there is none
 * @param kubernetes its version: `1.36`
 * @returns null when there is no definition of the kind
 */
export function validateCustom(object: JsonMap, versionsOf: (kind: string) => Map<string, Version> | undefined, kubernetes: string): Violation[] | null {
  const [group, name] = String(object.apiVersion).split('/') as [string, string | undefined]
  const kind = String(object.kind)
  const versions = name === undefined ? undefined : versionsOf(`${group}/${kind}`)
  if (!versions || name === undefined) return null
  const version = versions.get(name)
  if (version?.served !== true) {
    const served = [...versions].filter(([, one]) => one.served).map(([one]) => `${group}/${one}`)
    const message = `${version ? `${kind} of ${group}/${name} is not served any more` : `There is no ${kind} in ${group}/${name}`}${served.length > 0 ? `: its definition serves ${served.join(' and ')}` : ''}.`
    return [{rule: 'kubernetes/api-version', severity: 'error', path: ['apiVersion'], part: 'value', message, ...(served.length === 1 ? {hint: {near: served[0]!}} : {})}]
  }

  const {schema, ownStatus} = version
  const found: Violation[] = []
  unknown(object, {...schema, 'x-kubernetes-embedded-resource': true}, [], found)
  metadata(object, kubernetes, found)
  embedded(object, schema, [], kubernetes, found)
  const ready = prepared(object, schema) as JsonMap
  if (ownStatus) delete ready.status
  found.push(...check(ready, schema, [], kubernetes))
  // Metadata is held against the server's own type and against the schema: one word about a place is enough.
  const seen = new Set<string>()
  return found.filter(({rule, path}) => {
    if (path[0] !== 'metadata') return true
    const key = `${rule} ${path.join('\n')}`
    return !seen.has(key) && seen.add(key)
  })
}

function metadata(object: JsonMap, kubernetes: string, found: Violation[]): void {
  const walk = new Walk(kubernetes, ['metadata'])
  if (isRecord(object.metadata)) {
    walk.type('apis.meta.v1.ObjectMeta', object.metadata)
    const {name, generateName} = object.metadata
    const fault = typeof name === 'string' && name !== '' ? dnsSubdomain(name) : undefined
    if (fault !== undefined) walk.found.push({rule: 'kubernetes/name', severity: 'error', path: ['metadata', 'name'], part: 'value', message: `The name ${name as string} is not allowed: it ${fault}.`})
    else if ((name === undefined || name === null || name === '') && walk.found.length === 0 && (typeof generateName !== 'string' || generateName === '')) walk.found.push(noName(['metadata']))
  } else if (object.metadata === undefined || object.metadata === null) walk.found.push(noName([]))
  else walk.type('apis.meta.v1.ObjectMeta', object.metadata)
  found.push(...walk.found)
}
const noName = (path: ObjectPath): Violation => ({rule: 'kubernetes/required', severity: 'error', path, part: path.length > 0 ? 'key' : 'value', message: 'metadata.name is required: kubectl apply cannot find the object without it.'})

const ofEveryObject = new Set(['apiVersion', 'kind', 'metadata'])

/** Fields that the schema does not name. Source: k8s.io/apiextensions-apiserver, pkg/apiserver/schema/pruning. */
function unknown(value: unknown, schema: Structural | undefined, path: ObjectPath, found: Violation[]): void {
  if (Array.isArray(value)) {
    // Inside of what may hold anything, a list without a schema may too.
    if (schema?.['x-kubernetes-preserve-unknown-fields'] !== true || schema.items) value.forEach((item, index) => unknown(item, schema?.items, [...path, index], found))
    return
  }
  if (!isRecord(value)) return
  const open = schema?.['x-kubernetes-preserve-unknown-fields'] === true
  for (const [key, item] of Object.entries(value)) {
    if (schema?.['x-kubernetes-embedded-resource'] === true && ofEveryObject.has(key)) continue
    const below = fieldSchema(schema, key)
    if (below) unknown(item, below, [...path, key], found)
    else if (!open && schema?.additionalProperties === undefined) {
      const fields = Object.keys(schema?.properties ?? {})
      const near = nearest(key, fields)
      const slip = slipOf(key, fields)
      const place = path.length > 0 ? placeName(path) : typeof value.kind === 'string' ? value.kind : 'The object'
      found.push({rule: 'kubernetes/unknown-field', severity: 'error', path: [...path, key], part: 'key', message: `${place} has no field ${key}.${near ? ` Did you mean ${near}?` : ''}`, mayCome: true, ...(slip === undefined ? {} : {hint: {near: slip}})})
    } else if (schema?.additionalProperties === true) unknown(item, undefined, [...path, key], found)
  }
}

const looks = {apiVersion: /^(?!$)[^/]*\/?[^/]*$/, kind: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/i}
/** Whole objects inside of the object: they have an apiVersion, a kind and metadata like any other. */
function embedded(value: unknown, schema: Structural | undefined, path: ObjectPath, kubernetes: string, found: Violation[]): void {
  if (Array.isArray(value)) value.forEach((item, index) => embedded(item, schema?.items, [...path, index], kubernetes, found))
  if (!isRecord(value) || !schema) return
  if (schema['x-kubernetes-embedded-resource'] === true) {
    for (const field of ['apiVersion', 'kind'] as const) {
      const text = value[field]
      if (typeof text === 'string' && looks[field].test(text)) continue
      const absent = text === undefined || text === null
      const message = absent ? `${placeName(path)} lacks the field ${field}, which is required: it is an object of its own.` : `${field} of ${placeName(path)} must be a text such as ${field === 'kind' ? 'ConfigMap' : 'apps/v1'}.`
      found.push({rule: absent ? 'kubernetes/required' : typeof text === 'string' ? 'kubernetes/value' : 'kubernetes/type', severity: 'error', path: absent ? path : [...path, field], part: absent ? 'key' : 'value', message})
    }
    if (value.metadata !== undefined && value.metadata !== null) {
      const walk = new Walk(kubernetes, [...path, 'metadata'])
      walk.type('apis.meta.v1.ObjectMeta', value.metadata)
      const name = isRecord(value.metadata) ? value.metadata.name : undefined
      const fault = typeof name === 'string' ? pathSegment(name) : undefined
      if (fault !== undefined) walk.found.push({rule: 'kubernetes/name', severity: 'error', path: [...path, 'metadata', 'name'], part: 'value', message: `The name ${name as string} is not allowed: it ${fault}.`})
      found.push(...walk.found)
    }
  }
  for (const [key, item] of Object.entries(value)) embedded(item, fieldSchema(schema, key), [...path, key], kubernetes, found)
}
