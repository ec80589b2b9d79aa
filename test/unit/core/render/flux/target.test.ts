import {expect} from 'chai'
import {flux} from '../../../../../src/core/render/flux/target.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import {delivering, objectsOf, problemsOf} from '../../../../support/delivering.ts'
import {workloadsOf} from '../../../../support/features.ts'
import {overlayOf} from '../../../../support/render-context.ts'

const {workloads} = workloadsOf({})
const repository = 'https://git.example.com/acme/deploy.git'
const existing = {secrets: 'existing'} as const
const render = (settings: Partial<NonNullable<TargetSettings['flux']>> = {}, {source = 'kustomize', ...more}: Parameters<typeof delivering>[2] & {source?: 'manifests' | 'kustomize' | 'helm'} = {}) =>
  flux.render(workloads, delivering('flux', {[source]: source === 'manifests' ? {} : existing, flux: {repository, ...settings}}, more))
const objects = (...of: Parameters<typeof render>): [any, any] => Object.values(objectsOf(render(...of)))[0] as [any, any]
const faults = (...of: Parameters<typeof render>) => problemsOf(() => render(...of)).map(({what, next}) => `${what} ${next.join(' ')}`)
const labels = {'app.kubernetes.io/part-of': 'acme', 'app.kubernetes.io/managed-by': 'c1ctl'}

describe('the target flux', () => {
  it('writes a repository and the Kustomization of it, which prunes and waits', () => {
    const metadata = {name: 'acme', namespace: 'flux-system', labels}
    expect(objects()).to.deep.equal([
      {apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata, spec: {interval: '10m', url: repository, ref: {branch: 'main'}}},
      {apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata, spec: {interval: '10m', path: './deploy/kustomize/base', prune: true, wait: true, timeout: '5m', sourceRef: {kind: 'GitRepository', name: 'acme'}}},
    ])
    expect(objects({}, {source: 'manifests'})[1].spec.path).to.equal('./deploy/manifests')
  })

  it('writes a release of the chart whose values are the chart\'s own, the project\'s and the environment\'s, and a new one with each commit', () => {
    const targets: TargetSettings = {helm: existing, flux: {repository}}
    const [, {kind, spec}] = objects({}, {source: 'helm', environments: [overlayOf('production', workloads, {targets})]})
    expect(kind).to.equal('HelmRelease')
    expect(spec.chart.spec).to.deep.equal({
      chart: './deploy/helm/chart', reconcileStrategy: 'Revision', sourceRef: {kind: 'GitRepository', name: 'acme-production'},
      valuesFiles: ['./deploy/helm/chart/values.yaml', './deploy/helm/values.yaml', './deploy/helm/values-production.yaml'],
    })
    expect(spec).to.deep.include({releaseName: 'acme', targetNamespace: 'conductorone', storageNamespace: 'conductorone', install: {createNamespace: true, strategy: {name: 'RetryOnFailure'}}, upgrade: {strategy: {name: 'RetryOnFailure'}}, driftDetection: {mode: 'enabled'}})
    expect(objects({}, {source: 'helm', environment: 'production'})[1].spec.chart.spec.valuesFiles).to.have.length(2)
  })

  it('follows what the settings name, of git or of an artifact', () => {
    const specOf = (settings: Parameters<typeof render>[0]) => objects(settings)[0].spec
    expect(specOf({ref: {tag: 'v1'}, secretRef: 'key', interval: '1h'})).to.deep.equal({interval: '1h', url: repository, ref: {tag: 'v1'}, secretRef: {name: 'key'}})
    expect(specOf({ref: {branch: 'main', commit: 'ab'.repeat(20)}}).ref).to.deep.equal({branch: 'main', commit: 'ab'.repeat(20)})
    const artifact = objects({repository: 'oci://registry.example.com/acme/deploy', ref: {semver: '>=1'}})
    expect(artifact[0]).to.deep.include({kind: 'OCIRepository', spec: {interval: '10m', url: 'oci://registry.example.com/acme/deploy', ref: {semver: '>=1'}}})
    expect(artifact[1].spec.sourceRef.kind).to.equal('OCIRepository')
    expect(specOf({repository: 'oci://registry.example.com/acme/deploy'})).to.not.have.property('ref')
  })

  it('refuses what Flux would refuse or read in a way of its own, and says what it can', () => {
    expect(faults({ref: {digest: `sha256:${'ab'.repeat(32)}`}})).to.deep.equal(['targets.flux.ref: a git repository has no digest. It has: branch, tag, semver, commit.'])
    expect(faults({repository: 'oci://registry.example.com/a', ref: {branch: 'main', commit: 'ab'.repeat(20)}})[0]).to.contain('an artifact has no branch and no commit. It has: tag, semver, digest.')
    expect(faults({ref: {tag: 'v1', semver: '>=1'}})[0]).to.contain('says tag and semver, and Flux follows one of them')
    expect(faults({ref: {tag: 'v1', commit: 'ab'.repeat(20)}})).to.have.length(1)
    expect(faults({repository: 'oci://registry.example.com/a'}, {source: 'helm'})[0]).to.contain('out of a git repository alone').and.to.contain('targets.flux.source')
    expect(faults({path: '.'}, {source: 'manifests'})[0]).to.contain('every YAML file of the repository')
    expect(faults({path: '.'})).to.deep.equal([])
  })

  it('names a release as Helm can', () => {
    const name = 'x'.repeat(54)
    expect(faults({}, {source: 'helm', name})[0]).to.contain('at most 53').and.to.contain('targets.flux.releaseName')
    expect(faults({releaseName: 'short'}, {source: 'helm', name})).to.deep.equal([])
    expect(faults({}, {name})).to.deep.equal([])
  })

  it('acts as who it is told to, for as long as it is told to', () => {
    const settings = {serviceAccount: 'deployer', timeout: '90s', wait: false, prune: false, namespace: 'team'}
    expect(objects(settings)[1].spec).to.include({serviceAccountName: 'deployer', timeout: '90s', wait: false, prune: false})
    expect(objects(settings, {source: 'helm'})[1].spec).to.include({serviceAccountName: 'deployer', timeout: '90s'})
    expect(objects(settings).map((one) => one.metadata.namespace)).to.deep.equal(['team', 'team'])
  })

  it('keeps its own objects from the variables of a Kustomization above', () => {
    const annotations = {'kustomize.toolkit.fluxcd.io/substitute': 'disabled'}
    expect(objects({ref: {branch: 'a/${x}'}}).map((one) => one.metadata.annotations)).to.deep.equal([annotations, undefined])
    expect(objects({}, {repositoryPath: '$$'}).map((one) => one.metadata.annotations)).to.deep.equal([undefined, annotations])
  })

  it('owns what it writes and nothing else', () => {
    for (const path of ['flux.yaml', 'production/flux.yaml']) expect(flux.owns(path), path).to.equal(true)
    for (const path of ['kustomization.yaml', 'a/b/flux.yaml', '../flux.yaml', 'production/application.yaml']) expect(flux.owns(path), path).to.equal(false)
  })
})
