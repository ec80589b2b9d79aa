import type {ObjectPath} from '../../kubernetes/violation.ts'
import type {Edit} from '../../yaml/edit.ts'
import type {KubernetesDocument} from '../../yaml/kubernetes-reader.ts'
import {valueAt} from '../../values/paths.ts'
import {draftSteps} from './restructure-text.ts'
import {below, restructured, type Step} from './restructure.ts'
import {isSimple, written} from './scalar-text.ts'

type Scalar = string | number | boolean

/**
 * What a rule wants at a place of an object, said of values and not of text, so that the outcome can be held against it: another scalar (`quote` is the
 * scalar's own source text, as a text), another name for a key, or steps that are done all or none.
 */
export type Repair = {path: ObjectPath} & ({kind: 'quote'} | {kind: 'value'; to: Scalar} | {kind: 'rename'; to: string} | Restructuring)

/** Steps that are done all or none. */
export interface Restructuring {
  kind: 'restructure'
  steps: Step[]
  /** What it does, in a sentence that repeats no value. */
  says: string
  /** Places of findings that have to be repaired together. */
  together: ObjectPath[]
}

/** A repair that is settled: the edits of the file's text, in their order, and what becomes of the value. Paths are the document's. */
export type Draft = {path: ObjectPath; edits: Edit[]} & ({kind: 'value'; to: Scalar} | {kind: 'rename'; to: string} | {kind: 'restructure'; steps: Step[]})

/**
 * Turns a repair into edits of the file: of one token, or of the lines that go elsewhere.
 * @param text the whole file
 * @param base where the object stands in its document
 * @returns undefined where what would change is of a kind that is left alone: block texts, several lines, aliases, tags that the value would contradict
 */
export function draft(text: string, document: KubernetesDocument, base: ObjectPath, repair: Repair): Draft | undefined {
  const path = [...base, ...repair.path]
  if (repair.kind === 'restructure') {
    const steps = below(base, repair.steps)
    const edits = draftSteps(text, document, base, steps)
    return edits && {kind: 'restructure', path, steps, edits}
  }
  const place = document.place(path, repair.kind === 'rename' ? 'key' : 'value')
  if (!place) return undefined
  const [from, to] = place
  const before = text.slice(from, to)
  if (repair.kind === 'rename') {
    if (!isSimple(before, path.at(-1))) return undefined
    return {kind: 'rename', path, to: repair.to, edits: [{from, to, text: written(repair.to, before)}]}
  }
  if (!isSimple(before, valueAt(document.value, path))) return undefined
  if (repair.kind === 'quote') return {kind: 'value', path, to: before, edits: [{from, to, text: JSON.stringify(before)}]}
  return {kind: 'value', path, to: repair.to, edits: [{from, to, text: typeof repair.to === 'string' ? written(repair.to, before) : String(repair.to)}]}
}

/** What repairs do to a value: at it, at its key, and below it. */
interface Change {
  to?: Scalar
  name?: string
  below: Map<string | number, Change>
}

/** A value with its changes; nothing of the original is touched. Undefined when a place is not there, or a new name is taken. */
function changed(value: unknown, {to, below}: Change): unknown {
  if (to !== undefined) return to
  if (below.size === 0) return value
  if (typeof value !== 'object' || value === null || [...below.keys()].some((step) => !Object.hasOwn(value, step))) return undefined
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => (below.has(index) ? changed(item, below.get(index)!) : item))
    return items.every((item, index) => item !== undefined || !below.has(index)) ? items : undefined
  }
  const entries: Array<[string, unknown]> = []
  for (const [key, item] of Object.entries(value)) {
    const change = below.get(key)
    if (change?.name !== undefined && Object.hasOwn(value, change.name)) return undefined
    const after: unknown = change ? changed(item, change) : item
    if (after === undefined) return undefined
    entries.push([change?.name ?? key, after])
  }
  return new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : undefined
}

/**
 * What a document must hold once repairs are done: the values before, but for the places that they name.
 * @returns undefined when two of them contradict each other
 */
export function expected(value: unknown, drafts: Draft[]): unknown {
  const root: Change = {below: new Map()}
  let moved = value
  const done = new Set<string>()
  for (const one of drafts) {
    if (one.kind === 'restructure') {
      const steps = JSON.stringify(one.steps)
      // Several findings may be repaired by the same steps.
      if (!done.has(steps)) moved = restructured(moved, one.steps)
      if (moved === undefined) return undefined
      done.add(steps)
      continue
    }
    let change = root
    for (const step of one.path) {
      const next: Change = change.below.get(step) ?? {below: new Map()}
      change.below.set(step, next)
      change = next
    }
    if (one.kind === 'rename') change.name = one.to
    else change.to = one.to
  }
  return changed(moved, root)
}
