import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {nothingRemembered, readMemory, writeMemory, type LintMemory} from '../../core/lint/memory.ts'
import {Recollection} from '../../core/lint/recollection.ts'
import {LintCache} from '../../io/lint-cache.ts'
import {nodeCrypto} from '../../io/node-crypto.ts'
import {findProject} from '../../io/project-directory.ts'

/** What findings follow from beside the files. */
export interface MemoryOf {
  /** The version of c1ctl. */
  version: string
  kubernetes?: string | undefined
  profile?: string | undefined
  /** The project whose connectors.yaml adds to the catalog; the nearest one when not given. */
  directory?: string | undefined
}

/** The program as it is: one that is being worked on keeps its version and changes all the same. */
function program(version: string): unknown[] {
  const {size, mtimeMs} = statSync(fileURLToPath(import.meta.url))
  return [version, size, mtimeMs]
}

const digestOf = (text: string | Buffer): string => nodeCrypto().hash('sha256', text, 'base64url')

function ownCatalog(directory: string | null | undefined): string {
  try {
    return directory ? digestOf(readFileSync(join(directory, 'connectors.yaml'))) : ''
  } catch {
    return ''
  }
}

/**
 * What lint remembers between runs in one directory, in a file of the user's cache. Nothing is read or written for runs of a few files. A memory of another c1ctl,
 * of other settings or of another catalog is another file.
 */
export class RunMemory {
  readonly recollection: Recollection
  readonly #of: MemoryOf
  #cache: LintCache | undefined

  constructor(of: MemoryOf) {
    this.#of = of
    this.recollection = new Recollection(() => this.#load(), digestOf)
  }

  #load(): LintMemory {
    const {version, kubernetes, profile, directory} = this.#of
    const name = digestOf(JSON.stringify([program(version), kubernetes ?? null, profile ?? null, process.cwd(), ownCatalog(directory ?? findProject(process.cwd()))])).slice(0, 32)
    this.#cache = new LintCache(name, process.env)
    const text = this.#cache.read()
    return text === '' ? nothingRemembered() : readMemory(text)
  }

  /** Keeps what the run found, when it is new. */
  async keep(): Promise<void> {
    const {remembered} = this.recollection
    if (remembered) await this.#cache?.write(writeMemory(remembered))
  }
}
