import type {BodyExpectation, HttpRecipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {valueAt} from './json-path.ts'
import type {Verdict} from './types.ts'

/** An answer of an app, read to its end. */
export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** Why no answer was had. */
export type Fault =
  | {kind: 'timeout'}
  /** `code` as Node or undici names it, CLOSED, or GARBAGE for what is in another protocol; `during` the answer's body when its head was there already. */
  | {kind: 'network'; code: string; during: 'request' | 'body'}
  | {kind: 'too-large'}
  | {kind: 'proxy'; status: number | null}

/** What an answer proves. */
export interface Judgement {
  verdict: Verdict
  identity: string | null
  reason: string | null
}

/** Tells a judgement from what a step took out of an answer. */
export const isJudgement = (one: object): one is Judgement => 'verdict' in one

/** What a judgement may know about the request that was answered. */
export interface Asked {
  /** Shown to people. */
  host: string
  /** Values that may not be repeated in an identity or a reason. */
  secrets: Secret[]
}

/** The verdict that proves nothing. */
export const unreachable = (reason: string): Judgement => ({verdict: 'unreachable', identity: null, reason})
/** The verdict that a credential was refused. */
export const denied = (reason: string): Judgement => ({verdict: 'denied', identity: null, reason})

/** True for a status that is neither the recipe's proof nor its refusal and that often passes: worth another try. */
export function mayPass(recipe: HttpRecipe, status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status) && !recipe.ok.status.includes(status) && !recipe.denied.status.includes(status)
}

/**
 * Judges an answer by its recipe.
 * @param answer the last one, after redirects within the origin and retries
 */
export function judge(recipe: HttpRecipe, answer: Answer, asked: Asked): Judgement {
  const {status} = answer
  const json = parseJson(answer.body)
  const named = `${asked.host} answered ${status}`
  if (recipe.ok.status.includes(status)) {
    if (json === undefined && expectsJson(recipe, status)) return unreachable(`${named}, but not with JSON: is a proxy or a login page in between?`)
    if (!recipe.ok.body || meets(recipe.ok.body, json)) return {verdict: 'verified', identity: identityOf(recipe, json, asked), reason: null}
    if (refuses(recipe, status, json)) return denied(`${named}, and its content says no${errorCode(json, asked)}`)
    if (recipe.denied.status.includes(status)) return unreachable(`${named}, and its content neither proves nor refuses the credential${errorCode(json, asked)}`)
    if (passing.test(codeOf(json) ?? '')) return unreachable(`${named}, but has a passing fault${errorCode(json, asked)}`)
    return denied(`${named}, and its content says no${errorCode(json, asked)}`)
  }
  return unproven(recipe, answer, json, asked)
}

/** Judges an answer that is not the recipe's proof. */
export function unproven(recipe: HttpRecipe, answer: Answer, json: unknown, asked: Asked): Judgement {
  const {status, headers} = answer
  const named = `${asked.host} answered ${status}`
  if (status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined)) return unreachable(`${named}: too many requests, try again later`)
  if (refuses(recipe, status, json) || status === 401 || status === 403) {
    const page = /^\s*text\/html/i.test(headers['content-type'] ?? '') ? ' (as a web page: a proxy or firewall may have answered instead)' : ''
    return denied(`${named}: the credential was refused${errorCode(json, asked)}${page}`)
  }
  if (status >= 300 && status < 400) return unreachable(`${named} and redirects too often or nowhere`)
  if (status === 407) return unreachable('the proxy asks for a user name and password (407)')
  if (status === 429) return unreachable(`${named}: too many requests, try again later`)
  if (status >= 500) return unreachable(`${named}: the app has a fault of its own`)
  return unreachable(`${named}, which proves nothing about the credential: check the host and the settings in its URL${errorCode(json, asked)}`)
}

/** A redirect that was not followed. @param location where it leads, or null when that does not parse */
export function judgeRedirect(status: number, location: URL | null, asked: Asked): Judgement {
  const where = location && location.host !== '' && !repeats(location.host, asked.secrets) ? `${location.protocol}//${location.host}` : 'another place'
  return unreachable(`${asked.host} answered ${status} and redirects to ${where}; credentials were not sent there. If that is the right host, put it into c1ctl.yaml`)
}

const passing = /^(?:rate_?limited|internal_error|fatal_error|server_error|service_unavailable|request_timeout|temporarily_unavailable)$/

const network: Record<string, string> = {
  ENOTFOUND: 'the name does not resolve (DNS)',
  EAI_AGAIN: 'the name server does not answer (DNS)',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  CLOSED: 'the connection was closed before an answer',
  GARBAGE: 'the answer is in another protocol; is it the right port?',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'the connection was not answered in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not answered in time',
  EACCES: 'the operating system forbids the connection',
  EPERM: 'the operating system forbids the connection',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet; is the clock of this machine right?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed; if that is meant, name it with NODE_EXTRA_CA_CERTS=FILE',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate comes from an unknown authority (self-signed in the chain); name it with NODE_EXTRA_CA_CERTS=FILE',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate comes from an unknown authority; name it with NODE_EXTRA_CA_CERTS=FILE',
  UNABLE_TO_GET_ISSUER_CERT: 'its TLS certificate comes from an unknown authority; name it with NODE_EXTRA_CA_CERTS=FILE',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate comes from an unknown authority; name it with NODE_EXTRA_CA_CERTS=FILE',
  CERT_REVOKED: 'its TLS certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on that port (http:// instead of https://?)',
  EPROTO: 'it does not speak TLS on that port (http:// instead of https://?)',
  UND_ERR_HEADERS_OVERFLOW: 'its answer has too large a head',
}

