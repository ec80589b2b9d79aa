import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseAllDocuments} from 'yaml'
import type {FeatureId} from '../../src/core/render/features.ts'
import {makeProject, type TestInstance} from '../support/cluster-project.ts'
import {kubectl, kubectlJson} from '../support/control-plane.ts'
import {complaints, critical} from '../support/kube-score.ts'
import {featureCatalog, featureFiles, featureInstances} from '../support/features.ts'

let directory: string
const files = {...featureFiles, 'connectors.yaml': featureCatalog}
/** An instance of the connector that asks for features. */
const asking = (ids: FeatureId[], more: Partial<TestInstance> = {}): TestInstance => {
  const {credentials, auth, replicas, ...settings} = Object.assign({}, ...ids.map((id) => featureInstances[id])) as Record<string, unknown>
  return {
    connector: 'app', credentials: {token: 'made-up-token-0001', ...(credentials ? {key: '-----BEGIN PRIVATE KEY-----\n'} : {})}, settings,
    ...(auth ? {auth: auth as string} : {}), ...(replicas ? {replicas: replicas as number} : {}), ...more,
  }
}
const everyFeature = Object.keys(featureInstances) as FeatureId[]
const together = everyFeature.filter((id) => !['once', 'schedule', 'ca-bundle-config-map'].includes(id))
const actions = (json: any): Record<string, string> => Object.fromEntries(json.data.objects.map((one: any) => [`${one.kind}/${one.name}`, one.action]))

