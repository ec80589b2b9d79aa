import {expect} from 'chai'
import fc from 'fast-check'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {renewed, type Baseline} from '../../../../../src/core/lint/selection/baseline.ts'
import {fixedRules, rulePatterns} from '../../../../../src/core/lint/selection/rule-patterns.ts'
import {isLeftAlone, select, severityOf, sourceReader, type Choice} from '../../../../../src/core/lint/selection/select.ts'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import type {Finding} from '../../../../../src/core/lint/types.ts'

const everywhere = [{pattern: '**', fits: () => true}]

/** A choice over files: nothing is set, suppressions are read from the texts. */
function choiceOf(files: Record<string, string>, more: Partial<Choice> = {}): Choice {
  const names = Object.keys(files)
  const read = sourceReader()
  return {severities: {}, ignored: [], mentioned: names, sourceOf: (file) => (file in files ? read(file, files[file]!) : undefined), orderOf: (file) => names.indexOf(file), isTold: () => true, ...more}
}

/** What becomes of all that lint finds, in a line each. */
function fates(files: Record<string, string>, more: Partial<Choice> = {}): string[] {
  const {findings} = lint(Object.entries(files).map(([name, text]) => ({name, text})), {})
  return select(findings, choiceOf(files, more)).judged.map(({finding: {file, line, rule, severity}, fate}) => `${file}:${line} ${severity} ${rule} ${fate.is}${fate.is === 'suppressed' ? ` by ${fate.by}: ${fate.reason}` : ''}`)
}

