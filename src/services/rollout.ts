import {setTimeout as sleep} from 'node:timers/promises'
import {classify, messages} from '../core/kubernetes/kubectl-errors.ts'
import {judgeJob, type CronJobState, type JobState, type RunDecision} from '../core/kubernetes/job.ts'
import {judgeRollout, type DeploymentState, type EventState, type PodState, type ReplicaSetState, type RolloutDecision} from '../core/kubernetes/rollout.ts'
import {problem, type Problem} from '../core/problems/problem.ts'
import type {Kubectl} from '../io/kubectl.ts'

/** What runs an instance: a Deployment, or the Job of a run that ends. `changed` is false when the apply left it as it was. */
export interface WatchedObject {
  instance: string
  namespace: string
  kind: 'Deployment' | 'Job'
  name: string
  /** The label `app` of its pods. */
  app: string
  changed: boolean
}

/** How a rollout ended. `ready` is null when the user may not read the object, was told not to wait, or a run was still at work at the end of the wait. */
export interface RolloutResult {
  instance: string
  ready: boolean | null
  reason: string | null
}

/** What one namespace holds of what was asked for. */
export interface ClusterState {
  deployments: DeploymentState[]
  replicaSets: ReplicaSetState[]
  jobs: JobState[]
  cronJobs: CronJobState[]
  pods: PodState[]
  events: EventState[]
}

interface List {
  items: Array<{kind: string}>
}

/** What is to be read: services, runs that end, or both. */
export interface Wanted {
  services: boolean
  runs: boolean
}

/**
 * Reads Deployments, Jobs and CronJobs with what they own; kinds that the user may not read are left empty.
 * @param selector a label selector that all of them and their pods share
 * @returns the problem instead when not even what was asked for itself can be read
 */
export async function readState(kubectl: Kubectl, namespace: string, selector: string, {services, runs, ...options}: Wanted & {events?: boolean; signal?: AbortSignal}): Promise<ClusterState | Problem> {
  const kinds = [...(services ? ['deployments.apps', 'replicasets.apps'] : []), ...(runs ? ['jobs.batch', 'cronjobs.batch'] : []), 'pods'].join(',')
  const call = {namespace, timeoutMs: 30_000, ...(options.signal ? {signal: options.signal} : {})}
  const answer = await kubectl.run(['get', kinds, '-l', selector, '-o', 'json'], call)
  const {errors} = messages(answer.stderr)
  const fatal = answer.status === 0 ? undefined : errors.find((error) => !/is forbidden/.test(error) || /^Error from server \(Forbidden\): (?:deployments|jobs)/.test(error))
  if (fatal !== undefined || (answer.status !== 0 && answer.stdout === '')) {
    if (answer.ended === 'timeout') return problem('cluster-unreachable', 'The cluster does not answer.', {why: 'kubectl was given 30 seconds.'})
    return classify(fatal ?? errors[0] ?? 'error: kubectl said nothing', {namespace, context: kubectl.context})
  }
  const items = (JSON.parse(answer.stdout || '{"items": []}') as List).items
  const of = <T>(kind: string): T[] => items.filter((item) => item.kind === kind) as unknown as T[]
  let events: EventState[] = []
  if (options.events) {
    const told = await kubectl.run(['get', 'events', '--field-selector', 'type=Warning', '--sort-by', '.metadata.creationTimestamp', '-o', 'json'], call)
    if (told.status === 0) events = (JSON.parse(told.stdout) as {items: EventState[]}).items
  }
  return {deployments: of<DeploymentState>('Deployment'), replicaSets: of<ReplicaSetState>('ReplicaSet'), jobs: of<JobState>('Job'), cronJobs: of<CronJobState>('CronJob'), pods: of<PodState>('Pod'), events}
}

const selectorOf = (names: string[]): string => `app in (${names.join(',')})`

/** Milliseconds between two looks, and how long a changed Deployment must stay done: a program that crashes is ready for a moment. */
const pace = 700
const settle = 3000

/**
 * Waits for all rollouts at once.
 * @param timeoutSeconds how long in all; each that is not done by then has failed, with what it was waiting for as the reason
 * @param signal ends the wait; what is known by then is returned
 */
