import type {ObjectPath} from '../../kubernetes/violation.ts'
import {nearest} from '../../problems/nearest.ts'
import {own, type Note} from '../notes.ts'
import type {Report, Rule} from '../rule.ts'
import {connectorContainer, list, map, type Manifest} from '../set.ts'

type Labels = Record<string, string>
/** A pod that is made, as far as selectors see it. */
interface Pod {
  namespace: string | null
  labels: Labels
}

interface Kept {
  /** Every pod of the run as JSON, each form once. */
  pods: Set<string>
  /** Names of the Deployments of connectors. */
  names: Set<string>
  /** Values of labels by which connectors are told apart, by label. */
  values: Map<string, Set<string>>
  /** Pods by each of their labels; made when it is asked for. */
  index: Map<string, Pod[]> | undefined
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
  empty: () => ({pods: new Set(), names: new Set(), values: new Map(), index: undefined}),
  take(kept, {object}) {
    const {kind, metadata} = object
    const {name, namespace} = map(metadata)
    if (selecting.includes(String(kind))) {
      const {labels} = selectorOf(object)
      return String(name).startsWith('baton-') || naming.some((one) => labels[one] !== undefined) || labels.baton !== undefined
    }
    const labels = labelsOf(map(templateOf(object).metadata).labels)
    kept.pods.add(JSON.stringify([namespace ?? null, labels]))
    if (!connectorContainer(object)) return false
    if (typeof name === 'string') kept.names.add(own(name))
    for (const one of naming) {
      if (labels[one] === undefined) continue
      const known = kept.values.get(one) ?? new Set<string>()
      kept.values.set(one, known.add(own(labels[one])))
    }
    return false
  },
}

const pairOf = (key: string, value: string): string => `${key}=${value}`

function indexOf(kept: Kept): Map<string, Pod[]> {
  if (kept.index) return kept.index
  const index = new Map<string, Pod[]>()
  for (const one of kept.pods) {
    const [namespace, labels] = JSON.parse(one) as [string | null, Labels]
    const pod = {namespace, labels}
    for (const [key, value] of Object.entries(labels)) {
      const pair = pairOf(key, value)
      const known = index.get(pair)
      if (known) known.push(pod)
      else index.set(pair, [pod])
    }
  }
  kept.index = index
  return index
}

function holds({labels}: Pod, {key, operator, values}: Record<string, unknown>): boolean {
  const value = Object.hasOwn(labels, String(key)) ? labels[String(key)] : undefined
  const among = Array.isArray(values) && value !== undefined && values.map(String).includes(value)
  return operator === 'In' ? among : operator === 'NotIn' ? !among : operator === 'Exists' ? value !== undefined : operator === 'DoesNotExist' ? value === undefined : true
}

/** Whether a selector means a connector among the files: by the name of its object, or a value that a connector has or nearly has. */
function meansConnector({names, values}: Kept, name: unknown, labels: Labels): boolean {
  const parts = typeof name === 'string' ? name.split('-') : []
  if (parts.some((_, place) => names.has(parts.slice(0, parts.length - place).join('-')))) return true
  if (labels.baton !== undefined && names.size > 0) return true
  return naming.some((key) => labels[key] !== undefined && (values.get(key)?.has(labels[key]) === true || names.has(labels[key]) || nearTo({values}, key, labels[key]) !== undefined))
}

function nearTo({values}: Pick<Kept, 'values'>, key: string, value: string): string | undefined {
  const known = values.get(key)
  return known && known.size <= mostCompared ? nearest(value, known) : undefined
}

/**
 * Says that a selector fits no pod among the files.
 * @param what who selects
 * @param isNear whether only pods of the object's own namespace are selected
 */
function judge(kept: Kept, what: string, {manifest, path, labels, expressions}: {manifest: Manifest; path: ObjectPath; labels: Labels; expressions: Array<Record<string, unknown>>}, isNear: boolean, isKustomized: boolean, report: Report): void {
  const pairs = Object.entries(labels)
  const {namespace} = map(manifest.object.metadata)
  if (pairs.length === 0) return
  const index = indexOf(kept)
  const missing = pairs.filter(([key, value]) => !index.has(pairOf(key, value)))
  const rarest = pairs.map(([key, value]) => index.get(pairOf(key, value)) ?? []).reduce((one, other) => (other.length < one.length ? other : one))
  const withLabels = rarest.filter((pod) => pairs.every(([key, value]) => pod.labels[key] === value) && expressions.every((one) => holds(pod, one)))
  if (withLabels.some((pod) => !isNear || typeof namespace !== 'string' || pod.namespace === null || pod.namespace === namespace)) return
  const known = new Set([...index.keys()].map((pair) => pair.slice(0, pair.indexOf('='))))
  // kustomize can give every pod a label.
  if (isKustomized && missing.some(([key]) => !known.has(key))) return
  const [key, value] = missing[0] ?? pairs[0]!
  const near = missing.length > 0 ? nearTo(kept, key, value) : undefined
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
  note,
  check({manifests, deployed, notes}, report) {
    const kept = notes.of(note)
    if (kept.names.size === 0) return
    for (const manifest of manifests) {
      const {kind, metadata} = manifest.object
      if (!selecting.includes(String(kind))) continue
      const of = selectorOf(manifest.object)
      if (meansConnector(kept, map(metadata).name, of.labels)) judge(kept, `The ${String(kind)}`, {manifest, ...of}, true, notes.isKustomized(manifest.file), report)
    }
    for (const {manifest, pod} of deployed) {
      for (const {what, path, selector: of, isNear} of ownSelectors(pod, ['spec', 'template', 'spec'])) {
        const labels = labelsOf(of.matchLabels)
        if (meansConnector(kept, undefined, labels)) judge(kept, what, {manifest, path, labels, expressions: list(of.matchExpressions)}, isNear, notes.isKustomized(manifest.file), report)
      }
    }
  },
}
