import {expect} from 'chai'
import {chmod, readFile, readdir, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {writeTree} from '../support/project.ts'

/** Marked values: one from the store, one from the environment, one from a file, and the pair. */
const canaries = {
  stored: 'CANARY-stored-"quoted"\\and\nsecond-line',
  environment: 'CANARY-environment-$(HOME)',
  file: '-----BEGIN PRIVATE KEY-----\nCANARYfileline1\nCANARYfileline2\n-----END PRIVATE KEY-----\n',
  id: 'CANARY-id@acme.conductor.one/pcc',
  secret: 'secret-token:conductorone.com:a:v1:CANARY-pair',
  typed: 'CANARY-typed-by-mistake',
  number: '827194056317',
}

/** Every form in which a value could come out: as it is, its lines, base64, JSON, URL. */
function forms(value: string): string[] {
  return [value, ...value.split('\n').filter((line) => line.includes('CANARY')), Buffer.from(value).toString('base64').replace(/=+$/, ''), JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]
}
const all = Object.values(canaries).flatMap(forms)

function expectClean(ran: Pick<Ran, 'stdout' | 'stderr'>, what: string): void {
  for (const form of all) {
    const text = ran.stdout + ran.stderr
    const at = text.indexOf(form)
    expect(at, `${what} shows a secret: ...${text.slice(Math.max(0, at - 200), at + 60)}`).to.equal(-1)
  }
}

/** A kubectl that refuses everything and quotes what it was given, as the real one does with an invalid Secret. */
const quotingKubectl = '#!/bin/sh\ncase "$*" in *version*) echo \'{"clientVersion":{"gitVersion":"v1.36.1"}}\';; esac\ninput=$(cat)\necho "Error from server (Invalid): Secret is invalid: $input" >&2\nprintf "%s" "$input" >&2\necho "$input"\nexit 1\n'

const debugging: Record<string, Record<string, string>> = {plainly: {}, 'under DEBUG=*': {DEBUG: '*'}, 'under NODE_DEBUG=*': {NODE_DEBUG: '*'}, 'under C1CTL_DEBUG': {C1CTL_DEBUG: '1'}}

describe('a secret value', () => {
  for (const [how, debug] of Object.entries(debugging))
    it(`never comes out of any command, run ${how}`, async function () {
      this.timeout(120_000)
      await inTemporaryDirectory(async (cwd) => {
        const app = await startApp()
        try {
          await writeTree(cwd, {
            'connectors.yaml': `asana:\n  recipes:\n    gateway: {title: Asks the gateway, url: "${app.origin}/me", auth: {bearer: "{token}"}, evidence: repo, identity: name, denied: {status: [401]}}\n`,
            'key.pem': canaries.file,
            'kubectl': quotingKubectl,
            'k8s-lint/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  BATON_TOKEN: ${canaries.typed}\n  BATON_PROVISIONING: true\n  broken: "${canaries.typed}\n`,
            'k8s-lint/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers: [{name: x, image: baton-asana, env: [{name: BATON_TOKEN, value: ${canaries.typed}, valueFrom: {fieldRef: {fieldPath: x}}}]}]\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: y}\nstringData: {A: ${canaries.typed}, B: ${canaries.number}, C: ${canaries.typed}}\n`,
          })
          await chmod(join(cwd, 'kubectl'), 0o755)
          const env = {...debug, ENVIRONMENT: canaries.environment, C1_ID: canaries.id, C1_SECRET: canaries.secret, C1CTL_ALLOW_HOSTS: '127.0.0.1', C1CTL_KUBECTL: join(cwd, 'kubectl')}
          const run = async (words: string[], input?: string) => {
            const ran = await c1ctl(words, {cwd, env, ...(input === undefined ? {} : {input})})
            expectClean(ran, words.join(' ').replace(canaries.typed, '<typed>'))
            return ran
          }
          app.answers({status: 401, json: {error: canaries.environment, name: canaries.stored}})
          await run(['init', 'asana', '--set', `token=${canaries.typed}`])
          await run(['init', 'asana', canaries.typed])
          await run([canaries.typed])
          await run(['init', 'asana', '--credential', 'token=env:ENVIRONMENT', '--credential', 'conductorone.client-id=env:C1_ID', '--credential', 'conductorone.client-secret=env:C1_SECRET', '--json'])
          app.answers({status: 200, json: {name: canaries.environment}})
          const made = await run(['init', 'asana', '--credential', 'token=env:ENVIRONMENT', '--credential', 'conductorone.client-id=env:C1_ID', '--credential', 'conductorone.client-secret=env:C1_SECRET', '--json'])
          expect(made.status, made.stdout).to.equal(0)
          const stored = await run(['init', 'github', '--auth', 'github-app', '--set', 'app-id=1', '--set', 'org=acme', '--credentials-from', '-', '--new-identity', '--no-verify', '--json'], JSON.stringify({'app-privatekey-path': canaries.file, conductorone: {'client-id': canaries.id, 'client-secret': canaries.secret}}))
          expect(stored.status, stored.stdout).to.equal(0)
          await run(['credential', 'set', 'github', 'app-privatekey=-'], canaries.stored)
          await run(['credential', 'set', 'github', `app-privatekey=${canaries.typed}`])
          for (const words of [['credential', 'list'], ['credential', 'list', '--json'], ['verify'], ['verify', '--json'], ['render', '--out', 'k8s'], ['render', '--out', 'k8s', '--json'], ['render', '--out', 'k8s', '--check'], ['render', '--out', 'minimal', '--minimal'], ['lint', 'k8s', 'minimal', 'k8s-lint', '.'], ['lint', 'k8s-lint', '--json'], ['lint', 'k8s-lint', '--fix', '--dry-run'], ['lint', 'k8s-lint', '--fix', '--dry-run', '--json'], ['apply'], ['apply', '--json'], ['apply', '--dry-run'], ['status'], ['doctor'], ['doctor', '--json'], ['credential', 'remove', 'github', 'app-privatekey']]) await run(words)
          for (const format of ['text', 'json', 'sarif', 'github', 'junit']) {
            for (const words of [[], ['--output', `lint.${format}`]]) expect((await run(['lint', 'k8s', 'minimal', 'k8s-lint', '.', '--format', format, ...words])).status, format).to.equal(1)
            expectClean({stdout: await readFile(join(cwd, `lint.${format}`), 'utf8'), stderr: ''}, `the file of lint --format ${format}`)
            expect((await run(['lint', 'k8s-lint', '--format', format, '--baseline', 'known.json', '--update-baseline'])).status, format).to.equal(1)
            expectClean({stdout: await readFile(join(cwd, 'known.json'), 'utf8'), stderr: ''}, 'the baseline of lint')
          }
          expect(await readFile(join(cwd, 'lint.sarif'), 'utf8')).to.include('"fixes"')
          // A store whose plain text cannot be read must not show what it found either.
          const store = join(cwd, 'credentials/github.sops.yaml')
          await writeFile(store, (await readFile(store, 'utf8')).replace(/data:../, 'data:AA'))
          await run(['credential', 'list'])
          await run(['render', '--out', 'k8s'])
          for (const name of await readdir(join(cwd, 'k8s'))) {
            const text = await readFile(join(cwd, 'k8s', name), 'utf8')
            if (all.some((form) => text.includes(form))) expect((await stat(join(cwd, 'k8s', name))).mode & 0o077, name).to.equal(0)
          }
        } finally {
          await app.close()
        }
      })
    })
})
