import {expect} from 'chai'
import {execa} from 'execa'
import {mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadCatalog} from '../../src/services/catalog.ts'
import {conductoronePair, everyInstance} from '../support/answers.ts'
import {makeProject, type TestInstance, type TestProject} from '../support/cluster-project.ts'
import {hostile, hostileAnswers, hostileCatalog, hostileVariables} from '../support/hostile-values.ts'
import {podViews} from '../support/rendered-environment.ts'

/** Variables of EnvironmentFiles, read by the parser in systemd's own library; null where the machine has it not. */
async function readByItself(paths: string[]): Promise<Array<Record<string, string>> | null> {
  const {exitCode, stdout, stderr, code} = await execa('python3', ['test/support/systemd-env.py'], {input: paths.join('\n'), reject: false})
  if (exitCode === 77 || code === 'ENOENT') return null
  expect(exitCode, `${code} ${stderr}`).to.equal(0)
  return (JSON.parse(stdout) as string[][]).map((lines) => Object.fromEntries(lines.map((one): [string, string] => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])))
}

describe('what is rendered for systemd', () => {
  let directory: string
  before(async function () {
    if ((await execa('systemd-analyze', ['--version'], {reject: false})).exitCode !== 0) this.skip()
  })
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'c1ctl-systemd-')))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  /** A project whose units name the directory that they are rendered into, and programs that are there. */
  const render = async (instances: Record<string, TestInstance>, more: Record<string, string> = {}, targets = 'systemd'): Promise<TestProject & {out: string; units: string[]}> => {
    const project = await makeProject(directory, {namespace: 'any', instances, more})
    const out = join(directory, 'out', ...(targets.includes(',') ? ['systemd'] : []))
    const file = join(directory, 'c1ctl.yaml')
    const settings = JSON.parse(await readFile(file, 'utf8')) as object
    await writeFile(file, JSON.stringify({...settings, targets: {systemd: {binaries: join(directory, 'bin'), configuration: out}, manifests: {}}}))
    const rendered = await project.run(['render', '--out', 'out', '--target', targets, '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    const units = (await readdir(out)).filter((name) => /\.(?:service|timer)$/.test(name)).map((name) => join(out, name))
    await mkdir(join(directory, 'bin'), {recursive: true})
    for (const unit of units) {
      const program = /^ExecStart=(.*)$/m.exec(await readFile(unit, 'utf8'))?.[1]
      if (program) await writeFile(program, '#!/bin/sh\n', {mode: 0o755})
    }
    return {...project, out, units}
  }
  const verify = (units: string[]) => execa('systemd-analyze', ['verify', '--man=no', ...units], {reject: false, all: true})

  it('is accepted for every connector of the catalog, with every auth method and every field, and gives the variables and files that its pod gets', async function () {
    this.timeout(600_000)
    const {catalog} = await loadCatalog({})
    // Rights in a cluster are no matter of systemd.
    const all = everyInstance(catalog)
    const trial = await makeProject(directory, {namespace: 'any', instances: all})
    const refused = await trial.run(['render', '--out', 'trial', '--target', 'systemd', '--json'])
    const unable = new Set(refused.status === 0 ? [] : (refused.json.problems as Array<{code: string; what: string}>).map(({code, what}) => {
      expect(code, what).to.equal('target-unsupported')
      return what.split(':')[0]!
    }))
    const {out, units} = await render(Object.fromEntries(Object.entries(all).filter(([name]) => !unable.has(name))), {}, 'systemd,manifests')
    const judged = await verify(units)
    expect(judged.exitCode, judged.all).to.equal(0)
    expect(judged.all).to.equal('')

    const pods = await podViews(join(directory, 'out', 'manifests'))
    expect(pods.size).to.equal(units.length)
    const texts = new Map(await Promise.all([...pods.keys()].map(async (name): Promise<[string, string]> => [name, await readFile(join(out, `${name}.service`), 'utf8')])))
    const named = (text: string) => [...text.matchAll(/^EnvironmentFile=(.*)$/gm)].map(([, path]) => path!)
    const paths = [...texts.values()].flatMap(named)
    const read = await readByItself(paths)
    if (read === null) return this.skip()
    for (const [name, {environment, files}] of pods) {
      const {HOME: _, TMPDIR: __, BATON_HEALTH_CHECK: ___, ...wanted} = environment
      const text = texts.get(name)!
      const credentials = Object.fromEntries([...text.matchAll(/^LoadCredential=(.*?):(.*)$/gm)].map(([, key, source]): [string, string] => [key!, source!]))
      const mounted = [...text.matchAll(/^Environment=(BATON_\w+)=%d\/(.*)$/gm)].map(([, variable, key]): [string, string] => [variable!, `/etc/baton/${key}`])
      expect({...Object.assign({}, ...named(text).map((path) => read[paths.indexOf(path)])) as object, ...Object.fromEntries(mounted)}, name).to.deep.equal(wanted)
      const handed = await Promise.all(Object.entries(credentials).map(async ([key, source]): Promise<[string, string]> => [`/etc/baton/${key}`, await readFile(source, 'utf8')]))
      expect(Object.fromEntries(handed), name).to.deep.equal(files)
    }
  })

  it('carries hostile values byte for byte, secret ones and plain ones, through systemd\'s own parser', async function () {
    const {out} = await render({hostile: hostileAnswers(hostile)}, {'connectors.yaml': hostileCatalog(hostile)})
    const read = await readByItself([join(out, 'baton-hostile.env'), join(out, 'baton-hostile-secrets.env')])
    if (read === null) return this.skip()
    expect({...read[0], ...read[1]}).to.deep.equal({...hostileVariables(hostile), BATON_HOST_ID: 'baton-hostile', BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret']})
    expect(await readFile(join(out, 'baton-hostile-files/upload'), 'utf8')).to.equal(Object.values(hostile).join('\n'))
    expect((await stat(join(out, 'baton-hostile-secrets.env'))).mode & 0o777).to.equal(0o600)
    expect(await readFile(join(out, 'baton-hostile.service'), 'utf8')).not.to.include(conductoronePair['client-secret'])
  })

  it('is exposed at most 2.0 of 10 in the eyes of systemd, a service, a run on a schedule, and a program below /home', async () => {
    const once = {run: {mode: 'once', output: 's3://bucket/key', schedule: '0 3 * * 1-5', timeZone: 'Europe/Zurich'}} as TestInstance
    const {units, out} = await render({app: {}, nightly: {...once, connector: 'app'}}, {'connectors.yaml': JSON.stringify({app: {title: 'App %d', image: 'baton-app'}})})
    expect(units.map((one) => one.slice(out.length + 1)).sort()).to.deep.equal(['baton-app.service', 'baton-nightly.service', 'baton-nightly.timer'])
    const judged = await verify(units)
    expect(judged.all).to.equal('')
    for (const unit of units.filter((one) => one.endsWith('.service'))) {
      const text = await readFile(unit, 'utf8')
      for (const more of ['', '\nProtectHome=tmpfs\n']) {
        await writeFile(unit, text.replace('\nProtectHome=yes\n', more === '' ? '$&' : more))
        const {exitCode, stdout} = await execa('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit], {reject: false})
        expect(exitCode, stdout).to.equal(0)
      }
    }
  })

  it('is refused by the same judges when it is broken: the judges are awake', async function () {
    const {units: [unit], out} = await render({hostile: hostileAnswers(hostile)}, {'connectors.yaml': hostileCatalog(hostile)})
    const text = await readFile(unit!, 'utf8')
    await writeFile(unit!, text.replace('DynamicUser=yes', 'DynamicUsers=yes'))
    expect((await verify([unit!])).all).to.include('DynamicUsers')
    await writeFile(unit!, text.replace(/^(?:SystemCall|Protect|Restrict|Private|Capability).*$/gm, ''))
    expect((await execa('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit!], {reject: false})).exitCode).to.equal(1)
    const file = join(out, 'baton-hostile-secrets.env')
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\\\\', '\\'))
    const read = await readByItself([file])
    if (read === null) return this.skip()
    expect(read[0]!['BATON_SECRET_BACKSLASH']).not.to.equal(hostile['backslash'])
  })
})
