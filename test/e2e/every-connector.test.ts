import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseAllDocuments} from 'yaml'
import {loadCatalog} from '../../src/services/catalog.ts'
import type {Connector} from '../../src/core/catalog/types.ts'
import type {ConfigValue} from '../../src/core/project/types.ts'
import {answersFor, conductoronePair} from '../support/answers.ts'
import {c1ctl, type Ran} from '../support/cli.ts'
import {kubectl} from '../support/control-plane.ts'

/** Two inits at once, each kind in a project of its own: an init takes about half a second, and a project takes one at a time. */
const lanes = 2

const setting = (value: ConfigValue): string => (typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value))

describe('every connector of the catalog', () => {
  let directory: string
  let catalog: Record<string, Connector>
  const projects: string[] = Array.from({length: lanes}, (_, lane) => `lane${lane}`)

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-every-'))
    catalog = (await loadCatalog({})).catalog
  })
  after(() => rm(directory, {recursive: true, force: true}))

  const run = (lane: number, words: string[], input?: string): Promise<Ran> => c1ctl([...words, '--project', join(directory, projects[lane]!)], {cwd: directory, ...(input === undefined ? {} : {input})})

  it('is initialised with the answers that its default method asks for, and nothing else', async function () {
    this.timeout(600_000)
    const refused: string[] = []
    const runnable = Object.values(catalog).filter((one) => !one.notRunnable)
    expect(runnable.length).to.be.greaterThan(230)
    const init = async (connector: Connector, lane: number): Promise<void> => {
      const {config, credentials} = answersFor(connector, undefined, 'required')
      const words = ['init', connector.name, '--namespace', 'every-connector', '--new-identity', '--no-verify', '--json', ...Object.entries(config).flatMap(([field, value]) => ['--set', `${field}=${setting(value)}`]), '--credentials-from', '-']
      const ran = await run(lane, words, JSON.stringify({...credentials, 'conductorone.client-id': conductoronePair['client-id'], 'conductorone.client-secret': conductoronePair['client-secret']}))
      if (ran.status !== 0) refused.push(`${connector.name}: ${ran.json?.problems?.map((one: {what: string}) => one.what).join(' ') ?? ran.stdout + ran.stderr}`)
    }
    await Promise.all(projects.map(async (_, lane) => {
      for (const connector of runnable.filter((_one, at) => at % lanes === lane)) await init(connector, lane)
    }))
    expect(refused).to.deep.equal([])
  })

  it('says why of those that cannot run in Kubernetes', async () => {
    for (const connector of Object.values(catalog).filter((one) => one.notRunnable)) {
      const ran = await run(0, ['init', connector.name, '--no-verify', '--json'])
      expect(ran.json.problems[0], connector.name).to.include({code: 'connector-not-runnable'})
      expect(ran.json.problems[0].what).to.contain(connector.notRunnable)
    }
  })

  it('renders what lint and the API server accept', async function () {
    this.timeout(300_000)
    await kubectl(['create', 'namespace', 'every-connector'])
    for (const [lane] of projects.entries()) {
      const out = join(directory, `k8s${lane}`)
      const rendered = await run(lane, ['render', '--out', out, '--json'])
      expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
      const linted = await run(lane, ['lint', out, '--json'])
      // One pair stands for all here, and no release could be asked for.
      const expected = ['baton/no-tag', 'baton/shared-client-id']
      expect(linted.json.data.findings.filter((one: {severity: string; rule: string}) => one.severity !== 'note' && !expected.includes(one.rule))).to.deep.equal([])
      expect(linted.status).to.equal(0)
      const files = (await readdir(out)).filter((name) => name.endsWith('.yaml')).map((name) => join(out, name))
      const documents = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as {metadata: {namespace?: string}}))
      for (const namespace of new Set(documents.flatMap(({metadata}) => metadata.namespace ?? []))) await kubectl(['create', 'namespace', namespace])
      const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', ...files.flatMap((file) => ['-f', file])])
      expect(judged.status, judged.stderr).to.equal(0)
      expect(judged.stdout.trim().split('\n')).to.have.length(documents.length)
    }
  })
})
