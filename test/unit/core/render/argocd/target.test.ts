import {expect} from 'chai'
import {argocd} from '../../../../../src/core/render/argocd/target.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import {delivering, objectsOf, problemsOf} from '../../../../support/delivering.ts'
import {workloadsOf} from '../../../../support/features.ts'
import {overlayOf} from '../../../../support/render-context.ts'

const {workloads} = workloadsOf({})
const repository = 'https://git.example.com/acme/deploy.git'
const existing = {secrets: 'existing'} as const
const render = (settings: Partial<NonNullable<TargetSettings['argocd']>> = {}, {source = 'manifests', ...more}: Parameters<typeof delivering>[2] & {source?: 'manifests' | 'kustomize' | 'helm'} = {}) =>
  argocd.render(workloads, delivering('argocd', {[source]: source === 'manifests' ? {} : existing, argocd: {repository, ...settings}}, more))
const application = (...of: Parameters<typeof render>): any => Object.values(objectsOf(render(...of)))[0]![0]

describe('the target argocd', () => {
  it('writes one Application that syncs by itself, applies on the server\'s side and fights with no other', () => {
    expect(application()).to.deep.equal({
      apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: {name: 'acme', namespace: 'argocd', labels: {'app.kubernetes.io/part-of': 'acme', 'app.kubernetes.io/managed-by': 'c1ctl'}},
      spec: {
        project: 'default', source: {repoURL: repository, targetRevision: 'HEAD', path: 'deploy/manifests', directory: {include: 'baton-*.yaml'}},
        destination: {server: 'https://kubernetes.default.svc', namespace: 'conductorone'},
        syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: ['CreateNamespace=true', 'ServerSideApply=true', 'FailOnSharedResource=true'], retry: {limit: 5, backoff: {duration: '5s', factor: 2, maxDuration: '3m'}}},
      },
    })
  })

  it('ignores no difference, for nobody else writes what is rendered', () => {
    expect(JSON.stringify(application({cascade: true}))).not.to.contain('ignoreDifferences')
  })

  it('takes the connectors away with the Application only where that is asked for', () => {
    expect(application().metadata).not.to.have.property('finalizers')
    expect(application({cascade: true}).metadata.finalizers).to.deep.equal(['resources-finalizer.argocd.argoproj.io'])
  })

  it('gives the chart its values from beside it, those of the environment last', () => {
    expect(application({releaseName: 'connectors'}, {source: 'helm'}).spec.source).to.deep.include({path: 'deploy/helm/chart', helm: {releaseName: 'connectors', valueFiles: ['../values.yaml']}})
    const targets: TargetSettings = {helm: existing, argocd: {repository}}
    expect(application({}, {source: 'helm', environments: [overlayOf('production', workloads, {targets})]}).spec.source.helm).to.deep.equal({releaseName: 'acme', valueFiles: ['../values.yaml', '../values-production.yaml']})
    // What is chosen with --environment is no overlay.
    expect(application({}, {source: 'helm', environment: 'production'}).spec.source.helm.valueFiles).to.deep.equal(['../values.yaml'])
  })

  it('goes to the namespace that the connectors have in common, else to the project\'s', () => {
    const [one] = workloads
    const apart = [{...one!, namespace: 'a'}, {...one!, namespace: 'b', instance: 'other', name: 'baton-other'}]
    const render2 = (all: typeof apart) => (objectsOf(argocd.render(all, delivering('argocd', {manifests: {}, argocd: {repository}})))['application.yaml']![0] as any).spec.destination.namespace
    expect([render2(apart), render2(apart.slice(0, 1))]).to.deep.equal(['conductorone', 'a'])
  })

  it('says what the settings say', () => {
    const {metadata, spec} = application({name: 'other', namespace: 'gitops', revision: 'v1', project: 'identity', destination: {name: 'eu'}, automated: false, syncOptions: ['ApplyOutOfSyncOnly=true']})
    expect(metadata).to.include({name: 'other', namespace: 'gitops'})
    expect(spec).to.deep.include({project: 'identity', destination: {name: 'eu', namespace: 'conductorone'}})
    expect(spec.source.targetRevision).to.equal('v1')
    expect(spec.syncPolicy).to.not.have.property('automated')
    expect(spec.syncPolicy.syncOptions).to.deep.equal(['ApplyOutOfSyncOnly=true'])
    expect(application({prune: false, selfHeal: false}).spec.syncPolicy.automated).to.deep.equal({prune: false, selfHeal: false})
  })

  it('refuses a name with which Argo CD would delete a Secret', () => {
    expect(problemsOf(() => render({name: 'baton-app'})).map(({code, next}) => [code, ...next])).to.deep.equal([['name-invalid', 'Set targets.argocd.name to another name.']])
    expect(problemsOf(() => render({name: 'baton'}, {environment: 'app'}))).to.have.length(1)
    expect(problemsOf(() => render({name: 'baton'}))).to.deep.equal([])
  })

  it('owns what it writes and nothing else', () => {
    for (const path of ['application.yaml', 'production/application.yaml']) expect(argocd.owns(path), path).to.equal(true)
    for (const path of ['applications.yaml', 'a/b/application.yaml', '../application.yaml', 'kustomization.yaml', 'x/flux.yaml']) expect(argocd.owns(path), path).to.equal(false)
  })
})
