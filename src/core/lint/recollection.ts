import {Numbers} from '../values/numbers.ts'
import type {LintInput} from './input.ts'
import {kindByName} from './kinds.ts'
import {merged, nothingRemembered, type LintMemory, type Remembered} from './memory.ts'
import type {Finding} from './types.ts'

const noDigest = -1
const mostParts = 1000
const [isLeftOut, hasObjects, hasSecrets] = [1, 2, 4]

/** What of a file says whether anything can be remembered of it. */
export type RememberedBy = Pick<LintInput, 'name' | 'digest' | 'refusal' | 'chart' | 'isLeftOut'> & {
  /** Somebody saw already that all that is said of it follows from its bytes. */
  ofBytesAlone?: true
}

type About = Pick<Remembered, 'hasObjects' | 'hasConnectors' | 'hasSecrets'>

/** What one run of lint takes from the memory of earlier ones, and adds to it. */
export class Recollection {
  readonly #load: () => LintMemory
  readonly #digest: (text: string) => string
  #memory: LintMemory | undefined
  readonly #used: LintMemory = nothingRemembered()
  /** Files of the run, in columns: there may be a hundred thousand. */
  readonly #names: string[] = []
  /** The number of each one's digest among those of `#used`; noDigest where it has none, as before a run turned out to be a long one. */
  readonly #digests = new Numbers()
  readonly #flags = new Numbers()
  #isNew = false
  #setKey: string | undefined
  /** Some file was not read, for what is in it is known. */
  isPartial = false
  /** Some file has to do with connectors. */
  hasConnectors = false

  /**
   * @param load reads the memory; called once, and when a file has a digest: others cannot be remembered
   * @param digest of a text; no other has the same, neither by chance nor by intent
   */
  constructor(load: () => LintMemory, digest: (text: string) => string) {
    this.#load = load
    this.#digest = digest
  }

  /** Files with objects, in the order of the run. */
  *objectFiles(): Generator<{name: string; isLeftOut: boolean}> {
    for (const [place, name] of this.#names.entries()) if (this.#is(place, hasObjects)) yield {name, isLeftOut: this.#is(place, isLeftOut)}
  }

  #is(place: number, flag: number): boolean {
    return (this.#flags.at(place) & flag) !== 0
  }

  /** Whether any file is remembered; to be asked when the run turned out to be long enough. */
  get isEmpty(): boolean {
    this.#memory ??= this.#load()
    return this.#memory.files.size === 0
  }

  /** Files with Secrets. */
  get secretFiles(): string[] {
    return this.#names.filter((_, place) => this.#is(place, hasSecrets))
  }

  /** What is known of the next file of the run; undefined when it has to be read, of which `learn` is to be told then. */
  file(input: RememberedBy): Remembered | undefined {
    if (input.digest === undefined) return undefined
    this.#memory ??= this.#load()
    const known = this.#memory.files.get(input.digest)
    // The name is looked at last: of a file that nobody remembers it need not be.
    if (known === undefined || !isAlike(input)) return undefined
    this.#used.files.set(this.#turn(input, known), known)
    this.isPartial ||= known.hasObjects
    return known
  }

  /**
   * Takes note of a file that was read.
   * @param found what the next run need not find again; undefined when it must
   */
  learn(input: RememberedBy, about: About, found: Remembered | undefined): void {
    const number = this.#turn(input, about)
    if (found && isAlike(input)) this.#used.files.set(number, found)
  }

  /** @returns the number of the file's digest */
  #turn(file: RememberedBy, about: About): number {
    const number = file.digest === undefined ? noDigest : this.#used.files.numberOf(file.digest)
    this.#names.push(file.name)
    this.#digests.push(number)
    this.#flags.push((file.isLeftOut ? isLeftOut : 0) | (about.hasObjects ? hasObjects : 0) | (about.hasSecrets ? hasSecrets : 0))
    this.hasConnectors ||= about.hasConnectors
    return number
  }

  /**
   * What the rules for connectors found in the very same files.
   * @param aside what else these rules depend on, as a text
   * @param again reads a file once more; undefined when it is gone
   */
  set(aside: string, again: (name: string) => string | undefined): Finding[] | undefined {
    if (!this.#memory) return undefined
    this.#setKey = this.#digestOfAll(aside, again)
    const known = this.#memory.sets.get(this.#setKey)
    if (known) this.#used.sets.set(this.#setKey, known)
    return known
  }

  /** A digest of all files with objects; some hundred at a time are in one text. */
  #digestOfAll(aside: string, again: (name: string) => string | undefined): string {
    let parts = [JSON.stringify(aside)]
    for (const [place, name] of this.#names.entries()) {
      if (!this.#is(place, hasObjects)) continue
      const digest = this.#digests.at(place)
      parts.push(digest === noDigest ? this.#digest(again(name) ?? '') : this.#used.files.digestOf(digest), this.#is(place, isLeftOut) ? '-' : '+', name)
      if (parts.length > mostParts) parts = [this.#digest(parts.join('\0'))]
    }
    return this.#digest(parts.join('\0'))
  }

  /** Takes note of what the rules for connectors found in the files that `set` was asked about. */
  learnSet(findings: Finding[]): void {
    if (this.#setKey === undefined) return
    this.#used.sets.set(this.#setKey, findings)
    this.#isNew = true
  }

  /** What is to be remembered from now on; undefined when that is what was remembered before. */
  get remembered(): LintMemory | undefined {
    const memory = this.#memory
    if (!memory) return undefined
    const isNew = this.#isNew || this.#hasNewFiles(memory)
    return isNew ? merged(memory, this.#used) : undefined
  }

  #hasNewFiles(memory: LintMemory): boolean {
    if (memory.files.size === 0) return this.#used.files.size > 0
    for (const [digest] of this.#used.files) if (!memory.files.has(digest)) return true
    return false
  }
}

/** True when all that is said of a file follows from its bytes, and not from its name or what lies beside it. */
const isAlike = ({name, digest, refusal, chart, isLeftOut: leftOut, ofBytesAlone}: RememberedBy): boolean => digest !== undefined && (ofBytesAlone === true || (!refusal && chart === undefined && !leftOut && kindByName(name) === undefined))
