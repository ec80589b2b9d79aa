import {expect} from 'chai'
import {overlayOf, type Values} from '../../../../../src/core/render/helm/overlay.ts'

/** What Helm does with two values files (pkg/cli/values, mergeMaps). */
function merged(base: Values, overlay: Values): Values {
  const out: Values = {...base}
  for (const [key, value] of Object.entries(overlay)) {
    const before = out[key]
    const maps = [before, value].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
    out[key] = maps ? merged(before as Values, value as Values) : value
  }
  return out
}

/** A null is as good as no key. */
const withoutNulls = (value: Values): Values => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, typeof one === 'object' && !Array.isArray(one) ? withoutNulls(one as Values) : one]))

describe('the overlay of two sets of values', () => {
  const base: Values = {name: 'a', list: [1, 2], map: {one: '1', two: {deep: true}}, gone: {x: 1}, number: 1}
  const cases: Array<[string, Values, Values]> = [
    ['is empty when nothing differs', structuredClone(base), {}],
    ['says what is new', {...base, more: {a: {b: 1}}}, {more: {a: {b: 1}}}],
    ['says a changed key and not its neighbours', {...base, map: {one: '1', two: {deep: false}}}, {map: {two: {deep: false}}}],
    ['takes a key away with null', {name: 'a', list: [1, 2], map: {one: '1'}, number: 1}, {gone: null, map: {two: null}}],
    ['replaces a list as a whole', {...base, list: [1, 3]}, {list: [1, 3]}],
    ['replaces a map by a scalar and a scalar by a map', {...base, map: 'text', name: {a: 'b'}}, {map: 'text', name: {a: 'b'}}],
    ['tells a number from its text', {...base, number: '1'}, {number: '1'}],
    ['knows a key that every object has', {...base, constructor: 'x'} as Values, {constructor: 'x'} as Values],
  ]
  for (const [what, wanted, overlay] of cases)
    it(what, () => {
      expect(overlayOf(base, wanted)).to.deep.equal(overlay)
      expect(withoutNulls(merged(base, overlay))).to.deep.equal(wanted)
    })
})
