import {expect} from 'chai'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubectlJson, kubectl} from '../support/control-plane.ts'
import {runPod, type PodTemplate, type StandInReport, type StoredSecret} from '../support/pod-sandbox.ts'
import {makeProject, type TestProject} from '../support/cluster-project.ts'
import {hostile, inSecretsAlone} from '../support/hostile-values.ts'

const names = Object.keys(hostile)
const variable = (name: string): string => `BATON_${name.toUpperCase().replaceAll('-', '_')}`

describe('hostile values', () => {
  const namespace = 'hostile-values'
  let directory: string
  let project: TestProject
  let template: PodTemplate
  let secrets: StoredSecret[]
  let report: StandInReport | undefined

  before(async function () {
    this.timeout(120_000)
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-values-'))
    const field = (name: string, secret: boolean, more = {}) => [`${secret ? 'secret' : 'plain'}-${name}`, {title: name, ...(secret ? {secret: true} : {}), ...more}]
    const catalog = {hostile: {title: 'Hostile', image: 'baton-hostile', fields: Object.fromEntries([...names.flatMap((name) => [field(name, true), field(name, false)]), ...Object.keys(inSecretsAlone).map((name) => field(name, true)), field('empty', false), field('file', true, {type: 'file'})])}}
    project = await makeProject(directory, {
      namespace,
      instances: {hostile: {
        config: {...Object.fromEntries(names.map((name) => [`plain-${name}`, hostile[name]!])), 'plain-empty': ''},
        credentials: {...Object.fromEntries(names.map((name) => [`secret-${name}`, hostile[name]!])), ...Object.fromEntries(Object.entries(inSecretsAlone).map(([name, value]) => [`secret-${name}`, value])), 'secret-file': Object.values(hostile).join('\n')},
      }},
      more: {'connectors.yaml': JSON.stringify(catalog)},
    })
    // File fields take a path: their content comes from a file source.
    const applied = await project.run(['apply', '--json'])
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0)
    const stored = await kubectlJson<{items: StoredSecret[]}>(['get', 'secrets', '-n', namespace])
    secrets = stored.items
    template = (await kubectlJson<{spec: {template: PodTemplate}}>(['get', 'deployment', 'baton-hostile', '-n', namespace])).spec.template
    if (process.getuid?.() === 0 && process.platform === 'linux') report = await runPod(template, secrets, {name: 'baton-hostile-1', namespace})
  })
  after(() => rm(directory, {recursive: true, force: true}))

  it('come back byte for byte from the API server, secret ones', () => {
    const data = secrets.find((one) => one.metadata.name === 'baton-hostile-secrets')!.data!
    for (const [name, value] of Object.entries({...hostile, ...inSecretsAlone})) expect(Buffer.from(data[variable(`secret-${name}`)] ?? '', 'base64').toString('utf8'), name).to.equal(value)
  })

  it('come back in a mounted file', () => {
    const data = secrets.find((one) => one.metadata.name === 'baton-hostile-files')!.data!
    expect(Object.values(data).map((text) => Buffer.from(text, 'base64').toString('utf8'))).to.deep.equal([Object.values(hostile).join('\n')])
  })

  it('reach the process byte for byte, secret and plain ones', function () {
    if (!report) return this.skip()
    for (const name of names) {
      expect(report.environment[variable(`secret-${name}`)], `secret ${name}`).to.equal(hostile[name])
      expect(report.environment[variable(`plain-${name}`)], `plain ${name}`).to.equal(hostile[name])
    }
    expect(report.environment).to.have.property('BATON_PLAIN_EMPTY', '')
    const file = report.mounted[report.environment['BATON_SECRET_FILE']!]!
    expect(Buffer.from(file.content!, 'base64').toString('utf8')).to.equal(Object.values(hostile).join('\n'))
  })

  it('are the same when the rendered files are applied by kubectl', async () => {
    const out = join(directory, 'out')
    const rendered = await project.run(['render', '--out', out, '--namespace', 'hostile-rendered', '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    await kubectl(['create', 'namespace', 'hostile-rendered'])
    const applied = await kubectl(['apply', '--server-side', '--validate=strict', '-f', out])
    expect(applied.status, applied.stderr).to.equal(0)
    const again = await kubectlJson<{items: StoredSecret[]}>(['get', 'secrets', '-n', 'hostile-rendered'])
    expect(again.items.map((one) => one.data)).to.deep.equal(secrets.map((one) => one.data))
    const other = (await kubectlJson<{spec: {template: PodTemplate}}>(['get', 'deployment', 'baton-hostile', '-n', 'hostile-rendered'])).spec.template
    expect(other.spec).to.deep.equal(template.spec)
  })

  it('come back from the minimal shape too, where plain values travel in the Secret', async () => {
    const out = join(directory, 'minimal')
    expect((await project.run(['render', '--out', out, '--minimal', '--namespace', 'hostile-minimal', '--json'])).status).to.equal(0)
    await kubectl(['create', 'namespace', 'hostile-minimal'])
    // As the setup pages apply it.
    const applied = await kubectl(['apply', '--validate=strict', '-f', out])
    expect(applied.status, applied.stderr).to.equal(0)
    const {data} = await kubectlJson<StoredSecret>(['get', 'secret', 'baton-hostile-secrets', '-n', 'hostile-minimal'])
    for (const name of names) for (const kind of ['secret', 'plain']) expect(Buffer.from(data![variable(`${kind}-${name}`)] ?? '', 'base64').toString('utf8'), `${kind} ${name}`).to.equal(hostile[name])
  })
})
