/** Words that some reader of YAML 1.1, 1.2 or Go takes for something else than text, in any case of letters. */
const words = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nil', 'nan', 'inf', 'infinity'])
/** The alphabet of plain scalars is narrow on purpose: what is not in it is quoted, which is right everywhere. */
const plainAlphabet = /^[A-Za-z0-9_/][A-Za-z0-9_./@+=:,() -]*$/
const plainTrap = /: | {2}| $|:$/
/** A text that starts like a number (npm yaml takes even e1 for one) is no number and no date in any reader once it has one of these letters (no hex digit, none of x o b e p t z). */
const neverNumeric = /[g-nG-Nq-sQ-Su-wU-WyY/@]/
const numericStart = /^[0-9eE_]/
/** Lines of printable ASCII that neither start the text with a blank nor end with one: a literal block gives them back exactly. */
const literalText = /^(?=[!-~])[ -~]*[!-~](?:\n[ -~]*[!-~])+\n?$/
const needsEscape = /["\\\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/
const escapable = new RegExp(needsEscape.source, 'g')
/** Under the u flag a whole pair is one character, so this finds halves only. */
const halfPair = /\p{Surrogate}/u
const shortEscapes: Record<string, string> = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
/** Readers look at most 1024 characters ahead for the colon of a key. */
const longestSimpleKey = 500

const isPlain = (text: string): boolean =>
  plainAlphabet.test(text) && !plainTrap.test(text) && !words.has(text.toLowerCase()) && (!numericStart.test(text) || neverNumeric.test(text))

function quoted(text: string): string {
  if (halfPair.test(text)) throw new TypeError('A text with half a surrogate pair cannot be written: it has no UTF-8 form')
  if (!needsEscape.test(text)) return `"${text}"`
  return `"${text.replace(escapable, (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
}

const inline = (text: string): string => (isPlain(text) ? text : quoted(text))

function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written: it has no JSON form`)
  const text = JSON.stringify(value)
  // YAML 1.1 knows an exponent only after a point.
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}

/** Text of `value`, ready to stand after `key:` or `-`; blocks start with a line break, all else with a blank. */
function after(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      if (indent !== '' && literalText.test(value)) {
        const lines = value.endsWith('\n') ? value.slice(0, -1) : value
        return ` |${value.endsWith('\n') ? '' : '-'}\n${indent}${lines.replaceAll('\n', `\n${indent}`)}`
      }
      return ` ${inline(value)}`
    case 'number':
      return ` ${numeral(value)}`
    case 'boolean':
      return ` ${value}`
    case 'undefined':
      return ' null'
    case 'object':
      if (value === null) return ' null'
      return Array.isArray(value) ? sequence(value, indent) : mapping(value as Record<string, unknown>, indent)
    default:
      throw new TypeError(`A ${typeof value} cannot be written as YAML`)
  }
}

function sequence(items: unknown[], indent: string): string {
  if (items.length === 0) return ' []'
  let out = ''
  for (const item of items) {
    const text = after(item, `${indent}  `)
    // A block inside a list starts on the line of its dash.
    out += `\n${indent}-${text.startsWith('\n') ? ` ${text.slice(indent.length + 3)}` : text}`
  }
  return out
}

function mapping(map: Record<string, unknown>, indent: string): string {
  const prototype = Object.getPrototypeOf(map) as unknown
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('Only plain objects, lists and scalars can be written as YAML')
  let out = ''
  for (const key of Object.keys(map)) {
    const value = map[key]
    if (value === undefined) continue
    const name = inline(key)
    out += `\n${indent}${name.length > longestSimpleKey ? `? ${name}\n${indent}` : name}:${after(value, `${indent}  `)}`
  }
  return out === '' ? ' {}' : out
}

/**
 * Writes one YAML document in block style: keys in the order given, two spaces of indent, lists indented under their key, no line ever folded.
 * A text is plain only when no reader (YAML 1.1 as Kubernetes reads it, YAML 1.2, Go's) could take it for anything else; else it is double-quoted.
 * @param value plain data: objects, lists, strings, finite numbers, booleans, null; keys whose value is undefined are left out
 * @returns the document with a line break at its end and without `---`
 * @throws TypeError for a value without a JSON form, an object of a class (a `Secret` among them), or a text with half a surrogate pair
 */
export function serialize(value: unknown): string {
  return `${after(value, '').slice(1)}\n`
}

/** Writes several documents into one text, with `---` between them. See `serialize`. */
export function serializeAll(objects: unknown[]): string {
  return objects.map(serialize).join('---\n')
}
