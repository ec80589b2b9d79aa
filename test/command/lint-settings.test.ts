import {expect} from 'chai'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import type {SuppressedFinding} from '../../src/core/lint/selection/types.ts'
import type {Finding} from '../../src/core/lint/types.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'

const head = 'version: 1\nname: acme\n'
const secret = (...lines: string[]): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n${lines.map((line) => `  ${line}\n`).join('')}`
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostnameOverride: x\n  containers: [{name: a, image: a, env: [{name: A, value: "1"}, {name: A, value: "2"}]}]\n'

/** Writes files and gives a function that runs lint over them. */
async function repository(cwd: string, files: Record<string, string>) {
  await mkdir(join(cwd, '.git'), {recursive: true})
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), {recursive: true})
    await writeFile(join(cwd, path), text)
  }
  return async (words: string[], {env, below = '.'}: {env?: Record<string, string>; below?: string} = {}) => {
    const ran = await c1ctl(['lint', ...words, '--json'], {cwd: join(cwd, below), ...(env ? {env} : {})})
    const data = ran.json.data ?? {}
    return {
      status: ran.status,
      data,
      found: ((data.findings ?? []) as Finding[]).map((one) => `${one.file}:${one.line} ${one.severity} ${one.rule}`),
      suppressed: ((data.suppressed ?? []) as SuppressedFinding[]).map((one) => `${one.file}:${one.line} ${one.rule} by ${one.by}: ${one.reason}`),
      problems: (ran.json.problems as Array<{code: string; what: string; at?: {file: string; line: number; column: number}}>).map((one) => `${one.code}${one.at ? ` ${one.at.file}:${one.at.line}:${one.at.column}` : ''} ${one.what}`),
      warnings: ran.json.warnings as string[],
    }
  }
}

describe('c1ctl lint, as the project sets it', () => {
  it('takes versions, definitions, warnings and severities from c1ctl.yaml, wherever below it runs', () =>
    inTemporaryDirectory(async (cwd) => {
      const definition = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: A, plural: as}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer}}}}}]\n'
      const run = await repository(cwd, {'c1ctl.yaml': `${head}lint: {kubernetes-version: 1.33, crds: schemas, max-warnings: 0, rules: {kubernetes/duplicate-env: note, kubernetes/*: warning}}\n`, 'schemas/a.yaml': definition, 'k8s/pod.yaml': pod, 'k8s/a.yaml': 'apiVersion: example.com/v1\nkind: A\nmetadata: {name: a}\nsize: big\n'})
      const {status, found, problems} = await run(['pod.yaml', 'a.yaml'], {below: 'k8s'})
      expect(found).to.deep.equal(['pod.yaml:5 warning kubernetes/unknown-field', 'pod.yaml:6 note kubernetes/duplicate-env', 'a.yaml:4 warning kubernetes/type'])
      expect([status, problems]).to.deep.equal([1, ['lint-findings 2 warnings, and at most 0 are allowed.']])
    }))

  it('prefers flags to variables, and variables to c1ctl.yaml', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'c1ctl.yaml': `${head}lint: {kubernetes-version: 1.33, max-warnings: 0}\n`, 'pod.yaml': pod})
      const unknown = 'pod.yaml:5 error kubernetes/unknown-field'
      const warning = 'pod.yaml:6 warning kubernetes/duplicate-env'
      expect((await run(['.'])).found).to.deep.equal([unknown, warning])
      expect(await run(['.'], {env: {C1CTL_KUBERNETES_VERSION: '1.36'}})).to.deep.include({found: [warning], status: 1})
      // The newest version is the default: who names it means it.
      expect(await run(['.', '--kubernetes-version', '1.36'], {env: {C1CTL_MAX_WARNINGS: '1'}})).to.deep.include({found: [warning], status: 0})
      expect((await run(['.', '--kubernetes-version', '1.36', '--max-warnings', '0'], {env: {C1CTL_KUBERNETES_VERSION: '1.33', C1CTL_MAX_WARNINGS: '1'}})).status).to.equal(1)
    }))

  it('leaves out what lint.ignore names, by paths from the project', () =>
    inTemporaryDirectory(async (cwd) => {
      const files = {'legacy/a.yaml': secret('A: 1'), 'legacy/deep/.b/b.yaml': secret('A: 1'), 'legacy.yaml': secret('A: 1'), 'x/legacy/c.yaml': secret('A: 1'), 'broken/legacy.yaml': 'apiVersion: [\n'}
      const run = await repository(cwd, {...files, 'c1ctl.yaml': `${head}lint:\n  ignore:\n    - {rules: [kubernetes/*], paths: [./legacy/], reason: moved in Q3}\n    - {paths: ["x/**/*.yaml", broken], reason: not ours}\n`})
      const {found, suppressed, data} = await run(['.'])
      expect(found).to.deep.equal(['broken/legacy.yaml:2 error yaml/syntax', 'legacy.yaml:6 error kubernetes/type'])
      expect(suppressed).to.deep.equal(['legacy/a.yaml:6 kubernetes/type by settings: moved in Q3', 'legacy/deep/.b/b.yaml:6 kubernetes/type by settings: moved in Q3', 'x/legacy/c.yaml:6 kubernetes/type by settings: not ours'])
      expect(data.summary).to.deep.include({errors: 2, suppressed: 3, inBaseline: 0})
      expect((await run(['a.yaml', '../x'], {below: 'legacy'})).suppressed.map((one) => one.replace(/ .*/, ''))).to.deep.equal(['a.yaml:6', '../x/legacy/c.yaml:6'])
    }))

  it('passes over what lint.exclude names, unless it is named itself', () =>
    inTemporaryDirectory(async (cwd) => {
      const files = {'broken/a.yaml': 'a: [\n', 'broken/deep/b.yaml': secret('A: 1'), 'k8s/c.yaml': secret('A: 1'), 'k8s/bad.yaml': 'a: [\n', 'k8s/.x/bad.yaml': 'a: [\n', 'bad.yaml': secret('A: 1')}
      const run = await repository(cwd, {...files, 'c1ctl.yaml': `${head}lint: {exclude: [./broken/, "k8s/**/bad.yaml"]}\n`})
      const {found, data, warnings} = await run(['.'])
      expect([found, data.summary.excluded, data.summary.files, warnings]).to.deep.equal([['bad.yaml:6 error kubernetes/type', 'k8s/c.yaml:6 error kubernetes/type'], 3, 3, []])
      expect((await c1ctl(['lint', '.'], {cwd})).stderr).to.include('3 left out by lint.exclude')
      // A file that is named, a directory that is named, and both from elsewhere.
      expect((await run(['k8s', 'k8s/bad.yaml'])).found).to.deep.equal(['k8s/bad.yaml:2 error yaml/syntax', 'k8s/c.yaml:6 error kubernetes/type'])
      expect((await run(['broken'])).found).to.deep.equal(['broken/a.yaml:2 error yaml/syntax', 'broken/deep/b.yaml:6 error kubernetes/type'])
      expect((await run(['.', '../broken/a.yaml'], {below: 'k8s'})).found).to.deep.equal(['c.yaml:6 error kubernetes/type', '../broken/a.yaml:2 error yaml/syntax'])
      const none = await run(['k8s/b*.yaml'])
      expect([none.status, none.problems]).to.deep.equal([2, ['no-such-path No file fits k8s/b*.yaml.']])
      await c1ctl(['lint', '.', '--fix'], {cwd})
      expect(await Promise.all(['broken/deep/b.yaml', 'bad.yaml'].map(async (file) => (await readFile(join(cwd, file), 'utf8')).includes('"1"')))).to.deep.equal([false, true])
    }))

  it('says what of lint.exclude and lint.ignore leaves nothing out, when it looked at all of the project', () =>
    inTemporaryDirectory(async (cwd) => {
      const settings = `${head}lint:\n  exclude: [gone, k8s/b.yaml]\n  ignore:\n    - {paths: [k8s], reason: r}\n    - {rules: [kubernetes/type], paths: [k8s/a.yaml, old], reason: r}\n    - {rules: [baton/probe], paths: [k8s], reason: r}\n`
      const run = await repository(cwd, {'c1ctl.yaml': settings, 'k8s/a.yaml': secret('A: 1'), 'k8s/b.yaml': 'a: [\n'})
      const says = ['lint.ignore[1] in c1ctl.yaml leaves nothing out by old: remove it there.', 'lint.ignore[2] in c1ctl.yaml leaves nothing out any more: remove it.', 'lint.exclude in c1ctl.yaml leaves nothing out by gone: remove it there.']
      expect(await run(['.'])).to.deep.include({status: 0, warnings: says})
      expect((await run(['..'], {below: 'k8s'})).warnings).to.deep.equal(says)
      expect((await run(['.', '--fix'])).warnings).to.deep.equal(says)
      // A part of the files, some of them, or all but those that have to be rendered.
      for (const words of [['k8s'], ['k8s/a.yaml'], ['**/*.yaml']]) expect((await run(words)).warnings, words.join()).to.deep.equal([])
      await writeFile(join(cwd, 'kustomization.yaml'), 'resources: [k8s/a.yaml]\n')
      expect((await run(['.'])).warnings).to.deep.equal([])
    }))

  it('ends with 3 and every fault when c1ctl.yaml sets something and is wrong anywhere', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'c1ctl.yaml': `${head}connectors: {Bad_Name: {}}\nlint:\n  rules: {baton/no-tga: off}\n  ignore: [{rules: [yaml/syntax], paths: [a]}]\n`, 'a.yaml': secret('A: x')})
      const {status, problems} = await run(['a.yaml'])
      expect(status).to.equal(3)
      expect(problems).to.have.members([
        'name-invalid c1ctl.yaml:3:14 The instance name "Bad_Name" must be lower-case letters, digits and dashes, and begin and end with a letter or digit.', 'project-invalid c1ctl.yaml:6:12 lint.ignore.0.reason is missing.',
        'project-invalid c1ctl.yaml:5:11 There is no rule baton/no-tga.', 'project-invalid c1ctl.yaml:6:21 yaml/syntax cannot be turned off, lowered or left out.',
      ])
      await writeFile(join(cwd, 'c1ctl.yaml'), `${head}lint: [\n`)
      expect((await run(['a.yaml'])).status).to.equal(3)
      // Nothing of it means lint then.
      await writeFile(join(cwd, 'c1ctl.yaml'), `${head}connectors: {Bad_Name: {}}\n`)
      expect((await run(['a.yaml'])).status).to.equal(0)
    }))

  it('takes the project that --project names, and needs none', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'one/c1ctl.yaml': `${head}lint: {rules: {kubernetes/type: off}}\n`, 'catalog/connectors.yaml': 'connectors: {}\n', 'none/x': '', 'a.yaml': secret('A: 1')})
      expect((await run(['a.yaml'])).found).to.have.length(1)
      expect((await run(['a.yaml', '--project', 'one'])).found).to.deep.equal([])
      expect((await run(['a.yaml', '--project', 'catalog'])).status).to.equal(1)
      expect((await run(['a.yaml', '--project', 'none'])).problems.join()).to.include('project-missing')
    }))
})

