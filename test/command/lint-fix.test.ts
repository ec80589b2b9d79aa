import {expect} from 'chai'
import {chmod, lstat, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'

const secret = '\ufeffapiVersion: v1\r\nkind: Secret\r\nmetadata: {name: a}\r\nstringData:\r\n  A: 998877665 # why\r\n'
const fixedSecret = secret.replace('998877665', '"998877665"')
const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_B}\ndata: {a: 1}\n'
const fixedBroken = broken.replace('a: 1', 'a: "1"')

describe('c1ctl lint --fix', () => {
  it('repairs files, keeps their modes and links, and reports what remains', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      await chmod(join(cwd, 'secret.yaml'), 0o600)
      await writeFile(join(cwd, 'broken.yaml'), broken)
      await symlink('secret.yaml', join(cwd, 'link.yaml'))
      const {status, stdout, stderr} = await c1ctl(['lint', 'link.yaml', 'secret.yaml', 'broken.yaml', '--fix'], {cwd})
      expect(status).to.equal(1)
      expect(stdout).to.include('kubernetes/name').and.not.include('kubernetes/type')
      expect(stderr).to.include('Repaired 3 findings in 3 files.').and.include('1 error')
      expect(await readFile(join(cwd, 'secret.yaml'), 'utf8')).to.equal(fixedSecret)
      expect(await readFile(join(cwd, 'broken.yaml'), 'utf8')).to.equal(fixedBroken)
      expect([(await stat(join(cwd, 'secret.yaml'))).mode & 0o777, (await lstat(join(cwd, 'link.yaml'))).isSymbolicLink()]).to.deep.equal([0o600, true])
    }))

  it('touches no file that has nothing to repair, and nothing the second time', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'good.yaml'), fixedSecret)
      await writeFile(join(cwd, 'bad.yaml'), secret)
      const {ino} = await stat(join(cwd, 'good.yaml'))
      expect((await c1ctl(['lint', '.', '--fix', '--json'], {cwd})).json.data.fixed).to.deep.equal([{file: 'bad.yaml', repaired: 1}])
      const again = await c1ctl(['lint', '.', '--fix'], {cwd})
      expect([again.status, again.stderr.includes('Nothing to repair.'), (await stat(join(cwd, 'good.yaml'))).ino]).to.deep.equal([0, true, ino])
    }))

  it('prints a diff under --dry-run, with secrets masked, and writes nothing', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      await writeFile(join(cwd, 'broken.yaml'), broken)
      const words = ['lint', 'secret.yaml', 'broken.yaml', '--fix', '--dry-run']
      const {status, stdout, stderr} = await c1ctl(words, {cwd})
      expect(stdout).to.equal('--- secret.yaml\n+++ secret.yaml\n@@ -5 +5 @@\n-  A: *** # ***\n+  A: "***" # ***\n--- broken.yaml\n+++ broken.yaml\n@@ -4 +4 @@\n-data: {a: 1}\n+data: {a: "1"}\n')
      expect([status, stderr.includes('kubernetes/name'), stderr.includes('--fix would repair 2 findings in 2 files.')]).to.deep.equal([1, true, true])
      const {json} = await c1ctl([...words, '--json'], {cwd})
      expect(json.data.diff).to.equal(stdout)
      expect(json.data.findings.map((one: {rule: string}) => one.rule)).to.deep.equal(['kubernetes/name'])
      expect([await readFile(join(cwd, 'secret.yaml'), 'utf8'), await readFile(join(cwd, 'broken.yaml'), 'utf8')]).to.deep.equal([secret, broken])
      expect((await c1ctl(['lint', 'secret.yaml', '--fix', '--dry-run'], {cwd})).status).to.equal(0)
    }))

  it('writes the repaired standard input to standard output, byte for byte, and the report to stderr', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, stdout, stderr} = await c1ctl(['lint', '-', '--fix'], {cwd, input: `${secret}---\n${broken}`})
      expect([status, stdout]).to.deep.equal([1, `${fixedSecret}---\n${fixedBroken}`])
      expect(stderr).to.include('kubernetes/name').and.not.include('998877665')
      expect((await c1ctl(['lint', '-', '--fix'], {cwd, input: 'a: 1\n'})).stdout).to.equal('a: 1\n')
    }))

  it('refuses to put two things on standard output', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'a.yaml'), secret)
      for (const words of [['-', '--json'], ['-', '--format', 'json'], ['-', '--format', 'sarif'], ['a.yaml', '--dry-run', '--format', 'sarif']]) {
        const {status, stdout, stderr} = await c1ctl(['lint', '--fix', ...words], {cwd, input: broken})
        expect([status, `${stdout}${stderr}`.includes('cannot both go to standard output')], words.join(' ')).to.deep.equal([2, true])
      }
      const {status, stdout} = await c1ctl(['lint', '--fix', '-', '--format', 'sarif', '--output', 'r.sarif'], {cwd, input: broken})
      expect([status, stdout, JSON.parse(await readFile(join(cwd, 'r.sarif'), 'utf8')).runs[0].results.length]).to.deep.equal([1, fixedBroken, 1])
    }))

  it('leaves a file alone whose bytes are no UTF-8', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'a.yaml'), Buffer.concat([Buffer.from(broken), Buffer.from('# '), Buffer.from([0xff])]))
      const bytes = await readFile(join(cwd, 'a.yaml'))
      await c1ctl(['lint', 'a.yaml', '--fix'], {cwd})
      expect(await readFile(join(cwd, 'a.yaml'))).to.deep.equal(bytes)
    }))
})
