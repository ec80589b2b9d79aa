import {readFileSync, realpathSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {Surroundings} from '../../core/lint/set.ts'
import {ProblemError} from '../../core/problems/problem.ts'
import {gitRoot, trackedFiles} from '../../io/git.ts'

/** What is behind a name; undefined when it is gone. */
function real(name: string): string | undefined {
  try {
    return realpathSync.native(name)
  } catch {
    return undefined
  }
}

/** Makes a function that says where the directory of a file really is, and in which repository; there are many files in a directory. */
function homeFinder(): (name: string) => {directory: string; root: string} | undefined {
  const homes = new Map<string, {directory: string; root: string} | undefined>()
  return (name) => {
    const given = dirname(name)
    if (!homes.has(given)) {
      const directory = real(given)
      const root = directory === undefined ? null : gitRoot(directory)
      homes.set(given, root === null ? undefined : {directory: directory!, root})
    }
    return homes.get(given)
  }
}

/** Which of these files git tracks, by the names that they have here, and why that is not known of some. */
async function trackedAmong(names: string[], mayBeLink: (name: string) => boolean): Promise<{tracked: Set<string>; warnings: string[]}> {
  const byRoot = new Map<string, Map<string, string[]>>()
  const homeOf = homeFinder()
  for (const name of names) {
    const path = mayBeLink(name) ? real(name) : name
    const home = path === undefined ? undefined : homeOf(path)
    if (!home) continue
    const paths = byRoot.get(home.root) ?? new Map<string, string[]>()
    byRoot.set(home.root, paths)
    const there = join(home.directory, basename(path!))
    paths.set(there, [...(paths.get(there) ?? []), name])
  }
  const tracked = new Set<string>()
  const warnings: string[] = []
  for (const [root, paths] of byRoot) {
    try {
      for (const path of await trackedFiles(root, [...paths.keys()])) paths.get(path)?.forEach((name) => tracked.add(name))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      // Everything else can be judged without git.
      for (const {what, why} of error.problems) warnings.push(`${what}${why ? ` ${why}.` : ''} Whether Secrets are committed was not looked at.`)
    }
  }
  return {tracked, warnings}
}

/**
 * What is known of the files of a run beside what is in them: whether git tracks those with Secrets, and the .gitignore beside each.
 * @param secretFiles names of files that hold Secrets; git is not asked when there are none
 * @param images names of all images of the catalog
 * @param known.standardInput a name that is no file
 * @param known.mayBeLink whether a file can be a link to another; any can when not given
 * @returns also a warning where git is there and cannot say what it tracks, and what makes all this known of files as one text: where it is the same, so are the findings
 */
export async function surroundings(secretFiles: string[], images: Set<string>, {standardInput, mayBeLink = () => true}: {standardInput?: string | undefined; mayBeLink?: (name: string) => boolean} = {}): Promise<{around: Surroundings; warnings: string[]; asideOf(files: string[]): string}> {
  const {tracked, warnings} = await trackedAmong(secretFiles.filter((name) => name !== standardInput), mayBeLink)
  const rules = new Map<string, string | undefined>()
  const rulesIn = (directory: string): string | undefined => {
    if (!rules.has(directory)) {
      try {
        rules.set(directory, readFileSync(join(directory, '.gitignore'), 'utf8'))
      } catch {
        rules.set(directory, undefined)
      }
    }
    return rules.get(directory)
  }
  const ignoreRules = (file: string): string | undefined => (file === standardInput ? undefined : rulesIn(dirname(file)))
  const asideOf = (files: string[]): string => {
    const directories = new Set(files.filter((file) => file !== standardInput).map(dirname))
    return JSON.stringify([[...tracked].sort(), [...directories].map((one) => [one, rulesIn(one)])])
  }
  return {around: {tracked, ignoreRules, images}, warnings, asideOf}
}
