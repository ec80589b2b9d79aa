import {expect} from 'chai'
import fc from 'fast-check'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {lineHasher} from '../../../../../src/core/lint/fingerprints.ts'
import {linesOf} from '../../../../../src/core/lint/reporters/excerpt.ts'
import {baselineText, goneFrom, readBaseline, renewed, sizeOf, withoutKnown, type Baseline, type Recognition, type Seen} from '../../../../../src/core/lint/selection/baseline.ts'
import type {Finding} from '../../../../../src/core/lint/types.ts'
import {leaks} from '../../../../support/lint-report.ts'

const everything: Seen = {file: () => true, rule: () => true}

/** What lint finds in files, and how a baseline beside them recognises it. */
function foundIn(files: Record<string, string>): {findings: Finding[]; recognition: Recognition} {
  const {findings, secretsIn} = lint(Object.entries(files).map(([name, text]) => ({name, text})), {})
  return {findings, recognition: {keyOf: (file) => file, hashOf: (finding) => lineHasher(linesOf(files[finding.file]!), secretsIn(finding.file))(finding)}}
}
const baselineOf = (files: Record<string, string>): Baseline => {
  const {findings, recognition} = foundIn(files)
  return renewed(new Map(), findings, recognition, everything)
}
/** Lines of the findings that are new after a baseline was made. */
function fresh(before: Record<string, string>, after: Record<string, string>): string[] {
  const {findings, recognition} = foundIn(after)
  const known = withoutKnown(findings, {...recognition, known: baselineOf(before)})
  return findings.filter((one) => !known.includes(one)).map((one) => `${one.file}:${one.line} ${one.rule}`)
}

