import {expect} from 'chai'
import * as fc from 'fast-check'
import {escapeControls} from '../../../../src/core/text/terminal.ts'

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const evil = fc.constantFrom('\u001B[8m', '\u001B[2J', '\u001B]0;t\u0007', '\r', '\b', '\u009B31m', '\u202E', '\u2066', '\u061C', '\u200B', '\u00AD', '\u2060', '\uFEFF', '\u{E0041}', '\uD800', '\u007F', '\u0000')
const anyText = fc.array(fc.oneof(evil, fc.string({unit: 'binary'}), fc.string({unit: 'grapheme'}))).map((pieces) => pieces.join(''))

describe('a text for the terminal', () => {
  it('keeps nothing unseen of what comes from outside but line feeds and tabs', () => {
    fc.assert(fc.property(anyText, (text) => !unseen.test(escapeControls(text).replaceAll(/[\n\t]/g, ''))))
  })

  it('keeps, with colours, only those of our own: nothing can be concealed, moved or painted over', () => {
    fc.assert(fc.property(anyText, (text) => !unseen.test(escapeControls(text, true).replaceAll(/[\n\t]|\u001B\[(?:1|2|22|3[1236]|39)m/g, ''))))
    expect(escapeControls('\u001B[31mred\u001B[39m \u001B[8mhidden', true)).to.equal('\u001B[31mred\u001B[39m \\u001b[8mhidden')
  })

  it('leaves what is seen as it is, and writes the rest as JSON does', () => {
    expect(escapeControls('Zoë 日本 👍\n\tok')).to.equal('Zoë 日本 👍\n\tok')
    fc.assert(fc.property(anyText, (text) => JSON.parse(escapeControls(JSON.stringify(text))) === text))
  })
})
