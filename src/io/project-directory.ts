import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {gitRoot} from './git.ts'

/** The file that makes a directory a project. */
export const projectFile = 'c1ctl.yaml'

/**
 * The nearest directory at or above `from` with a c1ctl.yaml, not above the git root: a file in a home directory must not capture every checkout below it.
 * @returns null when there is none
 */
export function findProject(from: string): string | null {
  const top = gitRoot(from)
  for (let here = resolve(from); ; here = dirname(here)) {
    if (existsSync(join(here, projectFile))) return here
    if (here === top || dirname(here) === here) return null
  }
}
