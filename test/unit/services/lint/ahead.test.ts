import {expect} from 'chai'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {Ahead} from '../../../../src/services/lint/ahead.ts'
import {glimpse, type Glance} from '../../../../src/services/lint/glimpse.ts'
import {secret} from '../../../support/lint-files.ts'
import {inTemporaryDirectory} from '../../../support/cli.ts'

const built = fileURLToPath(new URL('../../../../dist/workers/lint.js', import.meta.url))
const glance: Glance = {digests: true, version: '1.36'}

/** Files of which every so many has a fault, and one more that is not there. */
function put(root: string, count: number, faulty: number): Array<{path: string}> {
  const files = Array.from({length: count}, (_, place) => ({path: join(root, `${place}.yaml`)}))
  for (const [place, {path}] of files.entries()) writeFileSync(path, place % faulty === 1 ? 'a: [' : serialize(secret(`s${place}`, 'n', {BATON_TOKEN: String(place)})))
  return [...files, {path: join(root, 'gone.yaml')}]
}

/** @param pause how long each file takes whoever asked for it, in milliseconds: a thread takes its time to start */
async function all(files: Array<{path: string}>, entry: string, {of = glance, pause = 0}: {of?: Glance; pause?: number} = {}) {
  const found = []
  for await (const one of Ahead.start(files.values(), of, entry)!.read()) {
    found.push(one)
    if (pause > 0) await wait(pause)
  }
  return found
}
const direct = (files: Array<{path: string}>, of = glance) => files.map((file) => [file, JSON.parse(JSON.stringify(glimpse(file.path, of) ?? null)) as unknown] as const)

describe('looking at files before their turn', () => {
  it('gives every file once and in order, and of each what looking at it gives, or nothing', () =>
    inTemporaryDirectory(async (root) => {
      const files = put(root, 1000, 10)
      const found = await all(files, built, {pause: 1})
      expect(found.map(([file]) => file)).to.deep.equal(files)
      const known = direct(files)
      let seen = 0
      for (const [place, [, one]] of found.entries()) {
        if (one === null) continue
        seen += 1
        expect(JSON.parse(JSON.stringify(one))).to.deep.equal(known[place]![1])
      }
      // What this thread reads in its turn was not looked at before; of a fault or of what is gone nothing is known.
      expect(seen).to.be.within(100, 950)
      expect(known.at(-1)![1]).to.equal(null)
    }))

  it('gives digests alone when those are enough', () =>
    inTemporaryDirectory(async (root) => {
      const files = put(root, 500, 10)
      const found = await all(files, built, {of: {digests: true, version: null}, pause: 2})
      for (const [{path}, one] of found) if (one) expect(one, path).to.have.all.keys('digest')
      expect(found.filter(([, one]) => one).length).to.be.greaterThan(0)
    }))

  it('stops where most files have to be read in their turn all the same', () =>
    inTemporaryDirectory(async (root) => {
      const files = put(root, 1000, 10)
      const [entry, asked] = [join(root, 'nothing.mjs'), join(root, 'asked')]
      writeFileSync(asked, '')
      writeFileSync(entry, `import {appendFileSync} from 'node:fs'\nimport {parentPort} from 'node:worker_threads'\nparentPort.on('message', (paths) => { appendFileSync(${JSON.stringify(asked)}, 'x'); parentPort.postMessage(JSON.stringify(paths.split('\\0').map(() => null))) })\nparentPort.postMessage('ready')\n`)
      const found = await all(files, entry, {pause: 1})
      expect(found.map(([file]) => file)).to.deep.equal(files)
      expect(readFileSync(asked, 'utf8').length).to.be.within(1, 2)
    }))

  it('goes on alone when the thread does not start, or ends', () =>
    inTemporaryDirectory(async (root) => {
      const files = put(root, 1000, 10)
      const entries = {
        'not.mjs': 'throw new Error("no")',
        'once.mjs': 'import {parentPort} from "node:worker_threads"\nparentPort.postMessage("ready"); parentPort.once("message", (paths) => { parentPort.postMessage(JSON.stringify(paths.split("\\0").map(() => null))); setTimeout(() => process.exit(1), 5) })',
      }
      for (const [name, text] of Object.entries(entries)) {
        const entry = join(root, name)
        writeFileSync(entry, text)
        expect((await all(files, entry, {pause: 1})).map(([file]) => file), name).to.deep.equal(files)
      }
    }))

  it('lets go of the thread when nobody wants the rest', () =>
    inTemporaryDirectory(async (root) => {
      let count = 0
      for await (const [file] of Ahead.start(put(root, 1000, 10).values(), glance, built)!.read()) {
        expect(file).to.have.property('path')
        count += 1
        if (count === 60) break
      }
      expect(count).to.equal(60)
    }))
})
