import {createHash} from 'node:crypto'
import fc from 'fast-check'
import type {AuthMethod, Connector, Constraint, Field, FieldType, Rules} from '../../src/core/catalog/types.ts'
import type {ConfigValue} from '../../src/core/project/types.ts'
import {brokenConstraints, isRequired, methodOf} from '../../src/core/workload/constraints.ts'
import {goPattern} from '../../src/core/workload/go-pattern.ts'
import {encodeValue} from '../../src/core/workload/values.ts'

/** The generator's seed; with it and fast-check's exact version the cases are the same on every machine. */
const seed = 20261123

/** Settings that c1ctl and baton-sdk judge alike: the line that scripts/real-parts/baton-fields reads, and c1ctl's own verdict in the same words. */
export interface FieldCase {
  line: string
  ours: () => string
}

const field = (name: string, type: FieldType, more: Partial<Field> = {}): Field => ({title: name, type, variable: `BATON_${name.toUpperCase()}`, secret: false, required: false, aliases: [], ...more})

const words = fc.constantFrom('', 'a', 'ab', 'abc', 'Abc', 'a b', ' ', 'é', '漢字', '😀', 'x'.repeat(20), 'https://example.com', 'acme', 'acme.example.com', '12', 'a\nb', '.', '-', 'tr-UE')
const formats: Record<NonNullable<Rules['wellKnown']>, string[]> = {
  email: ['a@example.com', 'a.b+c@example.co.uk', 'Ann <a@example.com>', '<a@example.com>', 'a@localhost', 'a', '@example.com', 'a@', 'a b@example.com', 'a@b@c', '"a b"@example.com', 'a@example.com>', 'a@exa mple.com', 'a..b@example.com', '.a@example.com', 'a.@example.com', 'a@-example.com', 'a@.example.com', 'a@example..com', 'é@example.com', 'a@[192.0.2.1]', 'Ann a@example.com', 'a,b@example.com', 'a@example.com, b@example.com', 'a@example.com (Ann)', ' a@example.com ', 'a;b@example.com', 'a@example.com.', '"Ann, B" <a@example.com>', 'a\\b@example.com', "o'hara@example.com", 'Ann <a@example.com', 'a@example_com', 'a@exa"mple.com', 'a<b@example.com', '""@example.com', 'a@example.com\n'],
  uri: ['https://example.com', 'https://example.com/a?b=c#d', 'http://[::1]:80/', '/path', '/a b', 'path', '', '//example.com/x', 'example.com', 'mailto:a@example.com', 'https://exa mple.com', 'https://example.com:x', 'https://%zz', '%', 'http://a/%zz', ':x', 'https:', 'https://', 'HTTP://EXAMPLE.COM', 'a:b', '1a:b', 'https://example.com\n', 'https://user:pw@host', '*', '#a', '?a', 'https://host:65536/', 'https://host:/', 'https://[::1', 'https://ex\tample.com', 'http://ä.example', 'https://a{b}.example.com', 'https://a<b', 'https://a"b'],
  uuid: ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '7D444840-9DC0-11D1-B245-5FFDCE74FAD2', '{7d444840-9dc0-11d1-b245-5ffdce74fad2}', 'urn:uuid:7d444840-9dc0-11d1-b245-5ffdce74fad2', 'URN:UUID:7d444840-9dc0-11d1-b245-5ffdce74fad2', '7d4448409dc011d1b2455ffdce74fad2', '7d444840-9dc0-11d1-b245-5ffdce74fad', '7d444840-9dc0-11d1-b245-5ffdce74fadg', '7d444840_9dc0_11d1_b245_5ffdce74fad2', '(7d444840-9dc0-11d1-b245-5ffdce74fad2)', ' 7d444840-9dc0-11d1-b245-5ffdce74fad2 ', '00000000-0000-0000-0000-000000000000'],
  hostname: ['example.com', 'EXAMPLE', 'a', 'a.', '.a', 'a..b', '-a.b', 'a-.b', 'a_b.c', '192.0.2.1', '999.1.1.1', '::1', 'x'.repeat(63), 'x'.repeat(64), Array(50).fill('abcd').join('.'), Array(52).fill('abcd').join('.'), 'exämple.com', 'a b', 'host:80', '1.2.3', 'a.b-c.d'],
  ip: ['192.0.2.1', '::1', '2001:db8::', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '::ffff:192.0.2.1', 'fe80::1%eth0', ':::', '1::2::3', '12345::', '', ' 1.2.3.4', '0.0.0.0', '::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7::', '::1.2.3.4', '1.2.3.4:80', '0x7f.0.0.1', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '::1.2.3.04'],
  ipv4: ['192.0.2.1', '::1', '::ffff:192.0.2.1', '1.2.3', '0.0.0.0', '::ffff:c000:201', '0:0:0:0:0:ffff:1.2.3.4', '::fffe:1.2.3.4'],
  ipv6: ['192.0.2.1', '::1', '::ffff:192.0.2.1', '1.2.3', '2001:db8::1'],
}
const patterns = ['^[0-9]+$', '^https?://', '^[a-z]{2,4}$', 'b', '^$', '^[^a]+$', '^(a|ab)(c|bcd)$', '^[[:alpha:]]+$', '^a.c$', '^.{1,3}$', '(?i)ABC', '\\.', '[', 'a**', '^a|b$', '^(ab)+$', '^x?y?$', '^[A-Z][a-z]*$', '^\\S+$', '^[\\w.-]+@', '^é$']

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, {nil: undefined, freq: 3})
const textRules: fc.Arbitrary<Rules> = fc.record({
  in: optional(fc.uniqueArray(words.filter((word) => word !== ''), {minLength: 1, maxLength: 4})),
  notIn: optional(fc.uniqueArray(words, {minLength: 1, maxLength: 3})),
  eq: optional(words), len: optional(fc.nat(6)), minLen: optional(fc.nat(6)), maxLen: optional(fc.nat(24)),
  pattern: optional(fc.constantFrom(...patterns.filter((one) => !['[', 'a**', '(?i)ABC', '^\\S+$', '^[\\w.-]+@'].includes(one)))),
  prefix: optional(words), suffix: optional(words), contains: optional(words),
}).chain((all) => fc.subarray(Object.keys(all) as Array<keyof typeof all>, {maxLength: 2}).map((keys) => Object.fromEntries(keys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])))))
const formatCase = fc.constantFrom(...(Object.keys(formats) as Array<keyof typeof formats>)).chain((wellKnown) => fc.constantFrom(...formats[wellKnown]).map((value) => ({rules: {wellKnown} as Rules, value})))
const numbers = fc.constantFrom(-3, -1, 0, 1, 2, 3, 7, 100)
const numberRules: fc.Arbitrary<Rules> = fc.record({lt: optional(numbers), lte: optional(numbers), gt: optional(numbers), gte: optional(numbers), eq: optional(numbers.map(String)), in: optional(fc.uniqueArray(numbers.map(String), {minLength: 1, maxLength: 4})), notIn: optional(fc.uniqueArray(numbers.map(String), {minLength: 1, maxLength: 3}))})
  .chain((all) => fc.subarray(Object.keys(all) as Array<keyof typeof all>, {maxLength: 2}).map((keys) => Object.fromEntries(keys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])))))

