import {expect} from 'chai'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {secretChecksum} from '../../../../src/core/workload/checksum.ts'

const entry = (key: string, value: string, use: 'env' | 'file' = 'env') => ({key, use, value: new Secret(value)})
const key = new Secret('random')

describe('the checksum of a workload\'s secrets', () => {
  it('does not depend on order', () => expect(secretChecksum([entry('A', '1'), entry('B', '2')], key)).to.equal(secretChecksum([entry('B', '2'), entry('A', '1')], key)))

  for (const [what, other] of [
    ['a value changes', [entry('A', '2'), entry('B', '2')]],
    ['a name changes', [entry('C', '1'), entry('B', '2')]],
    ['a value moves to another name', [entry('A', '2'), entry('B', '1')]],
    ['a variable becomes a file', [entry('A', '1', 'file'), entry('B', '2')]],
    ['the border between name and value moves', [entry('A1', ''), entry('B', '2')]],
  ] as const)
    it(`changes when ${what}`, () => expect(secretChecksum([...other], key)).not.to.equal(secretChecksum([entry('A', '1'), entry('B', '2')], key)))

  it('cannot be computed without the store\'s key', () => expect(secretChecksum([entry('A', '1')], key)).not.to.equal(secretChecksum([entry('A', '1')], new Secret('other'))))
})
