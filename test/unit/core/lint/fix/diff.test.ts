import {expect} from 'chai'
import {unifiedDiff} from '../../../../../src/core/lint/fix/diff.ts'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'

const diffOf = (text: string): string => {
  const {before, after, texts} = fix(new Map([['f.yaml', text]]), {})
  return unifiedDiff('f.yaml', {text, secrets: before.secretsIn('f.yaml')}, {text: texts.get('f.yaml')!, secrets: after.secretsIn('f.yaml')})
}

describe('the diff of lint --fix', () => {
  it('is one that patch applies, when nothing in it is secret', () => {
    const lines = (values: string[]): string => `${['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: a}', 'data:', ...values.map((value, index) => `  k${index}: ${value}`)].join('\r\n')}\r\n`
    expect(diffOf(lines(['1', 'x', 'yes', 'no', 'y']))).to.equal([
      '--- f.yaml', '+++ f.yaml', '@@ -5 +5 @@', '-  k0: 1', '+  k0: "1"', '@@ -7,3 +7,3 @@', '-  k2: yes', '-  k3: no', '-  k4: y', '+  k2: "yes"', '+  k3: "no"', '+  k4: "y"', '',
    ].join('\n'))
  })

  it('is empty when nothing changes', () => expect(diffOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')).to.equal(''))

  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'
  const leaks: Record<string, string> = {
    'a number': `${secret}stringData:\n  A: 998877665\n`,
    'a comment beside it': `${secret}stringData:\n  A: 1 # it was 998877665\n`,
    'a flow map': `${secret}stringData: {A: 998877665, B: "998877665", C: true}\n`,
    'a line above and below': `${secret}stringData:\n  A: "998877665"\n  B: true\n  C: '998877665'\n# 998877665\n`,
    'another document': `password: 998877665\n---\n${secret}stringData:\n  B: true\n---\npassword: 998877665\n`,
    'a variable': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: a, env: [{name: A_TOKEN, value: 998877665}, {name: B, value: 1}]}]\n',
    'a ConfigMap': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  PASSWORD: 998877665\n',
  }
  for (const [name, text] of Object.entries(leaks)) {
    it(`shows no secret of ${name}`, () => {
      expect(diffOf(text)).to.include('@@').and.not.include('998877665')
    })
  }
})
