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
  /** By the digest of a file's bytes. There may be a hundred thousand: `recalled` makes more of one. */
  files: Map<string, Remembered | Flags>
  /** What the rules for connectors found, by a digest of all files and of whatever else these rules depend on. */
  sets: Map<string, Finding[]>
}

export const nothingRemembered = (): LintMemory => ({files: new Map(), sets: new Map()})

type Row = [line: number, column: number, endLine: number, endColumn: number, rule: string, severity: Finding['severity'], message: string]
const rowOf = ({line, column, endLine, endColumn, rule, severity, message}: Nameless): Row => [line, column, endLine, endColumn, rule, severity, message]
const fromRow = ([line, column, endLine, endColumn, rule, severity, message]: Row): Nameless => ({line, column, endLine, endColumn, rule, severity, message, fixable: false})

/** What is remembered of a file of which nothing is to be said, as a number. */
type Flags = number
/** The same in the file of the memory. */
type Entry = Flags | [flags: Flags, skipped: Array<[one: string, many: string]>, findings: Row[]]
const flagsOf = ({documents, hasObjects, hasConnectors, hasSecrets}: Omit<Remembered, 'skipped' | 'findings'>): Flags => documents * 8 + (hasSecrets ? 4 : 0) + (hasObjects ? 2 : 0) + (hasConnectors ? 1 : 0)
const fromFlags = (flags: Flags): Omit<Remembered, 'skipped' | 'findings'> => ({documents: Math.floor(flags / 8), hasSecrets: (flags & 4) !== 0, hasObjects: (flags & 2) !== 0, hasConnectors: (flags & 1) !== 0})

const none: never[] = []

/** As little as an entry can be. */
export const condensed = (one: Remembered): Remembered | Flags => (one.skipped.length + one.findings.length === 0 ? flagsOf(one) : one)
/** All of an entry. */
export const recalled = (one: Remembered | Flags): Remembered => (typeof one === 'number' ? Object.assign(fromFlags(one), {skipped: none, findings: none}) : one)

/** A memory as text. */
export function writeMemory({files, sets}: LintMemory): string {
  const entry = (one: Remembered | Flags): Entry => (typeof one === 'number' ? one : [flagsOf(one), one.skipped.map((kind) => [kind.one, kind.many]), one.findings.map(rowOf)])
  // Put together by hand: JSON.stringify of an object with ten thousand names takes several times as long.
  const entries: string[] = []
  for (const [digest, one] of files) {
    const written = entry(one)
    entries.push(`${JSON.stringify(digest)}:${typeof written === 'number' ? written : JSON.stringify(written)}`)
  }
  const found = Object.fromEntries([...sets].map(([digest, findings]) => [digest, findings.map((one) => [one.file, ...rowOf(one)])]))
  return `{"files":{${entries.join(',')}},"sets":${JSON.stringify(found)}}`
}

/**
 * A memory from its text. What is not of the form that writeMemory gives it is a memory of nothing: somebody else wrote the file, or half of it.
 * @param text of any content
 */
export function readMemory(text: string): LintMemory {
  try {
    const {files, sets} = JSON.parse(text) as {files: Record<string, unknown>; sets: Record<string, unknown>}
    return {
      files: new Map(Object.entries(files).map(([digest, entry]) => [digest, remembered(entry)])),
      sets: new Map(Object.entries(sets).map(([digest, rows]) => [digest, list(rows).map((row) => {
        const [file, ...rest] = list(row)
        return {file: string(file), ...finding(rest)}
      })])),
    }
  } catch {
    return nothingRemembered()
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

function remembered(entry: unknown): Remembered | Flags {
  if (typeof entry === 'number') return number(entry)
  const [flags, skipped, findings] = list(entry)
  return {
    ...fromFlags(number(flags)),
    skipped: list(skipped).map((kind) => ({one: string(list(kind)[0]), many: string(list(kind)[1])})),
    findings: list(findings).map((row) => finding(list(row))),
  }
}

function finding(row: unknown[]): Nameless {
  const [line, column, endLine, endColumn, rule, severity, message] = row
  if (severity !== 'error' && severity !== 'warning' && severity !== 'note') throw new Unfit()
  return fromRow([number(line), number(column), number(endLine), number(endColumn), string(rule), severity, string(message)])
}

/** At most so many entries are kept beside those of the last run. */
const mostKept = 20_000

/**
 * What is to be kept after a run: all that it used or found, and of what was there before as much as fits, for the next run may look at other files.
 * @param before what was remembered
 * @param used what the run used or found
 */
export function merged(before: LintMemory, used: LintMemory): LintMemory {
  const join = <T>(old: Map<string, T>, now: Map<string, T>, most: number): Map<string, T> => {
    if (old.size === 0) return now
    const kept = new Map(now)
    let room = most
    for (const [digest, one] of old) {
      if (room === 0) break
      if (kept.has(digest)) continue
      kept.set(digest, one)
      room -= 1
    }
    return kept
  }
  return {files: join(before.files, used.files, mostKept), sets: join(before.sets, used.sets, 8)}
}
