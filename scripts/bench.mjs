// Speed as a ratio to `node -e 0` of the same run: interleaved, the median of twenty, so that a slow or busy machine judges itself.
// verify of many is held against the time that its answers alone take: 200 of 100 ms each, 32 at once. lint of many documents is held against kubeconform, which
// looks for less (the same JSON Schemas, offline) on all processors; it is taken from the real parts (node scripts/real-parts.mjs) or from PATH.
//   npm run bench                 budgets and verdicts (DESIGN: each a ratio, never seconds)
//   npm run bench -- --json       the same as JSON
//   npm run bench -- --strict     exit 1 when a budget is broken
//   npm run bench -- --runs 40
import {spawn, spawnSync} from 'node:child_process'
import {randomUUID} from 'node:crypto'
import {createServer} from 'node:http'
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {bin} from './real-parts.mjs'

const runs = process.argv.includes('--runs') ? Number(process.argv[process.argv.indexOf('--runs') + 1]) : 20
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'c1ctl-bench-'))
const program = join(root, 'bin/run.js')
const watcher = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write(`peak=${process.resourceUsage().maxRSS}`))")}`
const onPath = (name) => (process.env.PATH ?? '').split(delimiter).map((one) => join(one, name)).find(existsSync)

try {
  const caches = join(folder, 'cache')
  const environment = {PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: caches, C1_ID: 'bench-00000@example.conductor.one/pcc', C1_SECRET: 'bench', TOKEN: 'bench', C1CTL_ALLOW_HOSTS: '127.0.0.1'}
  const project = (name, instances) => {
    const directory = join(folder, name)
    mkdirSync(directory)
    const credentials = '{token: {from: env, name: TOKEN}, conductorone: {client-id: {from: env, name: C1_ID}, client-secret: {from: env, name: C1_SECRET}}}'
    const entries = Array.from({length: instances}, (_, place) => `  asana-${place}: {connector: asana, image: {tag: 0.1.40}, credentials: ${credentials}}\n`)
    writeFileSync(join(directory, 'c1ctl.yaml'), `version: 1\nname: bench\nconnectors:\n${entries.join('')}`)
    return directory
  }
  const one = project('one', 1)
  const many = project('many', 200)
  await once(process.execPath, [program, 'render', '--out', 'k8s', '--quiet'], one)
  await once(process.execPath, [program, 'render', '--out', 'k8s', '--quiet'], many)
  const ten = join(folder, 'ten')
  mkdirSync(ten)
  for (let file = 0; file < 10; file += 1) copyFileSync(join(many, `k8s/baton-asana-${file}${file % 2 === 0 ? '-secrets' : ''}.yaml`), join(ten, `${file}.yaml`))
  writeFileSync(join(many, 'k8s/kustomization.yaml'), `resources:\n${Array.from({length: 200}, (_, place) => `- baton-asana-${place}.yaml\n- baton-asana-${place}-secrets.yaml\n`).join('')}`)

  await once(process.execPath, [program, 'render', '--target', 'kustomize', '--out', 'kustomize', '--quiet'], many)

  const every = everyConnector('every')
  const everywhere = everyConnector('everywhere', '--for-all-targets')
  await once(process.execPath, [program, 'render', '--out', 'k8s'], every.cwd, every.env)
  await once(process.execPath, [program, 'render', '--out', 'all'], everywhere.cwd, everywhere.env)
  writeFileSync(join(every.cwd, 'k8s/kustomization.yaml'), `resources:\n${readdirSync(join(every.cwd, 'k8s')).filter((name) => name.endsWith('.yaml')).map((name) => `- ${name}\n`).join('')}`)
  const allFiles = readdirSync(join(everywhere.cwd, 'all'), {recursive: true, withFileTypes: true}).filter((one) => one.isFile()).length

  const documents = [join(folder, 'documents'), 10_000]
  writePairs(...documents)
  const schemas = join(folder, 'schemas')
  spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/bench/json-schemas.ts'), schemas], {cwd: root, stdio: 'inherit'})

  const c1ctl = (name, budget, words, cwd = folder) => ({name, budget, program: process.execPath, words: [program, ...words], cwd})
  const cases = [
    {name: 'node -e 0', budget: null, program: process.execPath, words: ['-e', '0'], cwd: folder},
    c1ctl('--version', 1.5, ['--version']),
    c1ctl('--help', 4.5, ['--help']),
    c1ctl('catalog list', 4.5, ['catalog', 'list']),
    c1ctl('catalog show okta', 4.5, ['catalog', 'show', 'okta']),
    c1ctl('lint of ten files', 7, ['lint', ten]),
    c1ctl('render of one connector', 7, ['render', '--out', 'k8s'], one),
    {...c1ctl('verify of 200 instances', 1.5, ['verify', '--concurrency', '32'], await slowApps()), ideal: Math.ceil(200 / 32) * 100},
    c1ctl('render of 200 instances', null, ['render', '--out', 'k8s'], many),
    c1ctl('lint of 400 files', null, ['lint', 'k8s'], many),
    ...peers([['kustomize', ['build', 'k8s'], 'of the 200', many], ['kustomize', ['build', 'kustomize/base'], 'of the base of 200', many], ['kustomize', ['build', 'k8s'], 'of every connector', every.cwd], ['kubeconform', ['-strict', '-schema-location', join(schemas, '{{.ResourceKind}}.json'), documents[0]], 'of 10,000 documents', folder]]),
    // Right behind kubeconform: what others write keeps the disk busy for a while.
    {...c1ctl('lint of 10,000 documents', 1, ['lint', documents[0]]), beside: 'kubeconform of 10,000 documents', before: () => rmSync(caches, {recursive: true, force: true})},
    {...c1ctl('the same with a warm cache', 0.4, ['lint', documents[0]]), beside: 'kubeconform of 10,000 documents'},
    {...c1ctl('the 200 as a kustomize base', 1, ['render', '--target', 'kustomize', '--out', 'kustomize'], many), beside: 'kustomize of the base of 200'},
    // Nothing is there yet, so that every file is written; kustomize writes one stream.
    {...c1ctl(`manifests of ${every.count} connectors`, 1, ['render', '--out', 'new'], every.cwd), env: every.env, beside: 'kustomize of every connector', before: () => setAside(join(every.cwd, 'new'))},
    {...c1ctl(`all targets of ${everywhere.count}: ${allFiles} files`, null, ['render', '--out', 'new'], everywhere.cwd), env: everywhere.env, before: () => setAside(join(everywhere.cwd, 'new'))},
  ]
  const times = new Map(cases.map((one) => [one.name, []]))
  const memory = new Map()
  // The first round fills the caches of the disk and counts for nothing.
  for (let round = 0; round <= runs; round += 1)
    for (const one of cases) {
      one.before?.()
      const {ms} = await once(one.program, one.words, one.cwd, one.env)
      if (round > 0) times.get(one.name).push(ms)
    }
  for (const one of cases) {
    one.before?.()
    memory.set(one.name, peak(one))
  }
  writePairs(...documents.with(1, 100_000))
  memory.set('lint of 100,000 documents', peak(c1ctl('', null, ['lint', documents[0], '--no-cache'])))

  const base = median(times.get('node -e 0'))
  const results = cases.map(({name, budget: wanted, ideal, beside}) => {
    const ms = median(times.get(name))
    // Where there is nothing to hold it against, there is no budget.
    const budget = beside !== undefined && !times.has(beside) ? null : wanted
    const ratio = ms / (ideal ?? (times.has(beside) ? median(times.get(beside)) : base))
    return {name, ms: round(ms), ratio: round(ratio), budget, verdict: budget === null ? null : ratio <= budget ? 'ok' : 'over', peakMegabytes: memory.get(name)}
  })
  results.push({name: 'lint of 100,000 documents', ms: null, ratio: null, budget: null, verdict: null, peakMegabytes: memory.get('lint of 100,000 documents')})
  if (process.argv.includes('--json')) console.log(JSON.stringify({node: process.version, runs, results}, null, 2))
  else {
    console.log(`node ${process.version}, median of ${runs} interleaved runs\n`)
    console.log(row('what ran', 'ms', 'ratio', 'budget', 'verdict', 'peak MB'))
    for (const {name, ms, ratio, budget, verdict, peakMegabytes} of results) console.log(row(name, ms?.toFixed(0) ?? '-', ratio?.toFixed(2) ?? '-', budget ?? '-', verdict ?? '-', peakMegabytes ?? '-'))
  }
  if (process.argv.includes('--strict') && results.some(({verdict}) => verdict === 'over')) process.exitCode = 1

  /** A project of 200 instances whose apps, a hundred of them, answer after 100 ms each. @returns its directory */
  async function slowApps() {
    const directory = join(folder, 'apps')
    mkdirSync(directory)
    const servers = await Promise.all(Array.from({length: 100}, () => new Promise((resolve) => {
      const server = createServer((_request, response) => setTimeout(() => response.end('{"name": "bench"}'), 100)).listen(0, '127.0.0.1', () => resolve(server))
      server.unref()
    })))
    const credentials = '{password: {from: env, name: TOKEN}, conductorone: {client-id: {from: env, name: C1_ID}, client-secret: {from: env, name: C1_SECRET}}}'
    const entries = Array.from({length: 200}, (_, place) => `  app-${place}: {connector: pingfed, config: {instance-url: "http://127.0.0.1:${servers[place % 100].address().port}", username: bench}, credentials: ${credentials}}\n`)
    writeFileSync(join(directory, 'c1ctl.yaml'), `version: 1\nname: bench\nconnectors:\n${entries.join('')}`)
    return directory
  }

  /** A project with an instance of every connector. @returns its directory, the environment that its credentials come from, and how many there are */
  function everyConnector(name, ...more) {
    const cwd = join(folder, name)
    const {status, stdout} = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/bench/every-connector.ts'), cwd, ...more], {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26})
    if (status !== 0) throw new Error('the project of every connector cannot be made')
    const {count, environment: credentials} = JSON.parse(stdout)
    return {cwd, count, env: {...environment, ...credentials}}
  }

  /** Makes room for new files. Deleting those that are there would be held against the next run: for some seconds ext4 looks for files anew around each that is gone. */
  function setAside(directory) {
    if (existsSync(directory)) renameSync(directory, `${directory}-${randomUUID()}`)
  }

  /** Other programs for the same files, where they are there and do the work here. */
  function peers(wanted) {
    return wanted.flatMap(([name, words, what, cwd]) => {
      const found = [join(bin, name)].find(existsSync) ?? onPath(name)
      if (!found) return []
      const {status} = spawnSync(found, words, {cwd, env: environment, stdio: 'ignore', timeout: 20_000})
      if (status === 0) return [{name: `${name} ${what}`, budget: null, program: found, words, cwd}]
      console.error(`${name} is left out: it does not do this here.`)
      return []
    })
  }

  /** Milliseconds from the start of a program to its end. */
  function once(name, words, cwd, env = environment) {
    return new Promise((resolve, reject) => {
      const start = process.hrtime.bigint()
      const child = spawn(name, words, {cwd, env, stdio: ['ignore', 'ignore', 'pipe']})
      let said = ''
      child.stderr.on('data', (piece) => (said += piece))
      child.on('error', reject)
      child.on('close', (status) => {
        const ms = Number(process.hrtime.bigint() - start) / 1e6
        // 1 is an answer: lint found something.
        if (status === 0 || status === 1) resolve({ms})
        else reject(new Error(`${words.join(' ')} ended with status ${status}:\n${said}`))
      })
    })
  }

  /** The most memory a program held, in megabytes. A Node process is asked itself at its end, another program through /usr/bin/time where there is one. */
  function peak({program, words, cwd, env = environment}) {
    if (program === process.execPath) {
      const {stderr} = spawnSync(program, ['--import', watcher, ...words], {cwd, env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe']})
      return Math.round(Number(/peak=(\d+)/.exec(stderr)?.[1]) / 1024)
    }
    if (!onPath('time')) return null
    const {stderr} = spawnSync(onPath('time'), ['-f', '%M', program, ...words], {cwd, env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe']})
    return Math.round(Number(stderr.trim().split('\n').at(-1)) / 1024)
  }
} finally {
  rmSync(folder, {recursive: true, force: true})
}

/** Files of a Secret or a Deployment of 700 bytes each, which are right. */
function writePairs(directory, count) {
  mkdirSync(directory, {recursive: true})
  const filled = (text) => text.replace('FILL', 'x'.repeat(700 + 'FILL'.length - text.length))
  for (let pair = 0; pair < count / 2; pair += 1) {
    const name = `baton-asana-${pair}`
    writeFileSync(join(directory, `${name}-secrets.yaml`), filled(`apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}-secrets\n  namespace: conductorone\n  labels:\n    app: ${name}\n    baton: "true"\ntype: Opaque\nstringData:\n  BATON_CLIENT_ID: strange-hydra-${pair}@acme.conductor.one/pcc\n  BATON_CLIENT_SECRET: secret-token:conductorone.com:v1:FILL\n  BATON_TOKEN: "1/1204${pair}:abcdef"\n`))
    writeFileSync(join(directory, `${name}.yaml`), filled(`apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: conductorone\n  labels:\n    app: ${name}\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n        baton-app: asana\n      annotations:\n        note: FILL\n    spec:\n      containers:\n        - name: baton-asana\n          image: public.ecr.aws/conductorone/baton-asana:0.1.40\n          envFrom:\n            - secretRef:\n                name: ${name}-secrets\n`))
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}

function round(value) {
  return Math.round(value * 100) / 100
}

function row(name, ...cells) {
  return name.padEnd(34) + cells.map((cell) => String(cell).padStart(9)).join('')
}
