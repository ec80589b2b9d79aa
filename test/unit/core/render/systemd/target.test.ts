import {expect} from 'chai'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {environmentFile, unitPath, unitText} from '../../../../../src/core/render/systemd/encode.ts'
import {systemdSettings} from '../../../../../src/core/render/systemd/settings.ts'
import {systemd} from '../../../../../src/core/render/systemd/target.ts'
import type {Artifact} from '../../../../../src/core/render/types.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

const render = (workloads: Workload[], settings = {}): Artifact[] => systemd.render(workloads, {...alone, project: {...alone.project, namespace: 'acme'}, settings})
const unitOf = (settings: Record<string, unknown>, own = {}) => render(workloadsOf(settings).workloads, own)[0]!.content
const codes = (workload: Partial<Workload>): string[] => {
  try {
    render([{...workloadsOf({}).workloads[0]!, ...workload}])
    return []
  } catch (error) {
    return (error as ProblemError).problems.map(({code}) => code)
  }
}

describe('the target systemd', () => {
  it('says everything that it is said to support', () => {
    const before = JSON.stringify(render(workloadsOf({}).workloads))
    for (const id of systemd.supports) expect(JSON.stringify(render(workloadsOf(featureInstances[id]).workloads)), id).not.to.equal(before)
  })

  it('starts a service with the machine and again when it stops, and a run that ends only by its timer', () => {
    expect(unitOf({})).to.include('Type=exec\n').and.include('Restart=always\n').and.include('WantedBy=multi-user.target\n')
    expect(unitOf(featureInstances.schedule)).to.include('Type=oneshot\n').and.not.include('Restart=').and.not.include('[Install]')
    expect(render(workloadsOf(featureInstances.schedule).workloads)[1]).to.include({path: 'baton-app.timer'}).with.property('content').that.includes('OnCalendar=*-*-* 03:00:00 Europe/Zurich\n')
  })

  it('hands uploaded files over as credentials, and names other files where they lie on the machine', () => {
    expect(unitOf(featureInstances['secret-files'])).to.include('LoadCredential=key:/etc/baton/baton-app-files/key\nEnvironment=BATON_KEY=%d/key\n')
    const files = render(workloadsOf({...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads, {configuration: '/srv/baton'})
    const variables = files.find(({path}) => path === 'baton-app.env')!.content
    for (const [, place] of variables.matchAll(/"(?:[^"]*:)?\/srv\/baton\/([^"]*)"/g)) expect(files.some(({path}) => path === place || path.startsWith(`${place}/`)), place).to.equal(true)
    expect(variables).to.include('CONFIG_PATH="/srv/baton/baton-app-config/config-path.yaml"').and.include('SSL_CERT_DIR="/etc/ssl/certs:/srv/baton/baton-app-ca"')
  })

  it('shows the unit nothing of /home but the programs that lie there', () => {
    expect(unitOf({})).to.include('ProtectHome=yes\n').and.include('ExecStart=/usr/local/bin/baton-app\n')
    expect(unitOf({}, {binaries: '/home/linuxbrew/.linuxbrew/bin'})).to.include('ProtectHome=tmpfs\nBindReadOnlyPaths=/home/linuxbrew/.linuxbrew/bin\n')
  })

  it('takes only directories that a unit names without quotes', () => {
    for (const binaries of ['/usr/local/bin', '/opt/a_b/c-d.e']) expect(systemdSettings.safeParse({binaries}).success, binaries).to.equal(true)
    for (const binaries of ['usr/bin', '/a b', '/a/../b', '/a%h', '/a/', '/$x']) expect(systemdSettings.safeParse({binaries}).success, binaries).to.equal(false)
    expect(() => unitPath('a b')).to.throw(TypeError)
    expect(unitText('50 %\nof $x')).to.equal('50 %% of $x')
  })

  it('escapes in env files what systemd takes for its own, and nothing else', () => {
    expect(environmentFile([{name: 'A', value: ' a\n"b" \\ `c` $d %e #f '}])).to.equal('A=" a\n\\"b\\" \\\\ \\`c\\` \\$d %e #f "\n')
  })

  it('writes limits as systemd counts them, and refuses those it has not', () => {
    expect(unitOf({resources: {limits: {memory: '512Mi', cpu: '250m'}}})).to.include('MemoryMax=536870912\nCPUQuota=25%\n')
    expect(codes({resources: {limits: {'ephemeral-storage': '1Gi'}}})).to.deep.equal(['target-unsupported'])
  })

  it('refuses what systemd cannot carry: a NUL, files of more than a mebibyte together, @every', () => {
    const entry = (value: string, use: 'env' | 'file') => ({name: 'x', entries: [{key: 'key', use, value: new Secret(value)}]})
    expect(codes({secretEnvironment: entry('a\0', 'env')})).to.deep.equal(['value-not-representable'])
    expect(codes({secretFiles: entry('x'.repeat(2 ** 20 + 1), 'file')})).to.deep.equal(['value-not-representable'])
    expect(codes({secretFiles: entry('x'.repeat(2 ** 20), 'file')})).to.deep.equal([])
    expect(codes({run: {mode: 'once', schedule: '@every 1h'}})).to.deep.equal(['target-unsupported'])
  })

  it('owns every path that it writes, and no other target\'s', () => {
    for (const {path} of render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads)) expect(systemd.owns(path), path).to.equal(true)
    for (const path of ['baton-app.yaml', 'baton-app.sh', 'sshd.service']) expect(systemd.owns(path), path).to.equal(false)
  })
})
