import {createECDH, createHash, createPrivateKey, type KeyObject} from 'node:crypto'
import type {Secret} from '../../credentials/secret.ts'
import {codeOf, parseJson, type Answer} from '../judge.ts'
import type {Wire} from '../outgoing.ts'
import type {Moment} from '../values.ts'

/** A key of one run, on the curve P-256. */
export interface ProofKey {
  privateKey: KeyObject
  jwk: {kty: 'EC'; crv: 'P-256'; x: string; y: string}
}

/** Makes a key. @param random bytes fit for cryptography */
export function proofKey(random: (bytes: number) => Uint8Array): ProofKey {
  const pair = createECDH('prime256v1')
  const scalar = Buffer.from(random(32))
  try {
    pair.setPrivateKey(scalar)
  } catch {
    // One number in four thousand million is too large for the curve.
    return proofKey(random)
  }
  const point = pair.getPublicKey()
  const jwk = {kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url')} as const
  return {jwk, privateKey: createPrivateKey({key: {...jwk, d: scalar.toString('base64url')}, format: 'jwk'})}
}

/**
 * Adds the proof that whoever sends a request has the key that its token is bound to (RFC 9449, section 4.2).
 * @param use.nonce what the app asked to put in
 * @param use.accessToken the token that the request bears
 */
export async function signDpop(wire: Wire, {key, nonce, accessToken}: {key: ProofKey; nonce: string | undefined; accessToken: Secret | undefined}, {now, random, libraries}: Moment): Promise<Wire> {
  const {origin, pathname} = new URL(wire.url)
  const {SignJWT} = await libraries.jose()
  const claims = {
    jti: Buffer.from(random(16)).toString('hex'),
    htm: wire.method,
    htu: origin + pathname,
    iat: Math.floor(now / 1000),
    ...(nonce === undefined ? {} : {nonce}),
    ...(accessToken ? {ath: createHash('sha256').update(accessToken.reveal()).digest('base64url')} : {}),
  }
  const proof = await new SignJWT(claims).setProtectedHeader({typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk}).sign(key.privateKey)
  return {...wire, headers: {...wire.headers, dpop: proof}}
}

/** Whether an answer demands a proof, and the nonce to put in it (RFC 9449, sections 7.1, 8 and 9). @returns undefined when it does not */
export function dpopNonce({status, headers, body}: Answer): {nonce: string | undefined} | undefined {
  const code = status === 400 ? codeOf(parseJson(body)) : status === 401 ? /\berror="?(\w+)/.exec(headers['www-authenticate'] ?? '')?.[1] : undefined
  return code === 'invalid_dpop_proof' || code === 'use_dpop_nonce' ? {nonce: headers['dpop-nonce']} : undefined
}
