import type {LintSet, Manifest, Variable} from '../set.ts'
import {map} from '../set.ts'

interface Mentions {
  /** How many objects hold a text, and how often it stands as a value in all. */
  objects: Map<string, number>
  times: Map<string, number>
}

const known = new WeakMap<LintSet, Mentions>()

/** Counts every text of a set once, for all rules that ask. */
function mentionsOf(set: LintSet): Mentions {
  const found = known.get(set)
  if (found) return found
  const mentions: Mentions = {objects: new Map(), times: new Map()}
  const add = (counts: Map<string, number>, text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const {object} of set.manifests) {
    const texts = new Set<string>()
    const walk = (value: unknown): void => {
      if (typeof value === 'string') {
        texts.add(value)
        add(mentions.times, value)
        // `$(NAME)` in a value, a command or an argument.
        for (const [, name] of value.matchAll(/\$\(([\w.-]+)\)/g)) add(mentions.times, name!)
      } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
    }
    walk(object)
    for (const text of texts) add(mentions.objects, text)
  }
  known.set(set, mentions)
  return mentions
}

/** True when what a rule says of an object for one Deployment holds for all of the set: it is the Deployment, or a Secret or ConfigMap that no other one names. */
function isItsOwn(set: LintSet, manifest: Manifest): boolean {
  const name = map(manifest.object.metadata).name
  return (manifest.object.kind !== 'Secret' && manifest.object.kind !== 'ConfigMap') || (typeof name === 'string' && (mentionsOf(set).objects.get(name) ?? 0) <= 2)
}

/** True when the value of a variable may be changed where it stands: as plain text, and for this Deployment alone. */
export function mayChange(set: LintSet, {at}: Variable): boolean {
  const encoded = at.manifest.object.kind === 'Secret' && at.path[0] === 'data'
  return !encoded && isItsOwn(set, at.manifest)
}

/** True when the name of a variable may be changed where it stands: nothing else of the set speaks of it. */
export function mayRename(set: LintSet, {name, at}: Variable): boolean {
  const inEnv = at.path.includes('env')
  return isItsOwn(set, at.manifest) && (mentionsOf(set).times.get(name) ?? 0) === (inEnv ? 1 : 0) && (inEnv || at.path.at(-1) === name)
}
