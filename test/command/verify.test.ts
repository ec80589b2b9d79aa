import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp, misbehaviour, type AppServer} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {selfSigned} from '../support/certificate.ts'

const secret = 'canary-S3cret-4711'

describe('c1ctl verify', () => {
  let app: AppServer
  beforeEach(async () => {
    app = await startApp()
  })
  afterEach(() => app.close())

  /** A project with two instances of asana whose API stands behind a gateway on loopback. */
  async function inProject(words: string[], options: {env?: Record<string, string | undefined>; origin?: string; kill?: {signal: NodeJS.Signals; afterMs: number}; settings?: string} = {}): Promise<Ran> {
    return inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'c1ctl.yaml'), options.settings ?? 'version: 1\nname: test\nconnectors:\n  asana:\n    credentials: {token: {from: env, name: ASANA_TOKEN}}\n  asana-emea:\n    connector: asana\n    credentials: {token: {from: file, path: emea.txt}}\n')
      await writeFile(join(directory, 'emea.txt'), secret)
      await writeFile(join(directory, 'connectors.yaml'), `asana:\n  recipes:\n    workspaces:\n      url: "${options.origin ?? app.origin}/api?key={token}"\n`)
      const ran = await c1ctl(['verify', ...words], {cwd: directory, env: {ASANA_TOKEN: secret, C1CTL_ALLOW_HOSTS: '127.0.0.1', ...options.env}, ...(options.kill ? {kill: options.kill} : {})})
      for (const form of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('hex').match(/../g)!.join(' ')]) expect(ran.stdout + ran.stderr).to.not.include(form)
      return ran
    })
  }
  const proof = {status: 200, json: {data: [{workspace: {name: 'Acme Inc'}}]}}

  it('shows what was proven, and for whom', async () => {
    app.answers(proof)
    const {status, stdout, stderr} = await inProject([])
    expect(status, stderr).to.equal(0)
    expect(stdout).to.match(/asana\s.*workspaces\s.*verified\s.*Acme Inc/)
    expect(stdout).to.match(/asana-emea\s.*verified/)
    expect(app.received.map(({headers}) => headers['authorization'])).to.deep.equal([`Bearer ${secret}`, `Bearer ${secret}`])
  })

  it('gives the same to a program', async () => {
    app.answers(proof)
    const {status, json, stderr} = await inProject(['asana', '--json'])
    expect(status).to.equal(0)
    expect(stderr).to.equal('')
    expect(json.ok).to.equal(true)
    const [check] = json.data.checks
    expect(check.ms).to.be.a('number')
    expect({...check, ms: 0}).to.deep.equal({instance: 'asana', recipe: 'workspaces', verdict: 'verified', identity: 'Acme Inc', reason: null, ms: 0})
  })

  it('ends with 1 for a denied credential, 5 for an app that cannot be asked, 1 for both', async () => {
    app.answers({status: 401, json: {errors: [{message: secret}]}})
    const denied = await inProject(['--json'])
    expect(denied.status).to.equal(1)
    expect(denied.json.problems.map(({code}: {code: string}) => code)).to.deep.equal(['credential-denied', 'credential-denied'])
    app.answers(misbehaviour.slow)
    const slow = await inProject(['asana', '--timeout', '1'])
    expect(slow.status).to.equal(5)
    expect(slow.stderr).to.include('did not answer within 1 s')
    let first = true
    app.answers((_, response) => {
      response.writeHead(first ? 401 : 404).end()
      first = false
    })
    expect((await inProject([])).status).to.equal(1)
  })

  it('reports missing credentials with 4 and checks the rest', async () => {
    app.answers(proof)
    const {status, json} = await inProject(['--json'], {env: {ASANA_TOKEN: undefined}})
    expect(status).to.equal(4)
    expect(json.data.checks.map(({verdict}: {verdict: string}) => verdict)).to.deep.equal(['untested', 'verified'])
    expect(json.problems.map(({code}: {code: string}) => code)).to.deep.equal(['credential-missing'])
  })

  it('sends nothing to a host that the project brought and nobody agreed to', async () => {
    const {status, json} = await inProject(['--json'], {env: {C1CTL_ALLOW_HOSTS: undefined}})
    expect(status).to.equal(4)
    expect(json.problems[0].code).to.equal('source-not-trusted')
    expect(json.problems[0].next.join(' ')).to.include(`C1CTL_ALLOW_HOSTS=${app.host}`)
    expect(app.received).to.deep.equal([])
  })

  it('names an instance that is not there, with the nearest one', async () => {
    const {status, stderr} = await inProject(['asanna'])
    expect(status).to.equal(3)
    expect(stderr).to.include('Did you mean asana?')
  })

  it('prints no credential under Node\'s debug switches either', async () => {
    app.answers(proof)
    for (const debug of ['undici,fetch,websocket,http,net,tls', '*']) {
      const {status, stderr} = await inProject(['asana', '--concurrency', '1'], {env: {NODE_DEBUG: debug, DEBUG: '*'}})
      expect(status).to.equal(0)
      expect(stderr).to.not.include('/api?key=')
    }
    expect(app.received.at(-1)!.path).to.equal(`/api?key=${secret}`)
    // An access token comes back in an answer, whose bytes Node would show as they go by.
    app.answers({status: 200, json: {access_token: secret}}, {status: 200, json: {data: []}})
    const settings = `version: 1\nname: test\nconnectors:\n  airbyte:\n    config: {hostname: "${app.origin}", airbyte-client-id: id}\n    credentials: {airbyte-client-secret: {from: env, name: ASANA_TOKEN}}\n`
    const {status, stderr} = await inProject([], {settings, env: {NODE_DEBUG: '*'}})
    expect(status, stderr.slice(-500)).to.equal(0)
  })

  it('trusts a certificate that NODE_EXTRA_CA_CERTS names, for its own name alone', async () => {
    const secure = await startApp(selfSigned)
    try {
      secure.answers(proof)
      await inTemporaryDirectory(async (directory) => {
        const NODE_EXTRA_CA_CERTS = join(directory, 'ca.pem')
        await writeFile(NODE_EXTRA_CA_CERTS, selfSigned.cert)
        expect((await inProject(['asana'], {origin: secure.origin, env: {NODE_EXTRA_CA_CERTS}})).status).to.equal(0)
        const elsewhere = await inProject(['asana'], {origin: secure.origin.replace('127.0.0.1', 'localhost'), env: {NODE_EXTRA_CA_CERTS, C1CTL_ALLOW_HOSTS: 'localhost'}})
        expect(elsewhere.status).to.equal(5)
        expect(elsewhere.stderr).to.include('its TLS certificate is for another host name')
      })
      expect(secure.received).to.have.length(1)
    } finally {
      await secure.close()
    }
  })

  it('stops on Ctrl-C with 130', async () => {
    app.answers(misbehaviour.slow)
    const {status, stderr} = await inProject(['--timeout', '60'], {kill: {signal: 'SIGINT', afterMs: 1500}})
    expect(status).to.equal(130)
    expect(stderr).to.include('interrupted')
  })

  describe('with many at once', () => {
    let apps: AppServer[]
    beforeEach(async () => {
      apps = await Promise.all(Array.from({length: 8}, () => startApp()))
    })
    afterEach(() => Promise.all(apps.map((one) => one.close())))

    /** Two instances for each of the apps: that many are asked at the same time. */
    const ask = (kill?: {signal: NodeJS.Signals; afterMs: number}): Promise<Ran> =>
      inTemporaryDirectory(async (directory) => {
        await writeFile(join(directory, 'connectors.yaml'), 'acme: {title: Acme, fields: {url: {title: URL}, token: {title: T, secret: true, required: true}}, recipes: {me: {title: Me, url: "{url}/me", auth: {bearer: "{token}"}, evidence: docs}}}\n')
        const instances = apps.flatMap(({origin}, at) => ['a', 'b'].map((half) => `  acme-${half}${at}: {connector: acme, config: {url: "${origin}"}, credentials: {token: {from: env, name: ACME}}}\n`))
        await writeFile(join(directory, 'c1ctl.yaml'), `version: 1\nname: many\nconnectors:\n${instances.join('')}`)
        return c1ctl(['verify', '--concurrency', '32', '--timeout', '30'], {cwd: directory, env: {ACME: secret, C1CTL_ALLOW_HOSTS: '127.0.0.1'}, ...(kill ? {kill} : {})})
      })

    it('is warned of nothing that is none of its business', async () => {
      // Each answer waits, so that all of them are under way together.
      for (const one of apps) one.answers((_, response) => void setTimeout(() => response.writeHead(200).end(), 300))
      const {status, stderr} = await ask()
      expect(status, stderr).to.equal(0)
      expect(stderr).to.not.match(/MaxListeners|abort listeners|Warning:/)
    })

    it('stops all of them on Ctrl-C, at once and with 130', async () => {
      for (const one of apps) one.answers(misbehaviour.slow)
      const {status, stderr} = await ask({signal: 'SIGINT', afterMs: 2500})
      expect(status, stderr).to.equal(130)
      expect(apps.every(({received}) => received.length === 2), 'all were asked').to.equal(true)
      expect(stderr).to.include('interrupted').and.not.match(/Listeners|unhandled|\bat file:/)
    })
  })
})
