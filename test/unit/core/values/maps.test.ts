import {expect} from 'chai'
import {list, map} from '../../../../src/core/values/maps.ts'

describe('a value of a file', () => {
  it('is taken as a map, or as an empty one that nobody can change', () => {
    const value = {a: 1}
    expect(map(value)).to.equal(value)
    for (const none of [undefined, null, 1, 'text', [value]]) expect(map(none), String(none)).to.deep.equal({})
    expect(() => Object.assign(map(null), {a: 1})).to.throw(TypeError)
    expect(map(null)).to.equal(map('text'))
  })

  it('is taken as a list of maps, or as an empty one', () => {
    expect(list([{a: 1}, null, 'text', [1]])).to.deep.equal([{a: 1}, {}, {}, {}])
    for (const none of [undefined, null, {a: 1}, 'text']) expect(list(none), String(none)).to.deep.equal([])
  })
})
