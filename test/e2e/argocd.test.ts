import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {asana, makeProject, type TestProject} from '../support/cluster-project.ts'
import {kubectl, kubectlJson} from '../support/control-plane.ts'
import {deliveredByArgo, everyFeature, expectAccepted, expectSame, lintIsSilent, manifestsOf, render, repository, repositoryOfEachTest, type Source} from '../support/delivery.ts'
import {documentsOf, type Plain} from '../support/kustomize.ts'

const existing = {secrets: 'existing'}

describe('what Argo CD delivers', function () {
  this.timeout(300_000)
  const git = repositoryOfEachTest()

  const applicationIn = async (checkout: string, path: string): Promise<Plain> => documentsOf(await readFile(join(checkout, path), 'utf8'))[0]!
  /** Follows the Application in a clone, and holds what it finds against the manifests of the environment. */
  const follow = async (project: TestProject, source: Source, path: string, environment: string | null): Promise<{application: Plain; delivered: Plain[]}> => {
    const checkout = await git.clone()
    const application = await applicationIn(checkout, path)
    const delivered = await deliveredByArgo(checkout, application)
    expectSame(source, delivered, await manifestsOf(project, environment))
    return {application, delivered}
  }
  /** The Secrets of a namespace by name, with what anybody's change of them would change. */
  const secretsIn = async (namespace: string): Promise<Map<string, unknown>> => {
    const {items} = await kubectlJson<{items: Plain[]}>(['get', 'secrets', '-n', namespace])
    return new Map(items.map(({metadata, data}) => [metadata.name as string, {data, version: metadata.resourceVersion, managers: metadata.managedFields?.map(({manager}: Plain) => manager as string)}]))
  }
  const podsOf = ({spec}: Plain): Plain[] => [spec?.template?.spec, spec?.jobTemplate?.spec.template.spec].filter(Boolean) as Plain[]

  for (const source of ['kustomize', 'helm'] as const) {
    it(`by ${source} is what the manifests are of each environment, found in a clone by the Application alone`, async () => {
      const project = await everyFeature(git.directory, {[source]: existing, argocd: {repository}})
      await render(project, 'clusters/deploy')
      for (const environment of ['production', 'same']) {
        const {application, delivered} = await follow(project, source, `clusters/deploy/argocd/${environment}/application.yaml`, environment)
        expect(delivered.length).to.be.greaterThan(30)
        expect(application.spec.destination.namespace).to.equal(environment === 'production' ? 'delivered-production' : 'delivered')
        await expectAccepted([application, ...delivered])
      }
      await lintIsSilent(project, 'clusters/deploy/argocd')
    })
  }

  it('by manifests is what they are of the one environment that was rendered', async () => {
    const project = await everyFeature(git.directory, {manifests: {out: 'k8s'}, argocd: {repository}})
    await render(project, 'production', '--environment', 'production')
    const {application, delivered} = await follow(project, 'manifests', 'production/argocd/production/application.yaml', 'production')
    expect(application.metadata.name).to.equal('acme-production')
    await expectAccepted([application, ...delivered])
    await lintIsSilent(project, 'production/argocd')
  })

  it('is the chosen environment also where its files are no overlay', async () => {
    for (const source of ['kustomize', 'helm'] as const) {
      const project = await everyFeature(git.directory, {[source]: existing, argocd: {repository}})
      await render(project, source, '--environment', 'production')
      await follow(project, source, `${source}/argocd/production/application.yaml`, 'production')
    }
  })

  it('is nothing of what else lies beside the manifests, at the root of the repository', async () => {
    const project = await makeProject(git.directory, {namespace: 'delivered', instances: {asana: asana()}, targets: {argocd: {repository, source: 'manifests', path: '.'}}})
    await render(project, '.', '--target', 'manifests')
    await render(project, 'argocd', '--target', 'argocd')
    await follow(project, 'manifests', 'argocd/application.yaml', null)
  })

  it('is accepted and found with odd names of directories, revisions, users, ports and clusters', async () => {
    const odd = 'clusters/Ünï ${x} {{y}} \'"#'
    for (const [at, settings] of [
      {repository: 'ssh://git@git.example.com:2222/acme/deploy.git', revision: 'feature/{{x}}-$y', project: 'team: a', destination: {name: 'eu # 1'}, cascade: true},
      {repository: 'git@git.example.com:acme/deploy.git', revision: '>=1.0.0 <2.0.0', destination: {server: 'https://[2001:db8::1]:6443'}, automated: false, namespace: 'argocd-two', name: 'on'},
      {repository: 'https://[2001:db8::1]:8443/scm/~me/deploy%20it.git', syncOptions: ['CreateNamespace=false'], prune: false, selfHeal: false},
    ].entries()) {
      const project = await makeProject(git.directory, {namespace: 'delivered', instances: {asana: asana()}, targets: {manifests: {}, argocd: settings}})
      await render(project, `${odd}/${at}`)
      const {application} = await follow(project, 'manifests', `${odd}/${at}/argocd/application.yaml`, null)
      expect(application.spec.source).to.include({repoURL: settings.repository, path: `${odd}/${at}/manifests`})
      await expectAccepted([application])
    }
  })

  it('finds the Secrets that the commands of the render brought, and touches none of them', async () => {
    const project = await everyFeature(git.directory, {kustomize: existing, argocd: {repository}}, {namespace: 'argocd-secrets'})
    const said = await render(project, 'deploy')
    const commands = [...said.matchAll(/^ {2}c1ctl (apply .*)$/gm)].map(([, words]) => words!.split(' '))
    expect(commands.map((words) => words.at(-1))).to.deep.equal(['production', 'same'])
    for (const words of commands) {
      const applied = await project.run([...words, '--json'])
      expect(applied.status, applied.stdout + applied.stderr).to.equal(0)
      expect([...new Set(applied.json.data.objects.map(({kind}: Plain) => kind as string))].sort()).to.deep.equal(['Namespace', 'Secret'])
      expect(applied.json.data.rollouts).to.deep.equal([])
    }
    const checkout = await git.clone()
    for (const environment of ['production', 'same']) {
      const delivered = await deliveredByArgo(checkout, await applicationIn(checkout, `deploy/argocd/${environment}/application.yaml`))
      const namespace = environment === 'production' ? 'argocd-secrets-production' : 'argocd-secrets'
      const before = await secretsIn(namespace)
      const synced = await kubectl(['apply', '--server-side', '--force-conflicts', '--field-manager=argocd-controller', '--validate=strict', '-f', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items: delivered})})
      expect(synced.status, synced.stderr).to.equal(0)
      const after = await secretsIn(namespace)
      expect(after).to.deep.equal(before)
      const named = delivered.flatMap(podsOf).flatMap(({containers, volumes}) => [...containers.flatMap((one: Plain) => (one.envFrom ?? []).map((from: Plain) => from.secretRef.name as string)), ...volumes.flatMap((one: Plain) => (one.secret ? [one.secret.secretName as string] : []))])
      expect(named.length).to.be.greaterThan(20)
      expect([...new Set(named)].sort()).to.deep.equal([...after.keys()].sort())
      expect([...said.matchAll(new RegExp(`\\b${namespace}/([a-z0-9-]+)`, 'g'))].map(([, name]) => name!).sort()).to.deep.equal([...after.keys()].sort())
      await kubectl(['delete', 'namespace', namespace, '--wait=false'])
    }
  })

  it('is every connector of the catalog with every auth method and every field', async () => {
    const instances = everyInstance((await loadCatalog({})).catalog)
    const project = await makeProject(git.directory, {namespace: 'delivered-all', instances, targets: {helm: existing, argocd: {repository}}})
    await render(project, 'deploy')
    const {application, delivered} = await follow(project, 'helm', 'deploy/argocd/application.yaml', null)
    expect(delivered.filter(({kind}) => kind === 'Deployment')).to.have.length(Object.keys(instances).length)
    await expectAccepted([application])
  })
})
