import {expect} from 'chai'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadCatalog} from '../../src/services/catalog.ts'
import {answersFor} from '../support/answers.ts'
import {kubectlJson} from '../support/control-plane.ts'
import {runPod, type PodTemplate, type StandInReport, type StoredSecret} from '../support/pod-sandbox.ts'
import {makeProject} from '../support/cluster-project.ts'

/** What must hold of every connector's process. */
function expectSound(report: StandInReport): void {
  expect(report).to.include({uid: 65532, gid: 65532})
  expect(report.files).to.deep.equal({'sync.c1z': 'written', 'debug.log': 'written', temporary: 'written'})
  expect(report.writableElsewhere).to.deep.equal([])
  for (const [path, file] of Object.entries(report.mounted)) {
    expect(file.mode, path).to.equal('0440')
    expect(file.content, path).to.be.a('string')
    expect(file.writable, path).to.equal(false)
  }
}

describe('a rendered pod', function () {
  const namespace = 'pod-sandbox'
  const templates: Record<string, PodTemplate> = {}
  let secrets: StoredSecret[]
  let directory: string
  const run = (instance: string, change: (template: PodTemplate) => void = () => {}) => {
    const template = structuredClone(templates[instance]!)
    change(template)
    return runPod(template, secrets, {name: `baton-${instance}-5f7d9-abcde`, namespace})
  }

  before(async function () {
    this.timeout(120_000)
    if (process.getuid?.() !== 0 || process.platform !== 'linux') this.skip()
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-pod-'))
    const {catalog} = await loadCatalog({})
    const instances = Object.fromEntries(['asana', 'github', 'google-workspace'].map((name) => {
      const connector = catalog[name]!
      const uploads = Object.entries(connector.auth).find(([, method]) => method.selfHosted && [...method.fields, ...method.required].some((field) => connector.fields[field]?.type === 'file'))?.[0]
      return [name, {connector: name, ...answersFor(connector, uploads, 'required')}]
    }))
    const project = await makeProject(directory, {namespace, instances: {...instances, several: {connector: 'asana', ...answersFor(catalog['asana']!, undefined, 'required'), replicas: 2}}})
    const applied = await project.run(['apply', '--no-wait', '--json'])
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0)
    secrets = (await kubectlJson<{items: StoredSecret[]}>(['get', 'secrets', '-n', namespace])).items
    for (const {metadata, spec} of (await kubectlJson<{items: Array<{metadata: {name: string}; spec: {template: PodTemplate}}>}>(['get', 'deployments', '-n', namespace])).items) templates[metadata.name.replace('baton-', '')] = spec.template
  })
  after(() => (directory ? rm(directory, {recursive: true, force: true}) : undefined))

  it('lets a connector write sync.c1z, debug.log and temporary files, and nothing else anywhere', async () => {
    for (const instance of Object.keys(templates)) expectSound(await run(instance))
  })

  it('names the host after the instance, or after the pod when there are several', async () => {
    expect((await run('asana')).environment['BATON_HOST_ID']).to.equal('baton-asana')
    expect((await run('several')).environment['BATON_HOST_ID']).to.equal('baton-several-5f7d9-abcde')
  })

  it('gives an uploaded file as the path of a file that the process can read, and not as a variable', async () => {
    for (const instance of ['github', 'google-workspace']) {
      const {environment, mounted} = await run(instance)
      const paths = Object.values(environment).filter((value) => Object.hasOwn(mounted, value))
      expect(paths, instance).to.have.length.greaterThan(0)
      expect(Object.values(environment).some((value) => value.includes('PRIVATE KEY') || value.includes('service_account')), instance).to.equal(false)
    }
  })

  it('goes red when one of its defaults is broken', async () => {
    const broken: Array<[name: string, change: (template: PodTemplate) => void]> = [
      ['no emptyDir', ({spec}) => { spec.containers[0]!.volumeMounts = spec.containers[0]!.volumeMounts!.filter((mount) => mount.name !== 'tmp') }],
      ['no workingDir', ({spec}) => { delete spec.containers[0]!.workingDir }],
      ['a writable root', ({spec}) => { delete spec.containers[0]!.securityContext!.readOnlyRootFilesystem }],
      ['another user', ({spec}) => { spec.securityContext!.runAsUser = 0 }],
      ['files that everyone may read', ({spec}) => { spec.volumes!.find((volume) => volume.secret)!.secret!.defaultMode = 0o444 }],
      ['no fsGroup', ({spec}) => { delete spec.securityContext!.fsGroup }],
    ]
    for (const [name, change] of broken) {
      const report = await run('github', change)
      expect(() => expectSound(report), name).to.throw()
    }
  })
})
