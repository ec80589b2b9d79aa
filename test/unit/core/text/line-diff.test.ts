import {expect} from 'chai'
import fc from 'fast-check'
import {lineDiff, type DiffLine} from '../../../../src/core/text/line-diff.ts'

const signs = {same: ' ', less: '-', more: '+', gap: '~'} as const
const shown = (lines: DiffLine[]): string => lines.map(({kind, text}) => `${signs[kind]}${text}`).join('|')

describe('a comparison of two texts', () => {
  const table: Array<[before: string, after: string, around: number, wanted: string]> = [
    ['a\nb\n', 'a\nb\n', 3, ''],
    ['', 'a\n', 3, '+a'],
    ['a\n', '', 3, '-a'],
    ['a\nb\nc\n', 'a\nx\nc\n', 3, ' a|-b|+x| c'],
    ['1\n2\n3\n4\n5\n6\n7\n', '1\n2\n3\n4\n5\n6\n7\n8\n', 1, ' 7|+8'],
    ['x\n1\n2\n3\n4\ny\n', '1\n2\n3\n4\n', 1, '-x| 1|~| 4|-y'],
  ]
  for (const [before, after, around, wanted] of table) it(`of ${JSON.stringify(before)} and ${JSON.stringify(after)}`, () => expect(shown(lineDiff(before, after, around))).to.equal(wanted))

  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), {maxLength: 8}).map((all) => all.map((one) => `${one}\n`).join(''))
  it('holds both texts whole when nothing is left out', () =>
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const all = lineDiff(before, after, 100)
        if (before === after) return void expect(all).to.deep.equal([])
        const text = (...kinds: string[]): string => all.filter(({kind}) => kinds.includes(kind)).map((one) => `${one.text}\n`).join('')
        expect([text('same', 'less'), text('same', 'more')]).to.deep.equal([before, after])
      }),
    ))
})
