import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmod, mkdir, readdir, readFile, realpath, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import Lint from '../../src/commands/lint.ts'
import {defaultKubernetesVersion, kubernetesVersions} from '../../src/core/kubernetes/schema.ts'
import {profiles} from '../../src/core/lint/profile.ts'
import type {Finding} from '../../src/core/lint/types.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {makeProject} from '../support/cluster-project.ts'
import {itWithGit} from '../support/git.ts'
import {Terminal} from '../support/terminal.ts'

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: baton-asana-secrets\nstringData:\n  BATON_TOKEN: hunter2\n  BATON_PROVISIONING: true\n'
const good = secret.replace('true', '"true"')
/** Each instance has a connector of its own in ConductorOne. */
const clientId = (instance: string): string => `${instance}-1@acme.conductor.one/pcc`
/** Files of one directory with one Secret: that they have the same name is not what these tests are about. */
const errorsOf = (findings: Finding[]): Finding[] => findings.filter(({severity}) => severity === 'error')

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
      expect(machine.json.data.findings[0]).to.include({file: 'secret.yaml', line: 7, column: 23, rule: 'kubernetes/type', severity: 'error', fixable: true})
      expect((await c1ctl(['lint', 'secret.yaml', '--format', 'json'], {cwd})).stdout).to.equal(machine.stdout)
    }))

  it('reads directories in order, without node_modules, .git, other files and links', () =>
    inTemporaryDirectory(async (cwd) => {
      for (const folder of ['b', 'a/deep', 'node_modules/x', '.git']) await mkdir(join(cwd, folder), {recursive: true})
      for (const file of ['b/2.yml', 'b/1.yaml', 'a/deep/x.YAML', 'node_modules/x/n.yaml', '.git/g.yaml', 'b/notes.txt']) await writeFile(join(cwd, file), secret)
      await symlink('..', join(cwd, 'a/loop'))
      const {json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect(errorsOf(json.data.findings).map((one) => one.file)).to.deep.equal(['a/deep/x.YAML', 'b/1.yaml', 'b/2.yml'])
      expect(json.data.summary).to.deep.include({files: 3, documents: 3, errors: 3})
    }))

  it('reads standard input under a name', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['lint', '-', '--stdin-name', 'chart', '--json'], {cwd, input: secret})
      expect([status, json.data.findings[0].file]).to.deep.equal([1, 'chart'])
      expect((await c1ctl(['lint', '-'], {cwd, input: good})).status).to.equal(0)
    }))

  it('writes the report to a file, whole, and a summary of each rule to the terminal', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      for (const [format, mark] of Object.entries({text: 'secret.yaml\n  7:23 error', json: '{', sarif: '{', github: '::error file=secret.yaml', junit: '<?xml'})) {
        const {status, stdout, stderr} = await c1ctl(['lint', 'secret.yaml', '--format', format, '--output', `out/${format}`], {cwd})
        expect([status, stdout]).to.deep.equal([1, ''])
        expect(stderr).to.include('  1 error  kubernetes/type  in 1 file\n\n1 error, 0 warnings in 1 document of 1 file.\n')
        const report = await readFile(join(cwd, 'out', format), 'utf8')
        expect(report.startsWith(mark), report).to.equal(true)
        expect(report).to.equal((await c1ctl(['lint', 'secret.yaml', '--format', format], {cwd})).stdout)
      }
      expect(await readdir(join(cwd, 'out'))).to.have.members(['text', 'json', 'sarif', 'github', 'junit'])
      const unwritable = await c1ctl(['lint', 'secret.yaml', '--output', 'out', '--json'], {cwd})
      expect([unwritable.status, unwritable.json.problems[0].code]).to.deep.equal([8, 'file-unwritable'])
    }))

  it('prints the envelope under --json and writes another format beside it', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'secret.yaml'), secret)
      const {json, stderr} = await c1ctl(['lint', 'secret.yaml', '--json', '--format', 'sarif', '--output', 'lint.sarif'], {cwd})
      expect([json.data.summary.errors, stderr]).to.deep.equal([1, ''])
      expect(JSON.parse(await readFile(join(cwd, 'lint.sarif'), 'utf8')).version).to.equal('2.1.0')
    }))

  it('prints for --format json what --json prints, to the byte, whatever the files are called', () =>
    inTemporaryDirectory(async (cwd) => {
      const name = 'a\u202E\u001B[2J\n.yaml'
      await writeFile(join(cwd, name), secret)
      const [flag, format] = [await c1ctl(['lint', '.', '--json'], {cwd}), await c1ctl(['lint', '.', '--format', 'json'], {cwd, env: {FORCE_COLOR: '1'}})]
      expect(format.stdout).to.equal(flag.stdout)
      expect(flag.json.data.findings[0].file).to.equal(name)
    }))

  it('names files from the root of the repository in what is shown beside the code, wherever it runs', () =>
    inTemporaryDirectory(async (cwd) => {
      await mkdir(join(cwd, 'repo/.git'), {recursive: true})
      await mkdir(join(cwd, 'repo/deploy/prod'), {recursive: true})
      await writeFile(join(cwd, 'repo/deploy/a.yaml'), secret)
      await writeFile(join(cwd, 'outside.yaml'), secret)
      const run = async (format: string) => (await c1ctl(['lint', '../a.yaml', '../../../outside.yaml', '--format', format], {cwd: join(cwd, 'repo/deploy/prod')})).stdout
      const outside = await realpath(join(cwd, 'outside.yaml'))
      expect([...(await run('github')).matchAll(/file=([^,]+)/g)].map(([, file]) => file)).to.deep.equal(['deploy/a.yaml', outside])
      expect(JSON.parse(await run('sarif')).runs[0].results.map((one: any) => one.locations[0].physicalLocation.artifactLocation)).to.deep.equal([{uri: 'deploy/a.yaml', uriBaseId: '%SRCROOT%'}, {uri: `file://${outside}`}])
      expect([...(await run('junit')).matchAll(/testsuite name="([^"]+)"/g)].map(([, name]) => name)).to.deep.equal(['deploy/a.yaml', outside])
    }))

  it('ends with 1 when there are more warnings than allowed', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'd.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "public.ecr.aws/conductorone/baton-asana", env: [{name: A, value: "1"}, {name: A, value: "2"}]}]}\n')
      const {json} = await c1ctl(['lint', 'd.yaml', '--json'], {cwd})
      const {errors, warnings} = json.data.summary
      expect(errors).to.equal(0)
      expect(warnings).to.be.above(0)
      const runs = await Promise.all([warnings, warnings - 1, 0].map((most) => c1ctl(['lint', 'd.yaml', '--json', '--max-warnings', `${most}`], {cwd})))
      expect(runs.map((one) => [one.status, one.json.ok, one.json.problems.map((problem: {code: string}) => problem.code)])).to.deep.equal([[0, true, []], [1, false, ['lint-findings']], [1, false, ['lint-findings']]])
      expect(runs[2]!.json.problems[0].what).to.match(/^\d+ warnings?, and at most 0 are allowed\.$/)
      for (const wrong of ['-1', 'many', '1.5']) expect((await c1ctl(['lint', 'd.yaml', '--max-warnings', wrong, '--json'], {cwd})).status, wrong).to.equal(2)
    }))

  it('breaks long messages between words where the terminal ends', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'p.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, envFrom: [{secretRef: {name: s}}]}]}\ncolour: red\nmetadata_of_another_kind_with_a_long_name_that_nobody_should_use_in_a_manifest: 1\n')
      await Terminal.run(['lint', 'p.yaml'], {cwd}, async (terminal) => {
        expect(await terminal.ended()).to.equal(1)
        const lines = terminal.text.split(/\r?\n/)
        expect(lines.every((line) => line.length <= 100), terminal.text).to.equal(true)
        expect(lines.some((line, index) => /^ {4}\S/.test(line) && / error /.test(lines[index - 1]!)), terminal.text).to.equal(true)
      })
    }))

  it('names every path that is not there, with status 2', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['lint', 'one', 'two', '--json'], {cwd})
      expect(status).to.equal(2)
      expect(json.problems.map((one: {code: string; what: string}) => `${one.code} ${one.what}`)).to.deep.equal(['no-such-path one does not exist.', 'no-such-path two does not exist.'])
    }))

  it('takes patterns, which a shell need not know', () =>
    inTemporaryDirectory(async (cwd) => {
      for (const folder of ['a/deep', 'b', 'node_modules']) await mkdir(join(cwd, folder), {recursive: true})
      for (const file of ['a/1.yaml', 'a/deep/2.yaml', 'a/deep/3.txt', 'b/4.yaml', 'node_modules/5.yaml', 'odd[1].yaml']) await writeFile(join(cwd, file), secret)
      const files = async (...words: string[]): Promise<string[]> => errorsOf((await c1ctl(['lint', ...words, '--json'], {cwd})).json.data.findings).map((one) => one.file)
      expect(await files('a/**/*.yaml')).to.deep.equal(['a/1.yaml', 'a/deep/2.yaml'])
      expect(await files('**/*.{yaml,txt}')).to.deep.equal(['a/1.yaml', 'a/deep/2.yaml', 'a/deep/3.txt', 'b/4.yaml', 'odd[1].yaml'])
      expect(await files('[ab]/*')).to.deep.equal(['a/1.yaml', 'b/4.yaml'])
      expect(await files('odd[1].yaml')).to.deep.equal(['odd[1].yaml'])
      // Each file once, in the order of the paths.
      expect(await files('b', '*/*.yaml', './a/1.yaml')).to.deep.equal(['b/4.yaml', 'a/1.yaml'])
      const {status, json} = await c1ctl(['lint', 'c/*.yaml', 'a/*.json', 'odd[2].yaml', 'bb', '--json'], {cwd})
      expect([status, json.problems.map((one: {what: string}) => one.what)]).to.deep.equal([2, ['No file fits c/*.yaml: c does not exist.', 'bb does not exist. Did you mean b?']])
      expect((await c1ctl(['lint', 'a/*.json', '--json'], {cwd})).json.problems[0]).to.include({code: 'no-such-path', what: 'No file fits a/*.json.'})
    }))

  itWithGit('passes over what git leaves out, unless it is named, and counts it', () =>
    inTemporaryDirectory(async (cwd) => {
      execFileSync('git', ['init', '-q'], {cwd})
      await mkdir(join(cwd, 'out'))
      await writeFile(join(cwd, '.gitignore'), 'out/\n*.local.yaml\n')
      for (const file of ['a.yaml', 'b.local.yaml', 'out/c.yaml']) await writeFile(join(cwd, file), secret)
      const {json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect([json.data.findings.map((one: Finding) => one.file), json.data.summary.ignored]).to.deep.equal([['a.yaml'], 2])
      expect((await c1ctl(['lint', '.'], {cwd})).stderr).to.include('1 error, 0 warnings in 1 document of 1 file; 2 left out by .gitignore.')
      expect((await c1ctl(['lint', 'b.local.yaml', 'out', '--json'], {cwd})).json.data.findings.map((one: Finding) => one.file)).to.deep.equal(['b.local.yaml', 'out/c.yaml'])
      const {status, json: none} = await c1ctl(['lint', '*.local.yaml', '--json'], {cwd})
      expect([status, none.problems[0].why]).to.deep.equal([2, 'A rule of .gitignore leaves out what fits; a file that is named itself is always read.'])
    }))

  itWithGit('finds Secrets that git tracks, staged ones too, and none outside of git or on standard input', () =>
    inTemporaryDirectory(async (cwd) => {
      const git = (...words: string[]): string => execFileSync('git', words, {cwd, encoding: 'utf8'})
      for (const folder of ['deploy', 'example']) await mkdir(join(cwd, folder))
      const files: Record<string, string> = {'deploy/a.yaml': good, 'deploy/late.yaml': good.replace('-asana', '-late'), 'deploy/new.yaml': good.replace('-asana', '-new'), 'example/a.yaml': good.replace('hunter2', '<token>'), 'deploy/forced.yaml': good.replace('-asana', '-forced')}
      for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
      const found = async (...words: string[]): Promise<string[]> => (await c1ctl(['lint', ...words, '--json'], {cwd})).json.data.findings.filter((one: Finding) => one.rule === 'baton/secret-in-git').map((one: Finding) => `${one.file}:${one.line}:${one.column}`)
      expect(await found('.')).to.deep.equal([])
      git('init', '-q')
      expect(await found('.')).to.deep.equal([])
      git('add', 'deploy/a.yaml', 'example', 'deploy/forced.yaml')
      git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a')
      git('add', 'deploy/late.yaml')
      await writeFile(join(cwd, '.gitignore'), 'forced.yaml\n')
      expect(await found('.')).to.deep.equal(['deploy/a.yaml:6:3', 'deploy/forced.yaml:6:3', 'deploy/late.yaml:6:3'])
      expect(await found(join(cwd, 'deploy/a.yaml'))).to.deep.equal([`${join(cwd, 'deploy/a.yaml')}:6:3`])
      await symlink('deploy', join(cwd, 'link'))
      expect(await found('link/a.yaml')).to.deep.equal(['link/a.yaml:6:3'])
      const piped = await c1ctl(['lint', '-', '--stdin-name', 'deploy/a.yaml', '--json'], {cwd, input: good})
      expect(piped.json.data.findings).to.deep.equal([])
      const {stdout} = await c1ctl(['lint', 'deploy/a.yaml', '--fix'], {cwd})
      expect(stdout).to.include('baton/secret-in-git').and.not.to.include('hunter2')
      expect(await readFile(join(cwd, 'deploy/a.yaml'), 'utf8')).to.equal(good)
      git('rm', '-q', '--cached', 'deploy/a.yaml')
      expect(await found('deploy/a.yaml')).to.deep.equal([])
    }))

  itWithGit('goes on with a warning where git cannot say what it tracks', () =>
    inTemporaryDirectory(async (cwd) => {
      execFileSync('git', ['init', '-q'], {cwd})
      await writeFile(join(cwd, 'a.yaml'), good)
      await writeFile(join(cwd, '.git/index'), 'broken')
      const {status, json} = await c1ctl(['lint', 'a.yaml', '--json'], {cwd})
      expect([status, json.data.findings]).to.deep.equal([0, []])
      expect(json.warnings).to.have.length(1)
      expect(json.warnings[0]).to.match(/^git cannot say which files it tracks .* Whether Secrets are committed was not looked at\.$/)
      // Nothing is asked of git when no file holds a Secret of a connector.
      await writeFile(join(cwd, 'a.yaml'), good.replaceAll('BATON_', 'OTHER_'))
      expect((await c1ctl(['lint', 'a.yaml', '--json'], {cwd})).json.warnings).to.deep.equal([])
    }))

  it('says that a .gitignore beside a Deployment keeps its Secret out of git', () =>
    inTemporaryDirectory(async (cwd) => {
      await mkdir(join(cwd, 'out'))
      await writeFile(join(cwd, 'out/d.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: baton-asana}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers:\n        - {name: a, image: "public.ecr.aws/conductorone/baton-asana:1", envFrom: [{secretRef: {name: baton-asana-secrets}}]}\n')
      const said = async (): Promise<string[]> => (await c1ctl(['lint', 'out', '--json'], {cwd})).json.data.findings.map((one: Finding) => `${one.severity} ${one.message}`)
      expect(await said()).to.deep.equal(['note No Secret baton-asana-secrets is among the files that were linted: it must be in the cluster before the pod can start.'])
      await writeFile(join(cwd, 'out/.gitignore'), '# Written by c1ctl\n/baton-*-secrets.yaml\n')
      expect(await said()).to.deep.equal(['note No Secret baton-asana-secrets is among the files that were linted; the .gitignore beside this file keeps baton-asana-secrets.yaml out of git, as it should: it must be in the cluster before the pod can start.'])
    }))

  it('says in one line a file what keeps it from being read, and looks at all others', () =>
    inTemporaryDirectory(async (cwd) => {
      const line = 'a: 1\n'
      const files: Record<string, string | Buffer> = {
        'bomb.yaml': `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefgh'].map((name, place) => `${name}: &${name} [${`*${'abcdefgh'[place]},`.repeat(9)}x]\n`).join('')}`,
        'bom.yaml': `\ufeff${good}`, 'crlf.yaml': good.replaceAll('\n', '\r\n'), 'deep.yaml': 'a: {'.repeat(50_000), 'huge-document.yaml': line + `b: "${'x'.repeat(50 << 20)}"\n`, 'huge-file.yaml': good + '---\n# nothing\n'.repeat(1 << 18),
        'latin.yaml': Buffer.concat([Buffer.from(`${line}b: Z`), Buffer.from([0xfc]), Buffer.from('rich\n')]), 'tab.yaml': 'a:\n\tb: 1\n', 'utf16.yaml': Buffer.from(`\ufeff${good}`, 'utf16le'), 'zero.yaml': Buffer.alloc(1 << 20),
      }
      for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
      await symlink('loop-b.yaml', join(cwd, 'loop-a.yaml'))
      await symlink('loop-a.yaml', join(cwd, 'loop-b.yaml'))
      await symlink('.', join(cwd, 'circle'))
      const {status, json, stderr} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect([status, stderr]).to.deep.equal([1, ''])
      expect(errorsOf(json.data.findings).filter((one) => one.rule !== 'baton/name-collision').map((one) => `${one.file}:${one.line}:${one.column} ${one.rule}`)).to.deep.equal([
        'bomb.yaml:4:17 yaml/syntax', 'deep.yaml:1:1997 yaml/syntax', 'huge-document.yaml:1:1 yaml/syntax', 'latin.yaml:2:5 yaml/encoding', 'tab.yaml:2:1 yaml/syntax', 'utf16.yaml:1:1 yaml/encoding', 'zero.yaml:1:1 yaml/encoding',
      ])
      expect((await c1ctl(['lint', '.'], {cwd})).status).to.equal(1)
      const {json: loop} = await c1ctl(['lint', 'loop-a.yaml', '--json'], {cwd})
      expect(loop.problems.map((one: {what: string}) => one.what)).to.deep.equal(['loop-a.yaml: symbolic links lead in a circle.'])
    }))

  it('reads the pipe that a shell makes of a command, and reports beside files that cannot be read', function () {
    if (process.platform === 'win32') this.skip()
    return inTemporaryDirectory(async (cwd) => {
      execFileSync('mkfifo', [join(cwd, 'pipe')])
      const [{json, status}] = await Promise.all([c1ctl(['lint', 'pipe', '--json'], {cwd}), writeFile(join(cwd, 'pipe'), secret)])
      expect([status, json.data.findings.map((one: Finding) => `${one.file}:${one.line}`)]).to.deep.equal([1, ['pipe:7']])
    })
  })

  it('reports what it found beside files and directories that cannot be read', function () {
    // Nothing is unreadable for root.
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip()
    return inTemporaryDirectory(async (cwd) => {
      await mkdir(join(cwd, 'closed'))
      for (const file of ['a.yaml', 'b.yaml']) await writeFile(join(cwd, file), secret)
      for (const path of ['a.yaml', 'closed']) await chmod(join(cwd, path), 0)
      const {status, json} = await c1ctl(['lint', '.', '--json'], {cwd})
      await chmod(join(cwd, 'closed'), 0o700)
      expect([status, json.data.findings.map((one: Finding) => one.file)]).to.deep.equal([8, ['b.yaml']])
      expect(json.problems.map((one: {what: string}) => one.what)).to.deep.equal(['a.yaml: permission denied.', 'closed: permission denied.', '1 error in 1 file.'])
    })
  })

  it('survives what is no text, no YAML, or nothing at all', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'binary.yaml'), Buffer.from([0, 255, 254, 1, 2, 3]))
      await writeFile(join(cwd, 'empty.yaml'), '')
      await writeFile(join(cwd, 'deep.yaml'), '['.repeat(100_000))
      const {status, json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect(status).to.equal(1)
      expect(json.data.findings.map((one: Finding) => `${one.file} ${one.rule}`)).to.deep.equal(['binary.yaml yaml/encoding', 'deep.yaml yaml/syntax'])
    }))

  it('finds nothing but unpinned images in what c1ctl renders for every connector, auth method and field', function () {
    this.timeout(180_000)
    return inTemporaryDirectory(async (cwd) => {
      const {catalog} = await loadCatalog({})
      const {run} = await makeProject(cwd, {namespace: 'all', instances: everyInstance(catalog), clientId})
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

describe('c1ctl lint --profile hardened', () => {
  const image = {tag: '1.0.0', digest: `sha256:${'0123456789abcdef'.repeat(4)}`}
  /** Findings of what a project renders, each rule with the number of times. */
  const counts = (findings: Finding[]): Record<string, number> => findings.reduce<Record<string, number>>((found, {rule}) => ({...found, [rule]: (found[rule] ?? 0) + 1}), {})

  it('finds nothing in what c1ctl renders for every connector, auth method and field, but what docs/hardening.md says', function () {
    this.timeout(180_000)
    return inTemporaryDirectory(async (cwd) => {
      const {catalog} = await loadCatalog({})
      const instances = everyInstance(catalog)
      const pinned = Object.fromEntries(Object.entries(instances).map(([name, one]) => [name, {...one, image}]))
      const {run} = await makeProject(cwd, {namespace: 'all', instances: pinned, clientId})
      const out = join(cwd, 'out')
      const rendered = await run(['render', '--out', out, '--json'])
      expect(rendered.status, rendered.stdout).to.equal(0)
      const {status, json} = await run(['lint', out, '--profile', 'hardened', '--json'])
      expect(counts(json.data.findings)).to.deep.equal({'hardening/network-policy': Object.keys(instances).length})
      expect([status, json.data.summary.warnings]).to.deep.equal([0, 0])
    })
  })

  it('finds in replicas, images without a digest and ids of OpenShift what docs/hardening.md says', () =>
    inTemporaryDirectory(async (cwd) => {
      const asana = {connector: 'asana', config: {'default-workspace-id': '1204'}, credentials: {token: 'made-up'}}
      const {run} = await makeProject(cwd, {namespace: 'all', instances: {two: {...asana, image, replicas: 2}, without: {...asana, image, replicas: 2, settings: {podDisruptionBudget: false}}, tagged: {...asana, image: {tag: '1.0.0'}, settings: {networkPolicy: true}}, moving: {...asana, image: {}}}, clientId})
      const project = JSON.parse(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8'))
      for (const platform of ['kubernetes', 'openshift']) {
        await writeFile(join(cwd, 'c1ctl.yaml'), JSON.stringify({...project, platform}))
        const rendered = await run(['render', '--out', join(cwd, platform), '--json'])
        expect(rendered.status, rendered.stdout).to.equal(0)
        const {json} = await run(['lint', platform, '--profile', 'hardened', '--json'])
        expect(counts(json.data.findings)).to.deep.equal({
          'hardening/network-policy': 3, 'hardening/disruption-budget': 1, 'hardening/image-digest': 1, 'baton/no-tag': 1, ...(platform === 'openshift' ? {'hardening/user-and-group': 8} : {}),
        })
      }
    }))

  it('is asked for by the flag or its variable, and no other profile is known', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'd.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: c1}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers: [{name: a, image: "public.ecr.aws/conductorone/baton-file:1", args: [x], securityContext: {privileged: true}}]\n')
      const rules = async (words: string[], env = {}): Promise<string[]> => (await c1ctl(['lint', 'd.yaml', '--json', ...words], {cwd, env})).json.data.findings.map((one: Finding) => one.rule)
      expect(await rules([])).to.deep.equal([])
      expect(await rules(['--profile', 'standard'], {C1CTL_PROFILE: 'hardened'})).to.deep.equal([])
      expect(await rules([], {C1CTL_PROFILE: 'hardened'})).to.deep.equal(await rules(['--profile', 'hardened']))
      expect(await rules(['--profile', 'hardened'])).to.include.members(['hardening/privileged', 'hardening/memory', 'hardening/service-account-token'])
      expect((await c1ctl(['lint', 'd.yaml', '--profile', 'hardened'], {cwd})).status).to.equal(1)
      expect((await c1ctl(['lint', 'd.yaml', '--profile', 'strict'], {cwd})).status).to.equal(2)
      expect(Lint.flags.profile.options).to.deep.equal(profiles)
      const repaired = await c1ctl(['lint', 'd.yaml', '--profile', 'hardened', '--fix', '--json'], {cwd})
      expect([repaired.status, await readFile(join(cwd, 'd.yaml'), 'utf8')]).to.satisfy(([status, text]: [number, string]) => status === 0 && text.includes('privileged: false'))
      expect((await c1ctl(['explain', 'hardening/privileged'], {cwd})).stdout).to.include('error, with --profile hardened')
    }))
})

describe('c1ctl lint, the API that manifests are held against', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostnameOverride: x\n  containers: [{name: a, image: a}]\n'
  const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: A, plural: as}\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}\n`
  const custom = 'apiVersion: example.com/v1\nkind: A\nmetadata: {name: a}\nspec: {size: big}\n'

  it('is of the version that --kubernetes-version or its variable names', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'pod.yaml'), pod)
      expect((await c1ctl(['lint', 'pod.yaml'], {cwd})).status).to.equal(0)
      const old = await c1ctl(['lint', 'pod.yaml', '--kubernetes-version', '1.33', '--json'], {cwd})
      expect(old.json.data.findings.map((one: Finding) => `${one.line}:${one.column} ${one.rule} ${one.message}`)).to.deep.equal(['5:3 kubernetes/unknown-field spec has no field hostnameOverride in Kubernetes 1.33: it came with 1.34.'])
      expect((await c1ctl(['lint', 'pod.yaml'], {cwd, env: {C1CTL_KUBERNETES_VERSION: '1.33'}})).status).to.equal(1)
      expect((await c1ctl(['lint', 'pod.yaml', '--kubernetes-version', '1.20'], {cwd})).status).to.equal(2)
    }))

  it('can be any of the versions that there are schemas for, the newest first', () => {
    const {options, default: chosen} = Lint.flags['kubernetes-version']
    expect(options).to.deep.equal(kubernetesVersions)
    expect(chosen).to.equal(defaultKubernetesVersion)
  })

  it('grows by the definitions among the manifests, in whatever file they stand', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'a.yaml'), custom)
      const alone = await c1ctl(['lint', '.', '--json'], {cwd})
      expect([alone.status, alone.json.data.summary.unchecked]).to.deep.equal([0, 1])
      await writeFile(join(cwd, 'z.yaml'), definition)
      const {json} = await c1ctl(['lint', '.', '--json'], {cwd})
      expect(json.data.findings.map((one: Finding) => `${one.file}:${one.line}:${one.column} ${one.message}`)).to.deep.equal(['a.yaml:4:14 size is a text; it must be a whole number.'])
      expect(json.data.summary.unchecked).to.equal(0)
    }))

  it('knows the custom resources that c1ctl renders without a definition, repairs them, and takes one of the user before', () =>
    inTemporaryDirectory(async (cwd) => {
      const text = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {refreshPolicy: [], refreshInterval: 1, odd: 1}\n'
      await writeFile(join(cwd, 'a.yaml'), text)
      const {status, json} = await c1ctl(['lint', 'a.yaml', '--json'], {cwd})
      expect([status, json.data.findings.map(({rule, severity, fixable}: any) => [rule, severity, fixable]), json.data.summary.unchecked]).to.deep.equal([1, [['kubernetes/type', 'error', false], ['kubernetes/type', 'error', true], ['kubernetes/unknown-field', 'warning', false]], 0])
      await c1ctl(['lint', 'a.yaml', '--fix'], {cwd})
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).to.equal(text.replace('refreshInterval: 1', 'refreshInterval: "1"'))
      await writeFile(join(cwd, 'own.yaml'), 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: externalsecrets.external-secrets.io}\nspec: {group: external-secrets.io, scope: Namespaced, names: {kind: ExternalSecret, plural: externalsecrets}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}\n')
      expect((await c1ctl(['lint', 'a.yaml', '--crds', 'own.yaml', '--json'], {cwd})).json.data.findings).to.deep.equal([])
      expect((await c1ctl(['lint', 'a.yaml', 'own.yaml', '--json'], {cwd})).json.data.findings.filter((one: any) => one.file === 'a.yaml')).to.deep.equal([])
    }))

  it('grows by the definitions below --crds, as YAML, JSON and Lists', () =>
    inTemporaryDirectory(async (cwd) => {
      await mkdir(join(cwd, 'crds/deep'), {recursive: true})
      await writeFile(join(cwd, 'a.yaml'), custom)
      await writeFile(join(cwd, 'crds/deep/one.yaml'), `kind: List\napiVersion: v1\nitems:\n- ${definition.replaceAll('\n', '\n  ')}`)
      await writeFile(join(cwd, 'crds/broken.yml'), 'a: [')
      const {status, json} = await c1ctl(['lint', 'a.yaml', '--crds', 'crds', '--json'], {cwd})
      expect(status).to.equal(1)
      expect(json.data.findings).to.have.length(1)
      expect(json.warnings.join()).to.include('crds/broken.yml:1').and.include('are not used')
      expect((await c1ctl(['lint', 'a.yaml', '--crds', 'a.yaml', '--json'], {cwd})).json.warnings).to.deep.equal(['a.yaml holds no CustomResourceDefinition of apiextensions.k8s.io/v1.'])
      expect((await c1ctl(['lint', 'a.yaml', '--crds', 'none'], {cwd})).status).to.equal(2)
      expect((await c1ctl(['lint', 'a.yaml', '--crds', 'crds', '--fix'], {cwd})).status).to.equal(1)
    }))
})
