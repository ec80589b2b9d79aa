import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubectl} from '../support/control-plane.ts'
import {c1ctl} from '../support/cli.ts'
import {asana, makeProject} from '../support/cluster-project.ts'

const state = (json: any): Record<string, string> => Object.fromEntries(json.data.checks.map((one: any) => [one.check, one.status]))
const codes = (json: any): string[] => json.problems.map((one: any) => one.code)

describe('doctor', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-doctor-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('finds a sound project and cluster sound', async () => {
    const {run} = await makeProject(directory, {namespace: 'doctor-one', instances: {asana: asana()}})
    const ran = await run(['doctor', '--json'])
    expect(ran.status, ran.stdout).to.equal(0)
    expect(state(ran.json)).to.include({kubectl: 'ok', cluster: 'ok', 'permissions in doctor-one': 'ok', project: 'ok', git: 'ok'})
    expect(ran.json.data.checks.find((one: any) => one.check === 'cluster').reason).to.contain('admin').and.contain('v1.36.1')
    const shown = await run(['doctor'])
    expect(shown.stdout).to.contain('cluster: context admin')
  })

  it('names the permissions that are missing, and those that would only be nice', async () => {
    const {run} = await makeProject(directory, {namespace: 'doctor-two', instances: {asana: asana()}})
    const none = await run(['doctor', '--context', 'nobody', '--json'])
    expect(none.status).to.equal(7)
    expect(codes(none.json)).to.deep.equal(['cluster-forbidden'])
    expect(none.json.problems[0].what).to.contain('create and patch secrets')
    await kubectl(['create', 'namespace', 'doctor-two'])
    await kubectl(['create', 'role', 'writer', '-n', 'doctor-two', '--verb=create,patch', '--resource=secrets,deployments.apps'])
    await kubectl(['create', 'rolebinding', 'writer', '-n', 'doctor-two', '--role=writer', '--user=nobody'])
    const some = await run(['doctor', '--context', 'nobody', '--json'])
    expect(some.status, some.stdout).to.equal(0)
    expect(state(some.json)['permissions in doctor-two']).to.equal('warning')
  })

  it('goes on after a fault and ends with the gravest', async () => {
    const env = {C1CTL_KUBECTL: join(directory, 'no-kubectl')}
    expect((await c1ctl(['doctor', '--json'], {cwd: directory, env})).status).to.equal(6)
    await writeFile(join(directory, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors:\n  asana: {nonsense: true}\n')
    const ran = await c1ctl(['doctor', '--json'], {cwd: directory, env})
    expect(ran.status).to.equal(3)
    expect(codes(ran.json)).to.deep.equal(['tool-missing', 'project-invalid'])
    expect(ran.json.data.checks.every((one: any) => one.status === 'ok' || (typeof one.next === 'string' && one.reason !== ''))).to.equal(true)
  })

  it('says that there is no cluster, and without a kubeconfig that none is needed to render', async () => {
    await makeProject(directory, {namespace: 'nowhere', instances: {asana: asana()}})
    const cwd = directory
    const none = await c1ctl(['doctor', '--json'], {cwd, env: {C1CTL_KUBECTL: process.env.C1CTL_KUBECTL, KUBECONFIG: join(directory, 'none')}})
    expect(none.status, none.stdout).to.equal(0)
    expect(state(none.json)['cluster']).to.equal('warning')
    await writeFile(join(directory, 'dead'), JSON.stringify({apiVersion: 'v1', kind: 'Config', 'current-context': 'a', contexts: [{name: 'a', context: {cluster: 'a', user: 'a'}}], clusters: [{name: 'a', cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: 'a', user: {token: 't'}}]}))
    const dead = await c1ctl(['doctor', '--json'], {cwd, env: {C1CTL_KUBECTL: process.env.C1CTL_KUBECTL, KUBECONFIG: join(directory, 'dead')}})
    expect(dead.status).to.equal(5)
    expect(codes(dead.json)).to.deep.equal(['cluster-unreachable'])
  })

  it('finds a plain Secret that git tracks and a store that it does not', async () => {
    const {run} = await makeProject(directory, {namespace: 'doctor-git', instances: {asana: asana()}})
    const git = (...words: string[]) => execFileSync('git', ['-C', directory, ...words])
    git('init', '-q')
    await mkdir(join(directory, 'k8s'))
    const file = join(directory, 'k8s/baton-asana-secrets.yaml')
    await writeFile(file, 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: baton-asana-secrets\ndata:\n  BATON_TOKEN: bWFkZS11cA==\n')
    git('add', 'k8s')
    const tracked = await run(['doctor', '--json'])
    expect(tracked.status).to.equal(8)
    expect(codes(tracked.json)).to.deep.equal(['plain-secret-tracked'])
    expect(tracked.json.problems[0].what).to.contain('k8s/baton-asana-secrets.yaml')
    git('rm', '-q', '--cached', '-r', 'k8s')
    const set = await run(['credential', 'set', 'asana', 'token=env:T_ASANA_TOKEN', '--new-identity', '--json'])
    expect(set.status, set.stdout + set.stderr).to.equal(0)
    const loose = await run(['doctor', '--json'])
    expect(loose.status, loose.stdout).to.equal(0)
    expect(state(loose.json)).to.include({git: 'warning', 'age identity': 'ok', 'credential store': 'ok'})
    expect(loose.stdout).to.not.contain('AGE-SECRET-KEY').and.not.contain('made-up-asana-token')
    git('add', 'credentials')
    expect(state((await run(['doctor', '--json'])).json)).to.include({git: 'ok'})
    await rm(join(directory, '.home'), {recursive: true})
    const stranger = await run(['doctor', '--json'])
    expect(stranger.status).to.equal(4)
    expect(state(stranger.json)).to.include({'age identity': 'failed'})
  })
})
