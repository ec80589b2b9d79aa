import {readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {Validator, type Schema} from '@cfworker/json-schema'
import {expect} from 'chai'
import fc from 'fast-check'
import {sarifReport} from '../../../../../src/core/lint/reporters/sarif.ts'
import type {Report} from '../../../../../src/core/lint/reporters/report.ts'
import type {Fate} from '../../../../../src/core/lint/selection/types.ts'
import {rulePages} from '../../../../../src/core/lint/rule-pages.ts'
import {leaks, madeUp, reportOf, secretFile} from '../../../../support/lint-report.ts'

const schema = JSON.parse(await readFile(fileURLToPath(new URL('../../../../support/sarif-2.1.0.schema.json', import.meta.url)), 'utf8')) as Schema
const validator = new Validator(schema, '2020-12', false)

/** The one run of a log, once the schema has accepted the log. */
function runOf(report: Report): any {
  const log = JSON.parse(sarifReport(report))
  const {valid, errors} = validator.validate(log)
  expect(valid, JSON.stringify(errors.slice(-4), null, 1)).to.equal(true)
  return log.runs[0]
}
const prints = (text: string): string[] => runOf(reportOf({'f.yaml': text})).results.map((one: any) => one.partialFingerprints['c1ctlFinding/v1'])
const locationOf = (file: string): any => runOf(madeUp([{file}])).results[0].locations[0].physicalLocation.artifactLocation

describe('the SARIF report', () => {
  it('is judged by a schema that refuses what is wrong', () => {
    const log = JSON.parse(sarifReport(reportOf({'f.yaml': secretFile})))
    log.runs[0].results[0].level = 'grave'
    expect(validator.validate(log).valid).to.equal(false)
  })

  it('has every rule with its help, and every finding with its rule, level and place', () => {
    const {tool, results, columnKind, originalUriBaseIds} = runOf(reportOf({'deploy/f.yaml': secretFile, 'g.yaml': 'a: [\n'}))
    expect(tool.driver).to.include({name: 'c1ctl', semanticVersion: '1.2.3'})
    expect(tool.driver.rules.map((one: any) => one.id)).to.deep.equal(rulePages.map((one) => one.id))
    for (const [index, rule] of tool.driver.rules.entries()) {
      const {id, severity, wrong, right} = rulePages[index]!
      expect(rule.name).to.match(/^([A-Z][a-z0-9]+)+$/)
      expect(rule.defaultConfiguration.level, id).to.equal(severity)
      for (const text of [rule.help.text, rule.help.markdown]) for (const part of [wrong, right]) expect(text).to.include(part)
    }
    expect(columnKind).to.equal('utf16CodeUnits')
    expect(originalUriBaseIds).to.have.all.keys('%SRCROOT%')
    expect(results.map(({ruleId, ruleIndex, level}: any) => [ruleId, tool.driver.rules[ruleIndex].id, level])).to.deep.equal([
      ['kubernetes/type', 'kubernetes/type', 'error'], ['kubernetes/type', 'kubernetes/type', 'error'], ['yaml/syntax', 'yaml/syntax', 'error'],
    ])
    expect(results[0].locations[0].physicalLocation).to.deep.equal({artifactLocation: {uri: 'deploy/f.yaml', uriBaseId: '%SRCROOT%'}, region: {startLine: 6, startColumn: 6, endLine: 6, endColumn: 10}})
  })

  it('is valid without any finding', () => expect(runOf(reportOf({'f.yaml': 'a: 1\n'})).results).to.deep.equal([]))

  it('calls warnings and notes so', () => expect(runOf(madeUp([{severity: 'warning'}, {severity: 'note'}])).results.map((one: any) => one.level)).to.deep.equal(['warning', 'note']))

  it('counts columns in UTF-16 code units', () => {
    const [result] = runOf(reportOf({f: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {"😀é": true}\n'})).results
    expect(result.locations[0].physicalLocation.region).to.deep.equal({startLine: 4, startColumn: 21, endLine: 4, endColumn: 25})
  })

  it('makes URIs of paths', () => {
    expect(locationOf('a b/c#1,ü%.yaml')).to.deep.equal({uri: 'a%20b/c%231%2C%C3%BC%25.yaml', uriBaseId: '%SRCROOT%'})
    expect(locationOf('c:d.yaml')).to.deep.equal({uri: 'c%3Ad.yaml', uriBaseId: '%SRCROOT%'})
    expect(locationOf('<stdin>')).to.deep.equal({uri: '%3Cstdin%3E', uriBaseId: '%SRCROOT%'})
    expect(locationOf('/tmp/a b.yaml')).to.deep.equal({uri: 'file:///tmp/a%20b.yaml'})
    expect(locationOf('D:/a b.yaml')).to.deep.equal({uri: 'file:///D:/a%20b.yaml'})
  })

  it('makes no link of a file\'s words', () => {
    const [link, list] = runOf(madeUp([{message: 'see [here](https://example.com)'}, {message: 'one of [a, b]'}])).results.map((one: any) => one.message.text)
    expect([link, list]).to.deep.equal(['see \\[here](https://example.com)', 'one of [a, b]'])
  })

  it('keeps fingerprints when lines move, and tells equal lines apart', () => {
    const before = prints(secretFile)
    expect(new Set(before)).to.have.lengthOf(2)
    expect(prints(`# a comment\n\n${secretFile.replace('stringData:\n', 'stringData:\n  NEW: "x"\n')}`)).to.deep.equal(before)
    expect(prints(secretFile.replaceAll('\n', '\r\n'))).to.deep.equal(before)
    const twice = prints(`${secretFile}---\n${secretFile}`)
    expect(new Set(twice)).to.have.lengthOf(4)
    expect(twice.slice(0, 2)).to.deep.equal(before)
    expect(prints(secretFile.replace('  B:', '  C:'))[1]).not.to.equal(before[1])
  })

  it('has fingerprints that say nothing of a secret value', () => {
    const withValue = (value: string): string[] => prints(`apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {A: ${value}, B: 1}\ntype: [x]\n`)
    expect(withValue('hunter2')).to.deep.equal(withValue('correct-horse'))
  })

  it('lists what is suppressed with its reason, and says of every other result that it is not', () => {
    const report = reportOf({'f.yaml': `${secretFile}  C: 3\n`})
    const fates: Fate[] = [{is: 'suppressed', by: 'comment', reason: 'for [now](x)'}, {is: 'suppressed', by: 'settings', reason: 's'}, {is: 'reported'}]
    const {results} = runOf({...report, findings: report.findings.slice(2), judged: report.findings.map((finding, place) => ({finding, fate: fates[place]!}))})
    expect(results.map((one: any) => one.suppressions)).to.deep.equal([[{kind: 'inSource', status: 'accepted', justification: 'for [now](x)'}], [{kind: 'external', status: 'accepted', justification: 's'}], []])
    expect(results.every((one: any) => !('baselineState' in one))).to.equal(true)
    // Whether another is suppressed changes no fingerprint.
    expect(results.map((one: any) => one.partialFingerprints)).to.deep.equal(runOf(report).results.map((one: any) => one.partialFingerprints))
    expect(runOf(report).results.every((one: any) => !('suppressions' in one))).to.equal(true)
  })

  it('says of every result whether a baseline knows it', () => {
    const report = reportOf({'f.yaml': secretFile})
    const {results} = runOf({...report, usesBaseline: true, judged: report.findings.map((finding, place) => ({finding, fate: {is: place === 0 ? 'known' : 'reported'}}))})
    expect(results.map((one: any) => one.baselineState)).to.deep.equal(['unchanged', 'new'])
    expect(results.every((one: any) => !('suppressions' in one))).to.equal(true)
  })

  for (const [name, text] of Object.entries(leaks))
    it(`never shows a secret of ${name}`, () => {
      const report = reportOf({f: text})
      expect(report.findings).not.to.deep.equal([])
      expect(sarifReport(report)).not.to.include('hunter2')
    })

  it('is valid and ASCII where it is unseen, whatever names and messages hold', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', minLength: 1}), fc.string({unit: 'binary'}), (file, message) => {
        const log = sarifReport(madeUp([{file, message}]))
        expect(log).not.to.match(/[\p{Cf}\p{Cs}\u0000-\u0009\u000B-\u001F\u007F-\u009F]/u)
        expect(validator.validate(JSON.parse(log)).valid).to.equal(true)
      }),
      {numRuns: 60},
    )
  })
})
