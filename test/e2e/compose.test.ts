import {expect} from 'chai'
import {execa} from 'execa'
import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {conductoronePair} from '../support/answers.ts'
import {renderCatalog} from '../support/catalog-project.ts'
import {makeProject} from '../support/cluster-project.ts'
import {hostile, hostileAnswers, hostileCatalog, hostileVariables} from '../support/hostile-values.ts'
import {realParts} from '../support/real-parts.ts'

interface Mount { source: string; target: string }
interface Service {
  environment: Record<string, string>
  image: string
  user: string
  read_only: boolean
  cap_drop: string[]
  security_opt: string[]
  mem_limit: string
  restart: string
  tmpfs: string[]
  working_dir: string
  scale?: number
  healthcheck?: {test: string[]}
  secrets?: Mount[]
  configs?: Mount[]
}
interface Configuration { services: Record<string, Service>; secrets?: Record<string, {file: string}>; configs?: Record<string, {file: string}> }

/** What Docker Compose makes of a directory. It doubles every `$` on output, so that the output can be read as a file again. */
async function configuration(directory: string, env: Record<string, string> = {}): Promise<Configuration> {
  const {stdout} = await execa(join(realParts, 'docker-compose'), ['-f', join(directory, 'compose.yaml'), 'config', '--format', 'json'], {env: {PATH: process.env['PATH']!, HOME: directory, ...env}, extendEnv: false, maxBuffer: 200_000_000})
  return JSON.parse(stdout, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll('$$', '$') : value)) as Configuration
}

async function mountedFiles({services, secrets, configs}: Configuration, name: string): Promise<Record<string, string>> {
  const mounts = [...(services[name]!.secrets ?? []).map((one) => ({...one, file: secrets![one.source]!.file})), ...(services[name]!.configs ?? []).map((one) => ({...one, file: configs![one.source]!.file}))]
  return Object.fromEntries(await Promise.all(mounts.map(async ({target, file}): Promise<[string, string]> => [target, await readFile(file, 'utf8')])))
}

describe('what is rendered for Docker Compose', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-compose-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('gives every connector of the catalog, with every auth method, with what is required and with every field, the variables and files that its pod gets', async function () {
    this.timeout(300_000)
    const {out, pods} = await renderCatalog(directory, 'compose')
    const read = await configuration(out)
    expect(Object.keys(read.services).sort()).to.deep.equal([...pods.keys()].sort())
    for (const [name, {environment, files}] of pods) {
      expect(read.services[name]!.environment, name).to.deep.equal(environment)
      expect(await mountedFiles(read, name), name).to.deep.equal(files)
    }
  })

  it('carries hostile values byte for byte, secret ones and plain ones, and in files, whatever the environment of the caller holds', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})
    const out = join(directory, 'out')
    const rendered = await run(['render', '--out', out, '--target', 'compose', '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    const read = await configuration(out, {BATON_DOLLAR: 'wrong', VAR: 'wrong', BATON_PLAIN_DOLLAR: 'wrong'})
    expect(read.services['baton-hostile']!.environment).to.deep.equal({
      ...hostileVariables(hostile), BATON_CLIENT_ID: conductoronePair['client-id'], BATON_CLIENT_SECRET: conductoronePair['client-secret'], BATON_UPLOAD: '/etc/baton/upload', BATON_HOST_ID: 'baton-hostile', HOME: '/tmp', TMPDIR: '/tmp',
    })
    expect(await mountedFiles(read, 'baton-hostile')).to.deep.equal({'/etc/baton/upload': Object.values(hostile).join('\n')})
    expect(await readFile(join(out, 'compose.yaml'), 'utf8')).not.to.include(conductoronePair['client-secret'])
  })

  it('locks the container up, and lets its starter say who may read uploaded files', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {app: {image: {tag: '1.2.3', digest: `sha256:${'a'.repeat(64)}`}, replicas: 3, credentials: {key: 'content'}}}, more: {'connectors.yaml': JSON.stringify({app: {title: 'App', image: 'baton-app', health: true, fields: {key: {title: 'Key', secret: true, type: 'file'}}}})}})
    const out = join(directory, 'out')
    const rendered = await run(['render', '--out', out, '--target', 'compose', '--json'])
    expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
    const {services} = await configuration(out)
    expect(services['baton-app']).to.deep.include({
      image: `public.ecr.aws/conductorone/baton-app:1.2.3@sha256:${'a'.repeat(64)}`, user: '65532:65532', read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'],
      mem_limit: String(2 ** 30), restart: 'unless-stopped', tmpfs: ['/tmp'], working_dir: '/tmp', scale: 3,
    })
    expect(services['baton-app']!.healthcheck!.test).to.deep.equal(['CMD', '/baton-app', 'health-check', '--endpoint=ready'])
    // Each of several replicas is known by its own host name.
    expect(services['baton-app']!.environment).not.to.have.property('BATON_HOST_ID')
    expect((await configuration(out, {BATON_USER: '1000:1000'})).services['baton-app']!.user).to.equal('1000:1000')
  })

  it('is refused by the same judge when it is broken: the judge is awake', async () => {
    const {run} = await makeProject(directory, {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}})
    const out = join(directory, 'out')
    expect((await run(['render', '--out', out, '--target', 'compose', '--json'])).status).to.equal(0)
    const file = join(out, 'compose.yaml')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('read_only:', 'readonly:'))
    expect(await configuration(out).then(() => '', (error: {stderr: string}) => error.stderr)).to.include('readonly')
    await writeFile(file, text.replaceAll('$$', '$'))
    expect(await configuration(out).then(({services}) => services['baton-hostile']!.environment['BATON_PLAIN_DOLLAR'], () => 'refused')).not.to.equal(hostile['dollar'])
  })

  it('is the same from another directory, under another locale and at another time', async () => {
    const options = {namespace: 'any', instances: {hostile: hostileAnswers(hostile)}, more: {'connectors.yaml': hostileCatalog(hostile)}}
    const first = await makeProject(join(directory, 'a'), options)
    await cp(first.directory, join(directory, 'b'), {recursive: true})
    const second = await makeProject(join(directory, 'b'), options)
    for (const [one, env] of [[first, {LC_ALL: 'C', TZ: 'UTC'}], [second, {LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu'}]] as const) expect((await one.run(['render', '--out', 'out', '--target', 'compose', '--json'], {env})).status).to.equal(0)
    for (const path of ['compose.yaml', 'baton-hostile-secrets.env']) expect(await readFile(join(second.directory, 'out', path), 'utf8')).to.equal(await readFile(join(first.directory, 'out', path), 'utf8'))
  })
})
