import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {createServer, type AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {inspect} from 'node:util'
import {gzipSync} from 'node:zlib'
import type {Connector, Field, HttpRecipe} from '../../../src/core/catalog/types.ts'
import {Secret} from '../../../src/core/credentials/secret.ts'
import type {Instance} from '../../../src/core/project/types.ts'
import type {Prompter} from '../../../src/io/prompt.ts'
import {verifyInstances, type VerifyResult, type VerifySettings} from '../../../src/services/verify.ts'
import {http} from '../../support/catalog.ts'
import {misbehaviour, startApp, startProxy, type AppServer, type Proxy} from '../../support/app-server.ts'
import {selfSigned} from '../../support/certificate.ts'
import {bareInstance} from '../../support/instance.ts'

const secretText = 'canary-5ecret/ä:+ %"<'
const field = (more: Partial<Field> = {}): Field => ({title: 'A field', type: 'string', variable: 'BATON_X', secret: false, required: false, aliases: [], ...more})

function recipe(url: string, auth: HttpRecipe['auth'], more: Partial<HttpRecipe> = {}): HttpRecipe {
  return {kind: 'http', derive: {}, title: 'R', when: '', method: 'GET', url, auth, headers: {}, ok: {status: [200]}, denied: {status: [401]}, identity: 'data.0.name', evidence: 'repo', spendsCredential: false, ...more}
}

function connector(recipes: Record<string, HttpRecipe>, more: Partial<Connector> = {}): Connector {
  return {
    name: 'acme', title: 'Acme', image: 'baton-acme', registry: 'r', hosting: ['self-hosted'], capabilities: {}, resourceTypes: {}, features: [], constraints: [], needs: {}, health: false, notes: [], schemaExtras: {}, sources: {}, recipesFromProject: [], auth: {},
    fields: {token: field({secret: true, required: true}), user: field(), url: field(), orgs: field({type: 'list'}), scope: field()},
    recipes, ...more,
  }
}

const instance = (name: string, more: Partial<Instance> = {}): Instance => ({...bareInstance(name, 'acme'), ...more})

describe('verify', () => {
  let app: AppServer
  let other: AppServer
  let state: string
  let everything: string

  beforeEach(async () => {
    app = await startApp()
    other = await startApp()
    state = await mkdtemp(join(tmpdir(), 'c1ctl-test-'))
    everything = ''
  })
  afterEach(async () => {
    await app.close()
    await other.close()
    await rm(state, {recursive: true})
    for (const form of [secretText, JSON.stringify(secretText).slice(1, -1), encodeURIComponent(secretText), Buffer.from(secretText).toString('base64')]) expect(everything).to.not.include(form)
  })

  async function run(one: Connector, options: Partial<VerifySettings> & {instances?: Instance[]; token?: string; secrets?: Record<string, Secret>} = {}): Promise<VerifyResult> {
    const {instances = [instance('acme')], token = secretText, secrets = {}, ...settings} = options
    const found = await verifyInstances({
      timeoutSeconds: 2, concurrency: 8, requireVerified: false, prompter: null, version: '0.0.0', environment: {XDG_STATE_HOME: state}, ...settings,
      instances, catalog: {acme: one}, credentials: Object.fromEntries(instances.map(({name}) => [name, {values: {token: new Secret(token), ...secrets}, checksumKey: null}])),
    })
    everything += JSON.stringify(found) + inspect(found, {depth: 20})
    return found
  }
  const bearer = (more: Partial<HttpRecipe> = {}) => connector({me: recipe(`${app.origin}/me`, {scheme: 'bearer', token: '{token}'}, more)})
  const named = {status: 200, json: {data: [{name: 'Acme Inc'}]}}

  describe('signs in', () => {
    it('with a bearer token, and says who it is and to whom', async () => {
      app.answers(named)
      const {checks, problems, warnings} = await run(bearer(), {token: 'plain-token-1'})
      expect(checks[0]).to.include({instance: 'acme', recipe: 'me', verdict: 'verified', identity: 'Acme Inc', reason: null})
      expect(problems).to.deep.equal([])
      expect(warnings).to.deep.equal([])
      expect(app.received[0]).to.deep.include({method: 'GET', path: '/me', body: ''})
      expect(app.received[0]!.headers).to.include({authorization: 'Bearer plain-token-1', accept: 'application/json', 'user-agent': 'c1ctl/0.0.0'})
    })

    it('with basic authentication in UTF-8, a colon in the password included', async () => {
      app.answers(named)
      await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'basic', username: '{user}', password: '{token}'})}), {instances: [instance('acme', {config: {user: 'jörg@☃'}})]})
      expect(Buffer.from(app.received[0]!.headers['authorization']!.slice(6), 'base64').toString('utf8')).to.equal(`jörg@☃:${secretText}`)
    })

    it('but not with a colon in the user name', async () => {
      const {checks} = await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'basic', username: '{user}', password: '{token}'})}), {instances: [instance('acme', {config: {user: 'a:b'}})]})
      expect(checks[0]).to.include({verdict: 'untested', reason: 'the user name holds a colon, which basic authentication cannot carry'})
      expect(app.received).to.deep.equal([])
    })

    it('with a header of the app\'s own, byte for byte', async () => {
      app.answers(named)
      await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'header', name: 'X-Key', value: 'SSWS {token}'})}))
      const at = app.received[0]!.rawHeaders.findIndex((name) => name.toLowerCase() === 'x-key')
      expect(Buffer.from(app.received[0]!.rawHeaders[at + 1]!, 'latin1').toString('utf8')).to.equal(`SSWS ${secretText}`)
    })

    it('but sends no header with a line break', async () => {
      const {checks} = await run(bearer(), {token: 'abc\r\nX-Evil: 1'})
      expect(checks[0]!.verdict).to.equal('untested')
      expect(checks[0]!.reason).to.match(/line break/)
      expect(app.received).to.deep.equal([])
    })

    it('through form, JSON, XML and query, and the values come back as they were', async () => {
      app.answers({status: 200, json: {}})
      await run(
        connector({
          a_form: recipe(`${app.origin}/?key={token}`, {scheme: 'none'}, {method: 'POST', body: {form: {p: '{token}', fixed: 'a b'}}, identity: undefined}),
          b_json: recipe(`${app.origin}/`, {scheme: 'none'}, {method: 'POST', body: {json: {p: {q: '{token}'}}}, identity: undefined}),
          c_xml: recipe(`${app.origin}/`, {scheme: 'none'}, {method: 'POST', body: {xml: '<p>{token}</p>'}, headers: {SOAPAction: 'login'}, identity: undefined}),
        }),
        {concurrency: 1},
      )
      const [form, json, xml] = app.received
      expect(new URLSearchParams(form!.body).get('p')).to.equal(secretText)
      expect(new URL(form!.path, app.origin).searchParams.get('key')).to.equal(secretText)
      expect(form!.headers['content-type']).to.equal('application/x-www-form-urlencoded')
      expect(JSON.parse(json!.body)).to.deep.equal({p: {q: secretText}})
      expect(json!.headers['content-type']).to.equal('application/json')
      expect(xml!.body).to.equal('<p>canary-5ecret/ä:+ %&#34;&#60;</p>')
      expect(xml!.headers).to.include({'content-type': 'text/xml; charset=utf-8', soapaction: 'login'})
    })

    for (const [clientAuth, encoding] of [['basic', 'form'], ['body', 'form'], ['body', 'json'], ['basic', 'json']] as const)
      it(`with client credentials (${clientAuth}, ${encoding})`, async () => {
        app.answers({status: 200, json: {access_token: 'access-1', token_type: 'bearer'}}, {status: 200, json: {data: [{name: 'Acme Inc'}, 'access-1']}})
        const {checks} = await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'client-credentials', tokenUrl: `${app.origin}/token`, clientId: '{user}', clientSecret: '{token}', scope: 'a b', audience: '{scope}', clientAuth, encoding})}), {instances: [instance('acme', {config: {user: 'id:1 ä'}})]})
        expect(checks[0]).to.include({verdict: 'verified', identity: 'Acme Inc'})
        const [token, me] = app.received
        const sent: Record<string, string> = encoding === 'json' ? JSON.parse(token!.body) : Object.fromEntries(new URLSearchParams(token!.body))
        expect(sent).to.deep.equal({grant_type: 'client_credentials', ...(clientAuth === 'body' ? {client_id: 'id:1 ä', client_secret: secretText} : {}), scope: 'a b'})
        if (clientAuth === 'basic') {
          const [id, secret] = Buffer.from(token!.headers['authorization']!.slice(6), 'base64').toString('utf8').split(':').map((half) => new URLSearchParams(`x=${half}`).get('x'))
          expect([id, secret]).to.deep.equal(['id:1 ä', secretText])
        } else expect(token!.headers).to.not.have.property('authorization')
        expect(me!.headers['authorization']).to.equal('Bearer access-1')
      })

    it('with a token request of the recipe\'s own', async () => {
      app.answers({status: 200, json: {data: {token: 'access-2'}}}, {status: 200, json: {data: [{name: 'Acme Inc'}]}})
      const auth = {scheme: 'token-request', url: `${app.origin}/login?account={user}`, basic: {username: '{user}', password: '{token}'}, headers: {'X-Key': 'k {user}'}, body: {form: {grant_type: 'own', scope: '{scope}', secret: '{token}'}}, token: 'data.token'} as const
      const {checks} = await run(connector({me: recipe(`${app.origin}/me`, auth)}), {instances: [instance('acme', {config: {user: 'id ä'}})]})
      expect(checks[0]).to.include({verdict: 'verified', identity: 'Acme Inc'})
      const [token, me] = app.received
      expect(token).to.include({method: 'POST', path: '/login?account=id%20%C3%A4'})
      expect(Object.fromEntries(new URLSearchParams(token!.body))).to.deep.equal({grant_type: 'own', secret: secretText})
      expect(Buffer.from(token!.headers['authorization']!.slice(6), 'base64').toString('utf8')).to.equal(`id ä:${secretText}`)
      expect(token!.headers['accept']).to.equal('application/json')
      expect(me!.headers['authorization']).to.equal('Bearer access-2')
    })

    it('and says denied when a token request is refused', async () => {
      app.answers({status: 401, json: {error: 'nope'}})
      const {checks, problems} = await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'token-request', url: `${app.origin}/login`, headers: {}, body: {json: {password: '{token}'}}, token: 'access_token'})}))
      expect(checks[0]).to.include({verdict: 'denied'})
      expect(problems[0]!.next.join()).to.include('token=-')
      expect(app.received).to.have.length(1)
    })

    it('and says denied when the token endpoint refuses the client', async () => {
      app.answers({status: 400, json: {error: 'invalid_client', error_description: secretText}})
      const {checks} = await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'client-credentials', tokenUrl: `${app.origin}/token`, clientId: 'x', clientSecret: '{token}', clientAuth: 'body', encoding: 'form'})}))
      expect(checks[0]).to.include({verdict: 'denied', reason: `${app.host} answered 400: the credential was refused (invalid_client)`})
    })

    it('once for each item of a list', async () => {
      app.answers(named)
      const {checks} = await run(connector({org: recipe(`${app.origin}/orgs/{orgs}`, {scheme: 'bearer', token: '{token}'}, {each: 'orgs'})}), {instances: [instance('acme', {config: {orgs: ['one', 'two/3']}})]})
      expect(checks.map((check) => check.recipe)).to.deep.equal(['org (one)', 'org (two/3)'])
      expect(app.received.map(({path}) => path).sort()).to.deep.equal(['/orgs/one', '/orgs/two%2F3'])
    })

    it('only where the condition of the recipe holds', async () => {
      app.answers(named)
      const {checks} = await run(connector({one: recipe(`${app.origin}/1`, {scheme: 'bearer', token: '{token}'}, {when: '!user'}), two: recipe(`${app.origin}/2`, {scheme: 'bearer', token: '{token}'}, {when: 'user'})}), {instances: [instance('acme', {config: {user: 'me'}})]})
      expect(checks.map((check) => check.recipe)).to.deep.equal(['two'])
    })
  })

  describe('judges', () => {
    const verdicts: Array<[string, Parameters<AppServer['answers']>, Partial<HttpRecipe>, string, RegExp | null]> = [
      ['401', [{status: 401, json: {message: secretText}}], {}, 'denied', /answered 401: the credential was refused$/],
      ['403 that the recipe does not list', [{status: 403, text: secretText}], {}, 'denied', /answered 403/],
      ['403 for too many requests', [{status: 403, headers: {'x-ratelimit-remaining': '0'}}], {}, 'unreachable', /too many requests/],
      ['403 as a web page', [{status: 403, headers: {'content-type': 'text/html'}, text: '<html>'}], {}, 'denied', /web page/],
      ['404', [{status: 404, json: {}}], {}, 'unreachable', /404, which proves nothing/],
      ['404 that the recipe lists', [{status: 404, json: {}}], {denied: {status: [404]}}, 'denied', /404/],
      ['500 that the recipe lists', [{status: 500, text: '<fault/>'}, named], {denied: {status: [500]}}, 'denied', /500/],
      ['500 for good', [{status: 500, text: secretText}], {}, 'unreachable', /500: the app has a fault of its own$/],
      ['500 that passes', [{status: 500}, {status: 503}, named], {}, 'verified', null],
      ['429 for good', [{status: 429}], {}, 'unreachable', /429: too many requests/],
      ['429 that passes', [{status: 429, headers: {'retry-after': '0'}}, named], {}, 'verified', null],
      ['429 for longer than the timeout', [{status: 429, headers: {'retry-after': '3600'}}], {}, 'unreachable', /come back in 3600 s$/],
      ['malformed JSON', [{status: 200, headers: {'content-type': 'application/json'}, text: '{"data":'}], {}, 'unreachable', /is a proxy or a login page in between\?/],
      ['a login page', [{status: 200, headers: {'content-type': 'text/html'}, text: '<html>'}], {identity: undefined, headers: {Accept: 'application/json'}}, 'unreachable', /login page/],
      ['no identity in the answer', [{status: 200, json: {}}], {}, 'verified', null],
      ['ok: false', [{status: 200, json: {ok: false, error: 'invalid_auth'}}], {ok: {status: [200], body: {path: 'ok', equals: true}}}, 'denied', /content says no \(invalid_auth\)$/],
      ['ok: false with a passing fault', [{status: 200, json: {ok: false, error: 'ratelimited'}}], {ok: {status: [200], body: {path: 'ok', equals: true}}}, 'unreachable', /ratelimited/],
      ['a sentence as error', [{status: 200, json: {ok: false, error: `your token ${secretText} is bad`}}], {ok: {status: [200], body: {path: 'ok', equals: true}}}, 'denied', /content says no$/],
      ['a body that is not what was expected nor a refusal', [{status: 200, json: {mode: 'x'}}], {ok: {status: [200], body: {path: 'mode', equals: 'y'}}, denied: {status: [200], body: {path: 'mode', equals: 'z'}}}, 'unreachable', /neither proves nor refuses/],
      ['a slow app', [misbehaviour.slow], {}, 'unreachable', /did not answer within 1 s$/],
      ['an answer that is cut off', [misbehaviour.cutOff], {}, 'unreachable', /cut off$/],
      ['a reset connection', [misbehaviour.reset], {}, 'unreachable', /reset|closed/],
      ['an endless answer', [misbehaviour.endless], {}, 'unreachable', /larger than 1 MiB/],
      ['a small answer that unpacks to a huge one', [{status: 200, headers: {'content-encoding': 'gzip'}, text: gzipSync(Buffer.alloc(50_000_000))}], {}, 'unreachable', /larger than 1 MiB/],
      ['a packed answer', [{status: 200, headers: {'content-encoding': 'gzip'}, text: gzipSync('{"data":[{"name":"zip"}]}')}], {}, 'verified', null],
    ]
    for (const [what, answers, more, verdict, reason] of verdicts)
      it(`${what} as ${verdict}`, async () => {
        app.answers(...answers)
        const {checks, problems} = await run(bearer(more), {timeoutSeconds: what === 'a slow app' ? 1 : 5})
        expect(checks[0]!.verdict, String(checks[0]!.reason)).to.equal(verdict)
        if (reason) expect(checks[0]!.reason).to.match(reason)
        expect(problems.map(({code}) => code)).to.deep.equal(verdict === 'verified' ? [] : [verdict === 'denied' ? 'credential-denied' : 'app-unreachable'])
        if (/for good/.test(what)) expect(app.received).to.have.length(3)
        if (/longer|recipe lists/.test(what)) expect(app.received).to.have.length(1)
      })

    it('an identity only when it is a name: no control characters, no credential, 200 characters at most', async () => {
      app.answers({status: 200, json: {data: [{name: `A\u001B[31m\u202Ecme\n${'x'.repeat(300)}`}]}})
      expect((await run(bearer())).checks[0]!.identity).to.equal(`A[31mcme${'x'.repeat(192)}`)
      app.answers({status: 200, json: {data: [{name: `you sent ${secretText}`}]}})
      expect((await run(bearer())).checks[0]).to.include({verdict: 'verified', identity: null})
      app.answers({status: 200, json: {access_token: 'access-1'}}, {status: 200, json: {data: [{name: 'you sent access-1'}]}})
      const auth = {scheme: 'client-credentials', tokenUrl: `${app.origin}/token`, clientId: 'x', clientSecret: '{token}', clientAuth: 'body', encoding: 'form'} as const
      expect((await run(connector({me: recipe(`${app.origin}/me`, auth)}))).checks[0]).to.include({verdict: 'verified', identity: null})
    })

    it('a refused connection and a name that does not resolve', async () => {
      const {origin} = app
      await app.close()
      const {checks} = await run(connector({a: recipe(`${origin}/`, {scheme: 'bearer', token: '{token}'}), b: recipe('https://c1ctl.invalid/', {scheme: 'bearer', token: '{token}'})}))
      expect(checks[0]!.reason).to.match(/the connection was refused$/)
      expect(checks[1]!.reason).to.match(/DNS/)
    })

    it('a certificate that is self-signed', async () => {
      const secure = await startApp(selfSigned)
      try {
        const {checks} = await run(connector({me: recipe(`${secure.origin}/`, {scheme: 'bearer', token: '{token}'})}))
        expect(checks[0]!.verdict).to.equal('unreachable')
        expect(checks[0]!.reason).to.match(/self-signed.*NODE_EXTRA_CA_CERTS/)
        expect(secure.received).to.deep.equal([])
      } finally {
        await secure.close()
      }
    })

    it('an answer that is no HTTP', async () => {
      for (const answer of ['\u0000\u0001SSH-2.0\r\n', 'HTTP/1.1 99 X\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nxx', 'HTTP/1.1 302 F\r\nlocation: /\u001B\r\n\r\n']) {
        const server = createServer((socket) => void socket.on('error', () => {}).end(answer))
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
        const {checks} = await run(connector({me: recipe(`http://${host}/me`, {scheme: 'bearer', token: '{token}'})}))
        server.close()
        expect(checks[0], JSON.stringify(answer)).to.include({verdict: 'unreachable', reason: `${host}: the answer is not HTTP`})
      }
    })

    it('TLS on a port that does not speak it', async () => {
      const {checks} = await run(connector({me: recipe(`https://${app.host}/`, {scheme: 'bearer', token: '{token}'})}))
      expect(checks[0]!.reason).to.match(/does not speak TLS/)
    })

    it('what it cannot try as untested, which is a problem only when proof is required', async () => {
      const one = connector({a: recipe(app.origin, {scheme: 'other', how: 'a signed JWT'}), b: recipe(app.origin, {scheme: 'none'}, {spendsCredential: true})})
      const lenient = await run(one)
      expect(lenient.checks.map(({verdict}) => verdict)).to.deep.equal(['untested', 'untested'])
      expect(lenient.problems).to.deep.equal([])
      expect(lenient.warnings).to.have.length(2)
      expect((await run(one, {requireVerified: true})).problems.map(({code}) => code)).to.deep.equal(['credential-untested', 'credential-untested'])
      expect((await run(connector({}), {requireVerified: true})).checks[0]!.reason).to.equal('no recipe covers this way of signing in')
      expect(app.received).to.deep.equal([])
    })
  })

  describe('follows a redirect', () => {
    it('never to another host: that one sees no request at all', async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        app.answers({status, headers: {location: `${other.origin}/me`}})
        const {checks} = await run(bearer())
        expect(checks[0]).to.include({verdict: 'unreachable'})
        expect(checks[0]!.reason).to.include(`redirects to ${other.origin}; credentials were not sent there`)
      }
      expect(other.received).to.deep.equal([])
    })

    it('within the origin, three times', async () => {
      const hop = {status: 302, headers: {location: '/next'}}
      app.answers(hop, hop, hop, named)
      expect((await run(bearer())).checks[0]!.verdict).to.equal('verified')
      expect(app.received.at(-1)).to.deep.include({path: '/next'})
      app.answers(hop)
      expect((await run(bearer())).checks[0]!.reason).to.match(/redirects too often/)
      expect(app.received).to.have.length(8)
    })

    it('not with a POST, and not to a token endpoint elsewhere', async () => {
      app.answers({status: 307, headers: {location: '/next'}})
      expect((await run(bearer({method: 'POST'}))).checks[0]!.reason).to.match(/credentials were not sent there/)
      expect(app.received).to.have.length(1)
      app.answers({status: 307, headers: {location: `${other.origin}/token`}})
      const {checks} = await run(connector({me: recipe(`${app.origin}/me`, {scheme: 'client-credentials', tokenUrl: `${app.origin}/token`, clientId: 'x', clientSecret: '{token}', clientAuth: 'body', encoding: 'form'})}))
      expect(checks[0]!.verdict).to.equal('unreachable')
      expect(other.received).to.deep.equal([])
    })
  })

  it('uses a connection again, and asks once more where it was closed meanwhile', async () => {
    const sockets = new Set<unknown>()
    app.answers((_, response) => {
      // The second request on a connection finds it closed, without an answer.
      if (sockets.has(response.socket)) response.socket!.destroy()
      else {
        sockets.add(response.socket)
        response.writeHead(200, {'content-type': 'application/json'}).end('{"data":[{"name":"x"}]}')
      }
    })
    const before = app.received.length
    const {checks} = await run(bearer(), {instances: ['a', 'b', 'c', 'd', 'e'].map((name) => instance(name)), concurrency: 1})
    expect(checks.map((check) => check.verdict)).to.deep.equal(Array(5).fill('verified'))
    expect(app.received.length - before).to.be.greaterThan(5)
    expect(sockets.size).to.be.greaterThan(1)
  })

  it('keeps the order of the instances, with two requests at once for one host', async () => {
    let now = 0
    let most = 0
    app.answers((_, response) => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        response.writeHead(200, {'content-type': 'application/json'}).end('{"data":[{"name":"x"}]}')
      }, 30)
    })
    const names = ['e', 'd', 'c', 'b', 'a']
    const progress: string[] = []
    const {checks} = await run(bearer(), {instances: names.map((name) => instance(name)), progress: (done, all, asked) => progress.push(`${done}/${all} ${asked.join('')}`)})
    expect(checks.map((check) => check.instance)).to.deep.equal(names)
    expect(most).to.equal(2)
    expect(progress[0]).to.equal('0/5 e')
    expect(progress.at(-1)).to.equal('5/5 ')
    expect(Math.max(...progress.map((one) => one.split(' ')[1]!.length))).to.equal(2)
  })

  it('reports what is missing and checks the others', async () => {
    app.answers(named)
    const found = await verifyInstances({timeoutSeconds: 2, concurrency: 8, requireVerified: false, prompter: null, version: '0', environment: {XDG_STATE_HOME: state}, instances: [instance('none'), instance('there')], catalog: {acme: bearer()}, credentials: {there: {values: {token: new Secret(secretText)}, checksumKey: null}}})
    expect(found.checks.map(({instance: name, verdict}) => [name, verdict])).to.deep.equal([['none', 'untested'], ['there', 'verified']])
    expect(found.problems.map(({code}) => code)).to.deep.equal(['credential-missing'])
  })

  it('stops when it is told to', async () => {
    app.answers(misbehaviour.slow)
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('stopped')), 50)
    const error = await run(bearer(), {signal: controller.signal, timeoutSeconds: 30}).then(() => null, (reason: Error) => reason)
    expect(error?.message).to.equal('stopped')
  })

  it('warns of credentials without TLS, except on this machine', async () => {
    const found = await run(connector({me: recipe('http://c1ctl.invalid/', {scheme: 'bearer', token: '{token}'}), here: recipe(`${app.origin}/`, {scheme: 'bearer', token: '{token}'})}))
    expect(found.warnings).to.deep.equal(['Credentials go to http://c1ctl.invalid without TLS: whoever is on the way can read them.'])
  })

  it('marks what rests on general knowledge', async () => {
    app.answers(named)
    const {weak, checks} = await run(bearer({evidence: 'general-knowledge'}))
    expect(weak).to.deep.equal(checks)
  })

  describe('through a proxy', () => {
    let proxy: Proxy
    const kept = {...process.env}
    afterEach(async () => {
      process.env = {...kept}
      await proxy.close()
    })

    it('sends plain requests whole and honours NO_PROXY', async () => {
      proxy = await startProxy(app.host)
      process.env['HTTP_PROXY'] = proxy.url
      app.answers(named)
      const one = connector({me: recipe('http://acme.invalid/me', {scheme: 'bearer', token: '{token}'})})
      expect((await run(one)).checks[0]).to.include({verdict: 'verified', reason: null})
      expect(proxy.asked).to.deep.equal(['GET http://acme.invalid/me HTTP/1.1'])
      expect(app.received[0]!.headers['host']).to.equal('acme.invalid')
      process.env['NO_PROXY'] = 'acme.invalid'
      expect((await run(one)).checks[0]!.reason).to.match(/DNS/)
      expect(proxy.asked).to.have.length(1)
    })

    it('makes a tunnel for https, so that the proxy sees no credential', async () => {
      const secure = await startApp(selfSigned)
      proxy = await startProxy(secure.host)
      process.env['HTTPS_PROXY'] = proxy.url
      try {
        const {checks} = await run(connector({me: recipe('https://acme.invalid/me', {scheme: 'bearer', token: '{token}'})}))
        expect(proxy.asked).to.deep.equal(['CONNECT acme.invalid:443 HTTP/1.1'])
        expect(checks[0]!.reason).to.match(/self-signed/)
      } finally {
        await secure.close()
      }
    })

    it('names a proxy that asks for a password, and one that cannot be used', async () => {
      proxy = await startProxy(app.host, 407)
      process.env['HTTPS_PROXY'] = proxy.url
      process.env['HTTP_PROXY'] = proxy.url
      const one = connector({a: recipe('https://acme.invalid/me', {scheme: 'bearer', token: '{token}'}), b: recipe('http://acme.invalid/me', {scheme: 'bearer', token: '{token}'})})
      for (const {reason} of (await run(one)).checks) expect(reason).to.match(/407/)
      process.env['HTTPS_PROXY'] = 'not a url'
      expect((await run(one)).checks[0]!.reason).to.match(/check HTTPS_PROXY/)
    })
  })

  describe('trusts a project', () => {
    const fromEnvironment = () => instance('acme', {config: {url: app.origin}, credentials: {token: {from: 'env', name: 'ACME_TOKEN'}}})
    const byHost = () => connector({me: recipe('{url}/me', {scheme: 'bearer', token: '{token}'})})
    const own = () => ({...bearer(), recipesFromProject: ['me']})
    const answering = (answer: boolean, asked: string[]): Prompter => ({confirm: async (message: string) => (asked.push(message), answer)}) as unknown as Prompter
    beforeEach(() => app.answers(named))

    it('not with a recipe of its own while nobody can be asked, and names host and variable', async () => {
      const {checks, problems} = await run(own())
      expect(checks[0]!.verdict).to.equal('untested')
      expect(problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
      expect(problems[0]!.what).to.include(app.host)
      expect(problems[0]!.next[0]).to.include(`C1CTL_ALLOW_HOSTS=${app.host}`)
      expect(app.received).to.deep.equal([])
    })

    it('with a host that C1CTL_ALLOW_HOSTS names, and no other', async () => {
      for (const [list, verdict] of [['127.0.0.1', 'verified'], [`x, ${'HOST'}`, 'verified'], ['127.0.0.1:1', 'untested'], ['27.0.0.1', 'untested'], ['*', 'untested'], ['localhost', 'untested']] as const)
        expect((await run(own(), {environment: {XDG_STATE_HOME: state, C1CTL_ALLOW_HOSTS: list.replace('HOST', app.host)}})).checks[0]!.verdict, list).to.equal(verdict)
    })

    it('once somebody has agreed, and again when anything of it changes', async () => {
      const asked: string[] = []
      expect((await run(own(), {prompter: answering(true, asked)})).checks[0]!.verdict).to.equal('verified')
      expect(asked).to.have.length(1)
      expect(asked[0]).to.include(app.origin).and.include('token (from the store)').and.include('acme')
      expect((await run(own())).checks[0]!.verdict).to.equal('verified')
      const [file] = await readdir(join(state, 'c1ctl', 'trust'))
      expect((await stat(join(state, 'c1ctl', 'trust', file!))).mode & 0o777).to.equal(0o600)
      everything += await readFile(join(state, 'c1ctl', 'trust', file!), 'utf8')
      const changed = own()
      changed.recipes['me'] = {...http(changed, 'me')!, url: `${app.origin}/other`}
      expect((await run(changed)).checks[0]!.verdict).to.equal('untested')
    })

    it('not when the answer is no', async () => {
      const {problems} = await run(own(), {prompter: answering(false, [])})
      expect(problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
      expect(app.received).to.deep.equal([])
    })

    it('not with a host of its settings, wherever the credential comes from', async () => {
      expect((await run(byHost(), {instances: [fromEnvironment()]})).problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
      expect((await run(byHost(), {instances: [{...fromEnvironment(), credentials: {}}]})).problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
      expect(app.received).to.deep.equal([])
    })

    it('not with a host that comes from a credential source, which is never shown', async () => {
      const hidden = instance('acme', {credentials: {url: {from: 'env', name: 'ACME_URL'}}})
      const {checks, problems, warnings} = await run(byHost(), {instances: [hidden], secrets: {url: new Secret(app.origin)}, environment: {XDG_STATE_HOME: state, C1CTL_ALLOW_HOSTS: '127.0.0.1'}})
      expect(checks[0]!.verdict).to.equal('untested')
      expect(checks[0]!.reason).to.include('url comes from a credential source')
      expect(JSON.stringify({checks, problems, warnings})).not.to.include(app.host)
      expect(app.received).to.deep.equal([])
    })

    it('when the user typed host and source a moment ago, and remembers that', async () => {
      expect((await run(byHost(), {instances: [fromEnvironment()], typedByUser: true})).checks[0]!.verdict).to.equal('verified')
      expect((await run(byHost(), {instances: [fromEnvironment()]})).checks[0]!.verdict).to.equal('verified')
      expect((await run(own(), {typedByUser: true})).checks[0]!.verdict).to.equal('untested')
    })
  })
})
