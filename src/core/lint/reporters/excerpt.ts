import {cut, displayWidth, escapeControls} from '../../text/terminal.ts'
import type {Span} from '../../yaml/kubernetes-reader.ts'
import type {Finding} from '../types.ts'

/** One line of a file as it may be shown: secret stretches are `***`. Offsets of the finding in it are zero-based, in UTF-16 code units; `to` is exclusive. */
export interface ShownLine {
  text: string
  from: number
  to: number
  /** It stands in no file under the number of the finding: it was made of the file. */
  isElsewhere?: boolean
}

/** The secret stretches of one line as offsets, in order. */
function cutsIn(text: string, number: number, secrets: Span[]): Array<[number, number]> {
  return secrets
    .filter((one) => one.line <= number && number <= one.endLine && (one.line !== one.endLine || one.column !== one.endColumn))
    .map((one): [number, number] => [one.line === number ? one.column - 1 : text.length - text.trimStart().length, one.endLine === number ? one.endColumn - 1 : text.length])
    .filter(([from, to]) => from < to)
    .sort((one, other) => one[0] - other[0])
}

/** A line with its secrets replaced, and where a column of the original has gone. */
function maskedLine(text: string, number: number, secrets: Span[]): {text: string; offset(column: number): number} {
  let out = ''
  let at = 0
  const moves: Array<[number, number]> = []
  for (const [from, to] of cutsIn(text, number, secrets)) {
    if (from < at) {
      // A stretch that begins inside the one before may still end behind it: nothing of it comes out.
      at = Math.max(at, to)
      if (moves.length > 0) moves[moves.length - 1]![1] = at
      continue
    }
    out += `${text.slice(at, from)}***`
    at = to
    moves.push([from, to])
  }
  out += text.slice(at)
  return {
    text: out,
    offset(column) {
      let shift = 0
      for (const [from, to] of moves) {
        if (column - 1 >= to) shift += 3 - (to - from)
        else if (column - 1 > from) return from + shift
      }
      return column - 1 + shift
    },
  }
}

/** A line that could not be read: everything after its first colon may be a secret. */
function bluntly(text: string): string {
  const match = /^(\s*(?:- )*[^\s:'"]+\s*:)(?=\s|$)/.exec(text)
  if (match) return text.slice(match[1]!.length).trim() === '' ? text : `${match[1]} ***`
  return text.trim() === '' ? text : `${/^\s*/.exec(text)![0]}***`
}

/**
 * The line of a finding without its secrets.
 * @param line text of the line on which the finding begins
 * @param secrets where secret values stand in the file
 */
export function shownLine(finding: Finding, line: string, secrets: Span[]): ShownLine {
  if (finding.rule.startsWith('yaml/')) {
    const text = bluntly(line)
    const at = Math.max(0, Math.min(finding.column - 1, text.length))
    return {text, from: at, to: at}
  }
  const {text, offset} = maskedLine(line, finding.line, secrets)
  return {text, from: offset(finding.column), to: finding.endLine === finding.line ? offset(finding.endColumn) : text.length}
}

/** Lines of a text as columns count them: a carriage return before a line feed belongs to the break, and a byte order mark to no line. */
export const linesOf = (text: string): string[] => text.replace(/^\ufeff/, '').split(/\r?\n/)

/** The end of a text that takes at most `columns` columns. */
function tail(text: string, columns: number): string {
  const characters = [...text]
  let width = 0
  let from = characters.length
  while (from > 0 && width + displayWidth(characters[from - 1]!) <= columns) width += displayWidth(characters[--from]!)
  return characters.slice(from).join('')
}

/** Lines that are longer are cut at their ends, the place of the finding stays. */
const widest = 140
const gutterWidth = 9

/**
 * The line of a finding with its number, and a caret under the place.
 * @param columns the width to keep to
 * @returns two lines; `dim` and `red` paint the gutter and the caret
 */
export function excerpt(finding: Finding, shown: ShownLine, {dim, red}: {dim: (text: string) => string; red: (text: string) => string}, columns = Infinity): string[] {
  const limit = Math.max(20, Math.min(widest, columns - gutterWidth))
  const [whole, marked, after] = [shown.text.slice(0, shown.from), shown.text.slice(shown.from, shown.to), shown.text.slice(shown.to)].map((part) => escapeControls(part)) as [string, string, string]
  const fits = displayWidth(whole) + Math.min(displayWidth(marked), limit / 2) <= limit
  const before = fits ? whole : `…${tail(whole, Math.floor(limit / 2) - 1)}`
  const carets = '^'.repeat(Math.max(1, Math.min(displayWidth(marked), limit - displayWidth(before))))
  // A tab in the line must be one in the caret's line too.
  const lead = before.split('\t').map((part) => ' '.repeat(displayWidth(part))).join('\t')
  return [`${dim(`${(shown.isElsewhere ? '->' : `${finding.line}`).padStart(6)} |`)} ${cut(before + marked + after, limit)}`, `${dim('       |')} ${lead}${red(carets)}`]
}
