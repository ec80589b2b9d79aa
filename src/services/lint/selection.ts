import {existsSync} from 'node:fs'
import {dirname, relative, resolve} from 'node:path'
import type {Profile} from '../../core/lint/profile.ts'
import type {LintResult} from '../../core/lint/lint.ts'
import {linesOf} from '../../core/lint/reporters/excerpt.ts'
import {rules as rulesOverSets} from '../../core/lint/rules/all.ts'
import {baselineText, goneFrom, readBaseline, renewed, sizeOf, type Baseline, type Recognition} from '../../core/lint/selection/baseline.ts'
import {readSuppressions} from '../../core/lint/selection/in-source.ts'
import {outlivedOf} from '../../core/lint/selection/outlived.ts'
import {isLeftAlone, select, severityOf, sourceReader, type Choice, type Ignored} from '../../core/lint/selection/select.ts'
import type {Judged} from '../../core/lint/selection/types.ts'
import {mentionsSuppression} from '../../core/lint/selection/words.ts'
import type {Finding} from '../../core/lint/types.ts'
import {problem, ProblemError} from '../../core/problems/problem.ts'
import {readTextIfThere, writeFileAtomically} from '../../io/files.ts'
import {slashed} from '../../io/slashed.ts'
import {projectPatterns, type ProjectPattern} from './project-paths.ts'
import type {ProjectSettings} from './settings.ts'

/** What a run knows beside its findings. */
export interface Scope {
  project: ProjectSettings | undefined
  profile: Profile | undefined
  /** The file of known findings; none when not given. */
  baseline: string | undefined
  /** Writes it anew with what is found now. */
  updates: boolean
  /** Names of the files that were read, in their order. */
  files: string[]
  /** Those among them that mention suppressions. */
  mentioned: string[]
  /** The paths were those of single files: rules that look at several together may have missed some. */
  isPartial: boolean
  /** All that the settings of the project may speak of was looked at. */
  isWhole(summary: LintResult['summary']): boolean
  /** Reads a file once more; undefined when it is gone. */
  again(file: string): string | undefined
}

/** What became of the baseline in a run. */
export interface BaselineUse {
  file: string
  /** How many findings it knows now, in how many files. */
  findings: number
  files: number
  /** Of those that it knew, how many were not found any more in what was linted. */
  gone: number
  updated: boolean
}

/** What is reported, and what is not. */
export interface Selected {
  judged: Judged[]
  /** Texts of the files that findings are of, by name. */
  texts: Map<string, string>
  baseline: BaselineUse | undefined
  /** What of `lint.ignore` leaves nothing out any more, a sentence each; empty where that is not known. */
  outlived: string[]
}

/** What `lint.ignore` leaves out, with the patterns as they stand in c1ctl.yaml. */
async function ignoredOf({directory, settings}: ProjectSettings): Promise<Ignored[]> {
  return Promise.all(settings.ignore.map(async ({rules = [], paths, reason}) => {
    const fits = await projectPatterns(directory, paths)
    return {rules, reason, paths: fits.map((fit, place) => ({pattern: paths[place]!, fits: remembered(fit)}))}
  }))
}

/** Files are asked about once for each of their findings. */
function remembered(fits: ProjectPattern): ProjectPattern {
  const known = new Map<string, boolean>()
  return (file) => {
    if (!known.has(file)) known.set(file, fits(file))
    return known.get(file)!
  }
}

async function baselineAt(file: string, mayBeMissing: boolean): Promise<Baseline> {
  const text = await readTextIfThere(file)
  if (text === null) {
    if (mayBeMissing) return new Map()
    throw new ProblemError(problem('baseline-invalid', `The baseline ${file} does not exist.`, {next: ['Make it with --update-baseline, or name the right file with --baseline or under lint.baseline in c1ctl.yaml.']}))
  }
  const read = readBaseline(text)
  if ('fault' in read) throw new ProblemError(problem('baseline-invalid', `The baseline ${file} ${read.fault}.`))
  return read.known
}

/** Chooses what is reported of a run: by the project's settings, by what manifests say themselves, and by a baseline. */
export class Selection {
  readonly #scope: Scope
  readonly #ignored: Ignored[]
  readonly #known: Baseline | undefined
  readonly #read = sourceReader()

  private constructor(scope: Scope, ignored: Ignored[], known: Baseline | undefined) {
    this.#scope = scope
    this.#ignored = ignored
    this.#known = known
  }

  /** @throws ProblemError baseline-invalid, file-unreadable */
  static async of(scope: Scope): Promise<Selection> {
    const known = scope.baseline === undefined ? undefined : await baselineAt(scope.baseline, scope.updates)
    return new Selection(scope, scope.project ? await ignoredOf(scope.project) : [], known)
  }

