import {expect} from 'chai'
import {readFileSync, writeFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {setTimeout as wait} from 'node:timers/promises'
import {customKinds} from '../../src/core/kubernetes/custom/kinds.ts'
import {shippedKinds} from '../../src/core/kubernetes/custom/shipped.ts'
import {validateObject} from '../../src/core/kubernetes/validate.ts'
import {widgetDefinition, widgetMutations} from '../support/custom-definition.ts'
import {fingerprintOf, type ManifestVerdicts} from '../support/manifest-cases.ts'
import {shippedCases, shippedCrds, shippedVerdictsFile} from '../support/shipped-cases.ts'

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

describe('lint and the API server on the kinds whose definitions are shipped', function () {
  this.timeout(600_000)
  let server: string
  /** Where objects of a kind are made, by apiVersion and kind. */
  const addresses = new Map<string, string>()
  const crds = shippedCrds()

  before(async () => {
    server = (JSON.parse(readFileSync(process.env.KUBECONFIG!, 'utf8')) as {clusters: Array<{cluster: {server: string}}>}).clusters[0]!.cluster.server
    for (const crd of crds) {
      const made = await ask(`${server}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`, 'POST', crd)
      expect(made.status, made.message).to.be.oneOf([201, 409])
      const {group, scope, names, versions} = crd.spec as {group: string; scope: string; names: {plural: string; kind: string}; versions: Array<{name: string; served: boolean}>}
      for (const {name, served} of versions) {
        if (!served) continue
        const address = `${server}/apis/${group}/${name}${scope === 'Namespaced' ? '/namespaces/default' : ''}/${names.plural}`
        addresses.set(`${group}/${name} ${names.kind}`, address)
        for (let tries = 0; (await ask(address, 'GET')).status !== 200; tries += 1) {
          expect(tries, address).to.be.lessThan(200)
          await wait(100)
        }
      }
    }
  })
  after(async () => {
    for (const {metadata} of crds) await ask(`${server}/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${String(metadata.name)}`, 'DELETE')
    agent.destroy()
  })

  it('agree, by verdicts that are recorded as the server gives them', async () => {
    const all = [...shippedCases()]
    const verdicts: string[] = Array.from({length: all.length})
    const disagreements: string[] = []
    await Promise.all(Array.from({length: 8}, async (_, worker) => {
      for (let at = worker; at < all.length; at += 8) {
        const {name, object} = all[at]!
        const {status, message} = await ask(`${addresses.get(`${String(object.apiVersion)} ${String(object.kind)}`)!}?dryRun=All&fieldValidation=Strict`, 'POST', object)
        // kubectl apply asks for a name before it asks the server.
        const taken = (status < 300 || status === 409) && Boolean(object.metadata?.name)
        verdicts[at] = taken ? '+' : 'x'
        const found = shippedKinds.validate(object, '1.36')!
        if (taken !== (found.length === 0)) disagreements.push(`${name}: ${taken ? `false alarm: ${found[0]!.message}` : `missed: ${message.slice(0, 400)}`}`)
      }
    }))
    expect(disagreements.sort().slice(0, 100).join('\n'), `${disagreements.length} of ${all.length}`).to.equal('')
    const {gitVersion} = JSON.parse((await ask(`${server}/version`, 'GET')).message) as {gitVersion: string}
    const fingerprint = fingerprintOf()
    for (const {object} of all) fingerprint.add(object)
    const now: ManifestVerdicts = {kubernetes: gitVersion, fingerprint: fingerprint.digest(), verdicts: verdicts.join('')}
    // After a change of the cases or of what is shipped: C1CTL_RECORD=1 writes the verdicts anew. test/unit/core/kubernetes/custom/shipped.test.ts holds lint to them.
    if (process.env['C1CTL_RECORD'] === '1') writeFileSync(shippedVerdictsFile, `${JSON.stringify(now)}\n`)
    expect(JSON.parse(readFileSync(shippedVerdictsFile, 'utf8'))).to.deep.equal(now)
  })
})
