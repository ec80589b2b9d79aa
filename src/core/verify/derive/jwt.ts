import type {KeyObject} from 'node:crypto'
import type {Derivation, JwtAlgorithm} from '../../catalog/types.ts'
import {fill, fillDocument, fillEntries, fillJson, namesOf} from '../place.ts'
import {Unplaceable, type Moment, type ValueSource} from '../values.ts'
import {privateKeyOf} from './key.ts'

/**
 * A signed JWT (RFC 7519). Claims whose fields have no value are left out; `iat` and `exp` are set.
 * @throws Unplaceable when the key cannot sign in the given way
 */
export async function jwt({algorithm, key, header, claims, lifetime, backdate}: Extract<Derivation, {how: 'jwt'}>, source: ValueSource, {now, libraries}: Moment): Promise<string> {
  const what = namesOf(key, source)
  const text = fillDocument(key, source)
  const payload = fillJson(claims, source) as Record<string, unknown>
  const named = Object.fromEntries(fillEntries(Object.entries(header), (value) => fill(value, source)))
  const signer = algorithm === 'HS256' ? new TextEncoder().encode(text) : fitting(privateKeyOf(text, what), algorithm, what)
  const seconds = Math.floor(now / 1000)
  const {SignJWT} = await libraries.jose()
  try {
    return await new SignJWT({...payload, iat: seconds - backdate, exp: seconds + lifetime}).setProtectedHeader({typ: 'JWT', ...named, alg: algorithm}).sign(signer)
  } catch {
    // What the library says of a key may quote it.
    throw new Unplaceable(`${what} cannot sign a JWT with ${algorithm}`)
  }
}

function fitting(key: KeyObject, algorithm: JwtAlgorithm, what: string): KeyObject {
  const {asymmetricKeyType: type, asymmetricKeyDetails: details} = key
  const wanted = {HS256: '', RS256: 'an RSA key', ES256: 'a key on the curve P-256', EdDSA: 'an Ed25519 key'}[algorithm]
  const fits = algorithm === 'RS256' ? type === 'rsa' : algorithm === 'ES256' ? type === 'ec' && details?.namedCurve === 'prime256v1' : type === 'ed25519'
  if (!fits) throw new Unplaceable(`${what} must be ${wanted} to sign with ${algorithm}`)
  // RFC 7518, section 3.3.
  if (type === 'rsa' && (details?.modulusLength ?? 0) < 2048) throw new Unplaceable(`${what} is an RSA key of ${details?.modulusLength} bits, where ${algorithm} needs 2048`)
  return key
}
