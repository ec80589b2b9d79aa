import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {conductoronePair} from '../support/answers.ts'
import {c1ctl} from '../support/cli.ts'
import {kubectl, kubectlJson} from '../support/control-plane.ts'

const token = 'journey-token-value-0123456789'

describe('from a connector\'s name to a running workload', () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-journey-'))
  })
  after(() => rm(directory, {recursive: true, force: true}))

  const run = (words: string[], options: {input?: string; env?: Record<string, string | undefined>} = {}) =>
    c1ctl(words, {cwd: directory, env: {KUBECONFIG: process.env.KUBECONFIG, KUBECACHEDIR: process.env.KUBECACHEDIR, C1CTL_KUBECTL: process.env.C1CTL_KUBECTL, ...options.env}, ...(options.input === undefined ? {} : {input: options.input})})

  it('init without a terminal writes the project and an encrypted store', async () => {
    const answers = {token, 'conductorone.client-id': conductoronePair['client-id'], 'conductorone.client-secret': conductoronePair['client-secret']}
    const ran = await run(['init', 'asana', '--set', 'default-workspace-id=1204', '--credentials-from', '-', '--namespace', 'journey', '--new-identity', '--no-verify', '--json'], {input: JSON.stringify(answers)})
    expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
    const project = await readFile(join(directory, 'c1ctl.yaml'), 'utf8')
    const store = await readFile(join(directory, 'credentials/asana.sops.yaml'), 'utf8')
    for (const text of [project, store, ran.stdout, ran.stderr]) expect(text).to.not.contain(token).and.not.contain(conductoronePair['client-secret'])
    expect(store).to.contain('ENC[AES256_GCM')
  })

  it('render gives files that the cluster accepts strictly', async () => {
    const ran = await run(['render', '--out', 'k8s', '--json'])
    expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
    await kubectl(['create', 'namespace', 'journey-files'])
    const files = (await readdir(join(directory, 'k8s'))).filter((name) => name.endsWith('.yaml'))
    expect(files).to.deep.equal(['baton-asana-secrets.yaml', 'baton-asana.yaml'])
    await kubectl(['create', 'namespace', 'journey'])
    const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', join(directory, 'k8s')])
    expect(judged.status, judged.stderr).to.equal(0)
    await kubectl(['delete', 'namespace', 'journey'])
  })

  it('apply reads the store and brings it to Running, also where only SOPS_AGE_KEY is given', async () => {
    const first = await run(['apply', '--json'])
    expect(first.status, first.stdout + first.stderr).to.equal(0)
    expect(first.json.data.rollouts).to.deep.equal([{instance: 'asana', ready: true, reason: null}])
    const {data} = await kubectlJson<{data: Record<string, string>}>(['get', 'secret', 'baton-asana-secrets', '-n', 'journey'])
    expect(Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))).to.deep.equal({
      BATON_TOKEN: token, BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret'],
    })
    const keys = await readFile(join(directory, '.home/.config/sops/age/keys.txt'), 'utf8')
    const inCi = await run(['apply', '--json'], {env: {HOME: join(directory, 'elsewhere'), SOPS_AGE_KEY: /AGE-SECRET-KEY-\S+/.exec(keys)![0]}})
    expect(inCi.status, inCi.stdout + inCi.stderr).to.equal(0)
    expect(inCi.json.data.objects.map((one: any) => one.action)).to.deep.equal(['unchanged', 'unchanged'])
  })

  it('what render wrote and what apply sent are the same objects', async () => {
    const applied = await kubectl(['diff', '--server-side', '--field-manager=c1ctl', '-f', join(directory, 'k8s')])
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0)
  })

  it('status, credential set and apply again: the changed credential is in the cluster', async () => {
    expect((await run(['credential', 'set', 'asana', 'token=-', '--json'], {input: 'journey-token-rotated-42\n'})).status).to.equal(0)
    const again = await run(['apply', '--json'])
    expect(again.json.data.objects.map((one: any) => one.action)).to.deep.equal(['configured', 'configured'])
    expect((await run(['status', '--json'])).json.data.instances[0].state).to.equal('ready')
    for (const text of [again.stdout, again.stderr]) expect(text).to.not.contain('journey-token-rotated')
  })
})
