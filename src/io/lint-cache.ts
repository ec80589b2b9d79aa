import {readFileSync} from 'node:fs'
import {readdir, rm, stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {writeFilesAtomically} from './files.ts'

/** A file that nobody wrote for so long is of a project that is gone, or of an older c1ctl. */
const longestUnused = 30 * 24 * 3600_000

const folder = (environment: NodeJS.ProcessEnv): string => {
  const cache = environment['XDG_CACHE_HOME']
  const home = environment['HOME'] || homedir()
  // XDG Base Directory specification: a relative path is ignored.
  if (cache && isAbsolute(cache)) return join(cache, 'c1ctl', 'lint')
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'c1ctl', 'cache', 'lint')
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches', 'c1ctl', 'lint') : join(home, '.cache', 'c1ctl', 'lint')
}

/** One file of what lint remembers. It is safe to delete at any time, and nothing fails when it cannot be read or written. */
export class LintCache {
  readonly #folder: string
  readonly #path: string

  /** @param name of the file: a digest of all that its content depends on */
  constructor(name: string, environment: NodeJS.ProcessEnv) {
    this.#folder = folder(environment)
    this.#path = join(this.#folder, `${name}.json`)
  }

  /** Its text; empty when there is none. */
  read(): string {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch {
      return ''
    }
  }

  /** Writes it, whole, for this user alone, and removes files that nobody wrote for a month. */
  async write(text: string): Promise<void> {
    try {
      await writeFilesAtomically([{path: this.#path, content: text, mode: 0o600}], {sync: false})
      const now = Date.now()
      for (const name of await readdir(this.#folder)) {
        const path = join(this.#folder, name)
        if (now - (await stat(path)).mtimeMs > longestUnused) await rm(path)
      }
    } catch {
      // Without a cache all is as it was, only slower.
    }
  }
}
