import {expect} from 'chai'
import fc from 'fast-check'
import {overlayFor} from '../../../../../src/core/catalog/import/overlay.ts'
import {layEntry} from '../../../../../src/core/catalog/merge.ts'

const over = (base: unknown, now: unknown, after: unknown) => overlayFor({base, over: now, before: now === undefined ? base : layEntry('x', base, now), after})

describe('what a project must say of an entry', () => {
  const table: Array<[says: string, base: unknown, over: unknown, after: unknown, tree: unknown, overwritten: string[]]> = [
    ['nothing where nothing changes', {a: 1}, undefined, {a: 1}, undefined, []],
    ['what it said, where nothing changes', {a: 1}, {b: null}, {a: 1}, {b: null}, []],
    ['only what differs', {a: 1, b: {c: 1, d: 2}}, undefined, {a: 1, b: {c: 3, d: 2}}, {b: {c: 3}}, []],
    ['null for what goes', {a: 1, b: 2}, undefined, {a: 1}, {b: null}, []],
    ['all of an entry of its own', undefined, undefined, {a: {b: 1}}, {a: {b: 1}}, []],
    ['another value, which gives way', {a: 1}, {a: 2}, {a: 3}, {a: 3}, ['a']],
    ['no more of what is as shipped again', {a: 1, b: 1}, {a: 2, b: 2}, {a: 1, b: 2}, {b: 2}, ['a']],
    ['a longer list, where nothing gives way', undefined, {a: [1]}, {a: [1, 2]}, {a: [1, 2]}, []],
    ['a shorter list, where something does', undefined, {a: [1, 2]}, {a: [1]}, {a: [1]}, ['a']],
    ['without what goes', undefined, {a: 1, b: 2}, {a: 1}, {a: 1}, ['b']],
  ]
  for (const [says, base, now, after, tree, overwritten] of table) it(`is ${says}`, () => expect(over(base, now, after)).to.deep.equal({tree, overwritten}))

  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({tree: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')), value: fc.oneof({maxDepth: 3}, fc.integer({min: 0, max: 2}), fc.array(fc.integer({min: 0, max: 1}), {maxLength: 2}), tie('tree'))})).tree
  it('gives the wanted entry when it is laid over the shipped one, whatever the three are', () =>
    fc.assert(
      fc.property(fc.option(value, {nil: undefined}), fc.option(value, {nil: undefined}), value, (base, now, after) => {
        const {tree} = over(base, now, after)
        expect(tree === undefined ? base : layEntry('x', base, tree)).to.deep.equal(after)
      }),
      {numRuns: 1000},
    ))
})
