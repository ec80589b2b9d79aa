import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fieldCases, fieldVerdictsFile, fingerprint, type FieldVerdicts} from '../support/field-cases.ts'

const parts = execFileSync(process.execPath, ['scripts/real-parts.mjs', '--where'], {encoding: 'utf8'}).trim()

describe('rules, constraints and field groups', () => {
  it('are recorded for the other tests as baton-sdk itself judges them', () => {
    const cases = fieldCases()
    const input = `${cases.map((one) => one.line).join('\n')}\n`
    const verdicts = execFileSync(join(parts, 'bin', 'baton-fields'), {input, encoding: 'utf8', maxBuffer: 2 ** 26}).trimEnd().split('\n')
    const now: FieldVerdicts = {fingerprint: fingerprint(cases), verdicts}
    // After a change of the generator: C1CTL_RECORD=1 writes the verdicts anew.
    if (process.env['C1CTL_RECORD'] === '1') writeFileSync(fieldVerdictsFile, `${JSON.stringify(now)}\n`)
    expect(JSON.parse(readFileSync(fieldVerdictsFile, 'utf8'))).to.deep.equal(now)
  })
})
