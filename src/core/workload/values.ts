import type {Field, Rules} from '../catalog/types.ts'
import type {ConfigValue} from '../project/types.ts'
import {matches} from '../text/bounded-match.ts'
import {goPattern} from './go-pattern.ts'
import {wellKnown} from './well-known.ts'

/**
 * Turns a configured value into the text that the connector reads from its environment, or says in words why it cannot be.
 * Rules have upstream's meaning (baton-sdk pkg/field): an empty value skips them, as 0 does for a number; lengths are bytes.
 * For a file field the value is the file's content and passes as it is: the variable holds the path of its mount.
 * @returns the text; or a reason that follows the field's name in a sentence and never holds the value of a secret field
 */
export function encodeValue(field: Field, value: ConfigValue): {text: string} | {fault: string} {
  const fault = (reason: string): {fault: string} => ({fault: reason})
  const texts = typeof value === 'string' ? [value] : Array.isArray(value) ? value : Object.entries(value).flat()
  if (field.type !== 'file' && texts.some((text) => text.includes('\0'))) return fault('holds a NUL character, which no environment variable can')
  // Long values make poor sentences, and a secret must not be in one at all.
  const shown = (text: string): string => (field.secret ? 'the value' : `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``)
  const wrongShape = (wanted: string): {fault: string} => fault(`must be ${wanted}, not ${typeof value === 'string' ? 'text' : Array.isArray(value) ? 'a list' : 'a map'}`)

  switch (field.type) {
    case 'file':
      return typeof value === 'string' ? {text: value} : wrongShape('the content of a file')
    case 'string': {
      if (typeof value !== 'string') return wrongShape('text')
      const reason = value === '' || !field.rules ? undefined : brokenTextRule(field.rules, value, shown)
      return reason ? fault(reason) : {text: value}
    }
    case 'bool': {
      if (typeof value !== 'string') return wrongShape('true or false')
      if (value === '') return {text: ''}
      const text = value.toLowerCase()
      // YAML 1.2 core reads True and TRUE as booleans too; the connector is given one spelling.
      if (text !== 'true' && text !== 'false') return fault(`must be true or false, not ${shown(value)}`)
      return field.rules?.eq !== undefined && field.rules.eq !== text ? fault(`must be ${field.rules.eq}`) : {text}
    }
    case 'int': {
      if (typeof value !== 'string') return wrongShape('a whole number')
      if (value === '') return {text: ''}
      // The connector reads a number with a leading zero as octal.
      if (!/^-?(?:0|[1-9]\d*)$/.test(value)) return fault(`must be a whole number without leading zeros, not ${shown(value)}`)
      const number = BigInt(value)
      if (BigInt.asIntN(64, number) !== number) return fault('must fit into 64 bits')
      const reason = number === 0n ? undefined : brokenNumberRule(field.rules ?? {}, number, shown(value))
      return reason ? fault(reason) : {text: String(number)}
    }
    case 'list': {
      if (typeof value !== 'string' && !Array.isArray(value)) return wrongShape('a list')
      const items = Array.isArray(value) ? value : value === '' ? [] : [value]
      const reason = brokenListRule(field.rules ?? {}, items, shown)
      return reason ? fault(reason) : {text: items.join(',')}
    }
    case 'map': {
      if (Array.isArray(value)) return wrongShape('a map')
      if (typeof value !== 'string') return {text: Object.keys(value).length === 0 ? '' : JSON.stringify(value)}
      if (value === '') return {text: ''}
      const parsed = jsonMap(value)
      return parsed ? {text: JSON.stringify(parsed)} : fault('must be a map, or the text of a JSON object')
    }
  }
}

function jsonMap(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function brokenTextRule(rules: Rules, value: string, shown: (text: string) => string): string | undefined {
  const bytes = Buffer.byteLength(value)
  const {in: allowed, notIn, eq, len, minLen, maxLen, pattern, prefix, suffix, contains, wellKnown: format} = rules
  if (eq !== undefined && value !== eq) return `must be \`${eq}\``
  if (len !== undefined && bytes !== len) return `must be exactly ${len} bytes long, and is ${bytes}`
  if (minLen !== undefined && bytes < minLen) return `must be at least ${minLen} bytes long, and is ${bytes}`
  if (maxLen !== undefined && bytes > maxLen) return `must be at most ${maxLen} bytes long, and is ${bytes}`
  if (pattern !== undefined) {
    const read = goPattern(pattern)
    if ('fault' in read) return `cannot be checked: its pattern ${read.fault}`
    const found = matches(read.expression, value)
    if (found === null) return `cannot be checked: its pattern \`${pattern}\` comes to no end on this value`
    if (!found) return `must match \`${pattern}\`, and ${shown(value)} does not`
  }
  if (prefix !== undefined && !value.startsWith(prefix)) return `must start with \`${prefix}\``
  if (suffix !== undefined && !value.endsWith(suffix)) return `must end with \`${suffix}\``
  if (contains !== undefined && !value.includes(contains)) return `must contain \`${contains}\``
  if (allowed && !allowed.includes(value)) return `must be one of ${allowed.join(', ')}, not ${shown(value)}`
  if (notIn?.includes(value)) return `must not be one of ${notIn.join(', ')}`
  if (format !== undefined && !wellKnown[format].test(value)) return `must be ${wellKnown[format].title}, and ${shown(value)} is not`
  return undefined
}

function brokenNumberRule(rules: Rules, value: bigint, shown: string): string | undefined {
  const {in: allowed, notIn, eq, lt, lte, gt, gte} = rules
  if (eq !== undefined && value !== BigInt(eq)) return `must be ${eq}`
  if (lt !== undefined && value >= BigInt(lt)) return `must be less than ${lt}, not ${shown}`
  if (lte !== undefined && value > BigInt(lte)) return `must be at most ${lte}, not ${shown}`
  if (gt !== undefined && value <= BigInt(gt)) return `must be more than ${gt}, not ${shown}`
  if (gte !== undefined && value < BigInt(gte)) return `must be at least ${gte}, not ${shown}`
  if (allowed && !allowed.includes(String(value))) return `must be one of ${allowed.join(', ')}, not ${shown}`
  if (notIn?.includes(String(value))) return `must not be one of ${notIn.join(', ')}`
  return undefined
}

function brokenListRule(rules: Rules, items: string[], shown: (text: string) => string): string | undefined {
  if (items.length === 0) return undefined
  for (const [index, item] of items.entries()) {
    if (item.includes(',')) return `has a comma in item ${index + 1}: the connector would read two items; write a list of single items`
    if (item === '') return `has nothing in item ${index + 1}`
    const reason = rules.items ? brokenTextRule(rules.items, item, shown) : undefined
    if (reason) return `has item ${index + 1}, which ${reason}`
  }
  if (rules.minItems !== undefined && items.length < rules.minItems) return `needs at least ${rules.minItems} items, and has ${items.length}`
  if (rules.maxItems !== undefined && items.length > rules.maxItems) return `takes at most ${rules.maxItems} items, and has ${items.length}`
  const twice = rules.unique ? items.find((item, index) => items.indexOf(item) !== index) : undefined
  return twice === undefined ? undefined : `has ${shown(twice)} twice`
}
