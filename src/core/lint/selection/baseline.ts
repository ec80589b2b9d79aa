import {escapeControls} from '../../text/terminal.ts'
import {isRecord} from '../../values/maps.ts'
import type {Finding} from '../types.ts'
import {fixedRules} from './rule-patterns.ts'

/** How often a rule was broken by lines that look the same. */
interface Entry {
  rule: string
  /** See fingerprints.ts. */
  fingerprint: string
  count: number
}

/** Known findings by file: paths relative to the baseline, with slashes. */
export type Baseline = Map<string, Entry[]>

const version = 1
const keyOfEntry = ({rule, fingerprint}: Pick<Entry, 'rule' | 'fingerprint'>): string => `${rule} ${fingerprint}`
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const isEntry = (value: unknown): value is Entry =>
  isRecord(value) && typeof value['rule'] === 'string' && /^[0-9a-f]{32}$/.test(String(value['fingerprint'])) && Number.isSafeInteger(value['count']) && Number(value['count']) > 0

/**
 * Reads the text of a baseline.
 * @returns what it knows, or what is wrong with it, as the end of a sentence
 */
export function readBaseline(text: string): {known: Baseline} | {fault: string} {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return {fault: /^(?:<{7}|={7}|>{7})/m.test(text) ? 'still has the marks of a merge that was not finished' : 'is no JSON'}
  }
  if (!isRecord(value) || !('version' in value)) return {fault: 'is JSON of another kind'}
  if (value['version'] !== version) return {fault: `has a version that this c1ctl does not know: it reads version ${version}`}
  const {files} = value
  if (!isRecord(files)) return {fault: 'has no map of files'}
  const known: Baseline = new Map()
  for (const [file, entries] of Object.entries(files)) {
    if (!Array.isArray(entries) || !entries.every(isEntry)) return {fault: `has an entry that is none, under ${JSON.stringify(file)}`}
    known.set(file, entries)
  }
  return {known}
}

/** The text of a baseline: sorted, an entry a line, the same bytes for the same findings. Of the findings themselves it holds a rule and a hash. */
export function baselineText(known: Baseline): string {
  const files = [...known].filter(([, entries]) => entries.length > 0).sort(([one], [other]) => compare(one, other))
  const blocks = files.map(([file, entries]) => {
    const lines = [...entries].sort((one, other) => compare(keyOfEntry(one), keyOfEntry(other))).map(({rule, fingerprint, count}) => `      {"rule": ${JSON.stringify(rule)}, "fingerprint": ${JSON.stringify(fingerprint)}, "count": ${count}}`)
    return `    ${JSON.stringify(file)}: [\n${lines.join(',\n')}\n    ]`
  })
  return escapeControls(`{\n  "version": ${version},\n  "files": {${blocks.length === 0 ? '' : `\n${blocks.join(',\n')}\n  `}}\n}\n`)
}

/** What a baseline needs to know of findings: the path of a file in it, and what stays of a finding when lines move. */
export interface Recognition {
  keyOf(file: string): string
  hashOf(finding: Finding): string
}

/**
 * The findings that a baseline knows: of equal ones as many as it counts, the first of the file. What keeps a file from being read is never known: with
 * it, whatever else the file holds or will hold would be hidden too.
 */
export function withoutKnown(findings: Finding[], {known, keyOf, hashOf}: Recognition & {known: Baseline}): Finding[] {
  const left = new Map<string, Map<string, number>>()
  return findings.filter((finding) => {
    if (fixedRules.has(finding.rule)) return false
    const file = keyOf(finding.file)
    if (!known.has(file)) return false
    if (!left.has(file)) left.set(file, counts(known.get(file)!))
    const counted = left.get(file)!
    const key = keyOfEntry({rule: finding.rule, fingerprint: hashOf(finding)})
    const rest = counted.get(key) ?? 0
    if (rest > 0) counted.set(key, rest - 1)
    return rest > 0
  })
}

function counts(entries: Entry[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const one of entries) all.set(keyOfEntry(one), (all.get(keyOfEntry(one)) ?? 0) + one.count)
  return all
}

/** Of which entries a run can say whether they still hold: those of files that it read, and of rules that it asked. */
export interface Seen {
  file(key: string): boolean
  rule(rule: string): boolean
}

/** How many findings a baseline counts that a run should have found and did not. */
export function goneFrom(known: Baseline, found: Finding[], {keyOf, hashOf}: Recognition, seen: Seen): number {
  const now = new Map([...findingsByFile(found, keyOf)].map(([file, findings]) => [file, counts(entriesOf(findings, hashOf))]))
  let gone = 0
  for (const [file, entries] of known) {
    if (!seen.file(file)) continue
    for (const [key, count] of counts(entries.filter((one) => seen.rule(one.rule)))) gone += Math.max(0, count - (now.get(file)?.get(key) ?? 0))
  }
  return gone
}

/**
 * A baseline that knows what a run found, and what the one before it knows that the run could not see.
 * @param found what the run would report without a baseline
 */
export function renewed(before: Baseline, found: Finding[], {keyOf, hashOf}: Recognition, seen: Seen): Baseline {
  const after: Baseline = new Map()
  for (const [file, entries] of before) after.set(file, entries.filter((one) => !seen.file(file) || !seen.rule(one.rule)))
  for (const [file, findings] of findingsByFile(found, keyOf)) {
    const entries = entriesOf(findings.filter((one) => !fixedRules.has(one.rule)), hashOf)
    const keys = new Set(entries.map(keyOfEntry))
    after.set(file, [...(after.get(file) ?? []).filter((one) => !keys.has(keyOfEntry(one))), ...entries])
  }
  return after
}

function entriesOf(findings: Finding[], hashOf: Recognition['hashOf']): Entry[] {
  const entries = new Map<string, Entry>()
  for (const finding of findings) {
    const entry = {rule: finding.rule, fingerprint: hashOf(finding), count: 1}
    const known = entries.get(keyOfEntry(entry))
    if (known) known.count += 1
    else entries.set(keyOfEntry(entry), entry)
  }
  return [...entries.values()]
}

function findingsByFile(findings: Finding[], keyOf: Recognition['keyOf']): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>()
  for (const finding of findings) {
    const file = keyOf(finding.file)
    const known = files.get(file)
    if (known) known.push(finding)
    else files.set(file, [finding])
  }
  return files
}

/** How many findings a baseline counts, and in how many files. */
export function sizeOf(known: Baseline): {findings: number; files: number} {
  const sizes = [...known.values()].map((entries) => entries.reduce((sum, one) => sum + one.count, 0)).filter((size) => size > 0)
  return {findings: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length}
}
