import {expect} from 'chai'
import {createHash, createPrivateKey, createPublicKey, generateKeyPairSync, verify, X509Certificate, type KeyObject} from 'node:crypto'
import {inspect} from 'node:util'
import type {Field} from '../../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {derive, type Computed} from '../../../../../src/core/verify/derive/derive.ts'
import {Unplaceable, ValueSource, type Derived, type Value} from '../../../../../src/core/verify/values.ts'
import {rsaSigner} from '../../../../support/certificate.ts'
import {momentAt} from '../../../../support/moment.ts'

const moment = momentAt(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
const field = (more: Partial<Field> = {}): Field => ({title: 'F', type: 'string', variable: 'BATON_F', secret: false, required: false, aliases: [], ...more})
const source = (values: Record<string, Value>, derived?: Map<string, Derived>) => new ValueSource(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, field({secret: value instanceof Secret})])), values, derived)
const made = async (one: Computed, values: Record<string, Value>): Promise<string> => (await derive(one, source(values), moment)).text.reveal()
async function reason(one: Computed, values: Record<string, Value>): Promise<string> {
  try {
    await made(one, values)
  } catch (error) {
    expect(error).to.be.instanceOf(Unplaceable)
    const {message} = error as Error
    for (const value of Object.values(values)) if (value instanceof Secret) for (const line of value.reveal().split('\n').slice(1)) if (line.length > 8) expect(message).to.not.include(line)
    return message
  }
  throw new Error('nothing was refused')
}

