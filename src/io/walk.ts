import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, resolve, sep} from 'node:path'
import type {Ignore} from 'ignore'
import {gitRoot} from './git.ts'
import {slashed} from './slashed.ts'

/** Which paths below a directory git would leave out: its rules grow on the way down. */
interface Rules {
  /** Root of the repository: rules see paths from there. */
  root: string
  /** Made anew for each directory: it remembers every path that it was asked about. */
  ignore: Ignore
  make: Make
}

/** A file that was come upon. */
export interface Found {
  path: string
  /** git leaves it out. */
  isLeftOut: boolean
}

/** How a directory is walked. */
export interface Walk {
  /** Whether a file is wanted, by its path below the directory, with slashes. */
  wants(path: string): boolean
  /** Called for each directory that cannot be read. */
  unreadable(directory: string, error: unknown): void
  /** Called for each directory that git leaves out; it is not looked into. */
  leftOut(directory: string): void
  /** Whether a file or directory is passed over, by its path as it was found. */
  excludes?: ((path: string) => boolean) | undefined
  /** Directories that are never looked into, by name. */
  passOver: ReadonlySet<string>
}

/** The rules of a .gitignore as its repository's root would write them. */
function fromRoot(text: string, directory: string): string[] {
  if (directory === '') return text.split(/\r?\n/)
  const base = directory.replaceAll(/[\\*?[\]!# ]/g, '\\$&')
  return text.split(/\r?\n/).flatMap((line) => {
    const rule = line.replace(/(?<!\\) +$/, '')
    if (rule === '' || rule.startsWith('#')) return []
    const negated = rule.startsWith('!')
    const pattern = negated ? rule.slice(1) : rule
    // A slash that is not the last character ties a pattern to the directory of its file.
    const tied = pattern.slice(0, -1).includes('/')
    const below = tied ? `/${pattern.replace(/^\//, '')}` : `/**/${pattern.replace(/^\\(?=[!#])/, '')}`
    return [`${negated ? '!' : ''}/${base}${below}`]
  })
}

function readRules(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function extended(rules: Rules, directory: string): Rules {
  const ignore = rules.make(rules.ignore)
  const text = readRules(join(directory, '.gitignore'))
  if (text !== undefined) ignore.add(fromRoot(text, slashed(relative(rules.root, directory))))
  return {...rules, ignore}
}

type Make = (from?: Ignore) => Ignore

/** The rules at the root of a repository, before its own .gitignore. */
function rulesOf(root: string, make: Make): Rules {
  const ignore = make()
  const exclude = readRules(join(root, '.git/info/exclude'))
  if (exclude !== undefined) ignore.add(exclude)
  return {root, ignore, make}
}

/** Rules that hold at a directory, but for its own: of the repository and of every directory on the way. One that git leaves out itself, but somebody names, starts anew. */
async function rulesAt(directory: string): Promise<Rules | undefined> {
  const root = gitRoot(directory)
  if (root === null) return undefined
  const {default: makeIgnore} = await import('ignore')
  // git tells letters apart by case where the file system does.
  const options = {ignorecase: process.platform === 'win32' || process.platform === 'darwin'}
  const make: Make = (from) => (from ? makeIgnore(options).add(from) : makeIgnore(options))
  let rules = rulesOf(root, make)
  const steps = slashed(relative(root, directory)).split('/').filter(Boolean)
  for (const depth of steps.keys()) {
    rules = extended(rules, join(root, ...steps.slice(0, depth)))
    if (rules.ignore.ignores(`${steps.slice(0, depth + 1).join('/')}/`)) rules = {root, ignore: make(), make}
  }
  return rules
}

/**
 * Files below a directory, by name, one after the other. In a git repository, .gitignore files and .git/info/exclude say what is left out.
 * Links are not followed, so that none leads in a circle. Directories are read as they come up: nothing but the names of those on the way is held.
 * @returns paths that begin with `directory` as it was given
 */
export async function walk(directory: string, how: Walk): Promise<Iterable<Found>> {
  return below(directory, '', await rulesAt(resolve(directory)), how)
}

/** Names of the files and, with a slash behind them, the directories of a directory: sorted by name, the first last. */
function entriesOf(directory: string): string[] {
  const names: string[] = []
  const directories = new Set<string>()
  for (const entry of readdirSync(directory, {withFileTypes: true})) {
    if (entry.isDirectory()) directories.add(entry.name)
    else if (!entry.isFile()) continue
    names.push(entry.name)
  }
  return names.sort((one, other) => (one < other ? 1 : -1)).map((name) => (directories.has(name) ? `${name}/` : name))
}

function* below(directory: string, path: string, outer: Rules | undefined, how: Walk): Generator<Found> {
  const here = join(directory, path)
  const rules = outer && extended(outer, resolve(here))
  let entries
  try {
    entries = entriesOf(here)
  } catch (error) {
    how.unreadable(here, error)
    return
  }
  const start = rules ? slashed(relative(rules.root, resolve(here))) : ''
  const prefix = join(here, 'x').slice(0, -1)
  // A name is let go of when its path is known: there may be a hundred thousand.
  for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
    const isDirectory = entry.endsWith('/')
    const name = isDirectory ? entry.slice(0, -1) : entry
    const [own, full] = [path === '' ? name : `${path}/${name}`, `${prefix}${name}`]
    if (isDirectory ? how.passOver.has(name) : !how.wants(own)) continue
    if (how.excludes?.(full)) continue
    const isLeftOut = rules?.ignore.ignores(`${start === '' ? '' : `${start}/`}${entry}`) ?? false
    if (!isDirectory) yield {path: full, isLeftOut}
    else if (isLeftOut) how.leftOut(full)
    // A repository within has rules of its own alone.
    else yield* below(directory, own, rules && existsSync(join(full, '.git')) ? rulesOf(resolve(full), rules.make) : rules, how)
  }
}

/**
 * Tells which paths below a directory git would leave out, whether they are there or not. The directory itself counts as wanted.
 * @returns takes a path in or below `directory`
 */
export async function leftOutBelow(directory: string): Promise<(path: string) => boolean> {
  const top = resolve(directory)
  const outer = await rulesAt(top)
  if (!outer) return () => false
  const known = new Map<string, Rules>([[top, extended(outer, top)]])
  const rulesBelow = (here: string): Rules => {
    // A repository within has rules of its own alone.
    const found = known.get(here) ?? extended(existsSync(join(here, '.git')) ? rulesOf(here, outer.make) : rulesBelow(dirname(here)), here)
    known.set(here, found)
    return found
  }
  return (path) => {
    const steps = relative(top, resolve(path)).split(sep).filter(Boolean)
    return steps.some((_, depth) => {
      const here = join(top, ...steps.slice(0, depth))
      const rules = rulesBelow(here)
      return rules.ignore.ignores(`${slashed(relative(rules.root, join(here, steps[depth]!)))}${depth < steps.length - 1 ? '/' : ''}`)
    })
  }
}
