import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {setTimeout as wait} from 'node:timers/promises'
import {customKinds} from '../../src/core/kubernetes/custom/kinds.ts'
import {validateObject} from '../../src/core/kubernetes/validate.ts'
import {widgetDefinition, widgetMutations} from '../support/custom-definition.ts'

const agent = new Agent({keepAlive: true, maxSockets: 8, rejectUnauthorized: false})

function ask(url: string, method: string, body?: unknown): Promise<{status: number; message: string}> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {method, agent, headers: {authorization: 'Bearer admin', 'content-type': 'application/json'}}, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.once('end', () => resolve({status: answer.statusCode!, message: text}))
    })
    asked.once('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

describe('lint and the API server on custom resources', function () {
  this.timeout(300_000)
  let server: string
  let definitions: string

  before(async () => {
    const {clusters} = JSON.parse(readFileSync(process.env.KUBECONFIG!, 'utf8')) as {clusters: Array<{cluster: {server: string}}>}
    server = clusters[0]!.cluster.server
    definitions = `${server}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`
    const made = await ask(definitions, 'POST', widgetDefinition)
    expect(made.status, made.message).to.be.oneOf([201, 409])
    for (let tries = 0; (await ask(`${server}/apis/c1ctl.example.com/v1/namespaces/default/widgets`, 'GET')).status !== 200; tries += 1) {
      expect(tries).to.be.lessThan(200)
      await wait(100)
    }
  })
  after(async () => {
    await ask(`${definitions}/${widgetDefinition.metadata.name}`, 'DELETE')
    agent.destroy()
  })

  it('agree on every mutation of a resource with every part of a structural schema', async () => {
    const custom = customKinds([widgetDefinition])
    const all = [...widgetMutations()]
    const disagreements: string[] = []
    let refused = 0
    await Promise.all(Array.from({length: 8}, async (_, worker) => {
      for (let at = worker; at < all.length; at += 8) {
        const {name, object} = all[at]!
        const {status, message} = await ask(`${server}/apis/${String(object.apiVersion)}/namespaces/default/widgets?dryRun=All&fieldValidation=Strict`, 'POST', object)
        // Which namespaces there are is the server's state.
        if (message.includes('does not match the namespace sent')) continue
        const taken = status < 300 || status === 409
        const found = validateObject(object, {custom})!.filter((one) => one.severity === 'error')
        if (!taken) refused += 1
        if (taken !== (found.length === 0)) disagreements.push(`${name}: ${taken ? `false alarm: ${found[0]!.message}` : `missed: ${message.slice(0, 400)}`}`)
      }
    }))
    expect(disagreements.sort().slice(0, 200).join('\n'), `${disagreements.length} of ${all.length} (${refused} refused)`).to.equal('')
    expect(refused).to.be.greaterThan(2000)
    expect(all.length - refused).to.be.greaterThan(400)
  })
})
