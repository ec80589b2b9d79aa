import {expect} from 'chai'
import fc from 'fast-check'
import {unifiedDiff} from '../../../../../src/core/lint/fix/diff.ts'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import {applyEdits, editedLines, overlaps, sameLines, type Edit} from '../../../../../src/core/yaml/edit.ts'

const diffOf = (text: string): string => {
  const {before, after, texts, origins} = fix(new Map([['f.yaml', text]]), {})
  return unifiedDiff('f.yaml', {text, secrets: before.secretsIn('f.yaml')}, {text: texts.get('f.yaml')!, secrets: after.secretsIn('f.yaml')}, origins.get('f.yaml') ?? sameLines(text))
}

describe('the diff of lint --fix', () => {
  it('is one that patch applies, when nothing in it is secret', () => {
    const lines = (values: string[]): string => `${['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: a}', 'data:', ...values.map((value, index) => `  k${index}: ${value}`)].join('\r\n')}\r\n`
    expect(diffOf(lines(['1', 'x', 'yes', 'no', 'y']))).to.equal([
      '--- f.yaml', '+++ f.yaml', '@@ -5 +5 @@', '-  k0: 1', '+  k0: "1"', '@@ -7,3 +7,3 @@', '-  k2: yes', '-  k3: no', '-  k4: y', '+  k2: "yes"', '+  k3: "no"', '+  k4: "y"', '',
    ].join('\n'))
  })

  it('is empty when nothing changes', () => expect(diffOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')).to.equal(''))

  /** What `patch` makes of a text and a diff without lines of context. */
  const patched = (text: string, diff: string): string => {
    const [lines, out] = [text.split('\n'), [] as string[]]
    let at = 0
    for (const line of diff.split('\n').slice(2, -1)) {
      const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
      if (head) {
        const start = Number(head[1]) - (head[2] === '0' ? 0 : 1)
        while (at < start) out.push(lines[at++]!)
      } else if (line.startsWith('-')) expect(lines[at++]).to.equal(line.slice(1))
      else out.push(line.slice(1))
    }
    return [...out, ...lines.slice(at)].join('\n')
  }

  it('tells lines that come, go and move, and no more than those', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  env:\n  - name: A\n    value: b\n  nodeName: b\n  containers:\n  - name: a\n    limits:\n      memory: 1Gi\n    image: a\n'
    expect(diffOf(text)).to.equal([
      '--- f.yaml', '+++ f.yaml', '@@ -6,3 +5,0 @@', '-  env:', '-  - name: A', '-    value: b', '@@ -12,2 +9,3 @@', '-    limits:', '-      memory: 1Gi', '+    resources:', '+      limits:', '+        memory: 1Gi', '@@ -14,0 +13,3 @@', '+    env:', '+    - name: A', '+      value: b', '',
    ].join('\n'))
  })

  it('is one that patch applies, whatever was edited how often', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), {maxLength: 6}).map((all) => all.join('\n'))
    const edit = fc.record({from: fc.nat(12), length: fc.nat(4), text: lines})
    let kept = 0
    fc.assert(fc.property(lines, fc.array(fc.array(edit, {maxLength: 3}), {maxLength: 3}), (before, rounds) => {
      let [after, origins] = [before, sameLines(before)]
      for (const round of rounds) {
        const edits: Edit[] = []
        for (const {from, length, text} of round) {
          const one = {from: Math.min(from, after.length), to: Math.min(from + length, after.length), text}
          if (!edits.some((other) => overlaps(one, other) || one.from === other.from)) edits.push(one)
        }
        origins = editedLines(after, edits, origins)
        after = applyEdits(after, edits)
      }
      expect(origins.length).to.equal(after.split('\n').length)
      kept += origins.filter((one) => one !== undefined).length
      for (const [line, origin] of origins.entries()) if (origin !== undefined) expect(after.split('\n')[line]).to.equal(before.split('\n')[origin])
      const diff = unifiedDiff('f', {text: before, secrets: []}, {text: after, secrets: []}, origins)
      expect(diff === '' ? before : patched(before, diff)).to.equal(after)
    }), {numRuns: 1000, seed: 31})
    expect(kept).to.be.greaterThan(1000)
  })

  it('says of a line far from all repairs nothing, however many there are', () => {
    const values = (quote: string): string => Array.from({length: 3000}, (_, line) => `  k${line}: ${quote}${line}${quote}\n  s${line}: "x"\n`).join('')
    const diff = diffOf(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nlabels: {a: b}\ndata:\n${values('')}`)
    expect([diff.match(/^[-+] {2}k/gm)?.length, diff.includes('s7')]).to.deep.equal([6000, false])
  })

  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'
  const leaks: Record<string, string> = {
    'a number': `${secret}stringData:\n  A: 998877665\n`,
    'a comment beside it': `${secret}stringData:\n  A: 1 # it was 998877665\n`,
    'a flow map': `${secret}stringData: {A: 998877665, B: "998877665", C: true}\n`,
    'a line above and below': `${secret}stringData:\n  A: "998877665"\n  B: true\n  C: '998877665'\n# 998877665\n`,
    'another document': `password: 998877665\n---\n${secret}stringData:\n  B: true\n---\npassword: 998877665\n`,
    'a variable': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: a, env: [{name: A_TOKEN, value: 998877665}, {name: B, value: 1}]}]\n',
    'variables that move, and a comment above them': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  # 998877665\n  env:\n  - name: A_TOKEN\n    value: "998877665" # 998877665\n    # 998877665\n  containers:\n  - name: a\n    image: a\n`,
    'variables that stand beside the spec': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  spec:\n    containers:\n    - name: a\n      image: a\n      env:\n      - name: A_TOKEN\n        value: "998877665"\n`,
    'values that move': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  stringData:\n    A: "998877665"\n    B: |\n      998877665\n      998877665\n`,
    'a ConfigMap': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  PASSWORD: 998877665\n',
  }
  for (const [name, text] of Object.entries(leaks)) {
    it(`shows no secret of ${name}`, () => {
      expect(diffOf(text)).to.include('@@').and.not.include('998877665')
    })
  }
})
