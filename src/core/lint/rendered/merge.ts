import type {Catalog} from '../../catalog/types.ts'
import type {ShownLine} from '../reporters/excerpt.ts'
import {linesOf, shownLine} from '../reporters/excerpt.ts'
import type {LintInput} from '../input.ts'
import {holdsForParts} from '../kustomize-patches.ts'
import type {Against, LintResult} from '../lint.ts'
import {LintRun} from '../run.ts'
import type {At} from '../set.ts'
import {findingKey, type Finding} from '../types.ts'
import {described, type Rendering} from './origin.ts'

/** A finding of rendered text, moved to the file that it comes from. */
interface Moved {
  finding: Finding
  text: string
  shown: ShownLine
  /** Two that are equal say the same. */
  key: string
  /** What a finding of the file itself would have for a key, if it said the same. */
  plain: string
}

/** A fault that kept something from being rendered, with the text of its file. */
export interface RenderFault {
  finding: Finding
  text: string
}

/** What came of one rendering. */
export interface LintedRendering {
  moved: Moved[]
  documents: number
  unchecked: number
}

const said = ({file, rule, message}: Finding): string => JSON.stringify([file, rule, message])

/**
 * Lints what was rendered as a set of its own, as a release is one, and moves the findings to the files that people edit. None is fixable there.
 * @param catalogFor connectors, for those that the rendering may run
 * @param known files whose Secrets and ConfigMaps the rendered objects may name; nothing is said of them
 */
export async function lintRendering(rendering: Rendering, against: Against, catalogFor: (wanted: ReturnType<LintRun['connectors']>) => Promise<Catalog>, known: Iterable<LintInput>): Promise<LintedRendering> {
  const name = 'rendered'
  const places = new Map<Finding, At>()
  const texts = new Map([[name, rendering.text]])
  const run = new LintRun(against, (file) => texts.get(file), {resident: Infinity, places})
  run.add({name, text: rendering.text})
  const wanted = run.connectors()
  // Only connectors are looked at together with what they name.
  if (wanted) {
    for (const input of known) {
      const held = `known ${texts.size}`
      texts.set(held, input.text)
      run.add({...input, name: held, isLeftOut: true})
    }
  }
  const {findings, summary, secretsIn} = run.finish(await catalogFor(wanted))
  const lines = linesOf(rendering.text)
  const secrets = findings.length > 0 ? secretsIn(name) : []
  const moved = findings.map((finding): Moved => {
    const at = places.get(finding)
    const {file, text, span, isExact} = rendering.origin(finding, at)
    const message = isExact ? finding.message : `${finding.message} It is in what ${rendering.program} makes of this file${at ? `: ${described(at)}` : ''}.`
    const target: Finding = {...finding, file, ...span, message, fixable: false}
    const line = lines[finding.line - 1] ?? ''
    const shown = {...shownLine(finding, line, secrets), isElsewhere: line.trim() !== (linesOf(text)[span.line - 1] ?? '').trim()}
    return {finding: target, text, shown, key: isExact ? findingKey(target) : said(target), plain: isExact ? findingKey(target) : said({...target, message: finding.message})}
  })
  return {moved, documents: summary.documents, unchecked: summary.unchecked}
}

/**
 * Puts what was found in files and in what was rendered of them together, each fault once.
 * @param own what the files themselves gave
 * @param more.order places of files in the run
 * @param more.parts files that are patches and settings of kustomize: what a server would say of them by themselves means nothing
 */
export function merge(own: LintResult, more: {renderings: LintedRendering[]; faults: RenderFault[]; parts: ReadonlySet<string>; order: ReadonlyMap<string, number>}): LintResult {
  const kept = own.findings.filter(({file, rule}) => !more.parts.has(file) || holdsForParts(rule))
  const seen = new Set<string>()
  const plain = new Set(kept.flatMap((one) => [findingKey(one), said(one)]))
  const texts = new Map(own.texts)
  const shown = new Map<string, ShownLine>()
  const findings = [...kept]
  for (const {finding, text} of more.faults) {
    if (seen.has(findingKey(finding))) continue
    seen.add(findingKey(finding))
    findings.push(finding)
    if (!texts.has(finding.file)) texts.set(finding.file, text)
  }
  for (const one of more.renderings.flatMap(({moved}) => moved)) {
    if (seen.has(one.key) || plain.has(one.plain)) continue
    seen.add(one.key)
    findings.push(one.finding)
    shown.set(findingKey(one.finding), one.shown)
    if (!texts.has(one.finding.file)) texts.set(one.finding.file, one.text)
  }
  const withFindings = new Set(findings.map((one) => one.file))
  for (const file of texts.keys()) if (!withFindings.has(file)) texts.delete(file)
  const order = new Map(more.order)
  for (const {file} of findings) if (!order.has(file)) order.set(file, order.size)
  findings.sort((one, other) => order.get(one.file)! - order.get(other.file)! || one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : one.rule > other.rule ? 1 : 0))
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length
  const summary = {
    ...own.summary, errors: count('error'), warnings: count('warning'), rendered: more.renderings.length,
    unchecked: own.summary.unchecked + more.renderings.reduce((sum, one) => sum + one.unchecked, 0),
  }
  return {...own, findings, summary, texts, shown}
}
