import type {LdapRecipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {Derivations} from './derivations.ts'
import type {Tls} from './outgoing.ts'
import {bareHost, fill, fillWhole} from './place.ts'
import type {Given, Sending} from './plan.ts'
import {tlsOf} from './tls.ts'
import {NoValue, Unplaceable, type ValueSource} from './values.ts'

/** What is asked of a directory: to bind with a name and a password (RFC 4513, section 5.1.3), and to show one entry. */
export interface LdapRequest {
  /** Scheme, host and port, such as ldaps://ldap.example.com. */
  origin: string
  /** Host and port as shown to people. */
  host: string
  dn: Secret
  /** Never empty: a server may let anybody in without one (RFC 4513, section 5.1.2). */
  password: Secret
  /** DN of the entry; empty for the root DSE. */
  base: string
  /** Gives a private key away: for the adapter only. */
  tls: () => Tls | undefined
}

/** A check of a directory. */
export interface PlannedLdap extends Sending {
  kind: 'ldap'
  request: LdapRequest
}

/** Makes the check of an LDAP recipe. @throws Unplaceable */
export async function planLdap(recipe: LdapRecipe, {connector, values, moment}: Given): Promise<PlannedLdap> {
  const derivations = new Derivations(recipe, connector.fields, values)
  const {authority, unverified, ...own} = recipe.tls ?? {}
  const {url, dn, password, base} = recipe
  const {source, secrets} = await derivations.sourceFor([url, dn, password, base], moment)
  const {source: identity} = await derivations.sourceFor(own, moment)
  const {source: trust} = await derivations.sourceFor(authority, moment)
  const {origin, host} = addressOf(url, source)
  const tls = recipe.tls && tlsOf(recipe.tls, {identity, trust})
  const request: LdapRequest = {origin, host, dn: new Secret(fill(dn, source)), password: new Secret(fill(password, source)), base: baseOf(base, source), tls: () => tls}
  if (request.password.empty || request.dn.empty) throw new Unplaceable('without a name and a password a server lets anybody in, which proves nothing')
  if (source.pending) throw new Unplaceable('the recipe needs an answer of an app, which only requests over HTTP can get')
  const isSecured = origin.startsWith('ldaps:')
  return {
    kind: 'ldap',
    request,
    origins: [origin],
    host,
    carries: [...new Set([...source.secretsTaken, ...identity.secretsTaken])].sort(),
    secrets: [...secrets, ...[...source.secretsTaken].map((name) => values[name]).filter((value) => value instanceof Secret), request.password],
    hostFields: [...source.hostTaken].sort(),
    believes: isSecured ? [...new Set([...trust.secretsTaken, ...trust.ownTaken, ...(tls?.unverified ? [unverified!] : [])])].sort() : [],
    unverified: isSecured && tls?.unverified ? unverified! : null,
  }
}

/** A base whose field has no value is that of the whole server. */
function baseOf(template: string, source: ValueSource): string {
  try {
    return fill(template, source)
  } catch (error) {
    if (error instanceof NoValue) return ''
    throw error
  }
}

const ports = {ldap: 389, ldaps: 636}

/** `{url}` for a field that holds the whole URL, whose path is left aside as the connectors do, or `ldaps://{host}:{port}`. */
function addressOf(template: string, source: ValueSource): {origin: string; host: string} {
  const whole = /^\{([\w-]+)\}$/.exec(template)?.[1]
  if (whole !== undefined) return originOf(fromField(whole, source), `${whole} must be a URL such as ldaps://ldap.example.com`)
  const literal = /^(ldaps?:\/\/)(.*)$/is.exec(template)
  if (!literal) throw new Unplaceable('the recipe\'s URL does not begin with ldaps://, ldap:// or a field')
  const filled = literal[2]!.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => {
    const text = source.takeForHost(name)
    // A field without a value is named by the same words as elsewhere.
    return text === '' ? fillWhole(`{${name}}`, source) : text
  })
  return originOf(literal[1]! + filled, 'the values do not make a host name and a port')
}

function fromField(name: string, source: ValueSource): string {
  const text = source.takeForHost(name)
  return text === '' ? fillWhole(`{${name}}`, source) : text.replace(/^(ldaps?:\/\/[^/?#]*)[/?#][^@\s\\]*$/i, '$1')
}

function originOf(text: string, otherwise: string): {origin: string; host: string} {
  const [, scheme, authority] = /^(ldaps?):\/\/(.*)$/is.exec(text)?.map((part) => part.toLowerCase()) ?? []
  if (authority === undefined || !bareHost.test(authority)) throw new Unplaceable(otherwise)
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(authority) as unknown as [string, string, string | undefined]
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) throw new Unplaceable(otherwise)
  const host = port === undefined || Number(port) === ports[scheme as 'ldap'] ? name : `${name}:${Number(port)}`
  return {origin: `${scheme}://${host}`, host}
}
