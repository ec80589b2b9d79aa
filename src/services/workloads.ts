import {ProblemError, throwIfAny, type Problem} from '../core/problems/problem.ts'
import type {PlaceOf} from '../core/project/parse.ts'
import type {Project} from '../core/project/types.ts'
import {resolveWorkloads} from '../core/workload/resolve.ts'
import type {Workload} from '../core/workload/types.ts'
import {readCredentials} from './credentials.ts'
import {readProjectFiles} from './project-files.ts'
import {chooseInstances, loadProject, type LoadedProject} from './project.ts'

/** Workloads ready to render, and the project they came from. */
export interface LoadedWorkloads extends LoadedProject {
  workloads: Workload[]
}

interface WorkloadRequest {
  directory?: string | undefined
  environment?: string | undefined
  instances: string[]
  namespace?: string | undefined
  /** Whether what is made of them asks ConductorOne for their pairs itself: then none is needed. */
  pairIsIssued?: (project: Project) => Promise<boolean>
}

/**
 * Loads the project, reads the credentials and resolves the instances.
 * @param request.instances names; all when empty
 * @param request.namespace overrides every namespace of the project
 * @throws ProblemError with all problems of the project and the credentials together
 */
export async function loadWorkloads({directory, environment, instances, namespace, pairIsIssued}: WorkloadRequest): Promise<LoadedWorkloads> {
  const loaded = await loadProject({directory, environment})
  const chosen = chooseInstances(loaded.project, instances)
  const [credentials, files] = await Promise.all([
    readCredentials({directory: loaded.directory, instances: chosen, catalog: loaded.catalog}),
    readProjectFiles({directory: loaded.directory, instances: chosen, place: loaded.place}),
  ])
  const resolved = resolveWorkloads({...loaded, instances: chosen, credentials: credentials.byInstance, files: files.byInstance, pairIsIssued: (await pairIsIssued?.(loaded.project)) ?? false, ...(namespace === undefined ? {} : {namespace})})
  throwIfAny([...credentials.problems, ...files.problems, ...resolved.problems])
  return {...loaded, workloads: resolved.workloads, warnings: [...loaded.warnings, ...credentials.warnings, ...resolved.warnings]}
}

/** An overlay of the project with its workloads. */
export interface LoadedEnvironment {
  name: string
  workloads: Workload[]
  project: Pick<Project, 'namespace' | 'targets'>
  place: PlaceOf
}

/**
 * Loads every overlay of a project that is loaded without one.
 * @param request as of `loadWorkloads`; always all instances, for overlays are of a whole project
 * @throws ProblemError with the problems of all overlays, once each
 */
export async function loadEnvironments(request: WorkloadRequest, {project, warnings: known}: LoadedWorkloads): Promise<{environments: LoadedEnvironment[]; warnings: string[]}> {
  const environments: LoadedEnvironment[] = []
  const problems: Problem[] = []
  const warnings: string[] = []
  for (const name of project.environments) {
    try {
      const loaded = await loadWorkloads({...request, environment: name, instances: []})
      environments.push({name, workloads: loaded.workloads, project: loaded.project, place: loaded.place})
      warnings.push(...loaded.warnings)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(...error.problems)
    }
  }
  throwIfAny([...new Map(problems.map((one) => [JSON.stringify([one.code, one.what, one.at]), one])).values()])
  return {environments, warnings: [...new Set(warnings)].filter((one) => !known.includes(one))}
}
