import {open, stat} from 'node:fs/promises'
import {dirname, isAbsolute, join, relative, resolve} from 'node:path'
import {fileProblem, readTextIfThere} from './files.ts'
import {ProblemError} from '../core/problems/problem.ts'
import {slashed} from './slashed.ts'

/** The store file of an instance: absolute path, and the path as a person in this directory would write it. */
export interface StoreFile {
  path: string
  shown: string
}

/** Directory of the store inside a project. */
const storeDirectory = 'credentials'

/** Where the store of an instance is; it need not exist. */
export function storeFile(directory: string, instance: string): StoreFile {
  const path = resolve(directory, storeDirectory, `${instance}.sops.yaml`)
  return {path, shown: shownPath(path)}
}

/** A path from the current directory when it lies below it, else the whole path. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short
}

/** The text of a store file; null when there is none. Throws ProblemError `file-unreadable`. */
export async function readStore(file: StoreFile): Promise<string | null> {
  return readTextIfThere(file.path)
}

/** A `.sops.yaml` that may speak for a store file. */
export interface SopsConfig {
  /** As a person would write it. */
  file: string
  source: string
  /** The store file's path from the directory of the config, with forward slashes. */
  relativePath: string
}

/** The `.sops.yaml` files from the store's directory up to the git root (or the project, outside of git), nearest first. */
export async function sopsConfigs(directory: string, store: StoreFile): Promise<SopsConfig[]> {
  const configs: SopsConfig[] = []
  const project = resolve(directory)
  const top = (await gitRoot(project)) ?? project
  for (let folder = dirname(store.path); ; folder = dirname(folder)) {
    const path = join(folder, '.sops.yaml')
    const source = await readTextIfThere(path)
    if (source !== null) configs.push({file: shownPath(path), source, relativePath: slashed(relative(folder, store.path))})
    if (folder === top || folder === dirname(folder)) return configs
  }
}

async function gitRoot(directory: string): Promise<string | null> {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (await stat(join(folder, '.git')).then(() => true, () => false)) return folder
    if (folder === dirname(folder)) return null
  }
}

/** The most that a credential file may hold, in bytes: ConductorOne takes uploads of 2 MB. */
export const credentialFileLimit = 2 * 1024 * 1024

/**
 * Reads the file of a credential source, a pipe included; never more than the limit, for a device may not end.
 * @returns the bytes, or why there are none
 * @throws ProblemError `file-unreadable`
 */
export async function readCredentialFile(path: string): Promise<{bytes: Buffer} | {missing: true} | {tooLarge: true}> {
  try {
    const handle = await open(path, 'r')
    try {
      const pieces: Buffer[] = []
      let size = 0
      for await (const piece of handle.createReadStream({autoClose: false, end: credentialFileLimit})) {
        pieces.push(piece as Buffer)
        size += (piece as Buffer).length
      }
      return size > credentialFileLimit ? {tooLarge: true} : {bytes: Buffer.concat(pieces)}
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {missing: true}
    throw new ProblemError(fileProblem('file-unreadable', shownPath(path), error))
  }
}
