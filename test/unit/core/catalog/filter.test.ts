import {expect} from 'chai'
import {filterConnectors, type ConnectorFilter} from '../../../../src/core/catalog/filter.ts'
import {summaryOf} from '../../../../src/core/catalog/summary.ts'
import {catalogOf} from '../../../support/catalog.ts'

const all = Object.values(catalogOf(`
alpha:
  title: Alpha
  capabilities: {Accounts: [sync, provision], User groups: [sync]}
  resource-types: {user: {title: User, can: [sync, account-provisioning]}}
  fields: {key: {title: Key, secret: true}, ca: {title: CA, type: file}}
  auth: {api-key: {title: API key, fields: [key]}}
  recipes: {r: {title: R, url: "https://a.example", auth: {bearer: "{key}"}, evidence: repo}}
beta:
  title: Beta
  hosting: [cloud]
  capabilities: {Groups: [sync, provision]}
  features: [ticketing]
  auth: {oauth: {title: OAuth application}}
  needs: {workload-identity: {clouds: [aws], why: No keys.}}
gamma:
  title: Gamma
  hosting: [self-hosted]
  fields: {key: {title: Key, secret: true}}
  recipes: {r: {title: R, evidence: repo, ldap: {url: "ldaps://x", dn: cn, password: "{key}"}}}
`)).map(summaryOf)
const none: ConnectorFilter = {capability: [], auth: [], needs: []}
const names = (filter: Partial<ConnectorFilter>): string[] => {
  const {connectors, problems} = filterConnectors(all, {...none, ...filter})
  expect(problems).to.deep.equal([])
  return connectors.map((one) => one.name)
}

describe('filtering the list of connectors', () => {
  const table: Array<[says: string, filter: Partial<ConnectorFilter>, names: string[]]> = [
    ['nothing', {}, ['alpha', 'beta', 'gamma']],
    ['an ability', {capability: ['provision']}, ['alpha', 'beta']],
    ['an ability of a type of resource', {capability: ['account-provisioning']}, ['alpha']],
    ['a feature', {capability: ['ticketing']}, ['beta']],
    ['a feature that no connector has', {capability: ['actions']}, []],
    ['a resource', {capability: ['Groups']}, ['alpha', 'beta']],
    ['the beginning of a resource', {capability: ['group']}, ['alpha', 'beta']],
    ['a resource of two words', {capability: ['user groups']}, ['alpha']],
    ['what can be done with a resource', {capability: ['provision:groups']}, ['beta']],
    ['two capabilities, which must both hold', {capability: ['accounts', 'groups']}, ['alpha']],
    ['a method by its name', {auth: ['api-key']}, ['alpha']],
    ['a method by words of its title', {auth: ['OAuth app']}, ['beta']],
    ['a scheme', {auth: ['bearer']}, ['alpha']],
    ['LDAP', {auth: ['ldap']}, ['gamma']],
    ['a scheme that no connector uses', {auth: ['oauth1']}, []],
    ['the cloud', {hosting: 'cloud'}, ['alpha', 'beta']],
    ['machines of one\'s own', {hosting: 'self-hosted'}, ['alpha', 'gamma']],
    ['files', {needs: ['files']}, ['alpha']],
    ['an identity of the cloud', {needs: ['workload-identity']}, ['beta']],
    ['several things, which must all hold', {capability: ['groups'], hosting: 'self-hosted'}, ['alpha']],
    ['several things that never hold together', {capability: ['ticketing'], auth: ['bearer']}, []],
  ]
  for (const [says, filter, wanted] of table) it(`by ${says}`, () => expect(names(filter)).to.deep.equal(wanted))

  it('tells every value that fits no connector, with the nearest and the known ones', () => {
    const {problems} = filterConnectors(all, {...none, capability: ['grops', 'provision:accounts', 'sync:gadgets'], auth: ['apikey']})
    expect(problems.map((one) => [one.code, one.what.split(' ')[0], one.next[0]])).to.deep.equal([
      ['usage', '--capability', 'Did you mean groups?'],
      ['usage', '--capability', problems[1]!.next[0]],
      ['usage', '--auth', 'Did you mean api-key?'],
    ])
    expect(problems[0]!.next[1]).to.include('provision').and.to.include('ticketing').and.to.include('user groups')
    expect(problems[2]!.next[1]).to.include('bearer').and.to.include('api-key')
  })
})
