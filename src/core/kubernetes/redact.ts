import type {Secret} from '../credentials/secret.ts'

/**
 * Shortest piece of a secret, in characters, that is masked wherever it stands: kubectl and the API server also quote windows of what they refuse.
 * Longer than words that secrets share with names in messages, such as the host in ConductorOne's own prefix.
 */
const window = 20
/** Lines of a multi-line value, and whole values, from this length on are masked wherever they stand. */
const shortest = 6

/** A lone surrogate has no form in a URL. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')
const mask = '***'
const base64Forms = (text: string): string[] => {
  const standard = Buffer.from(text, 'utf8').toString('base64')
  return [standard, standard.replace(/=+$/, ''), standard.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]
}
const jsonForm = (text: string): string => JSON.stringify(text).slice(1, -1)
/** Go's encoding/json escapes these three as well. */
const goForm = (text: string): string => jsonForm(text).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
const goShort: Record<string, string> = {'\u0007': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v', '"': '"', '\\': '\\'}
/** Go's %q (strconv.Quote): escapes of its own for control characters, \\x below 0x80 and \\u above. */
const goQuoted = (text: string): string =>
  text.replace(/["\\\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\${goShort[char] ?? (char < '\u0080' ? `x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : `u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}`)
/** The lines of base64 that is broken at 64 or 76 characters, as PEM and MIME do. */
const brokenLines = (base64: string): string[] => [64, 76].flatMap((width) => base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])

/**
 * Makes a filter that replaces every known secret value by `***`: as it is, as base64, as JSON and Go write it in quotes, as YAML and URLs do, line by
 * line, and in pieces of twenty characters or more. Values of fewer than six characters are masked where they stand as a word of their own or as base64.
 */
export function redactor(secrets: Secret[]): (text: string) => string {
  const whole = new Set<string>()
  const words = new Set<string>()
  const pieces = new Set<string>()
  const add = (form: string): void => {
    if (form.length >= shortest) whole.add(form)
    else if (form.length > 0) words.add(form)
    for (let at = 0; at + window <= form.length; at++) pieces.add(form.slice(at, at + window))
  }
  for (const secret of secrets) {
    if (secret.empty) continue
    const text = secret.reveal()
    for (const form of new Set([text, jsonForm(text), goForm(text), goQuoted(text), jsonForm(jsonForm(text)), text.replaceAll("'", "''"), encodeURIComponent(wellFormed(text)), ...base64Forms(text)])) add(form)
    for (const line of brokenLines(base64Forms(text)[0]!)) if (line.length >= shortest) add(line)
    for (const line of text.split(/\r\n|\r|\n/)) {
      for (const form of [line, line.trim(), jsonForm(line), goQuoted(line)]) if (form.length >= shortest) add(form)
    }
  }
  const long = [...whole].sort((a, b) => b.length - a.length)
  const quote = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  const short = words.size > 0 ? new RegExp(`(?<![A-Za-z0-9_./:-])(?:${[...words].sort((a, b) => b.length - a.length).map(quote).join('|')})(?![A-Za-z0-9_./:-])`, 'g') : null

  return (text) => {
    const hidden = new Uint8Array(text.length)
    for (const form of long) for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) hidden.fill(1, at, at + form.length)
    for (let at = 0; at + window <= text.length; at++) if (pieces.has(text.slice(at, at + window))) hidden.fill(1, at, at + window)
    let out = ''
    for (let at = 0; at < text.length; at++) {
      if (hidden[at] === 0) out += text[at]
      else if (at === 0 || hidden[at - 1] === 0) out += mask
    }
    return short ? out.replace(short, mask) : out
  }
}