describe('c1ctl lint, suppressed in manifests', () => {
  it('counts and lists what comments and annotations suppress, and reports what suppresses nothing', () =>
    inTemporaryDirectory(async (cwd) => {
      const annotated = secret('B: 1', 'C: true').replace('  name: a\n', '  name: a\n  annotations:\n    c1ctl/ignore: |\n      kubernetes/type: an old reader\n')
      const run = await repository(cwd, {'k8s/a.yaml': secret('A: 1 # c1ctl-ignore kubernetes/type: as it was', 'B: 1 # c1ctl-ignore kubernetes/type', 'C: x # c1ctl-ignore kubernetes/*: once'), 'k8s/b.yaml': annotated})
      const {status, found, suppressed, data} = await run(['k8s'])
      expect(found).to.deep.equal(['k8s/a.yaml:7 error kubernetes/type', 'k8s/a.yaml:7 warning baton/suppression', 'k8s/a.yaml:8 warning baton/suppression'])
      expect(suppressed).to.deep.equal(['k8s/a.yaml:6 kubernetes/type by comment: as it was', 'k8s/b.yaml:9 kubernetes/type by annotation: an old reader', 'k8s/b.yaml:10 kubernetes/type by annotation: an old reader'])
      expect([status, data.summary.suppressed, data.summary.errors, data.summary.warnings]).to.deep.equal([1, 3, 1, 2])
      const people = await c1ctl(['lint', 'k8s'], {cwd})
      expect(people.stderr).to.include('1 error, 2 warnings in 2 documents of 2 files; 3 suppressed.')
      expect(people.stdout).to.include('     8 |   C: *** # c1ctl-ignore kubernetes/*: once\n')
      const sarif = JSON.parse((await c1ctl(['lint', 'k8s', '--format', 'sarif'], {cwd})).stdout).runs[0].results
      expect(sarif.filter((one: any) => one.suppressions.length > 0).map((one: any) => one.suppressions[0].justification)).to.deep.equal(['as it was', 'an old reader', 'an old reader'])
      for (const format of ['text', 'github', 'junit']) expect((await c1ctl(['lint', 'k8s/b.yaml', '--format', format], {cwd})).stdout).not.to.match(/kubernetes\/type/)
    }))

  it('ends with 0 when all is suppressed', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'a.yaml': secret('A: 1 # c1ctl-ignore kubernetes/type: r')})
      expect(await run(['a.yaml', '--max-warnings', '0'])).to.deep.include({status: 0, found: [], problems: []})
    }))

  it('does not call a suppression stale of a rule over several files when single files are named, as a hook does', () =>
    inTemporaryDirectory(async (cwd) => {
      const text = secret('A: x # c1ctl-ignore baton/secret-missing: from Vault', 'B: x # c1ctl-ignore kubernetes/type: r')
      const run = await repository(cwd, {'k8s/a.yaml': text})
      expect((await run(['k8s'])).found.map((one) => one.slice(0, 12))).to.deep.equal(['k8s/a.yaml:6', 'k8s/a.yaml:7'])
      expect((await run(['k8s/a.yaml'])).found).to.deep.equal(['k8s/a.yaml:7 warning baton/suppression'])
    }))

  it('is left alone by --fix, and known from the baseline is not', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'a.yaml': secret('A: 1 # c1ctl-ignore kubernetes/type: r', 'B: 1'), 'c1ctl.yaml': `${head}lint: {ignore: [{paths: [legacy], reason: r}]}\n`, 'legacy/b.yaml': secret('A: 1')})
      await run(['.', '--baseline', 'known.json', '--update-baseline'])
      const {data, status, warnings} = await run(['.', '--baseline', 'known.json', '--fix'])
      expect([status, data.fixed]).to.deep.equal([0, [{file: 'a.yaml', repaired: 1}]])
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).to.equal(secret('A: 1 # c1ctl-ignore kubernetes/type: r', 'B: "1"'))
      expect(await readFile(join(cwd, 'legacy/b.yaml'), 'utf8')).to.equal(secret('A: 1'))
      expect(data.suppressed.map((one: SuppressedFinding) => one.fixable)).to.deep.equal([false, false])
      expect(warnings).to.deep.equal(['1 entry of the baseline is gone: --update-baseline removes it.'])
    }))
})

