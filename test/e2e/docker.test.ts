import {expect} from 'chai'
import {execa} from 'execa'
import {mkdtemp, readFile, readdir, realpath, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {conductoronePair} from '../support/answers.ts'
import {renderCatalog} from '../support/catalog-project.ts'
import {makeProject, type TestInstance} from '../support/cluster-project.ts'
import {RecordingEngine, type AskedContainer} from '../support/docker-engine.ts'
import {hostile, hostileAnswers, hostileCatalog, hostileVariables} from '../support/hostile-values.ts'
import {powerShellStart} from '../support/powershell.ts'
import {realParts} from '../support/real-parts.ts'
import {expectScripts, hasShellcheck, shellcheck} from '../support/shell-judges.ts'

const variablesOf = ({Env}: AskedContainer): Record<string, string> => Object.fromEntries(Env.map((one): [string, string] => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]))

describe('what is rendered for docker', () => {
  let directory: string
  let engine: RecordingEngine
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'c1ctl-docker-')))
    engine = new RecordingEngine(join(directory, 'engine.sock'))
    await engine.start()
  })
  afterEach(async () => {
    await engine.stop()
    await rm(directory, {recursive: true, force: true})
  })

  /** Runs a script with the docker program of the real parts in PATH, which talks to the recording engine. */
  const start = (script: string, shell = 'sh') =>
    execa(shell, [script], {cwd: '/', reject: false, extendEnv: false, env: {PATH: [realParts, process.env['PATH']].join(delimiter), HOME: directory, DOCKER_CONFIG: join(directory, '.docker'), DOCKER_HOST: `unix://${directory}/engine.sock`}})
  const filesOf = async ({HostConfig}: AskedContainer) => {
    const mounts = HostConfig.Mounts ?? []
    for (const {Type, ReadOnly} of mounts) expect({Type, ReadOnly}).to.deep.equal({Type: 'bind', ReadOnly: true})
    return Object.fromEntries(await Promise.all(mounts.map(async ({Source, Target}): Promise<[string, string]> => [Target, await readFile(Source, 'utf8')])))
  }
  const renderHostile = async () => {
    const project = await makeProject(directory, {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})
    const rendered = await project.run(['render', '--out', 'out', '--target', 'docker', '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    return {...project, out: join(directory, 'out')}
  }
  const expected = () => ({
    ...hostileVariables(hostile), BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret'],
    BATON_UPLOAD: '/etc/baton/upload', BATON_HOST_ID: 'baton-hostile', HOME: '/tmp', TMPDIR: '/tmp',
  })

  it('gives every connector of the catalog, with every auth method, with what is required and with every field, the variables and files that its pod gets', async function () {
    this.timeout(600_000)
    const {out, pods} = await renderCatalog(directory, 'docker')
    const left = [...pods]
    await Promise.all(Array.from({length: 4}, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [name, {environment, files}] = next
        const {exitCode, stderr} = await start(join(out, `${name}.sh`))
        expect(exitCode, `${name}: ${stderr}`).to.equal(0)
        const asked = engine.container(name)!
        expect(variablesOf(asked), name).to.deep.equal(environment)
        expect(await filesOf(asked), name).to.deep.equal(files)
      }
    }))
  })

  it('carries hostile values byte for byte, secret ones and plain ones, and in files', async () => {
    const {out} = await renderHostile()
    const {exitCode, stderr} = await start(join(out, 'baton-hostile.sh'))
    expect(exitCode, stderr).to.equal(0)
    const asked = engine.container('baton-hostile')!
    expect(variablesOf(asked)).to.deep.equal(expected())
    expect(await filesOf(asked)).to.deep.equal({'/etc/baton/upload': Object.values(hostile).join('\n')})
  })

  /** Starts what a PowerShell script would start. */
  const startRead = async (out: string, name: string) => {
    const {words, env} = await powerShellStart(join(out, `${name}.ps1`))
    return execa(join(realParts, 'docker'), words, {cwd: out, reject: false, extendEnv: false, env: {...env, PATH: process.env['PATH'], HOME: directory, DOCKER_CONFIG: join(directory, '.docker'), DOCKER_HOST: `unix://${directory}/engine.sock`}})
  }

  it('carries the same in PowerShell, as its grammar and its language reference have it, for hostile values and for the catalog', async function () {
    this.timeout(600_000)
    const {out} = await renderHostile()
    const {exitCode, stderr} = await startRead(out, 'baton-hostile')
    expect(exitCode, stderr).to.equal(0)
    expect(variablesOf(engine.container('baton-hostile')!)).to.deep.equal(expected())
    const catalog = await renderCatalog(join(directory, 'catalog'), 'docker')
    for (const [name, {environment, files}] of catalog.pods) {
      const started = await startRead(catalog.out, name)
      expect(started.exitCode, `${name}: ${started.stderr}`).to.equal(0)
      const asked = engine.container(name)!
      expect(variablesOf(asked), name).to.deep.equal(environment)
      expect(await filesOf(asked), name).to.deep.equal(files)
    }
  })

  it('is PowerShell to a reader that is awake', async () => {
    const {out} = await renderHostile()
    const script = join(out, 'baton-hostile.ps1')
    const text = await readFile(script, 'utf8')
    for (const broken of [text.replace("'run'", "'run"), text.replace("'run'", "'run'; Start-Process x"), text.replace("'run'", "'r\u2019n'"), text.replace('& docker', '& podman')]) {
      expect(broken).not.to.equal(text)
      await writeFile(script, broken)
      expect(await powerShellStart(script).then(() => 'taken', () => 'refused'), broken).to.equal('refused')
    }
  })

  it('carries them in PowerShell itself as well', async function () {
    const found = await execa('pwsh', ['--version'], {reject: false})
    if (found.exitCode !== 0) return this.skip()
    const {out} = await renderHostile()
    const {exitCode, stderr} = await start(join(out, 'baton-hostile.ps1'), 'pwsh')
    expect(exitCode, stderr).to.equal(0)
    expect(variablesOf(engine.container('baton-hostile')!)).to.deep.equal(expected())
  })

  it('locks the container up and replaces the one of an earlier start', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {app: {image: {tag: '1.2.3', digest: `sha256:${'a'.repeat(64)}`}}}, more: {'connectors.yaml': JSON.stringify({app: {title: 'App', image: 'baton-app'}})}})
    expect((await run(['render', '--out', 'out', '--target', 'docker', '--json'])).status).to.equal(0)
    expect((await start(join(directory, 'out/baton-app.sh'))).exitCode).to.equal(0)
    const {User, Image, WorkingDir, HostConfig} = engine.container('baton-app')!
    expect({User, Image, WorkingDir}).to.deep.equal({User: '65532:65532', Image: `public.ecr.aws/conductorone/baton-app:1.2.3@sha256:${'a'.repeat(64)}`, WorkingDir: '/tmp'})
    expect(HostConfig).to.deep.include({AutoRemove: false, ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Memory: 2 ** 30, Tmpfs: {'/tmp': ''}})
    expect(HostConfig.RestartPolicy.Name).to.equal('unless-stopped')
    const own = engine.requests.filter((one) => !one.endsWith('/_ping'))
    expect(own.indexOf('DELETE /containers/baton-app')).to.be.within(0, own.indexOf('POST /containers/create') - 1)
  })

  it('runs a run that ends in a container that goes with it', async () => {
    const instance = {run: {mode: 'once', output: 's3://bucket/key'}} as TestInstance
    const {run} = await makeProject(directory, {namespace: 'any', instances: {app: instance}, more: {'connectors.yaml': JSON.stringify({app: {title: 'App', image: 'baton-app'}})}})
    expect((await run(['render', '--out', 'out', '--target', 'docker', '--json'])).status).to.equal(0)
    // The engine starts nothing, so nothing can be attached to: what was asked for is enough.
    await start(join(directory, 'out/baton-app.sh'))
    const {HostConfig, ...asked} = engine.container('baton-app')!
    expect(HostConfig).to.deep.include({AutoRemove: true, RestartPolicy: {Name: 'no', MaximumRetryCount: 0}})
    expect(variablesOf({HostConfig, ...asked})).to.include({BATON_FILE: 's3://bucket/key'}).and.not.to.have.any.keys('BATON_CLIENT_ID', 'BATON_HOST_ID')
  })

  it('lets nobody but the owner read the secret values, and puts none on a command line', async () => {
    const {out} = await renderHostile()
    const names = await readdir(out, {recursive: true})
    const secret = names.filter((name) => /-secrets\.(?:env|sh|ps1)$|-files\//.test(name))
    expect(secret).to.have.length(4)
    for (const name of secret) expect((await stat(join(out, name))).mode & 0o777, name).to.equal(0o600)
    for (const name of ['baton-hostile.sh', 'baton-hostile.ps1']) {
      const text = await readFile(join(out, name), 'utf8')
      expect(text).not.to.include(conductoronePair['client-secret'])
      for (const value of Object.values(hostile).filter((one) => one.length > 8)) expect(text, name).not.to.include(value)
    }
    expect((await stat(join(out, 'baton-hostile.sh'))).mode & 0o111).to.equal(0o111)
  })

  it('is read differently by the same judge when it is broken: the judge is awake', async () => {
    const {out} = await renderHostile()
    const file = join(out, 'baton-hostile-secrets.env')
    await writeFile(file, (await readFile(file, 'utf8')).replace('BATON_SECRET_OCTAL=007', 'BATON_SECRET_OCTAL="007"'))
    await start(join(out, 'baton-hostile.sh'))
    expect(variablesOf(engine.container('baton-hostile')!)).to.deep.equal({...expected(), BATON_SECRET_OCTAL: '"007"'})
  })

  it('has scripts that sh can read and shellcheck finds no fault with, for every connector of the catalog and for hostile values', async function () {
    this.timeout(300_000)
    const {out} = await renderHostile()
    await expectScripts(out, ['baton-hostile.sh', 'baton-hostile-secrets.sh'])
    if (!(await hasShellcheck())) return this.skip()
    expect(await shellcheck(['baton-hostile.sh', 'baton-hostile-secrets.sh'].map((name) => join(out, name)))).to.equal('')
    const {out: all, pods} = await renderCatalog(join(directory, 'catalog'), 'docker')
    const scripts = (await readdir(all)).filter((name) => name.endsWith('.sh')).map((name) => join(all, name))
    expect(scripts).to.have.length.at.least(pods.size)
    expect(await shellcheck(scripts)).to.equal('')
  })
})
