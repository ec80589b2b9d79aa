import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Catalog} from '../core/catalog/types.ts'
import {namedIn} from '../core/lint/connectors.ts'
import {lint as lintFiles, type LintSummary} from '../core/lint/lint.ts'
import {summaryLine, textReport, type Paints} from '../core/lint/reporters/text.ts'
import type {Finding} from '../core/lint/types.ts'
import {problem, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {fileProblem, writeFileAtomically} from '../io/files.ts'
import {findProject} from '../io/project-directory.ts'

/** What `--json` gives. */
export interface LintData {
  findings: Finding[]
  summary: LintSummary
}

/** What one run found. */
export interface Linted extends LintData {
  /** The report for people; secret values are masked. */
  report(paints: Paints): string
  /** One line about what was looked at. */
  summaryText: string
  problems: Problem[]
  warnings: string[]
}

const plain = (text: string): string => text
/** For reports that go into a file. */
export const withoutColour: Paints = {bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain}

const isYaml = /\.ya?ml$/i
const passedOver = new Set(['node_modules', '.git'])

/** YAML files below a directory, sorted by name; links are not followed, so that none leads in a circle. */
async function filesBelow(directory: string): Promise<string[]> {
  const found: string[] = []
  const entries = await readdir(directory, {withFileTypes: true})
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) {
      if (!passedOver.has(entry.name)) found.push(...(await filesBelow(path)))
    } else if (entry.isFile() && isYaml.test(entry.name)) found.push(path)
  }
  return found
}

async function readStandardInput(): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of process.stdin) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

async function read(paths: string[], standardInputName: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const problems: Problem[] = []
  for (const path of paths) {
    if (path === '-') {
      texts.set(standardInputName, await readStandardInput())
      continue
    }
    let files: string[]
    try {
      files = (await stat(path)).isDirectory() ? await filesBelow(path) : [path]
    } catch (error) {
      problems.push((error as NodeJS.ErrnoException).code === 'ENOENT' ? problem('no-such-path', `${path} does not exist.`) : fileProblem('file-unreadable', path, error))
      continue
    }
    const contents = await Promise.allSettled(files.map((file) => readFile(file, 'utf8')))
    for (const [index, content] of contents.entries()) {
      if (content.status === 'fulfilled') texts.set(files[index]!, content.value)
      else problems.push(fileProblem('file-unreadable', files[index]!, content.reason))
    }
  }
  throwIfAny(problems)
  return texts
}

/** The catalog costs time to load: only when a file speaks of a connector, and then only those that the files name. */
async function catalogFor(texts: Map<string, string>, directory: string | undefined): Promise<{catalog: Catalog; warnings: string[]}> {
  if (![...texts.values()].some((text) => /baton/i.test(text))) return {catalog: {}, warnings: []}
  const {loadCatalog} = await import('./catalog.ts')
  return loadCatalog({directory: directory ?? findProject(process.cwd()) ?? undefined, wanted: namedIn([...texts.values()])})
}

/**
 * Lints files, the YAML files below directories, and standard input (`-`), all together as one set.
 * @param request.directory the project whose connectors.yaml adds to the catalog; the nearest one when not given
 * @param request.standardInputName what findings call standard input
 * @returns findings; with errors among them also the problem lint-findings
 * @throws ProblemError no-such-path and file-unreadable for all such paths together, catalog-invalid
 */
export async function lint(request: {paths: string[]; directory?: string | undefined; standardInputName: string}): Promise<Linted> {
  const texts = await read(request.paths, request.standardInputName)
  const {catalog, warnings} = await catalogFor(texts, request.directory)
  const result = lintFiles([...texts].map(([name, text]) => ({name, text})), catalog)
  const {errors} = result.summary
  const where = new Set(result.findings.filter((finding) => finding.severity === 'error').map((finding) => finding.file)).size
  const problems = errors > 0 ? [problem('lint-findings', `${errors} ${errors === 1 ? 'error' : 'errors'} in ${where} ${where === 1 ? 'file' : 'files'}.`)] : []
  const {findings, summary} = result
  return {findings, summary, problems, warnings, summaryText: summaryLine(summary), report: (paints) => textReport(result, texts, paints)}
}

/** Writes a report to a file. @throws ProblemError file-unwritable */
export async function writeReport(path: string, report: string): Promise<void> {
  await writeFileAtomically(path, report)
}
