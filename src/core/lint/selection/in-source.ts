import {map} from '../../values/maps.ts'
import {readParts, textStretches, type KubernetesDocument, type Path, type Span} from '../../yaml/kubernetes-reader.ts'
import {manifestsOf} from '../manifests.ts'
import type {Manifest} from '../set.ts'
import type {Finding} from '../types.ts'
import {fixedRules, suppressionRule, unknownRule} from './rule-patterns.ts'
import type {SuppressedBy} from './types.ts'
import {annotationKey, commentWord} from './words.ts'

type Point = readonly [line: number, column: number]

/** One comment, or one line of an annotation, that keeps findings out of the report. */
export interface SourceSuppression {
  by: Exclude<SuppressedBy, 'settings'>
  /** Rules or families, and where each is written. */
  rules: Array<{pattern: string; at: Span}>
  reason: string
  /** It holds for findings that begin from here on. */
  from: Point
  /** And before this. */
  to: Point
}

/** What a file says about its own findings. */
export interface SourceRead {
  suppressions: SourceSuppression[]
  /** Suppressions that do nothing because they are written wrongly. */
  faults: Finding[]
}

/** A hash sign begins a comment at the start of its line and behind a blank or a tab, and nowhere else: other signs that look blank are part of a text. */
const directive = new RegExp(`(?<=^\\ufeff?|[ \\t])#+[ \\t]*${commentWord}(?![\\w/-])`, 'g')
const onlyComment = /^\ufeff?[ \t]*#/

/** `RULE[, RULE...]: reason`, with the offset of each rule in it. */
function readEntry(entry: string): {rules: Array<{pattern: string; offset: number}>; reason: string} {
  const colon = entry.indexOf(':')
  const rules = [...entry.slice(0, colon < 0 ? entry.length : colon).matchAll(/[^\s,]+/g)].map((match) => ({pattern: match[0], offset: match.index}))
  return {rules, reason: colon < 0 ? '' : entry.slice(colon + 1).trim()}
}

const wrongRule = (pattern: string): string | undefined => {
  const unknown = unknownRule(pattern)
  if (unknown) return `${unknown.what}, so nothing is suppressed by that name${unknown.hint ? `: did you mean ${unknown.hint}?` : '.'}`
  if (fixedRules.has(pattern)) return `${pattern} cannot be suppressed: nothing is known of what a file holds that cannot be read.`
  if (pattern === suppressionRule) return `${pattern} cannot be suppressed in a manifest: repair the suppression, or set the severity of the rule under lint.rules in c1ctl.yaml.`
  return undefined
}

/** The reader of one file. */
class SourceReader {
  readonly #file: string
  readonly #text: string
  readonly #lines: string[]
  readonly #starts: number[] = []
  readonly #read: SourceRead = {suppressions: [], faults: []}
  /** The line below the comments that were looked at last. */
  #belowComments = 0

  constructor(file: string, text: string) {
    this.#file = file
    this.#text = text
    this.#lines = text.split('\n')
    let start = 0
    for (const line of this.#lines) {
      this.#starts.push(start)
      start += line.length + 1
    }
  }

