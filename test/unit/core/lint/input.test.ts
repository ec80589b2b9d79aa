import {expect} from 'chai'
import fc from 'fast-check'
import {decode} from '../../../../src/core/lint/input.ts'

describe('the bytes of a file', () => {
  it('are read as UTF-8, with the byte order mark', () => {
    expect(decode(Buffer.from('\ufeffa: ü😀\r\n'))).to.deep.equal({text: '\ufeffa: ü😀\r\n'})
    expect(decode(Buffer.alloc(0))).to.deep.equal({text: ''})
  })

  it('are no text with a zero byte among them, or in UTF-16', () => {
    expect(decode(Buffer.from('a\0b'))).to.deep.equal({text: '', refusal: {message: 'The file holds zero bytes: it is no text, so it was not read.', offset: 0}})
    for (const bom of ['\ufeff', '\ufffe']) expect(decode(Buffer.from(`${bom}a: 1`, 'utf16le')).refusal?.message).to.match(/^The file is UTF-16/)
  })

  it('are refused at the first byte that is not UTF-8, wherever it stands', () => {
    const character = fc.constantFrom('a', '\n', 'ü', '€', '😀', '\ufffd')
    // A byte that starts nothing, one that continues nothing, half a character, an overlong one, half a surrogate pair.
    const wrong = fc.constantFrom([0xff], [0x80], [0xc3], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98])
    fc.assert(fc.property(fc.array(character, {maxLength: 200}), wrong, fc.array(character, {maxLength: 50}), (before, bytes, after) => {
      const text = before.join('')
      const tail = Buffer.from(after.join(''))
      // A half that the next character completes would be right.
      const read = decode(Buffer.concat([Buffer.from(text), Buffer.from(bytes), Buffer.from('.'), tail]))
      expect(read.refusal?.offset).to.equal(text.length)
      expect(read.text.startsWith(text)).to.equal(true)
    }), {numRuns: 500})
  })

  it('are looked at in one pass, also when there are many', () => {
    const bytes = Buffer.alloc(20 << 20, 'ä')
    bytes[bytes.length - 2] = 0x41
    expect(decode(bytes).refusal?.offset).to.equal((10 << 20))
  })
})
