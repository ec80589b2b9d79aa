import {expect} from 'chai'
import {createHash, createHmac, createPublicKey, verify} from 'node:crypto'
import type {Prompter} from '../../../../src/io/prompt.ts'
import {startApp, type AppServer, type Received} from '../../../support/app-server.ts'
import {rsaSigner} from '../../../support/certificate.ts'
import {startVerifier, type Verifier} from '../../../support/verify.ts'

const json = (segment: string): Record<string, unknown> => JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>

/** Verifies an RS256 JWT with Node alone. */
function readJwt(token: string): {header: Record<string, unknown>; claims: Record<string, unknown>} {
  const [header, claims, signature] = token.split('.') as [string, string, string]
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), createPublicKey(rsaSigner.cert), Buffer.from(signature, 'base64url')), 'the signature').to.equal(true)
  return {header: json(header), claims: json(claims)}
}
const form = ({body}: Received): Record<string, string> => Object.fromEntries(new URLSearchParams(body))
const near = (seconds: unknown, expected: number): void => void expect(seconds).to.be.a('number').within(expected - 1, expected + 1)
const seconds = (): number => Math.floor(Date.now() / 1000)
const bearer = (received: Received): string => received.headers['authorization']!.replace('Bearer ', '')

describe('verify, with values derived of others', () => {
  let app: AppServer
  let verifier: Verifier
  const granted = {status: 200, json: {access_token: 'granted-1'}}
  const named = {status: 200, json: {name: 'Acme Inc'}}

  beforeEach(async () => {
    app = await startApp()
    verifier = await startVerifier()
  })
  afterEach(async () => {
    await app.close()
    await verifier.close()
  })

  const keyFields = `  fields:
    base: {title: URL}
    client-id: {title: Client}
    key-id: {title: Key}
    private-key: {title: Key, secret: true, required: true}
`

  it('asserts a client with its private key, as Okta does', async () => {
    app.answers(granted, named)
    const entry = `${keyFields}  recipes:
    me:
      title: R
      derive:
        id: {random: uuid}
        assertion: {jwt: {algorithm: RS256, key: "{private-key}", header: {kid: "{key-id}"}, claims: {iss: "{client-id}", sub: "{client-id}", aud: "{base}/oauth2/v1/token", jti: "{id}"}}}
      url: "{base}/api/v1/org"
      auth:
        token-request:
          url: "{base}/oauth2/v1/token"
          body: {form: {grant_type: client_credentials, client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", client_assertion: "{assertion}", scope: okta.users.read}}
      identity: name
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {base: app.origin, 'client-id': '0oa1', 'key-id': 'kid-1'}, secrets: {'private-key': rsaSigner.key}})
    expect(check).to.include({verdict: 'verified', identity: 'Acme Inc'})
    const [token, me] = app.received
    const {client_assertion: assertion, ...rest} = form(token!)
    expect(rest).to.deep.equal({grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', scope: 'okta.users.read'})
    const {header, claims} = readJwt(assertion!)
    expect(header).to.deep.equal({typ: 'JWT', alg: 'RS256', kid: 'kid-1'})
    expect(claims).to.include({iss: '0oa1', sub: '0oa1', aud: `${app.origin}/oauth2/v1/token`})
    expect(claims['jti']).to.match(/^[0-9a-f-]{36}$/)
    near(claims['exp'], seconds() + 300)
    expect(bearer(me!)).to.equal('granted-1')
  })

  it('exchanges the assertion of a key file, as Google\'s service accounts do', async () => {
    app.answers(granted, named)
    const entry = `  fields:
    base: {title: URL}
    text: {title: Key file, secret: true}
    key-file: {title: Key file, type: file, secret: true}
    subject: {title: Administrator}
  recipes:
    me:
      title: R
      derive:
        email: {json: {from: "{text}{key-file}", path: client_email}}
        key: {json: {from: "{text}{key-file}", path: private_key}}
        project: {json: {from: "{text}{key-file}", path: project_id}}
        assertion: {jwt: {algorithm: RS256, key: "{key}", claims: {iss: "{email}", sub: "{subject}", aud: https://oauth2.test/token, scope: a b}, lifetime: 3600, backdate: 10}}
      url: "{base}/v1/projects/{project}/x"
      auth: {token-request: {url: "{base}/token", body: {form: {grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: "{assertion}"}}}}
      identity: name
      evidence: repo
`
    const file = JSON.stringify({client_email: 'robot@acme.test', private_key: rsaSigner.key, project_id: 'acme/1'})
    const {check} = await verifier.run({entry, config: {base: app.origin}, secrets: {'key-file': file}})
    expect(check).to.include({verdict: 'verified', reason: null})
    const [token, me] = app.received
    const {claims} = readJwt(form(token!)['assertion']!)
    expect(claims).to.include({iss: 'robot@acme.test', aud: 'https://oauth2.test/token', scope: 'a b'}).and.not.have.property('sub')
    near(claims['iat'], seconds() - 10)
    near(claims['exp'], seconds() + 3600)
    expect(me!.path).to.equal('/v1/projects/acme%2F1/x')

    const broken = await verifier.run({entry, config: {base: app.origin}, secrets: {'key-file': file.replace('"private_key"', '"privateKey"')}})
    expect(broken.check).to.include({verdict: 'untested', reason: 'key-file has no private_key'})
    expect(app.received).to.have.length(2)
  })

  it('signs a bearer token whose issuer names the fingerprint of the key, as Snowflake does', async () => {
    app.answers(named)
    const entry = `${keyFields}  recipes:
    me:
      title: R
      derive:
        account: {text: {text: "{key-id}", case: upper, replace: {".": "-"}}}
        user: {text: {text: "{client-id}", case: upper}}
        fingerprint: {public-key-hash: "{private-key}"}
        token: {jwt: {algorithm: RS256, key: "{private-key}", claims: {iss: "{account}.{user}.SHA256:{fingerprint}", sub: "{account}.{user}"}, lifetime: 3540}}
      method: POST
      url: "{base}/api/v2/statements"
      auth: {bearer: "{token}"}
      headers: {X-Snowflake-Authorization-Token-Type: KEYPAIR_JWT}
      body: {json: {statement: SHOW USERS LIMIT 1}}
      ok: {status: [200, 202]}
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {base: app.origin, 'client-id': 'robot', 'key-id': 'xy12.eu-west'}, secrets: {'private-key': rsaSigner.key}})
    expect(check).to.include({verdict: 'verified'})
    const [me] = app.received
    const {claims} = readJwt(bearer(me!))
    const fingerprint = createHash('sha256').update(createPublicKey(rsaSigner.cert).export({type: 'spki', format: 'der'})).digest('base64')
    expect(claims).to.include({iss: `XY12-EU-WEST.ROBOT.SHA256:${fingerprint}`, sub: 'XY12-EU-WEST.ROBOT'})
    near(claims['exp'], seconds() + 3540)
    expect(me).to.include({method: 'POST', path: '/api/v2/statements', body: '{"statement":"SHOW USERS LIMIT 1"}'})
    expect(me!.headers).to.include({'x-snowflake-authorization-token-type': 'KEYPAIR_JWT'})
  })

  it('signs with a shared secret for the host of a region, as Arctic Wolf does', async () => {
    app.answers({status: 200, json: {accessToken: 'granted-2'}})
    const entry = `  fields:
    region: {title: Region}
    app-id: {title: App}
    app-secret: {title: Secret, secret: true}
  recipes:
    me:
      title: R
      derive:
        host: {table: {field: region, values: {us: "${app.origin}", eu: "https://eu.test"}}}
        id: {random: uuid}
        token: {jwt: {algorithm: HS256, key: "{app-secret}", claims: {iss: http://cylance.com, sub: "{app-id}", jti: "{id}"}, lifetime: 1800}}
      method: POST
      url: "{host}/auth/v2/token"
      body: {json: {auth_token: "{token}"}}
      ok: {body: {path: accessToken, present: true}}
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {region: 'us', 'app-id': 'a1'}, secrets: {'app-secret': 'topsecret-9'}, typedByUser: false})
    expect(check, 'a host of the catalog\'s own table needs no agreement').to.include({verdict: 'verified'})
    const [header, claims, signature] = (JSON.parse(app.received[0]!.body) as {auth_token: string}).auth_token.split('.') as [string, string, string]
    expect(signature).to.equal(createHmac('sha256', 'topsecret-9').update(`${header}.${claims}`).digest('base64url'))
    expect(json(claims)).to.include({iss: 'http://cylance.com', sub: 'a1'})
    expect((await verifier.run({entry, config: {region: 'mars', 'app-id': 'a1'}, secrets: {'app-secret': 'topsecret-9'}})).check.reason).to.equal('region has a value that the recipe does not know; it knows us, eu')
  })

  it('asks before a setting chooses the host, also through a value derived of it, and names each credential that goes there', async () => {
    const asked: string[] = []
    const prompter = {confirm: async (message: string) => (asked.push(message), false)} as unknown as Prompter
    const entry = `  fields:
    account: {title: Account}
    token: {title: Token, secret: true}
    text: {title: Key, secret: true}
    key-file: {title: Key, type: file, secret: true}
  recipes:
    me:
      title: R
      derive:
        label: {text: {text: "{account}", case: lower, replace: {_: "-"}}}
        site: {match: {text: "{label}", pattern: "^([a-z0-9-]+)$"}}
        assertion: {jwt: {algorithm: RS256, key: "{text}{key-file}", claims: {iss: x}}}
      url: https://{site}.suitetalk.invalid/me
      auth: {bearer: "{assertion}{token}"}
      evidence: repo
`
    const {problems} = await verifier.run({entry, config: {account: 'TD1_SB2'}, secrets: {text: rsaSigner.key, 'key-file': rsaSigner.key, token: 'token-secret'}, typedByUser: false, prompter})
    expect(problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
    // The second of two alternatives is not used, and so not named.
    expect(asked).to.deep.equal(['The project would send text (from the store), token (from the store) of acme to https://td1-sb2.suitetalk.invalid. Send it there?'])
  })

  it('signs date, method, host, path and query, as Duo does', async () => {
    app.answers({status: 200, json: {response: {name: 'Duo'}}})
    const entry = `  fields:
    host: {title: Host}
    integration-key: {title: Key}
    secret-key: {title: Secret, secret: true}
  recipes:
    me:
      title: R
      derive:
        gmt: {now: http-date}
        date: {text: {text: "{gmt}", replace: {GMT: "+0000"}}}
        name: {text: {text: "{host}", case: lower, replace: {"http://": ""}}}
        signature: {hmac: {algorithm: sha512, key: "{secret-key}", text: "{date}\\nGET\\n{name}\\n/admin/v1/integrations/{integration-key}\\n"}}
      url: "{host}/admin/v1/integrations/{integration-key}"
      auth: {basic: {username: "{integration-key}", password: "{signature}"}}
      headers: {Date: "{date}"}
      identity: response.name
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {host: app.origin, 'integration-key': 'DIWJ8X6AEYOR5OMC6TQ1'}, secrets: {'secret-key': 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep'}, clock: () => Date.UTC(2026, 1, 3, 4, 5, 6)})
    expect(check).to.include({verdict: 'verified', identity: 'Duo'})
    const [me] = app.received
    expect(me!.headers['date']).to.equal('Tue, 03 Feb 2026 04:05:06 +0000')
    const canonical = ['Tue, 03 Feb 2026 04:05:06 +0000', 'GET', app.host, '/admin/v1/integrations/DIWJ8X6AEYOR5OMC6TQ1', ''].join('\n')
    const expected = createHmac('sha512', 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep').update(canonical).digest('hex')
    expect(Buffer.from(me!.headers['authorization']!.slice(6), 'base64').toString()).to.equal(`DIWJ8X6AEYOR5OMC6TQ1:${expected}`)
  })

  it('hashes key, nonce and time, as Cortex does for its advanced keys', async () => {
    app.answers(named)
    const entry = `  fields:
    base: {title: URL}
    key-id: {title: Key}
    api-key: {title: Key, secret: true}
  recipes:
    me:
      title: R
      derive:
        nonce: {random: 64}
        time: {now: milliseconds}
        hash: {hash: {algorithm: sha256, text: "{api-key}{nonce}{time}"}}
      method: POST
      url: "{base}/public_api/v1/rbac/get_users"
      auth: {header: {name: Authorization, value: "{hash}"}}
      headers: {x-xdr-auth-id: "{key-id}", x-xdr-nonce: "{nonce}", x-xdr-timestamp: "{time}"}
      body: {json: {request_data: {}}}
      evidence: repo
`
    await verifier.run({entry, config: {base: app.origin, 'key-id': '7'}, secrets: {'api-key': 'cortex-secret'}})
    const {headers, body} = app.received[0]!
    expect(headers['x-xdr-nonce']).to.match(/^[A-Za-z0-9]{64}$/)
    expect(Number(headers['x-xdr-timestamp'])).to.be.within(Date.now() - 5000, Date.now())
    expect(headers['authorization']).to.equal(createHash('sha256').update(`cortex-secret${headers['x-xdr-nonce']}${headers['x-xdr-timestamp']}`).digest('hex'))
    expect(body).to.equal('{"request_data":{}}')
  })

  it('sends JSON in a form, and never lets a value out of its place in it', async () => {
    app.answers({status: 200, json: {responseCode: 200}})
    const entry = `  fields:
    base: {title: URL}
    user: {title: User}
    password: {title: Secret, secret: true}
  recipes:
    me:
      title: R
      derive:
        job: {json-text: {type: get, credentials: {partnerUserID: "{user}", partnerUserSecret: "{password}"}, inputSettings: {type: policyList, adminOnly: true}}}
        id: {random: uuid}
      method: POST
      url: "{base}/Integration-Server"
      body: {form: {requestJobDescription: "{job}", transactionId: "{id}"}}
      ok: {body: {path: responseCode, equals: 200}}
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {base: app.origin, user: 'a"},"x":{"b'}, secrets: {password: 'p&"=secret'}})
    expect(check).to.include({verdict: 'verified'})
    const sent = form(app.received[0]!)
    expect(JSON.parse(sent['requestJobDescription']!)).to.deep.equal({type: 'get', credentials: {partnerUserID: 'a"},"x":{"b', partnerUserSecret: 'p&"=secret'}, inputSettings: {type: 'policyList', adminOnly: true}})
    expect(sent['transactionId']).to.match(/^[0-9a-f-]{36}$/)
  })

  it('sends a signed SAML assertion for a token, as SuccessFactors wants it', async () => {
    app.answers(granted, named)
    const entry = `  fields:
    base: {title: URL}
    private-key: {title: Key, secret: true}
    certificate: {title: Certificate}
    user: {title: User}
  recipes:
    me:
      title: R
      derive:
        assertion: {saml-assertion: {issuer: https://idp.test, subject: "{user}", audience: www.successfactors.com, recipient: "{base}/oauth/token", attributes: {api_key: k1}, key: "{private-key}", certificate: "{certificate}"}}
      url: "{base}/odata"
      auth: {token-request: {url: "{base}/oauth/token", body: {form: {company_id: acme, grant_type: "urn:ietf:params:oauth:grant-type:saml2-bearer", assertion: "{assertion}"}}}}
      evidence: repo
`
    const {check} = await verifier.run({entry, config: {base: app.origin, certificate: rsaSigner.cert, user: 'sfadmin'}, secrets: {'private-key': rsaSigner.key}})
    expect(check).to.include({verdict: 'verified'})
    const text = Buffer.from(form(app.received[0]!)['assertion']!, 'base64').toString()
    const [signature] = /<ds:Signature.*<\/ds:Signature>/s.exec(text)!
    const canonical = text.replace(signature, '').replaceAll(/<([\w:]+)([^<>]*)\/>/g, '<$1$2></$1>')
    expect(/<ds:DigestValue>([^<]+)</.exec(signature)![1]).to.equal(createHash('sha256').update(canonical).digest('base64'))
    expect(text).to.include(`Recipient="${app.origin}/oauth/token"`)
    expect(bearer(app.received[1]!)).to.equal('granted-1')
  })

  describe('fetches', () => {
    const entry = (fetch: string, more = ''): string => `  fields:
    site: {title: Site}
    tenant: {title: Tenant}
    token: {title: Token, secret: true}
  recipes:
    me:
      title: R
      derive:
        cloud: {fetch: ${fetch}}
${more}      url: "${app.origin}/ex/{cloud}/me"
      auth: {bearer: "{token}"}
      identity: name
      evidence: repo
`
    const given = {secrets: {token: 'secret-token-1'}}

    it('a value without any credential and places it, as Jira\'s cloud id', async () => {
      app.answers({status: 200, json: {cloudId: 'id/../1'}}, named)
      const {check} = await verifier.run({...given, entry: entry('{url: "{site}/_edge/tenant_info", path: cloudId}'), config: {site: app.origin}})
      expect(check).to.include({verdict: 'verified', identity: 'Acme Inc'})
      expect(app.received.map(({path}) => path)).to.deep.equal(['/_edge/tenant_info', '/ex/id%2F..%2F1/me'])
      expect(app.received[0]!.headers).to.not.have.property('authorization')
    })

    it('a part of a header of a refusal, as the tenant of Dynamics', async () => {
      app.answers({status: 401, headers: {'www-authenticate': 'Bearer authorization_uri=https://login.microsoftonline.com/0f1e-2d/oauth2/authorize, resource_id=x'}}, named)
      const text = entry('{url: "{site}/api", header: WWW-Authenticate}', '        id: {match: {text: "{cloud}", pattern: "authorization_uri=https://login[.]microsoftonline[.]com/([0-9a-f-]+)/"}}\n').replace('/ex/{cloud}', '/ex/{id}')
      expect((await verifier.run({...given, entry: text, config: {site: app.origin}})).check).to.include({verdict: 'verified'})
      expect(app.received[1]!.path).to.equal('/ex/0f1e-2d/me')
      app.answers({status: 200, json: {}})
      expect((await verifier.run({...given, entry: text, config: {site: app.origin}})).check).to.include({verdict: 'unreachable', reason: `${app.host} answered 200 when asked for cloud, and not with the header WWW-Authenticate`})
    })

    it('but ends where the answer does not hold it, and sends no credential', async () => {
      const text = entry('{url: "{site}/info", path: cloudId}')
      for (const [answer, words] of [
        [{status: 404, json: {}}, /answered 404 when asked for cloud$/],
        [{status: 200, text: '<html>'}, /the answer of .* is not JSON$/],
        [{status: 200, json: {cloudId: {}}}, /the answer of .* has no cloudId$/],
        [{status: 200, json: {cloudId: '..'}}, /next request cannot be made: a value would climb out/],
      ] as const) {
        app.answers(answer)
        const {check} = await verifier.run({...given, entry: text, config: {site: app.origin}})
        expect(check.verdict).to.equal('unreachable')
        expect(check.reason).to.match(words)
      }
      expect(app.received).to.have.length(4)
    })

    it('nothing with a secret in the request, and no host to send one to', async () => {
      const carrying = await verifier.run({...given, entry: entry('{url: "{site}/info?t={token}", path: cloudId}'), config: {site: app.origin}})
      expect(carrying.check).to.include({verdict: 'untested', reason: 'cloud is fetched without credentials, but its request names token, which is secret'})
      const choosing = await verifier.run({...given, entry: entry('{url: "{site}/info", path: cloudId}').replace(`${app.origin}/ex/{cloud}/me`, 'https://{cloud}.test/me'), config: {site: app.origin}})
      expect(choosing.check).to.include({verdict: 'untested', reason: 'cloud comes from an app\'s answer and would choose the host that credentials go to'})
      expect(app.received).to.deep.equal([])
    })

    it('only after somebody agreed to every origin, that of the token and of the fetch included', async () => {
      const asked: string[] = []
      const prompter = {confirm: async (message: string) => (asked.push(message), false)} as unknown as Prompter
      const text = entry('{url: "{site}/info", path: cloudId}')
      const {problems, check} = await verifier.run({...given, entry: text, config: {site: 'https://elsewhere.test:8443'}, typedByUser: false, prompter})
      expect(check.verdict).to.equal('untested')
      expect(asked.join()).to.include('https://elsewhere.test:8443').and.include(app.origin).and.include('token (from the store)')
      expect(problems[0]!.next[0]).to.include(`C1CTL_ALLOW_HOSTS=${[app.host, 'elsewhere.test:8443'].join(',')}`)
      expect(app.received).to.deep.equal([])
    })
  })

  it('makes times and tokens when it sends, not when it plans: a question may wait, a retry comes later', async () => {
    const entry = `${keyFields}  recipes:
    me:
      title: R
      derive:
        token: {jwt: {algorithm: RS256, key: "{private-key}", claims: {iss: "{client-id}"}, lifetime: 60}}
      url: "{base}/me"
      auth: {bearer: "{token}"}
      evidence: repo
`
    let now = Date.UTC(2026, 0, 1)
    const prompter = {confirm: async () => ((now += 3_600_000), true)} as unknown as Prompter
    app.answers((_, response) => {
      now += 120_000
      response.writeHead(503, {'retry-after': '0'}).end()
    }, named)
    const {check} = await verifier.run({entry, config: {base: app.origin, 'client-id': 'x'}, secrets: {'private-key': rsaSigner.key}, clock: () => now, typedByUser: false, prompter})
    expect(check.verdict).to.equal('verified')
    const start = Date.UTC(2026, 0, 1) / 1000
    expect(app.received.map((one) => readJwt(bearer(one)).claims['iat'])).to.deep.equal([start + 3600, start + 3720])
  })

  it('shows no identity that repeats a value made of a secret', async () => {
    const entry = `  fields:
    base: {title: URL}
    token: {title: Token, secret: true}
  recipes:
    me:
      title: R
      derive:
        hash: {hash: {algorithm: sha256, text: "{token}"}}
      url: "{base}/me"
      auth: {header: {name: X-Hash, value: "{hash}"}}
      identity: name
      evidence: repo
`
    const hash = createHash('sha256').update('hunter2hunter2').digest('hex')
    app.answers({status: 200, json: {name: `you are ${hash}`}})
    expect((await verifier.run({entry, config: {base: app.origin}, secrets: {token: 'hunter2hunter2'}})).check).to.include({verdict: 'verified', identity: null})
    expect((await verifier.run({entry, config: {base: app.origin}})).check).to.include({verdict: 'untested', reason: 'the recipe needs token, which has no value'})
    const leaking = entry.replace('url: "{base}/me"', 'url: "https://{hash}.test/me"')
    expect((await verifier.run({entry: leaking, secrets: {token: 'hunter2hunter2'}})).check.reason).to.equal('hash is made of token, a secret, and would become part of a host name')
  })
})
