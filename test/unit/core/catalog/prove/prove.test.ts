import {expect} from 'chai'
import fc from 'fast-check'
import {proveConnector} from '../../../../../src/core/catalog/prove/prove.ts'
import {effort, isPossible} from '../../../../../src/core/catalog/prove/situations.ts'
import type {Constraint} from '../../../../../src/core/catalog/types.ts'
import {brokenConstraints} from '../../../../../src/core/workload/constraints.ts'
import {catalogOf} from '../../../../support/catalog.ts'

const prove = (inner: string) => {
  const {faults, warnings} = proveConnector(catalogOf(`x: {title: X, ${inner}}`)['x']!)
  const shown = (all: typeof faults): string[] => all.map(({path, reason}) => `${path.map(String).join('.')} ${reason}`)
  return {faults: shown(faults), warnings: shown(warnings)}
}
const abc = 'fields: {a: {title: A}, b: {title: B}, c: {title: C}}'
const recipe = (when: string) => `recipes: {r: {title: R, when: ${JSON.stringify(when)}, url: "https://x.example", evidence: repo}}`

describe('an entry that says what can never be', () => {
  const table: Array<[says: string, inner: string, faults: string[]]> = [
    ['fields that go together and exclude each other', `${abc}, constraints: [{required-together: [a, b]}, {mutually-exclusive: [a, b]}]`, ['constraints.0 is impossible: `a` and `b` can never be set (a and b go together; Only one of a and b may be set)']],
    ['a required field that excludes another', 'fields: {a: {title: A, required: true}, b: {title: B}}, constraints: [{mutually-exclusive: [a, b]}]', ['constraints.0 is impossible: `b` can never be set (Only one of a and b may be set)']],
    ['two required fields that exclude each other', 'fields: {a: {title: A, required: true}, b: {title: B, required: true}}, constraints: [{mutually-exclusive: [a, b]}]', ['constraints.0 can never be satisfied together with what is required']],
    ['a ring of dependencies with one that is excluded', `${abc}, constraints: [{dependent-on: [a], on: [b]}, {dependent-on: [b], on: [c]}, {mutually-exclusive: [a, c]}]`, ['constraints.0 is impossible: `a` can never be set (a needs b; b needs c; Only one of a and c may be set)']],
    ['a method without a way', `${abc}, auth: {one: {title: O, fields: [a, b], required: [a, b]}, two: {title: T, fields: [c]}}, constraints: [{mutually-exclusive: [a, b]}], ${recipe('')}`, ['auth.one can never be satisfied: Only one of a and b may be set']],
    ['a method that sets what excludes what it requires', `${abc}, auth: {one: {title: O, required: [a], sets: {b: x}}, two: {title: T, fields: [c]}}, constraints: [{mutually-exclusive: [a, b]}], ${recipe('')}`, ['auth.one can never be satisfied: Only one of a and b may be set']],
    ['a method whose fields another constraint asks for', `${abc}, auth: {one: {title: O, fields: [a]}, two: {title: T, fields: [b]}}, constraints: [{at-least-one: [b]}], ${recipe('')}`, ['auth.one can never be satisfied: One of b must be set']],
    ['a bool that a rule holds at false', 'fields: {a: {title: A, type: bool, rules: {eq: false}}, b: {title: B}}, constraints: [{dependent-on: [b], on: [a]}]', ['constraints.0 is impossible: `b` can never be set (b needs a)', 'fields.a can never have a value that counts, and a constraint asks for it']],
    ['a recipe for a value that the field never has', `fields: {a: {title: A, rules: {in: [eu, us]}}}, ${recipe('a = ap')}`, ['recipes.r.when can never hold: no auth method and no values make it true']],
    ['a recipe for what excludes itself', `${abc}, constraints: [{mutually-exclusive: [a, b]}], ${recipe('a and b')}`, ['recipes.r.when can never hold: no auth method and no values make it true']],
    ['a recipe for a value and another one', `${abc}, ${recipe('a = x and a starts-with y')}`, ['recipes.r.when can never hold: no auth method and no values make it true']],
    ['a recipe for a method with the field of another', `${abc}, auth: {one: {title: O, fields: [a]}, two: {title: T, fields: [b]}}, ${recipe('auth = one and b')}`, ['recipes.r.when can never hold: no auth method and no values make it true']],
    ['a recipe without a required field', `fields: {a: {title: A, required: true}}, ${recipe('!a')}`, ['recipes.r.when can never hold: no auth method and no values make it true']],
    ['a constraint under a condition that never holds', `fields: {a: {title: A, rules: {in: [eu, us]}}, b: {title: B}}, constraints: [{at-least-one: [b], when: a = ap}]`, ['constraints.0.when can never hold']],
  ]
  for (const [says, inner, faults] of table) it(`is found: ${says}`, () => expect(prove(inner).faults).to.deep.equal(faults))

  const sound: Array<[says: string, inner: string]> = [
    ['fields of which one excludes the other', `${abc}, constraints: [{mutually-exclusive: [a, b]}, {at-least-one: [a, b]}]`],
    ['fields of several methods that exclude each other', `${abc}, auth: {one: {title: O, fields: [a], required: [a]}, two: {title: T, fields: [b], required: [b]}}, constraints: [{mutually-exclusive: [a, b]}], ${recipe('')}`],
    ['a contradiction under a condition that need not hold', `${abc}, constraints: [{required-together: [a, b], when: c = x}, {mutually-exclusive: [a, b]}]`],
    ['a condition on beginning and end', `${abc}, ${recipe('a starts-with https and a ends-with .com and a != https.com')}`],
    ['a condition on a default', `fields: {a: {title: A, default: eu}}, ${recipe('a = eu')}`],
    ['a condition on a setting of every connector', `${abc}, ${recipe('provisioning = true')}`],
    ['a number that is 0, which counts as absent', 'fields: {a: {title: A, type: int, required: true}, b: {title: B}}, constraints: [{mutually-exclusive: [a, b]}]'],
  ]
  for (const [says, inner] of sound) it(`is not mistaken: ${says}`, () => expect(prove(inner).faults).to.deep.equal([]))

  it('warns of methods without a recipe, but for those of the cloud and of the past', () => {
    const auth = 'auth: {one: {title: O, fields: [a]}, two: {title: T, fields: [b]}, cloud: {title: C, self-hosted: false}, old: {title: D, deprecated: No.}}'
    expect(prove(`${abc}, ${auth}, ${recipe('auth = one')}`).warnings).to.deep.equal(['auth.two has no recipe that proves its credentials'])
    expect(prove('fields: {k: {title: K, secret: true}}').warnings).to.deep.equal([' has no recipe that proves its credentials'])
    expect(prove(`fields: {k: {title: K, secret: true}}, ${recipe('')}`).warnings).to.deep.equal([])
    expect(prove(abc).warnings).to.deep.equal([])
  })

  it('agrees with trying every combination, whatever the constraints', () => {
    const names = ['a', 'b', 'c', 'd']
    const connector = catalogOf(`x: {title: X, fields: {${names.map((name) => `${name}: {title: T}`).join(', ')}}}`)['x']!
    const some = fc.uniqueArray(fc.constantFrom(...names), {minLength: 1, maxLength: 3})
    const constraint: fc.Arbitrary<Constraint> = fc.oneof(
      fc.record({kind: fc.constantFrom('required-together' as const, 'mutually-exclusive' as const, 'at-least-one' as const), fields: some}),
      fc.record({kind: fc.constant('dependent-on' as const), fields: some, on: some}),
    )
    fc.assert(
      fc.property(fc.array(constraint, {maxLength: 5}), fc.subarray(names), fc.constantFrom(...names), (constraints, required, present) => {
        const now = {...connector, constraints, fields: Object.fromEntries(names.map((name) => [name, {...connector.fields[name]!, required: required.includes(name)}]))}
        const all = Array.from({length: 16}, (_, bits) => Object.fromEntries(names.map((name, at) => [name, (bits >> at) & 1 ? 'x' : ''])))
        const exists = all.some((values) => required.every((name) => values[name] !== '') && values[present] !== '' && brokenConstraints(now, undefined, values).length === 0)
        expect(isPossible(now, {method: undefined, constraints, present})).to.equal(exists)
      }),
      {numRuns: 500},
    )
  })

  it('claims nothing where there are too many ways to try', () => {
    const names = Array.from({length: 40}, (_, at) => `f${at}`)
    const pairs = names.slice(1).map((name, at) => `{at-least-one: [${names[at]}, ${name}]}`)
    const connector = catalogOf(`x: {title: X, fields: {${names.map((name) => `${name}: {title: T}`).join(', ')}}, constraints: [${pairs.join(', ')}, {mutually-exclusive: [${names.join(', ')}]}]}`)['x']!
    expect(isPossible(connector, {method: undefined, constraints: connector.constraints})).to.be.oneOf([null, false])
    expect(proveConnector(connector).faults.length).to.be.at.most(1)
  }).timeout(60_000)

  it('says so and comes to an end where there are too many ways to try, however many questions there are', () => {
    // Nine guests and eight rooms: nobody finds out but by trying.
    const guests = Array.from({length: 9}, (_, guest) => Array.from({length: 8}, (_, room) => `g${guest}r${room}`))
    const rooms = Array.from({length: 8}, (_, room) => guests.flatMap((one, at) => guests.slice(at + 1).map((other) => `{mutually-exclusive: [${one[room]}, ${other[room]}]}`)))
    const inner = `fields: {${guests.flat().map((name) => `${name}: {title: G}`).join(', ')}}, constraints: [${[...guests.map((one) => `{at-least-one: [${one.join(', ')}]}`), ...rooms.flat()].join(', ')}]`
    expect(prove(inner)).to.deep.equal({faults: [], warnings: ['constraints are too many to try out in every way: not every contradiction may have been found']})
    const left = effort()
    const connector = catalogOf(`x: {title: X, ${inner}}`)['x']!
    for (let asked = 0; asked < 1000; asked += 1) isPossible(connector, {method: undefined, constraints: connector.constraints}, left)
    expect(left).to.deep.equal({steps: 0, isGivenUp: true})
  })

  it('makes no mountain of values of many beginnings and endings', () => {
    const when = Array.from({length: 60}, (_, at) => `a starts-with b${at} or a ends-with e${at}`).join(' or ')
    expect(prove(`${abc}, constraints: [{at-least-one: [b, c], when: ${JSON.stringify(when)}}]`).warnings).to.deep.equal(['constraints are too many to try out in every way: not every contradiction may have been found'])
  })
})
