import {expect} from 'chai'
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubectl, kubectlJson, realPart} from '../support/control-plane.ts'
import {asana, makeProject, type TestInstance} from '../support/cluster-project.ts'

interface Meta {
  metadata: {name: string; resourceVersion: string; labels: Record<string, string>; managedFields: Array<{manager: string; operation: string}>; ownerReferences?: Array<{name: string}>}
}

let directory: string
let count = 0
/** A namespace of a test's own: the API server deletes slowly. */
const fresh = (): string => `apply-${++count}`
const project = (namespace: string, instances: Record<string, TestInstance> = {asana: asana()}) => makeProject(directory, {namespace, instances})
const objects = async (namespace: string): Promise<Meta[]> => (await kubectlJson<{items: Meta[]}>(['get', 'secrets,deployments', '-n', namespace])).items
const versions = async (namespace: string) => (await objects(namespace)).map(({metadata}) => `${metadata.name} ${metadata.resourceVersion}`)
const actions = (json: any): Record<string, string> => Object.fromEntries(json.data.objects.map((one: any) => [`${one.kind}/${one.name}`, one.action]))
const codes = (json: any): string[] => json.problems.map((one: any) => one.code)
const grant = async (namespace: string, user: string, rules: string): Promise<void> => {
  const made = await kubectl(['apply', '-f', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items: [
    {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {name: `for-${user}`, namespace}, rules: JSON.parse(rules)},
    {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: `for-${user}`, namespace}, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `for-${user}`}, subjects: [{kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io'}]},
  ]})})
  expect(made.status, made.stderr).to.equal(0)
}

