import {open} from 'node:fs/promises'

const largest = 1024 * 1024

/** The text of a file that a connection string names, or null when there is no such file or it is no ordinary one of up to 1 MiB. */
export async function readSmallFile(path: string): Promise<string | null> {
  try {
    // Not to wait for a pipe that nobody writes to.
    const {O_RDONLY, O_NONBLOCK} = (await import('node:fs')).constants
    const file = await open(path, O_RDONLY | O_NONBLOCK)
    try {
      const {size} = await file.stat().then((found) => (found.isFile() ? found : {size: Infinity}))
      return size > largest ? null : await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}
