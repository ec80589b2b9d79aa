import {escapeControls} from '../../text/terminal.ts'
import {fingerprinter} from '../fingerprints.ts'
import {rulePages} from '../rule-pages.ts'
import type {RulePage} from '../rule.ts'
import type {Judged} from '../selection/types.ts'
import {findingKey, type Finding} from '../types.ts'
import {linesOf} from './excerpt.ts'
import type {Report} from './report.ts'
import {fixWriter} from './sarif-fixes.ts'

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
 * Findings as a SARIF 2.1.0 log (OASIS), as GitHub's code scanning, GitLab, Azure DevOps and editors read it. Columns count UTF-16 code units; paths are
 * relative to %SRCROOT%, the root of the repository. Findings that are fixable carry what repairs them. Nothing of the files is quoted but the reasons of suppressions.
 */
export function sarifReport({findings, judged, usesBaseline, texts, secretsIn, repairs, shown, pathOf, version}: Report): string {
  const places = new Map(rulePages.map(({id}, index) => [id, index]))
  const fingerprints = new Map<string, (finding: Finding) => string>()
  const fixWriters = new Map<string, ReturnType<typeof fixWriter>>()
  const fixesOf = (finding: Finding): object => {
    const {file} = finding
    const settled = repairs.get(findingKey(finding))
    if (!settled) return {}
    if (!fixWriters.has(file)) fixWriters.set(file, fixWriter(texts.get(file)!, secretsIn(file)))
    const fix = fixWriters.get(file)!(settled)
    return fix ? {fixes: [{description: {text: message(fix.description)}, artifactChanges: [{artifactLocation: artifactLocation(pathOf(file)), replacements: fix.replacements}]}]} : {}
  }
  const all: Judged[] = judged ?? findings.map((finding) => ({finding, fate: {is: 'reported'}}))
  // Either all results have these properties or none has (sections 3.27.23 and 3.27.24).
  const suppresses = all.some(({fate}) => fate.is === 'suppressed')
  const results = all.map(({finding, fate}) => {
    const {file, line, column, endLine, endColumn, rule, severity} = finding
    if (!fingerprints.has(file)) fingerprints.set(file, fingerprinter(linesOf(texts.get(file)!), secretsIn(file), shown))
    return {
      ruleId: rule,
      ruleIndex: places.get(rule),
      level: severity,
      message: {text: message(finding.message)},
      locations: [{physicalLocation: {artifactLocation: artifactLocation(pathOf(file)), region: {startLine: line, startColumn: column, endLine, endColumn}}}],
      partialFingerprints: {'c1ctlFinding/v1': fingerprints.get(file)!(finding)},
      ...(suppresses ? {suppressions: fate.is === 'suppressed' ? [{kind: fate.by === 'settings' ? 'external' : 'inSource', status: 'accepted', justification: fate.reason}] : []} : {}),
      // What a baseline knows is no decision that somebody took: it is not suppressed, only nothing new.
      ...(usesBaseline ? {baselineState: fate.is === 'known' ? 'unchanged' : 'new'} : {}),
      ...fixesOf(finding),
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
