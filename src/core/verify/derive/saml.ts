import type {Derivation} from '../../catalog/types.ts'
import {fillDocument, fillEntries, fillWhole, namesOf, xmlText} from '../place.ts'
import {Unplaceable, type Moment, type ValueSource} from '../values.ts'
import {certificateOf, privateKeyOf} from './key.ts'

const signing = {
  canonical: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  method: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
}

/** How far back the assertion is valid, in milliseconds: clocks differ. */
const skew = 60_000

/**
 * A SAML 2.0 bearer assertion (RFC 7522, section 3), signed with RSA-SHA256, in base64.
 * @throws Unplaceable when key or certificate cannot be used
 */
export async function samlAssertion(recipe: Extract<Derivation, {how: 'saml-assertion'}>, source: ValueSource, {now, random, libraries}: Moment): Promise<string> {
  const text = (template: string, what: string): string => xmlText(fillWhole(template, source), what)
  const keyName = namesOf(recipe.key, source)
  const key = privateKeyOf(fillDocument(recipe.key, source), keyName)
  if (key.asymmetricKeyType !== 'rsa') throw new Unplaceable(`${keyName} must be an RSA key to sign a SAML assertion`)
  const certificateName = namesOf(recipe.certificate, source)
  const certificate = certificateOf(fillDocument(recipe.certificate, source), certificateName)
  if (!certificate.checkPrivateKey(key)) throw new Unplaceable(`${keyName} does not belong to the certificate in ${certificateName}`)

  const at = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z')
  const until = at(now + recipe.lifetime * 1000)
  const attributes = fillEntries(Object.entries(recipe.attributes), (value) => text(value, 'an attribute'))
    .map(([name, value]) => `<saml2:Attribute Name="${xmlText(name, 'an attribute')}"><saml2:AttributeValue>${value}</saml2:AttributeValue></saml2:Attribute>`)
    .join('')
  const assertion = [
    `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${Buffer.from(random(16)).toString('hex')}" IssueInstant="${at(now)}" Version="2.0">`,
    `<saml2:Issuer>${text(recipe.issuer, 'the issuer')}</saml2:Issuer>`,
    `<saml2:Subject><saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">${text(recipe.subject, 'the subject')}</saml2:NameID>`,
    '<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml2:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${text(recipe.recipient, 'the recipient')}"/></saml2:SubjectConfirmation></saml2:Subject>`,
    `<saml2:Conditions NotBefore="${at(now - skew)}" NotOnOrAfter="${until}">`,
    `<saml2:AudienceRestriction><saml2:Audience>${text(recipe.audience, 'the audience')}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>`,
    `<saml2:AuthnStatement AuthnInstant="${at(now)}"><saml2:AuthnContext>`,
    '<saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>',
    attributes === '' ? '' : `<saml2:AttributeStatement>${attributes}</saml2:AttributeStatement>`,
    '</saml2:Assertion>',
  ].join('')

  const {SignedXml} = await libraries.xml()
  const signed = new SignedXml({privateKey: key, publicCert: certificate.toString(), canonicalizationAlgorithm: signing.canonical, signatureAlgorithm: signing.method})
  signed.addReference({xpath: '/*', transforms: [signing.enveloped, signing.canonical], digestAlgorithm: signing.digest})
  signed.computeSignature(assertion, {prefix: 'ds', location: {reference: '/*/*[local-name(.)="Issuer"]', action: 'after'}})
  return Buffer.from(signed.getSignedXml(), 'utf8').toString('base64')
}
