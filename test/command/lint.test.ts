import {expect} from 'chai'
import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Finding} from '../../src/core/lint/types.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {makeProject} from '../support/cluster-project.ts'

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: baton-asana-secrets\nstringData:\n  BATON_TOKEN: hunter2\n  BATON_PROVISIONING: true\n'
const good = secret.replace('true', '"true"')

describe('c1ctl lint', () => {
  it('reports errors with their place and ends with 1, also under --json', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      const people = await c1ctl(['lint', 'secret.yaml'], {cwd})
      expect(people.status).to.equal(1)
      expect(people.stdout).to.include('secret.yaml\n  7:23 error BATON_PROVISIONING is a boolean')
      expect(people.stderr).to.include('1 error, 0 warnings in 1 document of 1 file.')
      expect(people.stdout + people.stderr).not.to.include('hunter2')
      const machine = await c1ctl(['lint', 'secret.yaml', '--json'], {cwd})
      expect(machine.status).to.equal(1)
      expect(machine.json.ok).to.equal(false)
      expect(machine.json.problems.map((one: {code: string}) => one.code)).to.deep.equal(['lint-findings'])
      expect(machine.json.data.findings[0]).to.include({file: 'secret.yaml', line: 7, column: 23, rule: 'kubernetes/type', severity: 'error', fixable: false})
      expect((await c1ctl(['lint', 'secret.yaml', '--format', 'json'], {cwd})).stdout).to.equal(machine.stdout)
    }))

  it('reads directories in order, without node_modules, .git, other files and links', () =>
    inTemporaryDirectory(async (cwd) => {
      for (const folder of ['b', 'a/deep', 'node_modules/x', '.git']) await mkdir(join(cwd, folder), {recursive: true})
      for (const file of ['b/2.yml', 'b/1.yaml', 'a/deep/x.YAML', 'node_modules/x/n.yaml', '.git/g.yaml', 'b/notes.txt']) await writeFile(join(cwd, file), secret)
      await symlink('..', join(cwd, 'a/loop'))
      const {json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect(json.data.findings.map((one: Finding) => one.file)).to.deep.equal(['a/deep/x.YAML', 'b/1.yaml', 'b/2.yml'])
      expect(json.data.summary).to.deep.include({files: 3, documents: 3, errors: 3})
    }))

  it('reads standard input under a name', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['lint', '-', '--stdin-name', 'chart', '--json'], {cwd, input: secret})
      expect([status, json.data.findings[0].file]).to.deep.equal([1, 'chart'])
      expect((await c1ctl(['lint', '-'], {cwd, input: good})).status).to.equal(0)
    }))

  it('writes the report to a file', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      const {stdout} = await c1ctl(['lint', 'secret.yaml', '--format', 'json', '--output', 'report.json'], {cwd})
      expect(stdout).to.equal('')
      expect(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')).data.summary.errors).to.equal(1)
    }))

  it('names every path that is not there, with status 2', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['lint', 'one', 'two', '--json'], {cwd})
      expect(status).to.equal(2)
      expect(json.problems.map((one: {code: string; what: string}) => `${one.code} ${one.what}`)).to.deep.equal(['no-such-path one does not exist.', 'no-such-path two does not exist.'])
    }))

  it('survives what is no text, no YAML, or nothing at all', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'binary.yaml'), Buffer.from([0, 255, 254, 1, 2, 3]))
      await writeFile(join(cwd, 'empty.yaml'), '')
      await writeFile(join(cwd, 'deep.yaml'), '['.repeat(100_000))
      const {status, json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect(status).to.equal(1)
      expect(json.data.findings.map((one: Finding) => `${one.file} ${one.rule}`)).to.deep.equal(['binary.yaml yaml/syntax', 'deep.yaml yaml/syntax'])
    }))

  it('finds nothing but unpinned images in what c1ctl renders for every connector, auth method and field', function () {
    this.timeout(180_000)
    return inTemporaryDirectory(async (cwd) => {
      const {catalog} = await loadCatalog({})
      const {run} = await makeProject(cwd, {namespace: 'all', instances: everyInstance(catalog)})
      for (const words of [[], ['--minimal']]) {
        const out = join(cwd, `out${words.length}`)
        const rendered = await run(['render', '--out', out, '--json', ...words])
        // A minimal render has no place for files: then there is nothing to judge.
        if (rendered.status !== 0 && words.length > 0) continue
        expect(rendered.status, rendered.stdout).to.equal(0)
        const {status, json} = await run(['lint', out, '--json'])
        const others = json.data.findings.filter((one: Finding) => one.rule !== 'baton/no-tag').map((one: Finding) => `${one.file}:${one.line} ${one.rule} ${one.message}`)
        expect(others).to.deep.equal([])
        expect(status).to.equal(0)
        expect(json.data.summary.skipped + json.data.summary.unchecked).to.equal(0)
      }
    })
  })
})
