import {expect} from 'chai'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import {furtherNeeds, needsAccess, needsIn, unrenderedNeeds} from '../../../../src/core/workload/needs.ts'

const thing = (needs: string) => {
  const {catalog, problems} = parseCatalog(`thing: {title: Thing, fields: {path: {title: P}, config: {title: C, type: file}}, auth: {keys: {title: K}, role: {title: R}}, needs: {${needs}}}`, 'connectors.yaml')
  expect(problems).to.deep.equal([])
  return catalog['thing']!
}
const identity = "workload-identity: {clouds: [aws, gcp], why: It has no keys., when: auth = role}"
const volume = 'volume: {path: /data, why: It keeps a file., when: path}'

describe('what a connector needs beyond Secret and Deployment', () => {
  it('counts only under its condition', () => {
    const one = thing(`${identity}, ${volume}`)
    expect(Object.keys(needsIn(one, {auth: 'keys', values: {}}))).to.deep.equal([])
    expect(Object.keys(needsIn(one, {auth: 'role', values: {}}))).to.deep.equal(['workloadIdentity'])
    expect(Object.keys(needsIn(one, {auth: 'keys', values: {path: '/data/x'}}))).to.deep.equal(['volume'])
    expect(Object.keys(needsIn(thing('volume: {path: /data, why: Always.}'), {auth: null, values: {}}))).to.deep.equal(['volume'])
  })

  it('is a service account only under the auth method that wants one', () => {
    const one = thing('access: {scope: cluster, rules: [{api-groups: [""], resources: [pods], verbs: [get]}], why: W., when: auth = role and path}')
    expect(needsAccess(one, {auth: 'role', config: {path: '/x'}})).to.equal(true)
    expect(needsAccess(one, {auth: 'role', config: {}})).to.equal(false)
    expect(needsAccess(one, {config: {path: '/x'}}), 'keys is the default').to.equal(false)
  })

  it('is said with the place where it is to be added', () => {
    const one = thing(`${identity}, ${volume}`)
    const said = unrenderedNeeds({title: 'Thing', instance: {name: 'thing-2', env: {}}, needs: one.needs})
    expect(said).to.have.length(2)
    expect(said[0]).to.contain('aws or gcp').and.to.contain('connectors.thing-2.workloadIdentity').and.to.contain('It has no keys.')
    expect(said[1]).to.contain('connectors.thing-2.volume').and.to.contain('{path: /data,')
  })

  it('is not said once the settings say it', () => {
    const {needs} = thing(`${identity}, ${volume}`)
    const one = {name: 'thing', env: {}, volume: {path: '/data', claim: 'x'}, workloadIdentity: {aws: {roleArn: 'arn:aws:iam::123456789012:role/x'}}}
    expect(unrenderedNeeds({title: 'Thing', instance: one, needs})).to.deep.equal([])
    expect(unrenderedNeeds({title: 'Thing', instance: {...one, volume: {path: '/dat', claim: 'x'}}, needs})).to.have.length(1)
  })

  it('names the variables of a configuration file once each, and nothing else of it', () => {
    const {needs} = thing('configuration: {field: config, why: It says what to sync.}')
    const text = '# takes ${COMMENTED}\ndsn: mysql://${DB_USER}:${DB_PASSWORD}@db/${DB_USER}\nliteral: hunter2\n'
    const [said, ...more] = unrenderedNeeds({title: 'Thing', instance: {name: 'thing', env: {}}, needs, text})
    expect(more).to.deep.equal([])
    expect(said).to.contain('${DB_USER}, ${DB_PASSWORD}:').and.not.to.match(/COMMENTED|hunter2|mysql/)
    expect(unrenderedNeeds({title: 'Thing', instance: {name: 'thing', env: {}}, needs, text: 'literal: hunter2\n'})).to.deep.equal([])
    expect(unrenderedNeeds({title: 'Thing', instance: {name: 'thing', env: {DB_USER: 'x', DB_PASSWORD: {from: 'store'}}}, needs, text})).to.deep.equal([])
  })

  it('says who may apply it, and whose accounts it waits for until they are there', () => {
    const rules = 'rules: [{api-groups: [""], resources: [pods], verbs: [get]}]'
    const cluster = thing(`access: {scope: cluster, ${rules}, why: It reads pods.}, identities: {from: okta, why: It syncs none.}`)
    const [access, identities] = furtherNeeds({title: 'Thing', needs: cluster.needs, connectors: []})
    expect(access).to.contain('ClusterRole').and.to.contain('It reads pods.')
    expect(identities).to.contain('c1ctl init okta')
    expect(furtherNeeds({title: 'Thing', needs: cluster.needs, connectors: ['okta']})[1]).to.contain('okta').and.not.to.contain('c1ctl init')
    const inside = thing(`access: {scope: namespace, namespace: argocd, ${rules}, why: W.}, identities: {why: It syncs none.}`)
    const said = furtherNeeds({title: 'Thing', needs: inside.needs, connectors: []})
    expect(said[0]).to.contain('in the namespace argocd').and.not.to.contain('Cluster')
    expect(said[1]).to.contain('another connector').and.not.to.contain('c1ctl init')
  })
})
