import type {Catalog, Connector} from '../catalog/types.ts'
import {groupBy} from '../values/groups.ts'
import type {ObjectPath} from '../kubernetes/violation.ts'
import {list, map} from '../values/maps.ts'
import {valueAt} from '../values/paths.ts'
import type {KubernetesDocument, Span} from '../yaml/kubernetes-reader.ts'
import type {NamedMethod} from '../workload/constraints.ts'
import type {Notes} from './notes.ts'


type JsonMap = Record<string, unknown>
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** One Kubernetes object of the linted set. `base` is where it stands in its document: not empty for items of a List. */
export interface Manifest {
  file: string
  object: JsonMap
  document: KubernetesDocument
  base: ObjectPath
}

/** A place in the set. */
export interface At {
  manifest: Manifest
  path: ObjectPath
  part?: 'key' | 'value'
  /** The part of the text there, in UTF-16 code units, when more than what is meant stands there. */
  inside?: readonly [from: number, to: number] | undefined
}

/** Where a place is shown: of a text on several lines the part that is meant, of an object its kind, and of any other map or list its first line. */
export function shownAt({manifest: {document, base, object}, path, part, inside}: At): Span {
  const whole = [...base, ...path]
  const span = document.locate(whole, part)
  if (span.line === span.endLine) return span
  if (inside) return document.within(whole, inside) ?? span
  if (path.length === 0 && typeof object.kind === 'string') return document.locate([...base, 'kind'])
  const value = valueAt(object, path)
  return typeof value === 'object' || value === undefined ? document.locateStart(whole) : span
}

/** One environment variable of a connector's container. `value` is undefined when it is not known here (a missing Secret, a field of the pod). */
export interface Variable {
  name: string
  value: string | undefined
  /** The value stands in a Secret: it is never repeated. */
  secret: boolean
  at: At
}

/** Where settings may come from that lint does not see: arguments or a command, a configuration file, an object that is not among the files. */
export type Unseen = 'arguments' | 'file' | 'object'

/** A Deployment that runs a connector. */
export interface Deployed {
  manifest: Manifest
  pod: JsonMap
  container: JsonMap
  containerPath: ObjectPath
  image: string
  /** Null when the catalog does not know it. */
  connector: Connector | null
  variables: Map<string, Variable>
  /** Settings may come from elsewhere too: nothing is missing for sure. */
  open: boolean
  /** From where, when they may. */
  unseen: ReadonlySet<Unseen>
  /** References to Secrets: the object's name, whether the pod does without, and where. */
  secrets: Array<{name: string; key?: string; optional: boolean; found: Manifest | undefined; at: At}>
  /** What connector-settings.ts worked out for it: several rules ask. Not a WeakMap: thousands of entries there are dear to collect. */
  known: {missing: Map<NamedMethod | undefined, readonly string[]>; method?: {inUse: NamedMethod | undefined}}
  /** The Secret or ConfigMap of a name that the pod would get; undefined when it is not in the set. */
  find(kind: 'Secret' | 'ConfigMap', name: string): Manifest | undefined
}

/** What is known of the files beside what is in them. */
export interface Surroundings {
  /** Files that git tracks, of those that `LintRun.secretFiles` names. */
  tracked: ReadonlySet<string>
  /** The rules of the .gitignore beside a file; undefined when there is none. */
  ignoreRules(file: string): string | undefined
  /** The names of the images of all connectors, also of those that were not asked for. */
  images: ReadonlySet<string>
}

export interface LintSet {
  manifests: Manifest[]
  deployed: Deployed[]
  catalog: Catalog
  around: Surroundings
  /** What rules remember of all objects of the run. */
  notes: Notes
}

/** `registry/path/name:tag@digest` in its parts. */
export function imageParts(image: string): {repository: string; name: string; tag: string | undefined; digest: string | undefined} {
  const at = image.indexOf('@')
  const reference = at < 0 ? image : image.slice(0, at)
  const colon = reference.lastIndexOf(':')
  const slash = reference.lastIndexOf('/')
  const repository = colon > slash ? reference.slice(0, colon) : reference
  return {repository, name: repository.slice(slash + 1), tag: colon > slash ? reference.slice(colon + 1) : undefined, digest: at < 0 ? undefined : image.slice(at + 1)}
}

function isConnectorImage(image: string): boolean {
  const {repository, name} = imageParts(image)
  return name === 'baton' || name.startsWith('baton-') || (name !== '' && `/${repository}`.endsWith(`/conductorone/${name}`))
}

