import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import {conductoroneVariables, environmentOnly, sdkFields} from '../../../../src/core/catalog/sdk-fields.ts'
import type {Catalog, Constraint, Field, FieldType} from '../../../../src/core/catalog/types.ts'
import {variableOf} from '../../../../src/core/catalog/variables.ts'
import {readShippedEntries} from '../../../../src/services/catalog/shipped.ts'
import {activeFields, methodOf} from '../../../../src/core/workload/constraints.ts'

/** What a connector's published schema and its setup page say; `fields` only where there is a schema. */
interface Facts {
  image: string
  repository?: string
  docs?: string
  fields?: Record<string, {variable: string; type: FieldType; required?: boolean; secret?: boolean; default?: string; extensions?: string[]; in?: string[]}>
  constraints?: Constraint[]
  groups?: Record<string, string[]>
  pageVariables: string[]
  resourceTypes?: string[]
  evidence: Evidence
}

type Evidence = 'repo' | 'docs' | 'general-knowledge'

const root = new URL('../../../../', import.meta.url)
const text = readFileSync(new URL('connectors.yaml', root), 'utf8')
const {catalog, problems, entries} = parseCatalog(text, 'connectors.yaml')
const facts = JSON.parse(readFileSync(new URL('test/support/connector-facts.json', root), 'utf8')) as Record<string, Facts>
const shipped = (name: string): Catalog[string] => catalog[name]!

/** Variables of setup pages that no connector reads, each with the reason in the entry's notes. */
const readByNothing: Record<string, string[]> = {
  'bitbucket-datacenter': ['BATON_USERNAME'],
  databricks: ['BATON_USERNAME', 'BATON_PASSWORD'],
  slack: ['BATON_SSO_ENABLED'],
  'google-identity-platform': ['BATON_CUSTOMER_ID', 'BATON_DOMAIN', 'BATON_ADMINISTRATOR_EMAIL'],
  veeam: ['VEEAM_URL', 'VEEAM_USERNAME', 'VEEAM_PASSWORD'], // without the prefix that every setting has
}

/** Fields that a schema calls text and that hold the path of a file, so that it has to be mounted. */
const pathsOfFiles: Record<string, string[]> = {'baton-sql': ['config-path'], file: ['input'], opensearch: ['ca-cert-path'], kubernetes: ['kubeconfig', 'client-certificate', 'client-key', 'certificate-authority']}

/** Fields that a schema calls secret and that are an address: a check shows where it asks. */
const addresses: Record<string, string[]> = {duo: ['api-hostname']}

/** Field groups that the recorded schema lacks: the setup page or a newer schema has them. */
const newerGroups: Record<string, string[]> = {'azure-devops': ['azure-devops-group-pat', 'azure-devops-group-client-secret', 'azure-devops-group-oauth'], ramp: ['client_credentials'], tailscale: ['oauth-client-credentials-flow-group']}

/** Fields whose default stands in the connector's code and not in its schema. */
const defaultsInCode: Record<string, string[]> = {'galileo-ft': ['hostname'], lucidchart: ['scim-base-url']}

const variablesOf = (fields: Record<string, Field>): string[] => Object.values(fields).flatMap((field) => [field.variable, ...field.aliases.map(variableOf)])
const strength: Record<Evidence, number> = {'general-knowledge': 0, docs: 1, repo: 2}