/** Rules as baton-sdk's JSON has them. */
function upstreamRules(type: FieldType, rules: Rules, required: boolean): object {
  const {wellKnown, items, eq, in: allowed, notIn, ...same} = rules
  const number = type === 'int'
  return {
    ...same,
    ...(required ? {isRequired: true} : {}),
    ...(eq === undefined ? {} : {eq: type === 'bool' ? eq === 'true' : eq}),
    ...(allowed ? {in: number ? allowed.map(Number) : allowed} : {}),
    ...(notIn ? {notIn: number ? notIn.map(Number) : notIn} : {}),
    ...(wellKnown ? {wellKnown: `WELL_KNOWN_STRING_${wellKnown.toUpperCase()}`} : {}),
    ...(items ? {itemRules: upstreamRules('string', items, false)} : {}),
  }
}

function ruleCase(type: FieldType, rules: Rules, required: boolean, value: string | string[]): FieldCase {
  const upstream = type === 'int' ? Number(value) : type === 'bool' ? value === 'true' : value
  const config: ConfigValue = value
  const empty = value.length === 0 || (type === 'int' && value === '0')
  return {
    line: JSON.stringify({rules: {type, rules: upstreamRules(type, rules, required), value: upstream}}),
    ours: () => ((required && empty && type !== 'bool') || 'fault' in encodeValue(field('f', type, {rules, required}), config) ? 'no' : 'ok'),
  }
}

