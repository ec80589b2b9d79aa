import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseAllDocuments} from 'yaml'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {kubectl} from '../support/control-plane.ts'
import {asana, makeProject} from '../support/cluster-project.ts'

let directory: string

/** Hands every rendered file to the API server, which judges each object and stores none. */
async function judge(out: string, namespaces: string[]): Promise<number> {
  for (const namespace of namespaces) await kubectl(['create', 'namespace', namespace])
  const files = (await readdir(out)).filter((name) => name.endsWith('.yaml'))
  const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', ...files.flatMap((name) => ['-f', join(out, name)])])
  expect(judged.status, judged.stderr).to.equal(0)
  expect(judged.stderr).to.equal('')
  return judged.stdout.trim().split('\n').length
}

describe('what is rendered', () => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-render-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('is accepted strictly by the API server, hardened and minimal', async () => {
    const {run} = await makeProject(directory, {namespace: 'render-one', instances: {asana: asana()}})
    for (const words of [[], ['--minimal']]) {
      const out = join(directory, `out${words.length}`)
      const rendered = await run(['render', '--out', out, '--json', ...words])
      expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
      expect(await judge(out, ['render-one'])).to.equal(2)
    }
  })

  it('is refused by the same judge when it is broken: the judge is awake', async () => {
    const {run} = await makeProject(directory, {namespace: 'render-one', instances: {asana: asana()}})
    const out = join(directory, 'out')
    expect((await run(['render', '--out', out, '--json'])).status).to.equal(0)
    const file = join(out, 'baton-asana.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('baton: "true"', 'baton: true'))
    await kubectl(['create', 'namespace', 'render-one'])
    expect((await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file])).status).to.equal(1)
  })

  it('is accepted for every connector of the catalog, with every auth method and every field', async function () {
    this.timeout(300_000)
    const {catalog} = await loadCatalog({})
    const {run} = await makeProject(directory, {namespace: 'render-all', instances: everyInstance(catalog)})
    const out = join(directory, 'out')
    const rendered = await run(['render', '--out', out, '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    const documents = (await Promise.all((await readdir(out)).filter((name) => name.endsWith('.yaml')).map((name) => readFile(join(out, name), 'utf8')))).flatMap((text) => parseAllDocuments(text).map((one) => one.toJS())) as Array<{kind: string; metadata: {namespace?: string}}>
    expect(documents.filter((one) => one.kind === 'Deployment')).to.have.length(Object.keys(everyInstance(catalog)).length)
    const namespaces = [...new Set(documents.flatMap(({metadata}) => metadata.namespace ?? []))]
    expect(await judge(out, namespaces)).to.equal(documents.length)
  })
})
