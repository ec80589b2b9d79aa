import {expect} from 'chai'
import {matchedGroup, matches} from '../../../../src/core/text/bounded-match.ts'

describe('a match of an expression from outside', () => {
  it('is what it is anywhere', () => {
    expect(matches(/^a+$/, 'aaa')).to.equal(true)
    expect(matches(/^a+$/, 'aab')).to.equal(false)
    expect(matchedGroup(/^(\w+)\./, 'acme.example.com')).to.equal('acme')
    expect(matchedGroup(/^(\w+)\./, 'acme')).to.equal(null)
  })

  it('ends, and is not tried again and again for a list of texts', () => {
    const endless = /^(?:a+)+$/
    const text = `${'a'.repeat(40)}!`
    for (let time = 0; time < 1000; time += 1) expect(matches(endless, text)).to.equal(null)
    expect(matches(endless, 'a'), 'given up for good').to.equal(null)
    expect(matches(/^(?:b+)+$/, 'b'), 'another one').to.equal(true)
  })
})
