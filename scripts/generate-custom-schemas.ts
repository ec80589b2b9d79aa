// Makes src/core/kubernetes/custom/shipped.json out of definitions of custom resources (CustomResourceDefinition of apiextensions.k8s.io/v1) as projects
// publish them. Usage:
//   node --import tsx scripts/generate-custom-schemas.ts FILE...     all files of all projects: what is not given is gone from the result
// The release of a definition is its annotation or label app.kubernetes.io/version, else that of the table below: raise it with the files.
// src/core/kubernetes/custom/shipped.ts says how the result is read.
import {createHash} from 'node:crypto'
import {readFileSync, writeFileSync} from 'node:fs'
import {isDefinition} from '../src/core/kubernetes/custom/kinds.ts'
import {type JsonMap} from '../src/core/kubernetes/custom/structural.ts'
import {isRecord} from '../src/core/values/maps.ts'
import {readValues} from '../src/core/yaml/kubernetes-reader.ts'

interface Release {
  /** What people call the project. */
  product: string
  version?: string
  /** Where its definitions lie. */
  source: string
}
const flux = (source: string): Release => ({product: 'Flux', version: '2.9.4', source: `github.com/fluxcd/${source}, config/crd/bases`})
/** By the group of the kinds. */
const releases: Record<string, Release> = {
  'argoproj.io': {product: 'Argo CD', version: '3.6', source: 'github.com/argoproj/argo-cd, manifests/crds (before the release 3.6.0)'},
  'bitnami.com': {product: 'Sealed Secrets', version: '0.36.6', source: 'github.com/bitnami-labs/sealed-secrets, helm/sealed-secrets/crds'},
  'external-secrets.io': {product: 'External Secrets Operator', version: '2.9.0', source: 'github.com/external-secrets/external-secrets, config/crds/bases'},
  'helm.toolkit.fluxcd.io': flux('helm-controller'),
  'kustomize.toolkit.fluxcd.io': flux('kustomize-controller'),
  'secrets-store.csi.x-k8s.io': {product: 'the Secrets Store CSI Driver', source: 'github.com/kubernetes-sigs/secrets-store-csi-driver, config/crd/bases'},
  'source.toolkit.fluxcd.io': flux('source-controller'),
}

/** Words for people, and what a server does not hold an object against. */
const silent = new Set(['description', 'title', 'example', 'externalDocs', 'x-kubernetes-map-type'])
const single = ['items', 'not', 'additionalProperties']
const several = ['anyOf', 'oneOf', 'allOf']

/** A schema without what is silent, its keys in one order, so that equal ones are equal as texts. */
function stripped(given: unknown): unknown {
  if (!isRecord(given)) return given
  const out: JsonMap = {}
  for (const key of Object.keys(given).sort()) {
    const value = given[key]
    if (silent.has(key) || (key === 'x-kubernetes-list-type' && value === 'atomic')) continue
    if (key === 'properties') out[key] = Object.fromEntries(Object.entries(value as JsonMap).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, one]) => [name, stripped(one)]))
    else if (single.includes(key)) out[key] = stripped(value)
    else if (several.includes(key)) out[key] = (value as unknown[]).map(stripped)
    else if (key === 'x-kubernetes-validations') out[key] = (value as JsonMap[]).map(({rule, message}) => ({rule, message}))
    else out[key] = value
  }
  return out
}

/** The same schema with what its parts become. */
function mapped(schema: JsonMap, become: (part: unknown) => unknown): JsonMap {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => {
    if (key === 'properties') return [key, Object.fromEntries(Object.entries(value as JsonMap).map(([name, one]) => [name, become(one)]))]
    if (single.includes(key)) return [key, isRecord(value) ? become(value) : value]
    return [key, several.includes(key) ? (value as unknown[]).map(become) : value]
  }))
}

const times = new Map<string, number>()
/** Counts equal schemas; what lies below one that was seen before is not counted again. */
function count(schema: unknown): unknown {
  const text = JSON.stringify(schema)
  const before = times.get(text) ?? 0
  times.set(text, before + 1)
  if (before === 0) mapped(schema as JsonMap, count)
  return schema
}

const shared = new Map<string, {name: string; text: string}>()
/** A schema in which every one that stands more than once is a name. Names come of the content: they stay when other things change. */
function written(schema: unknown): unknown {
  const text = JSON.stringify(schema)
  const known = shared.get(text)
  if (known) return known.name
  const out = mapped(schema as JsonMap, written)
  if (times.get(text)! < 2) return out
  const digest = createHash('sha256').update(text).digest('base64url').replaceAll(/[-_]/g, '')
  const taken = new Set([...shared.values()].map((one) => one.name))
  const length = [3, 4, 5, 6].find((one) => !taken.has(digest.slice(0, one)))!
  shared.set(text, {name: digest.slice(0, length), text: JSON.stringify(out)})
  return digest.slice(0, length)
}

const files = process.argv.slice(2)
if (files.length === 0) throw new Error('Usage: generate-custom-schemas.ts FILE...')
const texts = files.map((file) => readFileSync(file, 'utf8'))
const definitions = texts.flatMap((text) => readValues(text)).filter(isDefinition)
const found = definitions.map((definition) => {
  const {group, names, scope, versions} = definition.spec as {group: string; names: {kind: string; plural: string}; scope: string; versions: Array<{name: string; served: boolean; storage: boolean; subresources?: JsonMap; schema: {openAPIV3Schema: unknown}}>}
  const metadata = definition.metadata as {annotations?: Record<string, string>; labels?: Record<string, string>}
  const known = releases[group]
  if (!known) throw new Error(`No release is known of ${group}: add it to the table.`)
  const version = metadata.annotations?.['app.kubernetes.io/version'] ?? metadata.labels?.['app.kubernetes.io/version'] ?? known.version
  return {
    group, key: `${group}/${names.kind}`, plural: names.plural, scope, release: {...known, ...(version === undefined ? {} : {version})},
    // What is not served is never held against anything.
    versions: versions.map((one) => ({name: one.name, ...(one.served ? {ownStatus: one.subresources?.status !== undefined, schema: count(stripped(one.schema.openAPIV3Schema))} : {})})),
  }
}).sort((one, other) => (one.key < other.key ? -1 : 1))

const line = (name: string, value: string): string => `    ${JSON.stringify(name)}: ${value}`
const kinds = found.map(({key, plural, scope, versions}) => line(key, JSON.stringify({plural, scope, versions: versions.map((one) => ({...one, ...(one.schema ? {schema: written(one.schema)} : {})}))})))
const products = [...new Map(found.map(({group, release}) => [group, line(group, JSON.stringify(release))])).values()]
const schemas = [...shared.values()].sort((one, other) => (one.name < other.name ? -1 : 1)).map(({name, text}) => line(name, text))
const out = `{\n  "releases": {\n${products.join(',\n')}\n  },\n  "kinds": {\n${kinds.join(',\n')}\n  },\n  "schemas": {\n${schemas.join(',\n')}\n  }\n}\n`
writeFileSync(new URL('../src/core/kubernetes/custom/shipped.json', import.meta.url), out)
console.log(`${found.length} kinds, ${schemas.length} schemas that stand more than once: ${texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)} bytes became ${Buffer.byteLength(out)}`)
