// Makes src/core/kubernetes/schemas.json out of what Kubernetes publishes of each version: api/openapi-spec/swagger.json (its API with every group and
// version switched on, written down by the API server itself) and pkg/generated/openapi/zz_generated.openapi.go (the same with the values of
// enumerations, which the server adds to /openapi). Both lie in the Go module k8s.io/kubernetes. Needs Go. Usage:
//   node --import tsx scripts/generate-kubernetes-schemas.ts             the versions below
//   node --import tsx scripts/generate-kubernetes-schemas.ts v1.35.4 ... others, oldest first
// src/core/kubernetes/schema.ts says how the texts are read.
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const releases = process.argv.length > 2 ? process.argv.slice(2) : ['v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3']

interface Definition {
  $ref?: string
  type?: string
  format?: string
  items?: Definition
  additionalProperties?: Definition
  properties?: Record<string, Definition>
  required?: string[]
}
interface Operation {'x-kubernetes-group-version-kind'?: {group: string; version: string; kind: string}}
interface OpenApi {definitions: Record<string, Definition>; paths: Record<string, Record<string, Operation>>}

const schemaProps = '@apiextensions.v1.JSONSchemaProps'
const special: Record<string, string> = {
  'api.resource.Quantity': 'q', 'util.intstr.IntOrString': 'x', 'apis.meta.v1.Time': 't', 'apis.meta.v1.MicroTime': 't', 'apis.meta.v1.FieldsV1': 'o', 'runtime.RawExtension': 'o', 'apiextensions.v1.JSON': 'a',
  // Its own decoders take one of two forms; the document says nothing of either.
  'apiextensions.v1.JSONSchemaPropsOrBool': `${schemaProps}/b`, 'apiextensions.v1.JSONSchemaPropsOrArray': `${schemaProps}/[]${schemaProps}`, 'apiextensions.v1.JSONSchemaPropsOrStringArray': `${schemaProps}/[]s`,
}
const scalars: Record<string, string> = {string: 's', boolean: 'b', number: 'n', 'number double': 'n', object: 'o', 'string byte': 'y', 'integer int32': 'i', 'integer int64': 'l', 'string date-time': 't', 'string int-or-string': 'x'}
const shortName = (full: string): string => full.replace(/^#\/definitions\//, '').replace(/^io\.k8s\.(api|apimachinery\.pkg|kube-aggregator\.pkg\.apis|apiextensions-apiserver\.pkg\.apis)\./, '')

/** Values of enumerations by `core.v1.Container.imagePullPolicy`. */
function enumerations(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let type = ''
  let field = ''
  for (const line of source.split('\n')) {
    const start = /^func schema_(?:k8sio_api|pkg_apis)_([a-z0-9]+)_(v\d[a-z0-9]*)_(\w+)\(/.exec(line)
    if (start) type = `${start[1]}.${start[2]}.${start[3]}`
    else if (line.startsWith('func ')) type = ''
    field = /^\t{5}"([^"]+)": \{$/.exec(line)?.[1] ?? field
    const values = /^\t+Enum:\s+\[\]interface\{\}\{(.*)\},$/.exec(line)
    if (values && type !== '') found.set(`${type}.${field}`, (JSON.parse(`[${values[1]}]`) as string[]).sort())
  }
  return found
}

interface Version {kinds: Map<string, string>; types: Map<string, Map<string, string>>}

