import {admissionChecks} from './admission.ts'
import {scalingChecks} from './autoscaling.ts'
import type {ObjectPath} from '../violation.ts'
import type {Check} from './check.ts'
import {clusterChecks} from './cluster.ts'
import {containerChecks} from './containers.ts'
import {jobChecks} from './jobs.ts'
import {networkChecks} from './network.ts'
import {objectChecks} from './objects.ts'
import {podChecks} from './pods.ts'
import {resourceChecks} from './resources.ts'
import {rightsChecks} from './rights.ts'
import {schedulingChecks} from './scheduling.ts'
import {securityChecks} from './security.ts'
import {serviceChecks} from './services.ts'
import {settingChecks} from './settings.ts'
import {storageChecks} from './storage.ts'
import {volumeChecks} from './volumes.ts'
import {workloadChecks} from './workloads.ts'

const merged = new Map<string, Check[]>()
for (const group of [objectChecks, settingChecks, rightsChecks, workloadChecks, jobChecks, podChecks, containerChecks, resourceChecks, securityChecks, schedulingChecks, volumeChecks, serviceChecks, networkChecks, scalingChecks, storageChecks, admissionChecks, clusterChecks]) {
  for (const [type, checks] of Object.entries(group)) merged.set(type, [...(merged.get(type) ?? []), ...checks])
}

const isPassedOver = (path: ObjectPath): boolean => {
  const last = path[path.length - 1]
  if (last !== 'metadata' && last !== 'selector') return false
  const before = path[path.length - 2]
  return (last === 'metadata' && (before === 'jobTemplate' || path.includes('volumeClaimTemplates'))) || (last === 'selector' && before === 'metric')
}

/**
 * What the server checks beyond the schema at a value.
 * @param type name of the value's type: `core.v1.PodSpec`
 * @param path where it stands: the server passes over the metadata of a StatefulSet's claims and a CronJob's jobs, and the selectors of metrics
 */
export function checksAt(type: string, path: ObjectPath): Check[] {
  const checks = merged.get(type)
  return checks && !isPassedOver(path) ? checks : none
}
const none: Check[] = []
