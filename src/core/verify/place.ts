import {NoValue, Unplaceable, type ValueSource} from './values.ts'

const placeholder = /\{([\w.-]+)\}/g
const hostName = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?'
const bareLabel = new RegExp(`^${hostName}$`)
/** A host name or address, an IPv6 one in brackets, and maybe a port. */
export const bareHost = new RegExp(`^(?:${hostName}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$`)
const control = /[\u0000-\u001F\u007F]/

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
  if (present === 0 && absent.length > 0) {
    const names = absent.flatMap((name) => source.lacking(name))
    throw new NoValue(needs(names), names)
  }
  return filled
}

/**
 * Fills a text that something is computed of: every placeholder must have a value, or the outcome would be another.
 * @throws Unplaceable when one has none
 */
export function fillWhole(template: string, source: ValueSource): string {
  const absent: string[] = []
  const filled = template.replaceAll(placeholder, (whole, name: string) => {
    if (!source.knows(name)) return whole
    const text = source.take(name)
    if (text === '') absent.push(...source.lacking(name))
    return text
  })
  if (absent.length > 0) throw new NoValue(needs(absent), absent)
  return filled
}

/**
 * Fills a text that names one whole document, such as a key: where it is nothing but placeholders, the first that has a value counts, for some connectors
 * take a text or a file.
 * @throws Unplaceable when none has a value
 */
export function fillDocument(template: string, source: ValueSource): string {
  const names = [...template.matchAll(placeholder)].map((match) => match[1]!)
  if (names.length < 2 || names.map((name) => `{${name}}`).join('') !== template || !names.every((name) => source.knows(name))) return fillWhole(template, source)
  for (const name of names) {
    const text = source.take(name)
    if (text !== '') return text
  }
  return fill(template, source)
}

/** The fields and derived values that a text is made of, for people: `api-key`, or `user and password`. */
export function namesOf(template: string, source: ValueSource): string {
  const named = [...new Set([...template.matchAll(placeholder)].map((match) => match[1]!).filter((name) => source.knows(name)))]
  const present = named.filter((name) => source.has(name))
  return (present.length > 0 ? present : named).map((name) => source.described(name)).join(' and ') || 'a text of the recipe'
}

const listed = (names: string[]): string => `${[...new Set(names)].join(' and ')}, which has no value`
const needs = (names: string[]): string => `the recipe needs ${listed(names)}`

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
    if (text === '') throw new Unplaceable(`the recipe's URL needs ${listed(source.lacking(name))}`)
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
    if (given === '') throw new Unplaceable(`the recipe's URL needs ${listed(source.lacking(name))}`)
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
  if (text === '') throw new Unplaceable(`the recipe's URL needs ${listed(source.lacking(name))}`)
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

/**
 * Percent-encodes everything but letters, digits and `-._~`, as RFC 5849, section 3.6 and RFC 8187 want it.
 * @throws Unplaceable for half a character
 */
export function strictlyEncoded(text: string): string {
  return encodeForUrl(text, 'a value').replaceAll(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
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
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Cs}]/u.test(text)) throw new Unplaceable(`${field} holds a character that XML cannot carry`)
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