const secret = (lines: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n${lines}`
const old = secret('  A: 1\n  B: true\n')

describe('a baseline of known findings', () => {
  it('knows findings again when lines move, and when others come and go', () => {
    expect(fresh({f: old}, {f: old})).to.deep.equal([])
    expect(fresh({f: old}, {f: `# a comment\n\n${old.replaceAll('\n', '\r\n')}`})).to.deep.equal([])
    expect(fresh({f: old}, {f: secret('  B: true\n  NEW: 1\n  A: 1\n')})).to.deep.equal(['f:6 kubernetes/type'])
  })

  it('takes a finding for new when its line is another, when it is another rule\'s, in another file, and when there are more of them', () => {
    expect(fresh({f: old}, {f: secret('  C: 1\n  B: true\n')})).to.deep.equal(['f:5 kubernetes/type'])
    expect(fresh({f: old}, {f: secret('  A: 1\n  A: x\n')})).to.deep.equal(['f:6 yaml/duplicate-key'])
    expect(fresh({f: old}, {g: old})).to.have.length(2)
    expect(fresh({f: old}, {f: `${old}---\n${old}`})).to.deep.equal(['f:12 kubernetes/type', 'f:13 kubernetes/type'])
  })

  it('knows nothing of files that cannot be read', () => {
    const broken = 'a: [\n'
    const {findings, recognition} = foundIn({f: broken})
    expect(sizeOf(baselineOf({f: broken})).findings).to.equal(0)
    expect(fresh({f: broken}, {f: broken})).to.deep.equal(['f:2 yaml/syntax'])
    const forged: Baseline = new Map([['f', [{rule: 'yaml/syntax', fingerprint: recognition.hashOf(findings[0]!), count: 1}]]])
    expect(withoutKnown(findings, {...recognition, known: forged})).to.deep.equal([])
  })

  it('counts what is gone, of what the run could see', () => {
    const known = baselineOf({f: old, g: old, h: old})
    const {findings, recognition} = foundIn({f: secret('  A: 1\n'), g: old})
    expect(goneFrom(known, findings, recognition, everything)).to.equal(3)
    expect(goneFrom(known, findings, recognition, {...everything, file: (key) => key !== 'h'})).to.equal(1)
    expect(goneFrom(known, findings, recognition, {...everything, rule: (rule) => rule !== 'kubernetes/type'})).to.equal(0)
  })

  it('is renewed by what a run found, and keeps what the run could not see', () => {
    const known = baselineOf({f: old, g: old})
    const {findings, recognition} = foundIn({f: secret('  C: 1\n')})
    const after = renewed(known, findings, recognition, {...everything, file: (key) => key !== 'g'})
    expect(sizeOf(after)).to.deep.equal({findings: 3, files: 2})
    expect(after.get('g')).to.deep.equal(known.get('g'))
    expect(sizeOf(renewed(known, [], recognition, everything))).to.deep.equal({findings: 0, files: 0})
    expect(sizeOf(renewed(known, [], recognition, {...everything, rule: () => false}))).to.deep.equal({findings: 4, files: 2})
  })

  it('has a text that is sorted, the same for the same findings in any order, an entry a line', () => {
    const files = {'b.yaml': old, 'a/ü\u202e.yaml': `${old}---\n${old}`}
    const {findings, recognition} = foundIn(files)
    const text = baselineText(renewed(new Map(), findings, recognition, everything))
    expect(text).to.equal(baselineText(renewed(new Map(), findings.toReversed(), recognition, everything)))
    expect(text.replaceAll(/[0-9a-f]{32}/g, 'HASH')).to.equal(
      '{\n  "version": 1,\n  "files": {\n    "a/ü\\u202e.yaml": [\n      {"rule": "kubernetes/type", "fingerprint": "HASH", "count": 2},\n      {"rule": "kubernetes/type", "fingerprint": "HASH", "count": 2}\n    ],\n    "b.yaml": [\n      {"rule": "kubernetes/type", "fingerprint": "HASH", "count": 1},\n      {"rule": "kubernetes/type", "fingerprint": "HASH", "count": 1}\n    ]\n  }\n}\n',
    )
    expect(baselineText(new Map())).to.equal('{\n  "version": 1,\n  "files": {}\n}\n')
  })

  it('reads back as what was written', () => {
    const entry = fc.record({rule: fc.string({unit: 'binary'}), fingerprint: fc.string({unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32}), count: fc.integer({min: 1})})
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({unit: 'binary'}), fc.uniqueArray(entry, {minLength: 1, maxLength: 3, selector: (one) => one.fingerprint}))), (files) => {
        const known = new Map(files)
        const text = baselineText(known)
        const read = readBaseline(text)
        expect('known' in read && new Map([...read.known].map(([file, entries]) => [file, new Set(entries.map((one) => JSON.stringify(one)))]))).to.deep.equal(new Map([...known].map(([file, entries]) => [file, new Set(entries.map(({rule, fingerprint, count}) => JSON.stringify({rule, fingerprint, count})))])))
        expect('known' in read && baselineText(read.known)).to.equal(text)
      }),
      {numRuns: 200},
    )
  })

  const hash = '0'.repeat(32)
  for (const [text, fault] of [
    ['', 'is no JSON'], ['{', 'is no JSON'], ['{\n<<<<<<< ours\n', 'still has the marks of a merge that was not finished'], ['[]', 'is JSON of another kind'], ['{"files": {}}', 'is JSON of another kind'],
    ['{"version": 2, "files": {}}', 'has a version that this c1ctl does not know: it reads version 1'], ['{"version": "1", "files": {}}', 'has a version that this c1ctl does not know: it reads version 1'],
    ['{"version": 1}', 'has no map of files'], ['{"version": 1, "files": {"a": {}}}', 'has an entry that is none, under "a"'],
    [`{"version": 1, "files": {"a": [{"rule": "x", "fingerprint": "${hash}", "count": 0}]}}`, 'has an entry that is none, under "a"'], [`{"version": 1, "files": {"a": [{"rule": "x", "fingerprint": "${hash}0", "count": 1}]}}`, 'has an entry that is none, under "a"'],
  ] as const) it(`is refused when it ${fault}: ${JSON.stringify(text).slice(0, 60)}`, () => expect(readBaseline(text)).to.deep.equal({fault}))

  for (const [name, text] of Object.entries(leaks))
    it(`says nothing of a secret of ${name}, not even a hash that could be guessed`, () => {
      const written = (value: string): string => baselineText(baselineOf({f: text.replaceAll('hunter2', value)}))
      expect(written('hunter2')).not.to.include('hunter2')
      expect(written('hunter2')).to.equal(written('letmein'))
    })
})
