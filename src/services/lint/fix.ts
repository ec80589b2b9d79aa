import {constants} from 'node:fs'
import {access, readFile, stat} from 'node:fs/promises'
import type {Catalog} from '../../core/catalog/types.ts'
import {unifiedDiff} from '../../core/lint/fix/diff.ts'
import {fix, type Fixed} from '../../core/lint/fix/fix.ts'
import type {LintInput} from '../../core/lint/input.ts'
import type {Against} from '../../core/lint/lint.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {fileProblem, realPath, writeFilesAtomically, type FileToWrite} from '../../io/files.ts'

/** What was repaired, and what remains to be said. */
export interface Repaired extends Fixed {
  /** What changes, as a unified diff in which secret values are masked. */
  diff: string
}

/** How repairs are asked for. */
export interface Repairs {
  /** The name of what was read from standard input, when it was read: no file is written for it. */
  standardInput: string | undefined
  /** Nothing is written. */
  dryRun: boolean
  /** What the objects are held against. */
  against?: Against
  /** What else is known of the files, by name. */
  inputs?: Map<string, LintInput>
}

/**
 * Stages a file that was repaired. A link stays one, and the mode of the file behind it stays.
 * @returns a problem when it is not what it was when it was read, or is not to be written
 */
async function staged(path: string, before: string, after: string): Promise<FileToWrite | Problem> {
  const real = await realPath(path)
  try {
    const [now, {mode}] = await Promise.all([readFile(real), stat(real), access(real, constants.W_OK)])
    if (!now.equals(Buffer.from(before))) return problem('file-changed', `${path} is not what it was when it was read: no file was changed.`)
    return {path: real, content: after, mode: mode & 0o7777}
  } catch (error) {
    return fileProblem('file-unwritable', path, error)
  }
}

/**
 * Repairs the findings that are fixable and writes the files, all or none.
 * @param texts the files by name, as they were read
 * @throws ProblemError file-changed and file-unwritable, for all such files together; nothing is written then
 */
export async function repair(texts: Map<string, string>, catalog: Catalog, {standardInput, dryRun, against, inputs}: Repairs): Promise<Repaired> {
  const fixed = fix(texts, catalog, against, inputs)
  const changed = [...fixed.counts.keys()]
  const diff = changed.map((file) => unifiedDiff(file, {text: texts.get(file)!, secrets: fixed.before.secretsIn(file)}, {text: fixed.texts.get(file)!, secrets: fixed.after.secretsIn(file)}, fixed.origins.get(file)!)).join('')
  if (!dryRun) {
    const outcomes = await Promise.all(changed.filter((file) => file !== standardInput).map((file) => staged(file, texts.get(file)!, fixed.texts.get(file)!)))
    throwIfAny(outcomes.filter((one) => 'code' in one))
    // One file may have been named in two ways.
    const files = new Map(outcomes.filter((one) => 'path' in one).map((one) => [one.path, one]))
    await writeFilesAtomically([...files.values()])
  }
  return {...fixed, diff}
}

/**
 * Refuses to put two texts on standard output: what is repaired there goes there, and the diff, so that the report for people goes to stderr.
 * @throws ProblemError usage
 */
export function checkOutputs({fix: how, paths, format, json, output}: {fix: 'write' | 'show'; paths: string[]; format: string; json: boolean; output: string | undefined}): void {
  const isText = how === 'write' && paths.includes('-')
  if (json ? !isText : output !== undefined || format === 'text' || (!isText && (how === 'write' || format === 'json'))) return
  throw new ProblemError(problem('usage', `${isText ? 'The repaired standard input' : 'The diff'} and the report cannot both go to standard output.`, {
    why: 'A program that reads one would stumble over the other.', next: [json ? 'Leave out --json, or use --dry-run.' : 'Use --output FILE for the report.', ...(isText ? ['Name files instead of standard input.'] : [])],
  }))
}
