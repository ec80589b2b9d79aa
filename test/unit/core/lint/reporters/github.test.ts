import {expect} from 'chai'
import fc from 'fast-check'
import {githubReport} from '../../../../../src/core/lint/reporters/github.ts'
import {leaks, madeUp, reportOf, secretFile} from '../../../../support/lint-report.ts'

interface Command {
  name: string
  properties: Record<string, string>
  data: string
}

/** Reads a line as the runner does (actions/runner, ActionCommand.TryParseV2): the name to the first blank, properties to `::`, the rest is data. */
function readCommand(line: string): Command {
  const end = line.indexOf('::', 2)
  expect(line.startsWith('::') && end > 0, line).to.equal(true)
  const head = line.slice(2, end)
  const [name, rest] = [head.slice(0, head.indexOf(' ')), head.slice(head.indexOf(' ') + 1)]
  const decoded = (text: string, codes: string[]): string => codes.reduce((all, code) => all.replaceAll(code, decodeURIComponent(code)), text).replaceAll('%25', '%')
  const properties = rest.split(',').map((one): [string, string] => [one.slice(0, one.indexOf('=')), decoded(one.slice(one.indexOf('=') + 1), ['%0D', '%0A', '%3A', '%2C'])])
  return {name, properties: Object.fromEntries(properties), data: decoded(line.slice(end + 2), ['%0D', '%0A'])}
}
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

describe('the report for GitHub Actions', () => {
  it('is one command a finding, with its place and rule', () => {
    expect(linesOf(githubReport(reportOf({'deploy/f.yaml': secretFile})))).to.deep.equal([
      '::error file=deploy/f.yaml,line=6,col=6,endLine=6,title=kubernetes/type::A is a boolean; values of stringData must be texts: quote it.',
      '::error file=deploy/f.yaml,line=7,col=6,endLine=7,title=kubernetes/type::B is a number; values of stringData must be texts: quote it.',
    ])
    expect(githubReport(reportOf({f: 'a: 1\n'}))).to.equal('')
  })

  it('has a command for each severity, and no column for what spans lines', () => {
    const commands = linesOf(githubReport(madeUp([{severity: 'error'}, {severity: 'warning'}, {severity: 'note', endLine: 3}]))).map(readCommand)
    expect(commands.map((one) => one.name)).to.deep.equal(['error', 'warning', 'notice'])
    expect(commands[2]!.properties).to.deep.equal({file: 'f.yaml', line: '1', endLine: '3', title: 'kubernetes/type'})
  })

  it('cannot be left by a name or a message', () => {
    const text = githubReport(madeUp([{file: 'a,line=9::b:100%25.yaml', message: 'x\r\n::stop-commands::y 100% %0A'}]))
    expect(text).to.equal('::error file=a%2Cline=9%3A%3Ab%3A100%2525.yaml,line=1,col=1,endLine=1,title=kubernetes/type::x%0D%0A::stop-commands::y 100%25 %250A\n')
    fc.assert(
      fc.property(fc.string({unit: 'grapheme-ascii', minLength: 1}), fc.string({unit: fc.constantFrom('%', '\r', '\n', ':', ',', '2', '5', 'A', '0', 'é')}), (file, message) => {
        const lines = linesOf(githubReport(madeUp([{file, message}])))
        expect(lines).to.have.lengthOf(1)
        const {properties, data} = readCommand(lines[0]!)
        expect([properties['file'], data]).to.deep.equal([file, message])
      }),
    )
  })

  for (const [name, text] of Object.entries(leaks)) it(`never shows a secret of ${name}`, () => expect(githubReport(reportOf({f: text}))).to.match(/^::error/).and.not.include('hunter2'))
})
