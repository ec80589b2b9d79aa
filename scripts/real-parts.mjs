// Builds the real programs that judge c1ctl in the end-to-end tests, from the Go module proxy, into a cached folder outside the checkout.
// Versions and checksums are pinned by the go.mod and go.sum beside this file, one module a program family. Usage: node scripts/real-parts.mjs [--where]
// Prints the folder. A part whose module files have not changed is not built again. About six minutes with an empty Go cache on two cores.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const KUBERNETES = '1.36.1'
const here = fileURLToPath(new URL('./real-parts', import.meta.url))
const root = process.env.C1CTL_REAL_PARTS ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'c1ctl', 'real-parts')
export const bin = join(root, 'bin')

const stamp = `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES} -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36`
const kubernetes = (name) => ({name, module: 'kubernetes', from: `k8s.io/kubernetes/cmd/${name}`, ldflags: `-s -w ${stamp}`})
/** Each part: the program's name, the module folder that pins it, the Go package, and its linker flags. */
export const parts = [
  {name: 'etcd', module: 'etcd', from: 'go.etcd.io/etcd/server/v3', ldflags: '-s -w'},
  {name: 'sops', module: 'sops', from: 'github.com/getsops/sops/v3/cmd/sops', ldflags: '-s -w'},
  {name: 'helm', module: 'helm', from: 'helm.sh/helm/v4/cmd/helm', ldflags: '-s -w'},
  {name: 'kustomize', module: 'kustomize', from: 'sigs.k8s.io/kustomize/kustomize/v5', ldflags: '-s -w'},
  {name: 'kwok', module: 'kwok', from: 'sigs.k8s.io/kwok/cmd/kwok', ldflags: '-s -w'},
  {name: 'kubeconform', module: 'kubeconform', from: 'github.com/yannh/kubeconform/cmd/kubeconform', ldflags: '-s -w'},
  {name: 'yaml-reader', module: 'yaml-reader', from: '.', ldflags: '-s -w'},
  {name: 'runner-reader', module: 'runner-reader', from: '.', ldflags: '-s -w'},
  {name: 'hcl-reader', module: 'hcl-reader', from: '.', ldflags: '-s -w'},
  {name: 'flux-reader', module: 'flux-reader', from: '.', ldflags: '-s -w'},
  {name: 'baton-fields', module: 'baton-fields', from: '.', ldflags: '-s -w'},
  {name: 'docker', module: 'docker', from: 'github.com/docker/cli/cmd/docker', ldflags: '-s -w -X github.com/docker/cli/cli/version.Version=28.5.1'},
  {name: 'docker-compose', module: 'docker-compose', from: 'github.com/docker/compose/v2/cmd', ldflags: '-s -w'},
  {name: 'kube-score', module: 'kube-score', from: 'github.com/zegl/kube-score/cmd/kube-score', ldflags: '-s -w'},
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  kubernetes('kubectl'),
]
/** Further versions of Node, from npm: their lock file pins them as go.sum does modules. There are packages for this platform alone. */
const hasNodes = process.platform === 'linux' && process.arch === 'x64'

/** kwok's own stage files: without them it plays no node. They lie in its module, not in its binary. */
const kwokStages = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast']

const key = (part) => {
  const hash = createHash('sha256').update(JSON.stringify(part))
  const own = part.from === '.' ? ['main.go'] : []
  for (const file of ['go.mod', 'go.sum', ...own]) hash.update(readFileSync(join(here, part.module, file)))
  return hash.digest('hex')
}
const go = (module, args, options = {}) =>
  execFileSync('go', args, {cwd: join(here, module), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false', ...options.env}})

export function build(part) {
  const target = join(bin, part.name)
  const mark = `${target}.key`
  const wanted = key(part)
  if (existsSync(target) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  const started = Date.now()
  process.stderr.write(`building ${part.name} ...`)
  rmSync(mark, {force: true})
  go(part.module, ['build', '-trimpath', `-ldflags=${part.ldflags}`, '-o', `${target}.new`, part.from])
  renameSync(`${target}.new`, target)
  writeFileSync(mark, wanted)
  process.stderr.write(` ${Math.round((Date.now() - started) / 1000)} s\n`)
}

function installNodes() {
  const from = join(here, 'node')
  const to = join(root, 'node')
  const files = ['package.json', 'package-lock.json', '.npmrc']
  const wanted = createHash('sha256').update(files.map((file) => readFileSync(join(from, file), 'utf8')).join('\0')).digest('hex')
  const mark = join(to, 'done')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  process.stderr.write('installing further versions of Node ...')
  rmSync(to, {recursive: true, force: true})
  mkdirSync(to, {recursive: true})
  for (const file of files) cpSync(join(from, file), join(to, file))
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {cwd: to, stdio: ['ignore', 'ignore', 'inherit']})
  writeFileSync(mark, wanted)
  process.stderr.write(' done\n')
}

function copyKwokStages() {
  const to = join(root, 'kwok-stages')
  if (existsSync(join(to, 'done'))) return
  const {Dir} = JSON.parse(go('kwok', ['mod', 'download', '-json', 'sigs.k8s.io/kwok']))
  for (const stage of kwokStages) cpSync(join(Dir, 'kustomize/stage', stage), join(to, stage.replace('/', '-')), {recursive: true, mode: 0})
  writeFileSync(join(to, 'done'), '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--where')) {
    mkdirSync(bin, {recursive: true})
    for (const part of parts) build(part)
    copyKwokStages()
    if (hasNodes) installNodes()
  }
  process.stdout.write(`${root}\n`)
}
