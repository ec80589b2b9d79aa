import {mkdir, open, rm, rmdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {ProblemError} from '../core/problems/problem.ts'
import {fileProblem} from './files.ts'

/** Milliseconds after which a lock is taken to be left behind by a process that died; a holder works for well under a second. */
const staleAfter = 10_000
const pause = 25
/** Milliseconds to wait at most, so that nothing in the way of the lock makes a command wait without end. */
const patience = 30_000

/**
 * Runs `work` while no other process of c1ctl works on the same file: reading, changing and writing it back is one step to them.
 * @param path the file; the lock is an empty file `<path>.lock` beside it for that time
 * @throws ProblemError `file-unwritable` when the lock cannot be made, and whatever `work` throws
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  const refused = (error: unknown) => new ProblemError(fileProblem('file-unwritable', path, error))
  const made = await mkdir(dirname(path), {recursive: true, mode: 0o755}).catch((error: unknown) => {
    throw refused(error)
  })
  for (const start = Date.now(); ; ) {
    try {
      await (await open(lock, 'wx', 0o600)).close()
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || Date.now() - start > patience) throw refused(error)
      const held = await stat(lock).catch(() => null)
      if (held && Date.now() - held.mtimeMs > staleAfter) await rm(lock, {force: true}).catch((reason: unknown) => {
        throw refused(reason)
      })
      else await sleep(pause)
    }
  }
  try {
    return await work()
  } catch (error) {
    await rm(lock, {force: true})
    // A directory that was made for nothing goes; one that holds something stays.
    if (made !== undefined) await rmdir(dirname(path)).catch(() => undefined)
    throw error
  } finally {
    await rm(lock, {force: true})
  }
}
