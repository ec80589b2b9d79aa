import {expect} from 'chai'
import {readFileSync, writeFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {kubectl} from '../support/control-plane.ts'
import {fingerprintOf, manifestCases, manifestVerdictsFile, type ManifestCase, type ManifestVerdicts} from '../support/manifest-cases.ts'

const agent = new Agent({keepAlive: true, maxSockets: 8, rejectUnauthorized: false})
const server = (): string => (JSON.parse(readFileSync(process.env.KUBECONFIG!, 'utf8')) as {clusters: Array<{cluster: {server: string}}>}).clusters[0]!.cluster.server

interface Answer {
  /** Undefined where the server hung up: it gave up on the object. */
  status?: number
  text: string
}

const ask = (path: string, method = 'GET', body = ''): Promise<Answer> => new Promise((resolve, reject) => {
  const asked = request(`${server()}${path}`, {method, agent, headers: {authorization: 'Bearer admin', 'content-type': 'application/json'}}, (answer) => {
    let text = ''
    answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    answer.once('end', () => resolve({status: answer.statusCode!, text}))
  })
  asked.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve({text: error.message}) : reject(error)))
  asked.end(body)
})

/** Where objects of a kind are made: from what the server says of itself. */
async function addresses(objects: Array<Record<string, unknown>>): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const version of new Set(objects.map((one) => String(one.apiVersion)))) {
    const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`
    const {resources} = JSON.parse((await ask(root)).text) as {resources: Array<{name: string; kind: string; namespaced: boolean}>}
    for (const {name, kind, namespaced} of resources) if (!name.includes('/')) found.set(`${version}/${kind}`, `${root}${namespaced ? '/namespaces/default' : ''}/${name}`)
  }
  return found
}

/** What only this server's state refuses: a namespace that is not there, a port or address that is taken, and a service account that its plugin would fill in. */
const ofState = /does not match the namespace sent|already allocated|not in the valid range|must not be specified when serviceAccountName is not set/

/** One letter of the verdicts for a case. */
async function verdict(path: string, {object}: ManifestCase): Promise<string> {
  // kubectl apply asks for a name before it asks the server.
  const name = (object.metadata as {name?: unknown} | null | undefined)?.name
  if (name === undefined || name === null || name === '') return 'x'
  const body = JSON.stringify(object)
  const tries = [await ask(`${path}?dryRun=All&fieldValidation=Strict`, 'POST', body)]
  // A kept connection may just have been closed; a panic of the server closes it again.
  if (tries[0]!.status === undefined) tries.push(await ask(`${path}?dryRun=All&fieldValidation=Strict`, 'POST', body))
  const {status, text} = tries.at(-1)!
  if (status !== undefined && (status < 300 || status === 409)) return '+'
  return ofState.test(text) ? 's' : 'x'
}

describe('lint and the API server', function () {
  this.timeout(600_000)
  after(() => agent.destroy())

  it('agree, by verdicts that are recorded as the server gives them', async () => {
    const all = [...manifestCases()]
    const paths = await addresses(all.map(({object}) => object))
    const verdicts: string[] = Array.from({length: all.length})
    await Promise.all(Array.from({length: 8}, async (_, worker) => {
      for (let at = worker; at < all.length; at += 8) verdicts[at] = await verdict(paths.get(`${String(all[at]!.object.apiVersion)}/${String(all[at]!.object.kind)}`)!, all[at]!)
    }))
    const {gitVersion} = JSON.parse((await ask('/version')).text) as {gitVersion: string}
    const fingerprint = fingerprintOf()
    for (const {object} of all) fingerprint.add(object)
    const now: ManifestVerdicts = {kubernetes: gitVersion, fingerprint: fingerprint.digest(), verdicts: verdicts.join('')}
    // After a change of the generator: C1CTL_RECORD=1 writes the verdicts anew. test/unit/core/kubernetes/agreement.test.ts holds lint to them.
    if (process.env['C1CTL_RECORD'] === '1') writeFileSync(manifestVerdictsFile, `${JSON.stringify(now)}\n`)
    const recorded = JSON.parse(readFileSync(manifestVerdictsFile, 'utf8')) as ManifestVerdicts
    const changed = all.flatMap(({name}, at) => (recorded.verdicts[at] === now.verdicts[at] ? [] : [`${name}: ${recorded.verdicts[at]} became ${now.verdicts[at]}`]))
    expect(changed).to.deep.equal([])
    expect(recorded).to.deep.equal(now)
  })

  it('agree as kubectl asks: a sample of the cases gets the same verdicts through it', async () => {
    const {verdicts} = JSON.parse(readFileSync(manifestVerdictsFile, 'utf8')) as ManifestVerdicts
    const all = [...manifestCases()]
    const different: string[] = []
    const step = Math.floor(all.length / 100)
    for (let at = 7; at < all.length; at += step) {
      if (verdicts[at] === 's') continue
      const {status, stderr} = await kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], {stdin: JSON.stringify(all[at]!.object)})
      if ((status === 0) !== (verdicts[at] === '+')) different.push(`${all[at]!.name}: ${verdicts[at]}, but kubectl ${status === 0 ? 'takes it' : `says ${stderr.slice(0, 300)}`}`)
    }
    expect(different).to.deep.equal([])
  })
})
