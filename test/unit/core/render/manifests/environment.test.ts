import {expect} from 'chai'
import fc from 'fast-check'
import {escapeEnvironmentValue} from '../../../../../src/core/render/manifests/environment.ts'
import {expand} from '../../../../support/pod-sandbox.ts'

describe('the env value of a container', () => {
  for (const [value, written] of [['plain', 'plain'], ['$5', '$5'], ['a$', 'a$'], ['$(HOME)', '$$(HOME)'], ['$$', '$$$$'], ['$(', '$$('], ['$$(X)$', '$$$$(X)$$']] as const)
    it(`writes ${value} as ${written}`, () => expect(escapeEnvironmentValue(value)).to.equal(written))

  it('reaches the process unchanged, whatever it holds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[$()A-Z a-z{}]*$/), (value) => {
        expect(expand(escapeEnvironmentValue(value), new Map([['HOME', 'changed'], ['A', 'changed']]))).to.equal(value)
      }),
      {numRuns: 2000},
    )
  })
})