const ruleCases: fc.Arbitrary<FieldCase> = fc.oneof(
  {weight: 4, arbitrary: fc.tuple(textRules, fc.boolean(), words).map(([rules, required, value]) => ruleCase('string', rules, required, value))},
  {weight: 3, arbitrary: fc.tuple(formatCase, fc.boolean()).map(([{rules, value}, required]) => ruleCase('string', rules, required, value))},
  {weight: 2, arbitrary: fc.tuple(numberRules, fc.boolean(), numbers).map(([rules, required, value]) => ruleCase('int', rules, required, String(value)))},
  {weight: 1, arbitrary: fc.tuple(fc.constantFrom<Rules>({}, {eq: 'true'}, {eq: 'false'}), fc.boolean()).map(([rules, value]) => ruleCase('bool', rules, false, String(value)))},
  // An item with a comma, or an empty one, is never given to a connector: its environment could not carry it.
  {weight: 2, arbitrary: fc.tuple(fc.record({minItems: optional(fc.nat(4)), maxItems: optional(fc.nat(4)), unique: optional(fc.boolean()), items: optional(textRules)}), fc.boolean(), fc.array(words.filter((word) => word !== ''), {maxLength: 5}))
    .map(([{minItems, maxItems, unique, items}, required, value]) => ruleCase('list', {...(minItems === undefined ? {} : {minItems}), ...(maxItems === undefined ? {} : {maxItems}), ...(unique ? {unique} : {}), ...(items ? {items} : {})}, required, value))},
)

const names = ['a', 'b', 'c', 'd', 'e']
const kinds = ['required-together', 'mutually-exclusive', 'at-least-one', 'dependent-on'] as const
const configurations: fc.Arbitrary<FieldCase> = fc.record({
  types: fc.tuple(...names.map(() => fc.constantFrom<FieldType>('string', 'string', 'bool', 'int', 'list', 'map'))),
  demanded: fc.subarray(names, {maxLength: 2}),
  constraints: fc.array(fc.tuple(fc.constantFrom(...kinds), fc.shuffledSubarray(names, {minLength: 2, maxLength: 4}), fc.integer({min: 1, max: 2})), {maxLength: 3}),
  groups: fc.oneof(fc.constant<string[][]>([]), fc.array(fc.subarray(names, {minLength: 1}), {minLength: 1, maxLength: 3})),
  preferred: fc.option(fc.nat(2), {nil: -1}),
  chosen: fc.option(fc.nat(2), {nil: -1}),
  given: fc.subarray(names),
}).map(({types, demanded, constraints: drafts, groups, preferred, chosen, given}) => {
  // The SDK refuses a bool that is required.
  const required = demanded.filter((name) => types[names.indexOf(name)] !== 'bool')
  const constraints = drafts.flatMap(([kind, fields, split]): Constraint[] => {
    if (kind === 'dependent-on') return [{kind, fields: fields.slice(split), on: fields.slice(0, split)}].filter((one) => one.fields.length > 0)
    // The SDK knows no exclusion of required fields.
    return kind === 'mutually-exclusive' && fields.some((name) => required.includes(name)) ? [] : [{kind, fields}]
  })
  const methods: Record<string, AuthMethod> = Object.fromEntries(groups.map((fields, at) => [`m${at}`, {title: '', upstream: `m${at}`, fields, required: [], sets: {}, selfHosted: true, default: at === preferred, steps: []}]))
  // In c1ctl a field of no group is common to all; a connector lists such a field in each.
  const common = names.filter((name) => groups.length > 0 && !groups.some((fields) => fields.includes(name)))
  const auth = groups[chosen] ? `m${chosen}` : ''
  const connector: Connector = {
    name: 'x', title: 'X', image: 'x', registry: 'x', hosting: ['self-hosted'], capabilities: {}, resourceTypes: {}, features: [], fields: Object.fromEntries(names.map((name, at) => [name, field(name, types[at]!, {required: required.includes(name)})])), auth: methods, constraints,
    recipes: {}, needs: {}, health: false, notes: [], sources: {}, recipesFromProject: [], schemaExtras: {},
  }
  const samples: Record<FieldType, [unknown, string]> = {string: ['x', 'x'], bool: [true, 'true'], int: [5, '5'], list: [['x'], 'x'], map: [{k: 'v'}, '{"k":"v"}'], file: ['x', 'x']}
  const sample = (name: string) => samples[types[names.indexOf(name)]!]
  return {
    line: JSON.stringify({
      fields: names.map((name, at) => ({name, type: types[at], required: required.includes(name)})), constraints, auth,
      groups: groups.map((fields, at) => ({name: `m${at}`, fields: [...fields, ...common], default: at === preferred})), values: Object.fromEntries(given.map((name) => [name, sample(name)[0]])),
    }),
    ours: () => {
      const method = methodOf(connector, auth || undefined)
      const missing = names.some((name) => isRequired(connector, method, name) && !given.includes(name))
      return missing || brokenConstraints(connector, method, Object.fromEntries(given.map((name) => [name, sample(name)[1]]))).length > 0 ? 'no' : 'ok'
    },
  }
})

