import {Secret} from '../../credentials/secret.ts'
import type {Workload} from '../../workload/types.ts'

/** The one place a connector may write: it keeps sync.c1z and debug.log in its working directory. */
export const writableDirectory = '/tmp'
/** uid and gid of the images' `nonroot` user. */
export const nonroot = '65532:65532'

/** A variable of the process in a container. */
export interface ContainerVariable {
  name: string
  value: string
}

/**
 * Everything that the process in a container gets, by what may be told and what may not: the variables of the workload, who it is to ConductorOne, and where
 * it may write. Among several replicas each is known by the name of its host, which the engine makes, so none is given.
 */
export function containerVariables(workload: Workload): {plain: ContainerVariable[]; secret: Array<{name: string; value: Secret}>} {
  const service = workload.run.mode === 'service'
  const named = service && workload.replicas === 1
  return {
    plain: [
      ...(named ? [{name: 'BATON_HOST_ID', value: workload.name}] : []),
      ...(service && workload.healthCommand ? [{name: 'BATON_HEALTH_CHECK', value: 'true'}] : []),
      ...workload.environment.map(({name, value}) => ({name, value})),
      {name: 'HOME', value: writableDirectory},
      {name: 'TMPDIR', value: writableDirectory},
    ],
    secret: workload.secretEnvironment.entries.map(({key, value}) => ({name: key, value: value ?? new Secret('')})),
  }
}
