import {isAbsolute, relative, sep} from 'node:path'
import {gitRoot} from '../../../io/git.ts'
import {leftOutBelow} from '../../../io/walk.ts'

/** Whether a path lies in a directory, or is it. */
export const isInside = (directory: string, path: string): boolean => {
  const steps = relative(directory, path)
  return steps === '' || (!isAbsolute(steps) && steps.split(sep)[0] !== '..')
}

/** What may be read beside a directory that somebody named: nothing that git leaves out, and nothing outside of its repository. */
export interface Repository {
  /** Its root; undefined outside of git. */
  root: string | undefined
  /** Whether git leaves a path out. What lies in the directory is seen from there, for somebody named that. */
  leavesOut(path: string): boolean
}

/** @param directory free of links */
export async function repositoryOf(directory: string): Promise<Repository> {
  const root = gitRoot(directory) ?? undefined
  const [below, whole] = await Promise.all([leftOutBelow(directory), root === undefined ? () => false : leftOutBelow(root)])
  return {root, leavesOut: (path) => (isInside(directory, path) ? below(path) : root !== undefined && isInside(root, path) && whole(path))}
}
