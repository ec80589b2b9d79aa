import {lstat, rm, rmdir, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {problem, type Problem} from '../../core/problems/problem.ts'
import {readTextIfThere} from '../../io/files.ts'

/** Whether a file is there with this content; a link is none, and a secret that others may read is written again with the right mode. */
export async function isOnDisk(path: string, {content, mode}: {content: string; mode: number}): Promise<boolean> {
  if ((await readTextIfThere(path, {throughLink: false})) !== content) return false
  return process.platform === 'win32' || mode !== 0o600 || ((await stat(path)).mode & 0o077) === 0
}

const kindOf = async (path: string): Promise<'file' | 'directory' | 'link' | 'other' | null> => {
  const found = await lstat(path).catch(() => null)
  if (found === null) return null
  return found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other'
}

/** The directories between `out` and a path below it, the nearest to `out` first. */
function between(out: string, path: string): string[] {
  const names = dirname(path).split('/').filter((name) => name !== '.')
  return names.map((_, at) => join(out, ...names.slice(0, at + 1)))
}

/**
 * Directories below `out` that are symbolic links: what is written through them would land elsewhere.
 * @param paths relative to `out`
 */
export async function linksOnTheWay(out: string, paths: string[], shown: (path: string) => string): Promise<Problem[]> {
  const directories = new Set(paths.flatMap((path) => between(out, path)))
  const kinds = await Promise.all([...directories].map(async (one) => ({one, kind: await kindOf(one)})))
  return kinds.filter(({kind}) => kind === 'link').map(({one}) => problem('file-unwritable', `${shown(one.slice(out.length + 1))} is a symbolic link.`, {why: 'Rendered files are written into directories of their own, never through a link that leads elsewhere; nothing was changed.', next: ['Remove the link, or render into another directory.']}))
}

/** Which of these are regular files, reached through no link. */
export async function regularFiles(out: string, paths: string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(async (path) => {
    const kinds = await Promise.all(between(out, path).map(kindOf))
    return kinds.every((kind) => kind === 'directory') && (await kindOf(join(out, path))) === 'file'
  }))
  return paths.filter((_, at) => found[at])
}

/** Removes files, and the directories below `out` that are empty then. */
export async function removeFiles(out: string, paths: string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(join(out, path), {force: true})))
  const directories = [...new Set(paths.flatMap((path) => between(out, path)))].sort((one, other) => other.length - one.length)
  // One that holds something stays.
  for (const one of directories) await rmdir(one).catch(() => {})
}
