/** What a plain (unquoted) scalar means to Kubernetes. `error` is a value that has no JSON form, so nothing that reads through JSON accepts it. */
export type PlainScalar =
  | {kind: 'bool'; value: boolean}
  | {kind: 'int' | 'float'; value: number}
  | {kind: 'null'; value: null}
  | {kind: 'string' | 'error'; value: string}

/** Words with a meaning of their own; the case of the letters counts (`tRue` is a string). */
const words = new Map<string, PlainScalar>()
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) words.set(word, {kind: 'bool', value: true})
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) words.set(word, {kind: 'bool', value: false})
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, {kind: 'null', value: null})
for (const word of ['.nan', '.NaN', '.NAN', '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF']) words.set(word, {kind: 'error', value: word})

const maybeNumber = /^[-+.0-9]/
const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/
const signAfterPrefix = /^0b([-+][01]+)$/
const strayUnderscore = /(?:^|[^0-9])_|_(?:$|[^0-9])/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/** Value of an integer as Go's strconv reads it with base 0; undefined when it does not fit 64 bits. */
function integerValue(text: string): number | undefined {
  const negative = text.startsWith('-')
  let digits = /^[-+]/.test(text) ? text.slice(1) : text
  if (/^0[0-7]/.test(digits)) digits = `0o${digits.slice(1)}`
  const size = BigInt(digits)
  // A signed number has to fit int64, an unsigned one may be a uint64.
  const most = negative ? 2n ** 63n : text.startsWith('+') ? 2n ** 63n - 1n : 2n ** 64n - 1n
  if (size > most) return undefined
  const value = Number(size)
  return negative && value !== 0 ? -value : value
}

const number = (kind: 'int' | 'float', value: number): PlainScalar => ({kind, value})

/**
 * Reads a plain scalar as sigs.k8s.io/yaml v1.6.0 does, the reader of kubectl, kustomize and Helm (measured; its Go source is the reference):
 * YAML 1.1 words, numbers of both versions, dates and base-60 numbers as text.
 * @param text the scalar's source text without the blanks around it; a text that could not be a plain scalar at all is not told apart here
 * @returns the kind and the value; numbers are rounded to a double, and a float with a whole value is sent to the server as a whole number
 */
export function readPlainScalar(text: string): PlainScalar {
  const word = words.get(text)
  if (word) return word
  if (!maybeNumber.test(text)) return {kind: 'string', value: text}
  // Underscores may stand anywhere in a number, but in one that starts with its point only between digits.
  const plain = text.startsWith('.') && strayUnderscore.test(text) ? text : text.replaceAll('_', '')
  if (integer.test(plain)) {
    const value = integerValue(plain)
    if (value !== undefined) return number('int', value)
  }
  if (float.test(plain)) {
    const value = Number(plain)
    if (Number.isFinite(value)) return number('float', value === 0 ? 0 : value)
  }
  const odd = signAfterPrefix.exec(plain)
  if (odd) {
    const value = Number.parseInt(odd[1]!, 2)
    if (Math.abs(value) < 2 ** 63) return number('int', value === 0 ? 0 : value)
  }
  return {kind: 'string', value: text}
}
