import {isRecord} from '../../values/maps.ts'
/** A structural schema as a custom resource definition has it (openAPIV3Schema). It is a user's file: nothing of it is taken for granted. */
export interface Structural {
  type?: string
  format?: string
  nullable?: boolean
  default?: unknown
  enum?: unknown[]
  properties?: Record<string, Structural>
  additionalProperties?: Structural | boolean
  items?: Structural
  required?: string[]
  allOf?: Structural[]
  anyOf?: Structural[]
  oneOf?: Structural[]
  not?: Structural
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-list-type'?: string
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-validations'?: Array<{rule?: unknown; message?: unknown}>
}

export type JsonMap = Record<string, unknown>

/** Reads a schema out of a file: entries whose form is not that of a schema count as absent, for what is wrong with a definition is reported where it stands. */
export function readStructural(given: unknown): Structural {
  if (!isRecord(given)) return {}
  const out: Record<string, unknown> = {}
  const each = (value: JsonMap): Record<string, Structural> => Object.assign(Object.create(null) as Record<string, Structural>, Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readStructural(one)])))
  for (const [key, value] of Object.entries(given)) {
    const form = forms[key]
    if (form === 'schema' && isRecord(value)) out[key] = readStructural(value)
    else if (form === 'schemas' && Array.isArray(value)) out[key] = value.map(readStructural)
    else if (form === 'properties' && isRecord(value)) out[key] = each(value)
    else if (form === 'more' && (typeof value === 'boolean' || isRecord(value))) out[key] = isRecord(value) ? readStructural(value) : value
    else if (form === 'list' && Array.isArray(value)) out[key] = value
    else if (form === 'rules' && Array.isArray(value)) out[key] = value.filter(isRecord)
    else if (form === 'any' || typeof value === form) out[key] = value
  }
  return out
}
const forms: Record<string, string> = {
  ...Object.fromEntries(['type', 'format', 'pattern', 'x-kubernetes-list-type'].map((key) => [key, 'string'])),
  ...Object.fromEntries(['minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map((key) => [key, 'number'])),
  ...Object.fromEntries(['nullable', 'exclusiveMinimum', 'exclusiveMaximum', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'].map((key) => [key, 'boolean'])),
  ...Object.fromEntries(['enum', 'required', 'x-kubernetes-list-map-keys'].map((key) => [key, 'list'])), 'x-kubernetes-validations': 'rules',
  allOf: 'schemas', anyOf: 'schemas', oneOf: 'schemas', not: 'schema', items: 'schema', properties: 'properties', additionalProperties: 'more', default: 'any',
}

/** The schema of an entry of a map: of the field of that name, or of every further one. */
export function fieldSchema(schema: Structural | undefined, key: string): Structural | undefined {
  const own = schema?.properties?.[key]
  return own ?? (isRecord(schema?.additionalProperties) ? (schema.additionalProperties as Structural) : undefined)
}

/**
 * The value as the server validates it: nulls that nothing allows are dropped, and defaults are filled in. A copy.
 * Source: k8s.io/apiextensions-apiserver, pkg/apiserver/schema/defaulting.
 */
export function prepared(value: unknown, schema: Structural | undefined): unknown {
  if (Array.isArray(value)) {
    const {items} = schema ?? {}
    return value.map((item: unknown) => prepared(item === null && items?.default !== undefined && items.nullable !== true ? items.default : item, items))
  }
  if (!isRecord(value)) return value
  const out = Object.create(null) as JsonMap
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    const below = fieldSchema(schema, key)
    if (item !== null || !below || below.nullable === true) out[key] = prepared(item, below)
    else if (below.default !== undefined) out[key] = prepared(below.default, below)
  }
  for (const [key, below] of Object.entries(schema?.properties ?? {})) if (below.default !== undefined && !(key in out)) out[key] = prepared(below.default, below)
  return out
}
