import {expect} from 'chai'
import {defaultKubernetesVersion, fieldVersions, kindsOf, kindType, kindVersions, kubernetesVersions, typeSchema} from '../../../../src/core/kubernetes/schema.ts'
import {validateObject} from '../../../../src/core/kubernetes/validate.ts'

const said = (apiVersion: string, kind: string, version?: string, more: Record<string, unknown> = {}): string[] | null =>
  validateObject({apiVersion, kind, metadata: {name: 'x'}, ...more}, {version})?.map(({severity, message}) => (severity === 'error' ? message : `${severity}: ${message}`)) ?? null

describe('the schemas', () => {
  it('are there for four versions, each with every group of the API', () => {
    expect(kubernetesVersions).to.deep.equal(['1.33', '1.34', '1.35', '1.36'])
    expect(defaultKubernetesVersion).to.equal('1.36')
    for (const version of kubernetesVersions) {
      const kinds = kindsOf(version)
      expect(kinds.length, version).to.be.within(80, 100)
      for (const kind of ['v1/Pod', 'apps/v1/StatefulSet', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress', 'autoscaling/v2/HorizontalPodAutoscaler', 'apiextensions.k8s.io/v1/CustomResourceDefinition', 'apiregistration.k8s.io/v1/APIService']) expect(kinds, version).to.include(kind)
    }
  })

  it('can be read to the last field of every type that a kind reaches, in every version', () => {
    for (const version of kubernetesVersions) {
      const seen = new Set<string>()
      const visit = (shape: ReturnType<typeof typeSchema>['fields'] extends Map<string, infer S> ? S : never): void => {
        if (shape.is === '@') visitType(shape.type)
        else if (shape.is === '[]' || shape.is === '{}') visit(shape.of)
        else if (shape.is === '/') shape.either.forEach(visit)
        else if (shape.is === '=') expect(shape.values).not.to.be.empty
        else expect('sbilnyqxtoa').to.include(shape.is)
      }
      const visitType = (name: string): void => {
        if (seen.has(name)) return
        seen.add(name)
        const {fields, required} = typeSchema(name, version)
        for (const field of required) expect([...fields.keys()], name).to.include(field)
        for (const shape of fields.values()) visit(shape)
      }
      for (const kind of kindsOf(version)) visitType(kindType(kind, version)!)
      expect(seen.size).to.be.greaterThan(500)
    }
  })

  it('know when a kind and a field came and went', () => {
    expect(kindVersions('resource.k8s.io/v1/ResourceClaim')).to.deep.equal({since: '1.34', until: undefined})
    expect(kindVersions('scheduling.k8s.io/v1alpha1/Workload')).to.deep.equal({since: '1.35', until: '1.35'})
    expect(fieldVersions('core.v1.PodSpec', 'hostnameOverride')).to.deep.equal({since: '1.34', until: undefined})
    expect(fieldVersions('core.v1.PodSpec', 'containers')).to.deep.equal({since: undefined, until: undefined})
    expect(fieldVersions('core.v1.PodSpec', 'container')).to.equal(undefined)
    expect(typeSchema('core.v1.PodSpec', '1.33').fields.has('hostnameOverride')).to.equal(false)
    expect(typeSchema('core.v1.PodSpec', '1.34').fields.has('hostnameOverride')).to.equal(true)
  })
})

describe('a kind that a version does not take', () => {
  const cases: Array<[name: string, found: string[] | null, expected: string[] | null]> = [
    ['went away, with the version that took it', said('policy/v1beta1', 'PodDisruptionBudget'), ['PodDisruptionBudget of policy/v1beta1 went away in Kubernetes 1.25: use policy/v1.']],
    ['went away for several versions', said('autoscaling/v2beta2', 'HorizontalPodAutoscaler'), ['HorizontalPodAutoscaler of autoscaling/v2beta2 went away in Kubernetes 1.26: use autoscaling/v2 or autoscaling/v1.']],
    ['went away into another group', said('extensions/v1beta1', 'Ingress'), ['Ingress of extensions/v1beta1 went away in Kubernetes 1.22: use networking.k8s.io/v1.']],
    ['went away for good', said('policy/v1beta1', 'PodSecurityPolicy'), ['PodSecurityPolicy of policy/v1beta1 went away in Kubernetes 1.25: nothing took its place; Pod Security Admission (labels of the namespace) does its work.']],
    ['went away between the versions that are known', said('storagemigration.k8s.io/v1alpha1', 'StorageVersionMigration', '1.35'), ['StorageVersionMigration of storagemigration.k8s.io/v1alpha1 went away in Kubernetes 1.35: use storagemigration.k8s.io/v1beta1.']],
    ['comes later', said('resource.k8s.io/v1', 'DeviceClass', '1.33'), ['DeviceClass of resource.k8s.io/v1 came with Kubernetes 1.34, and 1.33 does not have it: it takes resource.k8s.io/v1beta2 or resource.k8s.io/v1beta1 or resource.k8s.io/v1alpha3.']],
    ['stands in another group', said('v1', 'Deployment'), ['There is no Deployment in v1: its apiVersion is apps/v1.']],
    ['is misspelt', said('apps/v1', 'Deploymnet'), ['Kubernetes 1.36 takes no Deploymnet of apps/v1. Did you mean Deployment?']],
    ['stands in a group that is misspelt', said('rbac.authorization.k8s.ii/v1', 'Role'), ['There is no Role in rbac.authorization.k8s.ii/v1: its apiVersion is rbac.authorization.k8s.io/v1.']],
    ['stands in a group without a dot that nobody has', said('app/v1', 'Deployment'), ['There is no Deployment in app/v1: its apiVersion is apps/v1.']],
    ['is a custom resource', said('example.com/v1', 'Deployment'), null],
    ['is a custom resource in a group of the Kubernetes projects', said('gateway.networking.k8s.io/v1', 'HTTPRoute'), null],
    ['is part of an object', said('policy/v1', 'Eviction'), ['Kubernetes 1.36 takes no Eviction of policy/v1.']],
    ['is named like something that every object of JavaScript has', said('v1', 'constructor'), ['Kubernetes 1.36 takes no constructor of v1.']],
  ]
  for (const [name, found, expected] of cases) it(name, () => expect(found).to.deep.equal(expected))

  it('is not one that servers take on request, which is warned of', () => {
    const spec = {parentRefs: [], addresses: []}
    expect(said('networking.k8s.io/v1beta1', 'ServiceCIDR', '1.36', {spec: {cidrs: ['10.0.0.0/24']}})).to.deep.equal(['warning: An API server takes ServiceCIDR of networking.k8s.io/v1beta1 only when it was started with --runtime-config=networking.k8s.io/v1beta1=true. networking.k8s.io/v1 is always there.'])
    expect(said('networking.k8s.io/v1', 'ServiceCIDR', '1.36', {spec})).to.have.length(2)
  })
})

describe('a field that a version does not have', () => {
  const pod = (version: string, field: string): string[] | null => said('v1', 'Pod', version, {spec: {containers: [{name: 'a', image: 'a'}], [field]: field === 'hostnameOverride' ? 'x' : {}}})
  it('is named with the version that brought it', () => {
    expect(pod('1.33', 'hostnameOverride')).to.deep.equal(['spec has no field hostnameOverride in Kubernetes 1.33: it came with 1.34.'])
    expect(pod('1.34', 'hostnameOverride')).to.deep.equal([])
  })
  it('is named with the last version that had it', () => expect(pod('1.36', 'workloadRef')).to.deep.equal(['spec has no field workloadRef in Kubernetes 1.36: 1.35 was the last that had it.']))
  it('is refused under status too, where the server drops values but knows the names', () => {
    expect(said('v1', 'Pod', '1.36', {spec: {containers: [{name: 'a', image: 'a'}]}, status: {phase: 'Odd', conditions: [{}]}})).to.deep.equal([])
    expect(said('v1', 'Pod', '1.36', {spec: {containers: [{name: 'a', image: 'a'}]}, status: {phaze: 'Odd'}})).to.deep.equal(['status has no field phaze. Did you mean phase?'])
  })
})

describe('the schema of a custom resource definition', () => {
  const definition = (schema: unknown): string[] | null => said('apiextensions.k8s.io/v1', 'CustomResourceDefinition', '1.36', {metadata: {name: 'as.example.com'}, spec: {group: 'example.com', scope: 'Namespaced', names: {kind: 'A', plural: 'as'}, versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: schema}}]}})
  it('takes both forms of what has two', () => {
    expect(definition({type: 'object', properties: {a: {type: 'array', items: {type: 'string'}}, b: {type: 'object', additionalProperties: {type: 'string', default: 'x'}}, c: {type: 'object', additionalProperties: true}}, dependencies: {a: ['b'], b: {required: ['c']}}})).to.deep.equal([])
  })
  it('is checked to the bottom', () => {
    expect(definition({type: 'object', properties: {a: {type: 'array', items: {tpye: 'string'}}}})).to.deep.equal(['items has no field tpye. Did you mean type?'])
    expect(definition({properties: {a: {additionalProperties: {type: 1}}}})).to.deep.equal(['type is a number; it must be a text: quote it.'])
  })
})
