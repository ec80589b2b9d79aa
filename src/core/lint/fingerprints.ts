import {createHash} from 'node:crypto'
import type {Span} from '../yaml/kubernetes-reader.ts'
import type {LintResult} from './lint.ts'
import {shownLine} from './reporters/excerpt.ts'
import {findingKey, type Finding} from './types.ts'

/**
 * What stays of a finding when lines move: a hash of its rule and its line, of which only what may be shown counts, for the hash of a line with a weak
 * password in it could be guessed. Equal lines of a file have the same one.
 * @param lines the lines of the file
 * @param secrets where secret values stand in it
 * @param shown lines that stand for those of the file
 */
export function lineHasher(lines: string[], secrets: Span[], shown?: LintResult['shown']): (finding: Finding) => string {
  return (finding) => {
    const {text} = shown?.get(findingKey(finding)) ?? shownLine(finding, lines[finding.line - 1] ?? '', secrets)
    return createHash('sha256').update(`${finding.rule}\n${text.trim()}`).digest('hex').slice(0, 32)
  }
}

/**
 * The same for a log that has each finding by itself: equal ones of a file are told apart by their order.
 * @returns a function to be asked about the findings of the file in their order, each once
 */
export function fingerprinter(lines: string[], secrets: Span[], shown?: LintResult['shown']): (finding: Finding) => string {
  const hashOf = lineHasher(lines, secrets, shown)
  const seen = new Map<string, number>()
  return (finding) => {
    const hash = hashOf(finding)
    const nth = (seen.get(hash) ?? 0) + 1
    seen.set(hash, nth)
    return `${hash}:${nth}`
  }
}
