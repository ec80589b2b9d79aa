import {accessSync, constants, statSync} from 'node:fs'
import {isAbsolute, join} from 'node:path'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Where a program lies that PATH leads to. Entries that are no absolute paths are passed over: a directory that is looked at must not bring its own program.
 * @param name without an ending
 * @returns undefined when there is none
 */
export function findProgram(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const [separator, endings] = process.platform === 'win32' ? [';', ['.exe']] : [':', ['']]
  const folders = (environment['PATH'] ?? '').split(separator).filter(isAbsolute)
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isProgram)
}