describe('a derived value', () => {
  const cases: Array<[string, Computed, Record<string, Value>, string]> = [
    ['the host that a region stands for', {how: 'table', field: 'region', values: {eu: 'eu.test', us: 'us.test'}}, {region: 'eu'}, 'eu.test'],
    ['what stands for all else', {how: 'table', field: 'region', values: {eu: 'eu.test'}, otherwise: 'api.test'}, {region: ''}, 'api.test'],
    ['a text out of a key file', {how: 'json', from: '{file}', path: 'a.0.b'}, {file: '\uFEFF{"a": [{"b": "c"}]}'}, 'c'],
    ['the first group of a pattern', {how: 'match', text: '{url}', pattern: '^https://[^/]+/(?:x/)?([a-z]+)'}, {url: 'https://h.test/x/tenant/y'}, 'tenant'],
    ['a part that matches nothing', {how: 'match', text: '{url}', pattern: 'a(x*)b'}, {url: 'ab'}, ''],
    ['upper case with other characters', {how: 'text', text: '{id}', case: 'upper', replace: {'-': '_'}}, {id: 'td1-sb2'}, 'TD1_SB2'],
    ['replacements, the longest first and none twice', {how: 'text', text: '{id}', replace: {a: 'b', b: 'a', ab: 'c', '.': ''}}, {id: 'ab.ba'}, 'cab'],
    ['the time in seconds', {how: 'now', as: 'seconds'}, {}, '1767323045'],
    ['the time in milliseconds', {how: 'now', as: 'milliseconds'}, {}, '1767323045678'],
    ['the time as a date of HTTP', {how: 'now', as: 'http-date'}, {}, 'Fri, 02 Jan 2026 03:04:05 GMT'],
    ['a hash', {how: 'hash', algorithm: 'sha256', text: '{a}c', encoding: 'hex'}, {a: 'ab'}, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['a hash in base64', {how: 'hash', algorithm: 'sha1', text: 'abc', encoding: 'base64'}, {}, 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0='],
    // RFC 4231, test case 2.
    ['an HMAC', {how: 'hmac', algorithm: 'sha512', key: '{k}', text: 'what do ya want for nothing?', encoding: 'hex'}, {k: new Secret('Jefe')}, '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737'],
    ['base64', {how: 'base64', text: '{a}:ü'}, {a: 'x'}, 'eDrDvA=='],
    ['what base64 holds', {how: 'from-base64', text: '{a}'}, {a: ' eDrD\nvA==\n'}, 'x:ü'],
    ['what base64url without padding holds', {how: 'from-base64', text: '{a}'}, {a: 'Pz8_'}, '???'],
    ['JSON as a text', {how: 'json-text', value: {user: '{u}', otp: '{o}', n: [1, true, '{u}']}}, {u: 'a"b', o: ''}, '{"user":"a\\"b","n":[1,true,"a\\"b"]}'],
    ['the first field that has a value, where one document is named by several', {how: 'json', from: '{text}{file}', path: 'a'}, {text: '', file: '{"a":"1"}'}, '1'],
  ]
  for (const [what, one, values, expected] of cases) it(`is ${what}`, async () => expect(await made(one, values)).to.equal(expected))

  it('is a random text of the form asked for, another one each time', async () => {
    const [id, other, text] = [await made({how: 'random', as: 'uuid'}, {}), await made({how: 'random', as: 'uuid'}, {}), await made({how: 'random', as: 64}, {})]
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).and.not.equal(other)
    expect(text).to.match(/^[A-Za-z0-9]{64}$/)
    const letters = new Set((await made({how: 'random', as: 4000}, {})))
    expect(letters.size).to.equal(62)
  })

  it('is the fingerprint of the public key that belongs to a private one, as Snowflake computes it', async () => {
    const der = createPublicKey(rsaSigner.cert).export({type: 'spki', format: 'der'})
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const pem = createPrivateKey(rsaSigner.key).export({type, format: 'pem'}) as string
      expect(await made({how: 'public-key-hash', key: '{key}'}, {key: new Secret(pem)})).to.equal(createHash('sha256').update(der).digest('base64'))
    }
  })

  it('is the thumbprint of a certificate', async () => {
    const expected = Buffer.from(new X509Certificate(rsaSigner.cert).fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
    expect(await made({how: 'certificate-thumbprint', certificate: '{c}'}, {c: rsaSigner.cert})).to.equal(expected)
  })

  it('is none when a field has no value, and says which ones', async () => {
    const {text, lacks} = await derive({how: 'hmac', algorithm: 'sha256', key: '{k}', text: '{a}{b}', encoding: 'hex'}, source({k: 'x', a: 'y', b: ''}), moment)
    expect(text.empty).to.equal(true)
    expect(lacks).to.deep.equal(['b'])
  })

  it('shows no text however it is printed, and knows the secrets it is made of', async () => {
    const first = await derive({how: 'base64', text: '{user}:{token}'}, source({user: 'me', token: new Secret('hunter2')}), moment)
    const second = await derive({how: 'hash', algorithm: 'sha256', text: '{first}', encoding: 'hex'}, source({}, new Map([['first', first]])), moment)
    expect(second).to.deep.include({secrets: ['token'], own: ['user', 'token']})
    expect(inspect([first, second], {depth: 9}) + JSON.stringify([first, second])).to.not.include(second.text.reveal()).and.not.include(first.text.reveal())
  })

  it('may choose a host unless it is made of a secret; the fields it is made of count, the catalog\'s own table does not', async () => {
    const values = {account: 'TD_1', region: 'eu', token: new Secret('hunter2')}
    const derived = new Map<string, Derived>()
    for (const [name, one] of Object.entries({host: {how: 'text', text: '{account}', case: 'lower', replace: {_: '-'}}, site: {how: 'table', field: 'region', values: {eu: 'e1'}}, leak: {how: 'hash', algorithm: 'sha1', text: '{token}', encoding: 'hex'}} satisfies Record<string, Computed>))
      derived.set(name, await derive(one, source(values), moment))
    const used = source(values, derived)
    expect(used.takeForHost('host')).to.equal('td-1')
    expect(used.takeForHost('site')).to.equal('e1')
    expect([...used.hostTaken]).to.deep.equal(['account'])
    expect(() => used.takeForHost('leak')).to.throw(Unplaceable, /leak is made of token, a secret/)
  })

  for (const [what, one, values, words] of [
    ['a value that a table does not list', {how: 'table', field: 'region', values: {eu: 'x', us: 'y'}}, {region: 'mars'}, /^region has a value that the recipe does not know; it knows eu, us$/],
    ['a key file that is not JSON', {how: 'json', from: '{file}', path: 'a'}, {file: new Secret('{"a": secretsecret')}, /^file is not JSON$/],
    ['a key file without the entry', {how: 'json', from: '{file}', path: 'client_email'}, {file: new Secret('{"a": "secretsecret"}')}, /^file has no client_email$/],
    ['a text of another form', {how: 'match', text: '{url}', pattern: '^https://([a-z]+)'}, {url: 'ftp'}, /^url \(of url\)|^url does not have the form/],
    ['what is no base64', {how: 'from-base64', text: '{a}'}, {a: '%%%%'}, /^a is not base64$/],
    ['bytes that are no text', {how: 'from-base64', text: '{a}'}, {a: '/////w=='}, /^a holds no text in its base64$/],
  ] as Array<[string, Computed, Record<string, Value>, RegExp]>)
    it(`is not made of ${what}`, async () => expect(await reason(one, values)).to.match(words))

  it('gives up on a pattern that comes to no end', async () => {
    expect(await reason({how: 'match', text: '{a}', pattern: '^((a+)+)$'}, {a: `${'a'.repeat(60)}!`})).to.match(/does not have the form/)
  }).timeout(10_000)
})

describe('a JWT', () => {
  const one = (algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA', more: object = {}): Computed => ({how: 'jwt', algorithm, key: '{key}', header: {kid: '{id}', x5t: '{none}'}, claims: {iss: '{id}', aud: 'https://x.test/', sub: '{none}', n: [1, '{id}'], deep: {a: '{id}'}}, lifetime: 600, backdate: 60, ...more})
  const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1') => new Secret(key.export({type: type as 'pkcs8', format: 'pem'}) as string)
  const rsa = createPrivateKey(rsaSigner.key)
  const ec = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const ed = generateKeyPairSync('ed25519')
  const sign = async (algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA', key: Secret): Promise<[string, Buffer, Record<string, unknown>, Record<string, unknown>]> => {
    const token = await made(one(algorithm), {key, id: 'me', none: ''})
    const [header, claims, signature] = token.split('.') as [string, string, string]
    expect(token).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    return [`${header}.${claims}`, Buffer.from(signature, 'base64url'), JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>, JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>]
  }

  it('has the claims of the recipe, those without value left out, and times of the moment', async () => {
    const [, , header, claims] = await sign('RS256', pem(rsa, 'pkcs8'))
    expect(header).to.deep.equal({typ: 'JWT', kid: 'me', alg: 'RS256'})
    expect(claims).to.deep.equal({iss: 'me', aud: 'https://x.test/', n: [1, 'me'], deep: {a: 'me'}, iat: 1767323045 - 60, exp: 1767323045 + 600})
  })

  it('is signed so that anybody else can verify it, whatever form the key has', async () => {
    for (const form of ['pkcs8', 'pkcs1'] as const) {
      const [text, signature] = await sign('RS256', pem(rsa, form))
      expect(verify('sha256', Buffer.from(text), createPublicKey(rsaSigner.cert), signature), form).to.equal(true)
      expect(verify('sha256', Buffer.from(`${text}x`), createPublicKey(rsaSigner.cert), signature), form).to.equal(false)
    }
    for (const form of ['pkcs8', 'sec1'] as const) {
      const [text, signature] = await sign('ES256', pem(ec.privateKey, form))
      expect(verify('sha256', Buffer.from(text), {key: ec.publicKey, dsaEncoding: 'ieee-p1363'}, signature), form).to.equal(true)
    }
    const [text, signature] = await sign('EdDSA', pem(ed.privateKey, 'pkcs8'))
    expect(verify(null, Buffer.from(text), ed.publicKey, signature)).to.equal(true)
  })

  it('is signed with a shared secret as RFC 2104 says', async () => {
    const [text, signature] = await sign('HS256', new Secret('topsecret-ü'))
    const pad = (byte: number) => Buffer.from(Buffer.concat([Buffer.from('topsecret-ü'), Buffer.alloc(64)]).subarray(0, 64).map((one) => one ^ byte))
    const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    expect(signature).to.deep.equal(sha(pad(0x5c), sha(pad(0x36), Buffer.from(text))))
  })

  const encrypted = new Secret(rsa.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'}) as string)
  const old = new Secret(rsa.export({type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'}) as string)
  const small = pem(generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey, 'pkcs8')
  for (const [what, algorithm, key, words] of [
    ['no PEM at all', 'RS256', new Secret('hunter2-hunter2'), /^key is no private key in PEM form$/],
    ['a certificate', 'RS256', new Secret(rsaSigner.cert), /^key is no private key in PEM form$/],
    ['a damaged key', 'RS256', new Secret(rsaSigner.key.replace(/\n.{30}/, '\nAAAA')), /^key begins like a private key in PEM form, but is damaged$/],
    ['a key with written-out line breaks', 'RS256', new Secret(rsaSigner.key.trim().replaceAll('\n', '\\n')), /^key has `\\n` written out where PEM needs line breaks$/],
    ['an encrypted key', 'RS256', encrypted, /^key is an encrypted private key/],
    ['an encrypted key of the old form', 'RS256', old, /^key is an encrypted private key/],
    ['a key of OpenSSH', 'RS256', new Secret('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n'), /^key is a private key in OpenSSH's own form/],
    ['a key of another kind', 'RS256', pem(ec.privateKey, 'pkcs8'), /^key must be an RSA key to sign with RS256$/],
    ['a key for another curve', 'ES256', pem(generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey, 'pkcs8'), /^key must be a key on the curve P-256/],
    ['a key that is too small', 'RS256', small, /^key is an RSA key of 1024 bits, where RS256 needs 2048$/],
    ['an RSA key for EdDSA', 'EdDSA', pem(rsa, 'pkcs8'), /^key must be an Ed25519 key/],
  ] as const)
    it(`is not signed with ${what}, and the reason holds nothing of it`, async () => expect(await reason(one(algorithm), {key, id: 'me', none: ''})).to.match(words))

  it('names the entry of a key file that holds no key', async () => {
    const file = new Secret('{"private_key": "nonsense"}')
    const key = await derive({how: 'json', from: '{file}', path: 'private_key'}, source({file}), moment)
    const error = await derive(one('RS256'), source({id: 'x', none: '', file}, new Map([['key', key]])), moment).then(() => null, (reason: Error) => reason)
    expect(error?.message).to.equal('key (of file) is no private key in PEM form')
  })
})
