import {quantityValue} from '../../kubernetes/names.ts'
import {problem, type Problem} from '../../problems/problem.ts'
import type {Workload} from '../../workload/types.ts'

/** What a container engine can hold a container to; bytes and cores. */
export interface ContainerLimits {
  memory?: number
  memoryReservation?: number
  cpus?: number
}

/**
 * Limits of Kubernetes in the words of a container engine. A request of CPU is a matter of scheduling among nodes and has no counterpart.
 * @returns problems for resources that an engine knows nothing of
 */
export function containerLimits({instance, resources}: Workload): {limits: ContainerLimits; problems: Problem[]} {
  const amount = (kind: 'requests' | 'limits', name: string) => {
    const text = resources[kind]?.[name]
    return text === undefined ? undefined : quantityValue(text)
  }
  const unknown = Object.keys(resources.limits ?? {}).filter((name) => name !== 'memory' && name !== 'cpu')
  const memory = amount('limits', 'memory')
  const reservation = amount('requests', 'memory')
  const cpus = amount('limits', 'cpu')
  return {
    limits: {
      ...(memory ? {memory: Math.ceil(memory)} : {}),
      ...(reservation ? {memoryReservation: Math.ceil(reservation)} : {}),
      ...(cpus ? {cpus} : {}),
    },
    problems: unknown.map((name) => problem('target-unsupported', `${instance}: a container engine has no limit of ${name}.`, {next: ['Leave it out of resources.limits, or render another target.']})),
  }
}
