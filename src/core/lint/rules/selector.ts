import {meets} from '../../kubernetes/selector.ts'
import type {ObjectPath} from '../../kubernetes/violation.ts'
import {nearest} from '../../problems/nearest.ts'
import {TextTable} from '../../text/text-table.ts'
import {list, map} from '../../values/maps.ts'
import type {Note} from '../notes.ts'
import type {Report, Rule} from '../rule.ts'
import {connectorContainer, type Manifest} from '../set.ts'

type Labels = Record<string, string>
/** A pod that is made, as far as selectors see it. */
interface Pod {
  namespace: string | null
  labels: Labels
}

/** What is known of all pods of the run together. */
interface Known {
  /** Names of the Deployments of connectors. */
  names: Set<string>
  /** Values of labels by which connectors are told apart, by label. */
  values: Map<string, Set<string>>
  /** Pods by each of their labels. */
  index: Map<string, Pod[]>
  /** Every label that a pod has. */
  keys: Set<string>
}

/** The pods of a run, each kind of them once: as numbers of texts, for there may be fifty thousand. */
class Pods {
  readonly #words = new TextTable()
  readonly #rows = new TextTable()

  /** @param connector the name of the Deployment, where that is of a connector */
  add(namespace: unknown, labels: Record<string, unknown>, connector: unknown): void {
    let row = `${this.#number(namespace)} ${this.#number(connector)}`
    for (const [key, value] of Object.entries(labels)) row += ` ${this.#words.add(`${key}\0${String(value)}`)}`
    this.#rows.add(row)
  }

  #number(word: unknown): number {
    return typeof word === 'string' ? this.#words.add(word) : -1
  }

  *[Symbol.iterator](): Generator<Pod & {connector: string | undefined}> {
    for (let row = 0; row < this.#rows.size; row += 1) {
      const [namespace, connector, ...labels] = this.#rows.at(row).split(' ').map((number) => (number === '-1' ? undefined : this.#words.at(Number(number))))
      yield {namespace: namespace ?? null, connector, labels: Object.fromEntries(labels.map((label) => /^([^\0]*)\0([^]*)$/.exec(label!)!.slice(1)))}
    }
  }
}

interface Kept {
  pods: Pods
  hasConnector: boolean
  /** Made of these when the first selector is looked at, and all have been read. */
  known: Known | undefined
}

/** Labels that name an application. */
const naming = ['app', 'baton-app', 'app.kubernetes.io/name', 'app.kubernetes.io/instance']
/** Of more values than this, none is looked for that is near. */
const mostCompared = 500

/** Where the pods of a kind stand that makes some. */
function templateOf({kind, metadata, spec}: Record<string, unknown>): Record<string, unknown> {
  if (kind === 'Pod') return {metadata}
  return map(kind === 'CronJob' ? map(map(map(spec).jobTemplate).spec).template : map(spec).template)
}

const labelsOf = (value: unknown): Labels => Object.fromEntries(Object.entries(map(value)).map(([key, one]) => [key, String(one)]))

/** The selector of an object that selects pods of its namespace, and where it stands. */
function selectorOf({kind, spec}: Record<string, unknown>): {path: ObjectPath; labels: Labels; expressions: Array<Record<string, unknown>>} {
  const [path, selector]: [ObjectPath, unknown] = kind === 'NetworkPolicy' ? [['spec', 'podSelector'], map(spec).podSelector] : [['spec', 'selector'], map(spec).selector]
  return kind === 'Service' ? {path, labels: labelsOf(selector), expressions: []} : {path: [...path, 'matchLabels'], labels: labelsOf(map(selector).matchLabels), expressions: list(map(selector).matchExpressions)}
}

const selecting = ['Service', 'NetworkPolicy', 'PodDisruptionBudget']