const namespaceOf = (object: JsonMap): string | undefined => text(map(object.metadata).namespace)

/** Values of a Secret or ConfigMap as the pod gets them, with their places. */
export function entriesOf(manifest: Manifest): Array<{key: string; value: string | undefined; path: ObjectPath}> {
  const secret = manifest.object.kind === 'Secret'
  const plain = map(secret ? manifest.object.stringData : undefined)
  const found: Array<{key: string; value: string | undefined; path: ObjectPath}> = []
  const data = map(manifest.object.data)
  for (const [key, value] of Object.entries(data)) {
    // What stands in stringData too is taken from there.
    if (Object.hasOwn(plain, key)) found.push({key, value: text(plain[key]), path: ['stringData', key]})
    else found.push({key, value: typeof value === 'string' ? (secret ? Buffer.from(value, 'base64').toString('utf8') : value) : undefined, path: ['data', key]})
  }
  for (const [key, value] of Object.entries(plain)) if (!Object.hasOwn(data, key)) found.push({key, value: text(value), path: ['stringData', key]})
  return found
}

/** Secrets and ConfigMaps by kind and name: a set may hold thousands. */
type Index = Map<string, Manifest[]>

function indexOf(manifests: Manifest[]): Index {
  return groupBy(manifests.filter(({object}) => object.kind === 'Secret' || object.kind === 'ConfigMap'), ({object}) => `${String(object.kind)} ${String(map(object.metadata).name)}`)
}

/** An object of the same namespace; where one of the two names none, it may be given on the command line. */
function find(index: Index, kind: string, name: string, from: Manifest): Manifest | undefined {
  const namespace = namespaceOf(from.object)
  return index.get(`${kind} ${name}`)?.find((one) => {
    const other = namespaceOf(one.object)
    return other === namespace || other === undefined || namespace === undefined
  })
}

/** What runs is the image; the label tells connectors apart that share one, and what an image of another name is meant to be. */
function connectorOf(catalog: Catalog, label: string | undefined, image: string): Connector | null {
  const {name} = imageParts(image)
  const labelled = label !== undefined && Object.hasOwn(catalog, label) ? catalog[label]! : null
  if (labelled?.image === name) return labelled
  return Object.values(catalog).find((one) => one.image === name) ?? labelled
}

/** A container that runs a connector, its place among the others, and what says which connector. */
interface ConnectorContainer {
  container: JsonMap
  chosen: number
  label: string | undefined
  image: string
}

/** Whether a Secret or ConfigMap holds settings of a connector under their own names. */
export function hasSettings(object: JsonMap): boolean {
  // Several ask about an object while it is read.
  if (latestSettings?.object !== object) latestSettings = {object, found: [object.data, object.stringData].some((one) => Object.keys(map(one)).some((key) => key.startsWith('BATON_')))}
  return latestSettings.found
}
let latestSettings: {object: JsonMap; found: boolean} | undefined

/** The container of a Deployment that runs a connector. Undefined for every other object. */
export function connectorContainer(object: JsonMap): ConnectorContainer | undefined {
  if (object.kind !== 'Deployment') return undefined
  // Several ask about an object while it is read.
  if (latest?.object !== object) latest = {object, found: containerOf(object)}
  return latest.found
}
let latest: {object: JsonMap; found: ConnectorContainer | undefined} | undefined

function containerOf(object: JsonMap): ConnectorContainer | undefined {
  const template = map(map(object.spec).template)
  const label = text(map(map(template.metadata).labels)['baton-app']) ?? text(map(map(object.metadata).labels)['baton-app'])
  const containers = list(map(template.spec).containers)
  const chosen = Math.max(0, containers.findIndex((one) => isConnectorImage(text(one.image) ?? '')))
  const container = containers[chosen]
  const image = text(container?.image) ?? ''
  return container && (label !== undefined || isConnectorImage(image)) ? {container, chosen, label, image} : undefined
}

/** A variable that takes the value of a key of a ConfigMap. */
function fromConfigMap({find}: Deployed, name: string, {name: object, key}: JsonMap, at: At): Variable {
  const found = typeof object === 'string' ? find('ConfigMap', object) : undefined
  const entry = found && entriesOf(found).find((one) => one.key === key)
  return {name, value: entry?.value, secret: false, at: entry ? {manifest: found, path: entry.path} : at}
}

