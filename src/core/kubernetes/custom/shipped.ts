import {isRecord} from '../../values/maps.ts'
import type {Violation} from '../violation.ts'
import {type JsonMap, type Structural} from './structural.ts'
import {validateCustom, type CustomKinds, type Version} from './kinds.ts'
import data from './shipped.json' with {type: 'json'}

/** A schema in shipped.json: a text is the name of one that stands more than once. */
type Written = string | {[key: string]: unknown}
interface WrittenVersion {
  name: string
  /** Both only where the version is served. */
  ownStatus?: boolean
  schema?: Written
}
/** The definition of a kind in shipped.json. */
export interface Shipped {
  plural: string
  scope: string
  versions: WrittenVersion[]
}
/** What the definitions of a group were taken from. */
export interface Release {
  product: string
  version?: string
  source: string
}

const kinds = data.kinds as Record<string, Shipped>
const releases = data.releases as Record<string, Release>
const schemas = data.schemas as Record<string, Written>

const made = new Map<string, Structural>()
/** Reads a schema, each that stands more than once only once. What is read is shared: do not change it. */
export function shippedSchema(given: Written): Structural {
  if (typeof given !== 'string') return read(given)
  let schema = made.get(given)
  if (!schema) made.set(given, (schema = read(schemas[given]!)))
  return schema
}
function read(given: Written): Structural {
  if (typeof given === 'string') return shippedSchema(given)
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given)) {
    if (key === 'properties') {
      // A field may have the name of something that every object of JavaScript has.
      const fields = Object.create(null) as Record<string, Structural>
      for (const [name, one] of Object.entries(value as Record<string, Written>)) fields[name] = shippedSchema(one)
      out[key] = fields
    } else if (key === 'items' || key === 'not' || (key === 'additionalProperties' && typeof value !== 'boolean')) out[key] = shippedSchema(value as Written)
    else if (key === 'anyOf' || key === 'oneOf' || key === 'allOf') out[key] = (value as Written[]).map(shippedSchema)
    else out[key] = value
  }
  return out
}

const versions = new Map<string, Map<string, Version>>()
function versionsOf(kind: string): Map<string, Version> | undefined {
  if (!Object.hasOwn(kinds, kind)) return undefined
  let found = versions.get(kind)
  if (!found) {
    found = new Map(kinds[kind]!.versions.map(({name, ownStatus = false, schema}) => [name, {served: schema !== undefined, ownStatus, schema: schema === undefined ? {} : shippedSchema(schema)}]))
    versions.set(kind, found)
  }
  return found
}

/** Every kind whose definition is shipped, by `group/Kind`. */
export const shippedDefinitions: Readonly<Record<string, Shipped>> = kinds

/** The releases of which the definitions are, by group. */
export const shippedReleases: Readonly<Record<string, Release>> = releases

const parent = ({path}: Violation): string => JSON.stringify(path.slice(0, -1))

/**
 * What of the violations holds whatever release of its project a cluster runs. A release adds fields and words and serves fewer versions: these are warnings,
 * and so is what a map seems to lack that has a field beside it that is no slip of a known one, for that may be the newer way to say the same.
 */
function lenient(found: Violation[], object: JsonMap): Violation[] {
  const [group] = String(object.apiVersion).split('/') as [string]
  const {product, version} = releases[group]!
  const release = version === undefined ? product : `${product} ${version}`
  const strangers = new Set(found.filter((one) => one.mayCome && one.rule === 'kubernetes/unknown-field' && !one.hint).map(parent))
  return found.map((one) => {
    if (one.rule === 'kubernetes/api-version') return {...one, severity: 'warning', message: unserved(object, release)}
    const mayBeMet = strangers.has(JSON.stringify(one.path)) && one.rule !== 'kubernetes/type'
    if (!one.mayCome && !mayBeMet) return one
    return {...one, severity: 'warning', message: `${one.message} That is how ${release} has it; where another release runs, give its definitions by --crds.`}
  })
}

function unserved(object: JsonMap, release: string): string {
  const {apiVersion, kind} = object as {apiVersion: string; kind: string}
  const group = apiVersion.split('/')[0]!
  const served = kinds[`${group}/${kind}`]!.versions.filter(({schema}) => schema !== undefined).map(({name}) => `${group}/${name}`)
  return `${kind} of ${apiVersion} is not served by ${release}, which has ${served.join(' and ')}: unless an older release runs in the cluster, use that.`
}

/** The kinds whose definitions c1ctl ships. Severities allow for a cluster with another release of what defines them. */
export const shippedKinds: CustomKinds = {
  validate(object, version) {
    const found = validateCustom(object, versionsOf, version)
    return found && isRecord(object) ? lenient(found, object) : found
  },
}
