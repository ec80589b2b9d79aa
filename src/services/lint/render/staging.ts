import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, parse, relative} from 'node:path'
import type {Cell} from '../../../io/render-programs.ts'

/**
 * Copies for programs that render: they see what c1ctl has looked at, and nothing else of the disk is in their reach by a relative path. Files lie as they lie
 * on the disk, so that paths between them hold. The directory is the user's alone, and gone afterwards.
 */
export class Staging implements Cell {
  readonly empty: string
  readonly scratch: string
  readonly #root: string
  readonly #files: string

  private constructor() {
    this.#root = realpathSync(mkdtempSync(join(realpathSync(tmpdir()), 'c1ctl-lint-')))
    this.empty = join(this.#root, 'empty')
    this.scratch = join(this.#root, 'scratch')
    this.#files = join(this.#root, 'files')
    for (const one of [this.empty, this.scratch, this.#files]) mkdirSync(one)
  }

  /** Does something with an empty one, and takes it away. */
  static async during<Out>(work: (staging: Staging) => Promise<Out>): Promise<Out> {
    const staging = new Staging()
    try {
      return await work(staging)
    } finally {
      rmSync(staging.#root, {recursive: true, force: true})
    }
  }

  /** Where the copy of a file or directory lies. @param path an absolute one */
  place(path: string): string {
    return join(this.#files, relative(parse(path).root, path))
  }

  /** @param path of `place` */
  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, content, {mode: 0o600})
  }

  /** Words of a program with the paths of the disk instead of those of the copies, from here where they lie below. */
  restored(words: string): string {
    return words.replaceAll(this.#files, '').replaceAll(`${process.cwd()}/`, '').replaceAll(this.#root, 'TEMPORARY')
  }
}