describe('the shipped catalog', () => {
  it('has no fault', () => expect(problems).to.deep.equal([]))

  it('is sorted by name and names its schema in the first line', () => {
    expect(Object.keys(entries)).to.deep.equal(Object.keys(entries).sort())
    expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./schemas/connectors.schema.json')
  })

  it('has entries that stand alone: the lines of one are enough to read it', async () => {
    expect(await readShippedEntries(['okta', 'aws', 'zuora', '1password', 'nowhere', '../x'])).to.deep.equal(Object.fromEntries(['okta', 'aws', 'zuora', '1password'].map((name) => [name, entries[name]])))
    expect(Object.keys(await readShippedEntries(Object.keys(entries)))).to.deep.equal(Object.keys(entries))
  }).timeout(20_000)

  it('has every self-hosted connector of ConductorOne', () => expect(Object.keys(catalog)).to.have.members(Object.keys(facts)).and.to.have.length(242))

  for (const [name, known] of Object.entries(facts)) {
    it(`has ${name} as its schema and its setup page have it`, () => {
      const {image, repository, docs, fields, constraints, auth, resourceTypes} = shipped(name)
      expect({image, repository, docs}).to.deep.equal({image: known.image, repository: known.repository, docs: known.docs})
      for (const [field, wanted] of Object.entries(known.fields ?? {})) {
        const ours = fields[field] ?? sdkFields[field]
        expect(ours, field).to.include({variable: wanted.variable, type: pathsOfFiles[name]?.includes(field) ? 'file' : wanted.type, required: wanted.required ?? false})
        if (wanted.secret && !addresses[name]?.includes(field)) expect(ours?.secret, field).to.equal(true)
        if (wanted.extensions) expect(ours?.extensions, field).to.deep.equal(wanted.extensions)
        if (wanted.in) expect(ours?.rules?.in, field).to.deep.equal(wanted.in)
        if (!defaultsInCode[name]?.includes(field)) expect(ours?.default, field).to.equal(wanted.default)
      }
      expect(constraints).to.deep.include.members(known.constraints ?? [])
      const methods = Object.values(auth)
      expect(methods.flatMap((method) => method.upstream ?? [])).to.have.members([...Object.keys(known.groups ?? {}), ...(newerGroups[name] ?? [])])
      const grouped = new Set(Object.values(known.groups ?? {}).flat())
      for (const [group, members] of Object.entries(known.groups ?? {})) {
        const method = methods.find((one) => one.upstream === group)
        expect([...activeFields(shipped(name), method)].filter((field) => grouped.has(field)), group).to.have.members(members)
      }
      const variables = new Set([...variablesOf(fields), ...variablesOf(sdkFields), ...Object.values(conductoroneVariables), ...environmentOnly, ...(readByNothing[name] ?? [])])
      expect(known.pageVariables.filter((variable) => !variables.has(variable))).to.deep.equal([])
      if (known.resourceTypes) expect(Object.keys(resourceTypes)).to.have.members(known.resourceTypes)
    })
  }

  it('claims for no recipe a better source than it has', () => {
    const claims = Object.values(catalog).flatMap(({name, recipes}) => Object.entries(recipes).filter(([, recipe]) => strength[recipe.evidence] > strength[facts[name]!.evidence]).map(([recipe]) => `${name} ${recipe}`))
    expect(claims).to.deep.equal([])
  })

  for (const connector of Object.values(catalog)) {
    it(`says for ${connector.name} how to get a credential, how it is proven, and where that is known from`, () => {
      const {auth, recipes, sources, capabilities, fields} = connector
      for (const [name, method] of Object.entries(auth)) expect(method.steps, name).to.have.length.at.least(1)
      for (const [name, field] of Object.entries(fields)) if (field.required) expect(field.title.length, name).to.be.greaterThan(1)
      expect(sources).to.include.keys('fields')
      // What takes no credential, or reads it out of a file of the user's own, has none to get or to prove.
      if (connector.notRunnable || !Object.values(fields).some((field) => field.secret)) return
      expect(Object.keys(auth)).to.have.length.at.least(1)
      expect(Object.keys(recipes)).to.have.length.at.least(1)
      expect(sources).to.include.keys('auth', 'recipes', 'capabilities')
      expect(Object.keys(capabilities)).to.have.length.at.least(1)
    })

    it(`treats what is a secret by its name as one: ${connector.name}`, () => {
      const looksSecret = /(?:^|[-_])(?:token|secret|password|api-key|privatekey|private-key|credentials-json|credentials-json-file-path)$/
      const plain = Object.entries(connector.fields).filter(([name, field]) => looksSecret.test(name) && !field.secret)
      expect(plain.map(([name]) => name)).to.deep.equal([])
    })

    it(`has a default for ${connector.name} that runs outside of the cloud and is not deprecated`, () => {
      if (connector.notRunnable || Object.keys(connector.auth).length === 0) return
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
