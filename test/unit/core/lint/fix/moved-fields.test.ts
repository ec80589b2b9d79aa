import {readFile} from 'node:fs/promises'
import {expect} from 'chai'
import fc from 'fast-check'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import {validateObject} from '../../../../../src/core/kubernetes/validate.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'

const fixed = (text: string): string => fix(new Map([['f.yaml', text]]), {}).texts.get('f.yaml')!
const left = (text: string): string[] => fix(new Map([['f.yaml', text]]), {}).after.findings.map(({rule, line}) => `${line} ${rule}`)

/** Unknown fields that are not said to be fixable at once. */
const unsaid = (text: string): string[] => fix(new Map([['f.yaml', text]]), {}).before.findings.filter(({rule, fixable}) => rule === 'kubernetes/unknown-field' && !fixable).map(({message}) => message)

const pod = (below: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n${below}`
const deployment = (below: string, top = ''): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n${top}spec:\n${below}`
const template = '  template:\n    metadata:\n      labels:\n        app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n'
const selector = '  selector:\n    matchLabels:\n      app: a\n'

describe('lint --fix of fields that stand in a wrong place', () => {
  const cases: Array<[string, string, string]> = [
    ['fields of a container that stand in its pod', pod('  containers:\n  - name: a\n    image: a\n  # settings\n  env:\n  - name: A # why\n    value: |\n      b\n        c\n  ports: [{containerPort: 1}]\n'), pod('  containers:\n  - name: a\n    image: a\n    # settings\n    env:\n    - name: A # why\n      value: |\n        b\n          c\n    ports: [{containerPort: 1}]\n')],
    ['a field that the container lacked', pod('  containers:\n  - name: a\n  image: "a"\n'), pod('  containers:\n  - name: a\n    image: "a"\n')],
    ['fields of a pod that stand in a container', pod('  containers:\n  - name: a\n    serviceAccountName: b # c\n    image: a\n    volumeMounts:\n    - {name: v, mountPath: /v}\n    volumes:\n    - name: v\n      emptyDir: {}\n      # one more\n  restartPolicy: Never\n'), pod('  containers:\n  - name: a\n    image: a\n    volumeMounts:\n    - {name: v, mountPath: /v}\n  serviceAccountName: b # c\n  volumes:\n  - name: v\n    emptyDir: {}\n    # one more\n  restartPolicy: Never\n')],
    ['a field behind the dash of its item', pod('  containers:\n  - nodeName: b\n    name: a\n    image: a\n'), pod('  containers:\n  - name: a\n    image: a\n  nodeName: b\n')],
    ['metadata that stands beside metadata', deployment(`${selector}${template}`, 'labels: # all\n    app: a\nannotations:\n    b: c\nnamespace: d\n'), deployment(`${selector}${template}`, '  labels: # all\n      app: a\n  annotations:\n      b: c\n  namespace: d\n')],
    ['labels of a template that has no metadata', deployment(`${selector}  template:\n    # l\n    labels:\n      app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n`), deployment(`${selector}  template:\n    metadata:\n      # l\n      labels:\n        app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n`)],
    ['what is of the Deployment and stands in its template', deployment(`${selector}${template.replace('    spec:', '    replicas: 2\n    spec:')}`), deployment(`${selector}${template}  replicas: 2\n`)],
    ['a pod whose fields stand in the template itself', deployment(`${selector}  template:\n    metadata:\n      labels:\n        app: a\n    containers:\n    - name: a\n      image: a\n      volumeMounts:\n      - {name: v, mountPath: /v}\n    volumes:\n    - {name: v, emptyDir: {}}\n`), deployment(`${selector}  template:\n    metadata:\n      labels:\n        app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n        volumeMounts:\n        - {name: v, mountPath: /v}\n      volumes:\n      - {name: v, emptyDir: {}}\n`)],
    ['a selector as Services have it', deployment(`  selector:\n    # of the app\n    app: a\n${template}`), deployment(`  selector:\n    matchLabels:\n      # of the app\n      app: a\n${template}`)],
    ['labels of a selector that stand beside it', deployment(`  matchLabels:\n    app: a\n${template}`), deployment(`  selector:\n    matchLabels:\n      app: a\n${template}`)],
    ['a spec that is indented below metadata', 'apiVersion: v1\nkind: Service\nmetadata:\n    name: a\n    spec:\n        ports:\n        - port: 80\n', 'apiVersion: v1\nkind: Service\nmetadata:\n    name: a\nspec:\n    ports:\n    - port: 80\n'],
    ['the type of a Service that is indented below its ports', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: 80\n    type: NodePort\n', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: 80\n  type: NodePort\n'],
    ['a reference that lacks its valueFrom', pod('  containers:\n  - name: a\n    image: a\n    env:\n    - name: A\n      secretKeyRef:\n        name: s\n        key: k\n    - secretKeyRef: {name: s, key: k}\n      name: B\n'), pod('  containers:\n  - name: a\n    image: a\n    env:\n    - name: A\n      valueFrom:\n        secretKeyRef:\n          name: s\n          key: k\n    - valueFrom:\n        secretKeyRef: {name: s, key: k}\n      name: B\n')],
    ['the name of a Secret that lacks its secret', pod('  containers:\n  - {name: a, image: a}\n  volumes:\n  - name: v\n    secretName: s\n'), pod('  containers:\n  - {name: a, image: a}\n  volumes:\n  - name: v\n    secret:\n      secretName: s\n')],
    ['what a container may use', pod('  containers:\n  - name: a\n    image: a\n    limits:\n      memory: 64Mi\n    requests:\n      memory: 32Mi\n'), pod('  containers:\n  - name: a\n    image: a\n    resources:\n      limits:\n        memory: 64Mi\n      requests:\n        memory: 32Mi\n')],
    ['values that also need quotes', pod('  containers:\n  - name: a\n    image: a\n  env:\n  - name: A\n    value: true\n'), pod('  containers:\n  - name: a\n    image: a\n    env:\n    - name: A\n      value: "true"\n')],
    ['an item of a List', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: a\n    type: Opaque\n', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: a\n  type: Opaque\n'],
    ['fields that come to one line, the deeper ones first', pod('  containers:\n  - name: a\n    image: a\n    nodeName: b\n  ports: []\n  env: []\n'), pod('  containers:\n  - name: a\n    image: a\n    ports: []\n    env: []\n  nodeName: b\n')],
    ['what belongs into a map whose name has a slip', 'apiVersion: v1\nkind: ConfigMap\nlabels:\n  a: b\nmetadta:\n  name: a\n', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    a: b\n'],
    ['a field in brackets that belongs outside of them', pod('  containers: [{name: a, nodeName: b, image: a}] # one\n'), pod('  containers: [{name: a, image: a}] # one\n  nodeName: b\n')],
    ['a field whose right place stands in brackets', pod('  containers: [{name: a, image: a}]\n  env: [{name: A, value: a}]\n'), pod('  containers: [{name: a, image: a, env: [{name: A, value: a}]}]\n')],
    ['metadata that stands beside metadata in brackets', deployment(`${selector}${template}`).replace('metadata:\n  name: a\n', 'metadata: { name: a }\nlabels: {app: a}\nnamespace: d\n'), deployment(`${selector}${template}`).replace('metadata:\n  name: a\n', 'metadata: { name: a, labels: {app: a}, namespace: d }\n')],
    ['a selector as Services have it, in brackets', deployment(`  selector: {app: a}\n${template}`), deployment(`  selector: {matchLabels: {app: a}}\n${template}`)],
    ['a reference in brackets that lacks its valueFrom', pod('  containers:\n  - name: a\n    image: a\n    env:\n    - {name: A, secretKeyRef: {name: s, key: k}} # c\n    - {secretKeyRef: {name: s, key: k}, name: B}\n    - {"name":"C","secretKeyRef":{"name":"s","key":"k"}}\n'), pod('  containers:\n  - name: a\n    image: a\n    env:\n    - {name: A, valueFrom: {secretKeyRef: {name: s, key: k}}} # c\n    - {valueFrom: {secretKeyRef: {name: s, key: k}}, name: B}\n    - {"name":"C","valueFrom": {"secretKeyRef": {"name":"s","key":"k"}}}\n')],
    ['what comes into empty brackets', pod('  containers:\n  - name: a\n    image: a\n    resources: {}\n    limits: {memory: 64Mi}\n'), pod('  containers:\n  - name: a\n    image: a\n    resources: {limits: {memory: 64Mi}}\n')],
    ['lines that come into empty brackets', pod('  containers:\n  - name: a\n    image: a\n    resources: {} # none\n    # at most\n    limits:\n      memory: 64Mi # enough\n  - name: b\n    image: b\n'), pod('  containers:\n  - name: a\n    image: a\n    resources: # none\n      # at most\n      limits:\n        memory: 64Mi # enough\n  - name: b\n    image: b\n')],
    ['the last line of a file without a line end', pod('  containers:\n  - name: a\n    image: a\n    nodeName: b'), pod('  containers:\n  - name: a\n    image: a\n  nodeName: b\n')],
    ['what comes behind a last line without a line end', pod('  nodeSelector: {a: b}\n  image: a\n  containers:\n  - name: a'), pod('  nodeSelector: {a: b}\n  containers:\n  - name: a\n    image: a')],
  ]
  for (const [name, before, after] of cases) {
    it(`puts right ${name}`, () => {
      expect(fixed(before)).to.equal(after)
      expect(left(before)).to.deep.equal([])
      if (!name.includes('slip')) expect(unsaid(before)).to.deep.equal([])
      expect(fixed(before.replaceAll('\n', '\r\n'))).to.equal(after.replaceAll('\n', '\r\n'))
      expect(fixed(after)).to.equal(after)
    })
  }

  it('leaves JSON what is JSON', () => {
    const made = (object: object): unknown => JSON.parse(fixed(JSON.stringify(object)))
    const labels = {app: 'a'}
    const containers = [{name: 'a', image: 'a'}]
    expect(made({apiVersion: 'extensions/v1beta1', kind: 'Deployment', metadata: {name: 'a'}, spec: {template: {metadata: {labels}, spec: {containers}}}})).to.deep.equal({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'a'}, spec: {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {containers}}}})
    expect(made({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}, labels, spec: {containers: [{name: 'a', resources: {}, limits: {memory: '64Mi'}}], image: 'a'}})).to.deep.equal({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a', labels}, spec: {containers: [{name: 'a', resources: {limits: {memory: '64Mi'}}, image: 'a'}]}})
  })

  it('puts one after the other into empty brackets, the last line of a file without a line end', () => {
    expect(fixed(pod('  containers:\n  - name: a\n    image: a\n    limits:\n      memory: 64Mi\n    requests: # at least\n      memory: 32Mi\n    resources: {}'))).to.equal(pod('  containers:\n  - name: a\n    image: a\n    resources:\n      limits:\n        memory: 64Mi\n      requests: # at least\n        memory: 32Mi'))
  })

  it('puts right what stands behind an anchor when that is right for all that use it', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- &p\n  apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n  spec:\n    containers:\n    - name: a\n    image: a\n- <<: *p\n'
    expect(fixed(text)).to.equal(text.replace('    image', '      image'))
  })

  it('does to the example of docs/lint-fix.md what it says', async () => {
    const example = /## Fields that move\n\n```yaml\n([^]*?)```/.exec(await readFile(new URL('../../../../../docs/lint-fix.md', import.meta.url), 'utf8'))![1]!
    const [object] = readValues(fixed(example)) as [typeof right]
    expect([left(example).filter((one) => one.includes('kubernetes/')), fixed(example).match(/#.*/g)?.sort()]).to.deep.equal([[], example.match(/#.*/g)?.sort()])
    expect([Object.keys(object), Object.keys(object.metadata), Object.keys(object.spec)]).to.deep.equal([['apiVersion', 'kind', 'metadata', 'spec'], ['name', 'labels'], ['containers', 'serviceAccountName']])
  })

  const two = '  containers:\n  - name: a\n    image: a\n  - name: b\n    image: b\n'
  const alone: Array<[string, string]> = [
    ['a field that two containers may want', pod(`${two}  env:\n  - {name: A, value: a}\n`)],
    ['a field that a container and another that starts before it may want', pod('  initContainers:\n  - {name: a, image: a}\n  containers:\n  - name: b\n    image: b\n  env: []\n')],
    ['a field that is in its right place too', pod('  containers:\n  - name: a\n    image: a\n    env: []\n  env:\n  - {name: A, value: a}\n')],
    ['a field that stands twice in wrong places', deployment(`${selector}  template:\n    replicas: 2\n    metadata:\n      replicas: 3\n      labels:\n        app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n`)],
    ['labels that may be those of the Deployment or of its pods', deployment(`  labels:\n    app: a\n${selector}${template}`)],
    ['a field whose value its right place would not take', pod('  containers:\n  - name: a\n    image: a\n    volumes: none\n')],
    ['what stands in brackets over several lines', pod('  containers: [\n    {name: a, image: a,\n     nodeName: b}\n  ]\n')],
    ['a field with a comment, or over several lines, whose right place stands in brackets', pod('  containers: [{name: a, image: a}]\n  args: [a] # why\n  # which\n  tty: true\n  env:\n  - {name: A, value: a}\n')],
    ['a field in brackets with an anchor, or an alias', pod('  containers: [{name: a, image: a, nodeSelector: &n {a: b}, nodeName: &m b, hostname: *m}]\n')],
    ['a field with an anchor', pod('  containers:\n  - name: a\n    image: a\n  env: &e\n  - {name: A, value: a}\n')],
    ['a field with an alias', pod('  hostAliases: &h []\n  containers:\n  - name: a\n    image: a\n  ports: *h\n')],
    ['a field below an anchor that something else uses', `${pod('  containers:\n  - name: a\n    image: a\n  env: []\n').replace('spec:', 'spec: &s').replace(/^/gm, '  ').replace('  apiVersion', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion').trimEnd()}\n- apiVersion: example.com/v1\n  kind: Other\n  metadata: {name: a}\n  spec: *s\n`],
    ['a field behind the dash of an item, with a comment below it', pod('  containers:\n  - nodeName: b\n    # name\n    name: a\n    image: a\n')],
    ['all that stands in a map', 'apiVersion: v1\nkind: Pod\nmetadata:\n  spec:\n    containers:\n    - {name: a, image: a}\n'],
  ]
  for (const [name, text] of alone) {
    it(`leaves alone ${name}`, () => {
      expect(left(text).filter((one) => one.endsWith('kubernetes/unknown-field')), 'there is something to repair').not.to.deep.equal([])
      expect(fixed(text)).to.equal(text)
    })
  }

  it('moves nothing when a finding of the same repair is suppressed', () => {
    const text = pod('  containers:\n  - name: a\n    image: a\n    limits: {memory: 64Mi}\n    requests: {memory: 32Mi}\n')
    const spare = (line: number) => fix(new Map([['f', text]]), {}, {spare: () => (finding) => finding.line === line}).texts.get('f')!
    expect([spare(9), spare(10)]).to.deep.equal([text, text])
    expect(spare(11)).not.to.equal(text)
  })
})

/** A Deployment with the fields that are often misplaced. */
const right = {
  apiVersion: 'apps/v1', kind: 'Deployment',
  metadata: {name: 'a', labels: {app: 'a'}, annotations: {note: 'x: y # z'}},
  spec: {
    replicas: 1, strategy: {type: 'Recreate'}, selector: {matchLabels: {app: 'a'}},
    template: {
      metadata: {name: 'a', labels: {app: 'a'}, annotations: {b: 'c'}},
      spec: {
        serviceAccountName: 'b', nodeSelector: {disk: 'fast'}, imagePullSecrets: [{name: 'p'}], terminationGracePeriodSeconds: 10, volumes: [{name: 'v', secret: {secretName: 's', items: [{key: 'k', path: 'p'}]}}, {name: 'w', emptyDir: {}}],
        containers: [{name: 'a', image: 'a', args: ['--a', '1', 'b\n  c\n'], env: [{name: 'A', value: ' b'}, {name: 'B', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}], envFrom: [{secretRef: {name: 's'}}], ports: [{containerPort: 8080}], volumeMounts: [{name: 'v', mountPath: '/v'}], livenessProbe: {exec: {command: ['/a', 'b']}, periodSeconds: 5}}],
      },
    },
  },
}
type Path = Array<string | number>
const tpl: Path = ['spec', 'template']
const podPath: Path = [...tpl, 'spec']
const container: Path = [...podPath, 'containers', 0]
/** Where fields belong, and where people put them. */
const slips: Array<[from: Path, to: Path]> = [
  [['metadata', 'labels'], ['labels']], [['metadata', 'annotations'], ['annotations']], [['spec', 'replicas'], [...tpl, 'replicas']], [['spec', 'strategy'], [...tpl, 'strategy']], [[...tpl, 'metadata', 'labels'], [...tpl, 'labels']],
  [[...podPath, 'serviceAccountName'], [...container, 'serviceAccountName']], [[...podPath, 'nodeSelector'], [...tpl, 'nodeSelector']], [[...podPath, 'imagePullSecrets'], [...container, 'imagePullSecrets']], [[...podPath, 'volumes'], [...container, 'volumes']],
  [[...podPath, 'terminationGracePeriodSeconds'], [...tpl, 'terminationGracePeriodSeconds']], [[...container, 'image'], [...podPath, 'image']], [[...container, 'args'], [...podPath, 'args']], [[...container, 'env'], [...podPath, 'env']],
  [[...container, 'envFrom'], [...podPath, 'envFrom']], [[...container, 'ports'], [...podPath, 'ports']], [[...container, 'volumeMounts'], [...podPath, 'volumeMounts']], [[...container, 'livenessProbe'], [...podPath, 'livenessProbe']],
  [['spec', 'selector', 'matchLabels', 'app'], ['spec', 'selector', 'app']],
]

const mapAt = (root: unknown, path: Path): Record<string, unknown> => path.reduce((value: any, step) => value[step], root)

function slipped(chosen: number[]): Record<string, unknown> {
  const object = structuredClone(right) as Record<string, unknown>
  for (const [from, to] of chosen.map((one) => slips[one]!)) {
    const home = mapAt(object, from.slice(0, -1))
    mapAt(object, to.slice(0, -1))[String(to.at(-1))] = home[String(from.at(-1))]
    delete home[String(from.at(-1))]
    // Nobody writes a map without anything in it.
    if (Object.keys(home).length === 0) delete mapAt(object, from.slice(0, -2))[String(from.at(-2))]
  }
  return object
}

/** Choices of a writer, one after the other. */
interface Style { step: number; dash: number; next(choices: number): number }

/** A value in block style with comments that are each there once, as somebody might have written it. */
function written(value: unknown, column: number, style: Style, comments: string[]): string {
  const pad = ' '.repeat(column)
  const comment = (place: 'line' | 'end'): string => {
    if (style.next(5) !== 0) return ''
    comments.push(`c${comments.length}.`)
    return place === 'line' ? `${pad}# ${comments.at(-1)!}\n` : ` # ${comments.at(-1)!}`
  }
  const scalar = (one: unknown): string => {
    if (typeof one !== 'string') return `${String(one)}${comment('end')}\n`
    if (one.includes('\n')) return `|${comment('end')}\n${one.replace(/\n$/, '').split('\n').map((line) => `${pad}${' '.repeat(style.step)}${line}`).join('\n')}\n`
    const forms = [JSON.stringify(one), `'${one}'`, ...(/^[a-z][a-z/]*$/.test(one) ? [one, one] : [])]
    return `${forms[style.next(forms.length)]!}${comment('end')}\n`
  }
  const entry = (head: string, one: unknown): string => {
    if (Array.isArray(one)) return `${head}${comment('end')}\n${one.map((item) => written([item], column + style.dash, style, comments)).join('')}`
    if (typeof one === 'object' && one !== null) return Object.keys(one).length === 0 ? `${head} {}\n` : `${head}${comment('end')}\n${written(one, column + style.step, style, comments)}`
    return `${head} ${scalar(one)}`
  }
  if (Array.isArray(value)) {
    return value.map((item) => {
      const above = comment('line')
      if (typeof item !== 'object') return `${above}${pad}- ${scalar(item)}`
      const lines = written(item, column + 2, {...style, next: style.next}, comments)
      return lines.trimStart().startsWith('#') ? `${above}${lines.replace(/^(\s*#.*\n)+/, (all) => all.replaceAll(/^ {2}/gm, ''))}`.replace(new RegExp(`^( {${column + 2}})(?=[^ #])`, 'm'), `${pad}- `) : `${above}${pad}- ${lines.slice(column + 2)}`
    }).join('')
  }
  return Object.entries(value as Record<string, unknown>).map(([key, one]) => `${comment('line')}${entry(`${pad}${key}:`, one)}`).join('')
}

describe('what lint --fix makes of fields in wrong places', () => {
  const manifests = fc.record({
    chosen: fc.uniqueArray(fc.nat(slips.length - 1), {minLength: 1, maxLength: 6}), step: fc.constantFrom(2, 4), dash: fc.constantFrom(0, 2), end: fc.constantFrom('\n', '\r\n'), isOpen: fc.boolean(), choices: fc.infiniteStream(fc.nat(1000)),
  }).map(({chosen, step, dash, end, isOpen, choices}) => {
    const comments: string[] = []
    const style: Style = {step, dash, next: (count) => choices.next().value! % count}
    const text = written(slipped(chosen), 0, style, comments).replaceAll('\n', end)
    return {text: isOpen ? text.slice(0, -end.length) : text, comments, chosen}
  })

  it('is sound, says what was meant, keeps every comment once, and stays', () => {
    fc.assert(fc.property(manifests, ({text, comments, chosen}) => {
      const after = fixed(text)
      expect(readValues(text), text).to.deep.equal([slipped(chosen)])
      expect(readValues(after), `${text}\n=>\n${after}`).to.deep.equal([right])
      expect((validateObject(readValues(after)[0] as Record<string, unknown>) ?? []).filter((one) => one.severity === 'error')).to.deep.equal([])
      expect(comments.filter((one) => after.split(`# ${one}`).length !== 2), after).to.deep.equal([])
      expect(fixed(after)).to.equal(after)
    }), {numRuns: 300, seed: 21})
  })

  it('is right too where some of it, or almost all, stands in brackets', () => {
    const inBrackets = (value: unknown, space: string): string => {
      if (Array.isArray(value)) return `[${value.map((one) => inBrackets(one, space)).join(', ')}]`
      if (typeof value !== 'object' || value === null) return typeof value === 'string' && /^[a-z]+$/.test(value) ? value : JSON.stringify(value)
      return `{${space}${Object.entries(value).map(([key, one]) => `${key}: ${inBrackets(one, space)}`).join(', ')}${space}}`
    }
    const lines = (value: object, column: number, depth: number, space: string): string => Object.entries(value).map(([key, one]) => `${' '.repeat(column)}${key}:${depth > 0 && typeof one === 'object' && !Array.isArray(one) ? `\n${lines(one as object, column + 2, depth - 1, space)}` : ` ${inBrackets(one, space)}\n`}`).join('')
    fc.assert(fc.property(fc.uniqueArray(fc.nat(slips.length - 1), {minLength: 1, maxLength: 6}), fc.nat(3), fc.constantFrom('', ' '), (chosen, depth, space) => {
      const text = lines(slipped(chosen), 0, depth, space)
      expect(readValues(text), text).to.deep.equal([slipped(chosen)])
      const after = fixed(text)
      expect(readValues(after), `${text}\n=>\n${after}`).to.deep.equal([right])
      expect(fixed(after)).to.equal(after)
    }), {numRuns: 300, seed: 24})
  })

  it('has the lines that it had, but for how far they are indented and the maps that come', () => {
    fc.assert(fc.property(manifests, ({text}) => {
      const lines = (all: string): string[] => all.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').sort()
      const now = lines(fixed(text))
      for (const line of lines(text)) now.splice(now.indexOf(line), 1)
      expect(now.filter((line) => line !== 'metadata:' && line !== 'matchLabels:'), text).to.deep.equal([])
    }), {numRuns: 200, seed: 22})
  })
})
