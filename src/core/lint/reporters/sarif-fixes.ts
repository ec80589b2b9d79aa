import type {Edit} from '../../yaml/edit.ts'
import {lineFinder, type Span} from '../../yaml/kubernetes-reader.ts'
import type {Repair} from '../fix/repair.ts'
import type {Settled} from '../fix/settle.ts'

/** One step of a fix, as SARIF has it: a stretch is deleted, which may be empty, and a text comes in its place. */
interface Replacement {
  deletedRegion: {startLine: number; startColumn: number; endLine: number; endColumn: number}
  insertedContent?: {text: string}
}

const isQuoted = (text: string, inner: string): boolean => text === `"${inner}"` || text === `'${inner}'`

/** An edit in its smallest steps: where quotes come or go around a text, only they are inserted or deleted. So a fix says nothing of what stays. */
function steps(before: string, {from, to, text}: Edit): Edit[] {
  if (isQuoted(text, before)) return [{from, to: from, text: text[0]!}, {from: to, to, text: text[0]!}]
  if (isQuoted(before, text)) return [{from, to: from + 1, text: ''}, {from: to - 1, to, text: ''}]
  return [{from, to, text}]
}

const isBefore = (line: number, column: number, otherLine: number, otherColumn: number): boolean => line < otherLine || (line === otherLine && column < otherColumn)
/** Whether two stretches have something in common; one that is empty has what is around it. */
const touch = (one: Span, other: Span): boolean => !isBefore(one.endLine, one.endColumn, other.line, other.column) && !isBefore(other.endLine, other.endColumn, one.line, one.column)

function described(repair: Repair, replacements: Edit[]): string {
  if (repair.kind === 'restructure') return repair.says
  if (repair.kind === 'quote') return 'Put it in quotes.'
  // What stays may be secret.
  if (replacements.every((one) => one.text === '')) return 'Take it out of its quotes.'
  return repair.kind === 'rename' ? `Call it ${repair.to}.` : `Make it ${String(repair.to)}.`
}

/**
 * The fixes of findings of one file as SARIF has them (section 3.55): what `lint --fix` would do about each.
 * @param secrets stretches that may hold secret values: a fix inserts nothing there but quotes, and one that would have to is left out
 * @returns a function from what repairs a finding to the words for it and its steps; undefined when it is left out
 */
export function fixWriter(text: string, secrets: Span[]): (settled: Settled) => {description: string; replacements: Replacement[]} | undefined {
  const span = lineFinder(text)
  return ({repair, edits}) => {
    const all = edits.flatMap((edit) => steps(text.slice(edit.from, edit.to), edit))
    const places = edits.map((edit) => span(edit.from, edit.to))
    if (all.some((one) => /[^"']/.test(one.text)) && places.some((place) => secrets.some((one) => touch(one, place)))) return undefined
    // What goes elsewhere is repeated, and a comment may say anything.
    if (repair.kind === 'restructure' && all.some((one) => /(?:^|\s)#/.test(one.text))) return undefined
    const replacements = all.map((one): Replacement => {
      const {line, column, endLine, endColumn} = span(one.from, one.to)
      return {deletedRegion: {startLine: line, startColumn: column, endLine, endColumn}, ...(one.text === '' ? {} : {insertedContent: {text: one.text}})}
    })
    return {description: described(repair, all), replacements}
  }
}
