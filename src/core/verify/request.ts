import {holds, parseCondition} from '../catalog/condition.ts'
import type {Connector, HttpRecipe, Recipe, RecipeAuth, RecipeBody} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {buildUrl, fill, fillEntries, fillJson, formText, headerValue, Unplaceable, ValueSource, xmlText, type Value} from './place.ts'

const inspect = Symbol.for('nodejs.util.inspect.custom')

/** A request as it goes on the wire. Holds credentials: only the adapter that sends it looks at it. */
export interface Wire {
  method: string
  url: string
  /** Names in lower case; values one byte a character. */
  headers: Record<string, string>
  body: string | null
}

/** A request with its credentials inside: printing or serializing it shows method and host alone (law 1). */
export class OutgoingRequest {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** Host and port as shown to people. */
  readonly host: string
  readonly #wire: Wire

  constructor(wire: Wire) {
    const url = new URL(wire.url)
    this.method = wire.method
    this.origin = url.origin
    this.host = url.host
    this.#wire = wire
  }

  /** What to send; for the adapter only. */
  reveal(): Wire {
    return this.#wire
  }

  /** The same request with an access token. @throws Unplaceable when the token cannot stand in a header */
  withBearer(token: Secret): OutgoingRequest {
    const authorization = headerValue(`Bearer ${token.reveal()}`, 'the access token')
    return new OutgoingRequest({...this.#wire, headers: {...this.#wire.headers, authorization}})
  }

  /** The same request to another place of the same origin. @throws Error for another origin: credentials never follow a redirect there */
  movedTo(location: URL): OutgoingRequest {
    if (location.origin !== this.origin) throw new Error('credentials do not follow to another origin')
    return new OutgoingRequest({...this.#wire, url: location.href})
  }

  /** Where a Location header leads from here, or null when it does not parse. */
  resolve(location: string): URL | null {
    return URL.canParse(location, this.#wire.url) ? new URL(location, this.#wire.url) : null
  }

  toString(): string {
    return `${this.method} ${this.origin}/***`
  }
  toJSON(): string {
    return this.toString()
  }
  [inspect](): string {
    return this.toString()
  }
}

/** One recipe made ready to run, or the reason why it will not be run. */
export type Planned = {recipe: string; item: string | null} & (
  | {kind: 'untested'; reason: string}
  | {
      kind: 'request'
      check: HttpRecipe
      /** Gets the access token that `request` still lacks. */
      token: OutgoingRequest | null
      request: OutgoingRequest
      /** Names of the secret fields whose values are in it. */
      carries: string[]
      /** Those values: for telling whether an answer repeats one. */
      secrets: Secret[]
      /** Names of fields of the project that chose the host. */
      hostFields: string[]
    }
)

/**
 * Makes requests of a connector's recipes: every recipe whose condition holds, once for each item of its list.
 * @param auth name of the chosen auth method, or null when the connector has none
 * @param values by field name; what the auth method sets counts too
 * @returns in the order of the catalog; nothing is thrown for values that do not fit, they become a reason
 */
export function planChecks(connector: Connector, auth: string | null, values: Record<string, Value>): Planned[] {
  const all: Record<string, Value> = {...values, ...(auth === null ? {} : connector.auth[auth]?.sets)}
  const texts = Object.fromEntries(Object.entries({...defaultsOf(connector), ...all}).map(([name, value]) => [name, textOf(value)]))
  return Object.entries(connector.recipes)
    .flatMap(([name, recipe]): Planned[] => {
      const read = parseCondition(recipe.when)
      if ('fault' in read) return [{kind: 'untested', recipe: name, item: null, reason: `the recipe's condition cannot be read: it ${read.fault}`}]
      if (!holds(read.condition, {auth, values: texts})) return []
      if (recipe.each === undefined) return [planOne(connector, name, recipe, null, all)]
      const list = all[recipe.each]
      const items = (Array.isArray(list) ? list : textOf(list ?? '').split(',')).map((item) => item.trim()).filter((item) => item !== '')
      return items.map((item) => planOne(connector, name, recipe, list instanceof Secret ? '***' : item, {...all, [recipe.each!]: list instanceof Secret ? new Secret(item) : item}))
    })
}

function planOne(connector: Connector, name: string, recipe: Recipe, item: string | null, values: Record<string, Value>): Planned {
  const untested = (reason: string): Planned => ({kind: 'untested', recipe: name, item, reason})
  if (recipe.kind !== 'http') return untested('c1ctl cannot speak this protocol yet')
  if (recipe.auth.scheme === 'other') return untested(`c1ctl cannot sign in this way: ${recipe.auth.how}`)
  if (recipe.spendsCredential) return untested('the check would spend a credential that can be used only once')
  const source = new ValueSource(connector.fields, values)
  try {
    const request = new OutgoingRequest(wireOf(recipe, source))
    const token = tokenWire(recipe.auth, source)
    const carries = [...source.secretsTaken].sort()
    return {kind: 'request', check: recipe, recipe: name, item, token: token && new OutgoingRequest(token), request, carries, secrets: carries.map((field) => values[field] as Secret), hostFields: [...source.hostTaken].sort()}
  } catch (error) {
    if (error instanceof Unplaceable) return untested(error.message)
    throw error
  }
}

function wireOf(recipe: HttpRecipe, source: ValueSource): Wire {
  const wire = unsigned(recipe.method, recipe.url, recipe.headers, recipe.body, recipe.identity !== undefined || recipe.ok.body ? 'application/json' : '*/*', source)
  return {...wire, headers: {...wire.headers, ...signIn(recipe.auth, source)}}
}

function unsigned(method: string, template: string, given: Record<string, string>, content: RecipeBody | undefined, accept: string, source: ValueSource): Wire {
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

function signIn(auth: RecipeAuth, source: ValueSource): Record<string, string> {
  if (auth.scheme === 'bearer') return {authorization: headerValue(`Bearer ${fill(auth.token, source)}`, 'the token')}
  if (auth.scheme === 'header') return {[auth.name.toLowerCase()]: headerValue(fill(auth.value, source), 'the credential')}
  if (auth.scheme !== 'basic') return {}
  const user = fill(auth.username, source)
  // RFC 7617, section 2: the first colon ends the user name, so another one would move its rest into the password.
  if (user.includes(':')) throw new Unplaceable('the user name holds a colon, which basic authentication cannot carry')
  return {authorization: basic(user, fill(auth.password, source))}
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`

/** The request that gets an access token; null where a way of signing in needs none. */
function tokenWire(auth: RecipeAuth, source: ValueSource): Wire | null {
  if (auth.scheme === 'token-request') {
    const wire = unsigned('POST', auth.url, auth.headers, auth.body, 'application/json', source)
    return {...wire, headers: {...wire.headers, ...(auth.basic ? signIn({scheme: 'basic', ...auth.basic}, source) : {})}}
  }
  if (auth.scheme !== 'client-credentials') return null
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

function defaultsOf(connector: Connector): Record<string, string> {
  return Object.fromEntries(Object.entries(connector.fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])))
}

const textOf = (value: Value) => (value instanceof Secret ? value.reveal() : Array.isArray(value) ? value.join(',') : value)
