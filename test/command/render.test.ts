import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {itWithGit} from '../support/git.ts'
import {sampleEnvironment, sampleProject, writeTree} from '../support/project.ts'

const env = sampleEnvironment
const git = (cwd: string, ...words: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {cwd, stdio: 'pipe'}).toString()
const tree = async (directory: string) => Object.fromEntries(await Promise.all((await readdir(directory)).sort().map(async (name) => [name, await readFile(join(directory, name), 'utf8')])))

describe('render', () => {
  it('gives the same bytes on every run, and says what changed', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject()})
      const first = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(first.status, first.stdout).to.equal(0)
      expect(first.json.data.artifacts).to.deep.equal([
        {path: 'k8s/baton-asana-secrets.yaml', target: 'manifests', secret: true, changed: true},
        {path: 'k8s/baton-asana.yaml', target: 'manifests', secret: false, changed: true},
      ])
      const before = await tree(join(cwd, 'k8s'))
      const second = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(second.json.data.artifacts.map((one: {changed: boolean}) => one.changed)).to.deep.equal([false, false])
      await rm(join(cwd, 'k8s'), {recursive: true})
      await c1ctl(['render', '--out', 'k8s'], {cwd, env})
      expect(await tree(join(cwd, 'k8s'))).to.deep.equal(before)
    }))

  itWithGit('runs no program that the settings of a repository name', () =>
    inTemporaryDirectory(async (cwd) => {
      git(cwd, 'init', '-q')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'monitor': '#!/bin/sh\ntouch "$(dirname "$0")/monitor-ran"\n'})
      await chmod(join(cwd, 'monitor'), 0o755)
      git(cwd, 'config', 'core.fsmonitor', join(cwd, 'monitor'))
      for (const words of [[], ['--check']]) expect((await c1ctl(['render', '--out', 'k8s', ...words], {cwd, env})).status).to.equal(0)
      expect(await readdir(cwd)).not.to.include('monitor-ran')
    }))

  itWithGit('keeps Secret files to their owner and out of git', () =>
    inTemporaryDirectory(async (cwd) => {
      git(cwd, 'init', '-q')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'k8s/.gitignore': '*.bak'})
      const ran = await c1ctl(['render', '--out', 'k8s'], {cwd, env})
      expect(ran.status, ran.stderr).to.equal(0)
      expect(ran.stderr).to.contain('incomplete')
      expect((await stat(join(cwd, 'k8s/baton-asana-secrets.yaml'))).mode & 0o777).to.equal(0o600)
      expect(await readFile(join(cwd, 'k8s/.gitignore'), 'utf8')).to.match(/^\*\.bak\n/)
      git(cwd, 'add', '.')
      expect(git(cwd, 'ls-files')).not.to.contain('secrets')
      await chmod(join(cwd, 'k8s/baton-asana-secrets.yaml'), 0o644)
      await c1ctl(['render', '--out', 'k8s'], {cwd, env})
      expect((await stat(join(cwd, 'k8s/baton-asana-secrets.yaml'))).mode & 0o777).to.equal(0o600)
    }))

  itWithGit('refuses to write a plain secret over a file that git tracks, and writes nothing at all', () =>
    inTemporaryDirectory(async (cwd) => {
      git(cwd, 'init', '-q')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'k8s/baton-asana-secrets.yaml': 'old\n'})
      git(cwd, 'add', '-A')
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.status).to.equal(8)
      expect(ran.json.problems[0].code).to.equal('plain-secret-tracked')
      expect(await readdir(join(cwd, 'k8s'))).to.deep.equal(['baton-asana-secrets.yaml'])
      expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).to.equal('old\n')
    }))

  itWithGit('finds the tracked file also behind a symbolic link, and refuses when git cannot say', () =>
    inTemporaryDirectory(async (cwd) => {
      git(cwd, 'init', '-q')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'k8s/baton-asana-secrets.yaml': 'old\n'})
      git(cwd, 'add', '-A')
      await symlink('k8s', join(cwd, 'link'))
      const linked = await c1ctl(['render', '--out', 'link', '--json'], {cwd, env})
      expect(linked.status, linked.stdout).to.equal(8)
      expect(linked.json.problems[0].what).to.contain('link/baton-asana-secrets.yaml')
      expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).to.equal('old\n')
      await writeTree(cwd, {'broken/.git': 'gitdir: nowhere\n'})
      const unknown = await c1ctl(['render', '--out', 'broken/k8s', '--json'], {cwd, env})
      expect(unknown.status, unknown.stdout).to.equal(6)
      expect(unknown.json.problems[0].why).to.contain('nowhere')
      expect(await readdir(join(cwd, 'broken'))).to.deep.equal(['.git'])
    }))

  it('names the directory that cannot be made', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), file: ''})
      const ran = await c1ctl(['render', '--out', 'file', '--json'], {cwd, env})
      expect(ran.status).to.equal(8)
      expect(ran.json.problems[0].what).to.match(/\/file: a file of that name is in the way\.$/)
    }))

  itWithGit('checks without writing: exit 1 for a changed, a missing and a left-over file, and ignored Secret files are passed over', () =>
    inTemporaryDirectory(async (cwd) => {
      git(cwd, 'init', '-q')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'asana-emea'])})
      await c1ctl(['render', '--out', 'k8s'], {cwd, env})
      expect((await c1ctl(['render', '--out', 'k8s', '--check'], {cwd, env})).status).to.equal(0)
      await rm(join(cwd, 'k8s/baton-asana-secrets.yaml'))
      expect((await c1ctl(['render', '--out', 'k8s', '--check'], {cwd, env})).status).to.equal(0)
      await writeFile(join(cwd, 'k8s/baton-asana.yaml'), 'changed: by hand\n')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'])})
      const ran = await c1ctl(['render', '--out', 'k8s', '--check', '--json'], {cwd, env})
      expect(ran.status).to.equal(1)
      expect(ran.json.ok).to.equal(false)
      expect(ran.json.problems.map((one: {what: string}) => one.what)).to.deep.equal(['k8s/baton-asana.yaml is not what would be rendered.', 'k8s/baton-asana-emea.yaml belongs to no instance any more.'])
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.equal('changed: by hand\n')
    }))

  it('removes what it rendered for an instance that is gone, in a full render only, and nothing else', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'asana-emea']), 'k8s/baton-mine.yaml': 'kept: true\n'})
      await c1ctl(['render', '--out', 'k8s'], {cwd, env})
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'])})
      await c1ctl(['render', 'asana', '--out', 'k8s'], {cwd, env})
      expect(await readdir(join(cwd, 'k8s'))).to.include('baton-asana-emea.yaml')
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.json.data.removed).to.deep.equal(['k8s/baton-asana-emea-secrets.yaml', 'k8s/baton-asana-emea.yaml'])
      expect((await readdir(join(cwd, 'k8s'))).sort()).to.deep.equal(['.c1ctl-rendered', '.gitignore', 'baton-asana-secrets.yaml', 'baton-asana.yaml', 'baton-mine.yaml'])
    }))

  it('touches nothing outside of the directory, whatever a record claims', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'precious.yaml': 'x', 'k8s/.c1ctl-rendered': '../precious.yaml\nbaton-../../precious.yaml\n/etc/hostname\nREADME.md\n', 'k8s/README.md': 'x'})
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
      expect(await readFile(join(cwd, 'precious.yaml'), 'utf8')).to.equal('x')
      expect(await readdir(join(cwd, 'k8s'))).to.include('README.md')
    }))

  it('renders the bare shape of the setup pages with --minimal', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana']).replace('    image', '    config: {provisioning: true}\n    image')})
      expect((await c1ctl(['render', '--out', 'k8s', '--minimal'], {cwd, env})).stderr).to.contain('The bare shape leaves out')
      expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).to.contain('stringData:').and.to.contain('BATON_PROVISIONING: "true"')
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain('baton: "true"').and.not.to.contain('securityContext')
    }))

  it('says what the bare shape cannot do, each at its place, and writes nothing', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana']).replace('    image', '    replicas: 2\n    networkPolicy: true\n    image')})
      const ran = await c1ctl(['render', '--out', 'k8s', '--minimal', '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems.map((one: {code: string; what: string; at: {line: number}}) => `${one.at.line} ${one.code} ${one.what}`)).to.deep.equal([
        '6 target-unsupported asana: manifests with --minimal cannot do this: Several replicas.', '7 target-unsupported asana: manifests with --minimal cannot do this: Network policy.',
      ])
      expect(ran.json.problems[0].next[0]).to.equal('Render without --minimal.')
      expect(await readdir(cwd)).not.to.include('k8s')
    }))

  it('gives every instance what the defaults of the project say, and names their place where they are wrong', () =>
    inTemporaryDirectory(async (cwd) => {
      const project = (defaults: string, own = '') => sampleProject(['asana', 'second'], `${own}defaults:\n${defaults}environments: {staging: {defaults: {proxy: null}}}\n`)
      const line = (text: string, words: string) => text.split('\n').findIndex((one) => one.includes(words)) + 1
      await writeTree(cwd, {'c1ctl.yaml': project('  proxy: {https: "http://proxy:3128", no: .internal}\n  caBundle: {path: ca.pem}\n', '    proxy: {no: null}\n'), 'ca.pem': '-----BEGIN CERTIFICATE-----\nbWFkZSB1cA==\n-----END CERTIFICATE-----\n'})
      const render = (...words: string[]) => c1ctl(['render', '--out', 'k8s', '--json', ...words], {cwd, env})
      const ran = await render()
      expect(ran.status, ran.stdout).to.equal(0)
      const read = (name: string) => readFile(join(cwd, `k8s/baton-${name}.yaml`), 'utf8')
      for (const name of ['asana', 'second']) expect(await read(name), name).to.contain('value: http://proxy:3128').and.contain('SSL_CERT_DIR')
      expect(await read('asana')).to.contain('NO_PROXY')
      expect(await read('second')).not.to.contain('NO_PROXY')
      expect((await render('--environment', 'staging')).status).to.equal(0)
      expect(await read('asana')).not.to.contain('proxy:3128')

      const wrong = project('  caBundle: {path: gone.pem}\n')
      await writeTree(cwd, {'c1ctl.yaml': wrong})
      expect((await render()).json.problems.map(({code, at}: any) => [code, at.line])).to.deep.equal([['project-file-unusable', line(wrong, 'gone.pem')], ['project-file-unusable', line(wrong, 'gone.pem')]])
      const unable = project('  imagePullSecrets: [registry]\n')
      await writeTree(cwd, {'c1ctl.yaml': unable})
      expect((await render('--target', 'docker')).json.problems.map(({code, at}: any) => [code, at.line])).to.deep.equal(['asana', 'second'].map(() => ['target-unsupported', line(unable, 'imagePullSecrets')]))
    }))

  it('refuses some instances alone to a target whose files list all of them, and leaves what is there as it is', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'second'])})
      for (const target of ['kustomize', 'helm', 'compose', 'runner']) {
        const render = (...words: string[]) => c1ctl(['render', ...words, '--out', target, '--target', target, '--json'], {cwd, env})
        expect((await render()).status, target).to.equal(0)
        const {status, json} = await render('asana')
        expect(status, target).to.equal(2)
        expect(json.problems, target).to.have.length(1)
        expect(json.problems[0]).to.include({code: 'usage', what: `${target} renders a project as a whole: what it writes lists all instances, and would list asana alone.`})
        expect(json.problems[0].next).to.deep.equal(['Leave the names of instances out.', 'Or render a target with files of its own for each instance: manifests, docker, systemd, binary, terraform.'])
        expect((await render('--check')).status, target).to.equal(0)
      }
      const some = (...words: string[]) => c1ctl(['render', ...words, '--out', 'some', '--target', 'manifests,docker,systemd,binary,terraform', '--json'], {cwd, env})
      expect((await some()).status).to.equal(0)
      expect((await some('asana')).status).to.equal(0)
      expect((await some('--check')).status).to.equal(0)
    }))

  it('says of each target what becomes of its files with secret values', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'])})
      const notes = async (target: string) => (await c1ctl(['render', '--out', `out-${target}`, '--target', target], {cwd, env})).stderr.replaceAll(/\s+/g, ' ')
      expect(await notes('manifests')).to.contain('(base64 in Secrets)').and.contain('`c1ctl apply` sends them to the cluster.')
      for (const target of ['kustomize', 'helm', 'docker', 'compose', 'systemd', 'binary', 'runner']) expect(await notes(target), target).to.contain('kept out of git').and.not.contain('c1ctl apply').and.not.contain('base64')
      expect(await notes('docker,compose')).to.contain('docker: The scripts hand them to docker').and.contain('compose: `docker compose up` reads them')
    }))

  it('takes the targets of c1ctl.yaml, or those that are named, once each', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], 'targets:\n  manifests:\n')})
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/.c1ctl-rendered'), 'utf8')).to.contain('[manifests]\nbaton-asana-secrets.yaml\nbaton-asana.yaml\n')
      const named = await c1ctl(['render', '--out', 'k8s', '--target', 'manifests', '--target', 'manifests', '--check', '--json'], {cwd, env})
      expect(named.status, named.stdout).to.equal(0)
      expect(named.json.data.artifacts).to.have.length(2)
      expect((await c1ctl(['render', '--out', 'k8s', '--target', 'nope'], {cwd, env})).status).to.equal(2)
    }))

  it('names a target that there is not, a setting that it does not have, and a directory that leads out', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], 'targets:\n  manifest: {}\n  manifests: {outt: x, out: ../x}\n')})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems.map((one: {what: string; next: string[]; at: {line: number}}) => `${one.at.line} ${one.what} ${one.next[0]}`)).to.have.members([
        '9 There is no setting targets.manifest. Did you mean manifests?',
        '10 There is no setting targets.manifests.outt. Did you mean out?',
        '10 targets.manifests.out: expected a directory below --out such as deploy/kustomize, without . and ... Correct the place that is named; schemas/c1ctl.schema.json describes the file for editors.',
      ])
    }))

  it('mounts files of the project, and says of each that cannot be used where it is named', () =>
    inTemporaryDirectory(async (cwd) => {
      const project = (path: string) => sampleProject(['asana']).replace('    image', `    files: {otel-collector-endpoint-tls-cert-path: ${path}}\n    image`)
      await writeTree(cwd, {'c1ctl.yaml': project('tls/ca.pem'), 'tls/ca.pem': 'a certificate\n'})
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain('otel-collector-endpoint-tls-cert-path: "a certificate\\n"').and.to.contain('value: /etc/baton-config/otel-collector-endpoint-tls-cert-path')
      await writeTree(cwd, {'c1ctl.yaml': project('none.pem')})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems[0]).to.deep.include({code: 'project-file-unusable', at: {file: 'c1ctl.yaml', line: 6, column: 52}})
    }))

  it('needs nothing of ConductorOne for a run that ends', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana']).replace('    image', '    run: {mode: once, output: "s3://bucket/key"}\n    image')})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env: {ASANA_TOKEN: 'x'}})
      expect(ran.status, ran.stdout).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).not.to.contain('BATON_CLIENT')
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.match(/kind: Job\n/).and.not.to.match(/kind: Deployment/)
    }))

  it('writes through no link that a directory holds in place of a rendered file', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'precious.yaml': 'x', 'k8s/x': ''})
      await symlink('../precious.yaml', join(cwd, 'k8s/baton-asana.yaml'))
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
      expect(await readFile(join(cwd, 'precious.yaml'), 'utf8')).to.equal('x')
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain('kind: Deployment')
    }))

  it('lays an environment over the project', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], 'environments:\n  staging: {namespace: acme-staging}\n')})
      await c1ctl(['render', '--out', 'k8s', '--environment', 'staging'], {cwd, env})
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain('namespace: acme-staging')
      expect((await c1ctl(['render', '--out', 'k8s', '--environment', 'stagging'], {cwd, env})).status).to.equal(3)
    }))

  it('leaves nothing behind when the directory cannot be written', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), k8s: 'a file is in the way'})
      const ran = await c1ctl(['render', '--out', 'k8s/deep', '--json'], {cwd, env})
      expect(ran.status).to.equal(8)
      expect(ran.json.problems[0].code).to.equal('file-unwritable')
      expect((await readdir(cwd)).filter((name) => name !== '.home').sort()).to.deep.equal(['c1ctl.yaml', 'k8s'])
    }))

  for (const [what, file, place] of [
    ['c1ctl.yaml', {'c1ctl.yaml': 'version: 1\nname: acme\nconnectors:\n  asana: [\n'}, /c1ctl\.yaml$/],
    ['connectors.yaml', {'c1ctl.yaml': sampleProject(), 'connectors.yaml': 'asana:\n  titel: x\n  fields: {token: {secrett: true}}\n'}, /connectors\.yaml$/],
  ] as const)
    it(`names file, line and column of every fault of ${what} at once, with exit status 3`, () =>
      inTemporaryDirectory(async (cwd) => {
        await writeTree(cwd, file)
        const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
        expect(ran.status).to.equal(3)
        for (const one of ran.json.problems) {
          expect(one.at.file).to.match(place)
          expect(one.at.line).to.be.greaterThan(0)
        }
        expect(ran.json.problems.length).to.be.greaterThanOrEqual(what === 'connectors.yaml' ? 2 : 1)
      }))

  it('finds the faults of an instance whose auth method is unknown, and a missing credential beside a source that failed', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': `version: 1
name: acme
connectors:
  asana:
    auth: nope
    config: {token: typed, provisioning: perhaps, default-workspce-id: "1"}
    credentials: {tokn: {from: env, name: ASANA_TOKEN}}
  slack: {credentials: {token: {from: env, name: NOT_SET}, conductorone: {client-id: {from: env, name: C1_ID}}}}
`})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems.map((one: {what: string}) => one.what)).to.deep.equal([
        'slack: token comes from the environment variable NOT_SET, which is not set.',
        'Asana has no auth method nope.',
        'asana: token is a secret and must not stand in c1ctl.yaml.',
        'asana: provisioning must be true or false, not `perhaps`.',
        'Asana has no field default-workspce-id.',
        'Asana has no field tokn.',
        'slack: conductorone.client-secret (ConductorOne client secret) has no value.',
      ])
    }))

  it('finds faults of form and faults that only the catalog tells in one round', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': `version: 1
name: acme
namespace: Not_A_Name
colour: red
connectors:
  asana: {config: {default-workspce-id: "1"}, replicas: many}
  asana-secrets: {connector: asana}
  github: {connector: githubb}
  okta: {config: {dommain: acme.okta.com}}
`})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems.map(({at, what}: {at: {line: number}; what: string}) => `${at.line} ${what}`)).to.have.members([
        '3 namespace: expected lower-case letters, digits and dashes, beginning and ending with a letter or digit.',
        '4 There is no setting colour.',
        '6 connectors.asana.replicas: expected a whole number.',
        '7 The instance name "asana-secrets" must not end in -secrets: its file would be taken for another instance\'s Secret.',
        '8 There is no connector githubb.',
        '9 Okta has no field dommain.',
        '9 okta: domain (Okta domain) has no value.',
      ])
    }))

  it('says in a check why credentials are needed', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject()})
      const ran = await c1ctl(['render', '--out', 'k8s', '--check', '--json'], {cwd})
      expect(ran.status).to.equal(4)
      for (const one of ran.json.problems) expect(one.next.at(-1)).to.contain('checksum')
    }))

  it('lists every missing credential at once, with exit status 4', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'asana-emea'])})
      const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd})
      expect(ran.status).to.equal(4)
      expect(ran.json.problems).to.have.length(6)
      expect(await readdir(cwd)).not.to.include('k8s')
    }))

  it('is a project in the nearest parent, but not above the git root', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'deep/er/x': '', 'other/.git/HEAD': '', 'other/x': ''})
      await mkdir(join(cwd, 'other/sub'))
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd: join(cwd, 'deep/er'), env})).status).to.equal(0)
      expect((await c1ctl(['render', '--out', 'k8s', '--json'], {cwd: join(cwd, 'other/sub'), env})).json.problems[0].code).to.equal('project-missing')
      expect((await c1ctl(['render', '--out', 'k8s', '--project', cwd], {cwd: join(cwd, 'other'), env})).status).to.equal(0)
    }))
})
