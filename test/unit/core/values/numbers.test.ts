import {expect} from 'chai'
import fc from 'fast-check'
import {Numbers} from '../../../../src/core/values/numbers.ts'

describe('a column of numbers', () => {
  it('holds what was put there, over as many pages as it takes', () => {
    fc.assert(fc.property(fc.nat(10_000), fc.array(fc.tuple(fc.nat(), fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1})), {maxLength: 20}), (size, changes) => {
      const numbers = new Numbers()
      const wanted = Array.from({length: size}, (_, place) => (place % 2 ? -place : place * 200_000))
      for (const [place, number] of wanted.entries()) expect(numbers.push(number)).to.equal(place + 1)
      for (const [place, number] of size > 0 ? changes : []) {
        wanted[place % size] = number
        numbers.set(place % size, number)
      }
      expect(numbers.size).to.equal(size)
      expect(Array.from({length: size}, (_, place) => numbers.at(place))).to.deep.equal(wanted)
    }), {numRuns: 30})
  })
})
