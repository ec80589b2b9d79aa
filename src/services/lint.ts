import {isAbsolute, relative, resolve, sep} from 'node:path'
import type {Catalog} from '../core/catalog/types.ts'
import type {LintInput} from '../core/lint/input.ts'
import type {Against, LintSummary} from '../core/lint/lint.ts'
import type {Report} from '../core/lint/reporters/report.ts'
import {summaryLine, summaryTable, textReport, withoutColour, type Paints} from '../core/lint/reporters/text.ts'
import {LintRun} from '../core/lint/run.ts'
import type {Finding} from '../core/lint/types.ts'
import {problem, type Problem} from '../core/problems/problem.ts'
import {writeFileAtomically} from '../io/files.ts'
import {gitRoot} from '../io/git.ts'
import {findProject} from '../io/project-directory.ts'
import {Files} from './lint/files.ts'
import {surroundings} from './lint/surroundings.ts'

/** What `--json` gives. */
export interface LintData {
  findings: Finding[]
  summary: LintSummary
  /** With --fix: how many findings of each file were repaired. `findings` are those that remain. */
  fixed?: Array<{file: string; repaired: number}>
  /** With --fix --dry-run: what would change, as a unified diff in which secret values are masked. */
  diff?: string
}

/** What one run found. */
export interface Linted extends LintData {
  /** The report in a format; secret values are masked. */
  report(format: Format): Promise<string>
  /** The report for people on a terminal of `columns`. */
  reportOnTerminal(paints: Paints, columns: number | undefined): string
  /** How often each rule was broken, for a terminal that does not get the report itself; empty without findings. */
  summaryTable(paints: Paints): string
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
    return (isOutside ? resolve(directory, file) : path).split(sep).join('/')
  }
}

/** The catalog costs time to load: only when there is a Deployment of a connector, and then only those that it may run. */
async function catalogFor(wanted: ReturnType<LintRun['connectors']>, directory: string | undefined): Promise<{catalog: Catalog; images: Set<string>; warnings: string[]}> {
  const images = new Set<string>()
  if (!wanted) return {catalog: {}, images, warnings: []}
  const {loadCatalog} = await import('./catalog.ts')
  return {...(await loadCatalog({directory: directory ?? findProject(process.cwd()) ?? undefined, wanted: (one) => (images.add(one.image), wanted(one))})), images}
}

/** The problems that decide the exit status. */
function verdict({findings, summary: {errors, warnings}}: LintData, maxWarnings: number | undefined): Problem[] {
  const problems: Problem[] = []
  const where = new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.file)).size
  if (errors > 0) problems.push(problem('lint-findings', `${errors} ${errors === 1 ? 'error' : 'errors'} in ${where} ${where === 1 ? 'file' : 'files'}.`))
  if (maxWarnings !== undefined && warnings > maxWarnings)
    problems.push(problem('lint-findings', `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, and at most ${maxWarnings} ${maxWarnings === 1 ? 'is' : 'are'} allowed.`, {why: 'More warnings than --max-warnings count as a failure.'}))
  return problems
}

/**
 * Lints files, the YAML files below directories, and standard input (`-`), all together as one set.
 * @param request.directory the project whose connectors.yaml adds to the catalog; the nearest one when not given
 * @param request.kubernetes the version of Kubernetes; the newest when not given
 * @param request.crds a directory with definitions of custom resources, besides those among the files
 * @param request.standardInputName what findings call standard input
 * @param request.maxWarnings how many warnings are no problem yet; any number when not given
 * @param request.version the version of c1ctl, for reports
 * @param request.fix repairs what is fixable: `write` into the files, `show` as a diff alone; what is found is then what remains
 * @returns findings; with errors among them, or more warnings than allowed, also the problem lint-findings
 * @throws ProblemError no-such-path and file-unreadable for all such paths together, catalog-invalid
 */
export async function lint(request: {paths: string[]; directory?: string | undefined; kubernetes?: string | undefined; crds?: string | undefined; standardInputName: string; maxWarnings?: number | undefined; version: string; fix?: 'write' | 'show' | undefined}): Promise<Linted> {
  const files = await Files.of(request.paths, request.standardInputName)
  const own = request.crds === undefined ? undefined : await (await import('./lint/definitions.ts')).readDefinitions(request.crds)
  const against: Against = {kubernetes: request.kubernetes, definitions: own?.definitions}
  const run = new LintRun(against, (name) => files.again(name))
  // Repairs need all files at once; else one at a time is enough.
  const inputs = new Map<string, LintInput>()
  for await (const input of files.read()) {
    run.add(input)
    if (request.fix) inputs.set(input.name, input)
  }
  const {catalog, images, warnings: aboutCatalog} = await catalogFor(run.connectors(), request.directory)
  const standardInput = request.paths.includes('-') ? request.standardInputName : undefined
  const {around, warnings: aboutGit} = await surroundings(run.secretFiles(), images, standardInput)
  const warnings = [...aboutCatalog, ...(own?.warnings ?? []), ...aboutGit]
  const repaired = request.fix ? await (await import('./lint/fix.ts')).repair(new Map([...inputs].map(([name, {text}]) => [name, text])), catalog, {standardInput, dryRun: request.fix === 'show', against: {...against, around}, inputs}) : undefined
  const result = repaired?.after ?? run.finish(catalog, around)
  const {findings, texts} = result
  const summary = {...result.summary, ignored: result.summary.ignored + files.leftOut}
  return {
    findings,
    summary,
    ...(repaired ? {fixed: [...repaired.counts].map(([file, count]) => ({file, repaired: count}))} : {}),
    ...(repaired && request.fix === 'show' ? {diff: repaired.diff} : {}),
    ...(repaired && request.fix === 'write' && standardInput !== undefined ? {repairedInput: repaired.texts.get(standardInput)} : {}),
    problems: [...files.problems, ...verdict(result, request.maxWarnings)],
    warnings,
    summaryText: summaryLine(summary),
    summaryTable: (paints) => summaryTable(findings, paints),
    reportOnTerminal: (paints, columns) => textReport(result, texts, paints, columns),
    report: async (format) => reporters[format]({...result, texts, pathOf: pathFromRoot(process.cwd()), version: request.version}),
  }
}

/** Writes a report to a file. @throws ProblemError file-unwritable */
export async function writeReport(path: string, report: string): Promise<void> {
  await writeFileAtomically(path, report)
}
