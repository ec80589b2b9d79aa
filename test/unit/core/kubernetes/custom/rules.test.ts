import {expect} from 'chai'
import {keepsRule} from '../../../../../src/core/kubernetes/custom/rules.ts'
import {shippedCrds} from '../../../../support/shipped-cases.ts'

describe('a rule in CEL', () => {
  const cases: Array<[string, unknown, boolean | undefined]> = [
    ['has(self.a)', {a: 1}, true], ['has(self.a)', {}, false], ['!has(self.a)', {}, true], ['has(self.a.b)', {a: {b: 1}}, true], ['has(self.a.b)', {a: {}}, false],
    ['has(self.constructor)', {}, false],
    ['has(self.a) != has(self.b)', {a: 1}, true], ['has(self.a) != has(self.b)', {a: 1, b: 1}, false],
    ['has(self.a) && has(self.b) || has(self.c)', {c: 1}, true], ['has(self.a) && (has(self.b) || has(self.c))', {c: 1}, false],
    ['self.a == \'x\'', {a: 'x'}, true], ['self.a == "x"', {a: 'y'}, false], ['self.a != \'x\'', {a: 'y'}, true], ['self.a == true', {a: true}, true], ['self.a >= 2', {a: 2}, true], ['self.a < 2', {a: 2}, false],
    ['\'a\' in self', {a: 1}, true], ['!(\'a\' in self)', {a: 1}, false], ['self.a in [\'x\', \'y\']', {a: 'y'}, true], ['self.a in [\'x\', \'y\']', {a: 'z'}, false],
    ['[has(self.a),has(self.b)].filter(x,x==true).size() <= 1', {a: 1}, true], ['[has(self.a),has(self.b)].filter(x,x==true).size() <= 1', {a: 1, b: 1}, false], ['[has(self.a),has(self.b)].filter(x, x).size() == 1', {}, false],
    ['size(self.list) > 0', {list: []}, false], ['self.list.size() == 2', {list: [1, 2]}, true],
    ['self.list.all(one, one.name != \'x\')', {list: [{name: 'a'}, {name: 'x'}]}, false], ['self.list.exists(one, one == \'x\')', {list: ['a', 'x']}, true], ['self.all(key, key != \'x\')', {x: 1}, false], ['self.list.all(one, has(one.a))', {list: []}, true],
    // A field that is not there is a fault, and the server refuses, unless the other side decides.
    ['self.a == \'x\'', {}, false], ['!has(self.b) || self.a == \'x\'', {}, true], ['!has(self.b) || self.a == \'x\'', {b: 1}, false], ['self.a == \'x\' || has(self.b)', {b: 1}, true], ['self.a == \'x\' && has(self.b)', {}, false], ['!(self.a == \'x\' && has(self.b))', {}, true], ['self.list.exists(one, one.a == \'x\')', {list: [{}, {a: 'x'}]}, true],
    // What is more than this is not judged.
    ['self.a.matches(\'^a\')', {a: 'b'}, undefined], ['self.a == self.b', {a: '1h', b: '60m'}, undefined], ['self == oldSelf', {}, undefined], ['self.a ? true : false', {a: false}, undefined], ['self.a + 1 == 2', {a: 5}, undefined], ['self.a == \'\\n\'', {a: 'x'}, undefined], ['duration(self.a) < duration(\'1h\')', {a: '2h'}, undefined],
    ['self.a == 1.5', {a: 1}, undefined], ['self.a__dash__b == \'x\'', {}, undefined], ['has(self)', {}, undefined], ['self.a == ', {}, undefined], ['(self.a', {}, undefined], ['', {}, undefined], ['has(self.a) has(self.b)', {}, undefined], ['self.a == 1', {a: '1'}, undefined], ['self', {}, undefined],
  ]
  for (const [rule, self, kept] of cases) it(`${rule || 'that is empty'} on ${JSON.stringify(self)} is ${kept === undefined ? 'not judged' : kept ? 'kept' : 'broken'}`, () => expect(keepsRule(rule, self)).to.equal(kept))

  it('can be judged wherever a definition that is shipped has one', () => {
    const rules: string[] = []
    JSON.stringify(shippedCrds(), (key, value: unknown) => {
      if (key === 'x-kubernetes-validations') rules.push(...(value as Array<{rule: string}>).map(({rule}) => rule))
      return value
    })
    expect(rules).to.have.lengthOf(38)
    for (const rule of rules) expect(keepsRule(rule, {}), rule).to.be.a('boolean')
  })
})