/** Says why no answer was had. @param timeoutSeconds what the check was allowed to take */
export function judgeFault(fault: Fault, asked: Asked, timeoutSeconds: number): Judgement {
  if (fault.kind === 'timeout') return unreachable(`${asked.host} did not answer within ${timeoutSeconds} s`)
  if (fault.kind === 'too-large') return unreachable(`${asked.host}: the answer is larger than 1 MiB`)
  if (fault.kind === 'proxy') return unreachable(`the proxy for ${asked.host} ${fault.status === null ? 'cannot be used: check HTTPS_PROXY and HTTP_PROXY' : `refused with ${fault.status}${fault.status === 407 ? ': it asks for a user name and password' : ''}`}`)
  if (fault.during === 'body') return unreachable(`${asked.host}: the answer was cut off`)
  if (/^ERR_SSL_.*ALERT/.test(fault.code)) return unreachable(`${asked.host} refused the TLS connection (${fault.code.replace(/^ERR_SSL_(?:TLSV\d+|SSLV3|SSL)_ALERT_/, '').toLowerCase().replaceAll('_', ' ')}): does it ask for a client certificate, or for another one?`)
  if (fault.code.startsWith('HPE_')) return unreachable(`${asked.host}: the answer is not HTTP`)
  return unreachable(`${asked.host}: ${network[fault.code] ?? `the request failed (${fault.code})`}`)
}

/** How long to wait before the next try. */
export type Wait = {milliseconds: number} | {later: string}

/**
 * Reads Retry-After (RFC 9110, section 10.2.3: seconds or a date).
 * @param fallback milliseconds when the app says nothing
 * @param left milliseconds until the deadline
 * @param now milliseconds since 1970
 * @returns how long to wait, or in words when to come back because it does not fit
 */
export function waitFor(headers: Record<string, string>, fallback: number, left: number, now: number): Wait {
  const text = headers['retry-after']?.trim() ?? ''
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Number.isNaN(Date.parse(text)) ? null : Math.max(0, Date.parse(text) - now)
  const milliseconds = asked ?? fallback
  if (milliseconds < left) return {milliseconds}
  return {later: asked === null ? '' : `the app asks to come back in ${Math.ceil(asked / 1000)} s`}
}

function refuses(recipe: HttpRecipe, status: number, json: unknown): boolean {
  return recipe.denied.status.includes(status) && (!recipe.denied.body || meets(recipe.denied.body, json))
}

function expectsJson(recipe: HttpRecipe, status: number): boolean {
  if (recipe.method === 'HEAD' || status === 204) return false
  const accept = Object.entries(recipe.headers).find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? ''
  return recipe.identity !== undefined || recipe.ok.body !== undefined || /\bjson\b/i.test(accept)
}

function meets(expectation: BodyExpectation, json: unknown): boolean {
  const value = valueAt(json, expectation.path)
  const present = value !== undefined && value !== null && value !== ''
  if (expectation.present !== undefined && present !== expectation.present) return false
  if (expectation.equals !== undefined && value !== expectation.equals) return false
  return expectation.notEquals === undefined || (present && value !== expectation.notEquals)
}

function identityOf(recipe: HttpRecipe, json: unknown, asked: Asked): string | null {
  const value = recipe.identity === undefined ? undefined : valueAt(json, recipe.identity)
  if (typeof value !== 'string' && typeof value !== 'number') return null
  return shownName(String(value), asked)
}

/** A name out of an answer as it is shown: cleaned, and null when it repeats a secret. */
export function shownName(value: string, asked: Asked): string | null {
  const text = clean(value)
  return text === '' || repeats(value, asked.secrets) || repeats(text, asked.secrets) ? null : text
}

/** Without control and formatting characters, one line, at most 200 characters. */
function clean(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim()].slice(0, 200).join('')
}

/** An app's own short code, such as invalid_auth; nothing else of an answer is ever shown. */
export function errorCode(json: unknown, asked: Asked): string {
  const code = codeOf(json)
  return code === null || repeats(code, asked.secrets) ? '' : ` (${code})`
}

/** The short code of a fault, as apps write it in different places, or null. */
export function codeOf(json: unknown): string | null {
  for (const path of ['error', 'error.code', 'Error.Code', 'code', 'errorCode', 'error_code', '__type']) {
    const value = valueAt(json, path)
    if (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.-]{1,39}$/.test(value)) return value
  }
  return null
}

/** Four characters and more: a shorter secret would be found in any text. */
function repeats(text: string, secrets: Secret[]): boolean {
  const lower = text.toLowerCase()
  return secrets.some((secret) => secret.reveal().length >= 4 && lower.includes(secret.reveal().toLowerCase()))
}

/** What a JSON text says, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    return undefined
  }
}
