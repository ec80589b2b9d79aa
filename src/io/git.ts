import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {promisify} from 'node:util'
import {problem, ProblemError} from '../core/problems/problem.ts'
import {childEnvironment} from './child-environment.ts'

/** Loaded when git is asked, not when a directory is looked at. */
const runner = async () => promisify((await import('node:child_process')).execFile)

/** How git is started. A repository's own settings may name a program that git runs whenever it reads the index (core.fsmonitor): a project is not trusted to run one. */
const read = ['-c', 'core.fsmonitor=false', '-C']

/** The nearest directory at or above `from` that holds `.git` (a directory, or the file of a worktree); null outside of git. */
export function gitRoot(from: string): string | null {
  for (let here = resolve(from); ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here
    if (dirname(here) === here) return null
  }
}

/** More paths do not go into one command line of every system; the whole list is then read, which takes git no longer. */
const mostNamed = 400

/**
 * Which of these files git tracks. None outside of a git tree, and when git itself is not installed (nothing can be committed from here then).
 * @param paths absolute paths in or below `directory`, free of symbolic links: git looks at nothing beyond one
 * @throws ProblemError `tool-failed` when git cannot say: not knowing is no permission
 */
export async function trackedFiles(directory: string, paths: string[]): Promise<string[]> {
  const root = gitRoot(directory)
  if (root === null || paths.length === 0) return []
  try {
    const isNamed = paths.length <= mostNamed
    const {stdout} = await (await runner())('git', [...read, root, 'ls-files', '-z', ...(isNamed ? ['--', ...paths] : [])], {maxBuffer: 256 << 20, env: {...childEnvironment(process.env), LC_ALL: 'C'}})
    const tracked = stdout.split('\0').filter(Boolean).map((path) => join(root, path))
    const asked = new Set(paths)
    return isNamed ? tracked : tracked.filter((path) => asked.has(path))
  } catch (error) {
    const {code, stderr = ''} = error as {code?: unknown; stderr?: string}
    // A bare `.git` that git takes for none: nothing can be committed there.
    if (code === 'ENOENT' || stderr.includes('not a git repository (or any')) return []
    throw new ProblemError(problem('tool-failed', `git cannot say which files it tracks in ${root}.`, {...(stderr ? {why: stderr.trim().split('\n')[0]!} : {}), next: [`Run \`git -C ${root} status\` and do what it says.`]}))
  }
}

/** Which of these files git would leave out by an ignore rule. */
export async function ignoredFiles(directory: string, paths: string[]): Promise<string[]> {
  const root = gitRoot(directory)
  if (root === null || paths.length === 0) return []
  try {
    const asked = (await runner())('git', [...read, root, 'check-ignore', '-z', '--stdin'], {maxBuffer: 64 << 20, env: childEnvironment(process.env)})
    asked.child.stdin?.end(paths.join('\0'))
    const {stdout} = await asked
    return stdout.split('\0').filter(Boolean).map((path) => resolve(root, path))
  } catch {
    return []
  }
}
