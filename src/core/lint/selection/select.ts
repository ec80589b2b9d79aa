import {groupBy} from '../../values/groups.ts'
import type {Finding} from '../types.ts'
import {withoutKnown, type Baseline} from './baseline.ts'
import {holdsFor, readSuppressions, suppressionFault, type SourceRead, type SourceSuppression} from './in-source.ts'
import {covers, fixedRules, rulesOf} from './rule-patterns.ts'
import type {Fate, Judged} from './types.ts'

/** What `lint.ignore` leaves out. */
export interface Ignored {
  /** Rules or families; all where it is empty. */
  rules: string[]
  /** The patterns, and which files each stands for. */
  paths: Array<{pattern: string; fits(file: string): boolean}>
  reason: string
}

/** How findings are chosen. Files are named as findings name them. */
export interface Choice {
  /** Severities by rule or family. */
  severities: Record<string, Finding['severity'] | 'off'>
  ignored: Ignored[]
  /** What a file says of its own findings; undefined when it says nothing. */
  sourceOf(file: string): SourceRead | undefined
  /** Files that may say something, whether anything was found in them or not. */
  mentioned: string[]
  /** The place of a file in the run; undefined for one that was not read. */
  orderOf(file: string): number | undefined
  /** Whether what a rule does not say is known: not of one that was not asked, or could not see all that it looks at. */
  isTold(rule: string): boolean
  baseline?: {known: Baseline; keyOf(file: string): string; hashOf(finding: Finding): string} | undefined
}

/** What becomes of each finding. */
export interface Chosen {
  /** In the order of the files and their lines; what rules say that are off is not among them. */
  judged: Judged[]
  /** What rules would say that are off. */
  off: Finding[]
}

/** The severity of a rule, that of its own name before that of its family; undefined when neither is set. */
export function severityOf(rule: string, severities: Choice['severities']): Finding['severity'] | 'off' | undefined {
  if (fixedRules.has(rule)) return undefined
  if (Object.hasOwn(severities, rule)) return severities[rule]
  const family = `${rule.split('/')[0]!}/*`
  return Object.hasOwn(severities, family) ? severities[family] : undefined
}

function ignoredBy(finding: Finding, ignored: Ignored[]): Ignored | undefined {
  if (fixedRules.has(finding.rule)) return undefined
  return ignored.find(({rules, paths}) => (rules.length === 0 || rules.some((one) => covers(one, finding.rule))) && paths.some((one) => one.fits(finding.file)))
}

/** The suppressions of a file, found by the line where they hold for one alone. */
class SourceIndex {
  readonly suppressions: SourceSuppression[]
  readonly #byLine = new Map<number, SourceSuppression[]>()
  readonly #wider: SourceSuppression[] = []

  constructor(suppressions: SourceSuppression[]) {
    this.suppressions = suppressions
    for (const one of suppressions) {
      const known = this.#byLine.get(one.from[0])
      if (one.by === 'annotation') this.#wider.push(one)
      else if (known) known.push(one)
      else this.#byLine.set(one.from[0], [one])
    }
  }

  /** All that stand for a finding, the nearest first, each with the names that do. */
  of(finding: Finding): Array<{suppression: SourceSuppression; patterns: string[]}> {
    return [...(this.#byLine.get(finding.line) ?? []), ...this.#wider].flatMap((suppression) => {
      if (!holdsFor(suppression, finding)) return []
      const patterns = suppression.rules.map((one) => one.pattern).filter((one) => covers(one, finding.rule))
      return patterns.length > 0 ? [{suppression, patterns}] : []
    })
  }
}

/** What is said of names in suppressions that nothing was found of. */
function stale(file: string, suppressions: SourceSuppression[], used: Set<string>, isTold: Choice['isTold']): Finding[] {
  return suppressions.flatMap((one, index) =>
    one.rules
      .filter(({pattern}) => !used.has(`${index} ${pattern}`) && rulesOf(pattern).length > 0 && rulesOf(pattern).every(isTold))
      .map(({pattern, at}) => suppressionFault(file, `Nothing ${one.by === 'comment' ? 'on this line' : 'in this object'} breaks ${pattern}: remove it from the suppression.`, at)),
  )
}

