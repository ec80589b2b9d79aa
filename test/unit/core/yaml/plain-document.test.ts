import {expect} from 'chai'
import fc from 'fast-check'
import {readdirSync, readFileSync} from 'node:fs'
import {readKubernetesYaml, type KubernetesDocument, type Path} from '../../../../src/core/yaml/kubernetes-reader.ts'
import {plainDocument} from '../../../../src/core/yaml/plain-document.ts'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {scalars} from '../../../support/scalars.ts'
import {awkwardText, jsonValue, yamlText} from '../../../support/yaml.ts'

/** What the reader for all of YAML makes of a document: `edited` always asks it. */
const whole = (text: string): unknown => readKubernetesYaml(text, 'x').documents[0]!.edited([])

/** True when the plain reader took the document. */
function agrees(text: string): boolean {
  const plain = plainDocument(text)
  if (!plain) return false
  const {documents, findings} = readKubernetesYaml(text, 'x')
  expect([documents.length, findings], JSON.stringify(text)).to.deep.equal([1, []])
  expect(plain, JSON.stringify(text)).to.deep.equal(whole(text))
  return true
}

/** Paths of everything that a value holds, and of something that it does not. */
function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path
  yield [...path, 'nothing of that name']
  if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) yield* pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key])
}

/** True when the plain reader took the document, and says of everything in it that it stands where the reader for all of YAML says. */
function placesAgree(text: string): boolean {
  if (!plainDocument(text)) return false
  // A comment at its end makes it one for the other reader.
  const [{documents: [mine]}, {documents: [other]}] = [readKubernetesYaml(text, 'x'), readKubernetesYaml(`${text}${text.endsWith('\n') ? '' : '\n'}# \u{1f600}\n`, 'x')]
  expect(other!.value).to.deep.equal(mine!.value)
  for (const path of pathsOf(mine!.value)) {
    const where = (one: KubernetesDocument): unknown => [one.place(path), one.place(path, 'key'), one.locate(path), one.locate(path, 'key'), one.locateStart(path)]
    expect(where(mine!), JSON.stringify([text, path])).to.deep.equal(where(other!))
  }
  return true
}

/** Lines that the plain reader reads, and lines that are nearly so. */
const line = fc.tuple(
  fc.constantFrom('', '', '  ', '  ', '    ', '      ', ' '),
  fc.constantFrom('', '', '- ', '- ', '-', '-   ', '- - '),
  fc.constantFrom('a:', 'b:', 'c: ', 'd:  ', 'app.kubernetes.io/name: ', 'y: ', 'null: ', 'a-b: ', '/x: ', 'a:b: ', '', '__proto__: ', 'constructor: ', '"q": ', '1: ', '? '),
  fc.oneof(
    fc.constantFrom('', '', 'x', '1', 'yes', 'two words', '"q"', '\'s\'', '\'it\'\'s\'', '"a\\nb"', '"\\u0041"', '"x" y', '007', '1.10', '-1', '- 1', '--flag', '---', '...', '|', '|-', '|+', '>', '|2', '{}', '[]', '[ ]', '{a: 1, b: [x, "y"]}', '[a, [b], {c: d}]', '[a, ]', '[-]', '[a b]', '{a}',
      '*x', '&x v', '!t v', '# comment', 'a # b', 'a#b', '~', '@', 'a: b', 'a:', 'http://x:1/y', '.inf', '<<', '$(A)', '${a}', '<C1 client ID>', 'é', 'ü: ü', '"é"', '\u00a0', '\t', '2001-01-01', ' ', '   ', '=', '%a', '`a', 'a,b', 'a]', '(x)', '\\'),
    fc.constantFrom(...scalars),
    awkwardText,
  ),
  fc.constantFrom('', '', '', ' ', ' # c', '#', '\r'),
).map((parts) => parts.join(''))
const lines = fc.array(line, {minLength: 1, maxLength: 7}).chain((all) => fc.constantFrom('', '\n', '\n\n', '\n ').map((end) => `${all.join('\n')}${end}`))

/** Readable YAML with a few characters changed. */
const damaged = fc.tuple(jsonValue, fc.array(fc.tuple(fc.nat(), fc.constantFrom('', ' ', '  ', '\n', ':', ': ', '- ', '#', ' #', '"', '\'', '|', '[', ']', '{', '}', 'a', '&a ', '0', ',')), {maxLength: 3})).map(([value, edits]) => {
  let text = serialize({v: value, w: {x: [value]}})
  for (const [place, piece] of edits) {
    const at = place % (text.length + 1)
    text = text.slice(0, at) + piece + text.slice(at + (place % 2))
  }
  return text
})

describe('reading documents that are written plainly', () => {
  it('takes no other value than the reader for all of YAML, in no other place, and nothing that it refuses', () => {
    let taken = 0
    fc.assert(fc.property(fc.oneof({weight: 4, arbitrary: lines}, {weight: 2, arbitrary: damaged}, {weight: 1, arbitrary: yamlText}), (text) => {
      if (!text.includes('\n---') && agrees(text) && placesAgree(text)) taken += 1
    }), {numRuns: 12_000})
    // A reader that took none would agree too.
    expect(taken).to.be.greaterThan(600)
  })

  it('reads each scalar of the table alone, in a list and between brackets as the other does', () => {
    for (const text of scalars) for (const form of [`v: ${text}\n`, `- ${text}\n`, `v:\n- ${text} # c\n`, `v: [${text}]\n`, `v: {a: ${text}}\n`, `${text}: v\n`, `v: {${text}: v}\n`, `v: "${text}"\n`, `v: |\n  ${text}\n`]) agrees(form) && placesAgree(form)
  })

  it('takes manifests as people and programs write them', () => {
    const folder = new URL('../../../../docs/rules/', import.meta.url)
    const pages = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const samples = pages.flatMap((page) => [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!))
    expect(samples.filter(agrees).length).to.be.greaterThan(samples.length / 2)
    expect(samples.filter(placesAgree).length).to.be.greaterThan(samples.length / 2)
    const manifest = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {baton: "true"}}\n\n# keys\nstringData:\n  key.pem: |\n    -----BEGIN KEY-----\n\n    abc\n    -----END KEY-----\n  BATON_TOKEN: "it\'s"\n  list: \'x\'   # y\ndata: {}\n'
    expect(agrees(manifest) && placesAgree(manifest)).to.equal(true)
    expect(plainDocument(manifest)!.value).to.deep.include({stringData: {'key.pem': '-----BEGIN KEY-----\n\nabc\n-----END KEY-----\n', BATON_TOKEN: 'it\'s', list: 'x'}})
  })

  it('leaves what is nested without end to the other reader', () => {
    expect(plainDocument(`a: ${'['.repeat(5000)}`)).to.equal(undefined)
    expect(plainDocument(`${'- '.repeat(5000)}x`)).to.equal(undefined)
  })
})