describe('c1ctl lint with a baseline', () => {
  it('is silent about what it knows, says what is new and what is gone, and is renewed', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'k8s/a.yaml': secret('A: 1', 'B: 1', 'C: 1'), 'k8s/b.yaml': secret('A: 1'), 'k8s/c.yaml': secret('A: 1'), 'c1ctl.yaml': `${head}lint: {baseline: ci/known.json}\n`})
      const baseline = (): Promise<string> => readFile(join(cwd, 'ci/known.json'), 'utf8')
      expect(await run(['k8s'])).to.deep.include({status: 3, problems: ['baseline-invalid The baseline ci/known.json does not exist.']})
      const first = await run(['k8s', '--update-baseline'])
      expect([first.status, first.found, first.data.baseline]).to.deep.equal([0, [], {file: 'ci/known.json', findings: 5, files: 3, gone: 0, updated: true}])
      const text = await baseline()
      expect(Object.keys(JSON.parse(text).files)).to.deep.equal(['../k8s/a.yaml', '../k8s/b.yaml', '../k8s/c.yaml'])
      // The same from another directory, to the byte.
      expect((await run(['.', '--update-baseline'], {below: 'k8s'})).data.baseline.file).to.equal('../ci/known.json')
      expect(await baseline()).to.equal(text)

      await writeFile(join(cwd, 'k8s/a.yaml'), secret('C: 1', 'D: 1', 'A: 1'))
      await rm(join(cwd, 'k8s/b.yaml'))
      const later = await run(['k8s/a.yaml'])
      expect(later.found).to.deep.equal(['k8s/a.yaml:7 error kubernetes/type'])
      expect(later.warnings).to.deep.equal(['1 entry of the baseline is gone: --update-baseline removes it.'])
      expect([later.status, later.data.summary.inBaseline, later.data.baseline]).to.deep.equal([1, 2, {file: 'ci/known.json', findings: 5, files: 3, gone: 1, updated: false}])
      expect(await baseline()).to.equal(text)
      const people = await c1ctl(['lint', 'k8s/a.yaml'], {cwd})
      expect(people.stderr).to.include('1 error, 0 warnings in 1 document of 1 file; 2 in the baseline.')
      const sarif = JSON.parse((await c1ctl(['lint', 'k8s/a.yaml', '--format', 'sarif'], {cwd})).stdout).runs[0].results
      expect(sarif.map((one: any) => one.baselineState)).to.deep.equal(['unchanged', 'new', 'unchanged'])

      // Only a.yaml was read: what is known of c.yaml stays, and b.yaml is gone.
      const renewed = await run(['k8s/a.yaml', '--update-baseline'])
      expect([renewed.status, renewed.data.baseline.findings]).to.deep.equal([0, 4])
      expect(Object.keys(JSON.parse(await baseline()).files)).to.deep.equal(['../k8s/a.yaml', '../k8s/c.yaml'])
      expect((await c1ctl(['lint', 'k8s', '--update-baseline'], {cwd})).stderr).to.include('ci/known.json now knows 4 findings of 2 files.')
    }))

  it('comes from the flag first, and an empty name means none', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'a.yaml': secret('A: 1'), 'c1ctl.yaml': `${head}lint: {baseline: known.json}\n`})
      expect((await run(['a.yaml', '--update-baseline'])).status).to.equal(0)
      expect((await run(['a.yaml'])).status).to.equal(0)
      expect((await run(['a.yaml', '--baseline', ''])).found).to.have.length(1)
      expect((await run(['a.yaml'], {env: {C1CTL_BASELINE: 'other.json'}})).problems).to.deep.equal(['baseline-invalid The baseline other.json does not exist.'])
      expect((await run(['a.yaml', '--baseline', 'known.json'], {env: {C1CTL_BASELINE: 'other.json'}})).status).to.equal(0)
    }))

  it('never hides a file that cannot be read', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'a.yaml': 'apiVersion: [\n', 'b.yaml': secret('A: 1')})
      expect((await run(['.', '--baseline', 'known.json', '--update-baseline'])).found).to.deep.equal(['a.yaml:2 error yaml/syntax'])
      expect(await run(['.', '--baseline', 'known.json'])).to.deep.include({status: 1, found: ['a.yaml:2 error yaml/syntax']})
    }))

  it('is not overwritten when it is something else, and not written where nothing is to be', () =>
    inTemporaryDirectory(async (cwd) => {
      const run = await repository(cwd, {'a.yaml': secret('A: 1'), 'notes.json': '{"mine": 1}', 'merge.json': '{\n<<<<<<< ours\n'})
      expect(await run(['a.yaml', '--baseline', 'notes.json', '--update-baseline'])).to.deep.include({status: 3, problems: ['baseline-invalid The baseline notes.json is JSON of another kind.']})
      expect(await readFile(join(cwd, 'notes.json'), 'utf8')).to.equal('{"mine": 1}')
      expect((await run(['a.yaml', '--baseline', 'merge.json'])).problems).to.deep.equal(['baseline-invalid The baseline merge.json still has the marks of a merge that was not finished.'])
      expect(await run(['a.yaml', '--update-baseline'])).to.deep.include({status: 2, problems: ['usage --update-baseline has no file to write.']})
      expect(await run(['a.yaml', '--baseline', 'x.json', '--update-baseline', '--fix', '--dry-run'])).to.deep.include({status: 2, problems: ['usage --dry-run writes nothing, and --update-baseline would.']})
    }))
})

