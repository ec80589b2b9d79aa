import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Secret} from '../../src/core/credentials/secret.ts'
import {manifestObjects} from '../../src/core/render/manifests/objects.ts'
import {plain} from '../../src/core/render/secrets/plain.ts'
import {quoted, writeAssignments} from '../../src/core/render/terraform/hcl.ts'
import {terraform} from '../../src/core/render/terraform/target.ts'
import type {TargetSettings} from '../../src/core/render/target-settings.ts'
import type {Artifact} from '../../src/core/render/types.ts'
import type {Workload} from '../../src/core/workload/types.ts'
import {readValues} from '../../src/core/yaml/kubernetes-reader.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {realPart} from '../support/control-plane.ts'
import {everyWorkload} from '../support/every-workload.ts'
import {featureInstances, workloadsOf} from '../support/features.ts'
import {alone} from '../support/render-context.ts'

type Settings = NonNullable<TargetSettings['terraform']>
interface Block {
  type?: string
  labels?: string[]
  attributes: Record<string, unknown>
  references?: Record<string, string[]>
  blocks?: Block[]
  error?: string
}

const hasTerraform = spawnSync('terraform', ['version']).status === 0
const pair = {client_id: 'issued-id', client_secret: 'issued:${secret}'}
const render = (workloads: Workload[], settings: Settings = {}): Artifact[] =>
  terraform.render(workloads, {...alone, settings})

/** Files as HashiCorp's own parser reads and evaluates them (scripts/real-parts/hcl-reader), a scope for each. */
function read(questions: Array<{source: string; scope?: Record<string, unknown>}>): Block[] {
  const input = questions.map(({source, scope = {}}) => `${JSON.stringify({source, scope})}\n`).join('')
  return execFileSync(realPart('hcl-reader'), {input, encoding: 'utf8', maxBuffer: 2 ** 28}).trimEnd().split('\n').map((line) => JSON.parse(line) as Block)
}

/** What the references of an instance's file stand for once Terraform has made what they name. The values of variables are read from the tfvars file. */
function scopeOf(values: Record<string, unknown>, source: string) {
  const named = (type: string, value: unknown) => Object.fromEntries([...source.matchAll(new RegExp(`^resource "${type}" "([^"]+)"`, 'gm'))].map(([, name]) => [name!, value]))
  return {var: values, conductorone_app: named('conductorone_app', {id: 'app-id'}), conductorone_integration_baton: named('conductorone_integration_baton', {id: 'connector-id'}), conductorone_connector_credential: named('conductorone_connector_credential', pair), kubernetes_secret_v1: named('kubernetes_secret_v1', {data: {}})}
}

/** The files of each workload, read back: what it would be given, and its blocks. */
function readBack(workloads: Workload[], settings: Settings = {}): Map<string, {values: Record<string, unknown>; blocks: Block[]}> {
  const files = new Map(render(workloads, {...settings, tfvars: true}).map((one) => [one.path, one.content]))
  const values = read(workloads.map(({name}) => ({source: files.get(`${name}.auto.tfvars`) ?? ''})))
  const sources = workloads.map(({name}, at) => ({source: files.get(`${name}.tf`)!, scope: scopeOf(values[at]!.attributes, files.get(`${name}.tf`)!)}))
  return new Map(read(sources).map((one, at) => {
    expect(values[at]!.error ?? one.error, workloads[at]!.instance).to.equal(undefined)
    return [workloads[at]!.instance, {values: values[at]!.attributes, blocks: one.blocks ?? []}]
  }))
}