const secret = (lines: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n${lines}`

describe('what is reported of findings', () => {
  it('has the severity that is set for the rule, else for its family, else its own', () => {
    expect(severityOf('baton/no-tag', {'baton/*': 'off', 'baton/no-tag': 'error'})).to.equal('error')
    expect(severityOf('baton/no-tag', {'baton/no-tag': 'error', 'baton/*': 'off'})).to.equal('error')
    expect(severityOf('baton/value', {'baton/*': 'note'})).to.equal('note')
    expect(severityOf('kubernetes/value', {'baton/*': 'note'})).to.equal(undefined)
    expect(severityOf('toString', {})).to.equal(undefined)
    const files = {'a.yaml': secret('  A: 1\n')}
    expect(fates(files, {severities: {'kubernetes/type': 'warning'}})).to.deep.equal(['a.yaml:5 warning kubernetes/type reported'])
    expect(fates(files, {severities: {'kubernetes/*': 'off'}})).to.deep.equal([])
  })

  it('is always an error where a file cannot be read, whatever is set, suppressed or known', () => {
    const files = {'a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n--- # c1ctl-ignore yaml/*: r\na: [ # c1ctl-ignore yaml/*: r\n'}
    const known = (finding: Finding): Baseline => new Map([[finding.file, [{rule: finding.rule, fingerprint: 'x', count: 9}]]])
    const {findings} = lint([{name: 'a.yaml', text: files['a.yaml']}], {})
    expect(findings.map((one) => one.rule)).to.deep.equal(['yaml/syntax'])
    const baseline = {known: known(findings[0]!), keyOf: (file: string) => file, hashOf: () => 'x'}
    expect(fates(files, {severities: {'yaml/*': 'off', 'yaml/syntax': 'off'}, ignored: [{rules: [], paths: everywhere, reason: 'r'}, {rules: ['yaml/*'], paths: everywhere, reason: 'r'}], baseline})).to.deep.equal(['a.yaml:6 error yaml/syntax reported'])
  })

  it('says that a file cannot be read also where a comment of what could be read stands beside it', () => {
    expect(fates({'a.yaml': `${secret('  A: x\n')}# c1ctl-ignore yaml/*: r\n--- x\n`})).to.include('a.yaml:7 error yaml/syntax reported')
    const text = secret('  A: \ufffd # c1ctl-ignore yaml/*: r\n')
    const {findings} = lint([{name: 'a.yaml', text, refusal: {message: 'm', offset: text.indexOf('\ufffd')}}], {})
    expect(select(findings, choiceOf({'a.yaml': text})).judged.map(({finding, fate}) => `${finding.rule} ${fate.is}`)).to.include('yaml/encoding reported')
  })

  it('is not counted by the baseline where it is suppressed', () => {
    const files = {'a.yaml': secret('  A: 1 # c1ctl-ignore kubernetes/type: r\n  B: 1\n  C: 1\n')}
    const known: Baseline = new Map([['a.yaml', [{rule: 'kubernetes/type', fingerprint: 'x', count: 1}]]])
    expect(fates(files, {baseline: {known, keyOf: (file) => file, hashOf: () => 'x'}}).map((one) => one.slice(7))).to.deep.equal(['5 error kubernetes/type suppressed by comment: r', '6 error kubernetes/type known', '7 error kubernetes/type reported'])
  })

  it('leaves out what a comment, an annotation or the settings suppress, the nearest one named', () => {
    const annotated = secret('  A: 1 # c1ctl-ignore kubernetes/type: comment\n  B: 1\n').replace('{name: a}', '{name: a, annotations: {c1ctl/ignore: "kubernetes/*: annotation"}}')
    expect(fates({'a.yaml': `${annotated}---\n${secret('  A: 1\n')}`}, {ignored: [{rules: ['kubernetes/type'], paths: [{pattern: 'a.yaml', fits: (file: string) => file === 'a.yaml'}], reason: 'settings'}]})).to.deep.equal([
      'a.yaml:5 error kubernetes/type suppressed by comment: comment', 'a.yaml:6 error kubernetes/type suppressed by annotation: annotation', 'a.yaml:12 error kubernetes/type suppressed by settings: settings',
    ])
  })

  it('suppresses a finding at no other line and in no other object', () => {
    expect(fates({'a.yaml': secret('  # c1ctl-ignore kubernetes/type: r\n  A: 1\n  B: 1\n')})).to.deep.equal(['a.yaml:6 error kubernetes/type suppressed by comment: r', 'a.yaml:7 error kubernetes/type reported'])
    expect(fates({'a.yaml': secret('  # c1ctl-ignore kubernetes/type: r\n\n  A: 1\n')})).to.deep.equal(['a.yaml:5 warning baton/suppression reported', 'a.yaml:7 error kubernetes/type reported'])
    expect(fates({'a.yaml': secret('  A: 1\n').replace('{name: a}', '{name: a, annotations: {c1ctl/ignore: "kubernetes/type: r"}}'), 'b.yaml': secret('  A: 1\n')})).to.deep.equal(['a.yaml:5 error kubernetes/type suppressed by annotation: r', 'b.yaml:5 error kubernetes/type reported'])
  })

  it('says which names of a suppression nothing is found of, but not of rules that are off or were not told of all', () => {
    const files = {'a.yaml': secret('  A: 1 # c1ctl-ignore kubernetes/type, baton/no-tag: r\n'), 'b.yaml': secret('  A: x # c1ctl-ignore baton/*: r\n')}
    expect(fates(files)).to.deep.equal(['a.yaml:5 error kubernetes/type suppressed by comment: r', 'a.yaml:5 warning baton/suppression reported', 'b.yaml:5 warning baton/suppression reported'])
    expect(fates(files, {severities: {'baton/no-tag': 'off'}})).to.deep.equal(['a.yaml:5 error kubernetes/type suppressed by comment: r'])
    expect(fates(files, {isTold: (rule) => rule !== 'baton/no-tag'})).to.deep.equal(['a.yaml:5 error kubernetes/type suppressed by comment: r'])
    expect(fates(files, {severities: {'baton/suppression': 'error'}, ignored: [{rules: ['baton/suppression'], paths: [{pattern: 'b.yaml', fits: (file: string) => file === 'b.yaml'}], reason: 's'}]})).to.deep.equal([
      'a.yaml:5 error kubernetes/type suppressed by comment: r', 'a.yaml:5 error baton/suppression reported', 'b.yaml:5 error baton/suppression suppressed by settings: s',
    ])
  })

  it('has what is said of suppressions in the order of the files', () => {
    const stale = secret('  A: x # c1ctl-ignore baton/value: r\n')
    expect(fates({'b.yaml': stale, 'a.yaml': secret('  A: 1\n'), 'c.yaml': stale}).map((one) => one.slice(0, 6))).to.deep.equal(['b.yaml', 'a.yaml', 'c.yaml'])
  })

  it('is not repaired where it is suppressed or off, and says so', () => {
    const text = secret('  A: 1 # c1ctl-ignore kubernetes/type: r\n  B: 1\n')
    const choice = choiceOf({'a.yaml': text})
    const run = (severities: Choice['severities']) => fix(new Map([['a.yaml', text]]), {}, {spare: () => (finding) => isLeftAlone(finding, {...choice, severities})})
    expect(run({}).texts.get('a.yaml')).to.equal(text.replace('B: 1', 'B: "1"'))
    expect(run({}).after.findings.map((one) => [one.line, one.fixable])).to.deep.equal([[5, false]])
    expect(run({'kubernetes/type': 'off'}).texts.get('a.yaml')).to.equal(text)
  })

  it('loses no finding, and invents none but about suppressions', () => {
    const line = fc.constantFrom('  A: 1\n', '  B: true\n', '  C: x\n', '  D: 1 # c1ctl-ignore kubernetes/type: r\n', '  # c1ctl-ignore kubernetes/*: r\n', '  E: 1 # c1ctl-ignore kubernetes/typ: r\n', '  A: 1 # c1ctl-ignore yaml/duplicate-key\n', '  F: [\n')
    const metadata = fc.constantFrom('{name: a}', '{name: A}', '{name: a, annotations: {c1ctl/ignore: "kubernetes/name: r"}}', '{name: A, annotations: {c1ctl/ignore: "kubernetes/name, baton/no-tag: r"}}')
    const document = fc.tuple(metadata, fc.array(line, {maxLength: 5})).map(([meta, lines]) => secret(lines.join('')).replace('{name: a}', meta))
    const files = fc.array(fc.array(document, {minLength: 1, maxLength: 3}), {maxLength: 4}).map((all) => Object.fromEntries(all.map((documents, place) => [`${place}.yaml`, documents.join('---\n')])))
    const severities = fc.dictionary(fc.constantFrom(...rulePatterns), fc.constantFrom('error', 'warning', 'note', 'off'), {maxKeys: 4}) as fc.Arbitrary<Choice['severities']>
    const ignored = fc.array(fc.tuple(fc.subarray(rulePatterns, {maxLength: 3}), fc.subarray(['0.yaml', '1.yaml', '2.yaml'])).map(([rules, paths]) => ({rules, paths: [{pattern: '*', fits: (file: string) => paths.includes(file)}], reason: 'r'})), {maxLength: 2})
    const places = (all: Finding[]): string[] => all.map(({file, line, column, rule, message}) => `${file}:${line}:${column} ${rule} ${message}`)
    const met = {reported: 0, suppressed: 0, known: 0, off: 0}
    fc.assert(
      fc.property(files, severities, ignored, fc.integer({min: 0, max: 3}), (texts, set, left, part) => {
        const {findings} = lint(Object.entries(texts).map(([name, text]) => ({name, text})), {})
        const recognition = {keyOf: (file: string) => file, hashOf: ({rule}: Finding) => rule}
        const known = renewed(new Map(), findings.filter((_, place) => place % 4 < part), recognition, {file: () => true, rule: () => true})
        const {judged, off} = select(findings, choiceOf(texts, {severities: set, ignored: left, baseline: {...recognition, known}}))
        const rest = judged.filter((one) => one.finding.rule !== 'baton/suppression')
        expect(places([...rest.map((one) => one.finding), ...off.filter((one) => one.rule !== 'baton/suppression')]).sort()).to.deep.equal(places(findings).sort())
        // What is left keeps its order.
        expect(places(rest.map((one) => one.finding))).to.deep.equal(places(findings).filter((one) => places(rest.map((other) => other.finding)).includes(one)))
        for (const {finding, fate} of judged) {
          met[fate.is] += 1
          if (fixedRules.has(finding.rule)) expect([fate.is, finding.severity]).to.deep.equal(['reported', 'error'])
          else expect(finding.severity).to.equal(severityOf(finding.rule, set) ?? finding.severity)
        }
        met.off += off.length
      }),
      {numRuns: 1000},
    )
    for (const [fate, times] of Object.entries(met)) expect(times, fate).to.be.above(50)
  })
})
