import type {Field} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'

/** A value of an instance: plain text, a secret, or the items of a list. */
export type Value = string | Secret | string[]

/** Why a recipe's request cannot be made of the values that are there. Its message names fields, never values. */
export class Unplaceable extends Error {}

/** None of the fields that a text is made of has a value. */
class NoValue extends Unplaceable {}

const placeholder = /\{([\w.-]+)\}/g
const hostName = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?'
const bareLabel = new RegExp(`^${hostName}$`)
const bareHost = new RegExp(`^(?:${hostName}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$`)
const control = /[\u0000-\u001F\u007F]/

/** The values that one run of a recipe may use, and a record of what it took. */
export class ValueSource {
  /** Names of secret fields whose value was taken. */
  readonly secretsTaken = new Set<string>()
  /** Names of fields whose own value, not the catalog's default, decides which host is asked. */
  readonly hostTaken = new Set<string>()
  readonly #fields: Record<string, Field>
  readonly #values: Record<string, Value>

  constructor(fields: Record<string, Field>, values: Record<string, Value>) {
    this.#fields = fields
    this.#values = values
  }

  /** False when the connector has no such field: then a pair of braces is just text. */
  knows(name: string): boolean {
    return Object.hasOwn(this.#fields, name) || Object.hasOwn(this.#values, name)
  }

  /** The text of a field, else its default, else empty. */
  take(name: string): string {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name]! : ''
    if (value instanceof Secret) {
      if (!value.empty) this.secretsTaken.add(name)
      return value.reveal()
    }
    const text = Array.isArray(value) ? value.join(',') : value
    return text === '' ? (this.#fields[name]?.default ?? '') : text
  }

  /** The text of a field that decides the host. @throws Unplaceable for a secret field or a value from a credential source: hosts are shown to people. */
  takeForHost(name: string): string {
    if (this.#fields[name]?.secret) throw new Unplaceable(`the secret field ${name} would become part of a host name`)
    // A project may name any variable or file of this machine as the source of a plain field.
    if (Object.hasOwn(this.#values, name) && this.#values[name] instanceof Secret) throw new Unplaceable(`${name} comes from a credential source and would become part of a host name, which is shown; set it in config`)
    const text = this.take(name)
    if (text !== this.#fields[name]?.default) this.hostTaken.add(name)
    return text
  }
}

/**
 * Fills the placeholders of a text.
 * @param encode puts one value into the place that the text is for
 * @throws Unplaceable when the text has placeholders and none of them has a value
 */
export function fill(template: string, source: ValueSource, encode: (text: string, field: string) => string = (text) => text): string {
  const absent: string[] = []
  let present = 0
  const filled = template.replaceAll(placeholder, (whole, name: string) => {
    if (!source.knows(name)) return whole
    const text = source.take(name)
    if (text === '') absent.push(name)
    else present += 1
    return text === '' ? '' : encode(text, name)
  })
  if (present === 0 && absent.length > 0) throw new NoValue(`the recipe needs ${absent.join(' and ')}, which has no value`)
  return filled
}

/**
 * Builds the URL of a recipe. A value can end up in the place it was meant for and nowhere else: no value chooses another host, path or query than
 * its own piece.
 * @throws Unplaceable
 */
export function buildUrl(template: string, source: ValueSource): URL {
  const [, scheme, authority, rest] = /^(https?:\/\/)?([^/?#]*)([^#]*)/s.exec(template) as unknown as [string, string | undefined, string, string]
  const start = scheme ? `${scheme}${hostOf(authority, source)}` : baseOf(authority, rest === '', source)
  const tail = rest.replaceAll(placeholder, (_, name: string) => {
    const text = source.knows(name) ? source.take(name) : ''
    if (text === '') throw new Unplaceable(`the recipe's URL needs ${name}, which has no value`)
    return encodeForUrl(text, name)
  })
  const path = tail.split('?')[0]!
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) throw new Unplaceable('a value would climb out of its place in the URL (. or ..)')
  const url = parseUrl(start + tail)
  if (!url || url.username !== '' || url.password !== '' || url.origin !== parseUrl(start)?.origin) throw new Unplaceable('the values do not make a URL')
  return url
}

/** The host of `https://{domain}/...` or `https://{name}.example.com/...`. */
function hostOf(authority: string, source: ValueSource): string {
  const whole = /^\{[\w.-]+\}$/.test(authority)
  const host = authority.replaceAll(placeholder, (_, name: string, at: number) => {
    const given = source.knows(name) ? source.takeForHost(name) : ''
    if (given === '') throw new Unplaceable(`the recipe's URL needs ${name}, which has no value`)
    const text = at === 0 ? given.replace(/^https?:\/\//i, '').replace(/\/+$/, '') : given
    if (!(whole ? bareHost : bareLabel).test(text))
      throw new Unplaceable(`${name} must be ${whole ? 'a host name such as acme.example.com' : 'one piece of a host name'}, without path, user or other characters`)
    return text
  })
  if (!bareHost.test(host)) throw new Unplaceable('the values do not make a host name')
  return host
}

/** The beginning of `{base-url}/...`: the field holds a whole URL, with or without https://; `{base-url.origin}` takes no more of it than the origin. */
function baseOf(authority: string, isAll: boolean, source: ValueSource): string {
  const [, name, origin, suffix] = /^\{([\w-]+)(\.origin)?\}(.*)$/s.exec(authority) ?? []
  if (name === undefined || !source.knows(name)) throw new Unplaceable('the recipe\'s URL does not begin with https:// or a field')
  const text = source.takeForHost(name)
  if (text === '') throw new Unplaceable(`the recipe's URL needs ${name}, which has no value`)
  const refused = (why: string) => new Unplaceable(`${name} must be an http(s) URL: ${why}`)
  if (control.test(text) || /[\s\\]/.test(text)) throw refused('it holds a blank, a backslash or a control character')
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (!url || url.host === '') throw refused('it does not parse')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('it has another scheme')
  if (url.username !== '' || url.password !== '' || /^(?:[a-z]+:\/\/)?[^/?#]*@/i.test(text)) throw refused('it names a user')
  if (origin && suffix === '') return url.origin
  if (text.includes('#') || (text.includes('?') && !isAll)) throw refused('it has a query or a fragment')
  const base = url.origin + url.pathname.replace(/\/+$/, '')
  if (suffix === '') return base + url.search
  // `{host}:{port}/...`: what follows belongs to the host, so the field may not have a path or port of its own.
  if (url.pathname !== '/' || url.port !== '' || url.search !== '') throw refused('it may have no path and no port here')
  const whole = base + hostSuffix(suffix!, source)
  if (parseUrl(whole)?.hostname !== url.hostname && suffix!.startsWith(':')) throw new Unplaceable('the values do not make a host name')
  return whole
}

function hostSuffix(suffix: string, source: ValueSource): string {
  const text = suffix.replaceAll(placeholder, (_, name: string) => {
    const given = source.knows(name) ? source.takeForHost(name) : ''
    if (!bareLabel.test(given)) throw new Unplaceable(`${name} must be one piece of a host name or a port`)
    return given
  })
  if (!/^[A-Za-z0-9._-]*(?::\d{1,5})?$/.test(text)) throw new Unplaceable('the values do not make a host name')
  return text
}

function encodeForUrl(text: string, field: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    throw new Unplaceable(`${field} is not valid Unicode`)
  }
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/**
 * A header value as the bytes that Go's net/http would send: UTF-8, one byte a character here.
 * @throws Unplaceable when it holds a line break or another control character
 */
export function headerValue(text: string, what: string): string {
  if (/[\r\n]/.test(text)) throw new Unplaceable(`${what} holds a line break, which is often the last newline of a file`)
  if (control.test(text)) throw new Unplaceable(`${what} holds a control character`)
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** Text of an XML element or attribute. @throws Unplaceable for characters that XML 1.0 has no way to write */
export function xmlText(text: string, field: string): string {
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) throw new Unplaceable(`${field} holds a character that XML cannot carry`)
  return text.replaceAll(/[&<>"'\r\n\t]/g, (found) => `&#${found.charCodeAt(0)};`)
}

/** One value as application/x-www-form-urlencoded writes it. */
export function formText(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** A JSON body with every text in it filled; an entry whose fields have no value is left out. */
export function fillJson(template: unknown, source: ValueSource): unknown {
  if (typeof template === 'string') return fill(template, source)
  if (Array.isArray(template)) return template.map((entry) => fillJson(entry, source))
  if (template === null || typeof template !== 'object') return template
  return Object.fromEntries(fillEntries(Object.entries(template), (value) => fillJson(value, source)))
}

/** Fills the entries of a map and leaves out those whose fields have no value. */
export function fillEntries<In, Out>(entries: Array<[string, In]>, fillOne: (value: In) => Out): Array<[string, Out]> {
  return entries.flatMap(([key, value]): Array<[string, Out]> => {
    try {
      return [[key, fillOne(value)]]
    } catch (error) {
      if (error instanceof NoValue) return []
      throw error
    }
  })
}
