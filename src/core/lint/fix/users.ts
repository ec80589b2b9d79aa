import {derived} from '../../catalog/derived.ts'
import {map} from '../../values/maps.ts'
import type {LintSet, Manifest, Variable} from '../set.ts'
import {namesIn} from './naming.ts'

/** How often each text stands as a value in a set, references `$(NAME)` among them; counted once for all rules that ask. */
const mentionsOf = derived(({manifests}: LintSet): ReadonlyMap<string, number> => {
  const times = new Map<string, number>()
  const add = (text: string): void => void times.set(text, (times.get(text) ?? 0) + 1)
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      add(value)
      for (const [, name] of value.matchAll(/\$\(([\w.-]+)\)/g)) add(name!)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  for (const {object} of manifests) walk(object)
  return times
})

/** How many objects of a set name each Secret or ConfigMap. Repairs are only made where the set is the whole run. */
const namesOf = derived(({manifests}: LintSet) => namesIn(manifests.map(({object}) => object)))

/** True when what a rule says of an object for one Deployment holds for all of the run: it is the Deployment, or a Secret or ConfigMap that no other one names. */
function isItsOwn(set: LintSet, {object}: Manifest): boolean {
  const {name} = map(object.metadata)
  return (object.kind !== 'Secret' && object.kind !== 'ConfigMap') || (typeof name === 'string' && (namesOf(set).get(name) ?? 0) <= 1)
}

/** True when the value of a variable may be changed where it stands: as plain text, and for this Deployment alone. */
export function mayChange(set: LintSet, {at}: Variable): boolean {
  const encoded = at.manifest.object.kind === 'Secret' && at.path[0] === 'data'
  return !encoded && isItsOwn(set, at.manifest)
}

/** True when the name of a variable may be changed where it stands: nothing else of the set speaks of it. */
export function mayRename(set: LintSet, {name, at}: Variable): boolean {
  const inEnv = at.path.includes('env')
  return isItsOwn(set, at.manifest) && (mentionsOf(set).get(name) ?? 0) === (inEnv ? 1 : 0) && (inEnv || at.path.at(-1) === name)
}