  get #severities(): Choice['severities'] {
    return this.#scope.project?.settings.rules ?? {}
  }

  /** Which findings --fix leaves alone, given the texts that they are of. */
  spare = (texts: Map<string, string>): ((finding: Finding) => boolean) => {
    const sourceOf: Choice['sourceOf'] = (file) => {
      const text = texts.get(file)
      return text !== undefined && mentionsSuppression(text) ? this.#read(file, text) : undefined
    }
    return (finding) => isLeftAlone(finding, {severities: this.#severities, ignored: this.#ignored, sourceOf})
  }

  /**
   * Chooses, and writes the baseline when it is to be renewed.
   * @param textOf the text of a file as it is now, when it is another than the one that was read
   * @throws ProblemError file-unwritable
   */
  async choose({findings, texts, secretsIn, shown, summary}: LintResult, textOf: (file: string) => string | undefined): Promise<Selected> {
    const {files, mentioned, baseline, updates, again} = this.#scope
    const text = (file: string): string => textOf(file) ?? texts.get(file) ?? again(file) ?? ''
    const order = new Map(files.map((file, place) => [file, place]))
    const isMentioned = new Set(mentioned)
    const isTold = (rule: string): boolean => this.#isTold(rule, summary.unchecked > 0)
    const recognition = baseline === undefined ? undefined : await recognitionBy(baseline, text, {secretsIn, shown})
    const choose = (known = this.#known): Judged[] => select(findings, {
      severities: this.#severities,
      ignored: this.#ignored,
      mentioned,
      // Texts of files without findings are not held: each is looked at and let go.
      sourceOf: (file) => (isMentioned.has(file) ? (texts.has(file) ? this.#read : readSuppressions)(file, text(file)) : undefined),
      orderOf: (file) => order.get(file),
      isTold,
      baseline: recognition && known && {...recognition, known},
    }).judged
    const outlived = this.#scope.isWhole(summary) ? outlivedOf(findings, files, {severities: this.#severities, ignored: this.#ignored, isTold}) : []
    let judged = choose()
    let use: BaselineUse | undefined
    if (recognition) {
      const found = judged.filter((one) => one.fate.is !== 'suppressed').map((one) => one.finding)
      const read = new Set([...files, ...found.map((one) => one.file)].map(recognition.keyOf))
      const rule = (id: string): boolean => severityOf(id, this.#severities) !== 'off' && isTold(id)
      const gone = goneFrom(this.#known!, found, recognition, {file: (key) => read.has(key), rule})
      // Of a file that is not there any more nothing can be found.
      const isRemoved = (key: string): boolean => !existsSync(resolve(dirname(baseline!), key))
      const now = updates ? renewed(this.#known!, found, recognition, {file: (key) => read.has(key) || isRemoved(key), rule}) : this.#known!
      if (updates) {
        await writeFileAtomically(baseline!, baselineText(now))
        judged = choose(now)
      }
      use = {file: baseline!, ...sizeOf(now), gone, updated: updates}
    }
    const all = new Map(texts)
    for (const {finding} of judged) if (!all.has(finding.file)) all.set(finding.file, text(finding.file))
    return {judged, texts: all, baseline: use, outlived}
  }

  /** What a rule does not say means something when it was asked, and has seen all that it looks at: definitions of custom resources too. */
  #isTold(rule: string, isUnchecked: boolean): boolean {
    if (rule.startsWith('hardening/') && this.#scope.profile !== 'hardened') return false
    return !this.#scope.isPartial || !(rulesOverSets.some((one) => one.id === rule) || (isUnchecked && rule.startsWith('kubernetes/')))
  }
}

async function recognitionBy(baseline: string, text: (file: string) => string, {secretsIn, shown}: Pick<LintResult, 'secretsIn' | 'shown'>): Promise<Recognition> {
  const {lineHasher} = await import('../../core/lint/fingerprints.ts')
  const home = dirname(resolve(baseline))
  const keys = new Map<string, string>()
  let latest: {file: string; hashOf: (finding: Finding) => string} | undefined
  return {
    keyOf: (file) => {
      if (!keys.has(file)) keys.set(file, slashed(relative(home, resolve(file))))
      return keys.get(file)!
    },
    // Findings come file by file.
    hashOf: (finding) => {
      if (latest?.file !== finding.file) latest = {file: finding.file, hashOf: lineHasher(linesOf(text(finding.file)), secretsIn(finding.file), shown)}
      return latest.hashOf(finding)
    },
  }
}
