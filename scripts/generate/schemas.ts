import * as z from 'zod'
import {fileSchema} from '../../src/core/catalog/schema.ts'
import {rulePatterns} from '../../src/core/lint/selection/rule-patterns.ts'
import {projectSchema} from '../../src/core/project/schema.ts'

export type Json = null | string | number | boolean | Json[] | {[key: string]: Json}
export type JsonSchema = {[key: string]: Json}

/**
 * The JSON Schemas that editors use, from the zod schemas that judge the files.
 * @returns schema by file name
 */
export function editorSchemas(): Record<string, JsonSchema> {
  return {'connectors.schema.json': catalogSchema(), 'c1ctl.schema.json': projectFileSchema()}
}

const toJson = (schema: z.ZodType) => z.toJSONSchema(schema, {io: 'input', target: 'draft-7', unrepresentable: 'any'}) as JsonSchema

const catalogSchema = (): JsonSchema => ({
  title: 'connectors.yaml',
  description: 'The catalog of c1ctl, or what a project adds to it and changes in it.',
  ...partial(toJson(fileSchema)),
})

/** c1ctl reads the source text of a scalar, so what an editor takes for a number or a boolean is as right as a text. */
function projectFileSchema(): JsonSchema {
  const {$schema, ...file} = partial(anyScalar(toJson(projectSchema)) as JsonSchema) as JsonSchema & {properties: Record<string, JsonSchema>}
  const {version: _version, name: _name, environments, lint, ...overlaid} = file.properties
  return shared({
    $schema: $schema!,
    title: 'c1ctl.yaml',
    description: 'What a c1ctl project runs: instances of connectors, without a single secret value.',
    ...file,
    properties: {
      ...file.properties,
      lint: withRuleNames(lint!),
      environments: {...environments, additionalProperties: {description: 'What differs from the project; null removes.', type: ['object', 'null'], properties: overlaid, additionalProperties: false}},
    },
    required: ['version', 'name'],
  })
}

/** A schema with what several properties of one name have in common said once, under `definitions`: defaults and environments repeat the instances' settings. */
function shared(schema: JsonSchema): JsonSchema {
  const seen = new Map<string, number>()
  const properties = (one: Json): Array<[string, Json]> => {
    if (typeof one !== 'object' || one === null) return []
    const own = !Array.isArray(one) && typeof one['properties'] === 'object' ? Object.entries(one['properties'] as JsonSchema) : []
    return [...own, ...Object.values(one).flatMap(properties)]
  }
  const worth = properties(schema).map(([key, value]) => `${key} ${JSON.stringify(value)}`).filter((one) => one.length > 500)
  for (const one of worth) seen.set(one, (seen.get(one) ?? 0) + 1)
  const definitions: JsonSchema = {}
  const named = new Map<string, string>()
  const walk = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(walk)
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, value]) => [key, key === 'properties' ? each(value as JsonSchema) : walk(value)]))
  }
  const each = (map: JsonSchema): JsonSchema => Object.fromEntries(Object.entries(map).map(([key, value]) => {
    const text = `${key} ${JSON.stringify(value)}`
    if ((seen.get(text) ?? 0) < 2) return [key, walk(value)]
    if (!named.has(text)) {
      const name = Object.hasOwn(definitions, key) || [...named.values()].includes(key) ? `${key}-${named.size}` : key
      named.set(text, name)
      definitions[name] = walk(value)
    }
    return [key, {$ref: `#/definitions/${named.get(text)}`}]
  }))
  return {...(walk(schema) as JsonSchema), definitions}
}

/** Editors complete the rules of lint; c1ctl itself judges them where lint is, so that other commands need not know them. */
function withRuleNames(lint: JsonSchema): JsonSchema {
  const {rules, ignore, ...others} = lint['properties'] as Record<string, JsonSchema>
  const entry = ignore!['items'] as {properties: Record<string, JsonSchema>}
  const items = {...entry, properties: {...entry.properties, rules: {...entry.properties['rules'], items: {enum: rulePatterns}}}}
  return {...lint, properties: {...others, rules: {...rules, propertyNames: {enum: rulePatterns}}, ignore: {...ignore, items}}}
}

function anyScalar(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(anyScalar)
  if (typeof schema !== 'object' || schema === null) return schema
  const {const: fixed, ...rest} = schema
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'propertyNames' ? value : anyScalar(value)]))
  if (typeof fixed === 'string') return {...without(inner, 'type'), enum: /^\d+$/.test(fixed) ? [Number(fixed), fixed] : [fixed]}
  if (isNumbers(schema['enum'])) return {...without(inner, 'type'), enum: schema['enum'].flatMap((one) => [Number(one), one])}
  return schema['type'] === 'string' && !schema['enum'] ? {...inner, type: ['string', 'number', 'boolean']} : inner
}

const isNumbers = (values: Json | undefined): values is string[] => Array.isArray(values) && values.every((one) => typeof one === 'string' && /^\d+(?:\.\d+)?$/.test(one))

const without = (schema: JsonSchema, key: string): JsonSchema => Object.fromEntries(Object.entries(schema).filter(([one]) => one !== key))

/** Where null means "as if it were not there", nothing is required and null is right everywhere below an entry. */
function partial(schema: JsonSchema): JsonSchema {
  const {required: _, ...rest} = schema
  const orNull = (one: Json): Json => {
    const {type, ...more} = walk(one) as JsonSchema
    return type === undefined || more['enum'] ? {anyOf: [{...(type === undefined ? {} : {type}), ...more}, {type: 'null'}]} : {type: [type, 'null'].flat(), ...more}
  }
  const walk = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(walk)
    return typeof one === 'object' && one !== null ? partial(one) : one
  }
  const each = (properties: Json): Json => Object.fromEntries(Object.entries(properties as JsonSchema).map(([key, value]) => [key, orNull(value)]))
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => {
      if (key === 'properties') return [key, each(value)]
      if (key === 'additionalProperties' && typeof value === 'object') return [key, orNull(value)]
      if (key === 'definitions') return [key, value]
      return [key, walk(value)]
    }),
  )
}
