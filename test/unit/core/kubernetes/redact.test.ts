import {expect} from 'chai'
import fc from 'fast-check'
import {redactor} from '../../../../src/core/kubernetes/redact.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'

const clean = (secret: string, text: string): string => redactor([new Secret(secret)])(text)

describe('the filter for what kubectl prints', () => {
  it('hides a value as it is, as base64, in JSON quotes and in pieces', () => {
    const token = 'tok"en\\with<odd>&chars\nand a second line'
    const base64 = Buffer.from(token).toString('base64')
    const go = JSON.stringify(token).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
    for (const form of [token, base64, base64.replace(/=+$/, ''), JSON.stringify(token), JSON.stringify(JSON.stringify(token)), go, encodeURIComponent(token), base64.slice(3, 30), 'and a second line'])
      expect(clean(token, `refused: "${form}" at line 1`), form).to.match(/^refused: .*\*\*\*.* at line 1$/).and.not.contain('second line').and.not.contain(base64.slice(5, 25))
  })

  it('hides a value in Go quotes and in broken lines of base64 to the last piece', () => {
    const token = 'a\u0007b\u0001\u007f\u0085 "q" of control characters, one of them a bell, and some more text to fill lines'
    const quoted = 'a\\ab\\x01\\x7f\\u0085 \\"q\\" of control characters, one of them a bell, and some more text to fill lines'
    expect(clean(token, `invalid: "${quoted}"`)).to.equal('invalid: "***"')
    for (const width of [64, 76]) expect(clean(token, Buffer.from(token).toString('base64').replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n'))).to.match(/^\*\*\*\n\*\*\*$/)
  })

  it('hides a short value where it stands alone or as base64, and leaves the words around it', () => {
    expect(clean('007', 'value "007" is not 10075, MDA3 is base64')).to.equal('value "***" is not 10075, *** is base64')
    expect(clean('yes', 'yesterday: yes')).to.equal('yesterday: ***')
  })

  it('shows text without secrets as it is', () => {
    const text = 'Error from server (Invalid): Deployment.apps "baton-asana" is invalid: https://127.0.0.1:6443'
    expect(clean('some-long-token-value', text)).to.equal(text)
    expect(redactor([new Secret('')])(text)).to.equal(text)
    expect(clean('secret-token:conductorone.com:one:v1:two', 'public.ecr.aws/conductorone/baton-asana')).to.equal('public.ecr.aws/conductorone/baton-asana')
  })

  it('leaves no value of six characters or more in any of its forms', () => {
    fc.assert(fc.property(fc.string({minLength: 6, maxLength: 60, unit: 'grapheme'}), fc.string({maxLength: 10}), fc.string({maxLength: 10}), (secret, before, after) => {
      const bytes = Buffer.from(secret, 'utf8')
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), bytes.toString('base64'), bytes.toString('base64url')]) {
        expect(clean(secret, `${before}${form}${after}`)).to.not.contain(form)
      }
    }))
  })
})
