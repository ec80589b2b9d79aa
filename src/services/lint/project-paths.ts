import {relative, resolve} from 'node:path'
import {slashed} from '../../io/slashed.ts'

/** The files that a pattern of c1ctl.yaml stands for, whatever they are called here; the name of a directory stands for it and all below it. */
export type ProjectPattern = (file: string) => boolean

/**
 * Reads patterns of c1ctl.yaml.
 * @param directory that of c1ctl.yaml, absolute
 */
export async function projectPatterns(directory: string, patterns: readonly string[]): Promise<ProjectPattern[]> {
  if (patterns.length === 0) return []
  const {default: picomatch} = await import('picomatch')
  // Several ask about one file, one after the other.
  let latest: {file: string; path: string} | undefined
  return patterns.map((pattern) => {
    const path = pattern.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
    const fits = picomatch([path, `${path}/**`], {dot: true, nocase: process.platform === 'win32'})
    return (file) => {
      if (latest?.file !== file) latest = {file, path: slashed(relative(directory, resolve(file)))}
      return latest.path !== '' && fits(latest.path)
    }
  })
}