const resources = (blocks: Block[], type: string): Block[] => blocks.filter((one) => one.type === 'resource' && one.labels![0] === type)
const kubernetesObjects = (blocks: Block[]): unknown[] => [
  ...resources(blocks, 'kubernetes_secret_v1').map(({attributes, blocks: inner}) => ({
    apiVersion: 'v1', kind: 'Secret', metadata: inner!.find((one) => one.type === 'metadata')!.attributes, type: attributes['type'],
    // The provider sends the values of `data` in base64.
    data: Object.fromEntries(Object.entries(attributes['data'] as Record<string, string>).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')])),
  })),
  ...resources(blocks, 'kubernetes_manifest').map(({attributes}) => attributes['manifest']),
]

/** The same objects where Terraform has another pair, and its own checksum of a service's Secrets. */
function expectSame(workload: Workload, blocks: Block[]): void {
  const meant = structuredClone(manifestObjects(workload, plain)) as any[]
  const found = structuredClone(kubernetesObjects(blocks)) as any[]
  if (workload.run.mode === 'service') {
    for (const [at, one] of [meant, found].entries()) {
      const deployment = one.find(({kind}) => kind === 'Deployment')
      if (at === 1) expect(deployment.spec.template.metadata.annotations['c1ctl/secret-checksum']).to.match(/^[0-9a-f]{64}$/)
      delete deployment.spec.template.metadata.annotations['c1ctl/secret-checksum']
    }
    const moved = meant.some((one) => one.kind === 'Secret' && one.data['config.yaml'])
    for (const one of meant) if (one.kind === 'Secret' && !moved) for (const [key, value] of [['BATON_CLIENT_ID', pair.client_id], ['BATON_CLIENT_SECRET', pair.client_secret]] as const) if (key in one.data) one.data[key] = Buffer.from(value).toString('base64')
    // Its own spelling of the same map, and the pair that was issued in the place of the one that was not.
    if (moved) for (const [at, one] of [meant, found].entries()) {
      const secret = one.find(({kind, data}) => kind === 'Secret' && data['config.yaml'])
      const [map] = readValues(Buffer.from(secret.data['config.yaml'], 'base64').toString('utf8')) as [object]
      secret.data['config.yaml'] = at === 0 ? {...map, 'client-id': pair.client_id, 'client-secret': pair.client_secret} : map
    }
  }
  expect(found, workload.instance).to.deep.equal(meant)
}

const hostile: Record<string, string> = {
  newlines: 'first\nsecond\n\nfourth\n', windows: 'one\r\ntwo\r\n', quotes: `it's "quoted" 'twice' \`and\``, backslash: 'C:\\path\\new \\u0041 \\', dollar: '$HOME $$ $', variable: '$(HOME) $$(HOME)', interpolation: '${a} $${b} $$${c} ${',
  directive: '%{ if true }x%{ endif } %%{y} %{', percent: '%d %s %', hash: '# a // b /* c */', template: '{{ .Values.x }} {{{ y }}', blanks: '  both sides  ', tab: '\ta\t', unicode: 'Ünïcödé 漢字 🦊 \u00a0 \u2028 \ufeff', heredoc: '<<EOT\nx\nEOT\n',
  yes: 'yes', octal: '007', exponent: '1e3', null: 'null', empty: '', control: 'bell\u0007 escape\u001b[31m \u0000', delete: '\u007f\u0085',
}

describe('terraform', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-terraform-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const format = async (files: Array<Pick<Artifact, 'path' | 'content'>>) => {
    for (const {path, content} of files) await writeFile(join(directory, path), content)
    return spawnSync('terraform', ['fmt', '-check', '-diff', directory], {encoding: 'utf8'})
  }

  it('leaves the files of every connector, auth method and setting as they are, self-hosted, in ConductorOne\'s cloud, and with every feature', async function () {
    if (!hasTerraform) return this.skip()
    this.timeout(300_000)
    const {catalog} = await loadCatalog({})
    const workloads = everyWorkload(catalog)
    const hosted = workloads.flatMap((one) => {
      try {
        return render([{...one, name: `${one.name}-hosted`}], {hosting: 'cloud', tfvars: true, userIds: ['a', 'b']})
      } catch {
        return []
      }
    })
    expect(hosted).to.have.length.above(250)
    const featured = Object.entries(featureInstances).flatMap(([id, settings]) => render(workloadsOf(settings).workloads.map((one) => ({...one, name: `baton-feature-${id}`})), {tfvars: true}))
    const formatted = await format([...render(workloads, {tfvars: true, instances: {[workloads[0]!.instance]: {appId: 'x', import: true}}}), ...hosted, ...featured])
    expect(formatted.stdout).to.equal('')
    expect(formatted.status, formatted.stderr).to.equal(0)
  })

  it('finds a file that is not in its form, and one that is no HCL: the judge is awake', async function () {
    if (!hasTerraform) return this.skip()
    expect((await format([{path: 'a.tf', content: 'locals {\n  a = 1\n  bcd = 2\n}\n'}])).status).to.equal(3)
    expect((await format([{path: 'a.tf', content: 'locals {\n'}])).status).to.equal(2)
    expect(read([{source: 'a = {\n'}])[0]!.error).to.be.a('string')
  })

  it('reads of every connector the objects that the manifests target makes, with the pair that ConductorOne issues', async function () {
    this.timeout(300_000)
    const {catalog} = await loadCatalog({})
    const workloads = everyWorkload(catalog)
    const found = readBack(workloads)
    for (const workload of workloads) expectSame(workload, found.get(workload.instance)!.blocks)
    expect(workloads.filter((one) => one.secretFiles.entries.some(({key}) => key === 'config.yaml'))).not.to.deep.equal([])
  })

  for (const [id, settings] of Object.entries(featureInstances))
    it(`reads the objects of the manifests target with ${id}`, () => {
      const [workload] = workloadsOf(settings).workloads as [Workload]
      expectSame(workload, readBack([workload]).get('app')!.blocks)
    })

  it('reads hostile values byte for byte, plain and secret ones, in files, and of what ConductorOne hosts', () => {
    const [bare] = workloadsOf({}).workloads as [Workload]
    const secrets = bare.secretEnvironment
    const entries = Object.entries(hostile)
    const workload: Workload = {
      ...bare,
      environment: entries.map(([name, value]) => ({name: `BATON_P_${name.toUpperCase()}`, value})),
      secretEnvironment: {...secrets, entries: [...entries.map(([name, value]) => ({key: `BATON_S_${name.toUpperCase()}`, use: 'env' as const, value: new Secret(value)})), ...secrets.entries]},
      secretFiles: {name: 'baton-app-files', entries: entries.map(([name, value]) => ({key: `${name}.pem`, use: 'file' as const, value: new Secret(value)}))},
      configFiles: {name: 'baton-app-config', directory: '/etc/baton-config', entries: entries.filter(([, value]) => value !== '').map(([key, content]) => ({key, content}))},
    }
    expectSame(workload, readBack([workload]).get('app')!.blocks)
    for (const value of Object.values(hostile)) {
      const hosted: Workload = {...bare, connector: 'asana', environment: [{name: 'BATON_DEFAULT_WORKSPACE_ID', value}], secretEnvironment: {...secrets, entries: [{key: 'BATON_TOKEN', use: 'env', value: new Secret(value)}]}}
      const [resource] = resources(readBack([hosted], {hosting: 'cloud', instances: {app: {hosting: 'cloud', appId: value || 'x'}}}).get('app')!.blocks, 'conductorone_integration_asana') as [Block]
      expect(resource.attributes).to.deep.equal({app_id: value || 'x', asana_api_key: value, asana_default_workspace: value})
    }
  })

  it('evaluates hostile values to themselves, in files and in variable definitions', async function () {
    if (!hasTerraform) return this.skip()
    this.timeout(60_000)
    const names = Object.keys(hostile)
    await writeFile(join(directory, 'main.tf'), names.map((name) => `output "${name}" {\n  value = ${quoted(hostile[name]!)}\n}\n\nvariable "v_${name}" {\n  type = string\n}\n\noutput "v_${name}" {\n  value = var.v_${name}\n}\n`).join('\n'))
    await writeFile(join(directory, 'values.auto.tfvars'), writeAssignments(Object.fromEntries(names.map((name) => [`v_${name}`, hostile[name]!]))))
    const ran = (words: string[]) => execFileSync('terraform', words, {cwd: directory, encoding: 'utf8', env: {...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1'}, stdio: ['ignore', 'pipe', 'pipe']})
    ran(['init', '-input=false'])
    ran(['apply', '-auto-approve', '-input=false'])
    const outputs = JSON.parse(ran(['output', '-json'])) as Record<string, {value: string}>
    for (const name of names) expect([outputs[name]!.value, outputs[`v_${name}`]!.value], name).to.deep.equal([hostile[name], hostile[name]])
  })

  it('knows every reference: what a file names is declared in it', async function () {
    this.timeout(300_000)
    const {catalog} = await loadCatalog({})
    const workloads = [...everyWorkload(catalog).slice(0, 200), ...workloadsOf({replicas: 2}).workloads]
    for (const [instance, {blocks}] of readBack(workloads)) {
      const declared = new Set(blocks.flatMap(({type, labels}) => (type === 'variable' ? [`var.${labels![0]}`] : type === 'resource' ? [labels!.join('.')] : [])))
      const made = blocks.flatMap(({type, references = {}}) => (type === 'variable' ? [] : Object.values(references).flat())).map((one) => one.split('.').slice(0, 2).join('.'))
      for (const reference of made) expect(declared, instance).to.include(reference)
    }
  })
})
