import {expect} from 'chai'
import {goPattern} from '../../../../src/core/workload/go-pattern.ts'

// Expectations were taken from Go 1.26's regexp.CompilePOSIX, which connectors use; from regexp.Compile where that has no such syntax.
const table: Array<[pattern: string, matches: string[], others: string[]]> = [
  ['^[0-9]+$', ['12', '007', 'x\n12'], ['', 'a1', '١']],
  ['^a$', ['a', 'b\na', 'a\nb'], ['aa', '', 'a\r\nc', 'a\u2028c']],
  ['\\Aa\\z', ['a'], ['b\na', 'a\nb', 'a\n']],
  ['^$', ['', 'a\n', '\n'], ['😀', 'a']],
  ['^https?://', ['http://x', 'https://y'], ['ftp://x', ' http://x']],
  ['a.c', ['aXc', 'a\rc', 'a\u2028c'], ['a\nc']],
  ['(?s)a.c', ['a\nc'], ['ac']],
  ['(?i)abc', ['ABC', 'xaBcx'], ['ab']],
  ['^[^a]+$', ['b', '12'], ['a', '']],
  ['[^a]', ['b', 'ab'], ['a', '\n']],
  ['^[[:digit:][:upper:]_-]{2,3}$', ['A_', '1-A'], ['a1', 'ABCD']],
  ['^\\d+\\s\\w$', ['12 a'], ['١ a', '12a']],
  ['^[\\d.]+$', ['1.2'], ['1,2']],
  ['^(?P<first>a)(?:b|c)$', ['ab', 'ac'], ['ad']],
  ['^\\Qa.c\\E$', ['a.c'], ['abc']],
  ['^\\pL+$', ['é', 'Ω'], ['1']],
  ['^\\p{Greek}$', ['Ω'], ['a']],
  ['^\\x41\\x{1F600}$', ['A😀'], ['A']],
  ['^.$', ['😀', 'é'], ['ab']],
  ['^[😀-😂]$', ['😁'], ['a']],
  ['^[]a]+$', [']', 'a]'], ['b']],
  ['^[a-]+$', ['-', 'a-'], ['b']],
  ['^}$', ['}'], ['{']],
  ['^a{,2}$', ['a{,2}'], ['aa']],
  ['^x*?$', ['', 'xx'], ['y']],
  ['\\/\\-\\.', ['/-.'], ['/-x']],
]

describe('a pattern in Go\'s syntax', () => {
  for (const [pattern, matches, others] of table)
    it(`\`${pattern}\` accepts what the connector accepts`, () => {
      const read = goPattern(pattern)
      if ('fault' in read) throw new Error(read.fault)
      expect(matches.filter((text) => !read.expression.test(text))).to.deep.equal([])
      expect(others.filter((text) => read.expression.test(text))).to.deep.equal([])
    })

  for (const pattern of ['(?=a)', '(?!a)', '(?<=a)b', 'a\\1', '\\u0041', '\\Z', '\\h', '(a', '[a', '[[:foo:]]', '\\', '[a\\', '*a', '\\p{Nowhere}'])
    it(`\`${pattern}\` is a fault of the catalog`, () => expect(goPattern(pattern)).to.have.property('fault').that.match(/^is not a pattern that can be checked: /))
})