describe('docs/lint-settings.md', () => {
  it('shows what c1ctl says', () =>
    inTemporaryDirectory(async (cwd) => {
      const page = await readFile(new URL('../../docs/lint-settings.md', import.meta.url), 'utf8')
      const [settings, manifest] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text!)
      const run = await repository(cwd, {'k8s/asana.yaml': manifest!})
      const shown = async (...words: string[]): Promise<void> => {
        const {stdout, stderr} = await c1ctl(['lint', 'k8s', ...words], {cwd})
        expect(page).to.include(`$ c1ctl lint k8s${words.map((word) => ` ${word}`).join('')}`)
        for (const text of [stdout, stderr.replace(/Error [^]*/, '')]) expect(page).to.include(text)
      }
      await shown()
      await shown('--baseline', 'lint-baseline.json', '--update-baseline')
      expect(page).to.include(await readFile(join(cwd, 'lint-baseline.json'), 'utf8'))
      await writeFile(join(cwd, 'k8s/asana.yaml'), `${manifest!}      hostNetwork: yes please\n`)
      await shown('--baseline', 'lint-baseline.json')
      // Its settings are right but for the files that they name.
      await writeFile(join(cwd, 'c1ctl.yaml'), settings!)
      await mkdir(join(cwd, 'crds'))
      expect((await run(['k8s'])).status).to.equal(1)
    }))
})
