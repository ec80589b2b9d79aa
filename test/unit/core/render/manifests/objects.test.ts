import {expect} from 'chai'
import {features, type FeatureId} from '../../../../../src/core/render/features.ts'
import {manifestObjects, minimalFeatures, minimalObjects} from '../../../../../src/core/render/manifests/objects.ts'
import {plain} from '../../../../../src/core/render/secrets/plain.ts'
import type {KubernetesObject} from '../../../../../src/core/render/types.ts'
import {validateObject} from '../../../../../src/core/kubernetes/validate.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'

const objectsOf = (settings: Record<string, unknown>): KubernetesObject[] => workloadsOf(settings).workloads.flatMap((one) => manifestObjects(one, plain))
const named = (objects: KubernetesObject[]) => new Map(objects.map((one) => [`${one.kind}/${one.metadata.name}`, JSON.stringify(one)]))

/** What a feature adds to the objects of a bare instance and what it changes of them; a run that ends takes the Deployment's place. */
const touched: Record<FeatureId, string[]> = {
  replicas: ['Deployment/baton-app', 'PodDisruptionBudget/baton-app'],
  once: ['Deployment/baton-app', 'Job/baton-app-HASH', 'Secret/baton-app-secrets'],
  schedule: ['CronJob/baton-app', 'Deployment/baton-app', 'Secret/baton-app-secrets'],
  'secret-files': ['Deployment/baton-app', 'Secret/baton-app-files'],
  'config-files': ['ConfigMap/baton-app-config', 'Deployment/baton-app'],
  'ca-bundle': ['ConfigMap/baton-app-ca', 'Deployment/baton-app'],
  'ca-bundle-config-map': ['Deployment/baton-app'],
  proxy: ['Deployment/baton-app'],
  access: ['Deployment/baton-app', 'Role/baton-app', 'RoleBinding/baton-app', 'ServiceAccount/baton-app'],
  'service-account': ['Deployment/baton-app', 'ServiceAccount/baton-app'],
  'workload-identity': ['Deployment/baton-app', 'ServiceAccount/baton-app'],
  'network-policy': ['NetworkPolicy/baton-app'],
  'disruption-budget': ['PodDisruptionBudget/baton-app'],
  volume: ['Deployment/baton-app', 'PersistentVolumeClaim/baton-app'],
  'image-pull-secrets': ['Deployment/baton-app'],
  scheduling: ['Deployment/baton-app'],
  'pod-labels': ['Deployment/baton-app'],
  'pod-annotations': ['Deployment/baton-app'],
}

describe('the objects of a workload', () => {
  const bare = named(objectsOf({}))
  for (const id of Object.keys(features) as FeatureId[])
    it(`with ${id} differ in nothing but what it names, are what an API server takes, and carry the labels of the project`, () => {
      const objects = objectsOf(featureInstances[id])
      const now = named(objects)
      const differing = [...new Set([...bare.keys(), ...now.keys()])].filter((key) => bare.get(key) !== now.get(key)).map((key) => key.replace(/(?<=^Job\/.*-)[0-9a-f]{8}$/, 'HASH')).sort()
      expect(differing).to.deep.equal(touched[id])
      for (const object of objects) {
        expect(validateObject(object), object.kind).to.deep.equal([])
        expect(object.metadata.labels).to.include({'c1ctl/project': 'acme', 'c1ctl/instance': 'app'})
      }
    })

  it('come in the order in which they are applied: what pods need stands before them', () => {
    const all = objectsOf(Object.assign({}, ...Object.entries(featureInstances).filter(([id]) => !['once', 'schedule', 'ca-bundle-config-map'].includes(id)).map(([, settings]) => settings)) as Record<string, unknown>)
    expect(all.map((one) => one.kind)).to.deep.equal(['Secret', 'Secret', 'ServiceAccount', 'Role', 'RoleBinding', 'NetworkPolicy', 'ConfigMap', 'ConfigMap', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Deployment'])
  })

  it('give a Job another name when anything of it changes, for its pods cannot be changed, and the same name else', () => {
    const job = (more: Record<string, unknown> = {}) => objectsOf({...featureInstances.once, ...more}).find((one) => one.kind === 'Job')!.metadata.name
    expect(job()).to.match(/^baton-app-[0-9a-f]{8}$/).and.equal(job())
    expect(job({podAnnotations: {a: 'b'}})).not.to.equal(job())
    expect(job({image: {tag: '1.0.1'}})).not.to.equal(job())
  })

  it('put a file with characters that YAML forbids into binaryData', () => {
    const {workloads: [one]} = workloadsOf(featureInstances['config-files'])
    const entries = [{key: 'a.yaml', content: 'a\u007fb'}, {key: 'b.yaml', content: 'plain'}]
    const map = manifestObjects({...one!, configFiles: {...one!.configFiles, entries}}, plain).find((object) => object.kind === 'ConfigMap')!
    expect(map).to.deep.include({data: {'b.yaml': 'plain'}, binaryData: {'a.yaml': Buffer.from('a\u007fb').toString('base64')}})
  })

  it('roll one after the other where a volume is for one node, and together where it is shared', () => {
    const strategy = (volume: Record<string, unknown>) => (objectsOf({volume}).find((one) => one.kind === 'Deployment')!['spec'] as {strategy?: unknown}).strategy
    expect(strategy({path: '/data', size: '1Gi'})).to.deep.equal({type: 'Recreate'})
    expect(strategy({path: '/data', claim: 'mine'})).to.deep.equal({type: 'Recreate'})
    expect(strategy({path: '/data', size: '1Gi', accessModes: ['ReadWriteMany']})).to.equal(undefined)
  })

  it('in the bare shape say everything that the bare shape is said to support', () => {
    const bareShape = (id?: FeatureId) => JSON.stringify(workloadsOf(id ? featureInstances[id] : {}).workloads.map((one) => minimalObjects(one)), (_, value: unknown) => (typeof value === 'object' && value !== null && 'reveal' in value ? 'secret' : value))
    for (const id of minimalFeatures) expect(bareShape(id), id).not.to.equal(bareShape())
  })
})
