import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {fieldCases, fieldVerdictsFile, fingerprint, type FieldVerdicts} from '../../../support/field-cases.ts'

describe('rules, constraints and field groups', () => {
  const cases = fieldCases()
  const recorded = JSON.parse(readFileSync(fieldVerdictsFile, 'utf8')) as FieldVerdicts

  it('were judged by baton-sdk for these very cases', () => expect(fingerprint(cases)).to.equal(recorded.fingerprint))

  it('are judged as baton-sdk judges them, in 12000 generated cases of each outcome', () => {
    const others = cases.flatMap((one, index) => (one.ours() === recorded.verdicts[index] ? [] : [`baton-sdk: ${recorded.verdicts[index]}, c1ctl: ${one.ours()}, ${one.line}`]))
    expect(others).to.deep.equal([])
    for (const outcome of ['ok', 'no', 'bad']) expect(recorded.verdicts.filter((one) => one === outcome).length, outcome).to.be.greaterThan(100)
  })
})
