import {expect} from 'chai'
import {execa} from 'execa'
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {conductoronePair} from '../support/answers.ts'
import {renderCatalog} from '../support/catalog-project.ts'
import {makeProject} from '../support/cluster-project.ts'
import {hostile, hostileAnswers, hostileCatalog, hostileVariables} from '../support/hostile-values.ts'
import {expectScripts, hasShellcheck, shellcheck} from '../support/shell-judges.ts'

describe('what is rendered for a program on the machine', () => {
  let directory: string
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'c1ctl-binary-')))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  /** Runs a script with a program that tells what it was given, and what it set of its own accord left out. */
  const start = async (script: string, isThere = true) => {
    const text = await readFile(script, 'utf8')
    const program = /^exec (.*)$/m.exec(text)![1]!
    await mkdir(join(directory, 'go/bin'), {recursive: true})
    if (isThere) await writeFile(join(directory, 'go/bin', program), '#!/bin/sh\nenv -0\n', {mode: 0o755})
    const ran = await execa('sh', [script], {cwd: '/', reject: false, extendEnv: false, stripFinalNewline: false, env: {PATH: process.env['PATH']!, HOME: directory}})
    const {PATH: _, HOME: __, PWD: workingDirectory, OLDPWD: ___, SHLVL: ____, _: _____, ...environment} = Object.fromEntries(ran.stdout.split('\0').filter(Boolean).map((one): [string, string] => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]))
    return {...ran, environment: environment as Record<string, string>, workingDirectory}
  }

  it('gives every connector of the catalog, with every auth method, with what is required and with every field, the variables and files that its pod gets', async function () {
    this.timeout(600_000)
    const {out, pods} = await renderCatalog(directory, 'binary')
    for (const [name, pod] of pods) {
      const {HOME: _, TMPDIR: __, BATON_HEALTH_CHECK: ___, ...wanted} = pod.environment
      const {environment, exitCode, stderr} = await start(join(out, `${name}.sh`))
      expect(exitCode, stderr).to.equal(0)
      const places = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, value.replace(`${out}/${name}-files/`, '/etc/baton/')]))
      expect(places, name).to.deep.equal(wanted)
      for (const [path, content] of Object.entries(pod.files)) expect(await readFile(path.replace('/etc/baton', `${out}/${name}-files`), 'utf8'), name).to.equal(content)
    }
  })

  it('carries hostile values byte for byte, keeps them from others, and works in a directory of its own', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})
    const rendered = await run(['render', '--out', 'out', '--target', 'binary', '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    const out = join(directory, 'out')
    const {environment, workingDirectory} = await start(join(out, 'baton-hostile.sh'))
    expect(environment).to.deep.equal({
      ...hostileVariables(hostile), BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret'],
      BATON_HOST_ID: 'baton-hostile', BATON_UPLOAD: join(out, 'baton-hostile-files/upload'),
    })
    expect(workingDirectory).to.equal(join(directory, '.local/state/baton-hostile'))
    expect((await stat(workingDirectory!)).mode & 0o777).to.equal(0o700)
    expect(await readFile(environment['BATON_UPLOAD']!, 'utf8')).to.equal(Object.values(hostile).join('\n'))
    expect((await readdir(out)).filter((name) => name.includes('secrets'))).to.deep.equal(['baton-hostile-secrets.sh'])
    expect((await stat(join(out, 'baton-hostile-secrets.sh'))).mode & 0o777).to.equal(0o600)
    expect(await readFile(join(out, 'baton-hostile.sh'), 'utf8')).not.to.include(conductoronePair['client-secret'])
  })

  it('says how a program that is not there is installed', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {app: {}}, more: {'connectors.yaml': JSON.stringify({app: {title: 'App', image: 'baton-app'}})}})
    expect((await run(['render', '--out', 'out', '--target', 'binary', '--json'])).status).to.equal(0)
    const {exitCode, stderr} = await start(join(directory, 'out/baton-app.sh'), false)
    expect(exitCode).to.equal(127)
    expect(stderr).to.equal('baton-app is not installed. With Homebrew:\n  brew install conductorone/baton/baton-app\nFrom source:\n  go install github.com/conductorone/baton-app/cmd/baton-app@main\n')
  })

  it('has scripts that sh can read and shellcheck finds no fault with, for every connector of the catalog and for hostile values', async function () {
    this.timeout(300_000)
    const {run} = await makeProject(directory, {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})
    expect((await run(['render', '--out', 'out', '--target', 'binary', '--json'])).status).to.equal(0)
    await expectScripts(join(directory, 'out'), ['baton-hostile.sh', 'baton-hostile-secrets.sh'])
    if (!(await hasShellcheck())) return this.skip()
    expect(await shellcheck(['baton-hostile.sh', 'baton-hostile-secrets.sh'].map((name) => join(directory, 'out', name)))).to.equal('')
    const {out: all, pods} = await renderCatalog(join(directory, 'catalog'), 'binary')
    const scripts = (await readdir(all)).filter((name) => name.endsWith('.sh')).map((name) => join(all, name))
    expect(scripts).to.have.length.at.least(pods.size)
    expect(await shellcheck(scripts)).to.equal('')
  })
})
