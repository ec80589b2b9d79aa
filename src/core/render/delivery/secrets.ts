import {shellWord} from '../shell.ts'
import type {Delivered} from '../types.ts'

/** What a render was asked for, as far as `c1ctl apply` must be asked the same. */
interface Asked {
  directory?: string | undefined
  namespace?: string | undefined
  instances: string[]
}

/**
 * Which Secrets somebody has to bring to the cluster, for git does not have them, and how.
 * @returns lines for people; none where nothing is delivered or nothing is secret
 */
export function secretsToBring(delivered: Delivered[], {directory, namespace, instances}: Asked): string[] {
  const environments = new Map<string | null, Set<string>>()
  for (const {environment, workloads} of delivered) {
    const names = environments.get(environment) ?? new Set<string>()
    for (const {namespace: at, secretEnvironment, secretFiles} of workloads) for (const {name, entries} of [secretEnvironment, secretFiles]) if (entries.length > 0) names.add(`${at}/${name}`)
    if (names.size > 0) environments.set(environment, names)
  }
  if (environments.size === 0) return []
  return [
    'git has no plain Secret. Bring them to the cluster (the current one of kubectl, or --context) each time credentials change and before you push, for pods that start with old ones keep them:',
    ...[...environments].flatMap(([environment, names]) => [
      ['  c1ctl apply', ...instances, '--secrets-only', ...(environment === null ? [] : ['--environment', environment]), ...(namespace === undefined ? [] : ['--namespace', namespace]), ...(directory === undefined ? [] : ['--project', shellWord(directory)])].join(' '),
      `    ${[...names].join(', ')}`,
    ]),
  ]
}
