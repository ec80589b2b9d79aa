import type {Span} from '../../yaml/kubernetes-reader.ts'
import type {LintResult} from '../lint.ts'
import {findingKey, type Finding} from '../types.ts'
import {excerpt, linesOf, shownLine} from './excerpt.ts'
import type {Report} from './report.ts'
import {withoutColour} from './text.ts'

/** What XML 1.0 cannot carry in any form (section 2.2): written as an escape of JSON. */
const impossible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\p{Cs}\uFFFE\uFFFF]/gu
/** What would end the text, be changed by a reader (section 2.11 and 3.3.3), or be invisible: written as a reference. */
const special = /[&<>"\r\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu
const written: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'}

const reference = (character: string): string => written[character] ?? `&#${character.codePointAt(0)};`
const content = (text: string): string => text.replaceAll(impossible, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll(special, reference)
const attribute = (text: string): string => content(text).replaceAll(/[\n\t]/g, reference)

function element(name: string, attributes: Record<string, string | number>, inside: string): string {
  const head = `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`).join('')}`
  return inside === '' ? `${head}/>\n` : `${head}>${inside}</${name}>\n`
}

/** The test case of one rule in one file: it fails when a finding is an error, and else only says what it found. */
function testCase(path: string, rule: string, findings: Finding[], lines: string[], secrets: Span[], shown: LintResult['shown']): {text: string; fails: boolean} {
  const told = findings.map((one) => [`${path}:${one.line}:${one.column} ${one.severity} ${one.message}`, ...excerpt(one, shown?.get(findingKey(one)) ?? shownLine(one, lines[one.line - 1] ?? '', secrets), withoutColour)].join('\n')).join('\n')
  const error = findings.find((one) => one.severity === 'error')
  const message = error && `${error.line}:${error.column} ${error.message}${findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''}`
  const inside = message === undefined ? element('system-out', {}, content(told)) : element('failure', {message, type: rule}, content(told))
  return {text: element('testcase', {name: rule, classname: path}, inside.trimEnd()), fails: error !== undefined}
}

/**
 * Findings as JUnit XML: a test suite for each file, a test case for each rule that it breaks. Errors are failures; warnings and notes pass and stand in
 * the case's output, as they leave the exit status alone. A file without findings is one case that passes, for readers such as Jenkins take a report
 * without a case for a broken one.
 */
export function junitReport({findings, texts, secretsIn, shown, pathOf}: Report): string {
  const byFile = new Map<string, Map<string, Finding[]>>([...texts.keys()].map((file) => [file, new Map()]))
  for (const finding of findings) {
    const rules = byFile.get(finding.file)!
    rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding])
  }
  const suites = [...byFile].map(([file, rules]) => {
    const path = pathOf(file)
    const [lines, secrets] = rules.size > 0 ? [linesOf(texts.get(file)!), secretsIn(file)] : [[], []]
    const cases = [...rules].map(([rule, of]) => testCase(path, rule, of, lines, secrets, shown))
    if (cases.length === 0) cases.push({text: element('testcase', {name: 'no findings', classname: path}, ''), fails: false})
    const failures = cases.filter((one) => one.fails).length
    return {tests: cases.length, failures, text: element('testsuite', {name: path, tests: cases.length, failures, errors: 0, skipped: 0}, `\n${cases.map((one) => one.text).join('')}`)}
  })
  const sum = (of: 'tests' | 'failures'): number => suites.reduce((total, one) => total + one[of], 0)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {name: 'c1ctl lint', tests: sum('tests'), failures: sum('failures'), errors: 0}, `\n${suites.map((one) => one.text).join('')}`)}`
}
