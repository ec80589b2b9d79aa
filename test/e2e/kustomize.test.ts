import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {c1ctl, type Ran} from '../support/cli.ts'
import {makeProject} from '../support/cluster-project.ts'
import {kubectl} from '../support/control-plane.ts'
import {featureCatalog, featureFiles, featureInstances} from '../support/features.ts'
import {hostile, inSecretsAlone} from '../support/hostile-values.ts'
import {asGenerated, byId, documentsOf, kustomizeBuild, objectsIn, type Plain} from '../support/kustomize.ts'
import {writeTree} from '../support/project.ts'

let directory: string

/** Values of every credential that the projects here name. */
const env = {C1_ID: 'strange-hydra-1@acme.conductor.one/pcc', C1_SECRET: 'secret-token:conductorone.com:a:v1:sample', TOKEN: 'made-up-token', OTHER: 'another-token', KEY: '-----BEGIN KEY-----\nbWFkZSB1cA==\n-----END KEY-----\n', APP_KEY: 'made-up\nkey\n'}
const from = (name: string) => ({from: 'env', name})
const pair = {'client-id': from('C1_ID'), 'client-secret': from('C1_SECRET')}

const run = async (words: string[], more: Record<string, string> = {}): Promise<Ran> => {
  const ran = await c1ctl([...words, '--json'], {cwd: directory, env: {...env, ...more}})
  expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
  return ran
}

/** Renders both targets, and holds the base and each overlay, built by kustomize and by kubectl, against the manifests of the same environment. */
async function agree(environments: string[], {plainMaps = []}: {plainMaps?: string[]} = {}): Promise<Record<string, Plain[]>> {
  await run(['render', '--target', 'kustomize', '--out', 'kustomize'])
  const all: Record<string, Plain[]> = {}
  for (const environment of [null, ...environments]) {
    const out = `manifests-${environment ?? ''}`
    await run(['render', '--out', out, ...(environment === null ? [] : ['--environment', environment])])
    const wanted = byId(asGenerated(await objectsIn(join(directory, out)), {plainMaps}))
    for (const tool of ['kustomize', 'kubectl'] as const) {
      const built = await kustomizeBuild(join(directory, 'kustomize', environment === null ? 'base' : `overlays/${environment}`), {tool})
      expect(built.status, built.stderr).to.equal(0)
      expect(built.stderr, 'no word of anything deprecated').to.equal('')
      await writeTree(directory, {[`built-${environment ?? 'base'}.yaml`]: built.stdout})
      const objects = documentsOf(built.stdout)
      expect(byId(objects), `${environment} by ${tool}`).to.deep.equal(wanted)
      all[environment ?? ''] = objects
    }
  }
  return all
}

async function accepted(objects: Plain[], name: string): Promise<void> {
  for (const namespace of new Set(objects.flatMap(({metadata}) => (metadata.namespace as string | undefined) ?? []))) await kubectl(['create', 'namespace', namespace])
  await writeTree(directory, {[`${name}.json`]: JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects})})
  const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', join(directory, `${name}.json`)])
  expect(judged.status, judged.stderr).to.equal(0)
  expect(judged.stdout.trim().split('\n')).to.have.length(objects.length)
}

/**
 * Lint finds nothing of what kustomize builds. Files alone do not know the Secrets that generators make, which lint says in notes, nor a pod that another
 * namespace of an overlay has.
 */
const lintFindsNothing = async (): Promise<void> => {
  type Finding = {rule: string; severity: string}
  const built = (await readdir(directory)).filter((name) => name.startsWith('built-'))
  for (const name of built) {
    const linted = await c1ctl(['lint', name, '--json'], {cwd: directory})
    // The instances here do have one client id between them, as lint says.
    expect(linted.json.data.findings.filter(({rule, severity}: Finding) => severity !== 'note' && rule !== 'baton/shared-client-id'), name).to.deep.equal([])
  }
  const linted = await c1ctl(['lint', 'kustomize', '--json'], {cwd: directory})
  expect(linted.json.data.findings.filter(({rule, severity}: Finding) => severity !== 'note' && !['baton/secret-missing', 'baton/selector', 'baton/shared-client-id'].includes(rule))).to.deep.equal([])
}

async function tree(root: string): Promise<Record<string, string>> {
  const names = (await readdir(root, {recursive: true, withFileTypes: true})).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).sort()
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(root.length + 1), await readFile(name, 'utf8')])))
}

