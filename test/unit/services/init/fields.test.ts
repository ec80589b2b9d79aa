import {expect} from 'chai'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import type {Answers} from '../../../../src/services/init/field.ts'
import {askFields} from '../../../../src/services/init/fields.ts'
import {scripted, type Asked} from '../../../support/prompter.ts'

type Script = Parameters<typeof scripted>[0]
const pair: Script = [['ConductorOne client ID', 'a@b/c'], ['ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b']]
const none = (): Answers => ({config: {}, sources: {}, values: {}})

/** Interviews somebody about a connector given in flow style; what is returned leaves the pair out. */
async function interview(entry: string, script: Script, {auth, given = none(), before, withStore}: {auth?: string; given?: Answers; before?: Answers; withStore?: boolean} = {}) {
  const {catalog, problems} = parseCatalog(`thing: {title: Thing, ${entry}}`, 'connectors.yaml')
  expect(problems).to.deep.equal([])
  const {prompter, asked, refusals} = scripted([...script, ...pair])
  const {config, values} = await askFields(prompter, catalog['thing']!, auth, {given, before, ...(withStore === undefined ? {} : {withStore})})
  const secrets = Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('conductorone')).map(([name, value]) => [name, value.reveal()]))
  return {config, secrets, asked, refusals, questions: questionsOf(asked)}
}
const questionsOf = (asked: Asked[]) => asked.filter(({kind, text}) => kind !== 'say' && !text.startsWith('ConductorOne')).map(({text}) => text)
const said = (asked: Asked[]) => asked.filter(({kind}) => kind === 'say').map(({text}) => text).join('\n')

