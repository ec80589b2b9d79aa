import type {FieldType} from '../types.ts'
import type {Reader} from './reader.ts'

const wellKnown = {
  WELL_KNOWN_STRING_EMAIL: 'email',
  WELL_KNOWN_STRING_HOSTNAME: 'hostname',
  WELL_KNOWN_STRING_IP: 'ip',
  WELL_KNOWN_STRING_IPV4: 'ipv4',
  WELL_KNOWN_STRING_IPV6: 'ipv6',
  WELL_KNOWN_STRING_URI: 'uri',
  WELL_KNOWN_STRING_UUID: 'uuid',
} as const

const defined = (rules: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)))

/**
 * Reads the rules of one field.
 * @returns the rules in the form of connectors.yaml, and whether they ask for a value
 */
export function readRules(rules: Reader, type: Exclude<FieldType, 'file'>): {rules: Record<string, unknown>; required: boolean} {
  const read = type === 'string' ? textRules(rules) : type === 'int' ? numberRules(rules) : type === 'bool' ? boolRules(rules) : type === 'list' ? listRules(rules) : {}
  const required = type === 'bool' ? false : rules.flag('isRequired')
  // Switches the exception for empty values off, which an entry cannot say.
  if (rules.flag('validateEmpty')) rules.unknownKey('validateEmpty', 'makes the rules hold for an empty value too, which c1ctl does not check')
  rules.end()
  return {rules: defined(read), required}
}

function textRules(rules: Reader): Record<string, unknown> {
  const form = rules.text('wellKnown')
  const known = form !== undefined && Object.hasOwn(wellKnown, form) ? wellKnown[form as keyof typeof wellKnown] : undefined
  if (form !== undefined && !known && form !== 'WELL_KNOWN_STRING_UNSPECIFIED') rules.unknownKey('wellKnown', 'is a form that c1ctl does not check')
  return {
    in: rules.texts('in'),
    'not-in': rules.texts('notIn'),
    eq: rules.text('eq'),
    len: rules.integer('len'),
    'min-len': rules.integer('minLen'),
    'max-len': rules.integer('maxLen'),
    pattern: rules.text('pattern'),
    prefix: rules.text('prefix'),
    suffix: rules.text('suffix'),
    contains: rules.text('contains'),
    'well-known': known,
  }
}

function numberRules(rules: Reader): Record<string, unknown> {
  const eq = rules.integer('eq')
  return {
    in: rules.texts('in'),
    'not-in': rules.texts('notIn'),
    eq: eq === undefined ? undefined : String(eq),
    lt: rules.integer('lt'),
    lte: rules.integer('lte'),
    gt: rules.integer('gt'),
    gte: rules.integer('gte'),
  }
}

const boolRules = (rules: Reader): Record<string, unknown> => (rules.keys().includes('eq') ? {eq: String(rules.flag('eq'))} : {})

function listRules(rules: Reader): Record<string, unknown> {
  const unique = rules.flag('unique')
  const counts = {'min-items': rules.integer('minItems'), 'max-items': rules.integer('maxItems')}
  const {rules: items} = readRules(rules.map('itemRules'), 'string')
  return {...counts, unique, items: Object.keys(items).length > 0 ? items : undefined}
}
