import {isRecord, list, map} from '../values/maps.ts'
import type {KubernetesDocument, Span} from '../yaml/kubernetes-reader.ts'
import {encryptedKind, kindOfOther, toolKind, type SkippedKind} from './kinds.ts'
import type {Manifest} from './set.ts'

/** The objects of a document, itself or the items of a List; or what it is when it is no Kubernetes object, or an encrypted one. */
export function manifestsOf(file: string, document: KubernetesDocument): Manifest[] | SkippedKind {
  const {value} = document
  if (!isRecord(value)) return kindOfOther(file, value)
  const {apiVersion, kind, metadata, sops} = value
  if (isRecord(sops) && sops.mac !== undefined) return encryptedKind
  // One of the two beside metadata is a manifest with a gap; a values file has neither.
  if (apiVersion === undefined && kind === undefined) return kindOfOther(file, value)
  if ((apiVersion === undefined || kind === undefined) && !isRecord(metadata)) return kindOfOther(file, value)
  const tool = toolKind(value)
  if (tool) return tool
  const whole: Manifest = {file, object: value, document, base: []}
  if (kind !== 'List' || !Array.isArray(value.items)) return [whole]
  return list(value.items).map((object, index) => ({file, object, document, base: ['items', index]}))
}

/** Names of settings whose values nobody should print. */
export const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIAL|PRIVATE|CERT/i

/** Fields whose own value is a secret. */
const ownName = /(?:token|password|passphrase|secret|credentials?|(?:api|access|private|secret)_?key)$/i
/** Names and switches that only sound like one. */
const isNone = /^(?:secretKey|automountServiceAccountToken|passCredentials)$/

/** Where values stand that nobody should print: all of a Secret, and variables, fields and keys of a ConfigMap that sound like secrets. */
export function secretPlaces({object, document, base}: Manifest): Span[] {
  const found: Span[] = []
  const add = (...path: Array<string | number>): void => void found.push(document.locate([...base, ...path]))
  const values = (path: Array<string | number>, field: string, value: unknown): void => {
    const keys = Object.keys(map(value))
    for (const key of keys) add(...path, field, key)
    if (keys.length === 0 && value !== undefined) add(...path, field)
  }
  const isSecret = object.kind === 'Secret'
  if (object.kind === 'ConfigMap') for (const key of Object.keys(map(object.data))) if (secretName.test(key)) add('data', key)
  const walk = (value: unknown, path: Array<string | number>): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]))
    else if (typeof value === 'object' && value !== null) {
      const {name, value: own} = value as Record<string, unknown>
      if (typeof name === 'string' && own !== undefined && secretName.test(name)) add(...path, 'value')
      for (const [key, item] of Object.entries(value)) {
        // Wherever they stand: lines may be indented wrongly.
        if (isSecret && (key === 'data' || key === 'stringData')) values(path, key, item)
        else if (typeof item === 'object' && !(key === 'data' && object.kind === 'ConfigMap')) walk(item, [...path, key])
        // Settings of custom resources: values of a Helm release, a password of a store.
        else if ((ownName.test(key) && !isNone.test(key)) || (key === 'value' && ownName.test(String(path.at(-1))))) add(...path, key)
      }
    }
  }
  // What stands in a wrong place may be as secret as in the right one.
  walk(object, [])
  return found
}
