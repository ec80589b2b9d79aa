import type {RecipeAuth, RecipeBody} from '../catalog/types.ts'
import {buildUrl, fill, fillEntries, fillJson, formText, headerValue, xmlText} from './place.ts'
import type {Wire} from './outgoing.ts'
import {Unplaceable, type ValueSource} from './values.ts'

/** The parts of a recipe that a request without credentials is made of. */
export interface RequestParts {
  method: string
  url: string
  headers: Record<string, string>
  body?: RecipeBody | undefined
  /** What to accept where the headers do not say. */
  accept: string
}

/** Makes a request of a recipe's texts, as yet without credentials. @throws Unplaceable */
export function unsigned({method, url: template, headers: given, body: content, accept}: RequestParts, source: ValueSource): Wire {
  const url = buildUrl(template, source)
  const named = Object.entries(given).map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const headers: Record<string, string> = Object.fromEntries(fillEntries(named, (value) => headerValue(fill(value, source), 'a header')))
  headers['accept'] ??= accept
  const {body, type} = bodyOf(content, source)
  if (type) headers['content-type'] ??= type
  return {method, url: url.href, headers, body}
}

function bodyOf(body: RecipeBody | undefined, source: ValueSource): {body: string | null; type?: string} {
  if (body === undefined) return {body: null}
  if ('json' in body) return {body: JSON.stringify(fillJson(body.json, source)), type: 'application/json'}
  if ('xml' in body) return {body: fill(body.xml, source, xmlText), type: 'text/xml; charset=utf-8'}
  return {body: new URLSearchParams(fillEntries(Object.entries(body.form), (value) => fill(value, source))).toString(), type: 'application/x-www-form-urlencoded'}
}

/** Adds credentials that are a header as they are. @throws Unplaceable */
export function withHeader(wire: Wire, auth: Extract<RecipeAuth, {scheme: 'bearer' | 'basic' | 'header'}>, source: ValueSource): Wire {
  return {...wire, headers: {...wire.headers, ...credentialHeader(auth, source)}}
}

function credentialHeader(auth: Extract<RecipeAuth, {scheme: 'bearer' | 'basic' | 'header'}>, source: ValueSource): Record<string, string> {
  if (auth.scheme === 'bearer') return {authorization: headerValue(`Bearer ${fill(auth.token, source)}`, 'the token')}
  if (auth.scheme === 'header') return {[auth.name.toLowerCase()]: headerValue(fill(auth.value, source), 'the credential')}
  const user = fill(auth.username, source)
  // RFC 7617, section 2: the first colon ends the user name, so another one would move its rest into the password.
  if (user.includes(':')) throw new Unplaceable('the user name holds a colon, which basic authentication cannot carry')
  return {authorization: basic(user, fill(auth.password, source))}
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`

/** The request for a token by the client credentials grant (RFC 6749, section 4.4). @throws Unplaceable */
export function clientCredentials(auth: Extract<RecipeAuth, {scheme: 'client-credentials'}>, source: ValueSource): Wire {
  const url = buildUrl(auth.tokenUrl, source)
  const id = fill(auth.clientId, source)
  const secret = fill(auth.clientSecret, source)
  const more = Object.fromEntries(fillEntries(Object.entries({scope: auth.scope, audience: auth.audience}).filter((entry): entry is [string, string] => entry[1] !== undefined), (value) => fill(value, source)))
  const entries = {grant_type: 'client_credentials', ...(auth.clientAuth === 'body' ? {client_id: id, client_secret: secret} : {}), ...more}
  return {
    method: 'POST',
    url: url.href,
    headers: {
      accept: 'application/json',
      'content-type': auth.encoding === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      // RFC 6749, section 2.3.1: both halves are form-encoded before they are joined.
      ...(auth.clientAuth === 'basic' ? {authorization: basic(formText(id), formText(secret))} : {}),
    },
    body: auth.encoding === 'json' ? JSON.stringify(entries) : new URLSearchParams(entries).toString(),
  }
}
