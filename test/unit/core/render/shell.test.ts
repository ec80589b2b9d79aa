import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {powerShellText, shellWord} from '../../../../src/core/render/shell.ts'
import {hostile} from '../../../support/hostile-values.ts'

describe('words of shells', () => {
  it('stand in sh for exactly the text', function () {
    if (process.platform === 'win32') return this.skip()
    for (const [name, value] of Object.entries({...hostile, empty: '', dash: '-n', tilde: '~', equals: 'a=b'})) expect(execFileSync('sh', ['-c', `printf %s ${shellWord(value)}`], {encoding: 'utf8'}), name).to.equal(value)
  })

  it('are quoted where any shell would read more into them, and nowhere else', () => {
    for (const text of ['=', '=ls', '~', 'a b', '$x', '', '*', '!x', '#']) expect(shellWord(text), text).to.equal(`'${text}'`)
    for (const text of ['a=b', '/usr/bin', 'x@y.z/pcc', '50%']) expect(shellWord(text), text).to.equal(text)
  })

  it('double every quote that PowerShell takes for one, the typographic ones too', () => {
    expect(powerShellText('it\'s \u2019 $x "y"')).to.equal('\'it\'\'s \u2019\u2019 $x "y"\'')
  })
})
