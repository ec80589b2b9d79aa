import {expect} from 'chai'
import fc from 'fast-check'
import {LintRun} from '../../../../src/core/lint/run.ts'
import {LaterDocument, soundFile} from '../../../../src/core/lint/sound.ts'
import {readKubernetesYaml} from '../../../../src/core/yaml/kubernetes-reader.ts'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../../../src/services/catalog.ts'
import {anyFiles, deployment, secret} from '../../../support/lint-files.ts'

const good = serialize(secret('a', 'n', {BATON_TOKEN: 'x'}))
const sound = (text: string, name = 'a.yaml') => soundFile(name, text, undefined)

describe('a sound file', () => {
  it('gives the run what reading it would give, and every finding is the same', async () => {
    const {catalog} = await loadCatalog({})
    let taken = 0
    fc.assert(fc.property(anyFiles, fc.constantFrom(0, Infinity), (files, resident) => {
      const texts = new Map(files.map(({name, text}) => [name, text]))
      const [read, seen] = [0, 1].map(() => new LintRun({}, (name) => texts.get(name), {resident}))
      for (const file of files) {
        read!.add(file)
        const found = soundFile(file.name, file.text, undefined)
        if (found) taken += 1
        // As it comes from another thread.
        if (found) seen!.addSound(file, JSON.parse(JSON.stringify(found)) as typeof found)
        else seen!.add(file)
      }
      const [whole, glimpsed] = [read!.finish(catalog), seen!.finish(catalog)]
      expect(glimpsed.findings).to.deep.equal(whole.findings)
      expect(glimpsed.summary).to.deep.equal(whole.summary)
      expect(glimpsed.edits).to.deep.equal(whole.edits)
    }), {numRuns: 400})
    expect(taken).to.be.greaterThan(200)
  })

  it('is one of which nothing is to be said, and of which nobody has to know more than its values', () => {
    expect(sound(good)).to.deep.include({length: good.length})
    expect(sound(`${good}---\n${serialize(deployment('a', 'n', 'a'))}`)?.documents.length).to.equal(2)
    expect(sound('')).to.deep.equal({length: 0, documents: []})
    const others: Record<string, string> = {
      'a fault of YAML': 'a: [',
      'a key twice': `${good}kind: Secret\n`,
      'a fault of an object': good.replace('name: a', 'name: A_'),
      'a document that is none of Kubernetes': `${good}---\na: 1\n`,
      'a kind without a schema': 'apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: a}\n',
      'a definition': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n',
      'no kind': 'apiVersion: v1\nmetadata: {name: a}\n',
      'an anchor': good.replace('BATON_TOKEN: x', 'BATON_TOKEN: &x x'),
      'what Flux would substitute': good.replace('BATON_TOKEN: x', 'BATON_TOKEN: ${x}'),
      'a dollar that Flux would take away': good.replace('BATON_TOKEN: x', 'BATON_TOKEN: x$$$$y'),
      'what Helm would fill in': good.replace('BATON_TOKEN: x', 'BATON_TOKEN: "{{ x }}"'),
      'a comment that suppresses': `# c1ctl-ignore baton/value: because\n${good}`,
    }
    for (const [what, text] of Object.entries(others)) expect(sound(text), what).to.equal(undefined)
    expect(sound('a: 1\n', 'kustomization.yaml')).to.equal(undefined)
  })

  it('comes through JSON as it is, whatever its scalars are', () => {
    for (const scalar of ['-0.0', '-0', '1e400', '12345678901234567890', '0x1F', '0o17', '1_000', '.5', '1e3', '~', 'yes', '2026-01-31', '"\\uD800"', '"\\0"', '!!binary aGk=', '190:20']) {
      const found = sound(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  managedFields:\n  - fieldsV1:\n      __proto__: 1\n      a: ${scalar}\n`)
      if (found) expect(JSON.parse(JSON.stringify(found)), scalar).to.deep.equal(found)
    }
  })

  it('shows places by reading the file again, and the beginning when it is gone or another', () => {
    const text = `${good}---\n${serialize(secret('b', 'n', {BATON_TOKEN: 'y'}))}`
    const {documents} = sound(text)!
    const later = new LaterDocument(documents[1]!, 'a.yaml', () => text)
    const now = readKubernetesYaml(text, 'a.yaml').documents[1]!
    for (const path of [['metadata', 'name'], ['stringData', 'BATON_TOKEN'], ['nowhere']]) expect(later.locate(path)).to.deep.equal(now.locate(path))
    expect([later.value, later.at, later.place(['kind']), later.locateStart(['metadata'])]).to.deep.equal([now.value, now.at, now.place(['kind']), now.locateStart(['metadata'])])
    expect(['BATON_', '${', '$$'].map((letters) => later.mentions(letters))).to.deep.equal([true, false, false])
    for (const gone of [undefined, '', 'a: [']) {
      const lost = new LaterDocument(documents[1]!, 'a.yaml', () => gone)
      expect(lost.locate(['kind']), String(gone)).to.deep.equal({line: 1, column: 1, endLine: 1, endColumn: 1})
      expect(lost.place(['kind'])).to.equal(undefined)
    }
  })
})
