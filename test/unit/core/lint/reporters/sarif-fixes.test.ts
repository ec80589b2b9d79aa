import {readFileSync} from 'node:fs'
import {Validator, type Schema} from '@cfworker/json-schema'
import {expect} from 'chai'
import fc from 'fast-check'
import {shippedKinds} from '../../../../../src/core/kubernetes/custom/shipped.ts'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {sarifReport} from '../../../../../src/core/lint/reporters/sarif.ts'
import {applyEdits} from '../../../../../src/core/yaml/edit.ts'
import {catalogOf} from '../../../../support/catalog.ts'
import {scalars} from '../../../../support/scalars.ts'

const validator = new Validator(JSON.parse(readFileSync(new URL('../../../../support/sarif-2.1.0.schema.json', import.meta.url), 'utf8')) as Schema, '2020-12', false)
const catalog = catalogOf('shop:\n  title: Shop\n  fields:\n    token: {title: Token, secret: true, required: true}\n    wide: {title: Wide, type: bool}\n')

interface Replacement {deletedRegion: {startLine: number; startColumn: number; endLine: number; endColumn: number}; insertedContent?: {text: string}}
interface Result {ruleId: string; fixes?: Array<{description: {text: string}; artifactChanges: Array<{artifactLocation: {uri: string}; replacements: Replacement[]}>}>}

/** A file with its findings as SARIF, once the schema has accepted it; and what `--fix` makes of the file in its first round. */
function reported(text: string): {log: string; results: Result[]; fixed: string; fixable: number} {
  const found = lint([{name: 'a b.yaml', text}], catalog, {shipped: shippedKinds})
  const log = sarifReport({...found, texts: new Map([['a b.yaml', text]]), pathOf: (file) => file, version: '1.2.3'})
  const {valid, errors} = validator.validate(JSON.parse(log))
  expect(valid, JSON.stringify(errors.slice(-4), null, 1)).to.equal(true)
  return {log, results: JSON.parse(log).runs[0].results, fixed: applyEdits(text, found.edits.get('a b.yaml') ?? []), fixable: found.findings.filter((one) => one.fixable).length}
}

/** A text after all fixes, as an editor does them: lines end with \n, columns count UTF-16 code units, a byte order mark has none. */
function applied(text: string, results: Result[]): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const lines = text.slice(mark.length).split('\n')
  const offset = (line: number, column: number): number => lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1
  const all = results.flatMap(({fixes = []}) => fixes.flatMap(({artifactChanges}) => artifactChanges.flatMap(({artifactLocation, replacements}) => {
    expect(artifactLocation.uri).to.equal('a%20b.yaml')
    return replacements
  })))
  // Two findings of one place carry the same fix.
  const each = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
  let out = text.slice(mark.length)
  const places = each.map(({deletedRegion: {startLine, startColumn, endLine, endColumn}, insertedContent}) => ({from: offset(startLine, startColumn), to: offset(endLine, endColumn), text: insertedContent?.text ?? ''}))
  for (const {from, to, text: inserted} of places.sort((one, other) => other.from - one.from || other.to - one.to)) out = out.slice(0, from) + inserted + out.slice(to)
  return mark + out
}

