import {expect} from 'chai'
import {createHash, createPublicKey, verify} from 'node:crypto'
import {startApp, type AppServer, type Behaviour, type Received} from '../../../support/app-server.ts'
import {startVerifier, type Verifier} from '../../../support/verify.ts'

const json = (segment: string): Record<string, unknown> => JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>

/** Reads a proof as RFC 9449, section 4.3 tells a server to, with Node alone. */
function proofOf(received: Received, origin: string): {key: string; claims: Record<string, unknown>} {
  const [header, claims, signature] = received.headers['dpop']!.split('.') as [string, string, string]
  const {typ, alg, jwk, ...rest} = json(header)
  expect([typ, alg, rest]).to.deep.equal(['dpop+jwt', 'ES256', {}])
  expect(Object.keys(jwk as object).sort(), 'no private part').to.deep.equal(['crv', 'kty', 'x', 'y'])
  const publicKey = createPublicKey({key: jwk as Record<string, string>, format: 'jwk'})
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), {key: publicKey, dsaEncoding: 'ieee-p1363'}, Buffer.from(signature, 'base64url')), 'the signature').to.equal(true)
  const read = json(claims)
  expect(read).to.include({htm: received.method, htu: origin + received.path.split('?')[0]})
  expect(read['iat']).to.be.within(Date.now() / 1000 - 5, Date.now() / 1000 + 1)
  return {key: JSON.stringify(jwk), claims: read}
}

describe('verify, where an app demands proof of possession', () => {
  let app: AppServer
  let verifier: Verifier
  beforeEach(async () => {
    app = await startApp()
    verifier = await startVerifier()
  })
  afterEach(async () => {
    await app.close()
    await verifier.close()
  })

  const run = (...answers: Behaviour[]) => {
    app.answers(...answers)
    const entry = `  fields:
    base: {title: URL}
    secret: {title: Secret, secret: true}
  recipes:
    me:
      title: R
      url: "{base}/api/me?x=1"
      auth: {token-request: {url: "{base}/token?y=1", body: {form: {grant_type: client_credentials, secret: "{secret}"}}}}
      denied: {status: [400, 401]}
      evidence: repo
`
    return verifier.run({entry, config: {base: app.origin}, secrets: {secret: 'dpop-secret'}})
  }
  const refused = (error: string, nonce?: string): Behaviour => ({status: 400, headers: nonce === undefined ? {} : {'dpop-nonce': nonce}, json: {error}})
  const granted: Behaviour = {status: 200, json: {access_token: 'bound-token-1', token_type: 'DPoP'}}
  const named: Behaviour = {status: 200, json: {}}

  it('gives it with the nonce that it is asked to use, and binds the request to the token by the same key', async () => {
    const {check} = await run(refused('invalid_dpop_proof'), refused('use_dpop_nonce', 'nonce-1'), granted, named)
    expect(check.verdict, String(check.reason)).to.equal('verified')
    const [bare, first, second, me] = app.received
    expect(bare!.headers).to.not.have.property('dpop')
    const proofs = [first!, second!, me!].map((one) => proofOf(one, app.origin))
    expect(new Set(proofs.map(({key}) => key)).size).to.equal(1)
    expect(new Set(proofs.map(({claims}) => claims['jti'])).size).to.equal(3)
    expect(proofs[0]!.claims).to.not.have.any.keys('nonce', 'ath')
    expect(proofs[1]!.claims).to.include({nonce: 'nonce-1'}).and.not.have.property('ath')
    expect(me!.headers['authorization']).to.equal('DPoP bound-token-1')
    expect(proofs[2]!.claims['ath']).to.equal(createHash('sha256').update('bound-token-1').digest('base64url'))
  })

  it('takes another nonce for the request once', async () => {
    const again: Behaviour = {status: 401, headers: {'www-authenticate': 'DPoP error="use_dpop_nonce", error_description="x"', 'dpop-nonce': 'nonce-2'}}
    expect((await run(refused('use_dpop_nonce', 'nonce-1'), granted, again, named)).check.verdict).to.equal('verified')
    expect(proofOf(app.received[3]!, app.origin).claims).to.include({nonce: 'nonce-2'})
    expect((await run(refused('use_dpop_nonce', 'nonce-1'), granted, again)).check).to.include({verdict: 'unreachable'})
    expect(app.received).to.have.length(8)
  })

  it('never calls a credential refused for a proof that was not accepted', async () => {
    const {check} = await run(refused('use_dpop_nonce', 'nonce-1'))
    expect(check).to.include({verdict: 'unreachable', reason: `${app.host} answered 400: it demands proof of possession (DPoP), and did not accept that of c1ctl`})
    expect(app.received).to.have.length(3)
  })

  it('sends a plain token as ever, and a refusal of another kind stays one', async () => {
    expect((await run(refused('use_dpop_nonce', 'nonce-1'), {status: 200, json: {access_token: 'plain', token_type: 'Bearer'}}, named)).check.verdict).to.equal('verified')
    expect(app.received[2]!.headers).to.include({authorization: 'Bearer plain'}).and.not.have.property('dpop')
    expect((await run(refused('invalid_client'))).check.verdict).to.equal('denied')
  })
})
