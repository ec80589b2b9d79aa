import {createHash} from 'node:crypto'
import {escapeControls} from '../../text/terminal.ts'
import type {Span} from '../../yaml/kubernetes-reader.ts'
import {rulePages} from '../rule-pages.ts'
import type {RulePage} from '../rule.ts'
import type {LintResult} from '../lint.ts'
import type {Finding} from '../types.ts'
import {linesOf, shownLine} from './excerpt.ts'
import type {Report} from './report.ts'

/** `baton/no-tag` as `BatonNoTag`: names of rules are in Pascal case (SARIF 2.1.0, section 3.49.7). */
const nameOf = (id: string): string => id.split(/[/-]/).map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')

function descriptor({id, severity, title, why, wrong, right}: RulePage): object {
  const more = `c1ctl explain ${id}`
  return {
    id,
    name: nameOf(id),
    shortDescription: {text: `${title}.`},
    fullDescription: {text: why},
    help: {
      text: `${why}\n\nWrong:\n\n${wrong}\n\nRight:\n\n${right}\n\n${more}`,
      markdown: `${why}\n\nWrong:\n\n\`\`\`yaml\n${wrong}\n\`\`\`\n\nRight:\n\n\`\`\`yaml\n${right}\n\`\`\`\n\n\`${more}\``,
    },
    // The levels of SARIF are called as the severities of findings are.
    defaultConfiguration: {level: severity},
    properties: {tags: [id.split('/')[0]]},
  }
}

/** A path as a URI: relative to the root of the repository, or absolute for what lies outside. */
function artifactLocation(path: string): object {
  const encoded = path.split('/').map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\uFFFD'))).join('/')
  if (path.startsWith('/')) return {uri: `file://${encoded}`}
  if (/^[A-Za-z]:\//.test(path)) return {uri: `file:///${path[0]}:${encoded.slice(4)}`}
  return {uri: encoded, uriBaseId: '%SRCROOT%'}
}

/** Words of files in a message make no link (section 3.11.6). */
const message = (text: string): string => text.replaceAll(/\[(?=[^\]]*\]\()/g, '\\[')

/**
 * What stays of a finding when lines move: its rule and its line, of which only what may be shown counts, for the hash of a line with a weak password in
 * it could be guessed. Equal ones of a file are told apart by their order. The hash that GitHub's own upload action adds is another one, under its own name.
 */
function fingerprinter(lines: string[], secrets: Span[], shown: LintResult['shown']): (finding: Finding) => string {
  const seen = new Map<string, number>()
  return (finding) => {
    const {text} = shown?.get(finding) ?? shownLine(finding, lines[finding.line - 1] ?? '', secrets)
    const hash = createHash('sha256').update(`${finding.rule}\n${text.trim()}`).digest('hex').slice(0, 32)
    const nth = (seen.get(hash) ?? 0) + 1
    seen.set(hash, nth)
    return `${hash}:${nth}`
  }
}

/**
 * Findings as a SARIF 2.1.0 log (OASIS), as GitHub's code scanning, GitLab, Azure DevOps and editors read it. Columns count UTF-16 code units; paths are
 * relative to %SRCROOT%, the root of the repository. Nothing of the files is quoted.
 */
export function sarifReport({findings, texts, secretsIn, shown, pathOf, version}: Report): string {
  const places = new Map(rulePages.map(({id}, index) => [id, index]))
  const fingerprints = new Map<string, (finding: Finding) => string>()
  const results = findings.map((finding) => {
    const {file, line, column, endLine, endColumn, rule, severity} = finding
    if (!fingerprints.has(file)) fingerprints.set(file, fingerprinter(linesOf(texts.get(file)!), secretsIn(file), shown))
    return {
      ruleId: rule,
      ruleIndex: places.get(rule),
      level: severity,
      message: {text: message(finding.message)},
      locations: [{physicalLocation: {artifactLocation: artifactLocation(pathOf(file)), region: {startLine: line, startColumn: column, endLine, endColumn}}}],
      partialFingerprints: {'c1ctlFinding/v1': fingerprints.get(file)!(finding)},
    }
  })
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'c1ctl', semanticVersion: version, rules: rulePages.map(descriptor)}},
        originalUriBaseIds: {'%SRCROOT%': {description: {text: 'The root of the repository.'}}},
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
  return `${escapeControls(JSON.stringify(log, null, 2))}\n`
}
