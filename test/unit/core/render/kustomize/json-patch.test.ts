import {expect} from 'chai'
import {jsonPatch} from '../../../../../src/core/render/kustomize/json-patch.ts'

type Any = any

/** Applies a patch as RFC 6902 says. */
function apply(value: unknown, operations: Any[]): unknown {
  const result = structuredClone({root: value}) as Any
  for (const {op, path, value: fresh} of operations) {
    const steps = `/root${path as string}`.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = steps.pop()!
    const parent = steps.reduce((at, step) => at[step], result)
    if (Array.isArray(parent)) parent.splice(Number(last), op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [fresh]))
    else if (op === 'remove') delete parent[last]
    else parent[last] = fresh
  }
  return result.root
}

describe('a JSON patch', () => {
  it('is empty for values that are the same, whatever the order of keys', () => expect(jsonPatch({a: 1, b: [{c: 2, d: 3}]}, {b: [{d: 3, c: 2}], a: 1})).to.deep.equal([]))

  it('names what is new, other and gone, with / and ~ of a key escaped', () =>
    expect(jsonPatch({'a/b': 1, gone: {x: 1}, same: [1]}, {'a/b': 2, same: [1], 'new~': 'yes'})).to.deep.equal([{op: 'remove', path: '/gone'}, {op: 'replace', path: '/a~1b', value: 2}, {op: 'add', path: '/new~0', value: 'yes'}]))

  it('leaves of a list what both begin and end with', () => {
    const named = (...names: string[]) => names.map((name) => ({name}))
    expect(jsonPatch(named('a', 'c'), named('a', 'b', 'c'))).to.deep.equal([{op: 'add', path: '/1', value: {name: 'b'}}])
    expect(jsonPatch(named('a', 'b', 'b2', 'c'), named('a', 'c'))).to.deep.equal([{op: 'remove', path: '/1'}, {op: 'remove', path: '/1'}])
    expect(jsonPatch(named('a', 'b', 'c'), named('a', 'x', 'c'))).to.deep.equal([{op: 'replace', path: '/1/name', value: 'x'}])
  })

  it('makes the one of the other for every pair of shapes', () => {
    const leaves: unknown[] = [null, '', '007', 0, false, [], {}, [1, 2, 3], [2, 3], [3, 1], [[1], {a: 1}], {a: [1, {b: 2}]}, {a: [{b: 2}, 1], c: null}, {'x/y~z': {a: 1}}, {a: {b: {c: [1, 1, 1]}}}, {a: {b: {c: [1, 1]}}}]
    const all = [...leaves, ...leaves.map((one, at) => [one, leaves[(at + 3) % leaves.length]]), ...leaves.map((one, at) => ({one, a: leaves[(at + 5) % leaves.length]}))]
    for (const from of all) for (const to of all) expect(apply(from, jsonPatch(from, to)), `${JSON.stringify(from)} to ${JSON.stringify(to)}`).to.deep.equal(to)
  })
})
