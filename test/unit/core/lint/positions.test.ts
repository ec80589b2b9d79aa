import {expect} from 'chai'
import {lint} from '../../../../src/core/lint/lint.ts'
import type {Finding} from '../../../../src/core/lint/types.ts'
import {catalogOf} from '../../../support/catalog.ts'

const catalog = catalogOf('shop:\n  title: Shop\n  fields:\n    token: {title: Token, secret: true, required: true}\n    wide: {title: Wide, type: bool}\n    key-path: {title: Key, type: file}\n')

/** A text in which «» are around the places where findings are to be, and without them the file itself. */
function marked(text: string): {file: string; places: string[]} {
  const places: string[] = []
  let file = ''
  const open: number[] = []
  const at = (offset: number): string => {
    // As editors count: a byte order mark has no column.
    const before = file.slice(0, offset).replace(/^\ufeff/, '')
    return `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`
  }
  for (const letter of text.split('')) {
    if (letter === '«') open.push(file.length)
    else if (letter === '»') places.push(`${at(open.pop()!)}-${at(file.length)}`)
    else file += letter
  }
  return {file, places}
}
const place = ({line, column, endLine, endColumn}: Finding): string => `${line}:${column}-${endLine}:${endColumn}`

/** Holds the places of findings of a rule against those that are marked. */
function check(text: string, rule: string): void {
  const {file, places} = marked(text)
  expect(places).not.to.deep.equal([])
  const found = lint([{name: 'f', text: file}], catalog).findings
  const order = (all: string[]): string[] => [...new Set(all)].sort()
  expect(order(found.filter((one) => one.rule === rule).map(place)), found.map((one) => `${place(one)} ${one.rule} ${one.message}`).join('\n')).to.deep.equal(order(places))
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'
const pod = (container: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n${container}`
const shop = (env: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a, baton-app: shop}}\n    spec:\n      containers:\n      - name: a\n        image: public.ecr.aws/conductorone/baton-shop:1\n${env}`

/** Named texts with the rule whose findings are marked in them. */
const tables: Record<string, Array<[name: string, rule: string, text: string]>> = {
  'in a file of any form': [
    ['block style', 'kubernetes/type', `${head}data:\n  a: «1»\n  b: «true» # why\n`],
    ['flow style', 'kubernetes/type', `${head}data: {a: «1», "b": «yes» , c: x}\n`],
    ['flow style on several lines', 'kubernetes/type', `${head}data: {\n  a: «1»,\n  b:\n    «2»\n}\n`],
    ['a byte order mark before the first line', 'kubernetes/type', '\ufeff{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {a: «1»}},\n data: {b: «2»}}\n'],
    ['a byte order mark before a fault of syntax', 'yaml/syntax', '\ufeffa: «»@b\n'],
    ['carriage returns', 'kubernetes/type', `${head}data:\n  a: «1»\n  b: «2» # c\n`.replaceAll('\n', '\r\n')],
    ['tabs', 'kubernetes/type', `${head}data:\n  a:\t«1»\t# c\n  b: \t «2»\n`],
    ['letters of two units before it', 'kubernetes/type', `${head}data: {a: "😀é", b: «1», c: "\u{1F468}\u200D\u{1F469}", d: «2»}\n`],
    ['comments and empty lines before it', 'kubernetes/name', '# one\n\n  # two\napiVersion: v1\nkind: ConfigMap\n\nmetadata:\n  # three\n  name: «A_b» # four\n'],
    ['several documents', 'kubernetes/name', '# none\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: «A»}\n---\n\n--- # c\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: «B»}\n...\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: «C»'],
    ['a document behind a broken one', 'kubernetes/name', 'a: [\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: «A»}\n'],
    ['items of a List', 'kubernetes/type', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: {a: «1»}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {a: «2»}}\n'],
    ['JSON', 'kubernetes/type', '{\n  "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"},\n  "data": {"a": «1»}\n}\n'],
  ],
  'through anchors, aliases and merge keys': [
    ['an alias, at which it is wrong', 'kubernetes/type', pod('    ports: [{containerPort: &p 8080}]\n    args: [«*p»]\n')],
    ['an anchor, behind its name', 'kubernetes/type', pod('    args: [&p «8080», x]\n')],
    ['the map behind an alias', 'kubernetes/type', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {a: «1»}, annotations: *l}\n'],
    ['a map that is merged', 'kubernetes/type', `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: &l {a: «1»}\n  annotations:\n    <<: *l\n    b: «2»\n`],
    ['a list of maps that are merged', 'kubernetes/type', `${head}data:\n  <<: [{a: «1»}, {a: 3, b: «2»}]\n`],
    ['a key of a map that is merged', 'kubernetes/unknown-field', pod('    <<: {«odd»: 1, stdin: true}\n')],
    ['a value that what follows replaces', 'kubernetes/type', `${head}data:\n  <<: {a: 1}\n  a: «2»\n`],
    ['a tag', 'kubernetes/type', `${head}data: {a: !!int «1», b: !!str 2}\n`],
  ],
  'at what is wrong about keys and what is not there': [
    ['a quoted key', 'kubernetes/unknown-field', pod('    «"odd"»: 1\n    «\'even\'»: 1\n')],
    ['a key of its own line', 'kubernetes/unknown-field', pod('    ? «odd»\n    : 1\n')],
    ['a key in a flow map', 'kubernetes/unknown-field', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, «odd»: [1, {b: c}]}\n'],
    ['a key that stands twice', 'yaml/duplicate-key', `${head}data:\n  a: x\n  «"a"»: y\n`],
    ['a field that a named map lacks', 'kubernetes/required', pod('    livenessProbe:\n      «httpGet»: {path: /}\n')],
    ['a field that an item of a list lacks', 'kubernetes/required', pod('    env:\n    - «value: x»\n    - {name: b}\n    - «{value: y}»\n')],
    ['a field that an item on several lines lacks', 'kubernetes/required', pod('    env:\n    - «value: x»\n      valueFrom:\n        fieldRef: {fieldPath: a}\n')],
    ['a field that an object lacks', 'kubernetes/required', 'apiVersion: v1\nkind: «Pod»\nmetadata: {name: a}\n'],
    ['a field that an item of a List lacks', 'kubernetes/required', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: «Pod»\n  metadata: {name: a}\n- kind: «Pod»\n  metadata: {name: b}\n'],
    ['the kind that an object lacks', 'kubernetes/required', '# c\n«apiVersion: v1»\nmetadata: {name: a}\n'],
    ['a value that is nothing', 'kubernetes/required', pod('    env:\n    - «name»:\n')],
    ['a text that is empty', 'kubernetes/required', pod('    env:\n    - name: «""»\n')],
    ['items that are nothing', 'kubernetes/required', pod('    ports:\n    - {containerPort: 1}\n    «-»\n    # c\n    «-» # d\n')],
    ['a list that is empty', 'kubernetes/required', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  «containers»: []\n'],
    ['a list where a map belongs', 'kubernetes/type', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: «[a, {b: c} ]»}\n'],
    ['a map where a text belongs', 'kubernetes/type', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: «{a: [b]  , }»}\n'],
    ['a map on several lines where a boolean belongs', 'kubernetes/type', pod('    stdin:\n      «a: b»\n      c: d\n')],
  ],
  'by the kind of part that is wrong': [
    ['kubernetes/api-version', 'kubernetes/api-version', 'apiVersion: «policy/v1beta1»\nkind: PodDisruptionBudget\nmetadata: {name: a}\n'],
    ['kubernetes/base64', 'kubernetes/base64', `${secret}data: {A: Zm9v, B: «my-token»}\n`],
    ['kubernetes/duplicate-env', 'kubernetes/duplicate-env', pod('    env:\n    - {name: A, value: a}\n    - {name: «A», value: b}\n')],
    ['kubernetes/duplicate-name', 'kubernetes/duplicate-name', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: a}, {name: «a», image: a}]\n`],
    ['kubernetes/label', 'kubernetes/label', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    app: «my app»\n    «"b c"»: d\n'],
    ['kubernetes/quantity', 'kubernetes/quantity', pod('    resources: {limits: {memory: «1 GB»}}\n')],
    ['kubernetes/selector', 'kubernetes/selector', shop('').replace('{matchLabels: {app: a}}', '{matchLabels: {app: «b»}}')],
    ['kubernetes/value', 'kubernetes/value', pod('    imagePullPolicy: «Sometimes»\n')],
    ['kubernetes/volume-mount', 'kubernetes/volume-mount', pod('    volumeMounts:\n    - {mountPath: /tmp, name: «tmp»}\n')],
    ['baton/no-tag', 'baton/no-tag', shop('        env: [{name: BATON_TOKEN, value: x}]\n').replace('public.ecr.aws/conductorone/baton-shop:1', '«public.ecr.aws/conductorone/baton-shop»')],
    ['baton/unknown-variable', 'baton/unknown-variable', `${secret.replace('name: a', 'name: s')}stringData:\n  BATON_TOKEN: x\n  «"BATON_ODD"»: y\n---\n${shop('        envFrom: [{secretRef: {name: s}}]\n        env:\n        - name: «BATON_EVEN»\n          value: z\n')}`],
    ['baton/value', 'baton/value', shop('        env:\n        - {name: BATON_TOKEN, value: x}\n        - name: BATON_WIDE\n          value: «"perhaps"»\n')],
    ['baton/secret-missing', 'baton/secret-missing', shop('        envFrom:\n        - secretRef:\n            name: «none»\n')],
    ['baton/missing-field', 'baton/missing-field', shop('        «env»: [{name: BATON_WIDE, value: "true"}]\n')],
  ],
  'inside of texts on several lines': [
    ['a label in a block', 'kubernetes/label', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    a: |\n      «x y\n      z»\n    b: >-\n\n      «c d»\n'],
    ['base64 in a literal block', 'kubernetes/base64', `${secret}data:\n  A: |\n    Zm9v\n    Zm9v«!»Zm9v!\n  B: |\n    Zm9v\n    Zm9v\n`],
    ['base64 in a folded block, which holds blanks', 'kubernetes/base64', `${secret}data:\n  A: >-\n    Zm9v«»\n    Zm9v\n`],
    ['base64 in a block with an indentation indicator', 'kubernetes/base64', `${secret}data:\n  A: |1-\n   Zm9v\n   «😀»\n`],
    ['base64 in a quoted text', 'kubernetes/base64', `${secret}data:\n  A: "Zm9v\\\n    Zm«.»9v"\n`],
    ['base64 on one line, as a whole', 'kubernetes/base64', `${secret}data:\n  A: |\n    «Zm9v!»\n  B: >-\n    «Zm9.»\n`],
    ['base64 that is too short, as a whole', 'kubernetes/base64', `${secret}data:\n  A: |\n    «Zm9v\n    Zm9»\n`],
    ['base64 with carriage returns', 'kubernetes/base64', `${secret}data:\n  A: |\n    Zm9v\n    Zm9v«-»\n`.replaceAll('\n', '\r\n')],
    ['a placeholder in a literal block', 'baton/placeholder', `${secret}stringData:\n  BATON_TOKEN: |\n    «<token>»\n`],
    ['a placeholder behind empty lines', 'baton/placeholder', `${secret}stringData:\n  BATON_TOKEN: |2\n\n\n    «<C1 client ID>»\n\n`],
    ['placeholders in lines of a configuration', 'baton/placeholder', `${secret}stringData:\n  BATON_CONFIG: |\n    token: «<your token>»\n    site: acme # <no one>\n    list:\n    - key = "«<another 😀 key>»"\n    <xml>\n`],
    ['placeholders in a folded block', 'baton/placeholder', `${secret}stringData:\n  BATON_CONFIG: >\n    token: «<token>»\n\n    site: «<site>»\n`],
    ['placeholders in a quoted text', 'baton/placeholder', `${secret}stringData:\n  BATON_CONFIG: "a\n\n    token: «<token>»\\nsite: «<site>»"\n`],
    ['a placeholder on one line, with its quotes', 'baton/placeholder', `${secret}stringData: {BATON_TOKEN: «"<token>"», BATON_A: «<a b>»}\n`],
    ['a placeholder that is encoded', 'baton/placeholder', `${secret}data:\n  BATON_TOKEN: «${Buffer.from('<token>').toString('base64')}»\n---\n${shop('        envFrom: [{secretRef: {name: a}}]\n')}`],
    ['the content of a file', 'baton/file-content', shop('        env:\n        - {name: BATON_TOKEN, value: x}\n        - name: BATON_KEY_PATH\n          value: |\n            «-----BEGIN PRIVATE KEY-----\n            abc\n            -----END PRIVATE KEY-----»\n')],
  ],
}

describe('the place of a finding', () => {
  for (const [where, cases] of Object.entries(tables)) {
    describe(where, () => {
      for (const [name, rule, text] of cases) it(`is exact: ${name}`, () => check(text, rule))
    })
  }
})
