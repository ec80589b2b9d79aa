import type {Recipe} from '../catalog/types.ts'
import {certificateOf, privateKeyOf} from './derive/key.ts'
import {fillDocument, fillEntries, namesOf} from './place.ts'
import type {Tls} from './outgoing.ts'
import {Unplaceable, type ValueSource} from './values.ts'

/**
 * What a recipe says of its connections, with the values in place; a part whose field has no value is left out.
 * @param sources.identity gives what we show of ourselves, `sources.trust` what decides whom we believe
 * @returns undefined when there is nothing to say
 * @throws Unplaceable when a certificate or key cannot be used
 */
export function tlsOf({unverified, authority: authorities, ...own}: NonNullable<Recipe['tls']>, {identity, trust}: {identity: ValueSource; trust: ValueSource}): Tls | undefined {
  const read = (texts: Record<string, string>, source: ValueSource) => Object.fromEntries(fillEntries(Object.entries(texts), (text) => ({text: fillDocument(text, source), what: namesOf(text, source)})))
  const {certificate, key} = read(own, identity)
  const {authority} = read(authorities === undefined ? {} : {authority: authorities}, trust)
  if (authority) certificateOf(authority.text, authority.what)
  if (certificate && !key) throw new Unplaceable(`${certificate.what} is a client certificate without its private key`)
  if (key && !certificate) throw new Unplaceable(`${key.what} is a private key without its client certificate`)
  if (certificate && key && !certificateOf(certificate.text, certificate.what).checkPrivateKey(privateKeyOf(key.text, key.what))) throw new Unplaceable(`${key.what} does not belong to the certificate in ${certificate.what}`)
  const settings = {
    ...(certificate && key ? {certificate: certificate.text, key: key.text} : {}),
    ...(authority ? {authority: authority.text} : {}),
    unverified: unverified !== undefined && trust.isOn(unverified),
  }
  return Object.keys(settings).length > 1 || settings.unverified ? settings : undefined
}
