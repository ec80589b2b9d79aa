import {map} from '../values/maps.ts'
import type {Manifest} from './set.ts'

/** Fields that name a Secret or a ConfigMap: the field below with the name, and what it names. */
const referring = new Map<string, Array<[name: string, kind: string]>>([
  ['secretRef', [['name', 'Secret']]], ['secretKeyRef', [['name', 'Secret']]], ['secret', [['secretName', 'Secret'], ['name', 'Secret']]],
  ['configMapRef', [['name', 'ConfigMap']]], ['configMapKeyRef', [['name', 'ConfigMap']]], ['configMap', [['name', 'ConfigMap']]],
])

/** Secrets and ConfigMaps that a Deployment's pods name, by kind and name; shared by those who ask one after the other, so nobody changes them. */
export function references(deployment: Manifest['object']): ReadonlySet<string> {
  if (latest?.deployment !== deployment) latest = {deployment, found: namedIn(map(map(deployment.spec).template), new Set())}
  return latest.found
}
let latest: {deployment: object; found: ReadonlySet<string>} | undefined

function namedIn(value: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const one of value) namedIn(one, found)
  else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      const below = (value as Record<string, unknown>)[key]
      if (typeof below !== 'object' || below === null) continue
      for (const [field, kind] of referring.get(key) ?? none) {
        const named = map(below)[field]
        if (typeof named === 'string') found.add(`${kind} ${named}`)
      }
      namedIn(below, found)
    }
  }
  return found
}
const none: never[] = []
