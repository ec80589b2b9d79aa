import {expect} from 'chai'
import {deployment, lintFiles, named, secret, textOf} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const found = (files: Record<string, Json[] | string>): string[] =>
  lintFiles(Object.fromEntries(Object.entries(files).map(([name, objects]) => [name, typeof objects === 'string' ? objects : textOf(objects)]))).findings.filter((one) => one.rule === 'baton/name-collision').map((one) => `${one.severity} ${one.file}:${one.line}:${one.column} ${one.message}`)
const words = (what: string, where: string): string => `The ${what} of the namespace c1 stands in ${where} before: of the two, the one that is applied later replaces the other.`

describe('baton/name-collision', () => {
  it('finds the Deployment of a connector twice in one file, also when one of the two is of something else', () => {
    expect(found({'f.yaml': [deployment(), deployment()]})).to.deep.equal([`error f.yaml:26:9 ${words('Deployment baton-shop', 'this file')}`])
    const other = deployment({container: {image: 'nginx'}, labels: {'baton-app': undefined}})
    expect(found({'f.yaml': [deployment(), other]})).to.have.length(1)
    expect(found({'f.yaml': [other, deployment()]})).to.have.length(1)
    expect(found({'f.yaml': [other, other]})).to.deep.equal([])
  })

  it('finds two files of one directory that make one Secret, less gravely', () => {
    expect(found({'d/1.yaml': [secret()], 'd/2.yaml': [secret()], 'd/3.yaml': [secret()]})).to.deep.equal(['2', '3'].map((file) => `warning d/${file}.yaml:4:9 ${words('Secret baton-shop-secrets', 'd/1.yaml')}`))
  })

  it('finds Secrets and ConfigMaps that a connector uses, whatever they hold and wherever it comes', () => {
    const uses = deployment({container: {envFrom: [{configMapRef: {name: 'settings'}}]}, pod: {volumes: [{name: 'k', projected: {sources: [{secret: {name: 'keys'}}]}}, {name: 'c', configMap: {name: 'files'}}]}})
    for (const [kind, name] of [['ConfigMap', 'settings'], ['Secret', 'keys'], ['ConfigMap', 'files']] as const) {
      const twice = [named(kind, name, {data: {a: 'eA=='}}), named(kind, name, {data: {b: 'eA=='}})]
      expect(found({'f.yaml': [...twice, uses]}), name).to.have.length(1)
      expect(found({'f.yaml': [uses, ...twice]}), name).to.have.length(1)
      expect(found({'f.yaml': twice}), name).to.deep.equal([])
    }
  })

  it('finds items of a List', () => {
    expect(found({'f.yaml': [{apiVersion: 'v1', kind: 'List', items: [secret(), secret()]}]})).to.have.length(1)
  })

  it('is silent about other namespaces, kinds and directories, patches, and what kustomize puts together', () => {
    expect(found({'f.yaml': [deployment(), deployment({metadata: {namespace: 'c2'}})]})).to.deep.equal([])
    expect(found({'f.yaml': [secret(), named('ConfigMap', 'baton-shop-secrets', {data: {}})]})).to.deep.equal([])
    expect(found({'base/d.yaml': [deployment()], 'staging/d.yaml': [deployment()]})).to.deep.equal([])
    expect(found({'f.yaml': [deployment()], 'patch.yaml': [{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-shop', namespace: 'c1'}, spec: {replicas: 2}}]})).to.deep.equal([])
    expect(found({'d/1.yaml': [secret()], 'd/2.yaml': [secret()], 'd/kustomization.yaml': 'resources: [1.yaml]\n'})).to.deep.equal([])
  })

  it('names the first twenty of a great many', () => {
    expect(found({'f.yaml': Array.from({length: 50}, () => secret())})).to.have.length(20)
  })
})