const pod = (container: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n${container}`
const secret = (lines: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: baton-shop-secrets}\nstringData:\n${lines}`
const shop = (image: string, env: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a, baton-app: shop}}\n    spec:\n      containers:\n      - name: a\n        image: ${image}\n${env}`
const public_ = 'public.ecr.aws/conductorone/baton-shop:1'

describe('fixes in SARIF', () => {
  const cases: Array<[string, string, string[]]> = [
    ['quotes', pod('    args: [--port, 8080]\n    env: [{name: A, value: yes}]\n'), ['Put it in quotes.', 'Put it in quotes.']],
    ['labels and annotations', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {"b":true}, annotations: {c: 1e3}}\ndata: {d: 007}\n', ['Put it in quotes.', 'Put it in quotes.', 'Put it in quotes.']],
    ['quotes that are too many', pod('    securityContext:\n      runAsUser: "65532"\n      privileged: \'false\'\n'), ['Take it out of its quotes.', 'Take it out of its quotes.']],
    ['a boolean in capitals', pod('    securityContext:\n      privileged: \'False\'\n'), ['Make it false.']],
    ['names of fields', pod('    imagePullPolcy: Always\n    "livenessprobe": {exec: {command: [a]}}\n'), ['Call it imagePullPolicy.', 'Call it livenessProbe.']],
    ['words', pod('    imagePullPolicy: always\n'), ['Make it Always.']],
    ['apiVersions', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}\n', ['Make it policy/v1.']],
    ['images', shop('\'ghcr.io/conductorone/baton-shop:1\' # c', '        env: [{name: BATON_TOKEN, value: x}]\n'), ['Make it public.ecr.aws/conductorone/baton-shop:1.']],
    ['words for booleans that a connector takes', shop(public_, '        env: [{name: BATON_TOKEN, value: x}, {name: BATON_WIDE, value: "yes"}]\n'), ['Make it true.']],
    ['names of variables', shop(public_, '        env: [{name: BATON_TOKN, value: x}]\n'), ['Make it BATON_TOKEN.']],
    ['numbers and booleans of a Secret', secret('  A: 12045678901234567890\n  B: yes # c\n'), ['Put it in quotes.', 'Put it in quotes.']],
    ['names of variables in a Secret', `${secret('  BATON_TOKN: x\n')}---\n${shop(public_, '        envFrom: [{secretRef: {name: baton-shop-secrets}}]\n')}`, ['Call it BATON_TOKEN.']],
    ['an anchor for all of its uses', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {a: 1}, annotations: *l}\n', ['Put it in quotes.', 'Put it in quotes.']],
    ['items of a List', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: {a: 1}\n', ['Put it in quotes.']],
    ['fields in wrong places', `${pod('')}    nodeName: b\n    args: []\n  env:\n  - name: A\n    value: b\n`, ['Move it into spec.', 'Move it into spec.containers[0].']],
    ['fields that lack the map around them', pod('    limits: {cpu: 1}\n    requests: {cpu: 1}\n'), ['Move it into spec.containers[0].resources.', 'Move it into spec.containers[0].resources.']],
    ['the type of a Secret that stands in its metadata', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  type: Opaque\n', ['Move it into the Secret itself.']],
    ['apiVersions whose form has changed', 'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  backend:\n    serviceName: a\n    servicePort: 80\n', ['Make it networking.k8s.io/v1, with the form that this one has.']],
    ['older forms', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend:\n    serviceName: a\n    servicePort: 80\n', ['Give it the form of its apiVersion.', 'Give it the form of its apiVersion.']],
    ['beside letters of two units', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "😀é", b: 1, c: "😀", d: 2} # 😀\n', ['Put it in quotes.', 'Put it in quotes.']],
    ['with a byte order mark and carriage returns', '\ufeff{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {a: 1}},\r\n data: {b: 2,\r\n  c: 3}}\r\n', ['Put it in quotes.', 'Put it in quotes.', 'Put it in quotes.']],
  ]
  for (const [name, text, descriptions] of cases) {
    it(`do to ${name} what --fix does, byte for byte`, () => {
      const {results, fixed, fixable} = reported(text)
      expect(fixed).not.to.equal(text)
      expect(applied(text, results)).to.equal(fixed)
      expect(results.flatMap(({fixes = []}) => fixes.map(({description}) => description.text))).to.deep.equal(descriptions)
      expect(results.filter(({fixes}) => fixes).length).to.equal(fixable)
    })
  }

  it('stand at no finding that --fix leaves alone', () => {
    const {results} = reported(pod('    args: [&p 8080]\n    ports: [{containerPort: *p}]\n'))
    expect(results.map(({ruleId, fixes}) => [ruleId, fixes])).to.deep.equal([['kubernetes/type', undefined]])
  })

  it('say nothing of what moves with a secret or a comment', () => {
    for (const [line, value] of [['', '  - name: A_TOKEN\n    value: hunter2\n'], ['  # hunter2\n', '  - name: A\n    value: b\n'], ['', '  - name: A\n    value: b # hunter2\n']] as const) {
      const {log, results, fixable} = reported(`${pod('')}${line}  env:\n${value}`)
      expect([fixable, results.flatMap(({fixes = []}) => fixes), log.includes('hunter2')]).to.deep.equal([1, [], false])
    }
  })

  it('insert nothing but what changes', () => {
    const {results} = reported('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 1204}\n')
    expect(results[0]!.fixes![0]!.artifactChanges[0]!.replacements).to.deep.equal([
      {deletedRegion: {startLine: 4, startColumn: 11, endLine: 4, endColumn: 11}, insertedContent: {text: '"'}}, {deletedRegion: {startLine: 4, startColumn: 15, endLine: 4, endColumn: 15}, insertedContent: {text: '"'}},
    ])
  })

  const secrets: Array<[string, string, string]> = [
    ['a number of a Secret', secret('  A: 120456789\n'), '120456789'],
    ['a word of a Secret that a connector does not take', `${secret('  BATON_TOKEN: x\n  BATON_WIDE: "YeS"\n')}---\n${shop(public_, '        envFrom: [{secretRef: {name: baton-shop-secrets}}]\n')}`, 'YeS'],
    ['a variable that sounds like a secret', pod('    env: [{name: MY_TOKEN, value: 120456789}]\n'), '120456789'],
    ['a password of a custom resource', 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a}\nspec: {provider: {secretserver: {serverURL: https://a, username: {value: x}, password: {value: 120456789}}}}\n', '120456789'],
    ['a key of a ConfigMap that sounds like a secret', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {PASSWORD: 120456789}\n', '120456789'],
  ]
  for (const [name, text, value] of secrets) {
    it(`say nothing of ${name}`, () => {
      const {log, results, fixable} = reported(text)
      expect(fixable).to.be.greaterThan(0)
      expect(JSON.stringify(JSON.parse(log).runs[0].results)).not.to.include(value)
      for (const {fixes = []} of results) for (const {artifactChanges} of fixes) for (const {replacements} of artifactChanges) for (const {insertedContent} of replacements) expect(insertedContent?.text).to.equal('"')
    })
  }

  it('do to any manifest what --fix does, but where a secret would be told', () => {
    const data = fc.array(fc.constantFrom(...scalars, '"q"', '&x 1', '*x', '!!int 1', '|\n    true'), {maxLength: 4})
    fc.assert(fc.property(data, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\ufeff', '# 😀\n'), fc.constantFrom('ConfigMap\nmetadata: {name: a}\ndata', 'Secret\nmetadata: {name: a}\nstringData'), (values, end, head, kind) => {
      const text = `${head}apiVersion: v1\nkind: ${kind}:\n${values.map((value, index) => `  k${index}: ${value}\n`).join('')}`.replaceAll('\n', end)
      const {results, fixed} = reported(text)
      expect(applied(text, results)).to.equal(fixed)
    }), {numRuns: 200, seed: 11})
  })
})
