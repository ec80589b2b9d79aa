import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {ProblemError, type Problem} from '../../../src/core/problems/problem.ts'
import {listConnectors, loadCatalog, loadConnector, openCatalog} from '../../../src/services/catalog.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'

const problemsOf = async (work: Promise<unknown>): Promise<Problem[]> => work.then(() => [], (error: unknown) => (error instanceof ProblemError ? error.problems : Promise.reject(error)))
const inProject = <T>(connectors: string, work: (directory: string) => Promise<T>): Promise<T> =>
  inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'connectors.yaml'), connectors)
    return work(directory)
  })

describe('loading the catalog', () => {
  it('gives the shipped one where no project is, and where a project has none of its own', async () => {
    const {catalog, warnings} = await loadCatalog({})
    expect(Object.keys(catalog)).to.include.members(['asana', 'slack'])
    expect(warnings).to.deep.equal([])
    await inTemporaryDirectory(async (directory) => expect((await loadCatalog({directory})).catalog).to.deep.equal(catalog))
  })

  it('reads only the connectors that are wanted, and knows the names of all', async () => {
    const {catalog, names} = await loadCatalog({wanted: ['slack', 'asana', 'nothing-of-that-name', '../asana']})
    expect(Object.keys(catalog)).to.deep.equal(['asana', 'slack'])
    expect(names).to.include.members(['asana', 'confluence', 'slack'])
  })

  it('reads connectors as they are asked for, each once', async () => {
    const {images, connectors} = await openCatalog(undefined)
    expect(images.get('okta')).to.equal('baton-okta')
    const first = await connectors(['okta'])
    expect(Object.keys(first)).to.deep.equal(['okta'])
    const more = await connectors(['asana', 'okta'])
    expect(Object.keys(more)).to.deep.equal(['asana', 'okta'])
    expect(more.okta).to.equal(first.okta)
  })

  it('judges the project\'s file whole, whatever is wanted', () =>
    inProject('asana: {title: Ours}\nslack: null\nmine: {title: Mine}\n', async (directory) => {
      const {catalog, names} = await loadCatalog({directory, wanted: ['asana', 'slack']})
      expect(Object.values(catalog).map((one) => one.title)).to.deep.equal(['Ours'])
      expect(names).to.include('mine').and.not.to.include('slack')
      expect((await problemsOf(inProject('mine: {titel: x}\n', (other) => loadCatalog({directory: other, wanted: ['asana']})))).map((one) => one.code)).to.include('catalog-invalid')
    }))

  it('lays the project\'s file over it', () =>
    inProject('asana: {title: Our Asana, recipes: {workspaces: {url: "https://gateway.example/asana"}}}\nmine: {title: Mine}\n', async (directory) => {
      const {catalog} = await loadCatalog({directory})
      expect(catalog['asana']).to.deep.include({title: 'Our Asana', recipesFromProject: ['workspaces']})
      expect((await loadConnector('mine', {directory})).connector.title).to.equal('Mine')
      expect((await listConnectors({directory})).connectors.map((one) => one.title)).to.include.members(['Mine', 'Our Asana'])
    }))

  it('tells every fault of the project\'s file', () =>
    inProject('asana: {titel: x}\nmine: {docs: x}\n', async (directory) => {
      const problems = await problemsOf(loadCatalog({directory}))
      expect(problems.map((one) => [one.code, one.at?.line])).to.deep.equal([['catalog-invalid', 1], ['catalog-invalid', 2]])
    }))

  it('hands on what the project\'s file removes in vain', () => inProject('asana: {fields: {tokn: null}}\n', async (directory) => expect((await loadConnector('asana', {directory})).warnings[0]).to.include('did you mean `token`?')))

  for (const name of ['asanaa', '../asana', 'constructor', '__proto__', ''])
    it(`knows no connector ${JSON.stringify(name)}, with and without a project`, async () => {
      for (const connectors of [null, 'mine: {title: Mine}\n']) {
        const problems = connectors === null ? await problemsOf(loadConnector(name, {})) : await inProject(connectors, (directory) => problemsOf(loadConnector(name, {directory})))
        expect(problems.map((one) => one.code)).to.deep.equal(['unknown-connector'])
        if (name === 'asanaa') expect(problems[0]!.next[0]).to.equal('Did you mean asana?')
      }
    })

  it('sums a connector up for the list', () =>
    inProject(`mine:
  title: Mine
  hosting: [self-hosted]
  capabilities: {Accounts: [sync, provision], Roles: [sync]}
  resource-types: {user: {title: User, can: [sync, account-provisioning]}}
  features: [ticketing]
  fields: {key: {title: Key, secret: true}, ca: {title: CA, type: file}}
  auth: {key: {title: API key, fields: [key]}, old: {title: Old, deprecated: No.}, web: {title: Web, self-hosted: false}}
  recipes: {me: {title: Me, url: "https://x.example", auth: {bearer: "{key}"}, evidence: repo}, other: {title: O, url: "https://x.example", auth: {other: no}, evidence: repo}}
  needs: {volume: {path: /data, why: It keeps a file.}}
`, async (directory) => {
      const {connectors, total} = await listConnectors({directory})
      expect(total).to.equal(connectors.length)
      expect(connectors.find((one) => one.name === 'mine')).to.deep.equal({
        name: 'mine',
        title: 'Mine',
        image: 'baton-mine',
        hosting: ['self-hosted'],
        auth: [{name: 'key', title: 'API key', selfHosted: true, deprecated: false}, {name: 'old', title: 'Old', selfHosted: true, deprecated: true}, {name: 'web', title: 'Web', selfHosted: false, deprecated: false}],
        schemes: ['bearer'],
        sync: ['Accounts', 'Roles'],
        provision: ['Accounts'],
        can: ['sync', 'provision', 'account-provisioning', 'ticketing'],
        needs: ['volume', 'files'],
        notRunnable: null,
      })
    }))
})
