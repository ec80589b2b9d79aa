import {expect} from 'chai'
import fc from 'fast-check'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import {rulePages} from '../../../../../src/core/lint/rule-pages.ts'
import {firstDifference, readKubernetesYaml, readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {serializeAll} from '../../../../../src/core/yaml/serialize.ts'
import {catalogOf} from '../../../../support/catalog.ts'
import {scalars} from '../../../../support/scalars.ts'
import {yamlText} from '../../../../support/yaml.ts'

const catalog = catalogOf(`shop:
  title: Shop
  fields:
    token: {title: Token, secret: true, required: true}
    site: {title: Site, aliases: [shop-location]}
    wide: {title: Wide, type: bool}
    country: {title: Country}
forge:
  title: Forge
  fields:
    token: {title: Token, secret: true}
    app-id: {title: App}
  auth:
    pat: {title: Token, upstream: pat-group, default: true, fields: [token], required: [token]}
    app: {title: App, upstream: app-group, fields: [app-id], required: [app-id]}
`)

const fixed = (text: string): string => fix(new Map([['f.yaml', text]]), catalog).texts.get('f.yaml')!
/** What remains, and what of it is said to be fixable. */
const left = (text: string): string[] => fix(new Map([['f.yaml', text]]), catalog).after.findings.map(({rule, fixable}) => `${rule}${fixable ? ' fixable' : ''}`)

const secret = (lines: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: baton-shop-secrets\nstringData:\n  BATON_CLIENT_ID: a@b/c\n  BATON_CLIENT_SECRET: x\n${lines}`
const deployment = (container: string, labels = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: baton-shop
spec:
  selector:
    matchLabels:
      app: baton-shop
  template:
    metadata:
      labels:
        app: baton-shop
        baton-app: shop
${labels}    spec:
      containers:
      - name: baton-shop
${container}`
const whole = (lines: string, container = '        image: public.ecr.aws/conductorone/baton-shop:0.1.0\n'): string => `${secret(lines)}---\n${deployment(`${container}        envFrom:\n        - secretRef:\n            name: baton-shop-secrets\n`)}`

describe('lint --fix', () => {
  const cases: Array<[string, string, string]> = [
    ['quotes what stringData takes as text only, as it was written', secret('  BATON_TOKEN: 12045678901234567890\n  A: 007 # comment\n  B: 1.10\n  C: yes\n  D: 0x1F\n'), secret('  BATON_TOKEN: "12045678901234567890"\n  A: "007" # comment\n  B: "1.10"\n  C: "yes"\n  D: "0x1F"\n')],
    ['quotes labels and annotations', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {baton: true, "n":1}, annotations: {b: off}}\ndata: {c: 1e3}\n', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {baton: "true", "n":"1"}, annotations: {b: "off"}}\ndata: {c: "1e3"}\n'],
    ['keeps line endings, the byte order mark, tabs before comments and what has no fault', `\ufeff# head\r\n${secret('  A:   true\t# why\r\n  B: \'x\'\r\n').replaceAll(/\r?\n/g, '\r\n')}...\r\nrest: {\r\n`, `\ufeff# head\r\n${secret('  A:   "true"\t# why\r\n  B: \'x\'\r\n').replaceAll(/\r?\n/g, '\r\n')}...\r\nrest: {\r\n`],
    ['quotes values of variables and arguments', deployment('        image: a\n        args: [--port, 8080]\n        env:\n        - {name: A, value: 1}\n        - name: B\n          value: no\n'), deployment('        image: a\n        args: [--port, "8080"]\n        env:\n        - {name: A, value: "1"}\n        - name: B\n          value: "no"\n')],
    ['takes quotes from numbers and booleans', deployment('        image: a\n        securityContext:\n          runAsUser: "65532"\n          readOnlyRootFilesystem: \'True\'\n'), deployment('        image: a\n        securityContext:\n          runAsUser: 65532\n          readOnlyRootFilesystem: true\n')],
    ['puts names and words right that are one slip away', deployment('        image: a\n        imagePullPolcy: "always"\n        livenessprobe: {exec: {command: [a]}}\n'), deployment('        image: a\n        imagePullPolicy: "Always"\n        livenessProbe: {exec: {command: [a]}}\n')],
    ['gives a kind the apiVersion that it moved to', deployment('        image: a\n', '        n: 1\n').replace('apps/v1', 'extensions/v1beta1'), deployment('        image: a\n', '        n: "1"\n')],
    ['takes the image from where it is published', whole('  BATON_TOKEN: x\n', '        image: \'ghcr.io/conductorone/baton-shop:0.1.0\' # old\n'), whole('  BATON_TOKEN: x\n', '        image: \'public.ecr.aws/conductorone/baton-shop:0.1.0\' # old\n')],
    ['makes words of YAML those that a connector knows, where it takes a boolean', whole('  BATON_TOKEN: x\n  BATON_WIDE: yes\n  BATON_COUNTRY: NO\n'), whole('  BATON_TOKEN: x\n  BATON_WIDE: "true"\n  BATON_COUNTRY: "NO"\n')],
    ['puts the name of a variable right without which the connector cannot start', whole('  BATON_TOKN: x\n'), whole('  BATON_TOKEN: x\n')],
    ['puts a slip of an older name right by the newer one', whole('  BATON_TOKEN: x\n  BATON_SHOP_LOCATON: x\n'), whole('  BATON_TOKEN: x\n  BATON_SITE: x\n')],
    ['puts the name of an auth method right', `${deployment('        image: public.ecr.aws/conductorone/baton-forge:1\n        env:\n        - {name: BATON_AUTH_METHOD, value: app-groop}\n        - {name: BATON_APP_ID, value: "1"}\n').replaceAll('shop', 'forge')}`, `${deployment('        image: public.ecr.aws/conductorone/baton-forge:1\n        env:\n        - {name: BATON_AUTH_METHOD, value: app-group}\n        - {name: BATON_APP_ID, value: "1"}\n').replaceAll('shop', 'forge')}`],
    ['repairs items of a List', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: {a: 1}\n', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: {a: "1"}\n'],
    ['repairs an anchor whose every use has the fault', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {a: 1}, annotations: *l}\n', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {a: "1"}, annotations: *l}\n'],
  ]
  for (const [name, before, after] of cases) {
    it(name, () => {
      expect(fixed(before)).to.equal(after)
      expect(left(before).filter((one) => one.endsWith('fixable') || one.startsWith('kubernetes/'))).to.deep.equal([])
    })
  }

  const alone: Array<[string, string, string]> = [
    ['an anchor that something else uses rightly', deployment('        image: a\n        ports: [{containerPort: &p 8080}]\n        args: [*p]\n'), 'kubernetes/type'],
    ['an anchor whose number is right in one place', deployment('        image: a\n        args: [&p 8080]\n        ports: [{containerPort: *p}]\n'), 'kubernetes/type'],
    ['a value with a tag', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: !!int 1}\n', 'kubernetes/type'],
    ['a label whose value is no label with quotes either', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: -1}}\n', 'kubernetes/type'],
    ['plain text under data, which might be broken base64', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {A: my-token}\n', 'kubernetes/base64'],
    ['a number under data of a Secret, which quotes make base64 of something else', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {A: 1234}\n', 'kubernetes/type'],
    ['a field whose right name is taken', deployment('        image: a\n        imagePullPolcy: Always\n        imagePullPolicy: Always\n'), 'kubernetes/unknown-field'],
    ['a kind that changed its form with its version, in brackets over several lines', 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: a}\nspec: {backend: {serviceName: a,\n  servicePort: 1}}\n', 'kubernetes/api-version'],
    ['a Deployment in brackets over several lines that needs a selector under the new apiVersion', 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {a: b}},\n  spec: {containers: [{name: a, image: a}]}}}\n', 'kubernetes/api-version'],
    ['a budget whose selector would match every pod under the new apiVersion', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {}}\n', 'kubernetes/api-version'],
    ['an image that a digest pins', whole('  BATON_TOKEN: x\n', `        image: ghcr.io/conductorone/baton-shop:1@sha256:${'a'.repeat(64)}\n`), 'baton/image-registry'],
    ['an unknown variable that nothing misses: a newer image may know it', whole('  BATON_TOKEN: x\n  BATON_SITES: x\n'), 'baton/unknown-variable'],
    ['a file with bytes that are no UTF-8', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 1, b: \ufffd}\n', 'kubernetes/type'],
  ]
  for (const [name, text, rule] of alone) {
    it(`leaves alone ${name}`, () => {
      expect(fixed(text)).to.equal(text)
      expect(left(text)).to.include(rule)
    })
  }

  const indented = (text: string, by: number): string => `${text.replaceAll(/^/gm, ' '.repeat(by))}\n`
  /** The examples of rules' pages, each in an object around it. */
  const around: Record<string, (example: string) => string> = {
    'kubernetes/type': (example) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n${indented(example, 2)}`,
    'kubernetes/unknown-field': (example) => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${indented(example.replace('- name: a', '- name: a\n    image: a'), 2)}`,
    'kubernetes/api-version': (example) => `${example}\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}\n`,
    'baton/image-registry': (example) => deployment(indented(example, 8)).replaceAll('shop', 'asana'),
    'baton/unknown-variable': (example) => whole(indented(example.slice(example.indexOf('\n') + 1).trim(), 2)),
    'baton/value': (example) => deployment(`        image: public.ecr.aws/conductorone/baton-shop:1\n${indented(example.replace('PROVISIONING', 'WIDE'), 8)}`),
  }
  for (const [id, wrap] of Object.entries(around)) {
    it(`makes the wrong example of ${id} the right one`, () => {
      const {wrong, right} = rulePages.find((one) => one.id === id)!
      expect(fix(new Map([['f', wrap(wrong)]]), catalog).before.findings.find((one) => one.rule === id)?.fixable).to.equal(true)
      expect(fixed(wrap(wrong))).to.equal(wrap(right))
    })
  }

  it('changes no Secret that something else than a Deployment names too', () => {
    const text = `${whole('  BATON_TOKN: x\n  BATON_WIDE: "yes"\n')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, envFrom: [{secretRef: {name: baton-shop-secrets}}]}]}\n`
    expect(fixed(text)).to.equal(text)
  })

  it('repairs what two rules find in one document, and what two Deployments do not share, over several files', () => {
    const texts = new Map([['a', `${secret('  BATON_TOKN: x\n  BATON_WIDE: "yes"\n  A: 1\n')}`], ['b', deployment('        image: public.ecr.aws/conductorone/baton-shop:1\n        envFrom: [{secretRef: {name: baton-shop-secrets}}]\n', '        n: 1\n')]])
    const {texts: after} = fix(texts, catalog)
    expect([after.get('a'), after.get('b')]).to.deep.equal([secret('  BATON_TOKEN: x\n  BATON_WIDE: "true"\n  A: "1"\n'), texts.get('b')!.replace('n: 1', 'n: "1"')])
  })

  it('does what can be done beside what cannot', () => {
    const before = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {a: 1}}\nspec: {containers: [{name: a, image: a, args: [&p 8080], ports: [{containerPort: *p}]}]}\n'
    expect(fixed(before)).to.equal(before.replace('a: 1', 'a: "1"'))
  })

  it('changes no Secret that two connectors share', () => {
    const other = deployment('        image: public.ecr.aws/conductorone/baton-shop:1\n        envFrom: [{secretRef: {name: baton-shop-secrets}}]\n').replace('name: baton-shop\n', 'name: two\n')
    const text = `${whole('  BATON_TOKN: x\n  BATON_WIDE: "yes"\n')}---\n${other}`
    expect(fixed(text)).to.equal(text)
  })

  it('renames no variable that something else speaks of', () => {
    const text = whole('  BATON_TOKN: x\n', '        image: a/baton-shop:1\n        env: [{name: A, value: "$(BATON_TOKN)"}]\n')
    expect(fixed(text)).to.equal(text)
  })

  it('counts what it repaired, over all rounds', () => {
    expect([...fix(new Map([['a', whole('  BATON_TOKEN: x\n  BATON_WIDE: yes\n')], ['b', 'a: 1\n']]), catalog).counts]).to.deep.equal([['a', 2]])
  })
})