/**
 * Decides what is reported: severities as they are set, then what manifests and settings suppress, then what the baseline knows. What is wrong with a suppression
 * is a finding of its own. Nothing is lost: each finding has one fate, or its rule is off.
 * @param found all findings, in the order of the files and their lines
 */
export function select(found: Finding[], choice: Choice): Chosen {
  const off: Finding[] = []
  const withSeverity = (findings: Finding[]): Finding[] =>
    findings.flatMap((finding) => {
      const severity = severityOf(finding.rule, choice.severities)
      if (severity === 'off') off.push(finding)
      return severity === 'off' ? [] : [severity === undefined || severity === finding.severity ? finding : {...finding, severity}]
    })
  const isTold = (rule: string): boolean => severityOf(rule, choice.severities) !== 'off' && choice.isTold(rule)

  const fates = new Map<Finding, Fate>()
  let findings = withSeverity(found)
  const about: Finding[] = []
  const byFile = groupBy(findings, (one) => one.file)
  for (const file of new Set([...choice.mentioned, ...byFile.keys()])) {
    const source = choice.sourceOf(file)
    if (!source) continue
    const index = new SourceIndex(source.suppressions)
    const places = new Map(source.suppressions.map((one, place) => [one, place]))
    const used = new Set<string>()
    for (const finding of byFile.get(file) ?? []) {
      const all = index.of(finding)
      for (const {suppression, patterns} of all) for (const pattern of patterns) used.add(`${places.get(suppression)!} ${pattern}`)
      if (all[0]) fates.set(finding, {is: 'suppressed', by: all[0].suppression.by, reason: all[0].suppression.reason})
    }
    about.push(...source.faults, ...stale(file, source.suppressions, used, isTold))
  }
  if (about.length > 0) {
    const order = (file: string): number => choice.orderOf(file) ?? Infinity
    const between = (one: string, other: string): number => (one === other ? 0 : order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0)
    findings = [...findings, ...withSeverity(about)].sort((one, other) => between(one.file, other.file) || one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : one.rule > other.rule ? 1 : 0))
  }
  for (const finding of findings) {
    const by = fates.has(finding) ? undefined : ignoredBy(finding, choice.ignored)
    if (by) fates.set(finding, {is: 'suppressed', by: 'settings', reason: by.reason})
  }
  if (choice.baseline) {
    const open = findings.filter((one) => !fates.has(one))
    for (const finding of withoutKnown(open, choice.baseline)) fates.set(finding, {is: 'known'})
  }
  return {judged: findings.map((finding) => ({finding, fate: fates.get(finding) ?? {is: 'reported'}})), off}
}

/**
 * What --fix leaves alone: what a rule says that is off, and what is suppressed. What the baseline knows is repaired like all else, for nobody decided to keep it.
 * @param choice as for `select`; `sourceOf` has to know the texts that the findings are of
 */
export function isLeftAlone(finding: Finding, {severities, ignored, sourceOf}: Pick<Choice, 'severities' | 'ignored' | 'sourceOf'>): boolean {
  if (severityOf(finding.rule, severities) === 'off' || ignoredBy(finding, ignored)) return true
  return sourceOf(finding.file)?.suppressions.some((one) => holdsFor(one, finding) && one.rules.some(({pattern}) => covers(pattern, finding.rule))) ?? false
}

/** A reader of what files say about their findings, each text once. */
export function sourceReader(): (file: string, text: string) => SourceRead {
  const known = new Map<string, {text: string; read: SourceRead}>()
  return (file, text) => {
    const before = known.get(file)
    if (before?.text === text) return before.read
    const read = readSuppressions(file, text)
    known.set(file, {text, read})
    return read
  }
}