describe('optional features', () => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-features-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('are accepted strictly by the API server, each by itself and all together, for connectors of the catalog too, and lint finds nothing in them', async () => {
    const instances: Record<string, TestInstance> = Object.fromEntries([...everyFeature.map((id): [string, TestInstance] => [`with-${id}-set`, asking([id])]), ['together', asking(together)], ['together-once', asking([...together.filter((id) => id !== 'replicas' && id !== 'disruption-budget'), 'schedule'])]])
    const shipped: TestInstance = {connector: 'asana', config: {'default-workspace-id': '1204'}, credentials: {token: 'made-up'}, replicas: 3, settings: {networkPolicy: true, caBundle: {path: 'ca.pem'}}}
    const sql: TestInstance = {connector: 'baton-sql', settings: {files: {'config-path': 'app.yaml'}, env: {DB_PASSWORD: {from: 'env', name: 'APP_PASSWORD'}}, run: {mode: 'once', schedule: '@daily', output: 's3://bucket/sql.c1z'}, workloadIdentity: {aws: {roleArn: 'arn:aws:iam::123456789012:role/baton'}}}}
    const {run} = await makeProject(directory, {namespace: 'features-all', instances: {...instances, shipped, sql}, more: files})
    const out = join(directory, 'out')
    // As ConductorOne gives it: each instance has a client of its own.
    const clients = Object.fromEntries(Object.keys(instances).map((name) => [`T_${name}_CLIENT_ID`.toUpperCase().replaceAll('-', '_'), `${name}@acme.conductor.one/pcc`]))
    const rendered = await run(['render', '--out', out, '--json'], {env: {...clients, APP_KEY: 'made-up', APP_PASSWORD: 'made-up'}})
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    expect((await kubectl(['create', 'namespace', 'features-all'])).status).to.equal(0)
    const names = (await readdir(out)).filter((name) => name.endsWith('.yaml'))
    const documents = (await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')))).flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as {kind: string}))
    expect([...new Set(documents.map(({kind}) => kind))].sort()).to.deep.equal(['ConfigMap', 'CronJob', 'Deployment', 'Job', 'NetworkPolicy', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Role', 'RoleBinding', 'Secret', 'ServiceAccount'])
    const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', ...names.flatMap((name) => ['-f', join(out, name)])])
    expect(judged.status, judged.stderr).to.equal(0)
    expect(judged.stderr).to.equal('')
    expect(judged.stdout.trim().split('\n')).to.have.length(documents.length)
    const linted = await run(['lint', out, '--json'])
    expect(linted.json.data.findings.map((one: any) => `${one.file}:${one.line} ${one.rule} ${one.message}`)).to.deep.equal([])
    const hardened = await run(['lint', out, '--profile', 'hardened', '--json'])
    expect([...new Set(hardened.json.data.findings.map((one: {rule: string}) => one.rule))].sort()).to.deep.equal(['hardening/image-digest', 'hardening/network-policy'])
  })

  it('leave kube-score nothing critical where a policy, limits and the pull policy are set too', async () => {
    const settings = {networkPolicy: true, resources: {requests: {cpu: '100m', memory: '1Gi', 'ephemeral-storage': '1Gi'}, limits: {cpu: '100m', memory: '1Gi', 'ephemeral-storage': '1Gi'}}}
    const instances = Object.fromEntries([...everyFeature.map((id): [string, TestInstance] => [`with-${id}-set`, asking([id])]), ['together', asking(together)] as const].map(([name, one]) => [name, {...one, image: {tag: '1.0.0', pullPolicy: 'Always'}, settings: {...settings, ...one.settings}}]))
    const {run} = await makeProject(directory, {namespace: 'features-scored', instances, more: files})
    const out = join(directory, 'out')
    const rendered = await run(['render', '--out', out, '--json'], {env: {APP_KEY: 'made-up'}})
    expect(rendered.status, rendered.stdout).to.equal(0)
    const texts = await Promise.all((await readdir(out)).filter((name) => name.endsWith('.yaml')).map((name) => readFile(join(out, name), 'utf8')))
    expect(await complaints(texts.join('\n---\n'), critical)).to.deep.equal([])
  })

  it('of one instance run on a cluster that enforces the restricted Pod Security Standard, and applying again changes nothing', async () => {
    const namespace = 'features-run'
    await kubectl(['create', 'namespace', namespace])
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'])
    // No driver makes volumes here: this one is made for the claim.
    const volume = {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'features-run'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteMany'], claimRef: {namespace, name: 'baton-app'}, hostPath: {path: '/nowhere'}}}
    expect((await kubectl(['create', '-f', '-'], {stdin: JSON.stringify(volume)})).status).to.equal(0)
    const {run} = await makeProject(directory, {namespace, instances: {app: asking(together)}, more: files})
    const first = await run(['apply', '--json'], {env: {APP_KEY: 'made-up'}})
    expect(first.status, first.stdout + first.stderr).to.equal(0)
    expect(first.json.data.rollouts).to.deep.equal([{instance: 'app', ready: true, reason: null}])
    expect(new Set(Object.values(actions(first.json)))).to.deep.equal(new Set(['created']))
    expect(Object.keys(actions(first.json)).map((key) => key.split('/')[0]).filter((kind) => kind !== 'Secret')).to.deep.equal(['ServiceAccount', 'Role', 'RoleBinding', 'NetworkPolicy', 'ConfigMap', 'ConfigMap', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Deployment'])
    const second = await run(['apply', '--json'], {env: {APP_KEY: 'made-up'}})
    expect(new Set(Object.values(actions(second.json)))).to.deep.equal(new Set(['unchanged']))
    const pods = await kubectlJson<{items: Array<{spec: {serviceAccountName: string}; status: {phase: string}; metadata: {labels: Record<string, string>}}>}>(['get', 'pods', '-n', namespace, '-l', 'team=identity'])
    expect(pods.items.map(({spec, status}) => [spec.serviceAccountName, status.phase])).to.deep.equal([['baton-app', 'Running'], ['baton-app', 'Running']])
  })

  it('let a run end: apply waits for its Job, a changed one is run anew, and a CronJob is left to its time', async () => {
    const namespace = 'features-once'
    const instances = {job: asking(['once']), cron: asking(['schedule']), service: asking([])}
    const {run} = await makeProject(directory, {namespace, instances, more: files})
    const first = await run(['apply', '--json'])
    expect(first.status, first.stdout + first.stderr).to.equal(0)
    expect(first.json.data.rollouts).to.deep.equal([{instance: 'job', ready: true, reason: null}, {instance: 'service', ready: true, reason: null}])
    const jobs = async () => (await kubectlJson<{items: Array<{metadata: {name: string}; status: {succeeded?: number}}>}>(['get', 'jobs', '-n', namespace])).items.map(({metadata, status}) => [metadata.name, status.succeeded])
    const [[name]] = await jobs() as [[string, number]]
    expect(await jobs()).to.deep.equal([[name, 1]])
    const status = await run(['status', '--json'])
    expect(status.status, status.stdout).to.equal(0)
    expect(status.json.data.instances.map(({instance, state, reason}: any) => ({instance, state, reason}))).to.deep.equal([
      {instance: 'job', state: 'completed', reason: null}, {instance: 'cron', state: 'scheduled', reason: 'it has not run yet; its schedule is 0 3 * * *'}, {instance: 'service', state: 'ready', reason: null},
    ])

    const same = await run(['apply', '--json'])
    expect(new Set(Object.values(actions(same.json)))).to.deep.equal(new Set(['unchanged']))
    const changed = await run(['apply', 'job', '--json'], {env: {T_JOB_TOKEN: 'another-token-0002'}})
    expect(changed.status, changed.stdout).to.equal(0)
    expect((await jobs()).map(([, succeeded]) => succeeded)).to.deep.equal([1, 1])

    // What the schedule would do, now.
    expect((await kubectl(['create', 'job', 'by-hand', '--from=cronjob/baton-cron', '-n', namespace])).status).to.equal(0)
    expect((await kubectl(['wait', '--for=condition=Complete', 'job/by-hand', '-n', namespace, '--timeout=60s'])).status).to.equal(0)
    expect((await run(['status', '--json'])).json.data.instances[1]).to.include({instance: 'cron', state: 'scheduled', reason: null})
  })

  it('say why a run cannot begin, in apply and in status, with status 7', async () => {
    const {run} = await makeProject(directory, {namespace: 'features-broken', instances: {job: asking(['once'], {image: {tag: 'does-not-exist'}})}, more: files})
    const applied = await run(['apply', '--json'])
    expect(applied.status, applied.stdout).to.equal(7)
    expect(applied.json.data.rollouts[0]).to.include({instance: 'job', ready: false}).and.property('reason').contains('cannot pull the image')
    const status = await run(['status', '--json'])
    expect(status.status).to.equal(7)
    expect(status.json.data.instances[0]).to.include({instance: 'job', state: 'failed'})
  })
})
