import {isUtf8} from 'node:buffer'
import type {Derivation} from '../../catalog/types.ts'
import {matchedGroup} from '../../text/bounded-match.ts'
import {goPattern} from '../../workload/go-pattern.ts'
import {valueAt} from '../json-path.ts'
import {Unplaceable} from '../values.ts'

/** The text at a path of a JSON document. @param what names the document for people. @throws Unplaceable */
export function textAt(document: string, path: string, what: string): string {
  let json: unknown
  try {
    json = JSON.parse(document.replace(/^\uFEFF/, ''))
  } catch {
    throw new Unplaceable(`${what} is not JSON`)
  }
  const value = valueAt(json, path)
  if (typeof value !== 'string' && typeof value !== 'number') throw new Unplaceable(`${what} has no ${path}`)
  return String(value)
}

/** The first group of a pattern in Go's syntax. @param what names the text for people. @throws Unplaceable when it does not match */
export function firstGroup(text: string, pattern: string, what: string): string {
  const read = goPattern(pattern)
  if ('fault' in read) throw new Unplaceable(`the recipe's pattern ${read.fault}`)
  const group = matchedGroup(read.expression, text)
  if (group === null) throw new Unplaceable(`${what} does not have the form that the recipe expects (${pattern})`)
  return group
}

/** Another spelling of a text: letter case first, then replacements, of which the longest that fits is taken and none is replaced again. */
export function respell(text: string, {case: letters, replace}: Pick<Extract<Derivation, {how: 'text'}>, 'case' | 'replace'>): string {
  const cased = letters === 'upper' ? text.toUpperCase() : letters === 'lower' ? text.toLowerCase() : text
  const sought = Object.keys(replace).filter((one) => one !== '').sort((one, other) => other.length - one.length)
  if (sought.length === 0) return cased
  return cased.replaceAll(new RegExp(sought.map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu'), (found) => replace[found]!)
}

/** What base64 or base64url holds, with or without padding and line breaks. @throws Unplaceable when it is none or holds no text */
export function fromBase64(text: string, what: string): string {
  const bare = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare) || bare.replaceAll('=', '').length % 4 === 1) throw new Unplaceable(`${what} is not base64`)
  const bytes = Buffer.from(bare, 'base64')
  if (!isUtf8(bytes)) throw new Unplaceable(`${what} holds no text in its base64`)
  return bytes.toString('utf8')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits, every one equally likely, or a UUID of version 4 (RFC 9562). */
export function randomText(as: 'uuid' | number, random: (bytes: number) => Uint8Array): string {
  if (as === 'uuid') {
    const bytes = Buffer.from(random(16))
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
  let text = ''
  // 248 is the largest multiple of 62 below 256: what lies above would favour the first letters.
  while (text.length < as) for (const byte of random(as)) if (byte < 248 && text.length < as) text += alphabet[byte % 62]
  return text
}

/** The moment as text: whole seconds or milliseconds since 1970, or a date as RFC 9110, section 5.6.7 writes it. */
export function timeText(as: 'seconds' | 'milliseconds' | 'http-date', now: number): string {
  return as === 'http-date' ? new Date(now).toUTCString() : String(Math.floor(as === 'seconds' ? now / 1000 : now))
}