/** What one version takes: kinds by `apps/v1/Deployment`, and the fields of every type that they reach. */
function readVersion(openapi: OpenApi, values: Map<string, string[]>): Version {
  const byShortName = new Map(Object.entries(openapi.definitions).map(([full, definition]) => [shortName(full), definition]))
  if (byShortName.size !== Object.keys(openapi.definitions).length) throw new Error('Two types have the same short name')
  const types: Version['types'] = new Map()
  const textOf = (definition: Definition, place: string): string => {
    if (definition.$ref) {
      const name = shortName(definition.$ref)
      if (special[name]) {
        if (special[name].includes('@')) add(schemaProps.slice(1))
        return special[name]
      }
      if (byShortName.get(name)!.type !== 'object') throw new Error(`No form for ${name}`)
      add(name)
      return `@${name}`
    }
    if (definition.items) return `[]${textOf(definition.items, place)}`
    if (definition.additionalProperties) return `{}${textOf(definition.additionalProperties, place)}`
    const allowed = values.get(place)
    if (allowed) {
      if (definition.type !== 'string' || allowed.some((one) => /[|;~]/.test(one))) throw new Error(`No form for the values of ${place}`)
      return `=${allowed.join('|')}`
    }
    const scalar = scalars[[definition.type, definition.format].filter(Boolean).join(' ')]
    if (!scalar) throw new Error(`No form for ${place}: ${JSON.stringify(definition)}`)
    return scalar
  }
  const add = (name: string): void => {
    if (types.has(name)) return
    const {properties = {}, required = []} = byShortName.get(name)!
    const fields = new Map<string, string>()
    types.set(name, fields)
    for (const [field, definition] of Object.entries(properties)) {
      if (/[!:;~]/.test(field)) throw new Error(`No form for the field ${field} of ${name}`)
      fields.set(field, `${field}${required.includes(field) ? '!' : ''}:${textOf(definition, `${name}.${field}`)}`)
    }
  }

  const kinds: Version['kinds'] = new Map()
  const definitionOf = new Map<string, string>()
  for (const [full, definition] of Object.entries(openapi.definitions)) {
    const own = (definition as {'x-kubernetes-group-version-kind'?: Array<{group: string; version: string; kind: string}>})['x-kubernetes-group-version-kind']
    if (own?.length === 1) definitionOf.set([own[0]!.group, own[0]!.version, own[0]!.kind].filter(Boolean).join('/'), shortName(full))
  }
  for (const [path, {post}] of Object.entries(openapi.paths)) {
    const made = post?.['x-kubernetes-group-version-kind']
    // Below an object lie its subresources: pods/{name}/eviction.
    if (!made || path.includes('{name}')) continue
    const kind = [made.group, made.version, made.kind].filter(Boolean).join('/')
    const name = definitionOf.get(kind)
    if (!name) throw new Error(`The document defines no ${kind}`)
    kinds.set(kind, name)
    add(name)
  }
  return {kinds, types}
}

const minors = releases.map((release) => /^v(1\.\d+)\.\d+$/.exec(release)?.[1] ?? fail(`${release} is no release such as v1.35.4`))
function fail(message: string): never {
  throw new Error(message)
}
const versions = releases.map((release) => {
  const {Dir} = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${release}`], {cwd: tmpdir(), encoding: 'utf8'})) as {Dir: string}
  return readVersion(JSON.parse(readFileSync(join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as OpenApi, enumerations(readFileSync(join(Dir, 'pkg/generated/openapi/zz_generated.openapi.go'), 'utf8')))
})

/** The texts that versions have for one thing, each once, with `~34-35` where not every version (that knows the whole at all) has it. */
function merged(texts: Array<string | undefined>, among: boolean[]): string[] {
  const first = among.indexOf(true)
  const last = among.lastIndexOf(true)
  const minor = (at: number): string => minors[at]!.split('.')[1]!
  const out: string[] = []
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at]
    if (text === undefined || (at > 0 && texts[at - 1] === text)) continue
    let end = at
    while (end + 1 < texts.length && texts[end + 1] === text) end += 1
    const since = at === first ? '' : minor(at)
    const until = end === last ? '' : minor(end)
    out.push(since === '' && until === '' ? text : `${text}~${since}-${until}`)
  }
  return out
}
const sorted = (sets: Array<Iterable<string>>): string[] => [...new Set(sets.flatMap((one) => [...one]))].sort()
const all = versions.map(() => true)

const kinds: Record<string, string> = {}
for (const kind of sorted(versions.map((one) => one.kinds.keys()))) {
  const texts = merged(versions.map((one) => one.kinds.get(kind)), all)
  if (texts.length !== 1) throw new Error(`${kind} changed its type`)
  kinds[kind] = texts[0]!
}
const types: Record<string, string> = {}
for (const name of sorted(versions.map((one) => one.types.keys()))) {
  const fields = sorted(versions.map((one) => one.types.get(name)?.keys() ?? []))
  const among = versions.map((one) => one.types.has(name))
  types[name] = fields.flatMap((field) => merged(versions.map((one) => one.types.get(name)?.get(field)), among)).join(';')
}
// One type a line: a new Kubernetes version shows as a readable difference.
const lines = (entries: Record<string, string>): string => Object.entries(entries).map(([name, text]) => `    ${JSON.stringify(name)}: ${JSON.stringify(text)}`).join(',\n')
writeFileSync(new URL('../src/core/kubernetes/schemas.json', import.meta.url), `{\n  "versions": ${JSON.stringify(minors)},\n  "kinds": {\n${lines(kinds)}\n  },\n  "types": {\n${lines(types)}\n  }\n}\n`)
console.log(`${Object.keys(kinds).length} kinds and ${Object.keys(types).length} types of ${releases.join(', ')}`)
