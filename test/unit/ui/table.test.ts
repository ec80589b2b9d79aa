import {expect} from 'chai'
import fc from 'fast-check'
import {displayWidth} from '../../../src/core/text/terminal.ts'
import {renderTable} from '../../../src/ui/table.ts'

const head = ['NAME', 'TITLE', 'HOW']
const rows = [['a-long-name-of-a-connector', 'A title that is rather long', 'one, two, three, four, five'], ['b', 'B', '']]

describe('a table', () => {
  it('keeps every cell whole without a width', () => expect(renderTable(head, rows).split('\n')[1]).to.equal(rows[0]!.join('  ')))

  it('takes room from the widest cells, never from the first', () =>
    expect(renderTable(head, rows, 60).split('\n')).to.deep.equal([
      'NAME                        TITLE            HOW',
      'a-long-name-of-a-connector  A title that i…  one, two, thre…',
      'b                           B',
    ]))

  it('cuts within colours and ends them', () => expect(renderTable(['N', 'T'], [['x', '\u001B[36mcoloured\u001B[39m and long']], 12).split('\n')[1]).to.equal('x  \u001B[36mcoloured\u001B[39m…'))

  it('is no wider than asked where the first column leaves eight for each other, whatever the letters', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({maxLength: 10}), fc.string({unit: 'grapheme', maxLength: 60}), fc.string({maxLength: 60})), {maxLength: 5}), fc.integer({min: 32, max: 120}), (cells, columns) => {
        const safe = cells.map((row) => row.map((cell) => cell.replaceAll(/[\p{C}\n]/gu, '')))
        for (const line of renderTable(head, safe, columns).split('\n')) expect(displayWidth(line)).to.be.at.most(columns)
      }),
    ))
})
