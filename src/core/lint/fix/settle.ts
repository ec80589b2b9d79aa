import {validateObject, type Against} from '../../kubernetes/validate.ts'
import type {ObjectPath} from '../../kubernetes/violation.ts'
import {groupBy} from '../../values/groups.ts'
import {overlaps, type Edit} from '../../yaml/edit.ts'
import {firstDifference, type KubernetesDocument} from '../../yaml/kubernetes-reader.ts'
import type {Manifest} from '../set.ts'
import {findingKey, type Finding} from '../types.ts'
import {startsWith} from '../../values/paths.ts'
import {draft, expected, type Draft, type Repair} from './repair.ts'

/** A finding, and the repair that its rule knows for it. The repair's path is the object's own. */
export interface Asked {
  finding: Finding
  manifest: Manifest
  repair: Repair
}

interface Drafted {
  asked: Asked
  draft: Draft
}

/** What is done about a finding. Findings of one place may share it. */
export interface Settled {
  repair: Repair
  /** In the order of the file. */
  edits: Edit[]
}

/** Beyond so many edits of one document that cannot be done together, it is left alone: each would have to be tried by itself. */
const mostTried = 200

/** A document may have been read more than once: it is the same where it stands at the same place of its file. */
const documentOf = ({manifest: {file, document}}: Asked): string => JSON.stringify([file, document.at.offset])

/** What remains when repairs are left out after which the server would still refuse the same place. */
function lasting(value: unknown, manifest: Manifest, drafted: Drafted[], against: Against): Drafted[] {
  // Steps were looked at together with what comes of them.
  const judged = drafted.filter(({asked, draft: {kind}}) => asked.finding.rule.startsWith('kubernetes/') && kind !== 'restructure')
  if (judged.length === 0) return drafted
  let object = expected(value, drafted.map((one) => one.draft))
  for (const step of manifest.base) object = (object as Record<string | number, unknown> | undefined)?.[step]
  if (object === undefined) return drafted
  const faults = (validateObject(object as Record<string, unknown>, against) ?? []).filter((one) => one.severity === 'error').map((one) => ({path: [...manifest.base, ...one.path], hint: one.hint}))
  // A field that has its right name now may hold a value that can be put right too.
  const canBePutRight = (path: ObjectPath): boolean => faults.some((one) => one.hint && one.path.length === path.length && startsWith(one.path, path))
  const remains = ({draft: done}: Drafted): boolean => faults.some(({path}) => startsWith(path, done.kind === 'rename' ? [...done.path.slice(0, -1), done.to] : done.path) && (done.kind === 'value' || !canBePutRight(path)))
  return drafted.filter((one) => !judged.includes(one) || !remains(one))
}

/** Whether all findings are to be repaired that a repair has to do with: some may be suppressed. */
function isWhole({asked: {manifest, finding, repair}}: Drafted, all: ReadonlySet<string>): boolean {
  return repair.kind !== 'restructure' || repair.together.every((path) => all.has(placeOf(manifest, finding.rule, path)))
}
const placeOf = ({base}: Manifest, rule: string, path: ObjectPath): string => JSON.stringify([rule, ...base, ...path])

/** Repairs of the same stretches of text stand or fall together. */
function byStretch(drafted: Drafted[]): Drafted[][] {
  const groups = new Map<string, Drafted[]>()
  /** Edits of repairs that have several: each may stand anywhere. */
  const several: Edit[] = []
  let last: Edit | undefined
  for (const one of drafted.toSorted((left, right) => left.draft.edits[0]!.from - right.draft.edits[0]!.from)) {
    const {edits} = one.draft
    const key = JSON.stringify(edits)
    const known = groups.get(key)
    if (known) known.push(one)
    // Of two that overlap and are not the same the first one is done; the other may be in the next round.
    else if (!edits.some((edit) => (last && overlaps(last, edit)) || several.some((other) => overlaps(other, edit)))) {
      groups.set(key, [one])
      if (edits.length > 1) several.push(...edits)
      else last = edits[0]
    }
  }
  return [...groups.values()]
}

const depthOf = ({text}: Edit): number => text.search(/[^ ]|$/)
/** The edits of repairs in the order of the text. Of lines that come at one place those further in come first: they belong to what stands above. */
const editsOf = (groups: Drafted[][]): Edit[] => groups.flatMap((group) => group[0]!.draft.edits).toSorted((one, other) => one.from - other.from || one.to - other.to || depthOf(other) - depthOf(one))

const holds = (document: KubernetesDocument, groups: Drafted[][]): boolean => {
  const wanted = expected(document.value, groups.flat().map((one) => one.draft))
  const read = wanted === undefined ? undefined : document.edited(editsOf(groups))
  return read !== undefined && firstDifference(wanted, read.value) === undefined
}

/** The repairs of a document after which Kubernetes reads what was meant, and everything else as before. */
function settled(document: KubernetesDocument, groups: Drafted[][]): Drafted[][] {
  if (groups.length === 0 || holds(document, groups)) return groups
  if (groups.length > mostTried) return []
  // An anchor, a merge key or a tag carries one of them elsewhere: those that stay where they belong are done all the same.
  const kept: Drafted[][] = []
  for (const group of groups) if (holds(document, [...kept, group])) kept.push(group)
  return kept
}

/**
 * Decides which repairs are done and marks their findings fixable: those after which every document, read anew, holds the values that it held, but for
 * the places of the findings, and the place is no longer refused.
 * @param texts the files by name
 * @param against what the objects were held against
 * @returns the edits by file, and what is done about each finding
 */
export function settle(asked: Asked[], texts: Map<string, string>, against: Against = {}): {edits: Map<string, Edit[]>; repairs: Map<string, Settled>} {
  const edits = new Map<string, Edit[]>()
  const repairs = new Map<string, Settled>()
  for (const ofDocument of groupBy(asked, documentOf).values()) {
    const {file, document} = ofDocument[0]!.manifest
    const text = texts.get(file)!
    // A byte that is no UTF-8 has become this character, and would be lost.
    if (text.includes('\ufffd')) continue
    const drafted: Drafted[] = []
    for (const one of ofDocument) {
      const drawn = draft(text, document, one.manifest.base, one.repair)
      if (drawn) drafted.push({asked: one, draft: drawn})
    }
    const places = new Set(ofDocument.map(({manifest, finding, repair}) => placeOf(manifest, finding.rule, repair.path)))
    const kept = [...groupBy(drafted.filter((one) => isWhole(one, places)), (one) => JSON.stringify(one.asked.manifest.base)).values()].flatMap((ofObject) => lasting(document.value, ofObject[0]!.asked.manifest, ofObject, against))
    const ofFile = edits.get(file) ?? []
    const done = settled(document, byStretch(kept))
    ofFile.push(...editsOf(done))
    for (const group of done) {
      for (const one of group) {
        one.asked.finding.fixable = true
        repairs.set(findingKey(one.asked.finding), {repair: one.asked.repair, edits: one.draft.edits})
      }
    }
    if (ofFile.length > 0) edits.set(file, ofFile)
  }
  return {edits, repairs}
}
