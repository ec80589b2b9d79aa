import {isAbsolute, join, relative, resolve, sep} from 'node:path'
import type {Catalog} from '../core/catalog/types.ts'
import type {LintInput} from '../core/lint/input.ts'
import {isForRendering} from '../core/lint/kinds.ts'
import type {Against, LintResult, LintSummary} from '../core/lint/lint.ts'
import type {Profile} from '../core/lint/profile.ts'
import type {Report} from '../core/lint/reporters/report.ts'
import {summaryLine, summaryTable, textReport, withoutColour, type Paints, type ReportSummary} from '../core/lint/reporters/text.ts'
import {LintRun} from '../core/lint/run.ts'
import type {SuppressedFinding} from '../core/lint/selection/types.ts'
import {defaultKubernetesVersion} from '../core/kubernetes/schema.ts'
import {mentionsSuppression} from '../core/lint/selection/words.ts'
import type {Finding} from '../core/lint/types.ts'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'
import {counted} from '../core/text/counted.ts'
import {writeFileAtomically} from '../io/files.ts'
import {gitRoot} from '../io/git.ts'
import {findProject} from '../io/project-directory.ts'
import {slashed} from '../io/slashed.ts'
import type {OpenCatalog} from './catalog.ts'
import {Files, type Glimpsed} from './lint/files.ts'
import type {Glance} from './lint/glimpse.ts'
import type {BaselineUse, Selected, Selection} from './lint/selection.ts'
import {readSettings, type ProjectSettings} from './lint/settings.ts'
import {RunMemory} from './lint/run-memory.ts'
import {surroundings} from './lint/surroundings.ts'

export type {Profile} from '../core/lint/profile.ts'

/** What `--json` gives. */
export interface LintData {
  /** What counts: neither suppressed nor known from the baseline. */
  findings: Finding[]
  /** Findings that a comment, an annotation or the project's settings keep out of the report. */
  suppressed: SuppressedFinding[]
  summary: ReportSummary
  /** With a baseline: what became of it. */
  baseline?: BaselineUse
  /** With --fix: how many findings of each file were repaired. `findings` are those that remain. */
  fixed?: Array<{file: string; repaired: number}>
  /** With --fix --dry-run: what would change, as a unified diff in which secret values are masked. */
  diff?: string
}

/** What one run found. */
export interface Linted {
  data: LintData
  /** The report in a format; secret values are masked. */
  report(format: Format): Promise<string>
  /** The report for people on a terminal of `columns`. */
  reportOnTerminal(paints: Paints, columns: number | undefined): string
  /** How often each rule was broken, for a terminal that does not get the report itself; empty without findings. */
  summaryTable(paints: Paints): string
  /** What was written, a line each. */
  notes: string[]
  /** One line about what was looked at. */
  summaryText: string
  /** Standard input with everything repaired, when it was read and is to be repaired. */
  repairedInput?: string | undefined
  problems: Problem[]
  warnings: string[]
}

/** How findings can be reported, beside the envelope that every command prints. */
export type Format = 'text' | 'sarif' | 'github' | 'junit'

/** Each reporter is loaded when it is asked for. */
const reporters: Record<Format, (report: Report) => string | Promise<string>> = {
  text: (report) => textReport(report, report.texts, withoutColour),
  sarif: async (report) => (await import('../core/lint/reporters/sarif.ts')).sarifReport(report),
  github: async (report) => (await import('../core/lint/reporters/github.ts')).githubReport(report),
  junit: async (report) => (await import('../core/lint/reporters/junit.ts')).junitReport(report),
}

/** The path of a file from the root of the repository (outside of git, from `directory`), as services that show findings beside the code want it. */
function pathFromRoot(directory: string): (file: string) => string {
  const root = gitRoot(directory) ?? directory
  return (file) => {
    const path = relative(root, resolve(directory, file))
    const isOutside = isAbsolute(path) || path.split(sep)[0] === '..'
    return slashed(isOutside ? resolve(directory, file) : path)
  }
}

/** The catalog costs time to load: only when there is a Deployment of a connector, and then only those that it may run. */
class CatalogOfRun {
  readonly #directory: string | undefined
  #open: Promise<OpenCatalog> | undefined
  /** The names of the images of all connectors, once one is wanted. */
  readonly images = new Set<string>()

  /** @param directory the project whose connectors.yaml adds to it; the nearest one when not given */
  constructor(directory: string | undefined) {
    this.#directory = directory
  }