export async function waitForRollouts(
  kubectl: Kubectl, watched: WatchedObject[], timeoutSeconds: number, options: {signal?: AbortSignal | undefined; progress?: ((text: string) => void) | undefined} = {},
): Promise<{rollouts: RolloutResult[]; problems: Problem[]; warnings: string[]}> {
  const {signal, progress} = options
  const results = new Map<string, RolloutResult>()
  const problems: Problem[] = []
  const warnings: string[] = []
  const doneSince = new Map<string, {at: number; restarts: number}>()
  const waitingFor = new Map<string, string>()
  const faults = new Map<string, number>()
  const end = performance.now() + timeoutSeconds * 1000

  const fail = (one: WatchedObject, reason: string, next: string[]): void => {
    results.set(one.instance, {instance: one.instance, ready: false, reason: kubectl.clean(reason)})
    problems.push(problem('rollout-failed', `${one.instance} did not come up in namespace ${one.namespace}: ${kubectl.clean(reason)}.`, {next: next.map((text) => kubectl.clean(text))}))
  }
  const unread = (list: WatchedObject[], found: Problem): void => {
    for (const one of list) results.set(one.instance, {instance: one.instance, ready: null, reason: found.what})
    if (found.code === 'cluster-forbidden') warnings.push(`The rollout cannot be followed: ${found.what}`)
    else problems.push(found)
  }
  const settled = (one: WatchedObject, restarts: number): boolean => {
    if (!one.changed && restarts === 0) return true
    const since = doneSince.get(one.instance)
    if (since?.restarts !== restarts) doneSince.set(one.instance, {at: performance.now(), restarts})
    return since?.restarts === restarts && performance.now() - since.at >= settle
  }
  const take = (one: WatchedObject, decision: RolloutDecision, last: boolean): void => {
    if (decision.state !== 'done') doneSince.delete(one.instance)
    if (decision.state === 'failed') fail(one, decision.reason, [decision.next])
    else if (decision.state === 'done' && (last || settled(one, decision.restarts))) results.set(one.instance, {instance: one.instance, ready: true, reason: null})
    else if (decision.state === 'progressing') {
      waitingFor.set(one.instance, decision.reason)
      if (last) fail(one, `${decision.reason}, after ${timeoutSeconds} s`, [`Give it more time with --timeout, or see \`kubectl describe pod -n ${one.namespace} -l app=${one.app}\`.`])
    }
  }
  const takeRun = (one: WatchedObject, decision: RunDecision, last: boolean): void => {
    if (decision.state === 'failed') fail(one, decision.reason, [decision.next])
    else if (decision.state === 'done') results.set(one.instance, {instance: one.instance, ready: true, reason: null})
    else if (last && decision.isRunning) {
      // A sync takes as long as it takes: one that is at work has not failed.
      results.set(one.instance, {instance: one.instance, ready: null, reason: decision.reason})
      warnings.push(`${one.instance} still runs after ${timeoutSeconds} s; \`c1ctl status\` shows how it ends.`)
    } else take(one, {...decision, restarts: 0}, last)
  }

  for (;;) {
    const open = watched.filter((one) => !results.has(one.instance))
    if (open.length === 0 || signal?.aborted) break
    const last = performance.now() >= end
    progress?.(`Waiting for ${open.map((one) => one.instance).join(', ')}${open.length === 1 && waitingFor.has(open[0]!.instance) ? `: ${kubectl.clean(waitingFor.get(open[0]!.instance)!)}` : ''}`)
    for (const namespace of new Set(open.map((one) => one.namespace))) {
      const here = open.filter((one) => one.namespace === namespace)
      const state = await readState(kubectl, namespace, selectorOf(here.map((one) => one.app)), {services: here.some((one) => one.kind === 'Deployment'), runs: here.some((one) => one.kind === 'Job'), events: last, ...(signal ? {signal} : {})})
      if (signal?.aborted) break
      if ('code' in state) {
        // An API server that is busy or restarting is given two more chances.
        const times = (faults.get(namespace) ?? 0) + 1
        faults.set(namespace, times)
        if (state.code === 'cluster-forbidden' || times >= 3 || last) unread(here, state)
        continue
      }
      faults.delete(namespace)
      for (const one of here) {
        const named = <T extends {metadata: {name: string}}>(objects: T[]): T | undefined => objects.find(({metadata}) => metadata.name === one.name)
        const [deployment, job] = one.kind === 'Job' ? [undefined, named(state.jobs)] : [named(state.deployments), undefined]
        if (deployment) take(one, judgeRollout({...state, deployment}), last)
        else if (job) takeRun(one, judgeJob({...state, job}), last)
        else fail(one, `its ${one.kind} was deleted while it was waited for`, ['Run `c1ctl apply` again.'])
      }
    }
    await sleep(pace, undefined, signal ? {signal} : {}).catch(() => {})
  }
  const rollouts = watched.map(({instance}) => results.get(instance) ?? {instance, ready: null, reason: kubectl.clean(waitingFor.get(instance) ?? 'it was not waited for')})
  return {rollouts, problems, warnings}
}
