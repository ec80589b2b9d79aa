import {apiVersionsOf} from '../../kubernetes/versions.ts'
import {validateObject, type Against} from '../../kubernetes/validate.ts'
import type {ObjectPath, Violation} from '../../kubernetes/violation.ts'
import {defaultKubernetesVersion} from '../../kubernetes/schema.ts'
import type {Repair} from './repair.ts'

type JsonMap = Record<string, unknown>

function at(object: unknown, path: ObjectPath): unknown {
  let value = object
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined
  return value
}

const whole = /^-?(?:0|[1-9]\d{0,14})$/
const truth = /^(?:true|false)$/i

/** Fields whose meaning changed with the version although their form did not: an empty selector matched no pod, and now matches all. */
const changedMeaning = (object: JsonMap): boolean => object.kind === 'PodDisruptionBudget' && Object.keys((at(object, ['spec', 'selector']) ?? {}) as JsonMap).length === 0

/** The apiVersion that an object may simply be given: nothing in it must change with it but scalars that are quoted anyway. */
function movesTo(object: JsonMap, against: Against): string | undefined {
  const {apiVersion, kind} = object
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || changedMeaning(object)) return undefined
  const all = apiVersionsOf(kind, against.version ?? defaultKubernetesVersion)
  const group = (one: string): string => (one.includes('/') ? one.slice(0, one.indexOf('/')) : '')
  const same = all.filter((one) => group(one) === group(apiVersion))
  const candidates = same.length > 0 ? same : all
  // Two groups have the kind: nobody can say which was meant.
  if (new Set(candidates.map(group)).size !== 1) return undefined
  return candidates.find((one) => (validateObject({...object, apiVersion: one}, against) ?? [{severity: 'error', hint: undefined}]).every(({severity, hint}) => severity !== 'error' || (hint && 'as' in hint && hint.as === 'text')))
}

/**
 * The repair of what a server would refuse, where only one is thinkable: the text as it stands in quotes where a text is asked for, the number or the
 * boolean that stands in quotes, a name or a word that is one slip away, and the apiVersion that a kind has moved to.
 * @param object the object that the violation was found in
 */
export function repairOf({rule, severity, path, hint}: Violation, object: JsonMap, against: Against = {}): Repair | undefined {
  if (severity !== 'error') return undefined
  if (rule === 'kubernetes/api-version') {
    const to = movesTo(object, against)
    return to === undefined ? undefined : {kind: 'value', path, to}
  }
  if (!hint) return undefined
  const value = at(object, path)
  if ('near' in hint) {
    if (rule === 'kubernetes/unknown-field') return {kind: 'rename', path, to: hint.near}
    return typeof value === 'string' ? {kind: 'value', path, to: hint.near} : undefined
  }
  switch (hint.as) {
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean' ? {kind: 'quote', path} : undefined
    case 'number':
      return typeof value === 'string' && whole.test(value) ? {kind: 'value', path, to: Number(value)} : undefined
    case 'boolean':
      return typeof value === 'string' && truth.test(value) ? {kind: 'value', path, to: value.toLowerCase() === 'true'} : undefined
  }
}
