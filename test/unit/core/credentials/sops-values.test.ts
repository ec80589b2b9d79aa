import {randomBytes} from 'node:crypto'
import {expect} from 'chai'
import fc from 'fast-check'
import {boundTo, clearText, decryptValue, encryptValue} from '../../../../src/core/credentials/sops-values.ts'

const key = randomBytes(32)

describe('one value of a SOPS file', () => {
  it('comes back with its type, for its own place and key only', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', minLength: 1}), fc.constantFrom('str', 'int', 'bool', 'time', 'comment' as const), (text, type) => {
        const sealed = encryptValue(text, type as 'str', key, boundTo(['a', 'b']), randomBytes(32))
        expect(decryptValue(sealed, key, boundTo(['a', 'b']))).to.deep.equal({bytes: Buffer.from(text), type})
        expect(decryptValue(sealed, key, boundTo(['a', 'c']))).to.equal(null)
        expect(decryptValue(sealed, randomBytes(32), boundTo(['a', 'b']))).to.equal(null)
      }),
    )
  })
  it('stays empty when it is empty', () => {
    expect(encryptValue('', 'str', key, 'a:', randomBytes(32))).to.equal('')
    expect(decryptValue('', key, 'a:')).to.deep.equal({bytes: Buffer.alloc(0), type: 'str'})
  })
  it('is never taken from other text', () => {
    for (const text of ['plain', 'ENC[]', 'ENC[AES256_GCM,data:,iv:,tag:,type:str]', 'ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]', 'ENC[AES128,data:AA==,iv:AA==,tag:AA==,type:str]']) expect(decryptValue(text, key, 'a:'), text).to.equal(null)
  })
  it('is counted in the MAC as go-yaml reads it where it stands in clear', () => {
    const table: Array<[string, string | null]> = [
      ['', null], ['~', null], ['null', null], ['Null', null], ['nULL', 'nULL'],
      ['true', 'True'], ['TRUE', 'True'], ['false', 'False'], ['yes', 'yes'], ['on', 'on'], ['tRue', 'tRue'],
      ['0', '0'], ['007', '7'], ['0o17', '15'], ['0x1F', '31'], ['0b101', '5'], ['-0x10', '-16'], ['1_000', '1000'], ['+1', '1'],
      ['1.50', '1.5'], ['1.', '1'], ['.5', '0.5'], ['1e3', '1000'], ['1e21', '1000000000000000000000'], ['1.5e-7', '0.00000015'], ['-1.25e22', '-12500000000000000000000'], ['.inf', '+Inf'], ['-.Inf', '-Inf'], ['.nan', 'NaN'],
      ['2001-01-01', '2001-01-01T00:00:00Z'], ['2001-12-14T21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'], ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'],
      ['0.1.40', '0.1.40'], ['abc', 'abc'],
    ]
    for (const [plain, text] of table) expect(clearText(plain), plain).to.equal(text)
  })
})
