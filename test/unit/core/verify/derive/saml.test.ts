import {expect} from 'chai'
import fc from 'fast-check'
import {execFileSync, spawnSync} from 'node:child_process'
import {createHash, createPublicKey, generateKeyPairSync, verify} from 'node:crypto'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import xmlCrypto from 'xml-crypto'
import type {Field} from '../../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {derive, type Computed} from '../../../../../src/core/verify/derive/derive.ts'
import {Unplaceable, ValueSource, type Value} from '../../../../../src/core/verify/values.ts'
import {rsaSigner, selfSigned} from '../../../../support/certificate.ts'
import {momentAt} from '../../../../support/moment.ts'

const {SignedXml} = xmlCrypto
const one: Computed = {how: 'saml-assertion', issuer: '{issuer}', subject: '{user}', audience: 'www.successfactors.com', recipient: '{url}/oauth/token', attributes: {api_key: '{api}', otp: '{none}'}, key: '{key}', certificate: '{cert}', lifetime: 600}
const values: Record<string, Value> = {issuer: 'https://idp.test/?a=1&b=2', user: 'sfadmin <"ä">', url: 'https://api.test', api: 'KEY1', none: '', key: new Secret(rsaSigner.key), cert: rsaSigner.cert}
const fields = Object.fromEntries(Object.entries(values).map(([name, value]): [string, Field] => [name, {title: name, type: 'string', variable: name, secret: value instanceof Secret, required: false, aliases: []}]))
const assertion = async (more: Record<string, Value> = {}): Promise<string> => {
  const made = await derive(one, new ValueSource(fields, {...values, ...more}), momentAt(Date.UTC(2026, 0, 2, 3, 4, 5, 678)))
  return Buffer.from(made.text.reveal(), 'base64').toString('utf8')
}
const hasXmlsec = spawnSync('xmlsec1', ['--version']).status === 0

describe('a SAML assertion', () => {
  it('says who vouches for whom, to whom, and for how long', async () => {
    const text = await assertion()
    expect(text).to.match(/^<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2\.0:assertion" ID="_[0-9a-f]{32}" IssueInstant="2026-01-02T03:04:05Z" Version="2\.0">/)
    expect(text).to.match(/<saml2:Issuer>https:\/\/idp\.test\/\?a=1&(?:amp|#38);b=2<\/saml2:Issuer><ds:Signature /)
    expect(text).to.match(/<saml2:NameID Format="urn:oasis:names:tc:SAML:1\.1:nameid-format:unspecified">sfadmin &(?:lt|#60);(?:"|&#34;|&quot;)ä(?:"|&#34;|&quot;)(?:>|&gt;|&#62;)<\/saml2:NameID>/)
    expect(text).to.include('<saml2:SubjectConfirmationData NotOnOrAfter="2026-01-02T03:14:05Z" Recipient="https://api.test/oauth/token"/>')
    expect(text).to.include('<saml2:Conditions NotBefore="2026-01-02T03:03:05Z" NotOnOrAfter="2026-01-02T03:14:05Z">')
    expect(text).to.include('<saml2:Audience>www.successfactors.com</saml2:Audience>')
    expect(text).to.include('<saml2:Attribute Name="api_key"><saml2:AttributeValue>KEY1</saml2:AttributeValue></saml2:Attribute>').and.not.include('otp')
    expect(text).to.include(`<ds:X509Certificate>${rsaSigner.cert.replaceAll(/-----[A-Z ]+-----|\n/g, '')}</ds:X509Certificate>`)
  })

  it('has the digest and the signature of its canonical form, computed by hand', async () => {
    const text = await assertion({issuer: 'https://idp.test', user: 'sfadmin'})
    const [signature] = /<ds:Signature.*<\/ds:Signature>/s.exec(text)!
    const canonical = (xml: string): string => xml.replaceAll(/<([\w:]+)([^<>]*)\/>/g, '<$1$2></$1>')
    const digest = /<ds:DigestValue>([^<]+)</.exec(signature)![1]
    expect(createHash('sha256').update(canonical(text.replace(signature, ''))).digest('base64')).to.equal(digest)
    const [info] = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(signature)!
    const signed = canonical(info).replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">')
    const value = Buffer.from(/<ds:SignatureValue>([^<]+)</.exec(signature)![1]!, 'base64')
    expect(verify('sha256', Buffer.from(signed), createPublicKey(rsaSigner.cert), value)).to.equal(true)
    expect(info).to.include('Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"').and.include('#rsa-sha256"').and.include('URI="#_')
  })

  it('is verified by xmlsec1, and is not once a letter is another', async function () {
    if (!hasXmlsec) return this.skip()
    const folder = mkdtempSync(join(tmpdir(), 'c1ctl-test-'))
    const check = (text: string): void => {
      writeFileSync(join(folder, 'a.xml'), text)
      writeFileSync(join(folder, 'c.pem'), rsaSigner.cert)
      execFileSync('xmlsec1', ['--verify', '--enabled-key-data', 'x509', '--trusted-pem', join(folder, 'c.pem'), '--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion', join(folder, 'a.xml')], {stdio: 'pipe'})
    }
    try {
      const text = await assertion()
      check(text)
      expect(() => check(text.replace('sfadmin', 'sfAdmin'))).to.throw()
      expect(() => check(text.replace('KEY1', 'KEY2'))).to.throw()
    } finally {
      rmSync(folder, {recursive: true})
    }
  })

  it('holds any name as it is, and its signature with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary', minLength: 1, maxLength: 12}), async (user) => {
        let text: string
        try {
          text = await assertion({user})
        } catch (error) {
          expect(error).to.be.instanceOf(Unplaceable)
          return
        }
        const judge = new SignedXml({publicCert: rsaSigner.cert})
        judge.loadSignature(/<ds:Signature.*<\/ds:Signature>/s.exec(text)![0])
        expect(judge.checkSignature(text)).to.equal(true)
        const [, shown] = /<saml2:NameID[^>]*>(.*)<\/saml2:NameID>/s.exec(judge.getSignedReferences()[0]!)!
        expect(shown!.replaceAll(/&#xD;|&lt;|&gt;|&amp;/g, (one) => ({'&#xD;': '\r', '&lt;': '<', '&gt;': '>', '&amp;': '&'})[one]!)).to.equal(user)
      }),
      {numRuns: 150},
    )
  })

  it('is not made with a key that does not belong to the certificate, or one that is no RSA key', async () => {
    const other = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs8', format: 'pem'}) as string
    for (const [more, words] of [
      [{key: new Secret(other)}, 'key does not belong to the certificate in cert'],
      [{key: new Secret(selfSigned.key), cert: selfSigned.cert}, 'key must be an RSA key to sign a SAML assertion'],
      [{cert: 'x'}, 'cert is no certificate in PEM form'],
      [{user: 'a\u0000b'}, 'the subject holds a character that XML cannot carry'],
    ] as Array<[Record<string, Value>, string]>) {
      const error = await assertion(more).then(() => null, (reason: Error) => reason)
      expect(error?.message).to.match(new RegExp(words.replace(/^(key|cert) /, '^$1(?: \\(of \\1\\))? ')))
    }
  })
})
