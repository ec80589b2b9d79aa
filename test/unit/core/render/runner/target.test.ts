import {expect} from 'chai'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {parseProject} from '../../../../../src/core/project/parse.ts'
import type {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {runner} from '../../../../../src/core/render/runner/target.ts'
import {plain} from '../../../../../src/core/render/secrets/plain.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import type {Artifact} from '../../../../../src/core/render/types.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {readSourceDocument} from '../../../../../src/core/yaml/source-document.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

/** Settings as c1ctl.yaml says them, through the schema. */
function settingsOf(said: object): NonNullable<TargetSettings['runner']> {
  const {project, problems} = parseProject(readSourceDocument(JSON.stringify({version: 1, name: 'acme', targets: {runner: said}}), 'c1ctl.yaml'))
  if (problems.length > 0) throw new Error(problems.map(({what, next}) => [what, ...next].join(' ')).join('\n'))
  return project!.targets.runner!
}
const render = (workloads: Workload[], said: object = {}): Artifact[] =>
  runner.render(workloads, {...alone, secretMode: plain, minimal: false, settings: settingsOf(said)})
const one = (settings: Record<string, unknown> = {}): Workload => workloadsOf(settings).workloads[0]!
const configuration = (artifacts: Artifact[]) => readValues(artifacts[0]!.content)[0] as {connectors: Array<{path: string; config: {env: Record<string, string>; envFrom: {secrets: Record<string, string>}}}>; secrets: Record<string, unknown>; 'log-level': string}
const problemsOf = (workload: Workload, said: object = {}) => {
  try {
    render([workload], said)
    return []
  } catch (error) {
    return (error as ProblemError).problems
  }
}
const withSecret = (key: string, value: string): Workload => ({...one(), secretEnvironment: {name: 'baton-app-secrets', entries: [{key, use: 'env', value: new Secret(value)}]}})

describe('the target runner', () => {
  it('says everything that it is said to support', () => {
    const before = JSON.stringify(render([one()]))
    for (const id of runner.supports) expect(JSON.stringify(render([one(featureInstances[id])])), id).not.to.equal(before)
  })

  it('names every connector, its program, its variables and where its secret ones come from, and holds no secret value', () => {
    const artifacts = render([one(), {...one(), instance: 'second', name: 'baton-second', secretEnvironment: {...one().secretEnvironment, name: 'baton-second-secrets'}}])
    expect(configuration(artifacts)).to.deep.equal({
      'log-level': 'info',
      connectors: ['baton-app', 'baton-second'].map((name) => ({
        name, path: '/usr/local/bin/baton-app',
        config: {
          env: {BATON_HOST_ID: name, BATON_FILE: `/var/lib/baton-runner/${name}.c1z`},
          envFrom: {secrets: {BATON_CLIENT_ID: `${name}:BATON_CLIENT_ID`, BATON_CLIENT_SECRET: `${name}:BATON_CLIENT_SECRET`, BATON_TOKEN: `${name}:BATON_TOKEN`}},
        },
      })),
      secrets: {insecure: {secrets: {'baton-app': '/etc/baton-runner/baton-app-secrets.yaml', 'baton-second': '/etc/baton-runner/baton-second-secrets.yaml'}}},
    })
    expect(artifacts.map(({path, mode, secret}) => [path, mode, secret])).to.deep.equal([['config.yaml', 0o644, false], ['baton-app-secrets.yaml', 0o600, true], ['baton-second-secrets.yaml', 0o600, true]])
    expect(artifacts[0]!.content).not.to.include('c1secret').and.not.to.include('tok\n')
    expect(readValues(artifacts[1]!.content)).to.deep.equal([{BATON_CLIENT_ID: 'c1@acme/x', BATON_CLIENT_SECRET: 'c1secret', BATON_TOKEN: 'tok'}])
    expect(render([])).to.deep.equal([])
  })

  it('says files where they lie on the machine, after what the variable says before them', () => {
    const {config: {env}} = configuration(render([one({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']})], {configuration: '/srv/baton', state: '/srv/state', binaries: '/opt/bin', logLevel: 'debug'})).connectors[0]!
    expect(env).to.deep.equal({
      BATON_HOST_ID: 'baton-app', BATON_FILE: '/srv/state/baton-app.c1z', BATON_KEY: '/srv/baton/baton-app-files/key', BATON_CONFIG_PATH: '/srv/baton/baton-app-config/config-path.yaml', SSL_CERT_DIR: '/etc/ssl/certs:/srv/baton/baton-app-ca',
    })
  })

  it('leaves the sync file where the settings of an instance send it', () => {
    const {config: {env}} = configuration(render([one({config: {file: '/data/own.c1z'}})])).connectors[0]!
    expect(env['BATON_FILE']).to.equal('/data/own.c1z')
  })

  it('takes secrets from Windows Credential Manager, with paths and programs of Windows', () => {
    const artifacts = render([one(featureInstances['secret-files'])], {secrets: 'wincred'})
    const {connectors: [connector], secrets} = configuration(artifacts)
    expect(secrets).to.deep.equal({wincred: {secrets: {'baton-app': 'baton-app'}}})
    expect(connector!.path).to.equal('C:\\ConductorOne\\baton-app.exe')
    expect(connector!.config.env).to.include({BATON_KEY: 'C:\\ProgramData\\ConductorOne\\baton-runner\\baton-app-files\\key', BATON_FILE: 'C:\\ProgramData\\ConductorOne\\baton-runner\\baton-app.c1z'})
    expect(artifacts.map(({path}) => path)).to.include('baton-app-secrets.yaml')
    expect(problemsOf(withSecret('BATON_KEY', 'x'.repeat(2551)), {secrets: 'wincred'})).to.deep.equal([])
    expect(problemsOf(withSecret('BATON_KEY', 'x'.repeat(2552)), {secrets: 'wincred'})[0]).to.include({code: 'value-not-representable', what: 'app: the secret values have 2561 bytes; Windows Credential Manager takes 2560.'})
    expect(problemsOf(one(featureInstances['ca-bundle']), {secrets: 'wincred'})[0]).to.include({code: 'target-unsupported'}).with.property('what').that.includes('caBundle')
  })

  it('takes secrets from Vault, without a token of it, and writes what is put there as JSON', () => {
    const artifacts = render([one()], {secrets: {vault: {url: 'https://vault.example.com:8200', path: 'teams/identity', kvapi: '1'}}})
    expect(configuration(artifacts).secrets).to.deep.equal({vault: {url: 'https://vault.example.com:8200', mount: 'secret', kvapi: 1, credsfile: '/etc/baton-runner/vaultcreds.yaml', secrets: {'baton-app': 'teams/identity/baton-app'}}})
    expect(artifacts[1]).to.include({path: 'baton-app-secrets.json', mode: 0o600, secret: true})
    expect(JSON.parse(artifacts[1]!.content)).to.deep.equal({BATON_CLIENT_ID: 'c1@acme/x', BATON_CLIENT_SECRET: 'c1secret', BATON_TOKEN: 'tok'})
  })

  it('takes secrets from AWS Secrets Manager by a file that points there', () => {
    const artifacts = render([one()], {secrets: {awssecretmanager: {region: 'eu-central-1', prefix: 'conductorone/'}}})
    expect(configuration(artifacts).secrets).to.deep.equal({awssecretmanager: {secrets: {'baton-app': '/etc/baton-runner/baton-app-aws.yaml'}}})
    expect(artifacts[1]).to.deep.equal({path: 'baton-app-aws.yaml', content: 'secretname: conductorone/baton-app\nregion: eu-central-1\n', mode: 0o644, secret: false})
    expect(problemsOf(withSecret('BATON_KEY', 'x'.repeat(65_528)), {secrets: {awssecretmanager: {region: 'us-east-1'}}})[0]).to.include({code: 'value-not-representable'})
  })

  it('refuses a value that no process can get, and a name whose case may be lost', () => {
    expect(problemsOf(withSecret('BATON_TOKEN', 'a\0b')).map(({code}) => code)).to.deep.equal(['value-not-representable'])
    expect(problemsOf(withSecret('BATON_TOKEN', 'half \ud83d')).map(({code}) => code)).to.deep.equal(['value-not-representable'])
    expect(problemsOf(one({env: {http_timeout: '1'}}))[0]).to.include({code: 'value-not-representable', what: 'app: http_timeout has letters that are no capitals.'})
  })

  it('takes only paths of one system that need no quotes, and addresses without a password', () => {
    for (const good of [{binaries: '/opt/bin'}, {binaries: 'C:\\Baton', configuration: 'D:\\Baton\\x'}, {secrets: 'wincred', state: 'C:\\State'}, {secrets: 'insecure'}]) expect(() => settingsOf(good), JSON.stringify(good)).not.to.throw()
    for (const bad of [
      {binaries: 'bin'}, {binaries: '/a b'}, {binaries: '/a/../b'}, {binaries: 'C:/Baton'}, {binaries: '/opt', state: 'C:\\State'}, {secrets: 'wincred', state: '/var/lib/x'}, {secrets: 'keychain'}, {secrets: {vault: {}}},
      {secrets: {vault: {url: 'https://me:secret@vault.example.com'}}}, {secrets: {vault: {url: 'https://vault', token: 'x'}}}, {secrets: {vault: {url: 'https://vault', credsfile: 'C:\\v.yaml'}}, binaries: '/opt'}, {secrets: {awssecretmanager: {region: 'Frankfurt'}}}, {secrets: {awssecretmanager: {region: 'us-east-1'}, vault: {url: 'https://vault'}}},
    ]) expect(() => settingsOf(bad), JSON.stringify(bad)).to.throw()
  })

  it('owns every path that it writes, and no other target\'s', () => {
    const everything = {...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}
    for (const secrets of ['insecure', {vault: {url: 'https://vault'}}, {awssecretmanager: {region: 'us-east-1'}}]) for (const {path} of render([one(everything)], {secrets})) expect(runner.owns(path), path).to.equal(true)
    for (const path of ['baton-app.yaml', 'compose.yaml', 'baton-app-secrets.env', 'vaultcreds.yaml']) expect(runner.owns(path), path).to.equal(false)
  })
})