describe('apply', () => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-apply-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('makes the namespace and brings a connector to Running, then changes nothing when it is run again', async () => {
    const namespace = fresh()
    const {run} = await project(namespace)
    const first = await run(['apply', '--json'])
    expect(first.status, first.stdout + first.stderr).to.equal(0)
    expect(actions(first.json)).to.deep.equal({[`Namespace/${namespace}`]: 'created', 'Secret/baton-asana-secrets': 'created', 'Deployment/baton-asana': 'created'})
    expect(first.json.data.rollouts).to.deep.equal([{instance: 'asana', ready: true, reason: null}])
    const pods = await kubectlJson<{items: Array<{status: {phase: string}}>}>(['get', 'pods', '-n', namespace, '-l', 'app=baton-asana'])
    expect(pods.items.map((pod) => pod.status.phase)).to.deep.equal(['Running'])
    for (const {metadata} of await objects(namespace)) {
      expect(metadata.labels).to.include({'c1ctl/project': 'acme', 'c1ctl/instance': 'asana'})
      expect(metadata.managedFields?.[0] ?? {manager: 'c1ctl'}).to.include({manager: 'c1ctl'})
    }
    const managers = JSON.parse((await kubectl(['get', 'deployment', 'baton-asana', '-n', namespace, '-o', 'json', '--show-managed-fields'])).stdout) as Meta
    expect(managers.metadata.managedFields.filter((one) => one.operation === 'Apply').map((one) => one.manager)).to.deep.equal(['c1ctl'])
    const labels = await kubectlJson<Meta>(['get', 'namespace', namespace])
    expect(Object.keys(labels.metadata.labels)).to.deep.equal(['kubernetes.io/metadata.name'])

    const before = await versions(namespace)
    const second = await run(['apply', '--json'])
    expect(second.status).to.equal(0)
    expect(actions(second.json)).to.deep.equal({'Secret/baton-asana-secrets': 'unchanged', 'Deployment/baton-asana': 'unchanged'})
    expect((await versions(namespace)).map((one) => one)).to.deep.equal(before)
    const status = await run(['status', '--json'])
    expect(status.status).to.equal(0)
    expect(status.json.data.instances).to.deep.equal([{instance: 'asana', namespace, state: 'ready', desired: 1, ready: 1, image: 'public.ecr.aws/conductorone/baton-asana:1.0.0', reason: null}])
  })

  it('runs where the namespace enforces the restricted Pod Security Standard, with mounted files too', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'])
    // The standard is in force: the bare pod of a setup page is refused.
    const bare = await kubectl(['run', 'bare', '--image=example.com/bare', '-n', namespace])
    expect(bare.status).to.not.equal(0)
    expect(bare.stderr).to.contain('violates PodSecurity')
    const github: TestInstance = {connector: 'github', auth: 'github-app', config: {'app-id': '1', org: 'acme'}, credentials: {'app-privatekey-path': '-----BEGIN PRIVATE KEY-----'}}
    const {run} = await project(namespace, {asana: asana(), github})
    const ran = await run(['apply', '--json'])
    expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
    expect(ran.json.data.rollouts.map((one: {ready: boolean}) => one.ready)).to.deep.equal([true, true])
    expect(ran.json.warnings.join()).to.not.contain('PodSecurity')
  })

  it('rolls the pod when a credential changes', async () => {
    const namespace = fresh()
    const {run} = await project(namespace)
    expect((await run(['apply', '--json'])).status).to.equal(0)
    const podNames = async () => (await kubectlJson<{items: Meta[]}>(['get', 'pods', '-n', namespace])).items.map((pod) => pod.metadata.name)
    const before = await podNames()
    const changed = await run(['apply', '--json'], {env: {T_ASANA_TOKEN: 'another-asana-token-0002'}})
    expect(changed.status, changed.stdout).to.equal(0)
    expect(actions(changed.json)).to.deep.equal({'Secret/baton-asana-secrets': 'configured', 'Deployment/baton-asana': 'configured'})
    expect(await podNames()).to.have.length(1).and.not.deep.equal(before)
    const secret = await kubectlJson<{data: Record<string, string>}>(['get', 'secret', 'baton-asana-secrets', '-n', namespace])
    expect(Buffer.from(secret.data['BATON_TOKEN']!, 'base64').toString()).to.equal('another-asana-token-0002')
  })

  it('tries everything on the server with --dry-run and changes nothing', async () => {
    const namespace = fresh()
    const {run} = await project(namespace)
    const missing = await run(['apply', '--dry-run', '--json'])
    expect(missing.status).to.equal(0)
    expect(missing.json.data).to.include({dryRun: true}).and.deep.include({rollouts: []})
    expect(missing.json.warnings.join()).to.contain(`${namespace} is not there yet`)
    expect((await kubectl(['get', 'namespace', namespace])).stderr).to.contain('NotFound')
    expect((await kubectl(['create', 'namespace', namespace])).status).to.equal(0)
    expect(actions((await run(['apply', '--dry-run', '--json'])).json)).to.deep.equal({'Secret/baton-asana-secrets': 'created', 'Deployment/baton-asana': 'created'})
    expect(await objects(namespace)).to.deep.equal([])
    expect((await run(['apply', '--no-wait', '--json'])).status).to.equal(0)
    expect(actions((await run(['apply', '--dry-run', '--json'])).json)).to.deep.equal({'Secret/baton-asana-secrets': 'unchanged', 'Deployment/baton-asana': 'unchanged'})
    const before = await versions(namespace)
    const changed = await run(['apply', '--dry-run', '--json'], {env: {T_ASANA_TOKEN: 'another-asana-token-0002'}})
    expect(actions(changed.json)).to.deep.equal({'Secret/baton-asana-secrets': 'configured', 'Deployment/baton-asana': 'configured'})
    expect((await versions(namespace))[0]).to.equal(before[0])
    expect(changed.stdout + changed.stderr).to.not.contain('another-asana-token').and.not.contain(Buffer.from('another-asana-token-0002').toString('base64'))
  })

  it('says why an image cannot be pulled and why a program ends, in apply and in status, with status 7', async () => {
    const namespace = fresh()
    const {run} = await project(namespace, {
      good: asana(), wrong: {...asana(), image: {tag: 'does-not-exist'}}, broken: {...asana(), image: {tag: 'crash'}},
    })
    const applied = await run(['apply', '--json'])
    expect(applied.status).to.equal(7)
    expect(applied.json.ok).to.equal(false)
    const reasons = Object.fromEntries(applied.json.data.rollouts.map((one: any) => [one.instance, one]))
    expect(reasons.good).to.include({ready: true, reason: null})
    expect(reasons.wrong.ready).to.equal(false)
    expect(reasons.wrong.reason).to.contain('ImagePullBackOff').and.contain('public.ecr.aws/conductorone/baton-asana:does-not-exist')
    expect(reasons.broken.reason).to.contain('CrashLoopBackOff').and.contain('exit code 1')
    expect(codes(applied.json)).to.deep.equal(['rollout-failed', 'rollout-failed'])
    const status = await run(['status', '--json'])
    expect(status.status).to.equal(7)
    const states = Object.fromEntries(status.json.data.instances.map((one: any) => [one.instance, one.state]))
    expect(states).to.include({good: 'ready', wrong: 'failed'})
    const shown = await run(['apply', 'wrong'])
    expect(shown.stderr).to.contain('Error').and.contain('ImagePullBackOff')
    expect(shown.stdout).to.contain('Deployment').and.not.contain('Error')
  })

  it('gives up after --timeout and says what it was waiting for', async () => {
    const namespace = fresh()
    const {run} = await makeProject(directory, {namespace, instances: {asana: {...asana(), replicas: 2}}})
    await writeFile(join(directory, 'c1ctl.yaml'), (await readFile(join(directory, 'c1ctl.yaml'), 'utf8')).replace('"replicas": 2', '"replicas": 1, "resources": {"requests": {"memory": "900Ti"}, "limits": {"memory": "900Ti"}}'))
    const applied = await run(['apply', '--timeout', '3', '--json'])
    expect(applied.status).to.equal(7)
    expect(applied.json.data.rollouts[0].reason).to.contain('no node takes pod').and.contain('Insufficient memory').and.contain('after 3 s')
  })

  it('says that a quota keeps the pods from being made', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    await kubectl(['create', 'quota', 'small', '--hard=pods=0', '-n', namespace])
    const applied = await (await project(namespace)).run(['apply', '--json'])
    expect(applied.status).to.equal(7)
    expect(applied.json.data.rollouts[0].reason).to.contain('exceeded quota: small')
  })

  it('runs two instances of one connector side by side, each in its namespace', async () => {
    const [one, two] = [fresh(), fresh()]
    const {run} = await project(one, {asana: asana(), 'asana-emea': {...asana('made-up-emea-token-0003'), namespace: two}})
    const applied = await run(['apply', '--json'])
    expect(applied.status, applied.stdout).to.equal(0)
    expect(applied.json.data.rollouts.map((each: any) => [each.instance, each.ready])).to.deep.equal([['asana', true], ['asana-emea', true]])
    expect((await objects(two)).map(({metadata}) => metadata.name).sort()).to.deep.equal(['baton-asana-emea', 'baton-asana-emea-secrets'])
    expect((await run(['status', 'nonsense'])).status).to.equal(2)
  })

  it('applies only the instances that are named, and status shows the others as not applied', async () => {
    const {run} = await project(fresh(), {asana: asana(), other: asana('made-up-other-token-0004')})
    const applied = await run(['apply', 'other', '--json'])
    expect(applied.status).to.equal(0)
    const status = await run(['status', '--json'])
    expect(status.status).to.equal(0)
    expect(status.json.data.instances.map((one: any) => [one.instance, one.state])).to.deep.equal([['asana', 'not-applied'], ['other', 'ready']])
  })

  it('works for a CI user with a Role in the namespace who may not read namespaces', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    await grant(namespace, 'ci', '[{"apiGroups": [""], "resources": ["secrets", "pods"], "verbs": ["get", "list", "create", "patch"]}, {"apiGroups": ["apps"], "resources": ["deployments", "replicasets"], "verbs": ["get", "list", "create", "patch"]}]')
    const {run} = await project(namespace)
    const applied = await run(['apply', '--context', 'ci', '--json'])
    expect(applied.status, applied.stdout).to.equal(0)
    expect(applied.json.data.rollouts[0].ready).to.equal(true)
    expect(actions(applied.json)).to.deep.equal({'Secret/baton-asana-secrets': 'created', 'Deployment/baton-asana': 'created'})
  })

  it('works for a user who may write but not read, and says what it cannot tell', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    await grant(namespace, 'ci', '[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "patch"]}, {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "patch"]}]')
    const applied = await (await project(namespace)).run(['apply', '--context', 'ci', '--json'])
    expect(applied.status, applied.stdout).to.equal(0)
    expect(actions(applied.json)).to.deep.equal({'Secret/baton-asana-secrets': 'applied', 'Deployment/baton-asana': 'applied'})
    expect(applied.json.data.rollouts[0].ready).to.equal(null)
    expect(applied.json.warnings.join()).to.contain('cannot be followed')
  })

  it('names the permission that is missing, and what was applied without it', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    const {run} = await project(namespace)
    const none = await run(['apply', '--context', 'nobody', '--json'])
    expect(none.status).to.equal(7)
    expect(codes(none.json)).to.deep.equal(['cluster-forbidden', 'cluster-forbidden'])
    expect(none.json.problems[1].what).to.equal(`Deployment baton-asana: nobody may not patch deployments.apps in namespace ${namespace}.`)
    expect(actions(none.json)).to.deep.equal({'Secret/baton-asana-secrets': 'failed', 'Deployment/baton-asana': 'failed'})
    await grant(namespace, 'nobody', '[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "patch", "get"]}]')
    const some = await run(['apply', '--context', 'nobody', '--json'])
    expect(some.status).to.equal(7)
    expect(actions(some.json)).to.deep.equal({'Secret/baton-asana-secrets': 'created', 'Deployment/baton-asana': 'failed'})
    const elsewhere = await run(['apply', '--context', 'nobody', '--namespace', 'never-made', '--json'])
    expect(elsewhere.status).to.equal(7)
    expect(new Set(codes(elsewhere.json))).to.deep.equal(new Set(['cluster-forbidden']))
  })

  it('does not touch a namespace that is being deleted', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    await kubectl(['create', '-f', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'hold', namespace, finalizers: ['example.com/hold']}})})
    try {
      await kubectl(['delete', 'namespace', namespace, '--wait=false'])
      const applied = await (await project(namespace)).run(['apply', '--json'])
      expect(applied.status).to.equal(7)
      expect(codes(applied.json)).to.deep.equal(['namespace-terminating'])
    } finally {
      await kubectl(['patch', 'configmap', 'hold', '-n', namespace, '--type=merge', '-p', '{"metadata": {"finalizers": null}}'])
    }
  })

  it('leaves fields of another manager alone unless told to take them', async () => {
    const namespace = fresh()
    const {run} = await project(namespace)
    expect((await run(['apply', '--no-wait', '--json'])).status).to.equal(0)
    const other = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-asana', namespace}, spec: {replicas: 2}}
    expect((await kubectl(['apply', '--server-side', '--field-manager=autoscaler', '--force-conflicts', '-f', '-'], {stdin: JSON.stringify(other)})).status).to.equal(0)
    const refused = await run(['apply', '--json'])
    expect(refused.status).to.equal(7)
    expect(codes(refused.json)).to.deep.equal(['cluster-conflict'])
    expect(refused.json.problems[0].what).to.equal('Deployment baton-asana: autoscaler manages .spec.replicas.')
    expect(actions(refused.json)).to.deep.equal({'Secret/baton-asana-secrets': 'unchanged', 'Deployment/baton-asana': 'failed'})
    const forced = await run(['apply', '--force-conflicts', '--json'])
    expect(forced.status, forced.stdout).to.equal(0)
    expect(actions(forced.json)['Deployment/baton-asana']).to.equal('configured')
  })

  it('says that there is no cluster, no such context, no kubeconfig, no kubectl', async () => {
    const {run} = await project('nowhere')
    const dead = join(directory, 'dead-kubeconfig')
    await writeFile(dead, JSON.stringify({apiVersion: 'v1', kind: 'Config', 'current-context': 'a', contexts: [{name: 'a', context: {cluster: 'a', user: 'a'}}], clusters: [{name: 'a', cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: 'a', user: {token: 't'}}]}))
    const cases: Array<[words: string[], env: Record<string, string>, code: string, status: number, says: string]> = [
      [[], {KUBECONFIG: dead}, 'cluster-unreachable', 5, 'connection'],
      [['--context', 'nope'], {}, 'cluster-unreachable', 5, 'no context nope'],
      [[], {KUBECONFIG: join(directory, 'none')}, 'cluster-unreachable', 5, 'kubeconfig'],
      [[], {C1CTL_KUBECTL: join(directory, 'no-kubectl')}, 'tool-missing', 6, 'no-kubectl'],
    ]
    for (const [words, env, code, status, says] of cases) {
      for (const command of ['apply', 'status']) {
        const ran = await run([command, ...words, '--json'], {env})
        expect(codes(ran.json), `${command} ${words.join(' ')} ${ran.stdout}`).to.deep.equal([code])
        expect(ran.status).to.equal(status)
        expect(`${ran.json.problems[0].what} ${ran.json.problems[0].why}`.toLowerCase()).to.contain(says)
      }
    }
  })

  it('shows no secret value that kubectl repeats', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    // Plays a server or a kubectl that quotes what it was sent.
    const echo = join(directory, 'kubectl-that-quotes')
    await writeFile(echo, `#!/bin/sh\ncase "$1" in apply) input=$(cat); printf 'Error from server (BadRequest): refused %s\\nerror: also as made-up-asana-token-0001\\n' "$input" >&2; exit 1;; esac\nexec ${realPart('kubectl')} "$@"\n`)
    await chmod(echo, 0o755)
    const {run} = await project(namespace)
    for (const words of [['apply', '--json'], ['apply'], ['apply', '--dry-run']]) {
      const ran = await run(words, {env: {C1CTL_KUBECTL: echo, DEBUG: '*', C1CTL_DEBUG: '1'}})
      expect(ran.status).to.equal(7)
      const all = ran.stdout + ran.stderr
      expect(all).to.contain('***')
      for (const value of ['made-up-asana-token-0001', 'secret-token:conductorone.com:made-up', 'strange-hydra-68836']) {
        expect(all).to.not.contain(value)
        expect(all).to.not.contain(Buffer.from(value).toString('base64').slice(0, -4))
      }
    }
  })

  it('says what was done when Ctrl-C comes during apply, and ends with 130', async () => {
    const namespace = fresh()
    await kubectl(['create', 'namespace', namespace])
    // A cluster that takes the first object and then hangs.
    const slow = join(directory, 'kubectl-that-hangs')
    await writeFile(slow, `#!/bin/sh\ncase "$1" in apply) cat >/dev/null; echo secret/baton-asana-secrets serverside-applied; exec sleep 60;; esac\nexec ${realPart('kubectl')} "$@"\n`)
    await chmod(slow, 0o755)
    const {run} = await project(namespace)
    const ran = await run(['apply', '--json'], {env: {C1CTL_KUBECTL: slow}, kill: {signal: 'SIGINT', afterMs: 3000}})
    expect(ran.status).to.equal(130)
    expect(codes(ran.json)).to.deep.equal(['interrupted'])
    expect(ran.json.problems[0].what).to.contain('Applied: Secret baton-asana-secrets.').and.contain('Not confirmed: Deployment baton-asana.')
    expect(actions(ran.json)['Deployment/baton-asana']).to.equal('skipped')
  })

  it('says what is still open when Ctrl-C or SIGTERM comes while it waits', async () => {
    const namespace = fresh()
    const {run} = await project(namespace, {asana: asana()})
    await writeFile(join(directory, 'c1ctl.yaml'), (await readFile(join(directory, 'c1ctl.yaml'), 'utf8')).replace('"image": {', '"resources": {"requests": {"memory": "900Ti"}, "limits": {"memory": "900Ti"}}, "image": {'))
    for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      const ran = await run(['apply', '--json'], {kill: {signal, afterMs: 4000}})
      expect(ran.status, ran.stdout + ran.stderr).to.equal(status)
      expect(codes(ran.json)).to.deep.equal(['interrupted'])
      expect(ran.json.problems[0].what).to.contain('while waiting for asana').and.contain('everything was applied')
    }
  })
})
