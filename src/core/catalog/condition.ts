/** A condition of a recipe, read: `or` of `and` of terms. */
export type Condition = {any: Condition[]} | {all: Condition[]} | Term

/** One term. `present` asks for a value that is neither empty nor false. */
export type Term = {field: string; is: 'present' | 'absent'} | {field: string; is: Comparison; value: string} | {auth: string; is: 'equal' | 'different'}

type Comparison = 'equal' | 'different' | 'starts' | 'ends'
const comparisons: Record<string, Comparison> = {'=': 'equal', '!=': 'different', 'starts-with': 'starts', 'ends-with': 'ends'}

/** What a condition is asked about: the auth method's name (null for none) and values by field name, defaults included. */
export interface Situation {
  auth: string | null
  values: Record<string, string>
}

const token = /\s*(?:("(?:[^"\\]|\\["\\])*")|(!=|=|!)|([^\s!="]+))/y

/**
 * Reads a condition: `field`, `!field`, `field = value`, `field != value`, `field starts-with text`, `field ends-with text`, `auth = method`, joined by
 * `and` and `or`; `and` binds tighter. A value with blanks stands in double quotes. Nothing at all always holds.
 * @returns the condition, or the reason why it cannot be read
 */
export function parseCondition(text: string): {condition: Condition} | {fault: string} {
  const tokens: Array<{text: string; kind: 'quoted' | 'sign' | 'word'}> = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const start = token.lastIndex
    const match = token.exec(text)
    if (!match) return {fault: `cannot read \`${text.slice(start).trim()}\``}
    const [, quoted, sign, word] = match
    if (quoted !== undefined) tokens.push({text: quoted.slice(1, -1).replace(/\\(.)/g, '$1'), kind: 'quoted'})
    else tokens.push({text: (sign ?? word)!, kind: sign ? 'sign' : 'word'})
  }
  if (tokens.length === 0) return {condition: {all: []}}

  let at = 0
  const isWord = (word: string): boolean => tokens[at]?.kind === 'word' && tokens[at]?.text === word
  const term = (): Term | {fault: string} => {
    const negated = tokens[at]?.kind === 'sign' && tokens[at]?.text === '!'
    if (negated) at++
    const name = tokens[at++]
    if (name?.kind !== 'word' || name.text === 'and' || name.text === 'or') return {fault: `expects a field name ${name ? `where \`${name.text}\` stands` : 'at its end'}`}
    const sign = tokens[at]
    const is = negated || sign === undefined || sign.kind === 'quoted' || !Object.hasOwn(comparisons, sign.text) ? undefined : comparisons[sign.text]!
    if (name.text === 'auth' && is !== 'equal' && is !== 'different') return {fault: 'expects `auth = method`'}
    if (is === undefined) return {field: name.text, is: negated ? 'absent' : 'present'}
    at++
    const value = tokens[at++]
    if (!value || value.kind === 'sign') return {fault: `expects a value after \`${name.text} ${sign!.text}\``}
    return name.text === 'auth' ? {auth: value.text, is: is as 'equal' | 'different'} : {field: name.text, is, value: value.text}
  }
  const any: Condition[] = []
  for (;;) {
    const all: Condition[] = []
    for (;;) {
      const one = term()
      if ('fault' in one) return one
      all.push(one)
      if (!isWord('and')) break
      at++
    }
    any.push(all.length === 1 ? all[0]! : {all})
    if (!isWord('or')) break
    at++
  }
  if (at < tokens.length) return {fault: `expects \`and\` or \`or\` before \`${tokens[at]!.text}\``}
  return {condition: any.length === 1 ? any[0]! : {any}}
}

/** Whether a condition holds. */
export function holds(condition: Condition, situation: Situation): boolean {
  if ('any' in condition) return condition.any.some((one) => holds(one, situation))
  if ('all' in condition) return condition.all.every((one) => holds(one, situation))
  if ('auth' in condition) return (situation.auth === condition.auth) === (condition.is === 'equal')
  const value = Object.hasOwn(situation.values, condition.field) ? situation.values[condition.field]! : ''
  if (condition.is === 'present') return value !== '' && value !== 'false'
  if (!('value' in condition)) return value === '' || value === 'false'
  if (condition.is === 'starts') return value.startsWith(condition.value)
  if (condition.is === 'ends') return value.endsWith(condition.value)
  return (value === condition.value) === (condition.is === 'equal')
}

/** The fields and the auth methods that a condition names. */
export function namesIn(condition: Condition): {fields: string[]; methods: string[]} {
  if ('auth' in condition) return {fields: [], methods: [condition.auth]}
  if ('field' in condition) return {fields: [condition.field], methods: []}
  const inner = ('any' in condition ? condition.any : condition.all).map(namesIn)
  return {fields: inner.flatMap((one) => one.fields), methods: inner.flatMap((one) => one.methods)}
}