  /** @throws ProblemError catalog-invalid, file-unreadable */
  async for(wanted: ReturnType<LintRun['connectors']>): Promise<{catalog: Catalog; warnings: string[]}> {
    if (!wanted) return {catalog: {}, warnings: []}
    this.#open ??= this.#opened()
    const {images, connectors, warnings} = await this.#open
    return {catalog: await connectors([...images].filter(([name, image]) => wanted({name, image})).map(([name]) => name)), warnings}
  }

  async #opened(): Promise<OpenCatalog> {
    const {openCatalog} = await import('./catalog.ts')
    const open = await openCatalog(this.#directory ?? findProject(process.cwd()) ?? undefined)
    for (const image of open.images.values()) this.images.add(image)
    return open
  }
}

/** Takes a file that was looked at before its turn. @returns what has to be read of it after all; undefined when nothing has, or it is gone */
function rest(run: LintRun, {name, digest, sound, again}: Glimpsed): LintInput | undefined {
  if (run.recall({name, digest, ofBytesAlone: true})) return undefined
  if (!sound) return again()
  run.addSound({name, digest}, sound)
  return undefined
}

/**
 * Takes one file after the other.
 * @param with.look called when the run is due for it
 * @param with.note called with each file that is read
 * @returns names of the files, those aside that git leaves out, and of those that speak of suppressions
 */
async function readAll(files: AsyncIterable<LintInput | Glimpsed>, run: LintRun, {look, note, signal}: {look(): Promise<void>; note: ((input: LintInput) => void) | undefined; signal: AbortSignal | undefined}): Promise<{read: string[]; mentioned: string[]}> {
  const [read, mentioned]: [string[], string[]] = [[], []]
  for await (const file of files) {
    signal?.throwIfAborted()
    const input = 'again' in file ? rest(run, file) : file
    if (input) {
      run.add(input)
      note?.(input)
      if (input.isLeftOut) continue
      if (mentionsSuppression(input.text)) mentioned.push(input.name)
    }
    read.push(file.name)
    if (run.isDue) await look()
  }
  return {read, mentioned}
}

/** The problems that decide the exit status. */
function verdict({findings, summary: {errors, warnings}}: LintData, maxWarnings: number | undefined): Problem[] {
  const problems: Problem[] = []
  const where = new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.file)).size
  if (errors > 0) problems.push(problem('lint-findings', `${counted(errors, 'error')} in ${counted(where, 'file')}.`))
  if (maxWarnings !== undefined && warnings > maxWarnings)
    problems.push(problem('lint-findings', `${counted(warnings, 'warning')}, and at most ${maxWarnings} ${maxWarnings === 1 ? 'is' : 'are'} allowed.`, {why: 'More warnings than --max-warnings count as a failure.'}))
  return problems
}

/** What was written. */
function notesOf({fixed, baseline}: LintData, onlyShown: boolean): string[] {
  const notes: string[] = []
  if (fixed) {
    const total = fixed.reduce((sum, {repaired}) => sum + repaired, 0)
    const where = `${counted(total, 'finding')} in ${counted(fixed.length, 'file')}`
    notes.push(total === 0 ? 'Nothing to repair.' : onlyShown ? `--fix would repair ${where}.` : `Repaired ${where}.`)
  }
  if (baseline?.updated) notes.push(`${baseline.file} now knows ${counted(baseline.findings, 'finding')} of ${counted(baseline.files, 'file')}${baseline.gone > 0 ? `; ${baseline.gone} that are gone were removed` : ''}.`)
  return notes
}

/** Connectors are looked at whenever so many more objects were read: while they are young, they cost the collector least. */
const earlySet = 64

/** What is asked of lint. Settings of the project count where one of them is not given. */
export interface LintRequest {
  /** Files, directories, patterns, and `-` for standard input. */
  paths: string[]
  /** The project whose settings and connectors.yaml hold; the nearest one when not given. */
  directory?: string | undefined
  /** The version of Kubernetes; the newest when not given. */
  kubernetes?: string | undefined
  /** How much is said of Deployments of connectors; `standard` when not given. */
  profile?: Profile | undefined
  /** A directory with definitions of custom resources, besides those among the files. */
  crds?: string | undefined
  /** What findings call standard input. */
  standardInputName: string
  /** How many warnings are no problem yet; any number when not given. */
  maxWarnings?: number | undefined
  /** A file of known findings; an empty name means none. */
  baseline?: string | undefined
  /** Writes that file anew with what is found. */
  updateBaseline?: boolean | undefined
  /** The version of c1ctl, for reports. */
  version: string
  /** Repairs what is fixable: `write` into the files, `show` as a diff alone; what is found is then what remains. */
  fix?: 'write' | 'show' | undefined
  /** Renders charts and kustomizations among the directories with the user's helm and kustomize, and lints what comes out. */
  render?: boolean | undefined
  /** False to look at every file anew; what did not change since an earlier run is known when not given. */
  cache?: boolean | undefined
  /** Stops the renderings. */
  signal?: AbortSignal | undefined
}

