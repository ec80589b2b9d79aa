/** The parts of a Deployment, ReplicaSet, Pod and Event that a rollout is judged by. Everything a server may leave out is optional. */
export interface DeploymentState {
  metadata: {name: string; generation?: number; annotations?: Record<string, string>; labels?: Record<string, string>; uid?: string}
  spec?: {replicas?: number; template?: {spec?: {containers?: Array<{name: string; image?: string}>}}}
  status?: {
    observedGeneration?: number
    replicas?: number
    updatedReplicas?: number
    readyReplicas?: number
    availableReplicas?: number
    conditions?: Array<{type: string; status: string; reason?: string; message?: string}>
  }
}
export interface ReplicaSetState {
  metadata: {name: string; uid?: string; annotations?: Record<string, string>; ownerReferences?: Array<{kind: string; name: string}>}
}
interface ContainerState {
  waiting?: {reason?: string; message?: string}
  terminated?: {exitCode?: number; reason?: string; message?: string}
}
interface ContainerStatus {
  name: string
  image?: string
  ready?: boolean
  restartCount?: number
  state?: ContainerState
  lastState?: ContainerState
}
export interface PodState {
  metadata: {name: string; deletionTimestamp?: string; creationTimestamp?: string; labels?: Record<string, string>; ownerReferences?: Array<{kind: string; name: string}>}
  spec?: {containers?: Array<{name: string; image?: string}>; initContainers?: Array<{name: string; image?: string}>}
  status?: {
    phase?: string
    reason?: string
    message?: string
    conditions?: Array<{type: string; status: string; reason?: string; message?: string}>
    containerStatuses?: ContainerStatus[]
    initContainerStatuses?: ContainerStatus[]
  }
}
export interface EventState {
  type?: string
  reason?: string
  message?: string
  involvedObject?: {kind?: string; name?: string}
}

/** Everything read of one Deployment. ReplicaSets, pods and events may be empty where the user may not read them. */
export interface RolloutState {
  deployment: DeploymentState
  replicaSets: ReplicaSetState[]
  pods: PodState[]
  events: EventState[]
}

/**
 * Where a rollout stands. `reason` is a sentence for a person; while progressing it says what is being waited for, so that a timeout can name it.
 * `restarts` counts the restarts of the current pods: a program that crashes is ready for a moment after each start.
 */
export type RolloutDecision =
  | {state: 'done'; restarts: number}
  | {state: 'progressing'; reason: string; restarts: number}
  | {state: 'failed'; cause: string; reason: string; next: string; restarts: number}

/** Whether an object belongs to another. */
export const owned = (object: {metadata: {ownerReferences?: Array<{kind: string; name: string}>}}, kind: string, name: string): boolean =>
  (object.metadata.ownerReferences ?? []).some((owner) => owner.kind === kind && owner.name === name)

const revision = 'deployment.kubernetes.io/revision'

/** Pods of the Deployment's newest ReplicaSet that are not being deleted: the old ones say nothing about what was applied. */
function currentPods({deployment, replicaSets, pods}: RolloutState): PodState[] {
  const alive = pods.filter((pod) => !pod.metadata.deletionTimestamp)
  const mine = replicaSets.filter((set) => owned(set, 'Deployment', deployment.metadata.name))
  const wanted = deployment.metadata.annotations?.[revision]
  const newest = mine.find((set) => wanted !== undefined && set.metadata.annotations?.[revision] === wanted)
  if (newest) return alive.filter((pod) => owned(pod, 'ReplicaSet', newest.metadata.name))
  if (mine.length > 0) return []
  // ReplicaSets cannot be read: the youngest pod shows the hash of the newest template. A ReplicaSet's name is the Deployment's and that hash.
  const hash = (pod: PodState): string => pod.metadata.labels?.['pod-template-hash'] ?? ''
  const candidates = alive
    .filter((pod) => owned(pod, 'ReplicaSet', `${deployment.metadata.name}-${hash(pod)}`))
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))
  const first = candidates[0]
  return first ? candidates.filter((pod) => hash(pod) === hash(first)) : []
}

