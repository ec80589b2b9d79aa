import {expect} from 'chai'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment, sampleProject, writeTree} from '../support/project.ts'

const ownToken = 'version: 1\nname: acme\nconnectors:\n  asana:\n    image: {tag: 0.1.40}\n    credentials: {token: {from: env, name: ASANA_TOKEN}}\n'
const env = {ASANA_TOKEN: 'asana-token-value'}

describe('render --target terraform', () => {
  it('asks for no pair, for Terraform gets it from ConductorOne; another target beside it does', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': ownToken})
      const alone = await c1ctl(['render', '--target', 'terraform', '--out', 'tf', '--json'], {cwd, env})
      expect(alone.status, alone.stdout).to.equal(0)
      expect(alone.json.data.artifacts.map((one: {path: string}) => one.path)).to.deep.equal(['tf/versions.tf', 'tf/baton-asana.tf'])
      const both = await c1ctl(['render', '--target', 'terraform,manifests', '--out', 'both', '--json'], {cwd, env})
      expect(both.status).to.equal(4)
      expect(both.json.problems.map((one: {what: string}) => one.what)).to.deep.equal(['conductorone.client-id', 'conductorone.client-secret'].map((name) => `asana: ${name} (ConductorOne client ${name.endsWith('id') ? 'ID' : 'secret'}) has no value.`))
      expect(await readdir(cwd)).not.to.include('both')
    }))

  it('writes the same bytes in another locale and time zone, and keeps values out of git where it writes them', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'asana-emea'], 'targets:\n  terraform: {tfvars: true, instances: {asana-emea: {hosting: cloud}}}\n')})
      const tree = async (out: string): Promise<Record<string, string>> => Object.fromEntries(await Promise.all((await readdir(join(cwd, out))).map(async (name) => [name, await readFile(join(cwd, out, name), 'utf8')])))
      expect((await c1ctl(['render', '--out', 'one'], {cwd, env: sampleEnvironment})).status).to.equal(0)
      expect((await c1ctl(['render', '--out', 'two'], {cwd, env: {...sampleEnvironment, LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo'}})).status).to.equal(0)
      const files = await tree('one')
      expect(await tree('two')).to.deep.equal(files)
      expect(files['.gitignore']).to.contain('/baton-*.auto.tfvars')
      for (const [name, text] of Object.entries(files)) expect(text.includes('asana-token-value'), name).to.equal(name.endsWith('.auto.tfvars'))
      for (const text of Object.values<string>(files)) expect(text).not.to.contain(sampleEnvironment.C1_SECRET)
    }))

  it('says with its place when settings name an instance that is not there', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': `${ownToken}targets:\n  terraform: {instances: {asanna: {hosting: cloud}, later: {}}}\nenvironments:\n  staging: {connectors: {later: {connector: asana}}}\n`})
      const {json} = await c1ctl(['render', '--out', 'tf', '--json'], {cwd, env})
      expect(json.problems).to.have.length(1)
      expect(json.problems[0]).to.deep.include({code: 'unknown-instance', what: 'targets.terraform.instances names asanna, and there is no such instance.', next: ['Did you mean asana?'], at: {file: 'c1ctl.yaml', line: 8, column: 27}})
    }))

  it('writes nothing when one instance of several cannot be hosted', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'asana-two'], 'targets:\n  terraform: {hosting: cloud}\n').replace('    connector: asana\n', '    connector: asana\n    replicas: 2\n')})
      const {status, json} = await c1ctl(['render', '--out', 'tf', '--json'], {cwd, env: sampleEnvironment})
      expect(status).to.equal(3)
      expect(json.problems.map((one: {code: string}) => one.code)).to.deep.equal(['target-unsupported'])
      expect(await readdir(cwd)).to.deep.equal(['c1ctl.yaml'])
    }))
})
