import {expect} from 'chai'
import {argocd} from '../../../../../src/core/render/argocd/target.ts'
import {allFeatures, features, type FeatureId} from '../../../../../src/core/render/features.ts'
import {flux} from '../../../../../src/core/render/flux/target.ts'
import {sourceIds} from '../../../../../src/core/render/delivery/settings.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import {loadTarget} from '../../../../../src/services/targets.ts'
import {delivering, objectsOf, problemsOf} from '../../../../support/delivering.ts'
import {workloadsOf} from '../../../../support/features.ts'
import {overlayOf} from '../../../../support/render-context.ts'

const {workloads} = workloadsOf({})
const repository = 'https://git.example.com/acme/deploy.git'
const existing = {secrets: 'existing'} as const
type More = Parameters<typeof delivering>[2]
const render = (targets: TargetSettings, more?: More) => argocd.render(workloads, delivering('argocd', targets, more))
const specOf = (targets: TargetSettings, more?: More) => Object.values(objectsOf(render(targets, more)))[0]![0].spec
const faults = (targets: TargetSettings, more?: More) => problemsOf(() => render(targets, more)).map(({what, next}) => `${what} ${next.join(' ')}`)

describe('what is delivered out of git', () => {
  it('is the one target that is rendered with it, or else that c1ctl.yaml names', () => {
    expect(specOf({kustomize: existing, argocd: {repository}}).source.path).to.equal('deploy/kustomize/base')
    expect(specOf({helm: existing, manifests: {}, argocd: {repository}}, {rendered: ['helm', 'argocd']}).source.path).to.equal('deploy/helm/chart')
    expect(specOf({manifests: {}, argocd: {repository, path: 'k8s'}}, {rendered: ['argocd']}).source.path).to.equal('k8s')
    expect(specOf({manifests: {}, helm: {}, docker: {}, argocd: {repository, source: 'manifests'}}).source.path).to.equal('deploy/manifests')
  })

  it('is a problem that says what to say where several could be meant, or none', () => {
    expect(faults({manifests: {}, kustomize: existing, argocd: {repository}})).to.deep.equal(['argocd could deliver manifests or kustomize. Say which: targets.argocd.source.'])
    expect(faults({docker: {}, argocd: {repository}})[0]).to.contain('none of manifests, kustomize, helm is among the targets').and.to.contain('--target kustomize,argocd')
    expect(faults({}, {rendered: ['manifests', 'argocd']})[0]).to.contain('targets.argocd is missing')
  })

  it('lies where both are rendered, or where the settings say', () => {
    expect(specOf({manifests: {}, argocd: {repository}}, {repositoryPath: ''}).source.path).to.equal('manifests')
    expect(specOf({manifests: {}, argocd: {repository, path: './a/./b/'}}).source.path).to.equal('a/b')
    expect(specOf({manifests: {}, argocd: {repository, path: '.'}}).source.path).to.equal('.')
    expect(faults({manifests: {}, argocd: {repository}}, {repositoryPath: null})[0]).to.contain('--out lies in no git repository').and.to.contain('targets.argocd.path')
    expect(faults({manifests: {}, argocd: {repository}}, {rendered: ['argocd']})[0]).to.contain('they are not rendered now').and.to.contain('--target manifests,argocd')
    expect(faults({manifests: {}, argocd: {repository}}, {repositoryPath: 'a\nb'})[0]).to.contain('characters that no object can hold')
  })

  it('has Secrets that are there already, for git has no file to make them of', () => {
    for (const source of ['kustomize', 'helm'] as const) {
      for (const settings of [{}, {secrets: source === 'helm' ? 'values' : 'generated'}]) {
        expect(faults({[source]: settings, argocd: {repository}} as TargetSettings)[0]).to.contain(`Set \`${source}: {secrets: existing}\` under \`targets\``).and.to.contain('c1ctl apply --secrets-only')
      }
    }
  })

  it('is each environment, not the project that they have in common, and none that takes the target away', () => {
    const targets: TargetSettings = {kustomize: existing, argocd: {repository}}
    const own = {...targets, argocd: {repository, revision: 'release', path: 'other'}}
    const environments = [overlayOf('production', workloads, {targets: own, namespace: 'elsewhere'}), overlayOf('staging', workloads, {targets}), overlayOf('local', workloads, {targets: {kustomize: existing}})]
    const files = objectsOf(render(targets, {environments}))
    expect(Object.keys(files)).to.deep.equal(['production/application.yaml', 'staging/application.yaml'])
    expect(files['production/application.yaml']![0].spec.source).to.deep.equal({repoURL: repository, targetRevision: 'release', path: 'other/overlays/production'})
    expect(files['staging/application.yaml']![0].metadata.name).to.equal('acme-staging')
    expect(argocd.delivers!(workloads, delivering('argocd', targets, {environments})).map(({environment}) => environment)).to.deep.equal(['production', 'staging'])
    expect(faults(targets, {environments: [environments[2]!]})[0]).to.contain('every environment takes it away')
  })

  it('is one environment at a time with manifests: kustomize and helm have them all', () => {
    const targets: TargetSettings = {manifests: {}, argocd: {repository}}
    expect(faults(targets, {environments: [overlayOf('production', workloads, {targets})]})[0]).to.contain('`source: kustomize` and `source: helm` have them all at once').and.to.contain('--environment')
    expect(Object.keys(objectsOf(render(targets, {environment: 'production'})))).to.deep.equal(['production/application.yaml'])
  })

  it('is named by what Kubernetes takes for a name', () => {
    const targets: TargetSettings = {kustomize: existing, argocd: {repository}}
    for (const name of ['Production_EU', 'a.b', 'é', '-', 'x'.repeat(60)]) {
      const [problem] = problemsOf(() => render(targets, {environments: [overlayOf(name, workloads, {targets})]}))
      expect(problem, name).to.include({code: 'name-invalid'})
      expect(problem!.next[0]).to.equal('Rename the environment.')
    }
    expect(specOf({...targets, argocd: {repository, name: 'other'}}).project).to.equal('default')
  })

  it('tells all faults at once, each once', () => {
    const targets: TargetSettings = {helm: {}, argocd: {repository}}
    expect(faults(targets, {name: 'x'.repeat(60), environments: ['one', 'Two'].map((name) => overlayOf(name, workloads, {targets}))})).to.have.length(4)
  })

  it('is nothing of a project without instances', () => {
    for (const target of [argocd, flux]) expect(target.render([], {...delivering('argocd', {})} as never)).to.deep.equal([])
  })

  it('can say whatever each target says that it may be of', async () => {
    for (const source of sourceIds) {
      const {supports} = await loadTarget(source)
      for (const id of Object.keys(features) as FeatureId[]) expect([argocd.supports.has(id), flux.supports.has(id)], `${source} ${id}`).to.deep.equal([supports.has(id), supports.has(id)])
    }
    expect(argocd.supports.size).to.equal(allFeatures.size)
  })
})
