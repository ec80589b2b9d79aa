import type {Span} from '../../yaml/kubernetes-reader.ts'
import type {LintResult} from '../lint.ts'
import type {Finding} from '../types.ts'

type Paint = (text: string) => string
/** How the report is coloured; plain for files. */
export interface Paints {
  bold: Paint
  dim: Paint
  red: Paint
  yellow: Paint
  cyan: Paint
}

const widest = 140

/** One line of a file with the secret stretches of it replaced by ***, and where a column of the original has gone. */
function maskedLine(text: string, number: number, secrets: Span[]): {text: string; column(of: number): number} {
  const cuts = secrets
    .filter((one) => one.line <= number && number <= one.endLine && (one.line !== one.endLine || one.column !== one.endColumn))
    .map((one): [number, number] => [one.line === number ? one.column - 1 : text.length - text.trimStart().length, one.endLine === number ? one.endColumn - 1 : text.length])
    .filter(([from, to]) => from < to)
    .sort((one, other) => one[0] - other[0])
  let out = ''
  let at = 0
  const moves: Array<[number, number]> = []
  for (const [from, to] of cuts) {
    if (from < at) continue
    out += `${text.slice(at, from)}***`
    at = to
    moves.push([from, to])
  }
  out += text.slice(at)
  return {
    text: out,
    column(of) {
      let shift = 0
      for (const [from, to] of moves) {
        if (of - 1 >= to) shift += 3 - (to - from)
        else if (of - 1 > from) return from + 1 + shift
      }
      return of + shift
    },
  }
}

/** A line that could not be read: everything after its first colon may be a secret. */
const masksAll = (finding: Finding): boolean => finding.rule.startsWith('yaml/')
const bluntly = (text: string): string => {
  const match = /^(\s*(?:- )*[^\s:'"]+\s*:)(?=\s|$)/.exec(text)
  if (match) return text.slice(match[1]!.length).trim() === '' ? text : `${match[1]} ***`
  return text.trim() === '' ? text : `${/^\s*/.exec(text)![0]}***`
}

function excerpt(finding: Finding, line: string, secrets: Span[], paints: Paints): string[] {
  const gutter = `${finding.line}`.padStart(6)
  if (masksAll(finding)) {
    const shown = bluntly(line)
    return [`${paints.dim(`${gutter} |`)} ${shown.slice(0, widest)}`, `${paints.dim('       |')} ${' '.repeat(Math.max(0, Math.min(finding.column - 1, shown.length)))}${paints.red('^')}`]
  }
  const masked = maskedLine(line, finding.line, secrets)
  const from = masked.column(finding.column)
  const to = finding.endLine === finding.line ? masked.column(finding.endColumn) : masked.text.length + 1
  if (from > widest) return [`${paints.dim(`${gutter} |`)} ${masked.text.slice(0, widest)}`]
  const carets = '^'.repeat(Math.max(1, Math.min(to, widest + 1) - from))
  // A tab in the line must be one in the caret's line too.
  const lead = masked.text.slice(0, from - 1).replace(/[^\t]/g, ' ')
  return [`${paints.dim(`${gutter} |`)} ${masked.text.slice(0, widest)}`, `${paints.dim('       |')} ${lead}${paints.red(carets)}`]
}

/** One line about what was looked at. */
export function summaryLine({files, documents, skipped, unchecked, errors, warnings}: LintResult['summary']): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`
  const aside = [skipped > 0 ? `${count(skipped, 'document')} skipped (no Kubernetes object, or encrypted)` : '', unchecked > 0 ? `${count(unchecked, 'object')} of kinds without a schema` : ''].filter(Boolean)
  return `${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(documents, 'document')} of ${count(files, 'file')}${aside.length > 0 ? `; ${aside.join('; ')}` : ''}`
}

/**
 * The report for people: findings by file, each with its line and a caret. Values of Secrets and of variables that sound like secrets are masked.
 * @param texts text of each file by name
 */
export function textReport({findings, secretsIn}: LintResult, texts: Map<string, string>, paints: Paints): string {
  const severities: Record<Finding['severity'], Paint> = {error: paints.red, warning: paints.yellow, note: paints.cyan}
  const out: string[] = []
  let file: string | undefined
  let lines: string[] = []
  let secrets: Span[] = []
  for (const finding of findings) {
    if (finding.file !== file) {
      file = finding.file
      lines = texts.get(file)!.split(/\r?\n/)
      secrets = secretsIn(file)
      out.push(...(out.length > 0 ? [''] : []), paints.bold(file))
    }
    out.push(`  ${paints.dim(`${finding.line}:${finding.column}`)} ${severities[finding.severity](finding.severity)} ${finding.message} ${paints.dim(`(${finding.rule})`)}`)
    out.push(...excerpt(finding, lines[finding.line - 1] ?? '', secrets, paints))
  }
  return out.length > 0 ? `${out.join('\n')}\n` : ''
}
