import {join} from 'node:path'
import {expect} from 'chai'
import {selfSigned} from '../support/certificate.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {account, programOf, startSlapd, type RealServer} from '../support/databases.ts'
import {writeTree} from '../support/project.ts'

const slapd = programOf('slapd')

describe(`verify against a real OpenLDAP server${slapd ? '' : ' (slapd is not installed: apt-get install slapd)'}`, function () {
  this.timeout(60_000)
  let server: RealServer
  before(async function () {
    if (!slapd) return this.skip()
    server = await startSlapd(slapd)
  })
  after(() => server?.stop())

  const plain = () => `ldap://127.0.0.1:${server.port}`
  const secured = () => `ldaps://127.0.0.1:${server.tlsPort}`
  const entry = 'cn=c1,dc=acme,dc=test'

  /** Verifies an instance of the catalog's own connector `ldap`. */
  async function verify(config: Record<string, string>, {password = account.password, env = {}, connectors}: {password?: string; env?: Record<string, string>; connectors?: string} = {}): Promise<Ran> {
    return inTemporaryDirectory(async (cwd) => {
      const settings = Object.entries({'bind-dn': entry, ...config}).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}\n`)
      await writeTree(cwd, {
        'c1ctl.yaml': `version: 1\nname: acme\nconnectors:\n  ldap:\n    image: {tag: 0.1.0}\n    config:\n${settings.join('')}    credentials: {password: {from: env, name: LDAP_PASSWORD}}\n`,
        'authority.pem': selfSigned.cert,
        ...(connectors ? {'connectors.yaml': connectors} : {}),
      })
      const ran = await c1ctl(['verify', '--timeout', '5', '--json'], {cwd, env: {LDAP_PASSWORD: password, C1CTL_ALLOW_HOSTS: '127.0.0.1,localhost', ...env, ...(env['NODE_EXTRA_CA_CERTS'] ? {NODE_EXTRA_CA_CERTS: join(cwd, 'authority.pem')} : {})}})
      expect(ran.stdout + ran.stderr).not.to.include(password === '' ? account.password : password)
      return ran
    })
  }
  const trusting = {env: {NODE_EXTRA_CA_CERTS: 'authority.pem'}}
  const one = (ran: Ran) => ran.json.data.checks[0] as {verdict: string; reason: string | null}

  it('verifies the right password, and warns of nothing on this machine', async () => {
    const ran = await verify({url: plain()})
    expect(one(ran)).to.deep.include({verdict: 'verified', reason: null})
    expect([ran.status, ran.json.warnings.filter((text: string) => /TLS/.test(text))]).to.deep.equal([0, []])
  })

  it('denies a wrong password, and repeats nothing that the server said', async () => {
    const ran = await verify({url: plain()}, {password: 'wrong-password-of-mine'})
    expect(one(ran)).to.deep.include({verdict: 'denied', reason: `127.0.0.1:${server.port} answered the bind with 49: the name or the password is wrong`})
    expect(ran.status).to.equal(1)
  })

  it('denies an unknown name in the same words', async () => {
    expect(one(await verify({url: plain(), 'bind-dn': 'cn=nobody,dc=acme,dc=test'}))).to.deep.include({verdict: 'denied'}).property('reason').to.match(/with 49/)
  })

  it('says that a name is no DN', async () => {
    expect(one(await verify({url: plain(), 'bind-dn': 'just a name'}))).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/with 34: a DN is not written/)
  })

  it('sends no empty password, with which this server lets anybody in', async () => {
    const ran = await verify({url: plain()}, {password: ''})
    expect(one(ran)).to.deep.include({verdict: 'untested'})
    const connectors = 'ldap:\n  fields: {password: {title: Password, secret: true, required: false}}\n'
    expect(one(await verify({url: plain()}, {password: '', connectors}))).to.deep.include({verdict: 'untested'}).property('reason').to.match(/needs password, which has no value/)
  })

  it('looks at the entry that a recipe names, and says when it is not there', async () => {
    const based = (dn: string) => `ldap:\n  recipes:\n    bind: {ldap: {url: "{url}", dn: "{bind-dn}", password: "{password}", base: "${dn}"}}\n`
    expect(one(await verify({url: plain()}, {connectors: based('dc=acme,dc=test')}))).to.deep.include({verdict: 'verified'})
    expect(one(await verify({url: plain()}, {connectors: based('dc=none,dc=test')}))).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/the search with 32: there is no such entry/)
  })

  it('takes no certificate that nobody vouches for', async () => {
    const ran = await verify({url: secured()})
    expect(one(ran)).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/self-signed/)
    expect(ran.status).to.equal(5)
  })

  it('believes NODE_EXTRA_CA_CERTS', async () => {
    expect(one(await verify({url: secured()}, trusting))).to.deep.include({verdict: 'verified'})
  })

  it('takes no certificate of another name', async () => {
    expect(one(await verify({url: `ldaps://localhost:${server.tlsPort}`}, trusting))).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/another host name/)
  })

  it('believes the authority that a recipe names', async () => {
    const connectors = 'ldap:\n  fields: {ca: {title: CA}}\n  recipes:\n    bind: {tls: {authority: "{ca}"}, ldap: {url: "{url}", dn: "{bind-dn}", password: "{password}"}}\n'
    expect(one(await verify({url: secured(), ca: selfSigned.cert}, {connectors}))).to.deep.include({verdict: 'verified'})
  })

  it('believes anybody when the project says so, and warns of it', async () => {
    const ran = await verify({url: secured(), 'insecure-skip-verify': 'true'})
    expect(one(ran)).to.deep.include({verdict: 'verified'})
    expect(ran.json.warnings.join()).to.match(/not verified, as insecure-skip-verify says/)
  })

  it('says that a port speaks no TLS', async () => {
    expect(one(await verify({url: `ldaps://127.0.0.1:${server.port}`}))).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/TLS|reset/)
  })

  it('sends nothing to a host that nobody agreed to', async () => {
    const ran = await verify({url: plain()}, {env: {C1CTL_ALLOW_HOSTS: '127.0.0.1:389'}})
    expect(one(ran)).to.deep.include({verdict: 'untested'}).property('reason').to.match(/nobody agreed/)
    expect(ran.json.problems[0].code).to.equal('source-not-trusted')
  })

  it('shows the password in no debug log', async () => {
    await verify({url: plain()}, {env: {DEBUG: '*', NODE_DEBUG: '*'}})
  })
})
