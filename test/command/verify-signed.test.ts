import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp, startProxy, type AppServer, type Proxy} from '../support/app-server.ts'
import {rsaSigner, testAuthority} from '../support/certificate.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'

const connectors = `acme:
  title: Acme
  fields:
    key: {title: Key, type: file, secret: true}
    shared: {title: Secret, secret: true}
    cert: {title: Certificate, type: file}
    ca: {title: CA, type: file}
    client-cert: {title: Certificate, type: file}
    client-key: {title: Key, type: file, secret: true}
  recipes:
    jwt:
      title: JWT
      tls: {certificate: "{client-cert}", key: "{client-key}", authority: "{ca}"}
      derive: {token: {jwt: {algorithm: RS256, key: "{key}", claims: {iss: me}}}}
      url: https://jwt.acme.invalid/me
      auth: {bearer: "{token}"}
      evidence: repo
    saml:
      title: SAML
      tls: {certificate: "{client-cert}", key: "{client-key}", authority: "{ca}"}
      derive: {assertion: {saml-assertion: {issuer: i, subject: s, audience: a, recipient: r, key: "{key}", certificate: "{cert}"}}}
      method: POST
      url: https://saml.acme.invalid/token
      body: {form: {assertion: "{assertion}"}}
      evidence: repo
    aws:
      title: AWS
      tls: {certificate: "{client-cert}", key: "{client-key}", authority: "{ca}"}
      url: https://sts.us-east-1.amazonaws.com/
      auth: {aws-signature: {service: sts, region: us-east-1, access-key-id: AKIDEXAMPLE, secret-access-key: "{shared}"}}
      evidence: repo
`
const files = {'key.pem': rsaSigner.key, 'cert.pem': rsaSigner.cert, 'ca.pem': testAuthority.cert, 'client.crt': testAuthority.client.cert, 'client.key': testAuthority.client.key}
const source = (path: string) => `{from: file, path: ${path}}`
const project = `version: 1
name: test
connectors:
  acme:
    credentials: {key: ${source('key.pem')}, cert: ${source('cert.pem')}, ca: ${source('ca.pem')}, client-cert: ${source('client.crt')}, client-key: ${source('client.key')}, shared: {from: env, name: SHARED}}
`

describe('c1ctl verify, with keys', () => {
  let app: AppServer
  let proxy: Proxy
  beforeEach(async () => {
    app = await startApp({...testAuthority.server, ca: testAuthority.cert, requestCert: true, rejectUnauthorized: true})
    proxy = await startProxy(app.host)
  })
  afterEach(async () => {
    await app.close()
    await proxy.close()
  })

  const run = (env: Record<string, string> = {}, more: Record<string, string> = {}): Promise<Ran> =>
    inTemporaryDirectory(async (directory) => {
      for (const [name, text] of Object.entries({...files, 'connectors.yaml': connectors, 'c1ctl.yaml': project, ...more})) await writeFile(join(directory, name), text)
      return c1ctl(['verify', '--json'], {cwd: directory, env: {SHARED: 'canary-shared-4711', HTTPS_PROXY: proxy.url, C1CTL_ALLOW_HOSTS: '*.acme.invalid,sts.us-east-1.amazonaws.com', ...env}})
    })

  it('loads every library that signs and speaks TLS with the recipe\'s certificates, as it is shipped', async () => {
    app.answers({status: 200, json: {}})
    const {status, json, stderr} = await run()
    expect(status, stderr + JSON.stringify(json)).to.equal(0)
    expect(json.data.checks.map(({recipe, verdict}: {recipe: string; verdict: string}) => [recipe, verdict])).to.deep.equal([['jwt', 'verified'], ['saml', 'verified'], ['aws', 'verified']])
    expect(app.received.map(({headers}) => headers['host']).sort()).to.deep.equal(['jwt.acme.invalid', 'saml.acme.invalid', 'sts.us-east-1.amazonaws.com'])
    expect(app.received.find(({headers}) => headers['host'] === 'jwt.acme.invalid')!.headers['authorization']).to.match(/^Bearer eyJ/)
    expect(new URLSearchParams(app.received.find(({headers}) => headers['host'] === 'saml.acme.invalid')!.body).get('assertion')).to.match(/^PHNhbWwyOkFzc2Vyd/)
    expect(app.received.find(({headers}) => headers['host']!.startsWith('sts'))!.headers['authorization']).to.match(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/)
  })

  it('believes the authority of the recipe and those of NODE_EXTRA_CA_CERTS', async () => {
    app.answers({status: 200, json: {}})
    const other = {'ca.pem': rsaSigner.cert, 'extra.pem': testAuthority.cert}
    expect((await run({}, other)).json.data.checks[0].reason).to.match(/unknown authority/)
    const {status, json} = await run({NODE_EXTRA_CA_CERTS: 'extra.pem'}, other)
    expect(status, JSON.stringify(json)).to.equal(0)
  })

  it('prints nothing of keys, assertions or signatures, whatever is asked to be printed for debugging', async () => {
    app.answers({status: 403, json: {error: 'canary-shared-4711'}})
    const {stdout, stderr} = await run({DEBUG: '*', NODE_DEBUG: '*'})
    const printed = stdout + stderr
    const tokens = app.received.flatMap(({headers, body}) => [headers['authorization']?.split(/[ =]/).at(-1) ?? '', body.slice(-80)]).filter((one) => one !== '')
    expect(tokens).to.have.length(3)
    const keyLines = [rsaSigner.key, testAuthority.client.key].flatMap((pem) => pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----')))
    for (const one of ['canary-shared-4711', ...tokens, ...keyLines]) expect(printed.includes(one), one.slice(0, 12)).to.equal(false)
  })
})
