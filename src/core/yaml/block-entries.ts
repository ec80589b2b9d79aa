import {isRecord} from '../values/maps.ts'
import {valueAt} from '../values/paths.ts'
import type {Edit} from './edit.ts'
import {textStretches, type KubernetesDocument, type Path} from './kubernetes-reader.ts'

/** An entry of a map in block style as the whole lines that it takes, with the comments that belong to it. Offsets are those of the file. */
export interface BlockEntry {
  from: number
  /** Behind the end of the last line. */
  to: number
  key: readonly [from: number, to: number]
  /** How far its key is indented. */
  column: number
  /** Its key stands behind the dash of an item. */
  isBehindDash: boolean
}

const ending = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y
/** Comments behind an entry that are indented further than its key. */
const further = /(?:[ \t]*\r?\n)*( +)#[^\n]*(?:\n|$)/y
/** An anchor, an alias, a tag, or a merge key. */
const linked = /^[&*!][^\s]|^<</

/** Moves lines to the right or left; undefined when one of them does not reach that far. */
function shifted(lines: string, by: number): string | undefined {
  if (by === 0) return lines
  const out = lines.split('\n').map((line) => {
    if (line.trim() === '') return by > 0 && line.startsWith(' ') ? ' '.repeat(by) + line : line.slice(Math.min(Math.max(0, -by), /^ */.exec(line)![0].length))
    if (by > 0) return ' '.repeat(by) + line
    return line.startsWith(' '.repeat(-by)) ? line.slice(-by) : undefined
  })
  return out.includes(undefined) ? undefined : out.join('\n')
}

/** Finds the entries of one document in block style, takes them out of their lines, and says where others may come. What is written otherwise is undefined to it. */
export class BlockEntries {
  /** How lines end in this file. */
  readonly lineEnd: string
  readonly #text: string
  readonly #document: KubernetesDocument
  #stretches: Array<readonly [number, number]> | undefined

  /** @param text the whole file */
  constructor(text: string, document: KubernetesDocument) {
    this.#text = text
    this.#document = document
    const feed = text.indexOf('\n')
    this.lineEnd = feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n'
  }

  /** The lines of an entry. */
  at(path: Path): BlockEntry | undefined {
    const text = this.#text
    const [map, key, value] = [this.#document.place(path.slice(0, -1)), this.#document.place(path, 'key'), this.#document.place(path)]
    if (!map || !key || !value || text[map[0]] === '{') return undefined
    const start = text.lastIndexOf('\n', key[0] - 1) + 1
    const head = text.slice(start, key[0])
    const colon = /^[ \t]*:/.exec(text.slice(key[1], key[1] + 20))
    if (!/^ *(?:- +)*$/.test(head) || !colon) return undefined
    ending.lastIndex = Math.max(value[1], key[1] + colon[0].length)
    if (!ending.test(text)) return undefined
    const column = head.length
    const isBehindDash = head.includes('-')
    let to = ending.lastIndex
    for (;;) {
      further.lastIndex = to
      const comment = further.exec(text)
      if (!comment || comment[1]!.length <= column) break
      to = further.lastIndex
    }
    return {from: isBehindDash ? start : this.#commentsAbove(start, column), to, key, column, isBehindDash}
  }

  #commentsAbove(start: number, column: number): number {
    let from = start
    while (from > 0) {
      const above = this.#text.lastIndexOf('\n', from - 2) + 1
      const line = this.#text.slice(above, from)
      if (!line.startsWith(`${' '.repeat(column)}#`)) break
      from = above
    }
    return from
  }

  /** Whether an entry stands by itself: nothing in it is known elsewhere under a name, or comes from there. */
  isByItself({from, to}: BlockEntry): boolean {
    const text = this.#text
    this.#stretches ??= textStretches(text, this.#document.at)
    const stretches = this.#stretches.filter(([start, end]) => start < to && end > from)
    for (let at = from; at < to; at += 1) {
      while (stretches[0] && stretches[0][1] <= at) stretches.shift()
      if (stretches[0] && stretches[0][0] <= at) {
        at = stretches[0][1] - 1
        continue
      }
      const isStart = at === from || /[\s,[{:-]/.test(text[at - 1]!)
      if (isStart && text[at] === '#') {
        const end = text.indexOf('\n', at)
        if (end < 0) break
        at = end
      } else if (isStart && linked.test(text.slice(at, at + 2))) return false
    }
    return true
  }

  /** The lines of an entry for another place: indented as it asks, and under another name when one is given. They end with a line end. */
  linesFor(entry: BlockEntry, column: number, name?: string): string | undefined {
    const text = this.#text
    const {from, to, key, isBehindDash} = entry
    const start = text.lastIndexOf('\n', key[0] - 1) + 1
    const before = isBehindDash ? '' : text.slice(from, start)
    const lines = `${before}${' '.repeat(entry.column)}${name ?? text.slice(...key)}${text.slice(key[1], to)}`
    return shifted(lines.endsWith('\n') ? lines : lines + this.lineEnd, column - entry.column)
  }

  /** Takes an entry out. What stands behind the dash of an item leaves it to the entry below. */
  cut(entry: BlockEntry): Edit | undefined {
    if (!entry.isBehindDash) return {from: entry.from, to: entry.to, text: ''}
    const next = entry.to + entry.column
    const isEntry = this.#text.slice(entry.to, next) === ' '.repeat(entry.column) && /[^\s#-]/.test(this.#text[next] ?? ' ')
    return isEntry ? {from: entry.key[0], to: next, text: ''} : undefined
  }

  /** How far the entries of a map are indented. */
  columnOf(path: Path): number | undefined {
    const value = valueAt(this.#document.value, path)
    const [first] = isRecord(value) ? Object.keys(value) : []
    return first === undefined ? undefined : this.at([...path, first])?.column
  }

  /** Where the last entry of a map ends. */
  endOf(path: Path): number | undefined {
    const value = valueAt(this.#document.value, path)
    const entries = Object.keys(isRecord(value) ? value : {}).map((key) => this.at([...path, key]))
    return entries.length === 0 || entries.includes(undefined) ? undefined : Math.max(...entries.map((one) => one!.to))
  }

  /** By how much a map is indented more than the one above it, near the top of an object. */
  stepBelow(path: Path): number {
    const value = valueAt(this.#document.value, path)
    for (const [key, below] of Object.entries(isRecord(value) ? value : {})) {
      const [outer, inner] = isRecord(below) ? [this.at([...path, key]), this.columnOf([...path, key])] : []
      if (outer && inner !== undefined && inner > outer.column) return inner - outer.column
    }
    return 2
  }
}
