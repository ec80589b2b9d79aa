import {expect} from 'chai'
import {expand, podEnvironment, runPod, type PodTemplate, type StoredSecret} from '../../support/pod-sandbox.ts'

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const template = (): PodTemplate => ({
  spec: {
    securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532},
    containers: [{
      name: 'baton', workingDir: '/tmp', securityContext: {readOnlyRootFilesystem: true},
      envFrom: [{secretRef: {name: 's'}}], env: [{name: 'A', value: '$(TOKEN)'}, {name: 'TMPDIR', value: '/tmp'}],
      volumeMounts: [{name: 'tmp', mountPath: '/tmp'}, {name: 'files', mountPath: '/run/baton/files', readOnly: true}],
    }],
    volumes: [{name: 'tmp', emptyDir: {}}, {name: 'files', secret: {secretName: 'f', defaultMode: 0o440}}],
  },
})
const secrets: StoredSecret[] = [{metadata: {name: 's'}, data: {TOKEN: base64('it\'s "a" $(value)\nof two lines ')}}, {metadata: {name: 'f'}, data: {'key.pem': base64('key\n')}}]
const pod = {name: 'baton-x-1', namespace: 'n'}

describe('the stand-in for a node', () => {
  it('expands variables as Kubernetes does', () => {
    const known = new Map([['A', 'one'], ['B', '$(A)']])
    const cases: Array<[string, string]> = [
      ['$(A)', 'one'], ['$$(A)', '$(A)'], ['$$$(A)', '$one'], ['$(C)', '$(C)'], ['$(B)', '$(A)'], ['$A', '$A'], ['$', '$'], ['$$', '$'], ['$(A', '$(A'], ['a$b$(A)c', 'a$bonec'], ['$()', '$()'], ['$€(A)', '$€(A)'],
    ]
    for (const [given, meant] of cases) expect(expand(given, known), given).to.equal(meant)
  })

  it('lets env win over envFrom and see it', () => {
    const container = {name: 'x', envFrom: [{secretRef: {name: 's'}}], env: [{name: 'B', value: '[$(A)]'}, {name: 'A', value: 'plain'}, {name: 'N', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}]}
    expect(Object.fromEntries(podEnvironment(container, [{metadata: {name: 's'}, data: {A: base64('secret')}}], pod))).to.deep.equal({A: 'plain', B: '[secret]', N: 'baton-x-1'})
  })

  describe('runs a pod', function () {
    this.timeout(20_000)
    before(function () {
      if (process.getuid?.() !== 0 || process.platform !== 'linux') this.skip()
    })

    it('with its environment, its files, its user and only its places to write', async () => {
      const report = await runPod(template(), secrets, pod)
      expect(report).to.include({directory: '/tmp', uid: 65532, gid: 65532})
      expect(report.environment['TOKEN']).to.equal('it\'s "a" $(value)\nof two lines ')
      expect(report.environment['A']).to.equal(report.environment['TOKEN'])
      expect(report.files).to.deep.equal({'sync.c1z': 'written', 'debug.log': 'written', temporary: 'written'})
      expect(report.writableElsewhere).to.deep.equal([])
      expect(report.mounted).to.deep.equal({'/run/baton/files/key.pem': {mode: '0440', content: base64('key\n'), writable: false}})
    })

    it('and shows a pod without an emptyDir, without a working directory, with a writable root or with files that others may read', async () => {
      const without = template()
      without.spec.containers[0]!.volumeMounts!.shift()
      expect((await runPod(without, secrets, pod)).files).to.include({'sync.c1z': 'EROFS', temporary: 'EROFS'})
      const nowhere = template()
      delete nowhere.spec.containers[0]!.workingDir
      expect((await runPod(nowhere, secrets, pod)).files['sync.c1z']).to.equal('EROFS')
      const writable = template()
      delete writable.spec.containers[0]!.securityContext
      expect((await runPod(writable, secrets, pod)).writableElsewhere).to.include('/var/tmp')
      const open = template()
      open.spec.volumes![1]!.secret!.defaultMode = 0o444
      expect((await runPod(open, secrets, pod)).mounted['/run/baton/files/key.pem']!.mode).to.equal('0444')
      const stranger = template()
      delete stranger.spec.securityContext!.fsGroup
      expect((await runPod(stranger, secrets, pod)).mounted['/run/baton/files/key.pem']!.content).to.equal(null)
    })
  })
})