/** Manifests with scalars in all places where people forget quotes, in several styles. */
const manifest = fc.record({
  labels: fc.array(fc.constantFrom(...scalars), {maxLength: 3}), data: fc.array(fc.constantFrom(...scalars, '"q"', '\'s\'', '&x 1', '*x', '!!int 1', '|\n    true', '>-\n    1'), {maxLength: 4}),
  args: fc.array(fc.constantFrom(...scalars), {maxLength: 2}), end: fc.constantFrom('\n', '\r\n'), comment: fc.constantFrom('', ' # c', '  #: x'),
}).map(({labels, data, args, end, comment}) => {
  const map = (values: string[], indent: string): string => values.map((value, index) => `${indent}k${index}: ${value}${value.includes('\n') ? '' : comment}\n`).join('')
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  labels:\n${map(labels, '    ')}stringData:\n${map(data, '  ')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n    args:\n${args.map((one) => `    - ${one}\n`).join('')}`.replaceAll('\n', end)
})

/** Everything of a value at whose path no finding was, with those paths blotted out. */
function blotted(value: unknown, faults: string[], path: string): unknown {
  if (faults.includes(path)) return '?'
  if (Array.isArray(value)) return value.map((item, index) => blotted(item, faults, `${path}/${index}`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, blotted(item, faults, `${path}/${key}`)]))
}

describe('what lint --fix writes', () => {
  const texts = fc.oneof({weight: 3, arbitrary: manifest}, {weight: 1, arbitrary: yamlText.map((text) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ${text.replaceAll('\n', '\n  ')}`)})

  it('does not change when it is fixed again, whatever the text', () => {
    fc.assert(fc.property(texts, (text) => {
      const once = fixed(text)
      expect(fixed(once)).to.equal(once)
      expect(left(once).filter((one) => one.endsWith('fixable'))).to.deep.equal([])
    }), {numRuns: 500, seed: 5})
  })

  it('holds the values that it held, but where a finding was', () => {
    let changed = 0
    fc.assert(fc.property(texts, (text) => {
      const {before, texts: after} = fix(new Map([['f', text]]), {})
      const now = readKubernetesYaml(after.get('f')!, 'f')
      const then = readKubernetesYaml(text, 'f')
      expect(now.documents.length).to.equal(then.documents.length)
      if (after.get('f') !== text) changed += 1
      for (const [index, document] of then.documents.entries()) {
        const faults: string[] = []
        const walk = (value: unknown, path: Array<string | number>): void => {
          const {line, column} = document.locate(path)
          if (path.length > 0 && (typeof value !== 'object' || value === null) && before.findings.some((one) => one.fixable && one.line === line && one.column === column)) faults.push(`/${path.join('/')}`)
          if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) walk(item, [...path, Array.isArray(value) ? Number(key) : key])
        }
        walk(document.value, [])
        expect(firstDifference(blotted(document.value, faults, ''), blotted(now.documents[index]!.value, faults, ''))).to.equal(undefined)
      }
    }), {numRuns: 500, seed: 6})
    expect(changed).to.be.greaterThan(100)
  })

  it('is what it was, byte for byte, where nothing is wrong', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string(), {maxKeys: 4}), {maxLength: 3}), (maps) => {
      const text = serializeAll(maps.map((data, index) => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: `a${index}`}, data})))
      expect(fixed(text)).to.equal(text)
      expect(readValues(text).length).to.equal(maps.length)
    }), {numRuns: 100, seed: 7})
  })
})
