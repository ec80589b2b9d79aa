import {expect} from 'chai'
import {startApp, misbehaviour, type AppServer, type Behaviour} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment, sampleProject, writeTree} from '../support/project.ts'

const token = sampleEnvironment.ASANA_TOKEN

/** What the stand-in does, and what c1ctl makes of it: verdict, exit status, and words of the reason. */
const cases: Array<[what: string, behaviour: (elsewhere: string) => Behaviour, verdict: string, status: number, reason: RegExp]> = [
  ['200', () => ({status: 200, json: {data: [{workspace: {name: 'Acme'}}]}}), 'verified', 0, /^$/],
  ['401', () => ({status: 401, json: {}}), 'denied', 1, /401/],
  ['403', () => ({status: 403, json: {}}), 'denied', 1, /403/],
  ['429 with Retry-After', () => ({status: 429, headers: {'retry-after': '120'}, json: {}}), 'unreachable', 5, /429|too many/i],
  ['500', () => ({status: 500, json: {}}), 'unreachable', 5, /500/],
  ['no answer in time', () => misbehaviour.slow, 'unreachable', 5, /within 2/],
  ['a body that is cut off', () => misbehaviour.cutOff, 'unreachable', 5, /cut|ended|closed/],
  ['a redirect to another host', (elsewhere) => ({status: 302, headers: {location: `${elsewhere}/me`}}), 'unreachable', 5, /not sent there/],
  ['malformed JSON', () => ({status: 200, headers: {'content-type': 'application/json'}, text: '{"data": [tru'}), 'unreachable', 5, /JSON/],
]

describe('verify against a stand-in for Asana, whose origin the project\'s own connectors.yaml names', () => {
  let app: AppServer
  let elsewhere: AppServer
  before(async () => {
    app = await startApp()
    elsewhere = await startApp()
  })
  after(() => Promise.all([app.close(), elsewhere.close()]))

  for (const [what, behaviour, verdict, status, reason] of cases)
    it(`makes ${verdict} of ${what}, with exit status ${status}`, () =>
      inTemporaryDirectory(async (cwd) => {
        app.received.length = 0
        app.answers(behaviour(elsewhere.origin))
        await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'connectors.yaml': `asana:\n  recipes:\n    workspaces: {url: "${app.origin}/api/1.0/users/me"}\n`})
        const ran = await c1ctl(['verify', '--timeout', '2', '--json'], {cwd, env: {...sampleEnvironment, C1CTL_ALLOW_HOSTS: app.host}})
        expect(ran.status, ran.stdout).to.equal(status)
        expect(ran.json.ok).to.equal(status === 0)
        expect(ran.json.data.checks).to.have.length(1)
        const [check] = ran.json.data.checks
        expect(check).to.deep.include({instance: 'asana', recipe: 'workspaces', verdict, identity: status === 0 ? 'Acme' : null})
        expect(check.reason ?? '').to.match(reason)
        expect(app.received[0]!.headers['authorization']).to.equal(`Bearer ${token}`)
        expect(elsewhere.received).to.deep.equal([])
        expect(ran.stdout + ran.stderr).not.to.contain(token)
      }))
})