describe('what kustomize builds of the target kustomize', function () {
  this.timeout(120_000)
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-kustomize-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const app = (settings: Record<string, unknown> = {}) => {
    const {credentials = {}, ...rest} = settings
    return {connector: 'app', image: {tag: '1.0.0'}, ...rest, credentials: {token: from('TOKEN'), conductorone: pair, ...(credentials as object)}}
  }
  const project = (content: Record<string, unknown>, more: Record<string, string> = {}) =>
    writeTree(directory, {'c1ctl.yaml': JSON.stringify({version: 1, name: 'acme', namespace: 'kustomize-base', ...content}), 'connectors.yaml': featureCatalog, ...featureFiles, ...more})

  it('is what the manifests target renders, with every feature in the base, and a server accepts it', async () => {
    await project({connectors: Object.fromEntries(Object.entries(featureInstances).map(([id, settings]) => [`a-${id}-1`, app(settings)]))})
    const {'': objects} = await agree([])
    await accepted(objects!, 'features')
    await lintFindsNothing()
  })

  it('is the same with every feature in an environment alone, and with every feature taken away by one', async () => {
    const bare = Object.fromEntries(Object.keys(featureInstances).map((id) => [`a-${id}-1`, app()]))
    const full = Object.fromEntries(Object.entries(featureInstances).map(([id, settings]) => [`a-${id}-1`, app(settings)]))
    await project({connectors: bare, environments: {production: {connectors: full}}})
    await accepted((await agree(['production']))['production']!, 'added')
    await project({connectors: full, environments: {small: {connectors: Object.fromEntries(Object.entries(featureInstances).map(([id, settings]) => [`a-${id}-1`, Object.fromEntries(Object.keys(settings).map((key) => [key, key === 'credentials' ? {key: null} : null]))]))}}})
    await accepted((await agree(['small']))['small']!, 'removed')
  })

  it('is the same in environments with other instances, namespaces, images, replicas, settings and credentials', async () => {
    await project({
      connectors: {one: app(), two: app({image: {tag: '1.0.1'}}), three: app({namespace: 'kustomize-three'}), gone: app({replicas: 2}), keyed: app({credentials: {key: from('KEY')}}), cluster: app({auth: 'cluster'})},
      environments: {
        same: {},
        moved: {namespace: 'kustomize-moved'},
        images: {image: {registry: 'registry.example.com:5000/team'}, connectors: {one: {image: {tag: null, digest: `sha256:${'ab'.repeat(32)}`}}, three: {image: {tag: '2.0.0', digest: `sha256:${'cd'.repeat(32)}`}}}},
        'one-image': {connectors: Object.fromEntries(['one', 'two', 'three', 'gone', 'keyed', 'cluster'].map((name) => [name, {image: {tag: '3.0.0'}}]))},
        others: {
          connectors: {
            gone: null, fresh: app({replicas: 3, credentials: {key: from('KEY')}}), keyed: {credentials: {key: null}}, two: {replicas: 4, config: {'base-url': 'https://two.example.com'}, namespace: 'kustomize-two'},
            one: {credentials: {token: from('OTHER'), key: from('KEY')}}, three: {resources: {limits: {memory: '2Gi'}}, networkPolicy: true, podAnnotations: {'example.com/a': 'yes'}}, cluster: {namespace: 'kustomize-cluster'},
          },
        },
      },
    })
    const all = await agree(['same', 'moved', 'images', 'one-image', 'others'])
    for (const [name, objects] of Object.entries(all)) await accepted(objects, `environment-${name}`)
    const files = await tree(join(directory, 'kustomize/overlays'))
    expect(Object.keys(files).filter((path) => path.startsWith('same/'))).to.deep.equal(['same/kustomization.yaml'])
    expect(Object.keys(files).filter((path) => path.startsWith('one-image/'))).to.deep.equal(['one-image/kustomization.yaml'])
    await lintFindsNothing()
  })

  it('is the same when everything is in one namespace, and moves to another', async () => {
    await project({connectors: {one: app(), cluster: app({auth: 'cluster'})}, environments: {staging: {namespace: 'kustomize-staging', connectors: {one: {replicas: 2}}}}})
    await agree(['staging'])
    const files = await tree(join(directory, 'kustomize/overlays/staging'))
    expect(files['kustomization.yaml']).to.contain('\nnamespace: kustomize-staging\n')
    expect(Object.keys(files).filter((path) => path.includes('cluster'))).to.deep.equal([])
  })

  it('carries hostile values byte for byte, secret, plain and mounted ones, in the base and in an overlay', async () => {
    const variable = (name: string) => `BATON_${name.toUpperCase().replaceAll('-', '_')}`
    const names = Object.keys(hostile)
    const catalog = {hostile: {title: 'Hostile', image: 'baton-hostile', fields: Object.fromEntries([...[...names, ...Object.keys(inSecretsAlone)].map((name) => [`secret-${name}`, {title: name, secret: true}]), ...names.map((name) => [`plain-${name}`, {title: name}]), ['secret-file', {title: 'File', secret: true, type: 'file'}], ['plain-file', {title: 'File', type: 'file'}]])}}
    const secrets = {...hostile, ...inSecretsAlone}
    const values = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`V_${variable(name)}`, value]))
    const settings = {
      config: Object.fromEntries(names.map((name) => [`plain-${name}`, hostile[name]])), files: {'plain-file': 'plain.txt'},
      credentials: {...Object.fromEntries(Object.keys(secrets).map((name) => [`secret-${name}`, from(`V_${variable(name)}`)])), 'secret-file': from('V_FILE'), conductorone: pair},
    }
    const calm = {image: {tag: '1.0.0'}, files: {'plain-file': 'calm.txt'}, config: Object.fromEntries(names.map((name) => [`plain-${name}`, 'calm'])), credentials: Object.fromEntries(Object.keys(settings.credentials).map((name) => [name, name === 'conductorone' ? pair : from('TOKEN')]))}
    const more = {'plain.txt': Object.values(hostile).join('\n'), 'calm.txt': 'calm\n', 'connectors.yaml': JSON.stringify(catalog)}
    Object.assign(env, values, {V_FILE: Object.values(secrets).join('\n')})
    await project({connectors: {hostile: {image: {tag: '1.0.0'}, ...settings}}, environments: {calm: {connectors: {hostile: calm}}}}, more)
    const inBase = (await agree(['calm']))['']!
    await project({connectors: {hostile: {...calm}}, environments: {wild: {connectors: {hostile: settings}}}}, more)
    const inOverlay = (await agree(['wild']))['wild']!
    for (const objects of [inBase, inOverlay]) {
      await accepted(objects, 'hostile')
      const {data} = objects.find((one) => one.kind === 'Secret' && (one.metadata.name as string).startsWith('baton-hostile-secrets-'))!
      for (const [name, value] of Object.entries(secrets)) expect(Buffer.from((data as Record<string, string>)[variable(`secret-${name}`)]!, 'base64').toString('utf8'), name).to.equal(value)
    }
  })

  it('keeps what only base64 brings through a server as it is, and its checksum with it', async () => {
    await project({connectors: {one: app({files: {'config-path': 'odd.yaml'}})}, environments: {even: {connectors: {one: {files: {'config-path': 'app.yaml'}}}}}}, {'odd.yaml': 'a: "\u0085"\n'})
    await agree(['even'], {plainMaps: ['baton-one-config']})
  })

  it('keeps secret values in files of their own, 0600 and out of git, and is the same on every run', async () => {
    await project({connectors: {one: app({credentials: {key: from('KEY')}})}, environments: {staging: {connectors: {one: {credentials: {token: from('OTHER')}}}}}})
    const rendered = await run(['render', '--target', 'kustomize', '--out', 'kustomize'])
    const artifacts = rendered.json.data.artifacts as Array<{path: string; secret: boolean}>
    const before = await tree(join(directory, 'kustomize'))
    for (const [path, content] of Object.entries(before)) {
      const {secret} = artifacts.find((one) => one.path === `kustomize/${path}`) ?? {secret: false}
      expect(/made-up-token|another-token|bWFkZSB1cA|v1:sample/.test(content), path).to.equal(secret)
      if (secret) expect((await stat(join(directory, 'kustomize', path))).mode & 0o777).to.equal(0o600)
    }
    expect(before['.gitignore']).to.contain('\n/base/secrets/*\n/overlays/*/secrets/*\n')
    expect(before['overlays/staging/secrets/baton-one-secrets.env']).to.equal('BATON_TOKEN=another-token\n')
    await rm(join(directory, 'kustomize'), {recursive: true})
    await c1ctl(['render', '--target', 'kustomize', '--out', 'kustomize'], {cwd: directory, env: {...env, TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8'}})
    expect(await tree(join(directory, 'kustomize'))).to.deep.equal(before)
  })

  it('is what the manifests target renders for every connector of the catalog, every auth method and every field', async function () {
    this.timeout(300_000)
    const all = Object.entries(everyInstance((await loadCatalog({})).catalog))
    // kustomize's time grows with the square of the objects: five parts take it a fifth of the time.
    for (let part = 0; part < 5; part += 1) {
      const every = Object.fromEntries(all.filter((_, at) => at % 5 === part))
      const home = join(directory, `part${part}`)
      const made = await makeProject(home, {namespace: 'kustomize-all', instances: every})
      for (const target of ['kustomize', 'manifests']) {
        const rendered = await made.run(['render', '--target', target, '--out', join(home, target), '--json'])
        expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
      }
      const built = await kustomizeBuild(join(home, 'kustomize/base'))
      expect(built.status, built.stderr).to.equal(0)
      const objects = documentsOf(built.stdout)
      expect(byId(objects)).to.deep.equal(byId(asGenerated(await objectsIn(join(home, 'manifests')))))
      expect(objects.filter(({kind}) => kind === 'Deployment')).to.have.length(Object.keys(every).length)
      await accepted(objects, `all${part}`)
    }
  })
})
