// What Argo CD and Flux make of a repository: a clone of it, without what git does not have, and in it what their objects name.
import {execFileSync} from 'node:child_process'
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, relative, resolve} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {expect} from 'chai'
import picomatch from 'picomatch'
import type {KubernetesObject} from '../../src/core/render/types.ts'
import {kubectl, realPart} from './control-plane.ts'
import {featureCatalog, featureFiles, featureInstances} from './features.ts'
import {comparable, helm} from './helm.ts'
import {asGenerated, byId, documentsOf, kustomizeBuild, objectsIn, type Plain} from './kustomize.ts'
import {makeProject, type TestProject} from './cluster-project.ts'
import {shippedCrds} from './shipped-cases.ts'

const git = (cwd: string, ...words: string[]): string => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...words], {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})

/** Where a project of tests is delivered from, by name. */
export const repository = 'https://git.example.com/acme/deploy.git'

/** A git repository, and a directory around it for what is made of it. */
export interface DeliveredRepository {
  home: string
  directory: string
  /** A clone of what git takes of the repository. */
  clone(): Promise<string>
}

/** Gives each test of a suite an empty repository, and the control plane the kinds of Argo CD and Flux. */
export function repositoryOfEachTest(): DeliveredRepository {
  const one: DeliveredRepository = {
    home: '', directory: '',
    async clone() {
      git(one.directory, 'add', '.')
      git(one.directory, 'commit', '-q', '--allow-empty', '-m', 'rendered')
      const checkout = await mkdtemp(join(one.home, 'clone-'))
      git(one.home, 'clone', '-q', one.directory, checkout)
      return checkout
    },
  }
  before(installKinds)
  after(removeKinds)
  beforeEach(async () => {
    one.home = await mkdtemp(join(tmpdir(), 'c1ctl-delivered-'))
    one.directory = join(one.home, 'repository')
    await mkdir(one.directory)
    git(one.directory, 'init', '-q')
  })
  afterEach(() => rm(one.home, {recursive: true, force: true}))
  return one
}

/** Renders a project, which must work, and gives what it said. */
export async function render({run}: TestProject, out: string, ...words: string[]): Promise<string> {
  const ran = await run(['render', '--out', out, ...words])
  expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
  return ran.stderr
}

/** Lint finds nothing in what was rendered. */
export async function lintIsSilent({run}: TestProject, path: string): Promise<void> {
  const linted = await run(['lint', path, '--json'])
  expect(linted.json.data.findings).to.deep.equal([])
}

/** A path that an object names, in a checkout; nothing outside of it is ever read. */
function inside(checkout: string, ...steps: string[]): string {
  const path = resolve(checkout, ...steps)
  if (relative(checkout, path).startsWith('..')) throw new Error(`${steps.join(' ')} leads out of the repository`)
  return path
}

