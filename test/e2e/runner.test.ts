import {expect} from 'chai'
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {conductoronePair} from '../support/answers.ts'
import {renderCatalog} from '../support/catalog-project.ts'
import {makeProject} from '../support/cluster-project.ts'
import {hostile, hostileAnswers, hostileCatalog, hostileVariables} from '../support/hostile-values.ts'
import {askReaders, runnerViews} from '../support/runner-reader.ts'

const readers = ['strict', 'viper'] as const
const configuration = '/etc/baton-runner'

describe('what is rendered for baton-runner', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-runner-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const project = (options: Omit<Parameters<typeof makeProject>[1], 'namespace'>) => makeProject(directory, {namespace: 'any', ...options})
  const hostileProject = () => project({instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})

  it('gives every connector of the catalog, with every auth method, with what is required and with every field, the variables and files that its pod gets', async function () {
    this.timeout(300_000)
    const {out, pods} = await renderCatalog(directory, 'runner')
    for (const reader of readers) {
      const views = await runnerViews(out, reader)
      expect([...views.keys()].sort()).to.deep.equal([...pods.keys()].sort())
      for (const [name, pod] of pods) {
        const {HOME: _, TMPDIR: __, BATON_HEALTH_CHECK: ___, ...wanted} = pod.environment
        const {environment, program} = views.get(name)!
        const places = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value).replace(`${configuration}/${name}-files/`, '/etc/baton/')]))
        expect(places, name).to.deep.equal({BATON_FILE: `/var/lib/baton-runner/${name}.c1z`, ...wanted})
        expect(program).to.match(/^\/usr\/local\/bin\/baton-/)
        for (const [path, content] of Object.entries(pod.files)) expect(await readFile(path.replace('/etc/baton', `${out}/${name}-files`), 'utf8'), name).to.equal(content)
      }
    }
  })

  for (const reader of readers) {
    it(`carries hostile values byte for byte, secret ones and plain ones, through ${reader === 'strict' ? 'the YAML reader of Go' : 'viper'}`, async () => {
      const {run} = await hostileProject()
      const rendered = await run(['render', '--out', 'out', '--target', 'runner', '--json'])
      expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
      const out = join(directory, 'out')
      expect((await runnerViews(out, reader)).get('baton-hostile')).to.deep.equal({
        program: '/usr/local/bin/baton-hostile',
        environment: {
          ...hostileVariables(hostile), BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret'],
          BATON_HOST_ID: 'baton-hostile', BATON_FILE: '/var/lib/baton-runner/baton-hostile.c1z', BATON_UPLOAD: `${configuration}/baton-hostile-files/upload`,
        },
      })
      expect(await readFile(join(out, 'baton-hostile-files/upload'), 'utf8')).to.equal(Object.values(hostile).join('\n'))
      expect((await stat(join(out, 'baton-hostile-secrets.yaml'))).mode & 0o777).to.equal(0o600)
      expect(await readFile(join(out, 'config.yaml'), 'utf8')).not.to.include(conductoronePair['client-secret'])
    })
  }

  it('is read for every backend of secrets, and none of its settings holds a secret value', async () => {
    const {run} = await project({instances: {app: {credentials: {token: 'a token of a test'}}}, more: {'connectors.yaml': JSON.stringify({app: {title: 'App', image: 'baton-app', fields: {token: {title: 'Token', secret: true, required: true}}}})}})
    const file = join(directory, 'c1ctl.yaml')
    const said = JSON.parse(await readFile(file, 'utf8')) as object
    for (const [secrets, name, reference, values] of [
      ['insecure', 'insecure', '/etc/baton-runner/baton-app-secrets.yaml', 'yaml'], ['wincred', 'wincred', 'baton-app', 'yaml'],
      [{vault: {url: 'https://vault.example.com'}}, 'vault', 'conductorone/baton-app', 'json'], [{awssecretmanager: {region: 'us-east-1'}}, 'awssecretmanager', '/etc/baton-runner/baton-app-aws.yaml', 'yaml'],
    ] as const) {
      await writeFile(file, JSON.stringify({...said, targets: {runner: {secrets}}}))
      const out = join(directory, name)
      const rendered = await run(['render', '--out', out, '--target', 'runner', '--json'])
      expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
      const text = await readFile(join(out, 'config.yaml'), 'utf8')
      expect(text).not.to.include('a token of a test').and.not.to.include(conductoronePair['client-secret'])
      const [read] = askReaders([{kind: 'config', text}])
      expect(read!.error).to.equal(undefined)
      expect((read!.strict as {secrets: Record<string, {secrets: object}>}).secrets[name]!.secrets).to.deep.equal({'baton-app': reference})
      // JSON is read as YAML here: AWS and Vault take either from a file.
      expect(askReaders([{kind: 'values', text: await readFile(join(out, `baton-app-secrets.${values}`), 'utf8')}])[0]!.strict).to.include({BATON_TOKEN: 'a token of a test'})
      expect((rendered.json.data.artifacts as Array<{path: string; secret: boolean}>).filter((one) => one.secret).map(({path}) => path)).to.deep.equal([join(out, `baton-app-secrets.${values}`)])
    }
  })

  it('is refused by the same readers when it is broken: the readers are awake', async () => {
    const {run} = await hostileProject()
    expect((await run(['render', '--out', 'out', '--target', 'runner', '--json'])).status).to.equal(0)
    const text = await readFile(join(directory, 'out/config.yaml'), 'utf8')
    expect(askReaders([{kind: 'config', text: text.replace('envFrom:', 'envsFrom:')}])[0]!.error).to.include('envsFrom')
    const values = await readFile(join(directory, 'out/baton-hostile-secrets.yaml'), 'utf8')
    const unquoted = askReaders([{kind: 'values', text: values.replace(/^BATON_SECRET_OCTAL: .*$/m, 'BATON_SECRET_OCTAL: 007')}])[0]!
    expect((unquoted.viper as Record<string, unknown>)['baton_secret_octal']).not.to.equal('007')
  })
})
