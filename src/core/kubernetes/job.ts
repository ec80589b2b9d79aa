import {exitHint, owned, podTrouble, type EventState, type PodState} from './rollout.ts'

/** The parts of a Job and a CronJob that a run is judged by. Everything a server may leave out is optional. */
export interface JobState {
  metadata: {name: string; creationTimestamp?: string; labels?: Record<string, string>; ownerReferences?: Array<{kind: string; name: string}>}
  spec?: {template?: {spec?: {containers?: Array<{name: string; image?: string}>}}}
  status?: {active?: number; succeeded?: number; failed?: number; conditions?: Array<{type: string; status: string; reason?: string; message?: string}>}
}
export interface CronJobState {
  metadata: {name: string; labels?: Record<string, string>}
  spec?: {schedule?: string; suspend?: boolean; jobTemplate?: {spec?: JobState['spec']}}
}

/** How a run stands. `isRunning`: its program is at work, which may take as long as a sync takes. */
export type RunDecision = {state: 'done'} | {state: 'progressing'; reason: string; isRunning: boolean} | {state: 'failed'; reason: string; next: string}

const byAge = (one: {metadata: {creationTimestamp?: string}}, other: {metadata: {creationTimestamp?: string}}): number => (other.metadata.creationTimestamp ?? '').localeCompare(one.metadata.creationTimestamp ?? '')

/** The youngest of several, as the server dates them. */
export const youngest = <T extends {metadata: {creationTimestamp?: string}}>(objects: T[]): T | undefined => [...objects].sort(byAge)[0]

/** Judges a run that ends, from the Job and its pods as the API server holds them. */
export function judgeJob({job, pods, events}: {job: JobState; pods: PodState[]; events: EventState[]}): RunDecision {
  const {name} = job.metadata
  const condition = (type: string) => job.status?.conditions?.find((one) => one.type === type && one.status === 'True')
  const mine = pods.filter((pod) => owned(pod, 'Job', name) && !pod.metadata.deletionTimestamp)
  if (condition('Complete')) return {state: 'done'}
  const failed = condition('Failed')
  if (failed) {
    const ended = mine.flatMap((pod) => pod.status?.containerStatuses ?? []).map((one) => one.state?.terminated).find((one) => one?.exitCode !== undefined && one.exitCode !== 0)
    const code = ended ? `its program ended with exit code ${ended.exitCode}${ended.reason && ended.reason !== 'Error' ? ` (${ended.reason})` : ''}` : (failed.message ?? failed.reason ?? 'no reason given')
    return {state: 'failed', reason: code, next: `${ended ? `${exitHint(ended.exitCode, ended.reason)} ` : ''}\`kubectl logs job/${name}\` shows its last words.`}
  }
  const last = youngest(mine)
  if (!last) return {state: 'progressing', reason: 'its pod has not been made yet', isRunning: false}
  const {failure, waiting} = podTrouble(last, events)
  if (failure) return {state: 'failed', reason: failure.reason, next: failure.next}
  return waiting === undefined ? {state: 'progressing', reason: 'it runs', isRunning: last.status?.phase === 'Running'} : {state: 'progressing', reason: waiting, isRunning: false}
}
