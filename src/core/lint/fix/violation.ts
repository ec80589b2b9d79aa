import {apiVersionsOf} from '../../kubernetes/versions.ts'
import {validateObject, type Against} from '../../kubernetes/validate.ts'
import type {Violation} from '../../kubernetes/violation.ts'
import {defaultKubernetesVersion} from '../../kubernetes/schema.ts'
import {isRecord} from '../../values/maps.ts'
import {valueAt} from '../../values/paths.ts'
import {migration} from './migration.ts'
import {misplaced} from './misplaced.ts'
import type {Repair} from './repair.ts'
import {restructured, type Step} from './restructure.ts'

type JsonMap = Record<string, unknown>

const whole = /^-?(?:0|[1-9]\d{0,14})$/
const truth = /^(?:true|false)$/i

/** The apiVersion that an object may be given, and what else has to change with it: then nothing in it is wrong but scalars that are quoted anyway. */
function movesTo(object: JsonMap, against: Against): {to: string; steps: Step[]} | undefined {
  const {apiVersion, kind} = object
  const steps = migration(object)
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !steps) return undefined
  const all = apiVersionsOf(kind, against.version ?? defaultKubernetesVersion)
  const group = (one: string): string => (one.includes('/') ? one.slice(0, one.indexOf('/')) : '')
  const same = all.filter((one) => group(one) === group(apiVersion))
  const candidates = same.length > 0 ? same : all
  // Two groups have the kind: nobody can say which was meant.
  if (new Set(candidates.map(group)).size !== 1) return undefined
  const to = candidates.find((one) => {
    const after = restructured({...object, apiVersion: one}, steps)
    return isRecord(after) && (validateObject(after, against) ?? [{severity: 'error', hint: undefined}]).every(({severity, hint}) => severity !== 'error' || (hint && 'as' in hint && hint.as === 'text'))
  })
  return to === undefined ? undefined : {to, steps}
}

/**
 * The repair of what a server would refuse, where only one is thinkable: the text as it stands in quotes where a text is asked for, the number or the
 * boolean that stands in quotes, a name or a word that is one slip away, the apiVersion that a kind has moved to with what changes with it, and the place of a field.
 * @param object the object that the violation was found in
 */
export function repairOf({rule, severity, path, hint}: Violation, object: JsonMap, against: Against = {}): Repair | undefined {
  if (severity !== 'error') return undefined
  if (rule === 'kubernetes/api-version') {
    const found = movesTo(object, against)
    if (!found) return undefined
    const {to, steps} = found
    return steps.length === 0 ? {kind: 'value', path, to} : {kind: 'restructure', path, steps: [{kind: 'set', to: path, value: to}, ...steps], says: `Make it ${to}, with the form that this one has.`, together: []}
  }
  if (!hint) return rule === 'kubernetes/unknown-field' ? misplaced({path}, object, against) : undefined
  const value = valueAt(object, path)
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
