import {expect} from 'chai'
import fc from 'fast-check'
import {hasLines, pasteReader, withLines} from '../../../src/io/paste.ts'

const pasted = (text: string) => `\u001B[200~${text}\u001B[201~`

describe('what a terminal sends', () => {
  it('passes as it is when it is typed: letters, Enter, arrows, Escape, Ctrl-C', () => {
    const read = pasteReader()
    for (const keys of ['abc', '\r', '\u001B[A', '\u001B', '\u0003', 'ü']) expect(read(keys)).to.equal(keys)
  })

  it('keeps a paste of several lines in one answer', () => {
    const typed = pasteReader()(pasted('-----BEGIN\r\nabc\rdef\n-----END\n'))
    expect(typed).not.to.match(/[\r\n]/)
    expect(hasLines(typed)).to.equal(true)
    expect(withLines(typed)).to.equal('-----BEGIN\nabc\ndef\n-----END')
  })

  it('leaves out the line break at the end of a paste, so that it answers nothing', () => {
    expect(pasteReader()(pasted('token\n'))).to.equal('token')
  })

  it('gives the same however the pieces are cut', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-c\n]{0,12}$/), fc.stringMatching(/^[x-z]{0,5}$/), fc.array(fc.nat(40), {maxLength: 6}), (text, typed, cuts) => {
      const whole = `${typed}${pasted(text)}${typed}`
      const read = pasteReader()
      const at = [0, ...[...cuts].sort((one, other) => one - other).filter((cut) => cut < whole.length && whole[cut - 1] !== '\u001B'), whole.length]
      const out = at.slice(1).map((end, index) => read(whole.slice(at[index], end))).join('')
      expect(withLines(out)).to.equal(`${typed}${text.replace(/\n+$/, '')}${typed}`)
    }))
  })

  it('lets Ctrl-C through when the end of a paste never comes', () => {
    const read = pasteReader()
    expect(read('\u001B[200~half a paste')).to.equal('')
    expect(read('\u0003')).to.equal('\u0003')
  })
})
