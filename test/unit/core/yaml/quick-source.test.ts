import {expect} from 'chai'
import fc from 'fast-check'
import {readFileSync} from 'node:fs'
import {stringify} from 'yaml'
import {quickSource} from '../../../../src/core/yaml/quick-source.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'

/** Paths to everything in a tree. */
function* pathsOf(value: unknown, path: string[] = []): Generator<{path: string[]; inner: unknown}> {
  yield {path, inner: value}
  if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, key])
}

const agrees = (text: string): boolean => {
  const quick = quickSource(text, 'f')
  if (!quick) return false
  const {value, faults, place} = readSourceDocument(text, 'f')
  expect(faults, text).to.deep.equal([])
  expect(quick.value, text).to.deep.equal(value)
  const paths = [...pathsOf(value)]
  // Of a long file every so many: a place is found by counting lines.
  for (const {path, inner} of paths.filter((_, at) => at % Math.ceil(paths.length / 300) === 0)) {
    // The other puts what is not there behind the colon; here it stands where its key does.
    if (inner !== null && inner !== '') expect(quick.place(path), `${path.join('.')} of ${text}`).to.deep.equal(place(path))
    expect(quick.place(path, 'key'), `the key ${path.join('.')} of ${text}`).to.deep.equal(inner === null && path.length === 0 ? quick.place([]) : place(path, 'key'))
    expect(quick.place([...path, 'nowhere', 'at all'])).to.deep.equal(quick.place(path))
  }
  return true
}

describe('the quick reader of files for people', () => {
  const usual = [
    'a: 1.10\nb: 007\nc: 12045678901234567890\nd: yes\ne: ~\nf:\ng: null\nh: ""\n', 'a: {b: c, d: [e, "f, g", \'h\'\'i\']}\n', '# comment\na: b # another\nc: it\'s\n', '- a\n- b: c\n  d: e\n- - f\n',
    'a: |\n  one\n  two\nb: >-\n  three\n  four\n', 'a: "tab\\t and \\"quotes\\" \\u00e9"\n', 'version: 1\nconnectors:\n  okta: {config: {domain: a.okta.com}, image: {tag: 1.10}}\n', 'a:\n- b\n- c\n', '"quoted key": x\n',
  ]
  for (const text of usual) it(`reads ${JSON.stringify(text)}`, () => expect(agrees(text)).to.equal(true))

  const unusual = ['a: &x 1\nb: *x\n', 'a: !!str 1\n', '--- \na: b\n', 'a: b\n---\nc: d\n', 'a: b\na: c\n', '__proto__: 1\n', '<<: {a: b}\n', 'a: {b: c,\n  d: e}\n', 'a: [\nb]\n', 'a: one\n  two\n', 'a:\tb\n', '\ufeffa: b\n', 'a: b\r\n', 'a: {b: c\n', 'a: "b\n', '', 'a: [b #]\n]\n', 'a: - b\n', '%YAML 1.1\n---\na: b\n', 'k: |2\n\n    ', 'a:\n  b: >+\n  ', 'k: |2\n\n    \na: b\n']
  for (const text of unusual) it(`leaves ${JSON.stringify(text)} to the other`, () => expect(quickSource(text, 'f')).to.equal(undefined))

  it('reads the shipped catalog as the other does', () => expect(agrees(readFileSync(new URL('../../../../connectors.yaml', import.meta.url), 'utf8'))).to.be.a('boolean'))

  it('gives the other\'s values or none, for any data however it is written', () => {
    let read = 0
    const leaf = fc.oneof(fc.constantFrom('1.10', '007', 'yes', '~', 'null', '', ' a', 'a ', 'a: b', 'a #b', '- a', '[a', '{', '*a', '&a', '!a', '%a', '@a', '`', '"', "'", "it's", 'a\nb', 'é', '0x1F', '.inf', '<<'), fc.string({unit: 'grapheme', maxLength: 8}), fc.integer(), fc.boolean(), fc.constant(null))
    const {data} = fc.letrec((tie) => ({
      data: fc.oneof({maxDepth: 3}, leaf, fc.array(tie('data'), {maxLength: 3}), fc.dictionary(fc.oneof(fc.string({maxLength: 4}), fc.constantFrom('a', 'b-c', '1', 'null', 'x y')), tie('data'), {maxKeys: 3})),
    }))
    fc.assert(fc.property(data, fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'), fc.constantFrom<'any' | 'flow'>('any', 'flow'), (value, style, collectionStyle) => {
      if (agrees(stringify(value, {defaultStringType: style as 'PLAIN', collectionStyle, lineWidth: 0}))) read += 1
    }), {numRuns: 600})
    expect(read).to.be.greaterThan(200)
  })

  it('gives the other\'s values or none, for files with letters changed', () => {
    const texts = [...usual, 'version: 1\nname: acme\nconnectors:\n  asana:\n    config: {default-workspace-id: "1204", provisioning: true}\n    credentials: {token: {from: env, name: T}}\n  okta: {auth: api-token}\nenvironments:\n  staging: {namespace: s}\n']
    let read = 0
    const letters = [...' \n:-{}[],"\'#&*!|>%@`?~a0.\\<\t\r']
    fc.assert(fc.property(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(400), fc.constantFrom(...letters), fc.constantFrom(0, 1)), {minLength: 1, maxLength: 4}), (text, changes) => {
      let changed = text
      for (const [at, letter, removed] of changes) changed = changed.slice(0, at % (changed.length + 1)) + letter + changed.slice((at % (changed.length + 1)) + removed)
      if (agrees(changed)) read += 1
    }), {numRuns: 4000})
    expect(read).to.be.greaterThan(500)
  })
})
