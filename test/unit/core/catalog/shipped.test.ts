import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import type {Catalog, Constraint, FieldType} from '../../../../src/core/catalog/types.ts'
import {activeFields, methodOf} from '../../../../src/core/workload/constraints.ts'

interface Facts {
  image: string
  fields: Record<string, {variable: string; type: FieldType; required?: boolean; secret?: boolean; default?: string; extensions?: string[]}>
  constraints?: Constraint[]
  groups?: Record<string, string[]>
  pageVariables: string[]
}

const root = new URL('../../../../', import.meta.url)
const text = readFileSync(new URL('connectors.yaml', root), 'utf8')
const {catalog, problems, entries} = parseCatalog(text, 'connectors.yaml')
/** What the connectors' published schemas and the setup pages say. */
const facts = JSON.parse(readFileSync(new URL('test/support/connector-facts.json', root), 'utf8')) as Record<string, Facts>
const shipped = (name: string): Catalog[string] => catalog[name]!

describe('the shipped catalog', () => {
  it('has no fault', () => expect(problems).to.deep.equal([]))

  it('is sorted by name and names its schema in the first line', () => {
    expect(Object.keys(entries)).to.deep.equal(Object.keys(entries).sort())
    expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./schemas/connectors.schema.json')
  })

  it('has the connectors that are known by their facts', () => expect(Object.keys(catalog)).to.include.members(Object.keys(facts)))

  for (const [name, known] of Object.entries(facts)) {
    it(`has every field of ${name} as its schema has it`, () => {
      expect(shipped(name).image).to.equal(known.image)
      for (const [field, wanted] of Object.entries(known.fields)) {
        const ours = shipped(name).fields[field]
        expect(ours, field).to.include({variable: wanted.variable, type: wanted.type, required: wanted.required ?? false})
        if (wanted.secret) expect(ours?.secret, field).to.equal(true)
        if (wanted.extensions) expect(ours?.extensions, field).to.deep.equal(wanted.extensions)
        expect(ours?.default, field).to.equal(wanted.default)
      }
    })

    it(`has every constraint of ${name}`, () => expect(shipped(name).constraints).to.deep.include.members(known.constraints ?? []))

    it(`has each upstream group of ${name} as an auth method that reads the same fields`, () => {
      const methods = Object.values(shipped(name).auth)
      expect(methods.flatMap((method) => method.upstream ?? [])).to.have.members(Object.keys(known.groups ?? {}))
      for (const [group, fields] of Object.entries(known.groups ?? {})) {
        const method = methods.find((one) => one.upstream === group)
        const own = new Set(Object.values(known.groups ?? {}).flat())
        const counted = [...activeFields(shipped(name), method)].filter((field) => own.has(field))
        expect(counted, group).to.have.members(fields)
      }
    })

    it(`knows every variable that the setup page of ${name} shows`, () => {
      const passed = new Set(['BATON_SSO_ENABLED']) // on Slack's page, in no schema
      const ours = new Set([...Object.values(shipped(name).fields).map((field) => field.variable), 'BATON_CLIENT_ID', 'BATON_CLIENT_SECRET', 'BATON_PROVISIONING'])
      expect(known.pageVariables.filter((variable) => !ours.has(variable) && !passed.has(variable))).to.deep.equal([])
    })
  }

  for (const connector of Object.values(catalog)) {
    it(`says for ${connector.name} how to get a credential, how it is proven, and where that is known from`, () => {
      expect(Object.keys(connector.auth)).to.have.length.at.least(1)
      for (const [name, method] of Object.entries(connector.auth)) expect(method.steps, name).to.have.length.at.least(1)
      expect(Object.keys(connector.recipes)).to.have.length.at.least(1)
      expect(connector.sources).to.include.keys('fields', 'auth', 'recipes', 'capabilities')
      expect(Object.keys(connector.capabilities)).to.have.length.at.least(1)
      for (const [name, field] of Object.entries(connector.fields)) if (field.required) expect(field.title.length, name).to.be.greaterThan(1)
    })

    it(`treats what is a secret by its name as one: ${connector.name}`, () => {
      const looksSecret = /(?:^|[-_])(?:token|secret|password|api-key|privatekey|private-key|credentials-json|credentials-json-file-path)$/
      const plain = Object.entries(connector.fields).filter(([name, field]) => looksSecret.test(name) && !field.secret)
      expect(plain.map(([name]) => name)).to.deep.equal([])
    })

    it(`has a default for ${connector.name} that runs outside of the cloud and is not deprecated`, () => {
      const method = methodOf(connector)
      expect(method).to.include({selfHosted: true})
      expect(method?.deprecated).to.equal(undefined)
    })
  }

  it('keeps the earlier names of atlassian as deprecated methods', () => {
    const {auth} = shipped('atlassian')
    expect(Object.entries(auth).map(([name, method]) => [name, method.fields, method.deprecated !== undefined])).to.deep.equal([
      ['organization-api-key', ['access-token', 'organization-id', 'scim-token', 'scim-base-url'], false],
      ['organization-api-token', ['api-token', 'org', 'scim-token', 'scim-base-url'], true],
      ['user-api-token', ['api-key', 'user-email', 'org', 'site-id'], true],
    ])
  })

  it('lets asana sign in with a service account, which fixes the field that says so', () => expect(shipped('asana').auth['service-account']).to.deep.include({sets: {'use-service-account': 'true'}, fields: ['use-scim-api']}))

  it('gives greenhouse the same variables as ConductorOne\'s own pair', () => expect([shipped('greenhouse').fields['client_id']?.variable, shipped('greenhouse').fields['client_secret']?.variable]).to.deep.equal(['BATON_CLIENT_ID', 'BATON_CLIENT_SECRET']))
})
