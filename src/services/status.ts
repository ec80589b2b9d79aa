import {judgeJob, youngest} from '../core/kubernetes/job.ts'
import {judgeRollout, owned} from '../core/kubernetes/rollout.ts'
import {problem, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {instanceLabel, projectLabel} from '../core/render/manifests/labels.ts'
import {kubectlClient} from '../io/kubectl.ts'
import {loadProject} from './project.ts'
import {readState, type ClusterState} from './rollout.ts'

/** How one instance stands in the cluster. `unknown`: the user may not read it. */
export interface InstanceStatus {
  instance: string
  namespace: string
  /** `completed`: a run has ended well; `scheduled`: it runs when its time comes. */
  state: 'ready' | 'completed' | 'scheduled' | 'progressing' | 'failed' | 'not-applied' | 'unknown'
  desired: number | null
  ready: number | null
  image: string | null
  reason: string | null
}

/**
 * Looks at every instance of the project in the cluster, by the labels that `apply` sets. Reads no Secret.
 * @returns a problem for each instance that has failed or may not be read
 * @throws ProblemError for a fault in the project, no kubectl, no cluster
 */
export async function status(request: {
  directory?: string | undefined
  environment?: string | undefined
  namespace?: string | undefined
  context?: string | undefined
  signal?: AbortSignal
}): Promise<{instances: InstanceStatus[]; problems: Problem[]; warnings: string[]}> {
  const {project, warnings} = await loadProject(request)
  const kubectl = kubectlClient({clean: (text) => text, environment: process.env, context: request.context, signal: request.signal})
  const wanted = Object.values(project.instances).map(({name, namespace, run}) => ({instance: name, run, namespace: request.namespace ?? namespace ?? project.namespace}))
  const problems: Problem[] = []
  const found = new Map<string, InstanceStatus>()
  for (const namespace of new Set(wanted.map((one) => one.namespace))) {
    const here = wanted.filter((one) => one.namespace === namespace)
    const kinds = {services: here.some(({run}) => run.mode === 'service'), runs: here.some(({run}) => run.mode === 'once')}
    const state = await readState(kubectl, namespace, `app.kubernetes.io/managed-by=c1ctl,${projectLabel}=${project.name}`, {...kinds, events: true})
    request.signal?.throwIfAborted()
    if ('code' in state) {
      if (state.code !== 'cluster-forbidden') throwIfAny([state])
      problems.push(state)
    }
    for (const {instance, run} of here) {
      const nothing = {instance, namespace, desired: null, ready: null, image: null}
      if ('code' in state) {
        found.set(instance, {...nothing, state: 'unknown', reason: state.what})
        continue
      }
      if (run.mode === 'once') {
        const {failed, ...run} = runStatus(instance, state)
        found.set(instance, {...nothing, ...run})
        if (failed) problems.push(problem('rollout-failed', `${instance} has not run well in namespace ${namespace}: ${run.reason}.`, {next: [failed]}))
        continue
      }
      const deployment = state.deployments.find(({metadata}) => metadata.labels?.[instanceLabel] === instance)
      if (!deployment) {
        found.set(instance, {...nothing, state: 'not-applied', reason: null})
        continue
      }
      const decision = judgeRollout({...state, deployment})
      const reason = decision.state === 'done' ? null : decision.reason
      found.set(instance, {
        instance, namespace, state: decision.state === 'done' ? 'ready' : decision.state, desired: deployment.spec?.replicas ?? 1,
        ready: deployment.status?.readyReplicas ?? 0, image: deployment.spec?.template?.spec?.containers?.[0]?.image ?? null, reason,
      })
      if (decision.state === 'failed') problems.push(problem('rollout-failed', `${instance} is not running in namespace ${namespace}: ${decision.reason}.`, {next: [decision.next]}))
    }
  }
  return {instances: wanted.map(({instance}) => found.get(instance)!), problems, warnings}
}

/** How a run that ends stands: the newest Job of the instance, or of its CronJob. `failed` says what to do. */
function runStatus(instance: string, state: ClusterState): Pick<InstanceStatus, 'state' | 'image' | 'reason'> & {failed?: string} {
  const mine = <T extends {metadata: {labels?: Record<string, string>}}>(objects: T[]): T[] => objects.filter(({metadata}) => metadata.labels?.[instanceLabel] === instance)
  const [cron] = mine(state.cronJobs)
  const job = youngest(mine(state.jobs).filter((one) => (cron ? owned(one, 'CronJob', cron.metadata.name) : true)))
  const image = (cron?.spec?.jobTemplate?.spec ?? job?.spec)?.template?.spec?.containers?.[0]?.image ?? null
  if (!job) return cron ? {state: 'scheduled', image, reason: `it has not run yet; its schedule is ${cron.spec?.schedule}`} : {state: 'not-applied', image, reason: null}
  const decision = judgeJob({...state, job})
  if (decision.state === 'failed') return {state: 'failed', image, reason: decision.reason, failed: decision.next}
  if (decision.state === 'progressing') return {state: 'progressing', image, reason: decision.reason}
  return {state: cron ? 'scheduled' : 'completed', image, reason: null}
}
