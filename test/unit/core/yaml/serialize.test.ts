import {expect} from 'chai'
import fc from 'fast-check'
import {parse, parseAllDocuments} from 'yaml'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {serialize, serializeAll} from '../../../../src/core/yaml/serialize.ts'
import {readPlainScalar} from '../../../../src/core/yaml/kubernetes-scalars.ts'
import {awkwardText, jsonValue} from '../../../support/yaml.ts'
import {scalars} from '../../../support/scalars.ts'

const limits = {maxAliasCount: 0, logLevel: 'error'} as const

describe('writing YAML', () => {
  it('writes blocks with two spaces, in the order given', () => {
    expect(serialize({
      kind: 'Deployment', metadata: {name: 'baton-asana', labels: {baton: 'true', app: 'baton-asana'}}, none: undefined, empty: {}, list: [],
      spec: {replicas: 1, containers: [{name: 'a', args: ['x', 'y']}, {}], nested: [[1, [true, null]], []]},
    })).to.equal(`kind: Deployment
metadata:
  name: baton-asana
  labels:
    baton: "true"
    app: baton-asana
empty: {}
list: []
spec:
  replicas: 1
  containers:
    - name: a
      args:
        - x
        - "y"
    - {}
  nested:
    - - 1
      - - true
        - null
    - []
`)
  })

  it('puts --- between documents and nowhere else', () => {
    expect(serializeAll([{a: 1}, {b: 'x'}])).to.equal('a: 1\n---\nb: x\n')
  })

  it('writes a key file as a literal block, which gives it back exactly', () => {
    expect(serialize({key: '-----BEGIN KEY-----\nMIIE\n-----END KEY-----\n'})).to.equal('key: |\n  -----BEGIN KEY-----\n  MIIE\n  -----END KEY-----\n')
    expect(serialize({key: '{\n  "a": 1\n}'})).to.equal('key: |-\n  {\n    "a": 1\n  }\n')
    for (const text of [' a\nb', 'a\n\nb', 'a \nb', 'a\nb\n\n', 'a\tb\nc', 'a\r\nb', '\na', 'ä\nb']) expect(serialize({key: text}), JSON.stringify(text)).to.match(/^key: "/)
  })

  it('never folds a long value', () => {
    const text = Buffer.alloc(9000, 7).toString('base64')
    expect(serialize({data: text})).to.equal(`data: ${text}\n`)
  })

  it('leaves common values plain and quotes what a reader could misread', () => {
    for (const text of ['asana', 'baton-asana', 'public.ecr.aws/conductorone/baton-asana:v1', '128Mi', '500m', 'https://a.b/c?d'.replace('?', '-'), 'two words', 'v1', 'a:b']) expect(serialize(text)).to.equal(`${text}\n`)
    for (const text of ['', 'yes', 'No', 'tRue', 'null', '~', '1.10', '007', '0o17', '12:30', '2001-01-01', '1e3', '0.1.40', '=', '<<', 'a: b', 'a #b', ' a', 'a ', 'a:', '- a', '---', '...', '.inf', '@a', '\u2028', '\ufeff', '*a', '&a', '!a', '%a', '{a', '[a', '1_0', '0x1p-2']) {
      expect(serialize(text), text).to.match(/^"/)
    }
  })

  it('writes no plain scalar that Kubernetes or YAML 1.2 reads as anything but text', () => {
    for (const text of scalars) {
      const written = serialize(text).slice(0, -1)
      if (written.startsWith('"')) continue
      expect(readPlainScalar(written).value).to.equal(text)
      expect(parse(written, {version: '1.2'})).to.equal(text)
      expect(parse(written, {version: '1.1'})).to.equal(text)
    }
  })

  for (const version of ['1.1', '1.2'] as const) {
    it(`gives back any JSON value to a reader of YAML ${version}`, () => {
      fc.assert(fc.property(jsonValue, (value) => {
        const [document] = parseAllDocuments(serialize(value), {version, prettyErrors: false, ...limits}) as Array<ReturnType<typeof parseAllDocuments>[number] & {toJS(): unknown; errors: unknown[]}>
        expect(document!.errors).to.deep.equal([])
        expect(document!.toJS()).to.deep.equal(value)
      }), {numRuns: 400})
      fc.assert(fc.property(awkwardText, (text) => {
        expect(parse(serialize({[text]: text}), {version, ...limits})).to.deep.equal({[text]: text})
      }), {numRuns: 1000})
    })
  }

  it('carries keys longer than a reader looks ahead', () => {
    const key = 'k'.repeat(3000)
    expect(parse(serialize({[key]: {[key]: 1}}))).to.deep.equal({[key]: {[key]: 1}})
  })

  it('refuses what has no YAML form instead of writing something else', () => {
    for (const value of [Number.NaN, Infinity, 1n, Symbol('s'), () => 1, new Date(0), new Map(), '\ud800', 'a\udc00\nb']) expect(() => serialize({v: value}), String(value)).to.throw(TypeError)
  })

  it('refuses a Secret, so that nobody writes *** by mistake', () => {
    expect(() => serialize({v: new Secret('hush')})).to.throw(TypeError, 'plain objects')
  })

  it('writes the manifests of 242 connectors in a few milliseconds', () => {
    const objects = Array.from({length: 484}, (_, index) => ({apiVersion: 'v1', kind: 'Secret', metadata: {name: `baton-${index}`, labels: {app: 'x', baton: 'true'}}, data: {BATON_TOKEN: 'Zm9v', A: 'YmFy'}}))
    serializeAll(objects)
    expect(serializeAll(objects).split('---\n')).to.have.length(484)
  })
})
