import {expect} from 'chai'
import {deployment, foundBy, lintFiles, named, textOf} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const found = (...objects: Json[]): string[] => foundBy('baton/selector', [deployment(), ...objects])
const service = (selector: Json, name = 'baton-shop', more: Json = {}): Json => ({...named('Service', name, {spec: {selector, ports: [{port: 80}], ...more}})})
const policy = (matchLabels: Json, name = 'baton-shop', more: Json = {}): Json => ({...named('NetworkPolicy', name, {spec: {podSelector: {matchLabels, ...more}}}), apiVersion: 'networking.k8s.io/v1'})
const budget = (matchLabels: Json): Json => ({...named('PodDisruptionBudget', 'baton-shop', {spec: {maxUnavailable: 1, selector: {matchLabels}}}), apiVersion: 'policy/v1'})

describe('baton/selector', () => {
  it('finds a Service, a NetworkPolicy and a budget that fit no pod, with the value that was meant', () => {
    expect(found(service({app: 'baton-shopp'}))).to.deep.equal(['warning at baton-shopp: The Service selects app=baton-shopp, but no pod among the files has app=baton-shopp. Did you mean baton-shop?'])
    expect(found(policy({app: 'shop', 'baton-app': 'shop'}))).to.deep.equal(['warning at shop: The NetworkPolicy selects app=shop, baton-app=shop, but no pod among the files has app=shop.'])
    expect(found(budget({app: 'shop'}))).to.have.length(1)
  })

  it('finds pairs that no one pod has together, expressions that exclude all, and another namespace', () => {
    const other = deployment({name: 'baton-other', labels: {'baton-app': 'other'}})
    expect(found(other, service({app: 'baton-shop', 'baton-app': 'other'}))).to.deep.equal(['warning at baton-shop: The Service selects app=baton-shop, baton-app=other, but no pod among the files fits all of it.'])
    expect(found(policy({app: 'baton-shop'}, 'a', {matchExpressions: [{key: 'baton-app', operator: 'NotIn', values: ['shop']}]}))).to.have.length(1)
    expect(found({...service({app: 'baton-shop'}), metadata: {name: 'baton-shop', namespace: 'c2'}})).to.deep.equal(['warning at baton-shop: The Service selects app=baton-shop, but no pod among the files in the namespace c2 has this label.'])
  })

  it('finds selectors of the connector\'s own affinity and spread', () => {
    const own = (pod: Json): string[] => foundBy('baton/selector', [deployment({pod})])
    const term = (app: string): Json => ({topologyKey: 'kubernetes.io/hostname', labelSelector: {matchLabels: {app}}})
    expect(own({affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [term('baton-shopp')]}}})).to.deep.equal(['warning at baton-shopp: The podAntiAffinity selects app=baton-shopp, but no pod among the files has app=baton-shopp. Did you mean baton-shop?'])
    expect(own({affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: term('baton-shp')}]}}})).to.have.length(1)
    expect(own({topologySpreadConstraints: [{...term('baton-shopp'), maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule'}]})).to.have.length(1)
    expect(own({affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [term('baton-shop'), term('nginx')]}}})).to.deep.equal([])
  })

  it('is silent about selectors that fit, select everything, or mean something else', () => {
    expect(found(service({app: 'baton-shop'}), policy({app: 'baton-shop'}, 'b', {matchExpressions: [{key: 'baton-app', operator: 'Exists'}]}), budget({'baton-app': 'shop'}))).to.deep.equal([])
    expect(found(policy({}), service({app: 'nginx'}, 'web'), service({}, 'baton-shop', {externalName: 'a', type: 'ExternalName'}))).to.deep.equal([])
    expect(found({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', namespace: 'c1', labels: {run: 'p'}}, spec: {containers: [{name: 'p', image: 'p'}]}}, service({run: 'p'}, 'baton-shop-proxy'))).to.deep.equal([])
    expect(foundBy('baton/selector', [service({app: 'baton-shop'})])).to.deep.equal([])
  })

  it('leaves labels that kustomize may add to kustomize', () => {
    const files = {'d/a.yaml': textOf([deployment(), service({team: 'x', app: 'baton-shop'})])}
    const count = (more: Record<string, string>): number => lintFiles({...files, ...more}).findings.filter((one) => one.rule === 'baton/selector').length
    expect([count({}), count({'d/kustomization.yaml': 'resources: [a.yaml]\n'}), count({'e/kustomization.yaml': 'resources: [a.yaml]\n'})]).to.deep.equal([1, 0, 1])
  })
})