/** What an exit code of a connector most often means. Codes above 128 are 128 and the signal's number. */
export function exitHint(code: number | undefined, reason: string | undefined): string {
  if (reason === 'OOMKilled' || code === 137) return 'It was killed, most often for memory: raise `resources.limits.memory` in c1ctl.yaml.'
  if (code === 126 || code === 127) return 'Its program could not be started: check the image in c1ctl.yaml.'
  if (code === 139) return 'Its program crashed; try another image tag.'
  if (code === 0) return 'It ended by itself: without ConductorOne\'s client id and secret a connector runs once and stops.'
  return 'A connector ends like this when it refuses its configuration or a credential: run `c1ctl verify` and read its log.'
}

interface Failure {
  cause: string
  reason: string
  next: string
}
interface Trouble {
  failure?: Failure
  waiting?: string
}

function containerTrouble(pod: PodState, status: ContainerStatus, spec: Array<{name: string; image?: string}>): Trouble {
  const {name} = pod.metadata
  const image = spec.find((one) => one.name === status.name)?.image ?? status.image ?? 'its image'
  const waiting = status.state?.waiting
  const said = waiting?.message ? ` (${waiting.message})` : ''
  switch (waiting?.reason) {
    case 'ImagePullBackOff':
    case 'ErrImageNeverPull':
      return {failure: {cause: waiting.reason, reason: `the node cannot pull the image ${image}: ${waiting.reason}${said}`, next: 'Check the image\'s registry, name and tag in c1ctl.yaml, and that the nodes may pull from there.'}}
    case 'InvalidImageName':
      return {failure: {cause: waiting.reason, reason: `the image name ${image} is not valid${said}`, next: 'Correct `image` in c1ctl.yaml.'}}
    case 'ErrImagePull':
    case 'RegistryUnavailable':
      return {waiting: `the node could not pull the image ${image}: ${waiting.reason}${said}`}
    case 'CreateContainerConfigError':
      return {failure: {cause: waiting.reason, reason: `the node cannot make the container of pod ${name}: ${waiting.message ?? waiting.reason}`, next: 'A Secret or a key that the pod names is not there: run `c1ctl apply` for the whole project.'}}
    case 'CreateContainerError':
    case 'RunContainerError':
      return {failure: {cause: waiting.reason, reason: `the node cannot start the container of pod ${name}: ${waiting.message ?? waiting.reason}`, next: `See \`kubectl describe pod ${name}\`.`}}
    case 'CrashLoopBackOff': {
      const last = status.lastState?.terminated
      const code = last?.exitCode === undefined ? '' : ` with exit code ${last.exitCode}${last.reason && last.reason !== 'Error' ? ` (${last.reason})` : ''}`
      return {failure: {cause: waiting.reason, reason: `the program of pod ${name} ends again and again${code} (CrashLoopBackOff)`, next: `${exitHint(last?.exitCode, last?.reason)} \`kubectl logs --previous ${name}\` shows its last words.`}}
    }
    default:
  }
  const ended = status.state?.terminated
  if (ended && ended.exitCode !== 0) return {waiting: `the program of pod ${name} ended with exit code ${ended.exitCode ?? 'unknown'}`}
  if (waiting?.reason && waiting.reason !== 'PodInitializing' && waiting.reason !== 'ContainerCreating') return {waiting: `pod ${name} waits: ${waiting.reason}${said}`}
  if (waiting) return {waiting: `the container of pod ${name} is being made`}
  return status.ready === false ? {waiting: `pod ${name} runs but is not ready`} : {}
}

