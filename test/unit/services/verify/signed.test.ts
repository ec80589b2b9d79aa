import {SignatureV4} from '@smithy/signature-v4'
import {expect} from 'chai'
import {createHash, createHmac, createPublicKey, verify} from 'node:crypto'
import type {ServerResponse} from 'node:http'
import type {Prompter} from '../../../../src/io/prompt.ts'
import {startApp, startProxy, type AppServer, type Proxy, type Received} from '../../../support/app-server.ts'
import {rsaSigner, testAuthority} from '../../../support/certificate.ts'
import {Sha256} from '../../../support/sha256.ts'
import {startVerifier, type Verifier} from '../../../support/verify.ts'

const named = {status: 200, json: {name: 'Acme Inc'}}
const entry = (fields: string, recipe: string): string => `  fields:\n${fields.replaceAll(/^/gm, '    ')}\n  recipes:\n    me:\n      title: R\n      evidence: repo\n${recipe.replaceAll(/^/gm, '      ')}\n`

describe('verify, with signed requests', () => {
  let verifier: Verifier
  beforeEach(async () => {
    verifier = await startVerifier()
  })
  afterEach(() => verifier.close())

  describe('by AWS Signature Version 4', () => {
    let sts: AppServer
    let proxy: Proxy
    const kept = {...process.env}
    beforeEach(async () => {
      sts = await startApp(testAuthority.server)
      proxy = await startProxy(sts.host)
      process.env['HTTPS_PROXY'] = proxy.url
    })
    afterEach(async () => {
      process.env = {...kept}
      await sts.close()
      await proxy.close()
    })

    /** Signs what arrived once more with AWS's own library. */
    async function signedBy(received: Received, service: string, keys: {accessKeyId: string; secretAccessKey: string; sessionToken?: string}): Promise<boolean> {
      const url = new URL(received.path, `https://${received.headers['host']}`)
      const names = /SignedHeaders=([^,]+)/.exec(received.headers['authorization']!)![1]!.split(';')
      const date = received.headers['x-amz-date']!.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')
      const headers = Object.fromEntries(names.map((name) => [name, received.headers[name]!]))
      const again = (await new SignatureV4({service, region: 'us-east-1', sha256: Sha256 as never, applyChecksum: false, credentials: keys}).sign(
        {method: received.method, protocol: 'https:', hostname: url.hostname, path: url.pathname, query: Object.fromEntries(url.searchParams), headers, body: received.body} as never,
        {signingDate: new Date(date)},
      )) as unknown as {headers: Record<string, string>}
      return again.headers['authorization'] === received.headers['authorization'] && names.includes('host') && Math.abs(Date.parse(date) - Date.now()) < 60_000
    }

    const fields = `key-id: {title: Key}
key: {title: Key, secret: true}
session: {title: Session, secret: true}
region: {title: Region, default: us-east-1}
first: {title: Role}
second: {title: Role}
external: {title: ID}
authority: {title: CA}`
    const recipe = (service: string, url: string, assume = ''): string => `tls: {authority: "{authority}"}
url: ${url}
auth: {aws-signature: {service: ${service}, region: "{region}", access-key-id: "{key-id}", secret-access-key: "{key}", session-token: "{session}"${assume}}}
headers: {Accept: application/json}
denied: {status: [403]}
identity: GetCallerIdentityResponse.GetCallerIdentityResult.Arn`
    const identity = recipe('sts', 'https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15')
    const own = {accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'own/Secret+1234567'}
    const given = {config: {'key-id': own.accessKeyId, authority: testAuthority.cert}, secrets: {key: own.secretAccessKey}}

    it('asks who the keys belong to', async () => {
      sts.answers({status: 200, json: {GetCallerIdentityResponse: {GetCallerIdentityResult: {Arn: 'arn:aws:iam::1:user/c1'}}}})
      const {check} = await verifier.run({...given, entry: entry(fields, identity)})
      expect(check).to.include({verdict: 'verified', identity: 'arn:aws:iam::1:user/c1'})
      expect(proxy.asked).to.deep.equal(['CONNECT sts.us-east-1.amazonaws.com:443 HTTP/1.1'])
      expect(await signedBy(sts.received[0]!, 'sts', own)).to.equal(true)
      expect(await signedBy(sts.received[0]!, 'sts', {...own, secretAccessKey: 'another'})).to.equal(false)
    })

    it('with a session token where there is one, and a body', async () => {
      sts.answers({status: 200, json: {}})
      const text = recipe('cognito-idp', 'https://x.us-east-1.amazonaws.com/').replace('headers: {', 'method: POST\nbody: {json: {UserPoolId: "{region}", Limit: 1}}\nheaders: {Content-Type: application/x-amz-json-1.1, X-Amz-Target: Service.ListGroups, ')
      await verifier.run({...given, entry: entry(fields, text), secrets: {...given.secrets, session: 'Session/Token=='}})
      const [one] = sts.received
      expect(one!.headers).to.include({'x-amz-security-token': 'Session/Token==', 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Service.ListGroups'})
      expect(one!.body).to.equal('{"UserPoolId":"us-east-1","Limit":1}')
      expect(one!.headers['authorization']).to.include('content-type;host;x-amz-date;x-amz-security-token;x-amz-target')
      expect(await signedBy(one!, 'cognito-idp', {...own, sessionToken: 'Session/Token=='})).to.equal(true)
    })

    const roles = ', assume: [{role: "{first}", external-id: "{external}"}, {role: "{second}"}]'
    const credentials = (name: string) => ({AccessKeyId: `ASIA${name}`, SecretAccessKey: `${name}/Secret+x1`, SessionToken: `${name}Token==`})
    const xml = (name: string): string => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${Object.entries(credentials(name)).map(([key, value]) => `<${key}>${value}</${key}>`).join('')}<Expiration>2030</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`

    it('takes on one role after the other, each with the keys of the one before', async () => {
      sts.answers({status: 200, json: {AssumeRoleResponse: {AssumeRoleResult: {Credentials: credentials('ONE')}}}}, {status: 200, headers: {'content-type': 'text/xml'}, text: xml('TWO')}, named)
      const {check} = await verifier.run({...given, entry: entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com/clusters/a', roles)), config: {...given.config, first: 'arn:aws:iam::1:role/one', second: 'arn:aws:iam::2:role/two', external: 'ext/1'}})
      expect(check.verdict, String(check.reason)).to.equal('verified')
      const [first, second, last] = sts.received
      const form = ({body}: Received) => Object.fromEntries(new URLSearchParams(body))
      expect(form(first!)).to.deep.equal({Action: 'AssumeRole', Version: '2011-06-15', RoleSessionName: 'c1ctl', RoleArn: 'arn:aws:iam::1:role/one', ExternalId: 'ext/1'})
      expect(form(second!)).to.deep.equal({Action: 'AssumeRole', Version: '2011-06-15', RoleSessionName: 'c1ctl', RoleArn: 'arn:aws:iam::2:role/two'})
      const keysOf = (name: string) => ({accessKeyId: `ASIA${name}`, secretAccessKey: `${name}/Secret+x1`, sessionToken: `${name}Token==`})
      expect(await signedBy(first!, 'sts', own)).to.equal(true)
      expect(await signedBy(second!, 'sts', keysOf('ONE'))).to.equal(true)
      expect(await signedBy(last!, 'eks', keysOf('TWO'))).to.equal(true)
      expect(last!.headers).to.include({'x-amz-security-token': 'TWOToken=='})
      expect(proxy.asked.map((line) => line.split(' ')[1])).to.deep.equal(['sts.us-east-1.amazonaws.com:443', 'sts.us-east-1.amazonaws.com:443', 'eks.us-east-1.amazonaws.com:443'])
    })

    it('leaves out a role that has no name', async () => {
      sts.answers({status: 200, text: xml('TWO')}, named)
      await verifier.run({...given, entry: entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com/', roles)), config: {...given.config, second: 'arn:aws:iam::2:role/two'}})
      expect(sts.received).to.have.length(2)
      sts.answers(named)
      await verifier.run({...given, entry: entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com/', roles))})
      expect(sts.received).to.have.length(3)
      expect(await signedBy(sts.received[2]!, 'eks', own)).to.equal(true)
    })

    it('says which step refused', async () => {
      const text = entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com/', roles))
      const config = {...given.config, first: 'arn:aws:iam::1:role/one'}
      sts.answers({status: 403, json: {Error: {Code: 'AccessDenied', Message: 'User: x is not authorized'}}})
      expect((await verifier.run({...given, entry: text, config})).check).to.include({verdict: 'denied', reason: 'sts.us-east-1.amazonaws.com answered 403: the credential was refused (AccessDenied)'})
      sts.answers({status: 200, text: '<AssumeRoleResponse/>'})
      expect((await verifier.run({...given, entry: text, config})).check).to.include({verdict: 'unreachable', reason: 'sts.us-east-1.amazonaws.com answered 200, but gave no keys of the role'})
      sts.answers({status: 200, json: {AssumeRoleResponse: {AssumeRoleResult: {Credentials: {...credentials('ONE'), SessionToken: 'a\r\nx: y'}}}}})
      expect((await verifier.run({...given, entry: text, config})).check).to.include({verdict: 'unreachable', reason: 'sts.us-east-1.amazonaws.com answered 200, but gave no keys of the role'})
      expect(sts.received).to.have.length(3)
      const wrong = entry(fields, recipe('eks', 'https://eks.us-east-1.amazonaws.com/'))
      expect((await verifier.run({...given, entry: wrong, config: {...given.config, region: 'us-east-1\n'}})).check).to.include({verdict: 'untested', reason: 'the region holds a line break, which is often the last newline of a file'})
    })

    it('asks the token service of China in China', async () => {
      const {problems} = await verifier.run({...given, entry: entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com.cn/', roles)), config: {...given.config, region: 'cn-north-1', first: 'x'}, typedByUser: false})
      expect(problems[0]!.next[0]).to.include('C1CTL_ALLOW_HOSTS=eks.cn-north-1.amazonaws.com.cn,sts.cn-north-1.amazonaws.com.cn.')
    })

    it('lets a project send nothing to any of the hosts before somebody agreed to all of them', async () => {
      const {problems} = await verifier.run({...given, entry: entry(fields, recipe('eks', 'https://eks.{region}.amazonaws.com/', roles)), config: {...given.config, region: 'eu-west-1', first: 'x'}, typedByUser: false})
      expect(problems[0]!.next[0]).to.include('C1CTL_ALLOW_HOSTS=eks.eu-west-1.amazonaws.com,sts.eu-west-1.amazonaws.com.')
      expect(sts.received).to.deep.equal([])
    })
  })

  describe('by digest', () => {
    let app: AppServer
    beforeEach(async () => {
      app = await startApp()
    })
    afterEach(() => app.close())
    const text = (): string => entry('user: {title: User}\npassword: {title: Password, secret: true}', `url: "${app.origin}/api/orgs?n=1"\nauth: {digest: {username: "{user}", password: "{password}"}}\nidentity: name`)
    const given = {config: {user: 'pübkey'}, secrets: {password: 'digest-secret'}}
    const challenge = (nonce: string, more = ''): string => `Digest realm="MMS Public API", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=false${more}`
    const md5 = (one: string): string => createHash('md5').update(one).digest('hex')
    const parts = ({headers}: Received): Record<string, string> => Object.fromEntries([...headers['authorization']!.slice(7).matchAll(/([\w*]+)=(?:"([^"]*)"|([^,\s]+))/g)].map(([, name, quoted, token]) => [name!, quoted ?? token!]))
    /** A server that judges: it asks with the nonces in turn and takes the right answer to the last. */
    const judging = (nonces: string[], password = 'digest-secret') => {
      let turn = 0
      return (received: Received, response: ServerResponse): void => {
        if (received.headers['authorization']) {
          const {nonce, nc, cnonce, response: answer, uri} = parts(received)
          const right = md5(`${md5(`pübkey:MMS Public API:${password}`)}:${nonce}:${nc}:${cnonce}:auth:${md5('GET:/api/orgs?n=1')}`)
          if (right === answer && uri === '/api/orgs?n=1' && nonce === nonces.at(-1)) return void response.writeHead(200, {'content-type': 'application/json'}).end('{"name":"Org"}')
          const stale = right === answer && turn < nonces.length
          return void response.writeHead(401, {'www-authenticate': stale ? challenge(nonces[turn++]!, ', stale=true').replace('stale=false, ', '') : challenge('again')}).end()
        }
        response.writeHead(401, {'www-authenticate': challenge(nonces[turn++]!)}).end()
      }
    }

    it('answers the question of the app', async () => {
      app.answers(judging(['n1']))
      const {check} = await verifier.run({...given, entry: text()})
      expect(check).to.include({verdict: 'verified', identity: 'Org'})
      expect(app.received).to.have.length(2)
      expect(app.received[0]!.headers).to.not.have.property('authorization')
      expect(parts(app.received[1]!)).to.include({nc: '00000001', qop: 'auth', 'username*': "UTF-8''p%C3%BCbkey"})
      expect(parts(app.received[1]!)['cnonce']).to.match(/^[0-9a-f]{32}$/)
    })

    it('takes a new question once when the app calls its own stale', async () => {
      app.answers(judging(['n1', 'n2']))
      expect((await verifier.run({...given, entry: text()})).check).to.include({verdict: 'verified'})
      expect(app.received.slice(1).map((one) => parts(one)['nonce'])).to.deep.equal(['n1', 'n2'])
      app.answers(judging(['n1', 'n2', 'n3', 'n4']))
      expect((await verifier.run({...given, entry: text()})).check).to.include({verdict: 'denied'})
      expect(app.received).to.have.length(6)
    })

    it('counts another sending of the same answer', async () => {
      const ask = {status: 401, headers: {'www-authenticate': challenge('n1')}}
      app.answers(ask, {status: 503, headers: {'retry-after': '0'}}, named)
      expect((await verifier.run({...given, entry: text()})).check).to.include({verdict: 'verified'})
      const [, first, second] = app.received
      expect([parts(first!)['nc'], parts(second!)['nc']]).to.deep.equal(['00000001', '00000002'])
      expect(parts(first!)['cnonce']).to.not.equal(parts(second!)['cnonce'])
    })

    it('is denied with a wrong password, and knows when nothing was proven', async () => {
      app.answers(judging(['n1'], 'another'))
      expect((await verifier.run({...given, entry: text()})).check).to.include({verdict: 'denied', reason: `${app.host} answered 401: the credential was refused`})
      expect(app.received, 'an app may lock who tries too often').to.have.length(2)
      for (const [answer, words] of [
        [named, /answered 200, without asking for a credential, so it proves none$/],
        [{status: 401, headers: {'www-authenticate': 'Basic realm="x"'}}, /answered 401, but asks for no digest that c1ctl can answer$/],
        [{status: 404, json: {}}, /404, which proves nothing/],
      ] as const) {
        app.answers(answer)
        const {check} = await verifier.run({...given, entry: text()})
        expect(check.verdict).to.equal('unreachable')
        expect(check.reason).to.match(words)
      }
    })
  })

  describe('by OAuth 1.0a', () => {
    it('signs for the account whose name is the realm and a part of the host, as NetSuite', async () => {
      const app = await startApp()
      try {
        app.answers(named)
        const fields = 'base: {title: URL}\naccount: {title: Account}\nconsumer-key: {title: K}\nconsumer-secret: {title: S, secret: true}\ntoken-key: {title: K}\ntoken-secret: {title: S, secret: true}'
        const recipe = `derive:
  realm: {text: {text: "{account}", case: upper, replace: {"-": "_"}}}
method: POST
url: "{base}/services/rest/query/v1/suiteql?limit=1"
auth: {oauth1: {consumer-key: "{consumer-key}", consumer-secret: "{consumer-secret}", token: "{token-key}", token-secret: "{token-secret}", realm: "{realm}"}}
headers: {Prefer: transient}
body: {json: {q: SELECT id FROM employee}}`
        const {check} = await verifier.run({entry: entry(fields, recipe), config: {base: app.origin, account: 'td1-sb2', 'consumer-key': 'ck', 'token-key': 'tk'}, secrets: {'consumer-secret': 'consumer-secret+1', 'token-secret': 'token/secret=2'}})
        expect(check.verdict).to.equal('verified')
        const {headers, body} = app.received[0]!
        const sent = Object.fromEntries([...headers['authorization']!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, decodeURIComponent(value!)]))
        expect(sent).to.include({realm: 'TD1_SB2', oauth_consumer_key: 'ck', oauth_token: 'tk', oauth_signature_method: 'HMAC-SHA256', oauth_version: '1.0'})
        expect(Number(sent['oauth_timestamp'])).to.be.within(Date.now() / 1000 - 10, Date.now() / 1000 + 1)
        const pairs = [['limit', '1'], ...Object.entries(sent).filter(([name]) => name.startsWith('oauth_') && name !== 'oauth_signature')].map((pair) => pair.map((one) => encodeURIComponent(one!)).join('=')).sort()
        const base = ['POST', encodeURIComponent(`${app.origin}/services/rest/query/v1/suiteql`), encodeURIComponent(pairs.join('&'))].join('&')
        expect(sent['oauth_signature']).to.equal(createHmac('sha256', 'consumer-secret%2B1&token%2Fsecret%3D2').update(base).digest('base64'))
        expect(body).to.equal('{"q":"SELECT id FROM employee"}')
      } finally {
        await app.close()
      }
    })
  })

  describe('by HTTP signature', () => {
    let app: AppServer
    beforeEach(async () => {
      app = await startApp()
    })
    afterEach(() => app.close())
    const text = (): string => entry('tenancy: {title: T}\nuser: {title: U}\nkey: {title: Key, secret: true}\nfingerprint: {title: F}', `url: "${app.origin}/20160918/users/{user}"\nauth: {http-signature: {key-id: "{tenancy}/{user}/{fingerprint}", key: "{key}", headers: [(request-target), date, host]}}\nidentity: name`)
    const config = {tenancy: 'ocid1.tenancy', user: 'ocid1.user', fingerprint: '20:3b:97'}

    it('signs what arrives, as Oracle Cloud Infrastructure checks it', async () => {
      app.answers(named)
      const {check} = await verifier.run({entry: text(), config, secrets: {key: rsaSigner.key}})
      expect(check).to.include({verdict: 'verified', identity: 'Acme Inc'})
      const {headers, method, path} = app.received[0]!
      const [, keyId, names, signature] = /^Signature version="1",keyId="([^"]+)",algorithm="rsa-sha256",headers="([^"]+)",signature="([^"]+)"$/.exec(headers['authorization']!)!
      expect(keyId).to.equal('ocid1.tenancy/ocid1.user/20:3b:97')
      const signed = names!.split(' ').map((name) => `${name}: ${name === '(request-target)' ? `${method.toLowerCase()} ${path}` : headers[name]}`).join('\n')
      expect(verify('sha256', Buffer.from(signed), createPublicKey(rsaSigner.cert), Buffer.from(signature!, 'base64'))).to.equal(true)
      expect(names).to.equal('(request-target) date host')
    })

    it('sends a signature to no other place, not even on the same host', async () => {
      app.answers({status: 302, headers: {location: '/elsewhere'}})
      const {check} = await verifier.run({entry: text(), config, secrets: {key: rsaSigner.key}})
      expect(check).to.include({verdict: 'unreachable'})
      expect(app.received).to.have.length(1)
    })

    it('says of a bad key that it is bad, and asks nobody', async () => {
      const {check} = await verifier.run({entry: text(), config, secrets: {key: 'notakey-notakey'}})
      expect(check).to.include({verdict: 'untested', reason: 'key is no private key in PEM form'})
      expect(app.received).to.deep.equal([])
    })
  })

  describe('over TLS of the recipe\'s own', () => {
    let app: AppServer
    const start = async (clients: boolean): Promise<AppServer> => (app = await startApp({...testAuthority.server, ...(clients ? {ca: testAuthority.cert, requestCert: true, rejectUnauthorized: true} : {})}))
    afterEach(() => app.close())
    const fields = 'base: {title: URL}\nid: {title: ID}\nsecret: {title: S, secret: true}\ncert: {title: C}\nkey: {title: K, secret: true}\nca: {title: CA}\ninsecure: {title: I, type: bool}'
    const text = entry(fields, `tls: {certificate: "{cert}", key: "{key}", authority: "{ca}", unverified: insecure}
url: "{base}/me"
auth: {client-credentials: {token-url: "{base}/token", client-id: "{id}", client-secret: "{secret}", client-auth: basic}}
identity: name`)
    const client = {config: {id: 'x', cert: testAuthority.client.cert}, secrets: {secret: 'client-secret-1', key: testAuthority.client.key}}

    it('shows its certificate with the token and with the request, as ADP asks', async () => {
      await start(true)
      app.answers({status: 200, json: {access_token: 'granted-1'}}, named)
      const {check, warnings} = await verifier.run({...client, entry: text, config: {...client.config, base: app.origin, ca: testAuthority.cert}})
      expect(check).to.include({verdict: 'verified', identity: 'Acme Inc'})
      expect(warnings).to.deep.equal([])
      expect(app.received.map(({path}) => path)).to.deep.equal(['/token', '/me'])
    })

    it('is turned away without one', async () => {
      await start(true)
      const {check} = await verifier.run({entry: text, config: {id: 'x', base: app.origin, ca: testAuthority.cert}, secrets: {secret: 'client-secret-1'}})
      expect(check.verdict).to.equal('unreachable')
      // What arrives first, the alert or the end of the connection, is a matter of chance in TLS 1.3.
      expect(check.reason).to.match(/client certificate|connection was/)
      expect(app.received).to.deep.equal([])
    })

    it('trusts an authority only when it is told to', async () => {
      await start(false)
      const {check} = await verifier.run({...client, entry: text, config: {...client.config, base: app.origin}})
      expect(check.reason).to.match(/its TLS certificate comes from an unknown authority/)
      expect(app.received).to.deep.equal([])
    })

    it('verifies nothing where a setting says so, and warns', async () => {
      await start(false)
      app.answers({status: 200, json: {access_token: 'granted-1'}}, named)
      const {check, warnings} = await verifier.run({...client, entry: text, config: {...client.config, base: app.origin, insecure: 'true'}})
      expect(check.verdict).to.equal('verified')
      expect(warnings).to.deep.equal([`The TLS certificate of ${app.host} is not verified, as insecure says: whoever is on the way can read credentials.`])
    })

    it('asks whether to believe whom a project names, even on a host of the catalog', async () => {
      await start(false)
      const fixed = text.replaceAll('{base}', app.origin)
      const asked: string[] = []
      const prompter = {confirm: async (message: string) => (asked.push(message), false)} as unknown as Prompter
      for (const more of [{}, {insecure: 'false'}] as Array<Record<string, string>>)
        expect((await verifier.run({...client, entry: fixed, config: {...client.config, ...more}, typedByUser: false, prompter})).check.reason).to.match(/unknown authority/)
      expect(asked).to.deep.equal([])
      for (const more of [{insecure: 'true'}, {ca: testAuthority.cert}] as Array<Record<string, string>>) {
        const {problems} = await verifier.run({...client, entry: fixed, config: {...client.config, ...more}, typedByUser: false, prompter})
        expect(problems.map(({code}) => code)).to.deep.equal(['source-not-trusted'])
      }
      expect(asked[0]).to.include('whose TLS certificate is not verified')
      expect(asked[1]).to.not.include('not verified')
      expect(asked[1]).to.include('may come from the authority that ca names')
      expect(app.received).to.deep.equal([])
    })

    it('says what is wrong with a certificate or key before it connects', async () => {
      await start(true)
      for (const [config, secrets, words] of [
        [{cert: 'x'}, {}, 'cert is no certificate in PEM form'],
        [{cert: rsaSigner.cert}, {}, 'key does not belong to the certificate in cert'],
        [{cert: ''}, {}, 'key is a private key without its client certificate'],
        [{}, {key: ''}, 'cert is a client certificate without its private key'],
        [{ca: 'nonsense'}, {}, 'ca is no certificate in PEM form'],
      ] as Array<[Record<string, string>, Record<string, string>, string]>) {
        const {check} = await verifier.run({entry: text, config: {...client.config, base: app.origin, ...config}, secrets: {...client.secrets, ...secrets}})
        expect(check).to.include({verdict: 'untested', reason: words})
      }
      expect(app.received).to.deep.equal([])
    })
  })
})