describe('the questions of init about fields', () => {
  it('ask where and as whom before they ask for secrets', async () => {
    const {questions} = await interview('fields: {password: {title: Password, secret: true, required: true}, user: {title: User, required: true}}', [['User', 'me'], ['Password', 'pw']])
    expect(questions).to.deep.equal(['User', 'Password'])
  })

  it('let a person pick among optional fields, without those of other methods, of rare cases, and unpublished ones', async () => {
    const entry = 'fields: {a: {title: A}, b: {title: B, type: bool}, on: {title: On, type: bool, default: true}, rare: {title: Rare, advanced: true}, odd: {title: Odd, undocumented: true}, mine: {title: Mine, undocumented: true}, other: {title: Other}}, auth: {x: {title: X, fields: [mine], default: true}, y: {title: Y, fields: [other]}}'
    const {config, asked, questions} = await interview(entry, [['Optional fields', ['b', 'on', 'a']], ['A', 'text']])
    expect(asked.find(({kind}) => kind === 'pick')!.choices!.map(({name}) => name)).to.have.members(['A', 'B', 'On', 'Mine'])
    expect(questions).to.deep.equal(['Optional fields to set (none: press Enter)', 'A (optional)'])
    expect(config).to.deep.equal({a: 'text', b: 'true', on: 'false'})
  })

  it('ask for one of several ways only, and offer the others as optional', async () => {
    const entry = 'fields: {off: {title: No check, type: bool}, key: {title: Key, secret: true}, text: {title: Text, secret: true}}, constraints: [{at-least-one: [off, key, text]}]'
    const {secrets, asked, questions} = await interview(entry, [['One of these is needed', 'key'], ['Key', 'k'], ['Optional fields', []]])
    expect(asked.find(({kind}) => kind === 'select')!.choices!.map(({value}) => value), 'a switch comes last').to.deep.equal(['key', 'text', 'off'])
    expect(questions[1]).to.equal('Key')
    expect(secrets).to.deep.equal({key: 'k'})
    expect((await interview(entry, [['One of these is needed', 'off'], ['Optional fields', []]])).config).to.deep.equal({off: 'true'})
  })

  it('ask for what a required field makes necessary, a setting of every connector included', async () => {
    const together = 'fields: {user: {title: User, required: true}, password: {title: Password, secret: true}}, constraints: [{required-together: [user, password]}]'
    expect((await interview(together, [['User', 'me'], ['Password', ''], ['Password', 'pw']])).secrets).to.deep.equal({password: 'pw'})
    const ticket = 'fields: {project: {title: Project, required: true}}, constraints: [{dependent-on: [project], on: [ticketing]}]'
    expect((await interview(ticket, [['Project', 'IT']])).config).to.deep.equal({project: 'IT', ticketing: 'true'})
  })

  const apart = 'fields: {a: {title: First}, b: {title: Second}}, constraints: [{mutually-exclusive: [a, b]}]'
  it('ask which of two that exclude each other should stay', async () => {
    const {config, asked} = await interview(apart, [['Optional fields', ['a', 'b']], ['First', '1'], ['Second', '2'], ['Which one should stay?', 'b']])
    expect(config).to.deep.equal({b: '2'})
    expect(said(asked)).to.contain('only one of First and Second may be set')
  })

  it('leave out what a required field excludes', async () => {
    const entry = 'fields: {a: {title: First, required: true}, b: {title: Second}}, constraints: [{mutually-exclusive: [a, b]}]'
    expect((await interview(entry, [['First', '1'], ['Optional fields', ['b']], ['Second', '2']])).config).to.deep.equal({a: '1'})
  })

  it('offer to give what is missing, or to leave out what needs it', async () => {
    const entry = 'fields: {all: {title: All accounts, type: bool}, org: {title: Organization, type: bool}, id: {title: ID}}, constraints: [{dependent-on: [all], on: [org, id]}]'
    const yes = await interview(entry, [['Optional fields', ['all']], ['Set Organization and ID? No leaves out All accounts.', true], ['ID', ''], ['ID', '7']])
    expect(yes.config).to.deep.equal({all: 'true', org: 'true', id: '7'})
    expect((await interview(entry, [['Optional fields', ['all']], ['Set Organization and ID?', false]])).config).to.deep.equal({})
  })

  it('leave out what needs a field of another method, for nobody can give that', async () => {
    const entry = 'fields: {scim: {title: SCIM, type: bool}, service: {title: Service, type: bool}}, auth: {x: {title: X, default: true}, y: {title: Y, sets: {service: true}}}, constraints: [{dependent-on: [scim], on: [service]}]'
    const {config, asked} = await interview(entry, [['Optional fields', ['scim']]])
    expect(config).to.deep.equal({})
    expect(said(asked)).to.contain('Left out: SCIM.')
    expect((await interview(entry, [['Optional fields', ['scim']]], {auth: 'y'})).config).to.deep.equal({scim: 'true'})
  })

  it('count a default as present', async () => {
    const entry = 'fields: {mode: {title: Mode, default: fast}, safe: {title: Safe}}, constraints: [{mutually-exclusive: [mode, safe]}]'
    const {config} = await interview(entry, [['Optional fields', ['safe']], ['Safe', 'yes']])
    expect(config, 'render would refuse both').to.deep.equal({})
  })

  it('offer the values of a field that has a fixed set, and write no default', async () => {
    const entry = 'fields: {region: {title: Region, required: true, default: US, rules: {in: [US, EU]}}, kind: {title: Kind, rules: {in: [a, b]}}}'
    const {config, asked} = await interview(entry, [['Region', 'US'], ['Optional fields', ['kind']], ['Kind', '']])
    expect(asked.find(({text}) => text === 'Region')).to.include({kind: 'select', default: 'US'})
    expect(config).to.deep.equal({})
    expect((await interview(entry, [['Region', 'EU'], ['Optional fields', ['kind']], ['Kind', 'b']])).config).to.deep.equal({region: 'EU', kind: 'b'})
  })

  it('offer no default that points at the machine itself', async () => {
    const entry = 'fields: {url: {title: URL, required: true, default: "http://localhost:7990"}, next: {title: Next, required: true, default: "https://app.example.com"}}'
    const {config, asked} = await interview(entry, [['URL', ''], ['URL', 'https://bitbucket.example.com'], ['Next', 'https://app.example.com']])
    expect(asked.filter(({kind}) => kind === 'text').map((one) => one.default)).to.deep.equal([undefined, 'https://app.example.com', undefined])
    expect(config).to.deep.equal({url: 'https://bitbucket.example.com'})
  })

  it('refuse a map that is none, and say what is wrong', async () => {
    const entry = 'fields: {names: {title: Names, type: map, required: true}, items: {title: Items, type: list, required: true}, keys: {title: Keys, type: list, required: true, secret: true}}'
    const {config, secrets, refusals} = await interview(entry, [['Names', 'one'], ['Names', '{"a": 1'], ['Names', 'a=1, b=2'], ['Items', ' '], ['Items', '["x", "y"]'], ['Keys', 'k1 , k2']])
    expect(config).to.deep.equal({names: {a: '1', b: '2'}, items: ['x', 'y']})
    expect(secrets).to.deep.equal({keys: 'k1,k2'})
    expect(refusals).to.have.length(3)
    expect(refusals[0]).to.contain('must be a map')
  })

  it('doubt an address in another form than its example once', async () => {
    const entry = 'fields: {host: {title: Host, required: true, example: acme.okta.com}, url: {title: URL, required: true, example: "https://a.example.com"}, name: {title: Name, required: true, example: acme}}'
    const {config, refusals} = await interview(entry, [['Host', 'https://x.okta.com'], ['Host', 'x.okta.com'], ['URL', 'x.example.com'], ['URL', 'y.example.com'], ['URL', 'y.example.com'], ['Name', 'https://acme']])
    expect(config).to.deep.equal({host: 'x.okta.com', url: 'y.example.com', name: 'https://acme'})
    expect(refusals).to.deep.equal(['It should be without https://, as in acme.okta.com. Press Enter again to keep it.', ...Array.from({length: 2}, () => 'It should begin with https://, as in https://a.example.com. Press Enter again to keep it.')])
  })

  it('take commas alone for no list', async () => {
    const {refusals} = await interview('fields: {items: {title: Items, type: list, required: true}}', [['Items', ' , '], ['Items', 'a']])
    expect(refusals).to.deep.equal(['A value is needed.'])
  })

  it('find a path in quotes, as a terminal writes a file that is dropped on it', async () => {
    const {secrets} = await interview('fields: {key: {title: Key, type: file, required: true}}', [['Key: path of the file', '/etc'], ['Key: path of the file', `'${import.meta.filename}' `]])
    expect(secrets['key']).to.contain('as a terminal writes a file')
  })

  it('say as what a file will be mounted whose name ends otherwise than the connector wants', async () => {
    const entry = 'fields: {key: {title: Key, type: file, required: true, extensions: [.yaml, .json]}}'
    expect(said((await interview(entry, [['Key: path', import.meta.filename]])).asked)).to.contain('wants .yaml or .json').and.to.contain('key.yaml')
    expect(said((await interview(entry.replace('.json', '.ts'), [['Key: path', import.meta.filename]])).asked)).not.to.contain('mounted')
  })

  it('doubt a pair of ConductorOne\'s that looks swapped, and take it the second time', async () => {
    const {catalog} = parseCatalog('thing: {title: Thing}', 'connectors.yaml')
    const {prompter, refusals} = scripted([['ConductorOne client ID', 'secret-token:conductorone.com:a:v1:b'], ['ConductorOne client ID', 'a@b/c'], ['ConductorOne client secret', 'odd'], ['ConductorOne client secret', 'odd']])
    const {values} = await askFields(prompter, catalog['thing']!, undefined, {given: none()})
    expect(values['conductorone.client-secret']!.reveal()).to.equal('odd')
    expect(refusals).to.have.length(2)
    expect(refusals.join()).to.contain('Press Enter again').and.not.to.contain('a:v1:b')
  })

  it('ask again, after a refusal, for the way in use and not for all of them', async () => {
    const entry = 'fields: {host: {title: Host, required: true}, extra: {title: Extra, secret: true}, key: {title: Key, secret: true}, text: {title: Text, secret: true}}, auth: {app: {title: App, fields: [key, text, extra]}}, constraints: [{at-least-one: [key, text]}]'
    const first = await interview(entry, [['Host', 'h'], ['One of these', 'key'], ['Key', 'k'], ['Optional fields', []]])
    const before: Answers = {config: first.config, sources: {}, values: {}}
    const {questions, secrets} = await interview(entry, [['Host', 'h'], ['Extra (optional)', ''], ['One of these', 'text'], ['Text', 't']], {before})
    expect(questions).to.deep.equal(['Host', 'Extra (optional)', 'One of these is needed:', 'Text'])
    expect(secrets).to.deep.equal({text: 't'})
  })
})
