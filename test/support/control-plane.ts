// A real Kubernetes control plane on loopback: etcd, API server, controller manager, scheduler, and kwok in the place of nodes. One for a whole run of
// the end-to-end tests: .mocharc.e2e.json requires this file, and mocha calls the two fixtures at its end.
import {spawn, type ChildProcess} from 'node:child_process'
import {generateKeyPairSync} from 'node:crypto'
import {closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {request} from 'node:https'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import type {Runner} from 'mocha'

/** Users of the control plane. `admin` may do all; the others only what a test gives them by RBAC. Each has a context of its name. */
export const users = ['admin', 'ci', 'nobody'] as const

/** A running control plane. */
export interface ControlPlane {
  kubeconfig: string
  directory: string
  /** Ends every process; the logs stay when `keep` is true. */
  stop(keep: boolean): Promise<void>
}

const parts = process.env.C1CTL_REAL_PARTS ?? join(process.env.XDG_CACHE_HOME || join(process.env.HOME ?? '/root', '.cache'), 'c1ctl', 'real-parts')
const ownStages = fileURLToPath(new URL('./kwok', import.meta.url))
/** Path of one of the real programs. */
export const realPart = (name: string): string => join(parts, 'bin', name)

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number}
      server.close(() => resolve(port))
    })
  })

const ready = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request({host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, headers: {authorization: 'Bearer admin'}, timeout: 2000}, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })

/**
 * Starts the control plane and waits until its node is ready.
 * @throws Error naming the folder with the logs when a part ends early or is not ready in 60 seconds
 */
export async function startControlPlane(): Promise<ControlPlane> {
  if (!existsSync(realPart('kube-apiserver'))) throw new Error(`no real parts in ${parts}: run \`node scripts/real-parts.mjs\``)
  const directory = mkdtempSync(join(tmpdir(), 'c1ctl-control-plane-'))
  const at = (name: string): string => join(directory, name)
  const [etcdPort, peerPort, apiPort, managerPort, schedulerPort] = await Promise.all([freePort(), freePort(), freePort(), freePort(), freePort()])

  // The watcher outlives us on purpose: however this process ends, the pipe closes and the watcher kills every process group it was told of.
  const watcher = spawn('/bin/sh', ['-c', 'groups=; while read -r group; do groups="$groups -$group"; done; [ -z "$groups" ] || kill -9 $groups'], {
    stdio: ['pipe', 'ignore', 'ignore'], detached: true,
  })
  const children: ChildProcess[] = []
  const failures: string[] = []
  let stopping = false
  const start = (name: string, args: string[]): void => {
    const log = openSync(at(`${name}.log`), 'w')
    const child = spawn(realPart(name), args, {stdio: ['ignore', log, log], detached: true, cwd: directory})
    closeSync(log)
    if (child.pid !== undefined) watcher.stdin.write(`${child.pid}\n`)
    child.once('exit', (code, signal) => {
      if (!stopping) failures.push(`${name} ended early (${code ?? signal}), see ${at(`${name}.log`)}`)
    })
    child.once('error', (error) => failures.push(`${name}: ${error.message}`))
    child.unref()
    children.push(child)
  }
  const stop = async (keep: boolean): Promise<void> => {
    stopping = true
    const ended = Promise.all([watcher, ...children].map((child) => new Promise((resolve) => (child.exitCode ?? child.signalCode) === null ? child.once('exit', resolve) : resolve(null))))
    watcher.stdin.end()
    await ended
    if (!keep) rmSync(directory, {recursive: true, force: true})
  }
  const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 60_000; !(await done()); await sleep(50)) {
      if (failures.length === 0 && Date.now() < end) continue
      await stop(true)
      throw new Error(`the control plane did not start: ${failures.join('; ') || `${what} not ready after 60 s`}; logs are in ${directory}`)
    }
  }

  const etcd = `http://127.0.0.1:${etcdPort}`
  const peer = `http://127.0.0.1:${peerPort}`
  start('etcd', [
    '--name=one', `--data-dir=${at('etcd')}`, '--unsafe-no-fsync', '--log-level=warn', `--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=one=${peer}`,
  ])
  writeFileSync(at('service-account.key'), generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs1', format: 'pem'}), {mode: 0o600})
  writeFileSync(at('tokens.csv'), users.map((user) => `${user},${user},${user}${user === 'admin' ? ',system:masters' : ''}\n`).join(''), {mode: 0o600})
  mkdirSync(at('certificates'))
  start('kube-apiserver', [
    `--etcd-servers=${etcd}`, `--secure-port=${apiPort}`, '--bind-address=127.0.0.1', '--advertise-address=192.0.2.1', `--cert-dir=${at('certificates')}`,
    '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${at('service-account.key')}`,
    `--service-account-signing-key-file=${at('service-account.key')}`, '--service-cluster-ip-range=10.0.0.0/24', `--token-auth-file=${at('tokens.csv')}`,
    '--authorization-mode=Node,RBAC', '--allow-privileged', '--disable-admission-plugins=ServiceAccount,Priority',
  ])
  const server = `https://127.0.0.1:${apiPort}`
  const kubeconfig = at('kubeconfig')
  writeFileSync(kubeconfig, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'admin',
    clusters: [{name: 'loopback', cluster: {server, 'certificate-authority': at('certificates/apiserver.crt')}}],
    users: users.map((name) => ({name, user: {token: name}})),
    contexts: users.map((name) => ({name, context: {cluster: 'loopback', user: name}})),
  }), {mode: 0o600})
  await until('the API server', () => ready(apiPort))

  start('kube-controller-manager', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--bind-address=127.0.0.1', `--secure-port=${managerPort}`, `--cert-dir=${at('certificates')}`])
  start('kube-scheduler', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--bind-address=127.0.0.1', `--secure-port=${schedulerPort}`, `--cert-dir=${at('certificates')}`])
  const node = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'kwok-0', labels: {'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64'}}, status: {allocatable: {cpu: '64', memory: '256Gi', pods: '500'}, capacity: {cpu: '64', memory: '256Gi', pods: '500'}}}
  const made = await runKubectl(kubeconfig, ['create', '-f', '-'], {stdin: JSON.stringify(node)})
  if (made.status !== 0) failures.push(`no node: ${made.stderr}`)
  const stages = ['node-fast', 'node-heartbeat-with-lease', 'pod-fast'].map((name) => join(parts, 'kwok-stages', name)).concat(ownStages)
    .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml').map((name) => join(folder, name)))
  start('kwok', [`--kubeconfig=${kubeconfig}`, '--manage-all-nodes=true', '--node-lease-duration-seconds=40', ...stages.map((file) => `--config=${file}`)])
  await until('the node', async () => {
    const answer = await runKubectl(kubeconfig, ['get', 'node', 'kwok-0', '-o', 'jsonpath={.status.conditions[?(@.type=="Ready")].status}/{.spec.taints}'])
    return answer.stdout === 'True/'
  })
  return {kubeconfig, directory, stop}
}

