// Shows c1ctl without a network, a cluster or a real credential: a project with two connectors in ./demo, rendered and linted.
// Nothing outside ./demo is written: HOME and the age key lie in it too.
import {spawnSync} from 'node:child_process'
import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const demo = join(root, 'demo')
const colours = process.env.FORCE_COLOR ?? (process.stdout.isTTY && !process.env.NO_COLOR ? '1' : undefined)

rmSync(demo, {recursive: true, force: true})
mkdirSync(join(demo, '.home'), {recursive: true})
// Plainly fake: right in shape, worth nothing.
const environment = {
  PATH: process.env.PATH,
  HOME: join(demo, '.home'),
  COLUMNS: '100',
  C1CTL_PIN: 'false',
  XDG_CONFIG_HOME: join(demo, '.home/config'),
  XDG_STATE_HOME: join(demo, '.home/state'),
  ...(colours ? {FORCE_COLOR: colours} : {NO_COLOR: '1'}),
  C1_CLIENT_ID: 'demo-only-00000@example.conductor.one/pcc',
  C1_CLIENT_SECRET: 'secret-token:conductorone.com:v1:ZGVtby1vbmx5',
  ASANA_TOKEN: 'demo-only-asana',
  OKTA_TOKEN: 'demo-only-okta',
}
const conductorone = ['--credential', 'conductorone.client-id=env:C1_CLIENT_ID', '--credential', 'conductorone.client-secret=env:C1_CLIENT_SECRET']

step('init', 'asana', '--set', 'default-workspace-id=1204', '--credential', 'token=env:ASANA_TOKEN', ...conductorone, '--no-verify')
step('init', 'okta', '--set', 'domain=example.okta.com', '--credential', 'api-token=env:OKTA_TOKEN', ...conductorone, '--no-verify')
step('render', '--out', 'k8s')
step('lint', 'k8s')

// What is typed by hand today, with faults that are found hours later, if at all.
mkdirSync(join(demo, 'by-hand'))
writeFileSync(
  join(demo, 'by-hand/baton-asana-secrets.yaml'),
  `apiVersion: v1
kind: Secret
metadata:
  name: baton-asana-secrets
  labels:
    baton: true
stringData:
  BATON_TOKEN: demo-only-asana
  BATON_PROVISIONING: true
`,
)
step('lint', 'by-hand')
console.log(`\nIt is all in ${demo.startsWith(process.cwd()) ? './demo' : demo}: c1ctl.yaml is the project, k8s/ what would be applied.`)

/** Runs one command in ./demo, and shows it with what it printed. */
function step(...words) {
  const shown = words.map((word) => (/^[\w./=:@-]+$/.test(word) ? word : `'${word}'`)).join(' ')
  console.log(`\n${colours ? '\u001B[1m' : ''}$ ${folded(`c1ctl ${shown}`)}${colours ? '\u001B[22m' : ''}`)
  const {status, stdout, stderr} = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], {cwd: demo, env: environment, encoding: 'utf8'})
  process.stdout.write(stdout + stderr)
  // 1 is the answer "no", such as findings of lint.
  if (status !== 0 && status !== 1) {
    console.error(`This command ended with status ${status}, and the demo with it.`)
    process.exit(1)
  }
}

/** A long command line on several, broken before flags, as one would type it. */
function folded(line) {
  return line.split(/ (?=--)/).reduce((lines, word) => {
    const last = lines.at(-1)
    return last !== undefined && last.length + word.length < 96 ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word]
  }, []).join(' \\\n    ')
}
