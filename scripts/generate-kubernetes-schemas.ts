// Makes src/core/kubernetes/schemas.json out of an API server's own OpenAPI document. Usage:
//   kubectl get --raw /openapi/v2 > openapi.json
//   node --import tsx scripts/generate-kubernetes-schemas.ts openapi.json
// Types are one short text each, so that the file stays small: s text, b true or false, i and l whole numbers of 32 and 64 bits, n number, y base64,
// q quantity, x int-or-string, t time, o any object, =A|B one of these texts, @T another type, and [] or {} before a type for a list or a map of it.
import {readFileSync, writeFileSync} from 'node:fs'
import type {Schemas, TypeSchema} from '../src/core/kubernetes/schema.ts'

interface Definition {
  $ref?: string
  type?: string
  format?: string
  enum?: string[]
  items?: Definition
  additionalProperties?: Definition
  properties?: Record<string, Definition>
  required?: string[]
  'x-kubernetes-group-version-kind'?: Array<{group: string; version: string; kind: string}>
}

/** The kinds that c1ctl renders, and so knows. */
const kinds = [
  'v1/ConfigMap', 'v1/Namespace', 'v1/Secret', 'v1/ServiceAccount', 'apps/v1/Deployment', 'rbac.authorization.k8s.io/v1/ClusterRole',
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding', 'rbac.authorization.k8s.io/v1/Role', 'rbac.authorization.k8s.io/v1/RoleBinding',
]
const special: Record<string, string> = {'api.resource.Quantity': 'q', 'util.intstr.IntOrString': 'x', 'apis.meta.v1.Time': 't', 'apis.meta.v1.MicroTime': 't', 'apis.meta.v1.FieldsV1': 'o'}
const scalars: Record<string, string> = {string: 's', boolean: 'b', number: 'n', object: 'o', 'string byte': 'y', 'integer int32': 'i', 'integer int64': 'l', 'string date-time': 't', 'string int-or-string': 'x'}

const [source] = process.argv.slice(2)
if (!source) throw new Error('Name the OpenAPI document of an API server: kubectl get --raw /openapi/v2 > openapi.json')
const openapi = JSON.parse(readFileSync(source, 'utf8')) as {info: {version: string}; definitions: Record<string, Definition>}
const shortName = (full: string): string => full.replace(/^io\.k8s\.(api|apimachinery\.pkg|kube-aggregator\.pkg\.apis|apiextensions-apiserver\.pkg\.apis)\./, '')
const fullNames = new Map(Object.keys(openapi.definitions).map((full) => [shortName(full), full]))

const types: Record<string, TypeSchema> = {}
function typeOf(definition: Definition): string {
  if (definition.$ref) {
    const name = shortName(definition.$ref.replace('#/definitions/', ''))
    if (special[name]) return special[name]
    add(name)
    return `@${name}`
  }
  if (definition.enum) return `=${definition.enum.join('|')}`
  if (definition.items) return `[]${typeOf(definition.items)}`
  if (definition.additionalProperties) return `{}${typeOf(definition.additionalProperties)}`
  const scalar = scalars[[definition.type, definition.format].filter(Boolean).join(' ')]
  if (!scalar) throw new Error(`No form for ${JSON.stringify(definition)}`)
  return scalar
}
function add(name: string): void {
  if (types[name]) return
  const definition = openapi.definitions[fullNames.get(name)!]!
  const entry: TypeSchema = {fields: {}}
  types[name] = entry
  for (const [field, value] of Object.entries(definition.properties ?? {})) entry.fields[field] = typeOf(value)
  if (definition.required) entry.required = definition.required
}

const schemas: Schemas = {kubernetes: openapi.info.version.replace(/^v/, ''), kinds: {}, types}
for (const kind of kinds) {
  const found = Object.entries(openapi.definitions).find(([, definition]) =>
    definition['x-kubernetes-group-version-kind']?.some((one) => [one.group, one.version, one.kind].filter(Boolean).join('/') === kind))
  if (!found) throw new Error(`The API server has no ${kind}`)
  schemas.kinds[kind] = shortName(found[0])
  add(shortName(found[0]))
}
schemas.types = Object.fromEntries(Object.entries(types).sort(([one], [other]) => (one < other ? -1 : 1)))
// One type a line: a new Kubernetes version shows as a readable difference.
const lines = Object.entries(schemas.types).map(([name, type]) => `    ${JSON.stringify(name)}: ${JSON.stringify(type)}`)
const head = JSON.stringify({kubernetes: schemas.kubernetes, kinds: schemas.kinds}, null, 2).replace(/\n\}$/, '')
writeFileSync(new URL('../src/core/kubernetes/schemas.json', import.meta.url), `${head},\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`)
