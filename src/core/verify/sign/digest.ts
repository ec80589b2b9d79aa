import {createHash} from 'node:crypto'
import type {Secret} from '../../credentials/secret.ts'
import type {Wire} from '../outgoing.ts'
import {strictlyEncoded} from '../place.ts'
import {Unplaceable} from '../values.ts'

/** What an app asks for in the WWW-Authenticate header of a 401 (RFC 7616, section 3.3). */
export interface Challenge {
  realm: string
  nonce: string
  opaque?: string
  algorithm: 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess'
  /** False for an app that knows RFC 2069 alone. */
  qop: boolean
  /** The nonce of the request before was too old; the credential itself was right. */
  stale: boolean
  userhash: boolean
}

const algorithms = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'] as const

/**
 * Reads the strongest digest challenge of a WWW-Authenticate header.
 * @returns null when there is none that can be answered: no digest, another algorithm, or `auth-int` alone
 */
export function challengeOf(header: string): Challenge | null {
  const found = challengesIn(header).flatMap(({scheme, parameters}): Challenge[] => {
    const algorithm = algorithms.find((one) => one.toLowerCase() === (parameters['algorithm'] ?? 'MD5').toLowerCase())
    const qop = parameters['qop']?.toLowerCase().split(',').map((one) => one.trim())
    const {realm, nonce, opaque} = parameters
    if (scheme !== 'digest' || !algorithm || realm === undefined || nonce === undefined || (qop && !qop.includes('auth'))) return []
    return [{realm, nonce, ...(opaque === undefined ? {} : {opaque}), algorithm, qop: qop !== undefined, stale: parameters['stale']?.toLowerCase() === 'true', userhash: parameters['userhash']?.toLowerCase() === 'true'}]
  })
  return found.sort((one, other) => algorithms.indexOf(one.algorithm) - algorithms.indexOf(other.algorithm))[0] ?? null
}

/** The challenges of a header, several of which may stand behind one another (RFC 9110, section 11.6.1). */
function challengesIn(header: string): Array<{scheme: string; parameters: Record<string, string>}> {
  const found: Array<{scheme: string; parameters: Record<string, string>}> = []
  const piece = /[\s,]*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w!#$%&'*+.^`|~-]+)(?:\s+[\w.~+/-]+=*(?=\s*(?:,|$)))?)/y
  for (let match = piece.exec(header); match; match = piece.exec(header)) {
    const [, name, quoted, token, scheme] = match
    if (scheme !== undefined) found.push({scheme: scheme.toLowerCase(), parameters: {}})
    else Object.assign(found.at(-1)?.parameters ?? {}, {[name!.toLowerCase()]: quoted?.replaceAll(/\\(.)/g, '$1') ?? token})
  }
  return found
}

/**
 * Answers a challenge (RFC 7616, section 3.4).
 * @param use.count how often the nonce has been used, this time included
 * @param use.cnonce a random text of ours
 * @throws Unplaceable when the user name cannot stand in the answer
 */
export function signDigest(wire: Wire, {username, password}: {username: string; password: Secret}, challenge: Challenge, {count, cnonce}: {count: number; cnonce: string}): Wire {
  const {realm, nonce, opaque, algorithm, qop} = challenge
  const hash = (text: string): string => createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5').update(text, 'utf8').digest('hex')
  const {pathname, search} = new URL(wire.url)
  const uri = pathname + search
  const nc = count.toString(16).padStart(8, '0')
  const own = hash(`${username}:${realm}:${password.reveal()}`)
  const a1 = algorithm.endsWith('-sess') ? hash(`${own}:${nonce}:${cnonce}`) : own
  const a2 = hash(`${wire.method}:${uri}`)
  const response = hash(qop ? `${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`)
  const parts = [
    userPart(username, realm, challenge.userhash, hash),
    `realm=${quoted(realm)}`,
    `uri=${quoted(uri)}`,
    `algorithm=${algorithm}`,
    `nonce=${quoted(nonce)}`,
    ...(qop ? [`nc=${nc}`, 'qop=auth'] : []),
    ...(qop || algorithm.endsWith('-sess') ? [`cnonce=${quoted(cnonce)}`] : []),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(challenge.userhash ? ['userhash=true'] : []),
  ]
  return {...wire, headers: {...wire.headers, authorization: Buffer.from(`Digest ${parts.join(', ')}`, 'utf8').toString('latin1')}}
}

function userPart(username: string, realm: string, hashed: boolean, hash: (text: string) => string): string {
  if (hashed) return `username="${hash(`${username}:${realm}`)}"`
  if (/[\u0000-\u001F\u007F]/.test(username)) throw new Unplaceable('the user name holds a control character, which digest authentication cannot carry')
  // RFC 7616, section 3.4: what a quoted string of HTTP cannot carry is written by RFC 8187.
  return /^[\u0020-\u007E]*$/.test(username) ? `username=${quoted(username)}` : `username*=UTF-8''${strictlyEncoded(username)}`
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
