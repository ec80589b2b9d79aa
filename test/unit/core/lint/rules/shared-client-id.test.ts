import {expect} from 'chai'
import {credentials, deployment, env, lintFiles, named, textOf} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const id = (value: string): Json => ({envFrom: [], env: env({BATON_CLIENT_ID: value, BATON_CLIENT_SECRET: '${SECRET}'})})
const found = (files: Record<string, Json[]>): string[] =>
  lintFiles(Object.fromEntries(Object.entries(files).map(([name, objects]) => [name, textOf(objects)]))).findings.filter((one) => one.rule === 'baton/shared-client-id').map((one) => `${one.severity} ${one.file}:${one.line}:${one.column} ${one.message}`)
const words = (name: string, other: string): string => `The Deployment ${name} has the BATON_CLIENT_ID of ${other}: ConductorOne would give each of them a part of the tasks of one connector. Make a connector of its own in ConductorOne for each.`
const one = deployment({container: id('a@b/c')})

describe('baton/shared-client-id', () => {
  it('finds two Deployments with one client id, in one file and in several, without repeating it', () => {
    expect(found({'f.yaml': [one, deployment({name: 'baton-shop-emea', container: id('a@b/c')})]})).to.deep.equal([`warning f.yaml:47:22 ${words('baton-shop-emea', 'the Deployment baton-shop')}`])
    expect(found({'a/1.yaml': [one], 'b/2.yaml': [deployment({name: 'baton-forge', container: id('a@b/c')})]})).to.deep.equal([`warning b/2.yaml:22:22 ${words('baton-forge', 'the Deployment baton-shop in a/1.yaml')}`])
  })

  it('finds one Secret that two of them take it from, at the later Deployment', () => {
    const shared = named('Secret', 'shared', {stringData: credentials})
    const takes = (name: string): Json => deployment({name, container: {envFrom: [{secretRef: {name: 'shared'}}]}})
    expect(found({'f.yaml': [shared, takes('baton-shop'), takes('baton-shop-emea')]})).to.deep.equal([`warning f.yaml:36:9 ${words('baton-shop-emea', 'the Deployment baton-shop')}`])
  })

  it('finds one key of a Secret that is not among the files', () => {
    const takes = (name: string, key: string): Json => deployment({name, container: {envFrom: [], env: [{name: 'BATON_CLIENT_ID', valueFrom: {secretKeyRef: {name: 'shared', key}}}]}})
    expect(found({'f.yaml': [takes('baton-shop', 'id'), takes('baton-shop-emea', 'id')]})).to.have.length(1)
    expect(found({'f.yaml': [takes('baton-shop', 'id'), takes('baton-shop-emea', 'emea-id')]})).to.deep.equal([])
  })

  it('finds one instance in two namespaces of one directory, and another connector of the same name elsewhere', () => {
    const inDirectory = (file: string, other: Json): string[] => found({'a/1.yaml': [one], [file]: [other]})
    const otherNamespace = deployment({container: id('a@b/c'), metadata: {namespace: 'c2'}})
    expect(inDirectory('a/2.yaml', otherNamespace)).to.have.length(1)
    expect(inDirectory('b/2.yaml', otherNamespace)).to.deep.equal([])
    expect(inDirectory('b/2.yaml', deployment({container: id('a@b/c'), labels: {'baton-app': 'forge'}}))).to.have.length(1)
  })

  it('is silent about other ids, replicas, placeholders, references, and one instance in several environments', () => {
    expect(found({'f.yaml': [one, deployment({name: 'baton-two', container: id('d@b/c')})]})).to.deep.equal([])
    for (const value of ['<C1 client ID>', '${CLIENT_ID}', 'changeme', '']) expect(found({'f.yaml': [deployment({container: id(value)}), deployment({name: 'baton-two', container: id(value)})]}), value).to.deep.equal([])
    expect(found({'staging/a.yaml': [one], 'production/a.yaml': [one], 'base/a.yaml': [one]})).to.deep.equal([])
    const open = (name: string): Json => deployment({name})
    expect(found({'f.yaml': [open('baton-shop'), open('baton-two')]})).to.deep.equal([])
  })
})
