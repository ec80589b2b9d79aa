// Writes JSON Schemas of kinds as kubeconform reads them (a file a kind, every type written out where it is used, closed at every level) from the types that
// lint is compiled with: so both programs look for the same, offline. Usage: node --import tsx scripts/bench/json-schemas.ts DIRECTORY
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {defaultKubernetesVersion, kindType, typeSchema, type Shape} from '../../src/core/kubernetes/schema.ts'

const forms: Record<string, object> = {
  s: {type: ['string', 'null']}, b: {type: ['boolean', 'null']}, i: {type: ['integer', 'null'], format: 'int32'}, l: {type: ['integer', 'null'], format: 'int64'}, n: {type: ['number', 'null']},
  y: {type: ['string', 'null'], format: 'byte'}, q: {oneOf: [{type: ['string', 'null']}, {type: 'number'}]}, x: {oneOf: [{type: ['string', 'null']}, {type: 'integer'}]}, t: {type: ['string', 'null'], format: 'date-time'},
  o: {type: ['object', 'null']}, a: {},
}

function schemaOf(shape: Shape, inside: string[] = []): object {
  if (shape.is === '[]') return {type: ['array', 'null'], items: schemaOf(shape.of, inside)}
  if (shape.is === '{}') return {type: ['object', 'null'], additionalProperties: schemaOf(shape.of, inside)}
  if (shape.is === '=') return {type: ['string', 'null'], enum: [...shape.values, null]}
  if (shape.is === '/') return {anyOf: shape.either.map((one) => schemaOf(one, inside))}
  if (shape.is !== '@') return forms[shape.is]!
  // Types that contain themselves (JSONSchemaProps) end somewhere.
  if (inside.includes(shape.type)) return {}
  return typed(shape.type, [...inside, shape.type])
}

function typed(name: string, inside: string[] = [name]): object {
  const {fields, required} = typeSchema(name, defaultKubernetesVersion)
  return {type: ['object', 'null'], properties: Object.fromEntries([...fields].map(([field, shape]) => [field, schemaOf(shape, inside)])), ...(required.length > 0 ? {required} : {}), additionalProperties: false}
}

const directory = process.argv[2]!
mkdirSync(directory, {recursive: true})
for (const kind of ['v1/Secret', 'apps/v1/Deployment']) {
  const name = kind.split('/').at(-1)!.toLowerCase()
  writeFileSync(join(directory, `${name}.json`), JSON.stringify({...typed(kindType(kind, defaultKubernetesVersion)!), $schema: 'http://json-schema.org/schema#'}))
}
