import {expect} from 'chai'
import {createHash} from 'node:crypto'
import fc from 'fast-check'
import type {LintInput} from '../../../../src/core/lint/input.ts'
import {nothingRemembered, readMemory, writeMemory, type LintMemory} from '../../../../src/core/lint/memory.ts'
import {Recollection} from '../../../../src/core/lint/recollection.ts'
import {LintRun} from '../../../../src/core/lint/run.ts'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../../../src/services/catalog.ts'
import {anyFiles, deployment, secret} from '../../../support/lint-files.ts'

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
const digested = (files: LintInput[]): LintInput[] => files.map((file) => ({...file, digest: digestOf(file.text)}))

describe('what lint remembers of earlier runs', () => {
  let catalog: Awaited<ReturnType<typeof loadCatalog>>['catalog']
  before(async () => ({catalog} = await loadCatalog({})))

  function run(files: LintInput[], memory?: LintMemory, {early, undigested = 0}: {early?: number; undigested?: number} = {}) {
    const texts = new Map(files.map(({name, text}) => [name, text]))
    const recollection = memory && new Recollection(() => memory, digestOf)
    const reads: string[] = []
    const one = new LintRun({}, (name) => (reads.push(name), texts.get(name)), {recollection, early})
    const look = (): void => one.look(catalog, new Set(Object.values(catalog).map(({image}) => image)))
    for (const [place, file] of digested(files).entries()) {
      one.add(place < undigested ? {...file, digest: undefined} : file)
      if (one.isDue) look()
    }
    for (const _ of one.complete('')) look()
    const needsCatalog = one.connectors() !== undefined
    const {findings, summary, texts: shown} = one.finish(catalog)
    return {said: {findings, summary, shown: [...shown].sort()}, remembered: recollection?.remembered, needsCatalog, reads}
  }

  it('changes nothing of what is said, whatever changed in between', () => {
    let recalled = 0
    fc.assert(fc.property(anyFiles, anyFiles, fc.array(fc.nat(2), {minLength: 6, maxLength: 6}), (files, others, choice) => {
      const first = run(files, nothingRemembered())
      expect(first.said).to.deep.equal(run(files).said)
      const memory = readMemory(writeMemory(first.remembered ?? nothingRemembered()))
      // Kept, replaced by another or gone; and one more at the end.
      const later = [...files.flatMap((file, place) => (choice[place] === 1 ? [] : [choice[place] === 2 ? {...file, text: others[place]?.text ?? ''} : file])), ...others.slice(0, 1).map((file) => ({...file, name: 'z.yaml'}))]
      for (const next of [files, later]) {
        const {said, needsCatalog} = run(next, memory)
        expect(said).to.deep.equal(run(next).said)
        // Looked at what is complete before all was read, it says the same.
        expect(run(next, readMemory(writeMemory(memory)), {early: 2}).said).to.deep.equal(said)
        if (next === files && !needsCatalog && said.findings.some(({rule}) => rule.startsWith('baton/'))) recalled += 1
      }
    }), {numRuns: 300})
    expect(recalled).to.be.greaterThan(10)
  })

  it('reads no file again when nothing changed, and does not even need the catalog', () => {
    const files = Array.from({length: 20}, (_, place) => ({name: `${place}.yaml`, text: serialize(place % 2 ? deployment(`a${place}`, 'n', `a${place - 1}`) : secret(`a${place}`, 'n', {BATON_TOKEN: 'x', BATON_CLIENT_ID: `a${place}`, BATON_CLIENT_SECRET: 'b'}))}))
    const {remembered, said} = run(files, nothingRemembered())
    const again = run(files, remembered)
    expect(said.findings.length).to.equal(10)
    expect(again).to.deep.include({said, needsCatalog: false, remembered: undefined})
    // What findings are shown with.
    expect(again.reads.length).to.be.at.most(10)
  })

  it('remembers nothing of files without a digest, and knows all the same that nothing changed', () => {
    const files = Array.from({length: 20}, (_, place) => ({name: `${place}.yaml`, text: serialize(place % 2 ? deployment(`a${place}`, 'n', `a${place}`) : secret(`a${place}`, 'n', {BATON_TOKEN: '<token>'}))}))
    expect(run(files, nothingRemembered(), {undigested: 20}).remembered).to.equal(undefined)
    const {remembered, said} = run(files, nothingRemembered(), {undigested: 4})
    expect(remembered!.files.size).to.equal(16)
    expect(run(files, remembered, {undigested: 4})).to.deep.include({said, needsCatalog: false, remembered: undefined})
    const changed = files.map((file, place) => (place === 1 ? {...file, text: serialize(secret('b', 'n', {BATON_TOKEN: 'x'}))} : file))
    expect(run(changed, remembered, {undigested: 4}).said).to.deep.equal(run(changed).said)
  })

  it('holds no text of a file', () => {
    const files = [{name: 'a.yaml', text: serialize(secret('a', 'n', {BATON_TOKEN: 'hunter2-canary', AGE: 12}))}, {name: 'b.yaml', text: serialize(deployment('a', 'n', 'a'))}]
    expect(writeMemory(run(files, nothingRemembered()).remembered!)).not.to.include('hunter2-canary')
  })

  it('is nothing when its text is not what was written', () => {
    const text = writeMemory(run([{name: 'a.yaml', text: 'a: 1'}, {name: 'b.yaml', text: `${serialize(deployment('a', 'n', 'a'))}---\na: [`}], nothingRemembered()).remembered!)
    expect(readMemory(text).files.size).to.equal(2)
    const [plain, files, sets] = ['"plain": []', '"files": []', '"sets": []']
    for (const other of ['', 'x', '[]', 'null', '{}', `{"plain": 1, ${files}, ${sets}}`, `{"plain": [["a", "b"]], ${files}, ${sets}}`, `{"plain": [[-1, "b"]], ${files}, ${sets}}`, `{"plain": [[4294967295, "b"]], ${files}, ${sets}}`, `{"plain": [[8, 1]], ${files}, ${sets}}`, `{${plain}, "files": [["a", "b"]], ${sets}}`, `{${plain}, "files": [["a", 1, [], [[1, 1, 1, 1, "r", "fatal", "m"]]]], ${sets}}`, `{${plain}, ${files}, "sets": [["a", [[1]]]]}`, text.slice(0, -1)]) {
      const {files: known, sets: found} = readMemory(other)
      expect([known.size, found.size], other).to.deep.equal([0, 0])
    }
  })
})
