import {expect} from 'chai'
import {execa} from 'execa'
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import picomatch from 'picomatch'
import {targetIds} from '../../src/services/targets.ts'
import {kubectl, realPart} from '../support/control-plane.ts'
import {installKinds, removeKinds} from '../support/delivery.ts'
import {golden, readTree} from '../support/golden.ts'
import {helm, objectsIn} from '../support/helm.ts'
import {kustomizeBuild} from '../support/kustomize.ts'
import {runnerViews} from '../support/runner-reader.ts'
import {expectScripts, hasShellcheck, shellcheck} from '../support/shell-judges.ts'

const names = ['baton-asana', 'baton-google-workspace', 'baton-okta']
const everywhere = [...names, 'baton-kubernetes'].sort()

/** Each tree of test/golden, before the one for whom it is written. Command tests hold that they are what is rendered. */
describe('the trees of test/golden', function () {
  this.timeout(120_000)
  let directory: string
  before(installKinds)
  after(removeKinds)
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-golden-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const copied = async (target: string): Promise<string> => {
    const to = join(directory, target)
    await cp(join(golden, target), to, {recursive: true})
    return to
  }
  /** Strictly judged by the API server, which keeps nothing. @returns the objects' kinds and names */
  const accepted = async (text: string): Promise<string[]> => {
    const objects = objectsIn(text)
    for (const namespace of new Set(objects.flatMap(({metadata}) => metadata.namespace ?? []))) await kubectl(['create', 'namespace', namespace])
    await writeFile(join(directory, 'judged.yaml'), text)
    const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', join(directory, 'judged.yaml')])
    expect(judged.status, judged.stderr).to.equal(0)
    expect(judged.stderr).to.equal('')
    expect(judged.stdout.trim().split('\n')).to.have.length(objects.length)
    return objects.map(({kind, metadata}) => `${kind} ${metadata.name}`)
  }
  const deployments = (objects: string[]) => objects.filter((one) => one.startsWith('Deployment ')).map((one) => one.slice('Deployment '.length)).sort()

  const judges: Record<string, () => Promise<void>> = {
    async manifests() {
      const files = (await readdir(join(golden, 'manifests'))).filter((name) => name.endsWith('.yaml'))
      const objects = await accepted((await Promise.all(files.map((name) => readFile(join(golden, 'manifests', name), 'utf8')))).join('---\n'))
      expect(deployments(objects)).to.deep.equal(everywhere)
      expect(objects).to.include('ClusterRole conductorone-baton-kubernetes')
    },
    async kustomize() {
      for (const [path, wanted] of [['base', everywhere], ['overlays/edge', names]] as const) {
        const built = await kustomizeBuild(join(golden, 'kustomize', path))
        expect(built.status, built.stderr).to.equal(0)
        expect(deployments(await accepted(built.stdout)), path).to.deep.equal(wanted)
      }
    },
    async helm() {
      const at = await copied('helm')
      await cp('templates/helm', join(at, 'chart'), {recursive: true})
      const base = ['-f', 'values.yaml', '-f', 'secrets.yaml']
      for (const [more, wanted] of [[[], everywhere], [(await readdir(at)).filter((name) => /-edge\.yaml$/.test(name)).flatMap((name) => ['-f', name]), names]] as const) {
        const linted = await helm(['lint', '--strict', 'chart', ...base, ...more], at)
        expect(linted.status, linted.stdout + linted.stderr).to.equal(0)
        const rendered = await helm(['template', 'acme', 'chart', '--skip-tests', '--namespace', 'conductorone', ...base, ...more], at)
        expect(rendered.status, rendered.stderr).to.equal(0)
        expect(deployments(await accepted(rendered.stdout))).to.deep.equal(wanted)
      }
    },
    async docker() {
      const at = join(golden, 'docker')
      await expectScripts(at, (await readdir(at)).filter((name) => name.endsWith('.sh')))
    },
    async compose() {
      const {stdout} = await execa(realPart('docker-compose'), ['-f', join(golden, 'compose/compose.yaml'), 'config', '--format', 'json'], {env: {PATH: process.env['PATH']!, HOME: directory}, extendEnv: false})
      const {services} = JSON.parse(stdout) as {services: Record<string, {environment: Record<string, string>}>}
      expect(Object.keys(services).sort()).to.deep.equal(names)
      // Compose doubles every dollar sign on output.
      expect(services['baton-okta']!.environment['NOTE']).to.equal('50% of $$HOME, it\'s "{{ quoted }}" # here')
    },
    async systemd() {
      const at = await copied('systemd')
      const units = (await readdir(at)).filter((name) => name.endsWith('.service')).map((name) => join(at, name))
      expect(units).to.have.length(names.length)
      // The programs that the units start have to be there for it.
      for (const unit of units) {
        const text = await readFile(unit, 'utf8')
        const program = /^ExecStart=(.*)$/m.exec(text)![1]!
        await mkdir(join(directory, 'bin'), {recursive: true})
        await writeFile(join(directory, 'bin', program.split('/').at(-1)!), '#!/bin/sh\n', {mode: 0o755})
        await writeFile(unit, text.replaceAll('/usr/local/bin/', `${directory}/bin/`))
      }
      const judged = await execa('systemd-analyze', ['verify', '--man=no', ...units], {reject: false, all: true})
      expect(judged.exitCode, judged.all).to.equal(0)
      expect(judged.all).to.equal('')
    },
    async binary() {
      const at = join(golden, 'binary')
      await expectScripts(at, (await readdir(at)).filter((name) => name.endsWith('.sh')))
    },
    async runner() {
      for (const reader of ['strict', 'viper'] as const) {
        const views = await runnerViews(join(golden, 'runner'), reader)
        expect([...views.keys()].sort()).to.deep.equal(names)
        expect(views.get('baton-okta')!.environment).to.include({NOTE: '50% of $HOME, it\'s "{{ quoted }}" # here', BATON_OKTA_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nbWFkZSB1cA==\n-----END PRIVATE KEY-----\n'})
        expect(views.get('baton-asana')!.environment).to.include({BATON_DEFAULT_WORKSPACE_ID: '007'})
      }
    },
    async argocd() {
      const text = await readFile(join(golden, 'argocd/edge/application.yaml'), 'utf8')
      expect(await accepted(text)).to.deep.equal(['Application acme-edge'])
      // As Argo CD takes files of a directory: of the trees here those of the manifests.
      const {path, directory: files} = (objectsIn(text)[0] as unknown as {spec: {source: {path: string; directory: {include: string}}}}).spec.source
      expect([path, (await readdir(join(golden, 'manifests'))).filter((name) => picomatch(files.include)(name)).length > names.length]).to.deep.equal(['deploy/manifests', true])
    },
    async flux() {
      expect(await accepted(await readFile(join(golden, 'flux/edge/flux.yaml'), 'utf8'))).to.deep.equal(['GitRepository acme-edge', 'Kustomization acme-edge'])
    },
    async terraform() {
      const files = (await readdir(join(golden, 'terraform'))).filter((name) => /\.tf(?:vars)?$/.test(name))
      const read = await execa(realPart('hcl-reader'), [], {input: await Promise.all(files.map(async (name) => JSON.stringify({source: await readFile(join(golden, 'terraform', name), 'utf8'), scope: {}}))).then((lines) => lines.join('\n'))})
      // What refers to something is not evaluated without it; a fault of the form is told otherwise.
      for (const [index, line] of read.stdout.split('\n').entries()) expect((JSON.parse(line) as {error?: string}).error ?? '', files[index]).not.to.match(/Invalid|Unsupported|Argument or block|Missing/)
      if ((await execa('terraform', ['version'], {reject: false})).exitCode !== 0) return
      const formatted = await execa('terraform', ['fmt', '-check', '-diff', '-recursive', join(golden, 'terraform')], {reject: false, all: true})
      expect(formatted.exitCode, formatted.all).to.equal(0)
    },
  }

  it('have a judge each', () => expect(Object.keys(judges).sort()).to.deep.equal([...targetIds].sort()))

  for (const [target, judge] of Object.entries(judges))
    it(`are what ${target} is written for`, async function () {
      if (target === 'systemd' && (await execa('systemd-analyze', ['--version'], {reject: false})).exitCode !== 0) return this.skip()
      await judge()
    })

  it('hold nothing that shellcheck finds fault with', async function () {
    if (!(await hasShellcheck())) return this.skip()
    const scripts = await Promise.all(['docker', 'binary'].map(async (target) => Object.keys(await readTree(join(golden, target))).filter((path) => path.endsWith('.sh')).map((path) => join(golden, target, path))))
    expect(scripts.flat()).not.to.have.length(0)
    expect(await shellcheck(scripts.flat())).to.equal('')
    await writeFile(join(directory, 'broken.sh'), `${await readFile(scripts.flat()[0]!, 'utf8')}\necho $unquoted\n`)
    expect(await shellcheck([join(directory, 'broken.sh')])).to.include('SC2086')
  })
})