const alphabet = ['a', 'b', 'c', '\n', '1', '.', '-', 'é', '😀', 'A']
const pieces = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '[0-9]', '[[:alpha:]]', '(a|b)', '(ab)', '(?:b|c)', 'a*', 'b+', 'c?', 'a{2}', 'b{1,2}', '[a-c-]', '\\.', '^', '$', '|', '\\-', 'é', '[]a]', '\\pL', '\\p{Greek}', '(?i)', '\\d', '\\x41', '\\Q.\\E', '{', ')', '\\8', '*')
const patternCases: fc.Arbitrary<FieldCase> = fc.tuple(fc.oneof(fc.constantFrom(...patterns), fc.array(pieces, {minLength: 1, maxLength: 5}).map((all) => all.join('')))
  // c1ctl takes flags at the start alone, and says so of others. Only in POSIX does a negated class end at a line's end: a mixture says nothing.
  .filter((pattern) => pattern.lastIndexOf('(?i)') <= 0 && !(pattern.includes('[^') && /\\[A-Za-z]|\(\?/.test(pattern))), fc.array(fc.array(fc.constantFrom(...alphabet), {maxLength: 5}).map((all) => all.join('')), {minLength: 6, maxLength: 6}))
  .map(([pattern, texts]) => ({
    line: JSON.stringify({pattern, texts}),
    ours: () => {
      const read = goPattern(pattern)
      return 'fault' in read ? 'bad' : texts.map((text) => (read.expression.test(text) ? '1' : '0')).join('')
    },
  }))

/** All cases, the same at each call. */
export function fieldCases(): FieldCase[] {
  return [...fc.sample(ruleCases, {seed, numRuns: 6000}), ...fc.sample(configurations, {seed, numRuns: 4000}), ...fc.sample(patternCases, {seed, numRuns: 2000})]
}

/** Where test/e2e/field-rules.test.ts keeps what baton-sdk says of the cases. */
export const fieldVerdictsFile = new URL('field-verdicts.json', import.meta.url)

/** What baton-sdk said of the cases. */
export interface FieldVerdicts {
  /** Of the cases that were judged. */
  fingerprint: string
  verdicts: string[]
}

/** A fingerprint of the cases, to tell recorded verdicts of other cases. */
export const fingerprint = (cases: FieldCase[]): string => createHash('sha256').update(cases.map((one) => one.line).join('\n')).digest('hex')
