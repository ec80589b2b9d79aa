import {TextTable} from '../text/text-table.ts'
import {Numbers} from '../values/numbers.ts'
import type {SkippedKind} from './kinds.ts'
import type {Finding} from './types.ts'

/** A finding without its file: the same text may lie under another name. */
export type Nameless = Omit<Finding, 'file'>

/** What a file held, and what was found in it by itself. */
export interface Remembered {
  /** Documents, those that were skipped among them. */
  documents: number
  /** Whether objects are among them. */
  hasObjects: boolean
  /** Whether one of those has to do with connectors: the rules for them look at all objects of a run then. */
  hasConnectors: boolean
  /** Whether there are Secrets, encrypted ones aside. */
  hasSecrets: boolean
  /** A kind for each document that was skipped. */
  skipped: SkippedKind[]
  findings: Nameless[]
}

/**
 * What runs of lint remember for each other. Only what is whole by itself is remembered: nothing of what can be repaired (a repair needs the objects), of custom
 * resources (their definitions may stand in another file), and no text of a file.
 */
export interface LintMemory {
  files: RememberedFiles
  /** What the rules for connectors found, by a digest of all files and of whatever else these rules depend on. */
  sets: Map<string, Finding[]>
}

/** Nothing is remembered, and more than flags. */
const [nothing, more] = [-1, -2]

/** What is remembered of files, by the digests of their bytes. There may be a hundred thousand. */
export class RememberedFiles {
  readonly #digests = new TextTable()
  /** Of each of them: its flags, where that is all, or one of the two numbers below. */
  readonly #flags = new Numbers()
  readonly #others = new Map<number, Remembered>()
  #size = 0

  /** Of how many digests something is remembered. */
  get size(): number {
    return this.#size
  }

  /** The number of a digest, of which nothing need be remembered. */
  numberOf(digest: string): number {
    const number = this.#digests.add(digest)
    if (number === this.#flags.size) this.#flags.push(nothing)
    return number
  }

  /** The digest of a number. */
  digestOf(number: number): string {
    return this.#digests.at(number)
  }

  /** @param number of the digest */
  set(number: number, one: Remembered): void {
    this.#put(number, one.skipped.length + one.findings.length === 0 ? flagsOf(one) : one)
  }

  #put(number: number, entry: Remembered | Flags): void {
    if (this.#flags.at(number) === nothing) this.#size += 1
    this.#flags.set(number, typeof entry === 'number' ? entry : more)
    if (typeof entry !== 'number') this.#others.set(number, entry)
  }

  #entry(number: number): Remembered | Flags | undefined {
    const flags = this.#flags.at(number)
    return flags === nothing ? undefined : flags === more ? this.#others.get(number) : flags
  }

  get(digest: string): Remembered | undefined {
    const number = this.#digests.find(digest)
    const entry = number === undefined ? undefined : this.#entry(number)
    return typeof entry === 'number' ? Object.assign(fromFlags(entry), {skipped: none, findings: none}) : entry
  }

  has(digest: string): boolean {
    const number = this.#digests.find(digest)
    return number !== undefined && this.#flags.at(number) !== nothing
  }