const note: Note<Kept> = {
  kinds: [...selecting, 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Rollout'],
  empty: () => ({pods: new Pods(), hasConnector: false, known: undefined}),
  take(kept, {object}) {
    const {kind, metadata} = object
    const {name, namespace} = map(metadata)
    if (selecting.includes(String(kind))) {
      const {labels} = selectorOf(object)
      return String(name).startsWith('baton-') || naming.some((one) => labels[one] !== undefined) || labels.baton !== undefined
    }
    const isConnector = connectorContainer(object) !== undefined
    kept.hasConnector ||= isConnector
    const {metadata: podMetadata, spec} = templateOf(object)
    kept.pods.add(namespace, map(map(podMetadata).labels), isConnector ? name : undefined)
    return isConnector && !ownSelectors(map(spec), []).next().done
  },
}

const pairOf = (key: string, value: string): string => `${key}=${value}`

function add<V>(all: Map<string, V>, key: string, make: () => V): V {
  const known = all.get(key) ?? make()
  all.set(key, known)
  return known
}

function knownOf(kept: Kept): Known {
  if (kept.known) return kept.known
  const known: Known = {names: new Set(), values: new Map(), index: new Map(), keys: new Set()}
  for (const {namespace, labels, connector} of kept.pods) {
    const pod = {namespace, labels}
    for (const [key, value] of Object.entries(labels)) {
      known.keys.add(key)
      add<Pod[]>(known.index, pairOf(key, value), () => []).push(pod)
      if (connector !== undefined && naming.includes(key)) add(known.values, key, () => new Set<string>()).add(value)
    }
    if (connector !== undefined) known.names.add(connector)
  }
  kept.known = known
  return known
}

/** Whether a selector means a connector among the files: by the name of its object, or a value that a connector has or nearly has. */
function meansConnector({names, values}: Known, name: unknown, labels: Labels): boolean {
  const parts = typeof name === 'string' ? name.split('-') : []
  if (parts.some((_, place) => names.has(parts.slice(0, parts.length - place).join('-')))) return true
  if (labels.baton !== undefined && names.size > 0) return true
  return naming.some((key) => labels[key] !== undefined && (values.get(key)?.has(labels[key]) === true || names.has(labels[key]) || nearTo(values, key, labels[key]) !== undefined))
}

function nearTo(values: Known['values'], key: string, value: string): string | undefined {
  const known = values.get(key)
  return known && known.size <= mostCompared ? nearest(value, known) : undefined
}

/**
 * Says that a selector fits no pod among the files.
 * @param what who selects
 * @param isNear whether only pods of the object's own namespace are selected
 */
function judge({index, keys, values}: Known, what: string, {manifest, path, labels, expressions}: {manifest: Manifest; path: ObjectPath; labels: Labels; expressions: Array<Record<string, unknown>>}, isNear: boolean, isKustomized: boolean, report: Report): void {
  const pairs = Object.entries(labels)
  const {namespace} = map(manifest.object.metadata)
  if (pairs.length === 0) return
  const missing = pairs.filter(([key, value]) => !index.has(pairOf(key, value)))
  const rarest = pairs.map(([key, value]) => index.get(pairOf(key, value)) ?? []).reduce((one, other) => (other.length < one.length ? other : one))
  const withLabels = rarest.filter((pod) => pairs.every(([key, value]) => pod.labels[key] === value) && expressions.every((one) => meets(pod.labels, one) !== false))
  if (withLabels.some((pod) => !isNear || typeof namespace !== 'string' || pod.namespace === null || pod.namespace === namespace)) return
  // kustomize can give every pod a label.
  if (isKustomized && missing.some(([key]) => !keys.has(key))) return
  const [key, value] = missing[0] ?? pairs[0]!
  const near = missing.length > 0 ? nearTo(values, key, value) : undefined
  const reason = withLabels.length > 0 ? `no pod among the files in the namespace ${String(namespace)} has ${pairs.length > 1 ? 'these labels' : 'this label'}` : missing.length > 0 ? `no pod among the files has ${missing.map(([one, other]) => pairOf(one, other)).join(', ')}` : 'no pod among the files fits all of it'
  report({manifest, path: [...path, key]}, `${what} selects ${pairs.map(([one, other]) => pairOf(one, other)).join(', ')}, but ${reason}.${near ? ` Did you mean ${near}?` : ''}`)
}

/** Selectors by which a connector's pods keep away from others, or spread. */
function* ownSelectors(pod: Record<string, unknown>, path: ObjectPath): Generator<{what: string; path: ObjectPath; selector: Record<string, unknown>; isNear: boolean}> {
  const term = function* (what: string, value: unknown, at: ObjectPath): Generator<{what: string; path: ObjectPath; selector: Record<string, unknown>; isNear: boolean}> {
    const {labelSelector, namespaces, namespaceSelector} = map(value)
    if (labelSelector !== undefined) yield {what, path: [...at, 'labelSelector', 'matchLabels'], selector: map(labelSelector), isNear: namespaces === undefined && namespaceSelector === undefined}
  }
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const of = map(map(pod.affinity)[kind])
    const required = 'requiredDuringSchedulingIgnoredDuringExecution'
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
    for (const [at, one] of list(of[required]).entries()) yield* term(`The ${kind}`, one, [...path, 'affinity', kind, required, at])
    for (const [at, one] of list(of[preferred]).entries()) yield* term(`The ${kind}`, one.podAffinityTerm, [...path, 'affinity', kind, preferred, at, 'podAffinityTerm'])
  }
  for (const [at, one] of list(pod.topologySpreadConstraints).entries()) yield* term('The topologySpreadConstraint', one, [...path, 'topologySpreadConstraints', at])
}

export const selector: Rule = {
  id: 'baton/selector', severity: 'warning', title: 'A selector finds no pod of a connector',
  why: 'A Service, a NetworkPolicy or a budget that selects nothing does nothing, and nobody says so. It is a warning because the pods may be made by something that is not among the files.',
  wrong: 'kind: NetworkPolicy\nmetadata: {name: baton-asana}\nspec:\n  podSelector:\n    matchLabels: {app: asana}   # the pods have app: baton-asana', right: 'kind: NetworkPolicy\nmetadata: {name: baton-asana}\nspec:\n  podSelector:\n    matchLabels: {app: baton-asana}',
  note, isLate: true,
  check({manifests, deployed, notes}, report) {
    const kept = notes.of(note)
    if (!kept.hasConnector) return
    for (const manifest of manifests) {
      const {kind, metadata} = manifest.object
      if (!selecting.includes(String(kind))) continue
      const of = selectorOf(manifest.object)
      if (meansConnector(knownOf(kept), map(metadata).name, of.labels)) judge(knownOf(kept), `The ${String(kind)}`, {manifest, ...of}, true, notes.isKustomized(manifest.file), report)
    }
    for (const {manifest, pod} of deployed) {
      for (const {what, path, selector: of, isNear} of ownSelectors(pod, ['spec', 'template', 'spec'])) {
        const labels = labelsOf(of.matchLabels)
        if (meansConnector(knownOf(kept), undefined, labels)) judge(knownOf(kept), what, {manifest, path, labels, expressions: list(of.matchExpressions)}, isNear, notes.isKustomized(manifest.file), report)
      }
    }
  },
}
