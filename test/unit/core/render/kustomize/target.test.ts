import {expect} from 'chai'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {kustomize} from '../../../../../src/core/render/kustomize/target.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone, overlayOf} from '../../../../support/render-context.ts'

const bare = workloadsOf({}).workloads
const render = (workloads: Workload[], environments: Array<{name: string; workloads: Workload[]}> = [], settings: {secrets?: 'generated' | 'existing'} = {}) =>
  Object.fromEntries(kustomize.render(workloads, {...alone, environments: environments.map(({name, workloads: others}) => overlayOf(name, others)), settings}).map((one) => [one.path, one]))

describe('the target kustomize', () => {
  it('puts what a line cannot hold into a file of its own, and the rest into one env file', () => {
    const files = render(workloadsOf(featureInstances['secret-files']).workloads)
    expect(files['base/secrets/baton-app-secrets.env']).to.deep.include({mode: 0o600, secret: true})
    expect(files['base/secrets/baton-app-secrets.env']!.content).to.contain('BATON_TOKEN=tok\n')
    expect(Object.keys(files).filter((path) => path.startsWith('base/secrets/baton-app-files.'))).to.have.length(1)
  })

  it('has a component for each concern that an instance has, and none else', () => {
    expect(Object.keys(render(bare))).to.deep.equal(['base/kustomization.yaml', 'base/baton-app.yaml', 'base/secrets/baton-app-secrets.env'])
    expect(Object.keys(render(workloadsOf({replicas: 2, networkPolicy: true}).workloads)).filter((path) => path.startsWith('components/'))).to.deep.equal([
      'components/network-policy/kustomization.yaml', 'components/network-policy/baton-app.yaml', 'components/disruption-budget/kustomization.yaml', 'components/disruption-budget/baton-app.yaml',
    ])
  })

  it('gives labels without touching selectors, and says nothing that kustomize calls deprecated', () => {
    const {content} = render(bare)['base/kustomization.yaml']!
    expect(content).to.contain('includeSelectors: false').and.to.contain('includeTemplates: true')
    expect(content).not.to.match(/commonLabels|bases|patchesStrategicMerge|patchesJson6902|vars:/)
  })

  it('makes no Secret where they exist: names and checksum stay, and no file has a secret in it', () => {
    const settings = featureInstances['secret-files']
    const changed = workloadsOf({...settings, credentials: {...(settings['credentials'] as object), token: {from: 'env', name: 'OTHER'}}}).workloads
    const files = render(workloadsOf(settings).workloads, [{name: 'production', workloads: changed}], {secrets: 'existing'})
    expect(Object.values(files).filter(({secret}) => secret)).to.deep.equal([])
    expect(Object.keys(files)).to.deep.equal(['base/kustomization.yaml', 'base/baton-app.yaml', 'overlays/production/kustomization.yaml', 'overlays/production/patches/baton-app.deployment.yaml'])
    for (const {content} of Object.values(files)) expect(content).not.to.contain('secretGenerator')
    expect(files['base/baton-app.yaml']!.content).to.contain('name: baton-app-secrets\n').and.to.contain('secretName: baton-app-files\n').and.to.match(/c1ctl\/secret-checksum: "?[0-9a-f]{32}/)
    // What rolls the pods of an environment whose Secret is another.
    expect(files['overlays/production/patches/baton-app.deployment.yaml']!.content).to.contain('c1ctl~1secret-checksum')
  })

  it('has of an environment that changes one setting one patch of that setting', () => {
    const files = render(bare, [{name: 'staging', workloads: workloadsOf({resources: {limits: {memory: '2Gi'}}}).workloads}])
    expect(Object.keys(files).filter((path) => path.startsWith('overlays/'))).to.deep.equal(['overlays/staging/kustomization.yaml', 'overlays/staging/patches/baton-app.deployment.yaml'])
    expect(files['overlays/staging/patches/baton-app.deployment.yaml']!.content).to.contain('path: /spec/template/spec/containers/0/resources/limits/memory').and.to.contain('2Gi')
  })

  it('owns every file that it writes and no other', () => {
    const all = Object.values(featureInstances).flatMap((settings) => Object.keys(render(bare, [{name: 'staging', workloads: workloadsOf(settings).workloads}])))
    expect(all.filter((path) => !kustomize.owns(path))).to.deep.equal([])
    for (const path of ['kustomization.yaml', 'README.md', 'base/README.md', 'overlays/staging/mine.yaml', 'components/mine.yaml', 'base/secrets/a/b']) expect(kustomize.owns(path), path).to.equal(false)
  })

  it('refuses an environment whose name is no directory', () => {
    expect(() => render(bare, [{name: '../up', workloads: []}])).to.throw(ProblemError).with.nested.property('problems[0].code', 'name-invalid')
  })
})
