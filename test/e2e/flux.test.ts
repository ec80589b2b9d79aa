import {expect} from 'chai'
import fc from 'fast-check'
import {mkdtemp, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {guarded} from '../../src/core/render/flux/guard.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {asana, makeProject, type TestProject} from '../support/cluster-project.ts'
import {deliveredByFlux, everyFeature, expectAccepted, expectSame, lintIsSilent, manifestsOf, render, repository, repositoryOfEachTest, type Source} from '../support/delivery.ts'
import {byId, documentsOf, type Plain} from '../support/kustomize.ts'
import {deployment, env, foundBy} from '../support/lint-connectors.ts'

const existing = {secrets: 'existing'}
/** What a user of Flux may have it substitute, with names that stand in values. */
const substitute = {HOME: 'nowhere', NAME: 'nobody', HOST: 'nohost', a: 'A', x: 'X'}

describe('what Flux delivers', function () {
  this.timeout(300_000)
  const git = repositoryOfEachTest()

  const objectsOf = async (checkout: string, path: string): Promise<Plain[]> => documentsOf(await readFile(join(checkout, path), 'utf8'))
  /** Follows the objects in a clone, and holds what Flux makes of it against the manifests of the environment. */
  const follow = async (project: TestProject, source: Source, path: string, environment: string | null): Promise<{objects: Plain[]; delivered: Plain[]; checkout: string}> => {
    const checkout = await git.clone()
    const objects = await objectsOf(checkout, path)
    const delivered = await deliveredByFlux(checkout, objects)
    // Values of a chart are nothing that Flux substitutes, so its objects need no guard.
    const manifests = await manifestsOf(project, environment)
    if (source === 'helm') for (const {metadata} of manifests) {
      delete metadata.annotations?.['kustomize.toolkit.fluxcd.io/substitute']
      if (Object.keys((metadata.annotations ?? {x: 1}) as object).length === 0) delete metadata.annotations
    }
    expectSame(source, delivered, manifests)
    return {objects, delivered, checkout}
  }

  for (const source of ['kustomize', 'helm'] as const) {
    it(`by ${source} is what the manifests are of each environment, made of a clone by Flux's own packages`, async () => {
      const project = await everyFeature(git.directory, {[source]: existing, flux: {repository, secretRef: 'deploy-key'}})
      await render(project, 'clusters/deploy')
      for (const environment of ['production', 'same']) {
        const {objects, delivered} = await follow(project, source, `clusters/deploy/flux/${environment}/flux.yaml`, environment)
        expect(objects.map(({kind}) => kind)).to.deep.equal(['GitRepository', source === 'helm' ? 'HelmRelease' : 'Kustomization'])
        expect(delivered.length).to.be.greaterThan(30)
        await expectAccepted([...objects, ...delivered])
      }
      await lintIsSilent(project, 'clusters/deploy/flux')
    })
  }

  it('by manifests is what they are of the one environment that was rendered', async () => {
    const project = await everyFeature(git.directory, {manifests: {}, flux: {repository}})
    await render(project, 'production', '--environment', 'production')
    const {objects, delivered} = await follow(project, 'manifests', 'production/flux/production/flux.yaml', 'production')
    await expectAccepted([...objects, ...delivered])
    await lintIsSilent(project, 'production')
  })

  for (const [source, words, path] of [['manifests', ['--environment', 'production'], 'deploy/flux/production/flux.yaml'], ['kustomize', [], 'deploy/flux/production/flux.yaml']] as const) {
    it(`by ${source} comes through byte for byte where somebody has Flux substitute variables, and would not without the guard`, async () => {
      const project = await everyFeature(git.directory, {[source]: existing, flux: {repository}})
      if (source === 'manifests') {
        const file = join(git.directory, 'c1ctl.yaml')
        await writeFile(file, (await readFile(file, 'utf8')).replace('"manifests":{"secrets":"existing"}', '"manifests":{}'))
      }
      await render(project, 'deploy', ...words)
      const {objects, delivered, checkout} = await follow(project, source, path, 'production')
      expect(byId(await deliveredByFlux(checkout, objects, {substitute}))).to.deep.equal(byId(delivered))
      const texts = JSON.stringify(delivered)
      for (const text of ['${HOME}', '${NAME:=text}', '${}', '${a${b}}', 'https://$${HOST}/$$$$(x)']) expect(texts).to.contain(text)

      // Object by object without the annotation: what Flux refuses or changes is what needed it, and nothing else had it.
      const guarded = delivered.filter(({metadata}) => metadata.annotations?.['kustomize.toolkit.fluxcd.io/substitute'] === 'disabled')
      expect(guarded.length).to.be.greaterThan(3)
      for (const one of delivered) {
        const bare = structuredClone(one)
        delete bare.metadata.annotations?.['kustomize.toolkit.fluxcd.io/substitute']
        const root = await mkdtemp(join(git.home, 'bare-'))
        await writeFile(join(root, 'one.yaml'), JSON.stringify(bare))
        const through = await deliveredByFlux(root, [objects[0]!, {...objects[1]!, spec: {...objects[1]!.spec, path: './'}}], {substitute}).catch(() => [])
        const isSame = JSON.stringify(byId(through)) === JSON.stringify(byId([bare]))
        expect(isSame, `${one.kind} ${one.metadata.name}`).to.equal(!guarded.includes(one))
      }
    })
  }

  it('is left as it is by the guard, whatever an object says, and without one where there is none', async () => {
    const pieces = fc.constantFrom('$', '$$', '{', '}', '${', '${a}', '(', 'a', 'HOME', ':=', '-', '/', '#', '%', '^', ',', '\\', '"', "'", '\n', ' ', '$(a)')
    const texts = fc.sample(fc.array(pieces, {minLength: 1, maxLength: 8}), {numRuns: 2000, seed: 7}).map((one) => one.join(''))
    const objects = texts.map((text, at) => guarded({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: `m${at}`, namespace: 'default'}, data: {text}}))
    const bare = objects.filter(({metadata}) => metadata.annotations === undefined)
    expect(bare.length).to.be.within(500, 1500)
    const root = await mkdtemp(join(git.home, 'texts-'))
    await writeFile(join(root, 'all.yaml'), objects.map((one) => JSON.stringify(one)).join('\n---\n'))
    const metadata = {name: 'texts', namespace: 'flux-system'}
    const through = await deliveredByFlux(root, [{kind: 'GitRepository', metadata}, {kind: 'Kustomization', metadata, spec: {path: './', sourceRef: {kind: 'GitRepository', name: 'texts'}}}], {substitute})
    expect(byId(through)).to.deep.equal(byId(objects))
  })

  it('loses a dollar where lint says so, and none of those that are written as it says', async () => {
    const pieces = fc.constantFrom('$', '$$', '$$$', '(A)', 'a', ' ', '{}', '${a}', '${b:=$$}')
    const drawn = fc.sample(fc.array(pieces, {minLength: 1, maxLength: 5}), {numRuns: 500, seed: 7}).map((one) => one.join(''))
    // Five in a row and more are nobody's password, and before a brace they are about the brace.
    const texts = [...new Set(drawn)].filter((one) => !/\${5}|\$\$\{|\$\{\}/.test(one))
    const cured = texts.map((one) => one.replaceAll(/\$\$(?!\})/g, (two) => two + two))
    const root = await mkdtemp(join(git.home, 'dollars-'))
    await writeFile(join(root, 'all.yaml'), [...texts, ...cured].map((text, at) => JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: `m${at}`, namespace: 'default'}, data: {text}})).join('\n---\n'))
    const kustomization = {apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: {name: 'dollars', namespace: 'flux-system'}, spec: {path: './', sourceRef: {kind: 'GitRepository', name: 'dollars'}, postBuild: {substitute}}}
    const delivered = await deliveredByFlux(root, [{kind: 'GitRepository', metadata: kustomization.metadata}, kustomization])
    const through = new Map(delivered.map(({metadata, data}) => [metadata.name as string, data.text as string]))
    const told = (text: string): boolean => foundBy('baton/flux-substitution', [kustomization, deployment({container: {env: env({BATON_SITE: text})}})]).length > 0
    const filled = (text: string): string => text.replaceAll('${a}', 'A').replaceAll('${b:=$$}', '$$$$')
    const met = new Set<boolean>()
    for (const [at, text] of texts.entries()) {
      met.add(told(text))
      // Four in a row are what lint says to write.
      if (!/\${4}/.test(text)) expect(through.get(`m${at}`) !== filled(text), text).to.equal(told(text))
      expect(told(cured[at]!), cured[at]).to.equal(false)
      expect(through.get(`m${texts.length + at}`), cured[at]).to.equal(filled(text))
    }
    expect([texts.length > 100, met.size]).to.deep.equal([true, 2])
  })

  it('is accepted and found with odd names of directories, references, artifacts and accounts', async () => {
    const odd = 'clusters/Ünï ${x} {{y}} \'"#'
    for (const [at, settings] of [
      {repository: 'ssh://git@git.example.com:2222/acme/deploy.git', ref: {branch: 'feature/${x}-{{y}}', commit: 'ab'.repeat(20)}, secretRef: 'deploy.key', name: 'on', serviceAccount: 'flux.one'},
      {repository: 'https://[2001:db8::1]:8443/scm/~me/deploy%20it.git', ref: {semver: '>=1.0.0 <2.0.0'}, interval: '1h30m', timeout: '90s', wait: false, prune: false, namespace: 'flux-two'},
      {repository: 'oci://registry.example.com:5000/acme/deploy', ref: {digest: `sha256:${'ab'.repeat(32)}`}},
      {repository: 'oci://registry.example.com/acme/deploy'},
      {repository, ref: {tag: 'v1.0.0'}},
    ].entries()) {
      const project = await makeProject(git.directory, {namespace: 'delivered', instances: {asana: asana()}, targets: {manifests: {}, flux: settings}})
      await render(project, `${odd}/${at}`)
      const {objects} = await follow(project, 'manifests', `${odd}/${at}/flux/flux.yaml`, null)
      await expectAccepted(objects)
      // A parent that substitutes applies these objects too.
      const root = await mkdtemp(join(git.home, 'parent-'))
      await writeFile(join(root, 'flux.yaml'), await readFile(join(git.directory, `${odd}/${at}/flux/flux.yaml`), 'utf8'))
      expect(byId(await deliveredByFlux(root, [objects[0]!, {...objects[1]!, spec: {...objects[1]!.spec, path: './'}}], {substitute}))).to.deep.equal(byId(objects))
    }
    expect(await readdir(join(git.directory, odd))).to.have.length(5)
  })

  it('is every connector of the catalog with every auth method and every field', async () => {
    const all = Object.entries(everyInstance((await loadCatalog({})).catalog))
    // kustomize's time grows with the square of the objects.
    for (let part = 0; part < 4; part += 1) {
      const source = part % 2 === 0 ? 'manifests' : 'kustomize'
      const instances = Object.fromEntries(all.filter((_, at) => at % 4 === part))
      const project = await makeProject(git.directory, {namespace: 'delivered-all', instances, targets: {[source]: source === 'kustomize' ? existing : {}, flux: {repository}}})
      await render(project, `deploy-${part}`)
      const {objects, delivered} = await follow(project, source, `deploy-${part}/flux/flux.yaml`, null)
      expect(delivered.filter(({kind}) => kind === 'Deployment')).to.have.length(Object.keys(instances).length)
      await expectAccepted(objects)
    }
  })
})