function readDeployment(manifest: Manifest, index: Index, catalog: Catalog): Deployed | undefined {
  const found = connectorContainer(manifest.object)
  if (!found) return undefined
  const {container, chosen, label, image} = found
  const pod = map(map(map(manifest.object.spec).template).spec)
  const containerPath: ObjectPath = ['spec', 'template', 'spec', 'containers', chosen]
  const unseen = new Set<Unseen>()
  if ([container.args, container.command].some((one) => Array.isArray(one) && one.length > 0)) unseen.add('arguments')
  const deployed: Deployed = {
    manifest, pod, container, containerPath, image, connector: connectorOf(catalog, label, image), variables: new Map(), secrets: [], open: false, unseen, known: {missing: new Map()},
    find: (kind, name) => find(index, kind, name, manifest),
  }
  for (const [at, source] of list(container.envFrom).entries()) {
    for (const [field, kind] of [['secretRef', 'Secret'], ['configMapRef', 'ConfigMap']] as const) {
      const reference = map(source[field])
      const name = text(reference.name)
      if (name === undefined) continue
      const found = find(index, kind, name, manifest)
      const path = [...containerPath, 'envFrom', at, field, 'name']
      if (kind === 'Secret') deployed.secrets.push({name, optional: reference.optional === true, found, at: {manifest, path}})
      if (!found) unseen.add('object')
      else {
        for (const {key, value, path: below} of entriesOf(found)) {
          const variable = `${text(source.prefix) ?? ''}${key}`
          deployed.variables.set(variable, {name: variable, value, secret: kind === 'Secret', at: {manifest: found, path: below}})
        }
      }
    }
  }
  for (const [at, one] of list(container.env).entries()) {
    const name = text(one.name)
    if (name === undefined) continue
    const path = [...containerPath, 'env', at]
    const reference = map(map(one.valueFrom).secretKeyRef)
    const secretName = text(reference.name)
    if (secretName !== undefined) {
      const found = find(index, 'Secret', secretName, manifest)
      const entry = found && entriesOf(found).find((candidate) => candidate.key === reference.key)
      deployed.secrets.push({name: secretName, key: text(reference.key), optional: reference.optional === true, found, at: {manifest, path: [...path, 'valueFrom', 'secretKeyRef', found ? 'key' : 'name']}})
      deployed.variables.set(name, {name, value: entry?.value, secret: true, at: entry ? {manifest: found, path: entry.path} : {manifest, path: [...path, 'name']}})
    } else if (map(one.valueFrom).configMapKeyRef !== undefined) deployed.variables.set(name, fromConfigMap(deployed, name, map(map(one.valueFrom).configMapKeyRef), {manifest, path: [...path, 'name']}))
    else if (one.valueFrom !== undefined && one.valueFrom !== null) deployed.variables.set(name, {name, value: undefined, secret: false, at: {manifest, path: [...path, 'name']}})
    else deployed.variables.set(name, {name, value: text(one.value) ?? '', secret: false, at: {manifest, path: [...path, 'value']}})
  }
  for (const [at, volume] of list(pod.volumes).entries()) {
    const path: ObjectPath = ['spec', 'template', 'spec', 'volumes', at]
    const mounted = [
      {reference: map(volume.secret), name: text(map(volume.secret).secretName), path: [...path, 'secret', 'secretName']},
      ...list(map(volume.projected).sources).map((source, place) => ({reference: map(source.secret), name: text(map(source.secret).name), path: [...path, 'projected', 'sources', place, 'secret', 'name']})),
    ]
    for (const {reference, name, path: below} of mounted) {
      if (name !== undefined) deployed.secrets.push({name, optional: reference.optional === true, found: find(index, 'Secret', name, manifest), at: {manifest, path: below}})
    }
  }
  if (deployed.variables.has('BATON_CONFIG_PATH')) unseen.add('file')
  deployed.open = unseen.size > 0
  return deployed
}

/** What is known when nobody looked around: nothing is tracked. */
export const nothingAround = (catalog: Catalog): Surroundings => ({tracked: new Set(), ignoreRules: () => undefined, images: new Set(Object.values(catalog).map((one) => one.image))})

/**
 * Puts objects together: which Deployment runs which connector, with which variables.
 * @param notes what rules remember of all objects of the run, which need not be all of these
 */
export function lintSet(manifests: Manifest[], catalog: Catalog, notes: Notes, around: Surroundings = nothingAround(catalog)): LintSet {
  const index = indexOf(manifests)
  const deployed = manifests.map((one) => readDeployment(one, index, catalog)).filter((one) => one !== undefined)
  return {manifests, deployed, catalog, around, notes}
}
