import {expect} from 'chai'
import {actionOf, appliedObjects, dryRunAction, identity, readVersions, typeName} from '../../../../src/core/apply/outcome.ts'

const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'baton-asana-secrets', namespace: 'a'}}
const deployment = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-asana', namespace: 'a'}}
const role = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {name: 'baton-asana', namespace: 'a'}}

describe('what an apply did', () => {
  it('is read from the lines that kubectl prints, one an object', () => {
    const stdout = 'secret/baton-asana-secrets serverside-applied\nrole.rbac.authorization.k8s.io/baton-asana serverside-applied\n'
    expect([...appliedObjects(stdout, [secret, deployment, role])]).to.deep.equal([identity(secret), identity(role)])
    expect(appliedObjects('', [secret]).size).to.equal(0)
  })

  it('tells absent objects from those that may not be read', () => {
    const errors = ['Error from server (Forbidden): secrets "baton-asana-secrets" is forbidden: User "ci" cannot get resource "secrets"']
    const found = readVersions('Deployment   baton-asana   318\n', errors, [secret, deployment, role])
    expect([...found.values()]).to.deep.equal([undefined, '318', null])
    expect([...readVersions('', ['error: something else'], [secret]).values()]).to.deep.equal([undefined])
  })

  it('is created, configured, unchanged, or applied when nobody may look', () => {
    expect([actionOf(null, '1'), actionOf('1', '2'), actionOf('1', '1'), actionOf(undefined, '1'), actionOf('1', undefined)]).to.deep.equal(['created', 'configured', 'unchanged', 'applied', 'applied'])
  })

  it('ignores the bookkeeping of the server in a dry run, and nothing else', () => {
    const live = {metadata: {name: 'x', resourceVersion: '1', generation: 1, uid: 'u', labels: {b: '1', a: '2'}}, data: {generation: '1'}}
    expect(dryRunAction(live, {data: {generation: '1'}, metadata: {name: 'x', generation: 2, labels: {a: '2', b: '1'}}})).to.equal('unchanged')
    expect(dryRunAction(live, {...live, data: {generation: '2'}})).to.equal('configured')
  })

  it('names types as kubectl takes them', () => {
    expect([secret, deployment, role].map(typeName)).to.deep.equal(['Secret', 'Deployment.v1.apps', 'Role.v1.rbac.authorization.k8s.io'])
  })
})
