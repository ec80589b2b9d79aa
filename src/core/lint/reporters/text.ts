import {counted} from '../../text/counted.ts'
import {escapeControls, wrap} from '../../text/terminal.ts'
import type {Span} from '../../yaml/kubernetes-reader.ts'
import type {LintResult, LintSummary} from '../lint.ts'
import {findingKey, type Finding} from '../types.ts'
import {excerpt, linesOf, shownLine} from './excerpt.ts'

type Paint = (text: string) => string
/** How the report is coloured. */
export interface Paints {
  bold: Paint
  dim: Paint
  red: Paint
  yellow: Paint
  cyan: Paint
}

const plain: Paint = (text) => text
/** For what is no terminal. */
export const withoutColour: Paints = {bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain}

const paintOf = (severity: Finding['severity'], paints: Paints): Paint => ({error: paints.red, warning: paints.yellow, note: paints.cyan})[severity]

/** Names and messages hold words of the files: on one line, with what is unseen written out. */
const oneLine = (text: string): string => escapeControls(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')

/** How much was looked at, and how much of what was found is reported. */
export interface ReportSummary extends LintSummary {
  /** Findings that comments, annotations or settings keep out of the report. */
  suppressed: number
  /** Files and directories that the settings of the project leave out. */
  excluded: number
  /** Findings that the baseline knows. */
  inBaseline: number
}

/** One line about what was looked at. */
export function summaryLine({files, documents, skipped, skippedKinds, ignored, excluded, rendered, unchecked, errors, warnings, suppressed, inBaseline}: ReportSummary): string {
  const aside = [
    suppressed > 0 ? `${suppressed} suppressed` : '',
    inBaseline > 0 ? `${inBaseline} in the baseline` : '',
    rendered !== undefined ? `${counted(rendered, 'rendering')} of charts and kustomizations` : '',
    skipped > 0 ? `${skipped} skipped (${skippedKinds.map((one) => `${one.count} ${one.kind}`).join(', ')})` : '',
    unchecked > 0 ? `${counted(unchecked, 'object')} of kinds without a schema` : '',
    ignored > 0 ? `${ignored} left out by .gitignore` : '',
    excluded > 0 ? `${excluded} left out by lint.exclude` : '',
  ].filter(Boolean)
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(documents, 'document')} of ${counted(files, 'file')}${aside.length > 0 ? `; ${aside.join('; ')}` : ''}`
}

const gravest: Array<Finding['severity']> = ['error', 'warning', 'note']

/**
 * How often each rule was broken and in how many files, the gravest and most frequent first: for a terminal when the findings themselves go into a file.
 * @returns one line a rule, without a line feed at the end; empty when there are no findings
 */
export function summaryTable(findings: Finding[], paints: Paints): string {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${gravest.indexOf(finding.severity)} ${finding.rule}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const rows = [...groups.values()]
    .map((all) => ({rule: all[0]!.rule, severity: all[0]!.severity, times: all.length, files: new Set(all.map((one) => one.file)).size}))
    .sort((one, other) => gravest.indexOf(one.severity) - gravest.indexOf(other.severity) || other.times - one.times || (one.rule < other.rule ? -1 : 1))
  const width = (texts: string[]): number => Math.max(...texts.map((one) => one.length))
  const counts = rows.map(({times, severity}) => counted(times, severity))
  return rows.map(({rule, severity, files}, index) => `  ${paintOf(severity, paints)(counts[index]!.padEnd(width(counts)))}  ${rule.padEnd(width(rows.map((one) => one.rule)))}  in ${counted(files, 'file')}`).join('\n')
}

/**
 * The report for people: findings by file, each with its line and a caret. Values of Secrets and of variables that sound like secrets are masked.
 * @param texts text of each file by name
 * @param columns the width of the terminal, to which messages are broken between words and excerpts are cut; without one lines stay whole
 */
export function textReport({findings, secretsIn, shown}: Pick<LintResult, 'findings' | 'secretsIn' | 'shown'>, texts: Map<string, string>, paints: Paints, columns?: number): string {
  const out: string[] = []
  let file: string | undefined
  let lines: string[] = []
  let secrets: Span[] = []
  for (const finding of findings) {
    if (finding.file !== file) {
      file = finding.file
      lines = linesOf(texts.get(file)!)
      secrets = secretsIn(file)
      out.push(...(out.length > 0 ? [''] : []), paints.bold(oneLine(file)))
    }
    const head = `${paints.dim(`${finding.line}:${finding.column}`)} ${paintOf(finding.severity, paints)(finding.severity)} ${oneLine(finding.message)} ${paints.dim(`(${finding.rule})`)}`
    out.push(...(columns === undefined || columns < 40 ? [`  ${head}`] : wrap(head, columns, 2, 4)))
    out.push(...excerpt(finding, shown?.get(findingKey(finding)) ?? shownLine(finding, lines[finding.line - 1] ?? '', secrets), paints, columns))
  }
  return out.length > 0 ? `${out.join('\n')}\n` : ''
}
