import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {serialize} from '../../src/core/yaml/serialize.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {deployment, secret} from '../support/lint-files.ts'

const parts = ['a', 'b', 'c', 'd']
const perPart = 150

/** Files of parts that have nothing to do with each other: most are right, some have a fault, a suppression, or are none of Kubernetes. */
function put(root: string): void {
  for (const part of parts) {
    mkdirSync(join(root, part))
    for (let place = 0; place < perPart; place += 1) {
      const name = `baton-${part}-${place}`
      const objects = [deployment(name, 'n', `${name}-secrets`), secret(`${name}-secrets`, 'n', {BATON_CLIENT_ID: `${name}@acme.conductor.one/pcc`, BATON_CLIENT_SECRET: 'x', BATON_TOKEN: place % 31 === 5 ? '<token>' : 'x'})]
      const text = objects.map(serialize).join('---\n').replace('baton-asana\n', 'baton-asana:1.0.0\n')
      const content = place % 17 === 3 ? text.replace('kind: Secret', 'kind: Sekret') : place % 29 === 7 ? `# c1ctl-ignore baton/placeholder: an example\n${text}` : place % 41 === 9 ? 'just: values\n' : text
      writeFileSync(join(root, part, `${String(place).padStart(3, '0')}.yaml`), content)
    }
  }
}

/** With a second thread, however few processors this machine has. */
const manyProcessors = `--import=data:text/javascript,${encodeURIComponent("import os from 'node:os'; import {syncBuiltinESMExports} from 'node:module'; os.availableParallelism = () => 8; syncBuiltinESMExports()")}`

describe('c1ctl lint of many files', () => {
  it('finds in a long run what it finds in each of its parts, with an empty memory, a full one, and after a change', () =>
    inTemporaryDirectory(async (cwd) => {
      mkdirSync(join(cwd, 'k8s'))
      put(join(cwd, 'k8s'))
      const lint = async (...words: string[]) => (await c1ctl(['lint', '--json', ...words], {cwd, env: {NODE_OPTIONS: manyProcessors}})).json.data
      const both = async (): Promise<void> => {
        const apart = []
        for (const part of parts) apart.push(await lint('--no-cache', `k8s/${part}`))
        for (const words of [['--no-cache'], [], []]) {
          const whole = await lint(...words, 'k8s')
          expect(whole.findings, words.join(' ')).to.deep.equal(apart.flatMap((one) => one.findings))
          expect(whole.suppressed).to.deep.equal(apart.flatMap((one) => one.suppressed))
          for (const sum of ['files', 'documents', 'skipped', 'errors', 'warnings']) expect(whole.summary[sum], sum).to.equal(apart.reduce((total, one) => total + one.summary[sum], 0))
        }
        expect(apart.flatMap((one) => one.findings).length).to.be.greaterThan(40)
      }
      await both()
      writeFileSync(join(cwd, 'k8s/d/149.yaml'), 'a: [')
      writeFileSync(join(cwd, 'k8s/c/000.yaml'), serialize(secret('more', 'n', {BATON_TOKEN: '<more>'})))
      await both()
    })).timeout(90_000)

  it('remembers long runs alone, and reads nothing of them into short ones', () =>
    inTemporaryDirectory(async (cwd) => {
      put(cwd)
      const env = {XDG_CACHE_HOME: join(cwd, 'cache')}
      const remembered = join(env.XDG_CACHE_HOME, 'c1ctl/lint')
      await c1ctl(['lint', 'a'], {cwd, env})
      expect(existsSync(remembered)).to.equal(false)
      await c1ctl(['lint', 'a', 'b'], {cwd, env})
      expect(readdirSync(remembered)).to.have.length(1)
      await c1ctl(['lint', ...readdirSync(join(cwd, 'a')).concat(readdirSync(join(cwd, 'b'))).map((name, place) => `${place < perPart ? 'a' : 'b'}/${name}`)], {cwd, env: {XDG_CACHE_HOME: join(cwd, 'other')}})
      expect(readdirSync(join(cwd, 'other/c1ctl/lint'))).to.have.length(1)
    })).timeout(30_000)
})
