import {expect} from 'chai'
import {inspect} from 'node:util'
import fc from 'fast-check'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import type {PlannedLdap} from '../../../../src/core/verify/ldap.ts'
import {planChecks} from '../../../../src/core/verify/plan.ts'
import type {Value} from '../../../../src/core/verify/values.ts'
import {rsaSigner, selfSigned} from '../../../support/certificate.ts'
import {momentAt} from '../../../support/moment.ts'

const connectorWith = (ldap: string, tls = '') => {
  const {catalog, problems} = parseCatalog(
    `directory:
  title: Directory
  image: directory
  fields:
    url: {title: URL}
    domain: {title: Domain}
    port: {title: Port, type: int, default: "636"}
    dn: {title: DN}
    password: {title: Password, secret: true}
    skip: {title: Skip, type: bool}
    ca: {title: CA}
    key: {title: Key, secret: true}
    cert: {title: Certificate}
  recipes:
    bind: {title: Binds, ${tls} ldap: ${ldap}, evidence: docs}
`,
    'connectors.yaml',
  )
  expect(problems).to.deep.equal([])
  return catalog['directory']!
}
const whole = '{url: "{url}", dn: "{dn}", password: "{password}"}'
const pieces = '{url: "ldaps://{domain}:{port}", dn: "{dn}", password: "{password}"}'

async function plan(values: Record<string, Value>, ldap = whole, tls = '') {
  const [planned] = await planChecks(connectorWith(ldap, tls), null, {dn: 'cn=c1', password: new Secret('hunter2'), ...values}, momentAt(0))
  return planned!
}
const origin = async (values: Record<string, Value>, ldap?: string) => {
  const planned = await plan(values, ldap)
  return planned.kind === 'ldap' ? planned.origins.join() : planned.kind === 'untested' ? planned.reason : planned.kind
}

describe('a check of a directory', () => {
  for (const [text, said] of [
    ['ldaps://ldap.example.com', 'ldaps://ldap.example.com'],
    ['LDAP://Ldap.Example.com:389/', 'ldap://ldap.example.com'],
    ['ldap://ldap.example.com:636', 'ldap://ldap.example.com:636'],
    ['ldaps://[::1]:1636', 'ldaps://[::1]:1636'],
    ['ldaps://ldap.example.com/dc=example,dc=com', 'ldaps://ldap.example.com'],
  ] as const)
    it(`goes for ${text} to ${said}`, async () => {
      expect(await origin({url: text})).to.equal(said)
    })

  for (const text of ['ldap.example.com', 'https://ldap.example.com', 'ldaps://', 'ldaps://user@evil.test', 'ldaps://a b', 'ldaps://host:0', 'ldaps://host:99999', 'ldaps://host/x@evil.test', 'ldapi://%2Frun'])
    it(`refuses the URL ${text}`, async () => {
      expect(await origin({url: text})).to.match(/^url must be a URL such as ldaps:/)
    })

  it('puts a host and a port together, and the port has a default', async () => {
    expect(await origin({domain: 'dc.acme.test'}, pieces)).to.equal('ldaps://dc.acme.test')
    expect(await origin({domain: 'dc.acme.test', port: '1636'}, pieces)).to.equal('ldaps://dc.acme.test:1636')
    expect(await origin({domain: 'dc.acme.test/x'}, pieces)).to.match(/do not make a host name/)
    expect(await origin({}, pieces)).to.match(/needs domain, which has no value/)
  })

  it('never lets a value choose another host than it names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('dc', '.', '@', ':', '/', '?', '#', 'evil.test', '%2f', '\\', ' ', '[', ']', '1'), {maxLength: 6}), async (parts) => {
        const domain = parts.join('')
        const said = await origin({domain}, pieces)
        if (said.startsWith('ldaps://')) expect(said).to.equal(`ldaps://${domain}`)
      }),
    )
  })

  it('says which credentials go where, and who chose that', async () => {
    const planned = (await plan({url: 'ldap://dc.acme.test'})) as PlannedLdap
    expect(planned).to.deep.include({carries: ['password'], hostFields: ['url'], believes: [], unverified: null, host: 'dc.acme.test'})
    expect(planned.secrets.map((secret) => secret.reveal())).to.include('hunter2')
  })

  it('asks the whole server where the base has no value', async () => {
    const based = '{url: "{url}", dn: "{dn}", password: "{password}", base: "{domain}"}'
    expect(((await plan({url: 'ldaps://dc.acme.test'}, based)) as PlannedLdap).request.base).to.equal('')
    expect(((await plan({url: 'ldaps://dc.acme.test', domain: 'dc=acme'}, based)) as PlannedLdap).request.base).to.equal('dc=acme')
  })

  it('takes no host from a credential source', async () => {
    expect(await origin({url: new Secret('ldaps://dc.acme.test')})).to.match(/url comes from a credential source/)
  })

  it('is not made without a name or a password: a server may let anybody in then', async () => {
    expect(await origin({url: 'ldaps://dc.acme.test', password: new Secret('')})).to.match(/needs password, which has no value/)
    expect(await origin({url: 'ldaps://dc.acme.test', dn: ''})).to.match(/needs dn, which has no value/)
    expect(await origin({url: 'ldaps://dc.acme.test'}, '{url: "{url}", dn: "{dn}", password: ""}')).to.match(/lets anybody in/)
  })

  it('knows whom the project says to believe', async () => {
    const tls = 'tls: {unverified: skip, authority: "{ca}", certificate: "{cert}", key: "{key}"},'
    const planned = (await plan({url: 'ldaps://dc.acme.test', skip: 'true', ca: selfSigned.cert, cert: rsaSigner.cert, key: new Secret(rsaSigner.key)}, whole, tls)) as PlannedLdap
    expect(planned).to.deep.include({believes: ['ca', 'skip'], unverified: 'skip', carries: ['key', 'password']})
    expect(planned.request.tls()).to.deep.include({unverified: true, authority: selfSigned.cert})
    const plain = (await plan({url: 'ldap://dc.acme.test', skip: 'true'}, whole, tls)) as PlannedLdap
    expect(plain).to.deep.include({believes: [], unverified: null})
  })

  it('shows no secret when it is printed', async () => {
    const planned = await plan({url: 'ldaps://dc.acme.test', cert: rsaSigner.cert, key: new Secret(rsaSigner.key)}, whole, 'tls: {certificate: "{cert}", key: "{key}"},')
    expect(inspect(planned, {depth: 20, showHidden: true}) + JSON.stringify(planned)).not.to.match(/hunter2|PRIVATE/)
  })
})
