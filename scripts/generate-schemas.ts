// Writes the JSON Schemas that editors use, from the zod schemas that judge the files.
import {mkdir, writeFile} from 'node:fs/promises'
import * as z from 'zod'
import {fileSchema} from '../src/core/catalog/schema.ts'

type Json = null | string | number | boolean | Json[] | {[key: string]: Json}
type JsonSchema = {[key: string]: Json}

/** A project's connectors.yaml says only what differs, and null removes: nothing is required and null is right everywhere below an entry. */
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

const schemas: Record<string, JsonSchema> = {
  'connectors.schema.json': {
    title: 'connectors.yaml',
    description: 'The catalog of c1ctl, or what a project adds to it and changes in it.',
    ...partial(z.toJSONSchema(fileSchema, {io: 'input', target: 'draft-7', unrepresentable: 'any'}) as JsonSchema),
  },
}

const out = new URL('../schemas/', import.meta.url)
await mkdir(out, {recursive: true})
for (const [name, schema] of Object.entries(schemas)) await writeFile(new URL(name, out), `${JSON.stringify(schema, null, 2)}\n`)