/** What keeps a pod from running: for good, or so far. */
export function podTrouble(pod: PodState, events: EventState[]): Trouble {
  const {name} = pod.metadata
  const scheduled = pod.status?.conditions?.find((one) => one.type === 'PodScheduled')
  // Not a failure yet: an autoscaler may bring a node.
  if (scheduled?.status === 'False') return {waiting: `no node takes pod ${name}: ${scheduled.message ?? scheduled.reason ?? 'it cannot be scheduled'}`}
  if (pod.status?.phase === 'Failed') return {waiting: `pod ${name} failed: ${pod.status.reason ?? pod.status.message ?? 'no reason given'}`}
  let waiting: string | undefined
  const statuses: Array<[ContainerStatus[] | undefined, Array<{name: string; image?: string}> | undefined]> = [
    [pod.status?.initContainerStatuses, pod.spec?.initContainers], [pod.status?.containerStatuses, pod.spec?.containers],
  ]
  for (const [list, spec] of statuses) {
    for (const status of list ?? []) {
      const found = containerTrouble(pod, status, spec ?? [])
      if (found.failure) return found
      waiting ??= found.waiting
    }
  }
  const warned = events.filter((event) => event.type === 'Warning' && event.involvedObject?.name === name && event.message).at(-1)
  if (warned && !(pod.status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True')) {
    return {waiting: `${waiting ?? `pod ${name} is not ready`}: ${warned.reason ?? 'Warning'}: ${warned.message}`}
  }
  return waiting === undefined ? {} : {waiting}
}

/**
 * Judges a rollout from what the API server holds. Only the pods of the newest ReplicaSet count.
 * @returns done when every replica is new and available and none of the old is left; failed when waiting longer will not help
 */
export function judgeRollout(state: RolloutState): RolloutDecision {
  const {deployment, events} = state
  const {status, spec} = deployment
  const {name} = deployment.metadata
  const wanted = spec?.replicas ?? 1
  const generation = deployment.metadata.generation ?? 0
  if ((status?.observedGeneration ?? -1) < generation) return {state: 'progressing', reason: 'the cluster has not looked at the new Deployment yet', restarts: 0}

  const pods = currentPods(state)
  const restarts = pods.reduce((sum, pod) => sum + (pod.status?.containerStatuses ?? []).reduce((all, one) => all + (one.restartCount ?? 0), 0), 0)
  const troubles = pods.map((pod) => podTrouble(pod, events))
  const failure = troubles.find((one) => one.failure)?.failure
  if (failure) return {state: 'failed', ...failure, restarts}

  const condition = (type: string): {status: string; reason?: string; message?: string} | undefined => status?.conditions?.find((one) => one.type === type)
  const refused = condition('ReplicaFailure')
  if (refused?.status === 'True') {
    const message = refused.message ?? refused.reason ?? 'no reason given'
    const quota = message.includes('exceeded quota')
    return {
      state: 'failed', cause: refused.reason ?? 'ReplicaFailure', reason: `the cluster refuses to create its pods: ${message}`, restarts,
      next: quota ? 'Ask for more quota in the namespace, or lower `resources` in c1ctl.yaml.' : 'An admission policy of the cluster refuses the pod: read what it says.',
    }
  }
  const waiting = troubles.find((one) => one.waiting)?.waiting
  const progress = condition('Progressing')
  if (progress?.status === 'False' && progress.reason === 'ProgressDeadlineExceeded') {
    return {state: 'failed', cause: progress.reason, reason: waiting ?? 'its pods did not become ready before the deadline of the Deployment', next: `See \`kubectl describe deployment ${name}\`.`, restarts}
  }
  const updated = status?.updatedReplicas ?? 0
  const available = status?.availableReplicas ?? 0
  if (updated < wanted) return {state: 'progressing', reason: waiting ?? `${updated} of ${wanted} new pods have been made`, restarts}
  if (available < wanted) return {state: 'progressing', reason: waiting ?? `${available} of ${wanted} pods are ready`, restarts}
  if ((status?.replicas ?? 0) > updated) return {state: 'progressing', reason: 'old pods are being removed', restarts}
  if (waiting !== undefined) return {state: 'progressing', reason: waiting, restarts}
  return {state: 'done', restarts}
}
