import {map} from '../values/maps.ts'

/** Fields that name a Secret or a ConfigMap: the field below with the name, and what it names. */
const referring = new Map<string, Array<[name: string, kind: string]>>([
  ['secretRef', [['name', 'Secret']]], ['secretKeyRef', [['name', 'Secret']]], ['secret', [['secretName', 'Secret'], ['name', 'Secret']]],
  ['configMapRef', [['name', 'ConfigMap']]], ['configMapKeyRef', [['name', 'ConfigMap']]], ['configMap', [['name', 'ConfigMap']]],
])

/** Secrets and ConfigMaps that a pod names, by kind and name. */
export function references(value: object, found = new Set<string>()): Set<string> {
  for (const [key, below] of Object.entries(value)) {
    if (typeof below !== 'object' || below === null) continue
    for (const [field, kind] of referring.get(key) ?? []) {
      const named = map(below)[field]
      if (typeof named === 'string') found.add(`${kind} ${named}`)
    }
    references(below as object, found)
  }
  return found
}