const isHook = ({metadata}: Plain): boolean => metadata.annotations?.['helm.sh/hook'] !== undefined
const done = ({status, stdout, stderr}: {status: number | null; stdout: string; stderr: string}): string => {
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** The objects that an Application has Argo CD apply. It knows what a directory is by its files, and runs no tests of Helm. */
export async function deliveredByArgo(checkout: string, {spec: {source, destination}}: Plain): Promise<Plain[]> {
  const path = inside(checkout, source.path as string)
  const names = await readdir(path)
  if (names.includes('Chart.yaml')) {
    const values = (source.helm.valueFiles as string[]).flatMap((file) => ['--values', inside(checkout, source.path as string, file)])
    return documentsOf(done(await helm(['template', source.helm.releaseName as string, '.', '--namespace', destination.namespace as string, ...values], path))).filter((one) => !isHook(one))
  }
  if (names.includes('kustomization.yaml')) return documentsOf(done(await kustomizeBuild(path)))
  const taken = names.filter((name) => /\.(?:ya?ml|json)$/.test(name) && picomatch.isMatch(name, source.directory.include as string))
  return (await Promise.all(taken.map((name) => readFile(join(path, name), 'utf8')))).flatMap(documentsOf)
}

/** What Flux's own packages make of a checkout (scripts/real-parts/flux-reader). */
function ask(question: {root: string; kustomization?: Plain; values?: string[]}): string {
  const answer = JSON.parse(execFileSync(realPart('flux-reader'), {input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 2 ** 28})) as {yaml?: string; error?: string}
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer.yaml ?? ''
}

/**
 * The objects that Flux applies for one file of its objects, whose repository the checkout is of.
 * @param substitute variables of postBuild that somebody gives to the Kustomization
 */
export async function deliveredByFlux(checkout: string, objects: Plain[], {substitute}: {substitute?: Record<string, string>} = {}): Promise<Plain[]> {
  const [source, made] = objects as [Plain, Plain]
  const copy = await mkdtemp(`${checkout}-flux-`)
  await cp(checkout, copy, {recursive: true})
  const named = made.kind === 'Kustomization' ? made.spec.sourceRef : made.spec.chart.spec.sourceRef
  if (named.kind !== source.kind || named.name !== source.metadata.name) throw new Error('the object is not of this repository')
  if (made.kind === 'Kustomization') return documentsOf(ask({root: copy, kustomization: substitute ? {...made, spec: {...made.spec, postBuild: {substitute}}} : made}))
  const {chart, valuesFiles} = made.spec.chart.spec as {chart: string; valuesFiles: string[]}
  const path = inside(copy, chart)
  // source-controller puts the values into the chart, and the commit into its version.
  await writeFile(join(path, 'values.yaml'), ask({root: copy, values: valuesFiles}))
  await writeFile(join(path, 'Chart.yaml'), (await readFile(join(path, 'Chart.yaml'), 'utf8')).replace(/^version: .*$/m, '$&+3f2a1b0c9d8e.1'))
  return documentsOf(done(await helm(['template', made.spec.releaseName as string, path, '--namespace', made.spec.targetNamespace as string], copy))).filter((one) => !isHook(one))
}

export type Source = 'manifests' | 'kustomize' | 'helm'

/** What the manifests target renders of an environment, without the Secrets, which are never in git. */
export async function manifestsOf(project: TestProject, environment: string | null): Promise<Plain[]> {
  const out = await mkdtemp(`${project.directory}-manifests-`)
  const ran = await project.run(['render', '--target', 'manifests', '--out', out, '--json', ...(environment === null ? [] : ['--environment', environment])])
  expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
  return objectsIn(out)
}

/** Object by object, but for what the source does by design: names of generated ConfigMaps, and what Helm says of itself. */
export function expectSame(source: Source, delivered: Plain[], manifests: Plain[]): void {
  expect(delivered.filter(({kind}) => kind === 'Secret')).to.deep.equal([])
  const wanted = (source === 'kustomize' ? asGenerated(manifests, {secretsExist: true}) : manifests).filter(({kind}) => kind !== 'Secret')
  const even = (objects: Plain[]) => (source === 'helm' ? comparable(objects as KubernetesObject[]) : byId(objects)) as Record<string, Plain>
  const [one, other] = [even(delivered), even(wanted)]
  expect(Object.keys(one)).to.deep.equal(Object.keys(other))
  for (const key of Object.keys(other)) expect(one[key], key).to.deep.equal(other[key])
}

/** Texts that Flux reads as expressions, and a `$` that it takes away. */
const expressions = {plain: 'a ${HOME} b', whole: '${HOME}', default: '${NAME:=text}', broken: '${}', open: '${', dollars: '$$(NOT) $$ $$$', nested: '${a${b}}', replaced: '${a//x/y}', escaped: '$${a}'}

/** A project with every feature, and environments that add, change and take away. */
export async function everyFeature(directory: string, targets: Record<string, unknown>, {namespace = 'delivered'}: {namespace?: string} = {}): Promise<TestProject> {
  const wild = {connector: 'app', credentials: {token: 'tok'}, settings: {env: Object.fromEntries(Object.entries(expressions).map(([name, value]) => [name.toUpperCase(), value])), files: {'config-path': 'wild.yaml'}}}
  const project = await makeProject(directory, {
    namespace,
    more: {'connectors.yaml': featureCatalog, ...featureFiles, 'wild.yaml': Object.values(expressions).join('\n'), 'calm.yaml': 'calm: 1\n'},
    instances: {
      bare: {connector: 'app', credentials: {token: 'tok'}}, wild, 
      // Its pods have an escape of Kubernetes' and nothing that Flux reads as an expression.
      calm: {connector: 'app', credentials: {token: 'tok'}, settings: {files: {'config-path': 'calm.yaml'}, env: {DOLLAR: '$(X)'}}},
      ...Object.fromEntries(Object.entries(featureInstances).map(([id, {credentials, ...settings}]) => [`${id}-one`, {connector: 'app', credentials: {token: 'tok', ...(credentials ? {key: 'a key\n'} : {})}, settings}])),
    },
  })
  const file = join(directory, 'c1ctl.yaml')
  const written = JSON.parse(await readFile(file, 'utf8')) as Plain
  const production = {
    bare: {replicas: 2, config: {'base-url': 'https://${HOST}/$$(x)'}}, calm: {files: {'config-path': 'wild.yaml'}}, 'network-policy-one': {networkPolicy: null}, 'volume-one': null, 'once-one': null,
    late: {...written.connectors.bare, replicas: 3},
  }
  await writeFile(file, JSON.stringify({...written, targets, environments: {production: {namespace: `${namespace}-production`, connectors: production}, same: {}}}))
  return project
}

/** A strict server takes all of them. */
export async function expectAccepted(objects: Plain[]): Promise<void> {
  for (const namespace of new Set(objects.flatMap(({metadata}) => (metadata.namespace as string | undefined) ?? []))) await kubectl(['create', 'namespace', namespace])
  const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects})})
  expect(judged.status, judged.stderr).to.equal(0)
  expect(judged.stdout.trim().split('\n')).to.have.length(objects.length)
}

/** Gives the control plane the kinds of Argo CD and Flux. */
export async function installKinds(): Promise<void> {
  const wanted = shippedCrds().filter(({spec}) => /argoproj|fluxcd/.test(spec.group as string))
  done(await kubectl(['apply', '--server-side', '-f', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items: wanted})}))
  done(await kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...wanted.map(({metadata}) => `crd/${metadata.name as string}`)]))
  // Established comes a moment before the server answers for it; one that it never answered for it cannot delete either.
  const served = wanted.map(({metadata}) => metadata.name as string).join(',')
  for (let tries = 0; tries < 100 && (await kubectl(['get', served, '-A'])).status !== 0; tries += 1) await wait(100)
}

/** Takes them away again. */
export async function removeKinds(): Promise<void> {
  await kubectl(['delete', 'crd', '--ignore-not-found', ...shippedCrds().filter(({spec}) => /argoproj|fluxcd/.test(spec.group as string)).map(({metadata}) => metadata.name as string)])
}
