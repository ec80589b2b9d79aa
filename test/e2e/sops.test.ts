import {spawnSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {generateX25519Identity, identityToRecipient} from 'age-encryption'
import {expect} from 'chai'
import fc from 'fast-check'
import {createStore, openStore} from '../../src/core/credentials/sops.ts'
import {Secret} from '../../src/core/credentials/secret.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {realPart} from '../support/control-plane.ts'

const fresh = () => ({now: new Date('2026-01-02T03:04:05Z'), randomBytes})

/** Runs the real sops. */
function sops(words: string[], {cwd, key, input}: {cwd: string; key?: string; input?: string}): {status: number | null; stdout: string; stderr: string} {
  const {status, stdout, stderr} = spawnSync(realPart('sops'), words, {cwd, encoding: 'utf8', ...(input === undefined ? {} : {input}), env: {PATH: process.env['PATH'], HOME: join(cwd, '.home'), ...(key ? {SOPS_AGE_KEY: key} : {})}})
  return {status, stdout, stderr}
}
function run(words: string[], options: {cwd: string; key?: string; input?: string}): string {
  const {status, stdout, stderr} = sops(words, options)
  if (status !== 0) throw new Error(`sops ${words[0]} ended with ${status}: ${stderr}`)
  return stdout
}

/** Text as sops can carry it: YAML that sops itself writes has no place for a character that is not well formed. */
const text = fc.oneof(fc.string({unit: 'binary', maxLength: 30}), fc.constantFrom('', 'yes', '007', '1e3', 'null', '~', ' x ', '\n', 'a\nb\n', '"', "'", '\\', '$(VAR)', '# x', '{{x}}', 'a: b', '- a', '\u0000', '\u2028', '\ufeff', 'ENC[AES256_GCM,data:x]', 'é\u0301😀', '<<', '=', '!!str', '\t', '\r\n', '2001-01-01', '.inf'))
const values = fc.dictionary(fc.constantFrom('token', 'api-key', 'yes', 'n', '007', 'null', 'client-secret'), text, {noNullPrototype: true})

describe('the store and the real sops', function () {
  this.timeout(120_000)
  let key: string
  let recipient: string
  before(async () => {
    key = await generateX25519Identity()
    recipient = await identityToRecipient(key)
  })
  const open = (source: string, ...keys: string[]) => Promise.all((keys.length > 0 ? keys : [key]).map(async (one) => ({key: new Secret(one), recipient: await identityToRecipient(one)}))).then((identities) => openStore(source, {file: 'x.sops.yaml', identities}))
  const credentialsOf = async (source: string): Promise<Record<string, string>> => Object.fromEntries((await open(source)).values.filter((one) => one.path[0] === 'credentials' && one.type !== 'null').map((one) => [one.path.slice(1).join('.'), one.text.reveal()]))
  const make = (all: Record<string, string>) => createStore({file: 'x.sops.yaml', recipients: [recipient], values: Object.entries(all).map(([name, one]) => ({path: ['credentials', name], text: new Secret(one)})), fresh: fresh()})

  it('sops reads any text that c1ctl wrote', () =>
    inTemporaryDirectory((cwd) =>
      fc.assert(
        fc.asyncProperty(values, async (all) => {
          await writeFile(join(cwd, 'x.sops.yaml'), await make(all))
          const read = JSON.parse(run(['decrypt', '--output-type', 'json', 'x.sops.yaml'], {cwd, key})) as {credentials?: Record<string, string>}
          expect(read.credentials ?? {}).to.deep.equal(all)
        }),
        {numRuns: 40},
      ),
    ))
  it('c1ctl reads any text that sops wrote', () =>
    inTemporaryDirectory((cwd) =>
      fc.assert(
        fc.asyncProperty(values, async (all) => {
          await writeFile(join(cwd, 'plain.json'), JSON.stringify({credentials: all}))
          const source = run(['encrypt', '--age', recipient, '--input-type', 'json', '--output-type', 'yaml', 'plain.json'], {cwd})
          expect(await credentialsOf(source)).to.deep.equal(all)
        }),
        {numRuns: 40},
      ),
    ))
  it('each reads what the other changed, in turns', () =>
    inTemporaryDirectory((cwd) =>
      fc.assert(
        fc.asyncProperty(text.filter((one) => !one.includes('\u0000')), text, async (theirs, ours) => {
          const path = join(cwd, 'x.sops.yaml')
          await writeFile(path, await make({token: 'first', 'api-key': 'kept'}))
          run(['set', 'x.sops.yaml', '["credentials"]["token"]', JSON.stringify(theirs)], {cwd, key})
          const between = await open(await readFile(path, 'utf8'))
          expect(between.value(['credentials', 'token'])?.text.reveal()).to.equal(theirs)
          await writeFile(path, between.change({set: [{path: ['credentials', 'new'], text: new Secret(ours)}], remove: [['credentials', 'api-key']]}, fresh()))
          const read = JSON.parse(run(['decrypt', '--output-type', 'json', 'x.sops.yaml'], {cwd, key})) as {credentials: Record<string, string>}
          expect(read.credentials).to.deep.equal({token: theirs, new: ours})
          run(['unset', 'x.sops.yaml', '["credentials"]["new"]'], {cwd, key})
          expect(await credentialsOf(await readFile(path, 'utf8'))).to.deep.equal({token: theirs})
        }),
        {numRuns: 15},
      ),
    ))
  it('sops keeps what c1ctl wrote byte for byte when it changes another value', () =>
    inTemporaryDirectory(async (cwd) => {
      const source = await make({token: 'a', 'api-key': 'b', empty: ''})
      await writeFile(join(cwd, 'x.sops.yaml'), source)
      run(['set', 'x.sops.yaml', '["credentials"]["token"]', '"c"'], {cwd, key})
      const after = (await readFile(join(cwd, 'x.sops.yaml'), 'utf8')).split('\n')
      expect(source.split('\n').filter((line) => !after.includes(line)).map((line) => line.trim().split(':')[0])).to.deep.equal(['token', 'lastmodified', 'mac'])
    }))
  it('c1ctl reads after rotate, updatekeys and comments, for old and new recipients', () =>
    inTemporaryDirectory(async (cwd) => {
      const path = join(cwd, 'x.sops.yaml')
      const colleague = await generateX25519Identity()
      const other = await identityToRecipient(colleague)
      await writeFile(path, await make({token: 'secret'}))
      run(['rotate', '-i', '--add-age', other, 'x.sops.yaml'], {cwd, key})
      for (const one of [key, colleague]) expect((await open(await readFile(path, 'utf8'), one)).value(['credentials', 'token'])?.text.reveal()).to.equal('secret')
      await writeFile(join(cwd, '.sops.yaml'), `creation_rules:\n  - age: ${other}\n`)
      run(['updatekeys', '-y', 'x.sops.yaml'], {cwd, key})
      expect((await open(await readFile(path, 'utf8'), colleague)).recipients).to.deep.equal([other])
      const plain = run(['decrypt', 'x.sops.yaml'], {cwd, key: colleague}).replace('token:', '# why\n    token:').replace('secret', 'secret # inline')
      await writeFile(join(cwd, 'plain.yaml'), `# head\n${plain}`)
      const commented = await open(run(['encrypt', '--age', recipient, 'plain.yaml'], {cwd}), key)
      await writeFile(path, commented.change({set: [{path: ['credentials', 'token'], text: new Secret('new')}]}, fresh()))
      expect(run(['decrypt', 'x.sops.yaml'], {cwd, key})).to.contain('# head').and.to.contain('# why').and.to.contain('# inline').and.to.contain('token: new')
    }))
  it('c1ctl counts values in clear in the MAC as sops does', () =>
    inTemporaryDirectory(async (cwd) => {
      const plains = ['5', '007', '0o17', '0x1F', '0b11', '1_000', '-1', '1.50', '1.', '.5', '1e3', '1e21', '1.5e-9', '.inf', '-.inf', '.nan', 'true', 'TRUE', 'False', 'yes', 'on', 'null', '~', '2001-01-01', '2001-12-14T21:59:43.10-05:00', '2001-12-14T21:59:43Z', 'text', '"007"', "'yes'", '|-\n  a\n  b', '0.1.40', '12:30:45']
      const clear = plains.map((plain, index) => `k${index}_unencrypted: ${plain}\n`).join('')
      await writeFile(join(cwd, 'plain.yaml'), `credentials:\n  token: x\n${clear}`)
      const encrypted = run(['encrypt', '--age', recipient, 'plain.yaml'], {cwd})
      expect((await open(encrypted)).value(['credentials', 'token'])?.text.reveal()).to.equal('x')
      // In the user's own spelling the MAC has to fit as well: sops reads these without a word.
      const respelt = `${clear}${encrypted.replace(/^k\d+_unencrypted:[^\n]*\n(?: {4}[^\n]*\n)*/gm, '').replace(/^credentials:\n {4}token[^\n]*\n/m, '')}`
      const token = /^credentials:\n {4}token[^\n]*\n/m.exec(encrypted)![0]
      await writeFile(join(cwd, 'x.sops.yaml'), token + respelt)
      run(['decrypt', 'x.sops.yaml'], {cwd, key})
      expect((await open(token + respelt)).value(['credentials', 'token'])?.text.reveal()).to.equal('x')
    }))
  it('both refuse the same tampering', () =>
    inTemporaryDirectory(async (cwd) => {
      const source = await make({token: 'a', 'api-key': 'b'})
      const lines = source.split('\n')
      const token = lines[1]!
      const cases = [source.replace(token, '    token: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]'), source.replace(`${token}\n`, ''), source.replace(token, '    token: ""'), source.replace(/lastmodified: "\d{4}/, 'lastmodified: "1999'), source.replace(/mac: .*/, 'mac: ""'), source.replace('unencrypted_suffix: _unencrypted', 'unencrypted_suffix: token')]
      for (const [index, one] of cases.entries()) {
        await writeFile(join(cwd, 'x.sops.yaml'), one)
        expect(sops(['decrypt', 'x.sops.yaml'], {cwd, key}).status, `sops, case ${index}`).not.to.equal(0)
        expect(await open(one).then(() => 'opened', () => 'refused'), `c1ctl, case ${index}`).to.equal('refused')
      }
    }))
  it('a store made on the command line is read by plain sops, from the project and from the store', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nnamespace: conductorone\nconnectors:\n  asana: {}\n')
      const env = {SOPS_AGE_KEY: key}
      const ran = await c1ctl(['credential', 'set', 'asana', 'token=-', '--json'], {cwd, env, input: '0/hostile "\'\\$(X)\n'})
      expect(ran.status, ran.stderr + ran.stdout).to.equal(0)
      expect(run(['decrypt', '--extract', '["credentials"]["token"]', 'credentials/asana.sops.yaml'], {cwd, key})).to.equal('0/hostile "\'\\$(X)')
      expect(run(['decrypt', '--extract', '["credentials"]["token"]', 'asana.sops.yaml'], {cwd: join(cwd, 'credentials'), key})).to.equal('0/hostile "\'\\$(X)')
      // A file that sops makes beside it follows the rule that c1ctl wrote.
      await mkdir(join(cwd, 'credentials'), {recursive: true})
      await writeFile(join(cwd, 'credentials', 'other.sops.yaml'), 'credentials:\n    token: x\n')
      run(['encrypt', '-i', 'other.sops.yaml'], {cwd: join(cwd, 'credentials')})
      expect(await credentialsOf(await readFile(join(cwd, 'credentials', 'other.sops.yaml'), 'utf8'))).to.deep.equal({token: 'x'})
    }))
})
