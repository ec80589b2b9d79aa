import {throwIfAny} from '../core/problems/problem.ts'
import {resolveWorkloads} from '../core/workload/resolve.ts'
import type {Workload} from '../core/workload/types.ts'
import {readCredentials} from './credentials.ts'
import {chooseInstances, loadProject, type LoadedProject} from './project.ts'

/** Workloads ready to render, and the project they came from. */
export interface LoadedWorkloads extends LoadedProject {
  workloads: Workload[]
}

/**
 * Loads the project, reads the credentials and resolves the instances.
 * @param instances names; all when empty
 * @param namespace overrides every namespace of the project
 * @throws ProblemError with all problems of the project and the credentials together
 */
export async function loadWorkloads({directory, environment, instances, namespace}: {
  directory?: string | undefined
  environment?: string | undefined
  instances: string[]
  namespace?: string | undefined
}): Promise<LoadedWorkloads> {
  const loaded = await loadProject({directory, environment})
  const chosen = chooseInstances(loaded.project, instances)
  const credentials = await readCredentials({directory: loaded.directory, instances: chosen, catalog: loaded.catalog})
  const resolved = resolveWorkloads({...loaded, instances: chosen, credentials: credentials.byInstance, ...(namespace === undefined ? {} : {namespace})})
  throwIfAny([...credentials.problems, ...resolved.problems])
  return {...loaded, workloads: resolved.workloads, warnings: [...loaded.warnings, ...credentials.warnings, ...resolved.warnings]}
}
