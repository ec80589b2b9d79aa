import {expect} from 'chai'
import fc from 'fast-check'
import {holds, namesIn, parseCondition, type Situation} from '../../../../src/core/catalog/condition.ts'

const at = (auth: string | null, values: Record<string, string> = {}): Situation => ({auth, values})
const read = (text: string) => {
  const result = parseCondition(text)
  if ('fault' in result) throw new Error(result.fault)
  return result.condition
}

describe('the condition of a recipe', () => {
  const table: Array<[condition: string, situation: Situation, holds: boolean]> = [
    ['', at(null), true],
    ['   ', at(null), true],
    ['token', at(null, {token: 'x'}), true],
    ['token', at(null, {token: ''}), false],
    ['token', at(null), false],
    ['use-rbac', at(null, {'use-rbac': 'true'}), true],
    ['use-rbac', at(null, {'use-rbac': 'false'}), false],
    ['!use-rbac', at(null, {'use-rbac': 'false'}), true],
    ['! use-rbac', at(null), true],
    ['!token', at(null, {token: 'x'}), false],
    ['region = eu', at(null, {region: 'eu'}), true],
    ['region=eu', at(null, {region: 'eu'}), true],
    ['region = eu', at(null), false],
    ['region != eu', at(null), true],
    ['region!=eu', at(null, {region: 'eu'}), false],
    ['instance-url = https://github.com', at(null, {'instance-url': 'https://github.com'}), true],
    ['url starts-with https://', at(null, {url: 'https://a.example'}), true],
    ['url starts-with https://', at(null, {url: 'http://a.example'}), false],
    ['url starts-with https://', at(null), false],
    ['email ends-with "@bot.example" and token', at(null, {email: 'a@bot.example', token: 'x'}), true],
    ['email ends-with @bot.example', at(null, {email: '@bot.example.org'}), false],
    ['title = "two words"', at(null, {title: 'two words'}), true],
    ['title = "a \\"b\\" and \\\\c"', at(null, {title: 'a "b" and \\c'}), true],
    ['title = ""', at(null), true],
    ['auth = api-token', at('api-token'), true],
    ['auth = api-token', at('private-key'), false],
    ['auth = api-token', at(null), false],
    ['auth != api-token', at(null), true],
    ['a and b', at(null, {a: '1', b: '1'}), true],
    ['a and b', at(null, {a: '1'}), false],
    ['a or b', at(null, {b: '1'}), true],
    // `and` binds tighter than `or`.
    ['a or b and c', at(null, {a: '1'}), true],
    ['a and b or c', at(null, {c: '1'}), true],
    ['a and b or c', at(null, {a: '1'}), false],
    ['a or b and c', at(null, {b: '1'}), false],
    ['constructor', at(null), false],
  ]
  for (const [text, situation, wanted] of table)
    it(`${wanted ? 'holds' : 'does not hold'}: \`${text}\` with auth ${situation.auth} and ${JSON.stringify(situation.values)}`, () => expect(holds(read(text), situation)).to.equal(wanted))

  const faults: Array<[string, string]> = [
    ['and', 'expects a field name where `and` stands'],
    ['token and', 'expects a field name at its end'],
    ['token or', 'expects a field name at its end'],
    ['token other', 'expects `and` or `or` before `other`'],
    ['token =', 'expects a value after `token =`'],
    ['token = = x', 'expects a value after `token =`'],
    ['= x', 'expects a field name where `=` stands'],
    ['!token = x', 'expects `and` or `or` before `=`'],
    ['token starts-with', 'expects a value after `token starts-with`'],
    ['auth starts-with x', 'expects `auth = method`'],
    ['!token starts-with x', 'expects `and` or `or` before `starts-with`'],
    ['auth', 'expects `auth = method`'],
    ['!auth', 'expects `auth = method`'],
    ['token = "open', 'cannot read `"open`'],
    ['!', 'expects a field name at its end'],
  ]
  for (const [text, reason] of faults) it(`cannot be \`${text}\`: ${reason}`, () => expect(parseCondition(text)).to.deep.equal({fault: reason}))

  it('names the fields and methods it depends on', () => expect(namesIn(read('auth = a and x or !y and z = 1'))).to.deep.equal({fields: ['x', 'y', 'z'], methods: ['a']}))

  it('never throws and always ends, whatever the text', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'and', 'or', '!', '=', '!=', '"', '"x y"', 'auth', ' ', '\n', '\\'), {maxLength: 12}), (pieces) => {
      const result = parseCondition(pieces.join(' '))
      if ('condition' in result) holds(result.condition, at(null))
    }))
  })
})
