import {expect} from 'chai'
import {mergeEntry, type EntryChange} from '../../../../../src/core/catalog/import/merge-entry.ts'

const merge = (entry: object, published: object, unknown: string[] = []) => mergeEntry(entry as Record<string, unknown>, published as Record<string, unknown>, unknown)
const places = (changes: EntryChange[]): string[] => changes.map(({kind, place, what}) => `${kind} ${place} ${what}`)

describe('taking a schema over into an entry', () => {
  it('changes nothing where the two say the same, however it is written', () => {
    const entry = {title: 'Mine', fields: {port: {title: 'P', type: 'int', default: 8080, rules: {gte: 1}}, key: {title: 'K', secret: true, required: true}}, auth: {a: {title: 'A', upstream: 'a-group', fields: ['key'], steps: ['One.']}}, constraints: [{'at-least-one': ['key', 'port']}], sources: {fields: 'schema'}}
    const published = {title: 'Acme', fields: {key: {title: 'Key', secret: true, required: true, help: 'x'}, port: {title: 'Port', type: 'int', default: '8080', rules: {gte: 1}}}, auth: {other: {title: 'Other', upstream: 'a-group', fields: ['key']}}, constraints: [{'at-least-one': ['port', 'key']}]}
    expect(merge(entry, published)).to.deep.equal({entry, changes: []})
  })

  const byHand = {title: 'T', help: 'Mine.', where: 'There.', example: 'e', aliases: ['old'], variable: 'BATON_X'}
  it('keeps what people write of a field, and follows the schema in what upstream decides', () => {
    const {entry, changes} = merge({fields: {one: {...byHand, type: 'int', required: true, default: '1', rules: {gte: 1}}}, sources: {fields: 'schema'}}, {fields: {one: {title: 'X', help: 'X', rules: {'max-len': 3}}}})
    expect(entry['fields']).to.deep.equal({one: {...byHand, rules: {'max-len': 3}}})
    expect(places(changes)).to.deep.equal(['removed fields.one.type was int', 'removed fields.one.required was true', 'removed fields.one.default was 1', 'changed fields.one.rules is {"max-len":3}, was {"gte":1}'])
  })

  it('keeps rules that were written by hand beside those of the schema', () => {
    const {entry, changes} = merge({fields: {one: {title: 'One', rules: {pattern: '^a', 'max-len': 9}}}, sources: {fields: 'schema'}}, {fields: {one: {title: 'X', rules: {'max-len': 3}}}})
    expect(entry['fields']).to.deep.equal({one: {title: 'One', rules: {pattern: '^a', 'max-len': 3}}})
    expect(places(changes)).to.deep.equal(['changed fields.one.rules is {"pattern":"^a","max-len":3}, was {"pattern":"^a","max-len":9}'])
    expect(merge({fields: {one: {title: 'One', rules: {pattern: '^a'}}}, sources: {fields: 'schema'}}, {fields: {one: {title: 'X'}}}).changes).to.deep.equal([])
  })

  it('never makes a secret plain, and makes one of what the schema flags', () => {
    const fields = (field: object, published: object) => (merge({fields: {one: field}, sources: {fields: 'schema'}}, {fields: {one: published}}).entry['fields'] as any).one
    expect(fields({title: 'T', secret: true}, {title: 'T', default: 'x'})).to.deep.equal({title: 'T', secret: true})
    expect(fields({title: 'T', default: 'x'}, {title: 'T', secret: true})).to.deep.equal({title: 'T', secret: true})
  })

  it('lets a file stay a file where the schema says only that it is a text', () => expect(merge({fields: {one: {title: 'T', type: 'file', extensions: ['.pem']}}, sources: {fields: 'schema'}}, {fields: {one: {title: 'T'}}}).changes).to.deep.equal([]))

  it('keeps a field that went away, marked, and takes the mark from one that came', () => {
    const {entry, changes} = merge({fields: {gone: {title: 'G'}, was: {title: 'W', undocumented: true}, come: {title: 'C', undocumented: true}}, sources: {fields: 'schema'}}, {fields: {come: {title: 'C'}}})
    expect(entry['fields']).to.deep.equal({gone: {title: 'G', undocumented: true}, was: {title: 'W', undocumented: true}, come: {title: 'C'}})
    expect(places(changes)).to.deep.equal(['gone fields.gone is no longer in the schema; it is kept and marked undocumented', 'removed fields.come.undocumented was true'])
  })

  it('makes a field of an earlier name that the schema has', () => {
    const {entry, changes} = merge({fields: {token: {title: 'T', aliases: ['key', 'old']}}, sources: {fields: 'schema'}}, {fields: {token: {title: 'T'}, key: {title: 'K', required: true}}})
    expect(entry['fields']).to.deep.equal({token: {title: 'T', aliases: ['old']}, key: {title: 'K', required: true}})
    expect(places(changes)[0]).to.equal('added fields.key is a new field of type string, required')
  })

  it('gives a method the fields of its group, and keeps what no group tells apart', () => {
    const {entry, changes} = merge(
      {fields: {}, auth: {mine: {title: 'M', upstream: 'g', fields: ['hand', 'left'], required: ['must'], default: true, steps: ['One.']}}, sources: {fields: 'schema'}},
      {auth: {g: {title: 'G', upstream: 'g', fields: ['new', 'must']}, h: {title: 'H', upstream: 'h', fields: ['left'], default: true}}},
    )
    expect(entry['auth']).to.deep.equal({mine: {title: 'M', upstream: 'g', fields: ['hand', 'new'], required: ['must'], default: true, steps: ['One.']}, h: {title: 'H', upstream: 'h', fields: ['left']}})
    expect(places(changes)).to.deep.equal(['changed auth.mine.fields gains new and loses left', 'added auth.h is a new way to sign in, with left'])
  })

  it('keeps a method whose group went away, marked as deprecated', () => {
    const {entry, changes} = merge({auth: {a: {title: 'A', upstream: 'a'}, hand: {title: 'H'}}, sources: {fields: 'schema'}}, {auth: {}})
    expect(entry['auth']).to.deep.equal({a: {title: 'A', upstream: 'a', deprecated: 'The connector\'s schema no longer has the field group a.'}, hand: {title: 'H'}})
    expect(changes.map(({kind, place}) => `${kind} ${place}`)).to.deep.equal(['gone auth.a'])
  })

  it('lets constraints follow the schema, but for those that no schema can say', () => {
    const beyond = [{'at-least-one': ['a'], when: 'auth = x'}, {'required-together': ['a', 'cli-only']}]
    const {entry, changes} = merge({fields: {a: {title: 'A'}, b: {title: 'B'}, 'cli-only': {title: 'C', undocumented: true}}, constraints: [...beyond, {'mutually-exclusive': ['a', 'b']}], sources: {fields: 'schema'}}, {fields: {a: {title: 'A'}, b: {title: 'B'}}, constraints: [{'dependent-on': ['a'], on: ['b']}]})
    expect(entry['constraints']).to.deep.equal([...beyond, {'dependent-on': ['a'], on: ['b']}])
    expect(places(changes)).to.deep.equal(['removed constraints no longer hold: mutually-exclusive a, b', 'added constraints hold: dependent-on a on b'])
  })

  it('counts only what it does not understand among the extras', () => {
    const {entry, changes} = merge({sources: {fields: 'schema'}, 'schema-extras': {old: 1}}, {'schema-extras': {iconUrl: '/x', shiny: 2}}, ['shiny'])
    expect([entry['schema-extras'], places(changes)]).to.deep.equal([{iconUrl: '/x', shiny: 2}, ['added schema-extras.shiny is 2']])
  })
})
