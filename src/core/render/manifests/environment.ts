import type {Workload} from '../../workload/types.ts'

/**
 * Escapes a value for a container's `env`: Kubernetes replaces $(NAME) and turns $$ into $ there (core/v1 EnvVar.value). A single $ before anything else
 * stays, so most values need no escape; where one is needed every $ is doubled.
 */
export function escapeEnvironmentValue(value: string): string {
  return value.includes('$(') || value.includes('$$') ? value.replaceAll('$', '$$$$') : value
}

/** A container's `env` entries: what the connector reads, and where it may write. */
export function containerEnvironment(workload: Workload, writableDirectory: string): Array<Record<string, unknown>> {
  const hostId =
    workload.replicas > 1
      ? {name: 'BATON_HOST_ID', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}
      : {name: 'BATON_HOST_ID', value: workload.name}
  // A run that ends is no instance that ConductorOne knows, and nobody asks for its health.
  const service = workload.run.mode === 'service'
  return [
    ...(service ? [hostId] : []),
    ...(service && workload.healthCommand ? [{name: 'BATON_HEALTH_CHECK', value: 'true'}] : []),
    ...workload.environment.map(({name, value}) => ({name, value: escapeEnvironmentValue(value)})),
    {name: 'HOME', value: writableDirectory},
    {name: 'TMPDIR', value: writableDirectory},
  ]
}