/** What a kubectl call gave. */
export interface Answer {
  status: number | null
  stdout: string
  stderr: string
}

const runKubectl = (kubeconfig: string, args: string[], {stdin = '', user = 'admin'}: {stdin?: string; user?: string} = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = spawn(realPart('kubectl'), ['--kubeconfig', kubeconfig, '--context', user, ...args])
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', reject)
    child.once('close', (status) => resolve({status, stdout, stderr}))
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
  })

/**
 * Runs kubectl against the control plane of this run, as one of its users.
 * @param options `user` is `admin` unless said; `stdin` is passed as it is
 */
export const kubectl = (args: string[], options: {stdin?: string; user?: (typeof users)[number]} = {}): Promise<Answer> => {
  const kubeconfig = process.env.KUBECONFIG
  if (!kubeconfig) throw new Error('there is no control plane: run this test with `npm run test:e2e`')
  return runKubectl(kubeconfig, args, options)
}

/** As `kubectl`, with `-o json` added; gives the parsed object and throws when kubectl fails. */
export async function kubectlJson<T>(args: string[], options: {stdin?: string; user?: (typeof users)[number]} = {}): Promise<T> {
  const answer = await kubectl([...args, '-o', 'json'], options)
  if (answer.status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${answer.stderr}`)
  return JSON.parse(answer.stdout) as T
}

let running: ControlPlane | undefined

/** Mocha: once, before the first test. Children find the control plane and the real programs through the environment. */
export async function mochaGlobalSetup(): Promise<void> {
  running = await startControlPlane()
  process.env.KUBECONFIG = running.kubeconfig
  process.env.KUBECACHEDIR = join(running.directory, 'kubectl-cache')
  process.env.C1CTL_KUBECTL = realPart('kubectl')
}

/** Mocha: once, after the last test, also when tests failed or Ctrl-C was pressed. */
export async function mochaGlobalTeardown(this: Runner): Promise<void> {
  const failed = (this.failures ?? 0) > 0
  await running?.stop(failed)
  if (failed && running) process.stderr.write(`The logs of the control plane are in ${running.directory}\n`)
}