/** Where the baseline lies: the file that was named, else that of the project; none when an empty name was given. */
function baselineFile({baseline, updateBaseline, fix}: LintRequest, project: ProjectSettings | undefined): string | undefined {
  const own = project?.settings.baseline
  const file = baseline ?? (own === undefined ? undefined : relative(process.cwd(), join(project!.directory, own)))
  if (!updateBaseline) return file || undefined
  if (!file) throw new ProblemError(problem('usage', '--update-baseline has no file to write.', {next: ['Name one with --baseline FILE, or under lint.baseline in c1ctl.yaml.']}))
  if (fix === 'show') throw new ProblemError(problem('usage', '--dry-run writes nothing, and --update-baseline would.', {next: ['Leave out one of the two.']}))
  return file
}

/**
 * Lints files, the YAML files below directories, and standard input (`-`), all together as one set.
 * @returns findings; with errors among them, or more warnings than allowed, also the problem lint-findings
 * @throws ProblemError no-such-path and file-unreadable for all such paths together, catalog-invalid, project-invalid, baseline-invalid, usage, interrupted
 */
export async function lint(request: LintRequest): Promise<Linted> {
  const project = await readSettings(request.directory)
  const {settings} = project ?? {}
  const baseline = baselineFile(request, project)
  const remembers = (request.cache ?? true) && request.fix === undefined
  const excludes = settings ? await (await import('./lint/project-paths.ts')).projectPatterns(project!.directory, settings.exclude) : []
  const files = await Files.of(request.paths, request.standardInputName, {seeds: request.render, digests: remembers, excludes})
  const crds = request.crds ?? (settings?.crds === undefined ? undefined : relative(process.cwd(), resolve(project!.directory, settings.crds)) || '.')
  const given = crds === undefined ? undefined : await (await import('./lint/definitions.ts')).readDefinitions(crds)
  const profile = request.profile ?? settings?.profile
  const advice = profile === 'hardened' ? (await import('../core/lint/rules/hardening/all.ts')).hardeningRules : undefined
  let selection: Selection | undefined
  // What is skipped now may be looked at, and found at fault, in a run that renders.
  const isWhole = ({skippedKinds}: LintSummary): boolean => project !== undefined && files.cover(project.directory) && files.problems.length === 0 && (request.render === true || !skippedKinds.some(({kind}) => isForRendering(kind)))
  const against: Against = {kubernetes: request.kubernetes ?? settings?.kubernetesVersion, definitions: given?.definitions, advice, spare: (texts) => selection?.spare(texts) ?? (() => false)}
  const cache = remembers ? new RunMemory({version: request.version, kubernetes: against.kubernetes, profile, directory: request.directory}) : undefined
  const connectors = new CatalogOfRun(request.directory)
  // Repairs look at all files at once.
  const run = new LintRun(against, (name) => files.again(name), {recollection: cache?.recollection, early: request.fix ? undefined : earlySet})
  const renderings = request.render ? new (await import('./lint/rendered.ts')).RenderedFiles(files) : undefined
  // Repairs and renderings need more of a file than a glimpse gives.
  const glance = (): Glance | undefined => (request.fix || request.render ? undefined : {digests: remembers, version: cache && !cache.recollection.isEmpty ? null : (against.kubernetes ?? defaultKubernetesVersion)})
  const look = async (): Promise<void> => run.look((await connectors.for(run.connectors())).catalog, connectors.images)
  // Repairs need all files at once; else one at a time is enough.
  const inputs = new Map<string, LintInput>()
  const {read, mentioned} = await readAll(files.read(glance), run, {
    look,
    signal: request.signal,
    note: request.fix || renderings ? (input) => {
      renderings?.note(input)
      if (request.fix) inputs.set(input.name, input)
    } : undefined,
  })
  // They cost a few milliseconds to load: only where one of their kinds is among the files.
  const shipped = run.wantsShipped || request.render ? (await import('../core/kubernetes/custom/shipped.ts')).shippedKinds : undefined
  const standardInput = request.paths.includes('-') ? request.standardInputName : undefined
  const {around, asideOf, warnings: aboutGit} = await surroundings(run.secretFiles(), connectors.images, {standardInput, mayBeLink: (name) => files.isNamed(name)})
  for (const _ of run.complete(asideOf(run.objectFiles()))) await look()
  const {catalog, warnings: aboutCatalog} = await connectors.for(run.connectors())
  if (settings || baseline !== undefined || mentioned.length > 0)
    selection = await (await import('./lint/selection.ts')).Selection.of({project, profile, baseline, updates: request.updateBaseline ?? false, files: read, mentioned, isPartial: files.areSingle, isWhole, again: (name) => files.again(name)})
  const repaired = request.fix ? await (await import('./lint/fix.ts')).repair(new Map([...inputs].map(([name, {text}]) => [name, text])), catalog, {standardInput, dryRun: request.fix === 'show', against: {...against, around, shipped}, inputs}) : undefined
  const own = repaired?.after ?? run.finish(catalog, {around, shipped})
  await cache?.keep()
  const rendered = await renderings?.lint(own, {against: {...against, around, shipped, definitions: run.definitions}, catalogFor: (wanted) => connectors.for(wanted), signal: request.signal})
  const result = rendered?.result ?? own
  const warnings = [...new Set([...aboutCatalog, ...(given?.warnings ?? []), ...aboutGit, ...(rendered?.warnings ?? [])])]
  const selected = await selection?.choose(result, (file) => repaired?.texts.get(file))
  const texts = selected?.texts ?? result.texts
  const data: LintData = {
    ...reported(result, selected, files),
    ...(repaired ? {fixed: [...repaired.counts].map(([file, times]) => ({file, repaired: times}))} : {}),
    ...(repaired && request.fix === 'show' ? {diff: repaired.diff} : {}),
  }
  const {findings, summary} = data
  warnings.push(...(selected?.outlived ?? []), ...(settings && isWhole(result.summary) ? files.usedExcludes.flatMap((isUsed, place) => (isUsed ? [] : [`lint.exclude in c1ctl.yaml leaves nothing out by ${settings.exclude[place]!}: remove it there.`])) : []))
  if (data.baseline && !data.baseline.updated && data.baseline.gone > 0) warnings.push(`${counted(data.baseline.gone, 'entry', 'entries')} of the baseline ${data.baseline.gone === 1 ? 'is' : 'are'} gone: --update-baseline removes ${data.baseline.gone === 1 ? 'it' : 'them'}.`)
  return {
    data,
    ...(repaired && request.fix === 'write' && standardInput !== undefined ? {repairedInput: repaired.texts.get(standardInput)} : {}),
    problems: [...files.problems, ...(rendered?.problems ?? []), ...verdict(data, request.maxWarnings ?? settings?.maxWarnings)],
    warnings,
    notes: notesOf(data, request.fix === 'show'),
    summaryText: summaryLine(summary),
    summaryTable: (paints) => summaryTable(findings, paints),
    reportOnTerminal: (paints, columns) => textReport({...result, findings}, texts, paints, columns),
    report: async (format) => reporters[format]({...result, findings, judged: selected?.judged, usesBaseline: selected?.baseline !== undefined, texts, pathOf: pathFromRoot(process.cwd()), version: request.version}),
  }
}

/** What counts of the findings, what is kept out of the report, and the sums of both. */
function reported({findings: all, summary}: LintResult, selected: Selected | undefined, {leftOut, excluded}: Files): Pick<LintData, 'findings' | 'suppressed' | 'summary' | 'baseline'> {
  const ignored = summary.ignored + leftOut
  if (!selected) return {findings: all, suppressed: [], summary: {...summary, ignored, excluded, suppressed: 0, inBaseline: 0}}
  const {judged, baseline} = selected
  const findings = judged.filter(({fate}) => fate.is === 'reported').map(({finding}) => finding)
  const suppressed = judged.flatMap(({finding, fate}) => (fate.is === 'suppressed' ? [{...finding, by: fate.by, reason: fate.reason}] : []))
  const of = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length
  const sums = {errors: of('error'), warnings: of('warning'), suppressed: suppressed.length, inBaseline: judged.length - findings.length - suppressed.length}
  return {findings, suppressed, summary: {...summary, ignored, excluded, ...sums}, ...(baseline ? {baseline} : {})}
}

/** Writes a report to a file. @throws ProblemError file-unwritable */
export async function writeReport(path: string, report: string): Promise<void> {
  await writeFileAtomically(path, report)
}
