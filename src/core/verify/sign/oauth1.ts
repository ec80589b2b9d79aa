import {createHmac} from 'node:crypto'
import type {Secret} from '../../credentials/secret.ts'
import type {Wire} from '../outgoing.ts'
import {strictlyEncoded} from '../place.ts'

/** The two pairs of OAuth 1.0a. */
export interface OAuth1Keys {
  consumerKey: string
  consumerSecret: Secret
  token: string
  tokenSecret: Secret
  realm?: string
}

/**
 * Signs a request by OAuth 1.0a (RFC 5849, section 3) with HMAC-SHA256; parameters of the query and of a form are signed, other bodies are not.
 * @param timestamp whole seconds since 1970
 * @param nonce has never been used with this timestamp
 */
export function signOAuth1(wire: Wire, {consumerKey, consumerSecret, token, tokenSecret, realm}: OAuth1Keys, {timestamp, nonce}: {timestamp: number; nonce: string}): Wire {
  const protocol: Array<[string, string]> = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_token', token],
    ['oauth_version', '1.0'],
  ]
  const key = `${strictlyEncoded(consumerSecret.reveal())}&${strictlyEncoded(tokenSecret.reveal())}`
  const signature = createHmac('sha256', key).update(signatureBase(wire, protocol)).digest('base64')
  const parameters = [...protocol, ['oauth_signature', signature] as const].map(([name, value]) => `${name}="${strictlyEncoded(value)}"`)
  // RFC 5849, section 3.5.1: the realm is no part of what is signed, and a quoted string of HTTP.
  if (realm !== undefined) parameters.unshift(`realm="${realm.replaceAll(/["\\]/g, '\\$&')}"`)
  return {...wire, headers: {...wire.headers, authorization: `OAuth ${parameters.join(', ')}`}}
}

/** The text that is signed (RFC 5849, section 3.4.1). @param protocol the parameters of the Authorization header, without realm */
export function signatureBase({method, url, headers, body}: Wire, protocol: Array<[string, string]>): string {
  const {origin, pathname, searchParams} = new URL(url)
  const form = headers['content-type']?.split(';')[0]!.trim().toLowerCase() === 'application/x-www-form-urlencoded' ? [...new URLSearchParams(body ?? '')] : []
  const parameters = [...searchParams, ...form, ...protocol]
    .map(([name, value]) => [strictlyEncoded(name), strictlyEncoded(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
  return [method.toUpperCase(), strictlyEncoded(origin + pathname), strictlyEncoded(parameters.join('&'))].join('&')
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
