import {expect} from 'chai'
import fc from 'fast-check'
import type {Field, FieldType, Rules} from '../../../../src/core/catalog/types.ts'
import type {ConfigValue} from '../../../../src/core/project/types.ts'
import {encodeValue} from '../../../../src/core/workload/values.ts'

const field = (type: FieldType, rules?: Rules, secret = false): Field => ({title: 'Thing', type, variable: 'BATON_THING', secret, required: false, aliases: [], ...(rules ? {rules} : {})})
const encode = (type: FieldType, value: ConfigValue, rules?: Rules) => encodeValue(field(type, rules), value)

describe('a value on its way to the connector', () => {
  const right: Array<[FieldType, ConfigValue, string, Rules?]> = [
    ['string', '007', '007'],
    ['string', '1.10', '1.10'],
    ['string', '12045678901234567890', '12045678901234567890'],
    ['string', ' $(HOME) "\'\\\n', ' $(HOME) "\'\\\n'],
    ['string', '', ''],
    ['bool', 'true', 'true'],
    ['bool', 'False', 'false'],
    ['bool', 'TRUE', 'true'],
    ['bool', '', ''],
    ['int', '0', '0'],
    ['int', '-12', '-12'],
    ['int', '9223372036854775807', '9223372036854775807'],
    ['int', '', ''],
    ['list', ['a', 'b'], 'a,b'],
    ['list', 'a', 'a'],
    ['list', [], ''],
    ['list', '', ''],
    ['list', ['two words'], 'two words'],
    ['map', {a: '1', b: 'x y'}, '{"a":"1","b":"x y"}'],
    ['map', {}, ''],
    ['map', '{"a": "1"}', '{"a":"1"}'],
    ['map', '', ''],
    ['file', '-----BEGIN KEY-----\n\0', '-----BEGIN KEY-----\n\0'],
  ]
  for (const [type, value, text] of right) it(`${type} ${JSON.stringify(value)} becomes ${JSON.stringify(text)}`, () => expect(encode(type, value)).to.deep.equal({text}))

  const wrong: Array<[FieldType, ConfigValue, string]> = [
    ['string', ['a'], 'must be text, not a list'],
    ['string', {a: 'b'}, 'must be text, not a map'],
    ['string', 'a\0b', 'holds a NUL character, which no environment variable can'],
    ['bool', 'yes', 'must be true or false, not `yes`'],
    ['bool', '1', 'must be true or false, not `1`'],
    ['bool', 'on', 'must be true or false, not `on`'],
    ['bool', ['true'], 'must be true or false, not a list'],
    ['int', '007', 'must be a whole number without leading zeros, not `007`'],
    ['int', '1e3', 'must be a whole number without leading zeros, not `1e3`'],
    ['int', '1.5', 'must be a whole number without leading zeros, not `1.5`'],
    ['int', '0x1F', 'must be a whole number without leading zeros, not `0x1F`'],
    ['int', ' 1', 'must be a whole number without leading zeros, not ` 1`'],
    ['int', '9223372036854775808', 'must fit into 64 bits'],
    ['list', ['a', 'b,c'], 'has a comma in item 2: the connector would read two items; write a list of single items'],
    ['list', 'a,b', 'has a comma in item 1: the connector would read two items; write a list of single items'],
    ['list', ['a', ''], 'has nothing in item 2'],
    ['list', {a: 'b'}, 'must be a list, not a map'],
    ['map', ['a'], 'must be a map, not a list'],
    ['map', 'a=b', 'must be a map, or the text of a JSON object'],
    ['map', '[1]', 'must be a map, or the text of a JSON object'],
    ['file', ['a'], 'must be the content of a file, not a list'],
  ]
  for (const [type, value, fault] of wrong) it(`${type} ${JSON.stringify(value)} is refused: ${fault}`, () => expect(encode(type, value)).to.deep.equal({fault}))

  const rules: Array<[FieldType, Rules, good: ConfigValue[], bad: ConfigValue[]]> = [
    ['string', {in: ['us', 'eu']}, ['us', 'eu', ''], ['US', 'de']],
    ['string', {notIn: ['root']}, ['admin', ''], ['root']],
    ['string', {eq: 'x'}, ['x', ''], ['y']],
    // Lengths are bytes, as in Go.
    ['string', {len: 4}, ['abcd', 'éé', '😀', ''], ['abc', 'éééé']],
    ['string', {minLen: 2}, ['ab', 'é', ''], ['a']],
    ['string', {maxLen: 2}, ['ab', 'é', ''], ['abc', 'éa']],
    ['string', {pattern: '^[0-9]+$'}, ['1204', ''], ['12a']],
    ['string', {prefix: 'xoxb-'}, ['xoxb-1', ''], ['xoxp-1']],
    ['string', {suffix: '.com'}, ['a.com', ''], ['a.org']],
    ['string', {contains: '@'}, ['a@b', ''], ['ab']],
    ['string', {wellKnown: 'email'}, ['a@b.com', 'Ann <a@b.com>', 'o\'neil+x@b', '"a b"@c.de', ''], ['a', 'a@', '@b', 'a b@c', '<a@b']],
    ['string', {wellKnown: 'uri'}, ['https://a.com/x?y=1', 'ldap://h', '/absolute/path', 'mailto:a@b', ''], ['a.com', 'not a uri', 'https://a b', 'https://a/%zz']],
    ['string', {wellKnown: 'uuid'}, ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000', '{123e4567-e89b-12d3-a456-426614174000}', 'urn:uuid:123e4567-e89b-12d3-a456-426614174000'], ['123', '123e4567-e89b-12d3-a456-42661417400g']],
    ['string', {wellKnown: 'hostname'}, ['a.com', 'localhost', '10.0.0.1', '::1', 'a-b.c1'], ['https://a.com', 'a_b', '-a', 'a-', 'a.com.', '.a', 'a..b', 'x'.repeat(64)]],
    ['string', {wellKnown: 'ip'}, ['1.2.3.4', '::', '2001:db8::1', '::ffff:1.2.3.4'], ['1.2.3', '256.1.1.1', '01.2.3.4', 'a', '1::2::3', '12345::']],
    ['string', {wellKnown: 'ipv4'}, ['255.255.255.255', '0.0.0.0'], ['::1', '1.2.3.4.5']],
    ['string', {wellKnown: 'ipv6'}, ['fe80::1', '1:2:3:4:5:6:7:8', '1.2.3.4'], ['1:2:3', 'fe80::1%eth0', '1:2:3:4:5:6:7:8:9']],
    ['bool', {eq: 'true'}, ['true', ''], ['false']],
    ['int', {in: ['1', '2']}, ['1', '0', ''], ['3']],
    ['int', {notIn: ['2']}, ['1'], ['2']],
    ['int', {eq: '5'}, ['5', '0'], ['4']],
    ['int', {lt: 10, gt: 1}, ['2', '9', '0'], ['1', '10']],
    ['int', {lte: 10, gte: 5}, ['5', '10', '0', ''], ['4', '11', '-1']],
    ['list', {minItems: 2}, [['a', 'b'], []], [['a']]],
    ['list', {maxItems: 1}, [['a']], [['a', 'b']]],
    ['list', {unique: true}, [['a', 'b']], [['a', 'a']]],
    ['list', {items: {prefix: 'x'}}, [['xa', 'xb'], []], [['xa', 'b']]],
  ]
  for (const [type, rule, good, bad] of rules)
    it(`${type} with ${JSON.stringify(rule)} takes and refuses what the connector does`, () => {
      for (const value of good) expect(encode(type, value, rule), JSON.stringify(value)).to.have.property('text')
      for (const value of bad) expect(encode(type, value, rule), JSON.stringify(value)).to.have.property('fault')
    })

  it('says which rule is broken, and by what', () => {
    expect(encode('string', '12a', {pattern: '^[0-9]+$'})).to.deep.equal({fault: 'must match `^[0-9]+$`, and `12a` does not'})
    expect(encode('string', 'x'.repeat(100), {in: ['a']})).to.deep.equal({fault: `must be one of a, not \`${'x'.repeat(57)}...\``})
    expect(encode('list', ['xa', 'b'], {items: {prefix: 'x'}})).to.deep.equal({fault: 'has item 2, which must start with `x`'})
    expect(encode('string', 'x', {pattern: '(?=x)'})).to.have.property('fault').that.match(/cannot be checked/)
  })

  it('never puts the value of a secret into a reason', () => {
    const rule = fc.constantFrom<Rules>({in: ['no']}, {len: 1}, {minLen: 99}, {pattern: '^no$'}, {prefix: 'no'}, {wellKnown: 'email'}, {eq: 'no'}, {notIn: ['no']}, {items: {prefix: 'no'}, unique: true}, {lt: 0, gt: 9})
    const value = fc.string({minLength: 12, unit: fc.constantFrom('K', 'Q', '7', ',', '$')}).map((text) => `${text}ZQ`)
    fc.assert(
      fc.property(fc.constantFrom<FieldType>('string', 'bool', 'int', 'list', 'map'), rule, value, (type, rules, text) => {
        const result = encodeValue(field(type, rules, true), text)
        if ('fault' in result) expect(result.fault).not.to.include('ZQ')
      }),
    )
  })

  it('gives every text back as it was where no rule stands', () => fc.assert(fc.property(fc.string({unit: 'binary'}).filter((text) => !text.includes('\0')), (text) => { expect(encode('string', text)).to.deep.equal({text}) })))
})
