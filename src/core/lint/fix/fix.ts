import type {Catalog} from '../../catalog/types.ts'
import {applyEdits, editedLines, sameLines, type LineOrigins} from '../../yaml/edit.ts'
import type {LintInput} from '../input.ts'
import {lint, type Against, type LintedSet} from '../lint.ts'

/** What files become when everything that is fixable is repaired. */
export interface Fixed {
  /** What was found before anything was repaired. */
  before: LintedSet
  /** What remains. */
  after: LintedSet
  /** Every file as it is then, changed or not. */
  texts: Map<string, string>
  /** Where the lines of the files come from that were changed. */
  origins: Map<string, LineOrigins>
  /** Findings that were repaired, by file, in the order of the files; files without any are left out. */
  counts: Map<string, number>
}

/** A repair can bring a fault to light that hid behind it, which may be repaired too; more rounds than this would mean that two repairs undo each other. */
const mostRounds = 32

/**
 * Repairs what is fixable in files that are linted as one set, until nothing fixable remains: doing it again changes nothing.
 * @param texts the files by name
 * @param against what the objects are held against, as in `lint`
 * @param inputs what else is known of files, by name
 */
export function fix(texts: Map<string, string>, catalog: Catalog, against: Against = {}, inputs?: Map<string, LintInput>): Fixed {
  const run = (now: Map<string, string>): LintedSet => lint([...now].map(([name, text]) => ({...inputs?.get(name), name, text})), catalog, against)
  const counts = new Map<string, number>()
  const origins = new Map<string, LineOrigins>()
  const before = run(texts)
  let after = before
  let now = texts
  for (let round = 0; after.edits.size > 0; round += 1) {
    if (round === mostRounds) throw new Error('Repairs of lint undo each other.')
    for (const {file, fixable} of after.findings) if (fixable) counts.set(file, (counts.get(file) ?? 0) + 1)
    const {edits} = after
    for (const [name, ofFile] of edits) origins.set(name, editedLines(now.get(name)!, ofFile, origins.get(name) ?? sameLines(now.get(name)!)))
    now = new Map([...now].map(([name, text]) => [name, applyEdits(text, edits.get(name) ?? [])]))
    after = run(now)
  }
  return {before, after, texts: now, origins, counts: new Map([...texts.keys()].filter((name) => counts.has(name)).map((name) => [name, counts.get(name)!]))}
}
