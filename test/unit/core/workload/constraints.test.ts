import {expect} from 'chai'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import type {Connector} from '../../../../src/core/catalog/types.ts'
import {activeFields, brokenConstraints, isRequired, methodOf} from '../../../../src/core/workload/constraints.ts'

const connector = (yaml: string): Connector => {
  const {catalog, problems} = parseCatalog(`thing: {title: Thing, ${yaml}}`, 'connectors.yaml')
  expect(problems).to.deep.equal([])
  return catalog['thing']!
}
const fields = 'fields: {a: {title: A}, b: {title: B, required: true}, c: {title: C}, flag: {title: F, type: bool}, n: {title: N, type: int}, l: {title: L, type: list}}'

describe('the auth method that counts', () => {
  const table: Array<[name: string, auth: string, asked: string | undefined, wanted: string | undefined]> = [
    ['the default', '{x: {title: X}, y: {title: Y, default: true}}', undefined, 'y'],
    ['the first without a default', '{x: {title: X}, y: {title: Y}}', undefined, 'x'],
    ['the first that can be self-hosted', '{x: {title: X, self-hosted: false}, y: {title: Y}}', undefined, 'y'],
    ['the first that is not deprecated', '{x: {title: X, deprecated: old}, y: {title: Y}}', undefined, 'y'],
    ['a deprecated one rather than one of the cloud', '{x: {title: X, self-hosted: false}, y: {title: Y, deprecated: old}}', undefined, 'y'],
    ['the cloud\'s own where there is no other', '{x: {title: X, self-hosted: false, default: true}}', undefined, 'x'],
    ['the one asked for', '{x: {title: X}, y: {title: Y, default: true}}', 'x', 'x'],
    ['none of an unknown name', '{x: {title: X}}', 'z', undefined],
    ['none of a name that every object has', '{x: {title: X}}', 'constructor', undefined],
    ['none where there are no methods', '{}', undefined, undefined],
  ]
  for (const [name, auth, asked, wanted] of table) it(`is ${name}`, () => expect(methodOf(connector(`auth: ${auth}`), asked)?.name).to.equal(wanted))
})

describe('the fields that count', () => {
  const one = connector(`${fields}, auth: {x: {title: X, fields: [a, b]}, y: {title: Y, fields: [a], required: [c], sets: {flag: true}}}`)
  it('are those that no method lists, and those of the chosen one', () => {
    expect([...activeFields(one, methodOf(one, 'x'))]).to.deep.equal(['a', 'b', 'n', 'l'])
    expect([...activeFields(one, methodOf(one, 'y'))]).to.deep.equal(['a', 'c', 'flag', 'n', 'l'])
    expect([...activeFields(one, undefined)]).to.deep.equal(['n', 'l'])
  })
  it('are required by themselves or by the method, and only where they count', () => {
    const required = (method: string) => Object.keys(one.fields).filter((name) => isRequired(one, methodOf(one, method), name))
    expect(required('x')).to.deep.equal(['b'])
    expect(required('y')).to.deep.equal(['c'])
    expect(isRequired(one, methodOf(one, 'x'), 'nowhere')).to.equal(false)
  })
})

describe('a constraint', () => {
  const table: Array<[constraint: string, values: Record<string, string>, reason: string | null]> = [
    ['{required-together: [a, b, c]}', {}, null],
    ['{required-together: [a, b, c]}', {a: '1', b: '2', c: '3'}, null],
    ['{required-together: [a, b, c]}', {a: '1', b: ''}, '`a`, `b`, `c` go together: `b` and `c` are missing'],
    ['{required-together: [a, flag]}', {a: '1', flag: 'false'}, '`a` and `flag` go together: `flag` is missing'],
    ['{mutually-exclusive: [a, b]}', {a: '1'}, null],
    ['{mutually-exclusive: [a, b]}', {a: '1', b: ''}, null],
    ['{mutually-exclusive: [a, b]}', {a: '1', b: '2'}, 'only one of `a` and `b` may be set'],
    ['{mutually-exclusive: [a, flag]}', {a: '1', flag: 'false'}, null],
    ['{mutually-exclusive: [a, flag]}', {a: '1', flag: 'true'}, 'only one of `a` and `flag` may be set'],
    ['{at-least-one: [a, b]}', {}, 'one of `a` and `b` must be set'],
    ['{at-least-one: [a, flag]}', {flag: 'false'}, 'one of `a` and `flag` must be set'],
    ['{at-least-one: [a, b]}', {b: '1'}, null],
    ['{at-least-one: [n]}', {n: '0'}, 'one of `n` must be set'],
    ['{at-least-one: [l]}', {l: 'x,y'}, null],
    ['{dependent-on: [a], on: [b]}', {}, null],
    ['{dependent-on: [a], on: [b]}', {b: '1'}, null],
    ['{dependent-on: [a], on: [b]}', {a: '1'}, '`a` needs `b`'],
    ['{dependent-on: [a, flag], on: [b, c]}', {a: '1', flag: 'true', b: '1'}, '`a` and `flag` need `c`'],
    ['{dependent-on: [flag], on: [b]}', {flag: 'false'}, null],
    ['{dependent-on: [a], on: [ticketing]}', {a: '1', ticketing: 'true'}, null],
    ['{dependent-on: [a], on: [ticketing]}', {a: '1'}, '`a` needs `ticketing`'],
  ]
  for (const [constraint, values, reason] of table)
    it(`${constraint} with ${JSON.stringify(values)} ${reason ? `is broken: ${reason}` : 'holds'}`, () => {
      const one = connector(`${fields}, constraints: [${constraint}]`)
      expect(brokenConstraints(one, undefined, values).map((broken) => broken.reason)).to.deep.equal(reason ? [reason] : [])
    })

  it('holds only where its condition does', () => {
    const one = connector(`${fields}, auth: {x: {title: X, fields: [a, b]}, y: {title: Y, fields: [c]}}, constraints: [{at-least-one: [a, b], when: auth = x}, {dependent-on: [l], on: [n], when: c starts-with z}]`)
    expect(brokenConstraints(one, methodOf(one, 'x'), {}).map((broken) => broken.reason)).to.deep.equal(['one of `a` and `b` must be set'])
    expect(brokenConstraints(one, methodOf(one, 'y'), {l: '1', c: 'y'})).to.deep.equal([])
    expect(brokenConstraints(one, methodOf(one, 'y'), {l: '1', c: 'z'}).map((broken) => broken.reason)).to.deep.equal(['`l` needs `n`'])
    expect(brokenConstraints(one, methodOf(one, 'x'), {a: '1', l: '1', c: 'z'})).to.deep.equal([])
  })

  it('takes the fields of other auth methods for absent, as the connector does', () => {
    const one = connector(`${fields}, auth: {x: {title: X, fields: [a, b]}, y: {title: Y, fields: [c]}}, constraints: [{at-least-one: [a, b]}, {mutually-exclusive: [a, c]}]`)
    expect(brokenConstraints(one, methodOf(one, 'y'), {a: '1', c: '1'}).map((broken) => broken.reason)).to.deep.equal(['one of `a` and `b` must be set'])
    expect(brokenConstraints(one, methodOf(one, 'x'), {c: '1'}).map((broken) => broken.reason)).to.deep.equal(['one of `a` and `b` must be set'])
  })
})