  read(): SourceRead {
    const documents: Array<{document: KubernetesDocument; manifests: Manifest[]}> = []
    let isRefused = false
    for (const {document, findings} of readParts(this.#text, this.#file)) {
      if (!document) isRefused ||= findings.length > 0
      else {
        const found = manifestsOf(this.#file, document)
        documents.push({document, manifests: Array.isArray(found) ? found : []})
      }
    }
    // Of a file that holds no object, or a part that cannot be read, nobody can say what is a comment in it and what it is about.
    if (!documents.some((one) => one.manifests.length > 0)) return this.#read
    this.#comments(documents, isRefused)
    for (const {document, manifests} of documents) if (this.#text.slice(document.at.offset, document.at.end).includes(annotationKey)) for (const manifest of manifests) this.#annotations(manifest)
    return this.#read
  }

  #comments(documents: Array<{document: KubernetesDocument; manifests: Manifest[]}>, isRefused: boolean): void {
    let next = 0
    let stretches: {of: KubernetesDocument; texts: Array<readonly [number, number]>; next: number} | undefined
    /** Whether the hash sign at an offset begins a comment; offsets come in their order. */
    const isComment = (offset: number): boolean => {
      while (next < documents.length && documents[next]!.document.at.end <= offset) next += 1
      const here = documents[next]
      // Between documents there are comments alone, unless something there could not be read.
      if (!here || here.document.at.offset > offset) return !isRefused
      if (here.manifests.length === 0) return false
      if (stretches?.of !== here.document) stretches = {of: here.document, texts: textStretches(this.#text, here.document.at), next: 0}
      while ((stretches.texts[stretches.next]?.[1] ?? Infinity) <= offset) stretches.next += 1
      return (stretches.texts[stretches.next]?.[0] ?? Infinity) > offset
    }
    for (const [index, line] of this.#lines.entries()) {
      if (!line.includes(commentWord)) continue
      for (const match of line.matchAll(directive)) {
        if (!isComment(this.#starts[index]! + match.index)) continue
        const begin = match.index + match[0].length
        const entry = line.slice(begin).split('\r', 1)[0]!
        const target = onlyComment.test(line) ? this.#below(index) : index
        this.#take('comment', entry, (from, to) => this.#span(index, begin + from, begin + to), {line: index, column: match.index, end: begin + entry.trimEnd().length}, [target + 1, 1], [target + 2, 1])
        // What follows on the line is the reason.
        break
      }
    }
  }

  /** The first line below a comment that is none itself. */
  #below(index: number): number {
    if (this.#belowComments <= index) {
      this.#belowComments = index + 1
      while (onlyComment.test(this.#lines[this.#belowComments] ?? '')) this.#belowComments += 1
    }
    return this.#belowComments
  }

  #annotations({object, document, base}: Manifest): void {
    // Charts often let one set the annotations of pods alone.
    const holders: Array<{value: unknown; path: Path}> = [{value: object, path: []}]
    for (const path of [['spec', 'template'], ['spec', 'jobTemplate'], ['spec', 'jobTemplate', 'spec', 'template']]) holders.push({value: path.reduce<unknown>((value, step) => map(value)[step], object), path})
    for (const {value, path} of holders) {
      const text = map(map(map(value).metadata).annotations)[annotationKey]
      if (typeof text !== 'string') continue
      const at = [...base, ...path]
      const whole = document.locate(at)
      // The last value may be an empty map, whose stretch has no end of its own.
      const [from, to] = at.length > 0 ? [[whole.line, whole.column] as const, [whole.endLine, whole.endColumn + 1] as const] : [[this.#lineOf(document.at.offset), 1] as const, [this.#lineOf(document.at.end) + 1, 1] as const]
      this.#annotation(text, document.locate([...at, 'metadata', 'annotations', annotationKey]), from, to)
    }
  }

  #annotation(text: string, at: Span, from: Point, to: Point): void {
    const entries = text.split('\n')
    const first = entries.findIndex((one) => one.trim() !== '')
    if (first < 0) this.#fault('The annotation c1ctl/ignore is empty: it takes lines such as `baton/no-tag: why`.', at)
    for (const [index, entry] of entries.entries()) {
      if (entry.trim() === '') continue
      // In a block each line of the text is a line of the file; a text in quotes has one place.
      const line = at.line - 1 + index - first
      const column = this.#lines[line]?.trim() === entry.trim() ? this.#lines[line].indexOf(entry.trim()) - (entry.length - entry.trimStart().length) : -1
      if (column < 0) this.#take('annotation', entry, () => at, at, from, to)
      else this.#take('annotation', entry, (begin, end) => this.#span(line, column + begin, column + end), {line, column, end: column + entry.trimEnd().length}, from, to)
    }
  }

  #take(by: SourceSuppression['by'], entry: string, spanOf: (from: number, to: number) => Span, whole: Span | {line: number; column: number; end: number}, from: Point, to: Point): void {
    const {rules, reason} = readEntry(entry)
    const at = 'end' in whole ? this.#span(whole.line, whole.column, whole.end) : whole
    const form = by === 'comment' ? `# ${commentWord} RULE: reason` : 'RULE: reason'
    if (rules.length === 0) return this.#fault(`The suppression names no rule, so it suppresses nothing: write \`${form}\`.`, at)
    if (!/[\p{L}\p{N}]/u.test(reason)) return this.#fault(`The suppression has no reason, so it suppresses nothing: write \`${form}\`.`, at)
    const right: SourceSuppression['rules'] = []
    for (const {pattern, offset} of rules) {
      const place = spanOf(offset, offset + pattern.length)
      const wrong = wrongRule(pattern)
      if (wrong === undefined) right.push({pattern, at: place})
      else this.#fault(wrong, place)
    }
    if (right.length > 0) this.#read.suppressions.push({by, rules: right, reason, from, to})
  }

  #fault(message: string, at: Span): void {
    this.#read.faults.push(suppressionFault(this.#file, message, at))
  }

  /** A stretch of one line, its number and columns zero-based. */
  #span(line: number, from: number, to: number): Span {
    return {line: line + 1, column: from + 1, endLine: line + 1, endColumn: to + 1}
  }

  /** The number of the line at an offset. */
  #lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

/** A finding about a suppression itself. */
export const suppressionFault = (file: string, message: string, {line, column, endLine, endColumn}: Span): Finding => ({file, line, column, endLine, endColumn, rule: suppressionRule, severity: 'warning', message, fixable: false})

/**
 * Reads what a file says about its own findings: comments `# c1ctl-ignore RULE: reason`, which hold for their line or, standing alone, for the one below,
 * and the annotation `c1ctl/ignore`, which holds for its object or its template of pods. Only comments count that are none but that to the parser, and only those of files
 * with Kubernetes objects in them.
 * @param file the name that findings use
 */
export const readSuppressions = (file: string, text: string): SourceRead => new SourceReader(file, text).read()

/** Whether a suppression stands for a finding of its file. */
export function holdsFor({rules, from, to}: Pick<SourceSuppression, 'rules' | 'from' | 'to'>, {line, column}: Finding): boolean {
  return rules.length > 0 && (line > from[0] || (line === from[0] && column >= from[1])) && (line < to[0] || (line === to[0] && column < to[1]))
}
