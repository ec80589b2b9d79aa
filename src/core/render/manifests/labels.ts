import type {Workload} from '../../workload/types.ts'

/** Labels that tell whose an object is: every object carries them from the first apply on, and pruning stands on them. */
export const projectLabel = 'c1ctl/project'
export const instanceLabel = 'c1ctl/instance'

/** The labels of the setup pages, which people select pods by. */
export function pageLabels(workload: Workload): Record<string, string> {
  return {app: workload.name, baton: 'true', 'baton-app': workload.connector}
}

/** The labels of every object of a workload: the setup pages', the recommended ones of Kubernetes, and the project's. */
export function objectLabels(workload: Workload): Record<string, string> {
  return {
    ...pageLabels(workload),
    'app.kubernetes.io/name': `baton-${workload.connector}`,
    'app.kubernetes.io/instance': workload.name,
    'app.kubernetes.io/component': 'connector',
    'app.kubernetes.io/part-of': workload.project,
    'app.kubernetes.io/managed-by': 'c1ctl',
    [projectLabel]: workload.project,
    [instanceLabel]: workload.instance,
  }
}
