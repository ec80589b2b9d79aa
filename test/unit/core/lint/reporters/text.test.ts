import {expect} from 'chai'
import fc from 'fast-check'
import {summaryTable, textReport, withoutColour} from '../../../../../src/core/lint/reporters/text.ts'
import {displayWidth} from '../../../../../src/core/text/terminal.ts'
import {leaks, madeUp, reportOf, secretFile} from '../../../../support/lint-report.ts'

const shown = (report: ReturnType<typeof madeUp>, columns?: number): string[] => textReport(report, report.texts, withoutColour, columns).split('\n').slice(0, -1)
const long = 'The settings are those of the auth method app-group: set BATON_AUTH_METHOD to app-group, or the connector looks for others.'

describe('the report for people', () => {
  it('shows each line with a caret, and masks what stands in a Secret', () => {
    expect(shown(reportOf({f: secretFile}))).to.deep.equal([
      'f',
      '  6:6 error A is a boolean; values of stringData must be texts: quote it. (kubernetes/type)',
      '     6 |   A: ***',
      '       |      ^^^',
      '  7:6 error B is a number; values of stringData must be texts: quote it. (kubernetes/type)',
      '     7 |   B: ***',
      '       |      ^^^',
    ])
  })

  it('breaks long messages between words, and hangs what follows', () => {
    expect(shown(madeUp([{message: long}]), 80)).to.deep.equal([
      'f.yaml',
      '  1:1 error The settings are those of the auth method app-group: set',
      '    BATON_AUTH_METHOD to app-group, or the connector looks for others.',
      '    (kubernetes/type)',
      '     1 | a: 1',
      '       | ^',
    ])
    expect(shown(madeUp([{message: long}]))[1]).to.equal(`  1:1 error ${long} (kubernetes/type)`)
  })

  it('keeps every line within the terminal, words of the message whole, and the caret under the place', () => {
    fc.assert(
      fc.property(fc.integer({min: 40, max: 160}), fc.array(fc.string({unit: 'grapheme-ascii', minLength: 1, maxLength: 12}).map((one) => one.replaceAll(' ', 'x')), {minLength: 1, maxLength: 30}), fc.nat(300), fc.integer({min: 1, max: 40}), (columns, words, lead, length) => {
        const line = `${'ab 漢'.repeat(100).slice(0, lead)}${'X'.repeat(length)}${'y'.repeat(50)}`
        const [, ...rest] = shown(madeUp([{message: words.join(' '), column: lead + 1, endColumn: lead + 1 + length}], `${line}\n`), columns)
        for (const one of rest) expect(displayWidth(one), one).to.be.at.most(columns)
        expect(rest.slice(0, -2).map((one) => one.trim()).join(' ')).to.equal(`1:1 error ${words.join(' ')} (kubernetes/type)`.replace('1:1', `1:${lead + 1}`))
        const [text, carets] = rest.slice(-2) as [string, string]
        // What stands over the first caret, by columns of the terminal.
        const before = displayWidth(carets.slice(0, carets.indexOf('^')))
        let at = 0
        while (displayWidth(text.slice(0, at)) < before) at += 1
        expect(text[at]).to.equal('X')
      }),
    )
  })

  it('shows a place far to the right, with what was left out marked', () => {
    const text = `${'a'.repeat(300)}X${'b'.repeat(300)}\n`
    const lines = shown(madeUp([{column: 301, endColumn: 302}], text))
    expect(lines[2]).to.match(/^ {5}1 \| …a+Xb+…$/)
    expect(lines[2]![lines[3]!.indexOf('^')]).to.equal('X')
  })

  it('writes out what is unseen in names, messages and lines', () => {
    expect(shown(madeUp([{file: 'a\n::error::\u001B[2J', message: 'b\u202Ec', column: 2, endColumn: 3}], '\u001BX\n'))).to.deep.equal([
      'a\\n::error::\\u001b[2J', '  1:2 error b\\u202ec (kubernetes/type)', '     1 | \\u001bX', '       |       ^',
    ])
  })

  for (const [name, text] of Object.entries(leaks)) it(`never shows a secret of ${name}`, () => expect(shown(reportOf({f: text})).join('\n')).to.match(/error/).and.not.include('hunter2'))

  it('never shows the end of a secret that begins within another', () => {
    const report = {...reportOf({f: secretFile}), secretsIn: () => [{line: 6, column: 3, endLine: 6, endColumn: 5}, {line: 6, column: 4, endLine: 6, endColumn: 10}]}
    expect(shown(report)[2]).to.equal('     6 |   ***')
  })
})

describe('the summary', () => {
  it('counts each rule and its files, the gravest first', () => {
    const made = madeUp([{}, {}, {file: 'g.yaml'}, {severity: 'note', rule: 'baton/secret-missing'}, {severity: 'warning', rule: 'baton/no-tag'}, {rule: 'kubernetes/name'}])
    expect(summaryTable(made.findings, withoutColour).split('\n')).to.deep.equal([
      '  3 errors   kubernetes/type       in 2 files',
      '  1 error    kubernetes/name       in 1 file',
      '  1 warning  baton/no-tag          in 1 file',
      '  1 note     baton/secret-missing  in 1 file',
    ])
    expect(summaryTable([], withoutColour)).to.equal('')
  })
})
