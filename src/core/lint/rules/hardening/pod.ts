import type {ObjectPath} from '../../../kubernetes/violation.ts'
import {list, map} from '../../../values/maps.ts'
import {Guards} from '../../guards.ts'
import type {At, Deployed, LintSet, Manifest} from '../../set.ts'

export type JsonMap = Record<string, unknown>

/** True for what is written and not null. */
export const given = (value: unknown): boolean => value !== undefined && value !== null

/** A container of a connector's pod. A pod is as strong as the weakest of them, so the advice is for all. */
export interface PodContainer {
  container: JsonMap
  path: ObjectPath
  isConnector: boolean
  /** How a sentence begins that speaks of it. */
  who: string
}

/** The pod that a Deployment of a connector makes. */
export interface Pod {
  deployed: Deployed
  manifest: Manifest
  spec: JsonMap
  path: ObjectPath
  labels: JsonMap
  replicas: number
  /** The connector's own, any beside it, and those that run before it. */
  containers: PodContainer[]
  /** Policies, budgets, Services, autoscalers and the ServiceAccount among the files that bear on it. */
  guards: Manifest[]
}

const guardsOf = new WeakMap<LintSet, Guards<Manifest>>()

function guardsIn(set: LintSet): Guards<Manifest> {
  const known = guardsOf.get(set)
  if (known) return known
  const guards = new Guards<Manifest>()
  for (const one of set.manifests) guards.add(one.object, one)
  guardsOf.set(set, guards)
  return guards
}

const podsOf = new WeakMap<LintSet, Pod[]>()

/** The pods of a set's connectors, read once for all rules. Connectors have no images for Windows: such a pod is left alone, as other fields hold for it. */
export function pods(set: LintSet): Pod[] {
  const known = podsOf.get(set)
  if (known) return known
  const guards = set.deployed.length > 0 ? guardsIn(set) : undefined
  const found = set.deployed.map((deployed) => podOf(deployed, guards!)).filter(({spec}) => map(spec.os).name !== 'windows')
  podsOf.set(set, found)
  return found
}

function podOf(deployed: Deployed, guards: Guards<Manifest>): Pod {
  const {manifest, container: own} = deployed
  const spec = map(manifest.object.spec)
  const template = map(spec.template)
  const pod = map(template.spec)
  const path: ObjectPath = ['spec', 'template', 'spec']
  const all = ['initContainers', 'containers'].flatMap((field) => list(pod[field]).map((container, index) => ({container, path: [...path, field, index]})))
  return {
    deployed, manifest, spec: pod, path, labels: map(map(template.metadata).labels), replicas: typeof spec.replicas === 'number' ? spec.replicas : 1,
    containers: all.map((one) => ({...one, isConnector: one.container === own, who: all.length > 1 && typeof one.container.name === 'string' ? `The container ${one.container.name}` : 'The container'})),
    guards: guards.of(manifest.object),
  }
}

/** What bears on a pod of one kind. */
export const guardsOfKind = ({guards}: Pod, kind: string): Manifest[] => guards.filter(({object}) => object.kind === kind)

/** Where a field of a container is missing: at the key of the nearest parent that is there, else at the container's name. */
export const lacking = ({manifest}: Pod, {container, path}: PodContainer, ...field: string[]): At => (given(container[field[0]!]) && field.length > 1 ? {manifest, path: [...path, ...field], part: 'key'} : {manifest, path: [...path, 'name']})

/** Where a field of a pod is missing: at the key of the nearest parent that is there. */
export const lackingInPod = ({manifest, path}: Pod, ...field: string[]): At => ({manifest, path: [...path, ...field], part: 'key'})

/** The value of a nested field; undefined where one of the steps is not there. */
export const valueIn = (value: JsonMap, field: readonly string[]): unknown => field.reduce<unknown>((at, step) => map(at)[step], value)

/** A setting of the security context as it holds for a container: its own, else the pod's. */
export interface Effective {
  value: unknown
  path: ObjectPath
  /** How a sentence begins that speaks of whoever has the setting. */
  who: string
  /** It holds for the connector's container and for no other one. */
  isOwn: boolean
}

/** The setting that holds for a container; undefined when neither it nor the pod has one. */
export function effective({spec, path, containers}: Pod, one: PodContainer, field: string): Effective | undefined {
  const own = map(one.container.securityContext)[field]
  if (given(own)) return {value: own, path: [...one.path, 'securityContext', field], who: one.who, isOwn: one.isConnector}
  const shared = map(spec.securityContext)[field]
  return given(shared) ? {value: shared, path: [...path, 'securityContext', field], who: 'The pod', isOwn: containers.length === 1} : undefined
}

/** Where a setting of the security context is missing: once at the pod when no container has it, else at each container that lacks it. */
export function lackingSetting(pod: Pod, field: string): Array<{at: At; who: string}> {
  const without = pod.containers.filter((one) => !effective(pod, one, field))
  if (without.length > 0 && without.length === pod.containers.length) return [{at: lackingInPod(pod, 'securityContext', field), who: 'The pod'}]
  return without.map((one) => ({at: lacking(pod, one, 'securityContext', field), who: one.who}))
}
