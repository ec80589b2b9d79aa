import {closeSync, constants, fchmodSync, fstatSync, fsync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {access, mkdir, realpath, rmdir} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import {promisify} from 'node:util'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  ENOENT: 'it does not exist',
  EEXIST: 'a file of that name is in the way',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
}

/** Why the operating system refused, in words; the error's code when there are none. */
export function fileReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  return reasons[code] ?? code
}

/** A `file-unwritable` or `file-unreadable` problem for an operating system error. */
export function fileProblem(code: 'file-unwritable' | 'file-unreadable', path: string, error: unknown): Problem {
  // Writing makes the directories first: Node reports ENOENT when the file system lets none be made.
  const noDirectory = code === 'file-unwritable' && (error as NodeJS.ErrnoException).code === 'ENOENT'
  return problem(code, `${path}: ${noDirectory ? 'its directory cannot be made' : fileReason(error)}.`)
}

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a temporary file beside it, synced, then renamed. Directories are made.
 * @param options.mode permission bits, set before any content is written; 0644 when not given
 * @throws ProblemError `file-unwritable`; nothing is left behind
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array, options: {mode?: number} = {}): Promise<void> {
  await writeFilesAtomically([{path, content, ...options}])
}

/** One file of a set to write. */
export interface FileToWrite {
  path: string
  content: string | Uint8Array
  mode?: number
}

/** How a set of files is written. */
export interface WriteOptions {
  /** When it fires before the renames begin, nothing is written; after that the few renames are finished. */
  signal?: AbortSignal
  /** False for what can be made again: it is not forced onto the disk before it is renamed, which is many times faster. */
  sync?: boolean
}

/** Files that are staged at once, where the disk is waited for, and between two looks at the signal. */
const together = 32

/**
 * Writes several files: all contents are there under temporary names before the first is renamed, so a full disk or a missing permission changes nothing.
 * @throws ProblemError `file-unwritable`, or what the signal carries
 */
export async function writeFilesAtomically(files: FileToWrite[], {signal, sync = true}: WriteOptions = {}): Promise<void> {
  const staged = files.map((file) => ({...file, temporary: join(dirname(file.path), `.c1ctl-${crypto.randomUUID()}.tmp`)}))
  const made: Array<{first: string; last: string}> = []
  let renamed = 0
  try {
    for (const directory of new Set(files.map(({path}) => dirname(path)))) {
      signal?.throwIfAborted()
      try {
        const first = await mkdir(directory, {recursive: true, mode: 0o755})
        if (first !== undefined) made.push({first, last: directory})
      } catch (error) {
        throw new ProblemError(fileProblem('file-unwritable', directory, error))
      }
    }
    for (let from = 0; from < staged.length; from += together) {
      signal?.throwIfAborted()
      const results = await Promise.allSettled(staged.slice(from, from + together).map((one) => stage(one, sync)))
      for (const result of results) if (result.status === 'rejected') throw result.reason
      // A signal comes between two turns of the loop, and without `sync` nothing above waits for one.
      await new Promise((resolve) => setImmediate(resolve))
    }
    signal?.throwIfAborted()
    for (const one of staged) {
      try {
        renameSync(one.temporary, one.path)
      } catch (error) {
        throw new ProblemError(fileProblem('file-unwritable', one.path, error))
      }
      renamed += 1
    }
  } finally {
    if (renamed < staged.length) {
      for (const {temporary} of staged.slice(renamed)) removeIfThere(temporary)
      for (const one of made.toReversed()) await removeEmpty(one)
    }
  }
}

/** What takes microseconds is not waited for: of some thousand files, ten times the work would go into waiting. */
async function stage({path, temporary, content, mode = 0o644}: FileToWrite & {temporary: string}, sync: boolean): Promise<void> {
  try {
    if (statSync(path, {throwIfNoEntry: false})?.isDirectory()) throw Object.assign(new Error(), {code: 'EISDIR'})
    const file = openSync(temporary, 'wx', mode)
    try {
      fchmodSync(file, mode)
      writeFileSync(file, content)
      if (sync) await synced(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw new ProblemError(fileProblem('file-unwritable', path, error))
  }
}

const synced = promisify(fsync)

function removeIfThere(path: string): void {
  try {
    rmSync(path, {force: true})
  } catch {
    // It is in nobody's way.
  }
}

/** Takes directories away that were made for nothing, from the last up to the first; one that holds something stays, and those above it. */
async function removeEmpty({first, last}: {first: string; last: string}): Promise<void> {
  for (let here = last; here.length >= first.length; here = dirname(here)) if (!(await rmdir(here).then(() => true, () => false))) return
}

/** No file that c1ctl reads whole comes near this, in bytes. */
const mostBytes = 32 * 1024 * 1024

/** True when something lies at a path. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}

/**
 * Reads a text file. A pipe or a device is none: a link in a project could lead to one that never ends or never answers.
 * @param options.throughLink false takes a symbolic link for no file, as git does with a .gitignore
 * @returns null when it does not exist, also because a part of the path is no directory
 * @throws ProblemError `file-unreadable` for anything else
 */
export async function readTextIfThere(path: string, options: {throughLink?: boolean} = {}): Promise<string | null> {
  const {O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0} = constants
  const follow = options.throughLink ?? true
  try {
    // Without O_NONBLOCK a pipe would be waited for before anything is known of it.
    const file = openSync(path, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW))
    try {
      const found = fstatSync(file)
      const fault = found.isDirectory() ? 'EISDIR' : !found.isFile() ? 'it is no regular file' : found.size > mostBytes ? 'it is too large' : null
      if (fault) throw Object.assign(new Error(), {code: fault})
      return readFileSync(file, 'utf8')
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (['ENOENT', 'ENOTDIR'].includes(code) || (!follow && code === 'ELOOP')) return null
    throw new ProblemError(fileProblem('file-unreadable', path, error))
  }
}

/**
 * Where a path leads when every symbolic link on it is followed; what does not exist yet stays as it is written.
 */
export async function realPath(path: string): Promise<string> {
  const missing: string[] = []
  for (let here = resolve(path); ; here = dirname(here)) {
    try {
      return join(await realpath(here), ...missing)
    } catch {
      if (dirname(here) === here) return resolve(path)
      missing.unshift(basename(here))
    }
  }
}
