import {expect} from 'chai'
import * as fc from 'fast-check'
import {envelope} from '../../../src/base/envelope.ts'
import {problem} from '../../../src/core/problems/problem.ts'

const text = fc.array(fc.oneof(fc.constantFrom('\u009B31m', '\u202E', '\u200B', '\u007F', '\u{E0041}', '\uFEFF', '\uD800'), fc.string({unit: 'binary'}))).map((pieces) => pieces.join(''))

describe('the envelope of --json', () => {
  it('carries every text unchanged, and shows nothing of it that a terminal would obey', () => {
    fc.assert(
      fc.property(text, fc.dictionary(text, text), (text, data) => {
        const printed = envelope({data, problems: [problem('bug', text)], warnings: [text]})
        expect(printed.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        const read = JSON.parse(printed) as {data: unknown; problems: Array<{what: string}>; warnings: string[]}
        expect(Object.entries(read.data as object)).to.deep.equal(Object.entries(data))
        expect([read.problems[0]!.what, ...read.warnings]).to.deep.equal([text, text])
      }),
    )
  })
})
