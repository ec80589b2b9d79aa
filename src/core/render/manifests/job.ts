import {createHash} from 'node:crypto'
import type {Run, Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {objectLabels} from './labels.ts'
import {podTemplate} from './pod.ts'

/** How often a run that failed is made again. */
const retries = 2
/** A run that could not begin in this many seconds is left to the next time; without a limit a long outage of the cluster ends a CronJob's schedule. */
const startingDeadline = 600

/**
 * The Job or CronJob of a workload that runs once. A Job's pods cannot be changed, so its name ends with a hash of what it runs: what is changed is run
 * anew, what is the same stays as it is. It is kept when it has ended, for a tool that keeps a cluster as git says would run it again otherwise.
 */
export function job(workload: Workload, run: Extract<Run, {mode: 'once'}>, podAnnotations: Record<string, string>): KubernetesObject {
  const spec = {backoffLimit: retries, template: podTemplate(workload, podAnnotations)}
  const metadata = {name: workload.name, namespace: workload.namespace, labels: objectLabels(workload)}
  if (run.schedule === undefined) {
    const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8)
    return {apiVersion: 'batch/v1', kind: 'Job', metadata: {...metadata, name: `${workload.name}-${hash}`}, spec}
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {
      schedule: run.schedule,
      ...(run.timeZone === undefined ? {} : {timeZone: run.timeZone}),
      // Two syncs at once would write one file.
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: startingDeadline,
      jobTemplate: {metadata: {labels: objectLabels(workload)}, spec},
    },
  }
}