  /** What is remembered of each digest, as little as it can be. */
  *[Symbol.iterator](): Generator<[digest: string, entry: Remembered | Flags]> {
    for (let number = 0; number < this.#flags.size; number += 1) {
      const entry = this.#entry(number)
      if (entry !== undefined) yield [this.#digests.at(number), entry]
    }
  }

  /** Takes over what another one remembers of a digest that nothing is remembered of. */
  take(digest: string, entry: Remembered | Flags): boolean {
    const number = this.numberOf(digest)
    if (this.#flags.at(number) !== nothing) return false
    this.#put(number, entry)
    return true
  }
}

export const nothingRemembered = (): LintMemory => ({files: new RememberedFiles(), sets: new Map()})

type Row = [line: number, column: number, endLine: number, endColumn: number, rule: string, severity: Finding['severity'], message: string]
const rowOf = ({line, column, endLine, endColumn, rule, severity, message}: Nameless): Row => [line, column, endLine, endColumn, rule, severity, message]
const fromRow = ([line, column, endLine, endColumn, rule, severity, message]: Row): Nameless => ({line, column, endLine, endColumn, rule, severity, message, fixable: false})

/** What is remembered of a file of which nothing is to be said, as a number. */
type Flags = number
const flagsOf = ({documents, hasObjects, hasConnectors, hasSecrets}: Omit<Remembered, 'skipped' | 'findings'>): Flags => documents * 8 + (hasSecrets ? 4 : 0) + (hasObjects ? 2 : 0) + (hasConnectors ? 1 : 0)
const fromFlags = (flags: Flags): Omit<Remembered, 'skipped' | 'findings'> => ({documents: Math.floor(flags / 8), hasSecrets: (flags & 4) !== 0, hasObjects: (flags & 2) !== 0, hasConnectors: (flags & 1) !== 0})

const none: never[] = []

/**
 * A memory as text: of files of which nothing is to be said the digests, by their flags and one behind the other (JSON with ten thousand names takes several times
 * as long to write and to read), and of each other one what it held and what was found.
 */
export function writeMemory({files, sets}: LintMemory): string {
  const plain = new Map<Flags, string[]>()
  const others: Array<[digest: string, flags: Flags, skipped: Array<[one: string, many: string]>, findings: Row[]]> = []
  for (const [digest, one] of files) {
    if (typeof one !== 'number') others.push([digest, flagsOf(one), one.skipped.map((kind) => [kind.one, kind.many]), one.findings.map(rowOf)])
    else {
      const known = plain.get(one)
      if (known) known.push(digest)
      else plain.set(one, [digest])
    }
  }
  return JSON.stringify({plain: [...plain].map(([flags, digests]) => [flags, digests.join(' ')]), files: others, sets: [...sets].map(([digest, findings]) => [digest, findings.map((one) => [one.file, ...rowOf(one)])])})
}

/**
 * A memory from its text. What is not of the form that writeMemory gives it is a memory of nothing: somebody else wrote the file, or half of it.
 * @param text of any content
 */
export function readMemory(text: string): LintMemory {
  try {
    const {plain, files: others, sets} = JSON.parse(text) as Record<string, unknown>
    const files = new RememberedFiles()
    for (const entry of list(plain)) {
      const [flags, digests] = list(entry)
      for (const digest of wordsOf(string(digests))) files.take(digest, flagsFrom(flags))
    }
    for (const entry of list(others)) {
      const [digest, flags, skipped, findings] = list(entry)
      files.take(string(digest), {
        ...fromFlags(flagsFrom(flags)),
        skipped: list(skipped).map((kind) => ({one: string(list(kind)[0]), many: string(list(kind)[1])})),
        findings: list(findings).map((row) => finding(list(row))),
      })
    }
    return {
      files,
      sets: new Map(list(sets).map((entry) => {
        const [digest, rows] = list(entry)
        return [string(digest), list(rows).map((row) => {
          const [file, ...rest] = list(row)
          return {file: string(file), ...finding(rest)}
        })]
      })),
    }
  } catch {
    return nothingRemembered()
  }
}

function* wordsOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const space = text.indexOf(' ', from)
    const to = space < 0 ? text.length : space
    yield text.slice(from, to)
    from = to + 1
  }
}

class Unfit extends Error {}
function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Unfit()
  return value
}
function string(value: unknown): string {
  if (typeof value !== 'string') throw new Unfit()
  return value
}
function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Unfit()
  return value
}

function flagsFrom(value: unknown): Flags {
  const flags = number(value)
  if (flags > 0x7fffffff) throw new Unfit()
  return flags
}

function finding(row: unknown[]): Nameless {
  const [line, column, endLine, endColumn, rule, severity, message] = row
  if (severity !== 'error' && severity !== 'warning' && severity !== 'note') throw new Unfit()
  return fromRow([number(line), number(column), number(endLine), number(endColumn), string(rule), severity, string(message)])
}

/** At most so many entries are kept beside those of the last run. */
const mostKept = 20_000
const mostSets = 8

/**
 * What is to be kept after a run: all that it used or found, and of what was there before as much as fits, for the next run may look at other files.
 * @param before what was remembered
 * @param used what the run used or found; it is added to
 */
export function merged(before: LintMemory, used: LintMemory): LintMemory {
  let room = mostKept
  for (const [digest, entry] of before.files) {
    if (room === 0) break
    if (used.files.take(digest, entry)) room -= 1
  }
  const sets = new Map([...used.sets, ...[...before.sets].filter(([digest]) => !used.sets.has(digest)).slice(0, mostSets)])
  return {files: used.files, sets}
}
