import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {validateObject} from '../../src/core/kubernetes/validate.ts'
import {mutations, type Mutation} from '../support/mutations.ts'

const plurals: Record<string, string> = {Namespace: 'namespaces', Secret: 'secrets', ConfigMap: 'configmaps', ServiceAccount: 'serviceaccounts', Deployment: 'deployments', Role: 'roles', RoleBinding: 'rolebindings', ClusterRole: 'clusterroles', ClusterRoleBinding: 'clusterrolebindings'}
const clusterWide = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding'])
const agent = new Agent({keepAlive: true, maxSockets: 8, rejectUnauthorized: false})

/** What the API server says of an object in a dry run with strict validation: undefined when it takes it. */
async function refusal(server: string, {object}: Mutation): Promise<string | undefined> {
  const {apiVersion, kind} = object as {apiVersion: string; kind: string}
  const group = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
  const path = `${group}${clusterWide.has(kind) ? '' : '/namespaces/default'}/${plurals[kind]!}?dryRun=All&fieldValidation=Strict`
  return new Promise((resolve, reject) => {
    const asked = request(`${server}${path}`, {method: 'POST', agent, headers: {authorization: 'Bearer admin', 'content-type': 'application/json'}}, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.once('end', () => resolve(answer.statusCode! < 300 || answer.statusCode === 409 ? undefined : (JSON.parse(text) as {message: string}).message))
    })
    asked.once('error', reject)
    asked.end(JSON.stringify(object))
  })
}

describe('lint and the API server', function () {
  this.timeout(300_000)

  it('agree on every mutation of valid objects', async () => {
    const config = JSON.parse(readFileSync(process.env.KUBECONFIG!, 'utf8')) as {clusters: Array<{cluster: {server: string}}>}
    const {server} = config.clusters[0]!.cluster
    const all = [...mutations()]
    const disagreements: string[] = []
    let refused = 0
    await Promise.all(Array.from({length: 8}, async (_, worker) => {
      for (let at = worker; at < all.length; at += 8) {
        const said = await refusal(server, all[at]!)
        const found = validateObject(all[at]!.object)!.filter((one) => one.severity === 'error')
        // Which namespaces there are is the server's state.
        if (said?.includes('does not match the namespace sent')) continue
        if (said !== undefined) refused += 1
        if ((said !== undefined) !== found.length > 0) disagreements.push(`${all[at]!.name}: ${said === undefined ? `false alarm: ${found[0]!.message}` : `missed: ${said.slice(0, 300)}`}`)
      }
    }))
    agent.destroy()
    expect(disagreements.sort(), `${disagreements.length} of ${all.length} (${refused} refused)`).to.deep.equal([])
    expect(refused).to.be.greaterThan(1000)
  })
})
