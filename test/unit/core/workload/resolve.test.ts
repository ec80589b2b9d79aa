import {expect} from 'chai'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseProject} from '../../../../src/core/project/parse.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'
import {resolveWorkloads} from '../../../../src/core/workload/resolve.ts'
import type {Workload} from '../../../../src/core/workload/types.ts'
import {catalogOf} from '../../../support/catalog.ts'

const catalog = catalogOf(`
app:
  title: App
  fields:
    token: {title: Token, secret: true, required: true}
    region: {title: Region, example: eu, rules: {in: [eu, us]}}
    orgs: {title: Organizations, type: list}
    mapping: {title: Mapping, type: map}
    limit: {title: Limit, type: int}
    flag: {title: Flag, type: bool}
    needs-flag: {title: Needs flag}
    key: {title: Key, type: file, secret: true, extensions: [.pem]}
    new-name: {title: New name, aliases: [old-name]}
  constraints: [{dependent-on: [needs-flag], on: [flag]}]
grouped:
  title: Grouped
  fields:
    token: {title: Token, secret: true, required: true}
    app-id: {title: App id, required: true}
    everywhere: {title: Everywhere}
    fixed: {title: Fixed, type: bool}
  auth:
    pat: {title: Token, upstream: pat-group, fields: [token], default: true}
    app: {title: App, upstream: app-group, fields: [app-id], sets: {fixed: "true"}}
    cloud: {title: Cloud, upstream: cloud-group, self-hosted: false}
    old: {title: Old, fields: [token], deprecated: use pat}
collides:
  title: Collides
  fields:
    client_id: {title: Client ID, required: true}
    client_secret: {title: Client secret, secret: true, required: true}
    other: {title: Other, secret: true}
bound:
  title: Bound
  fields:
    user: {title: User, required: true}
    password: {title: Password, secret: true}
    token: {title: Token, secret: true}
    key: {title: Key, secret: true, required: true}
    flag: {title: Flag, type: bool}
    site: {title: Site}
  constraints:
    - {required-together: [user, password]}
    - {mutually-exclusive: [password, token]}
    - {dependent-on: [site], on: [flag, key]}
windows:
  title: Windows only
  not-runnable: It runs on Windows only.
`)
const pair = {'conductorone.client-id': new Secret('c1@acme/x'), 'conductorone.client-secret': new Secret('c1secret')}

function resolve(settings: string, values: Record<string, string> = {token: 'tok'}, name = 'app', head = '', unread: string[] = []) {
  const {project, problems, place} = parseProject(readSourceDocument(`version: 1\nname: acme\n${head}connectors:\n  ${name}: ${settings}\n`, 'c1ctl.yaml'))
  expect(problems).to.deep.equal([])
  const secrets = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new Secret(value)]))
  return resolveWorkloads({project: project!, catalog, instances: Object.values(project!.instances), credentials: {[name]: {values: {...pair, ...secrets}, checksumKey: null, unread: new Set(unread)}}, place})
}
const workload = (...given: Parameters<typeof resolve>): Workload => {
  const {workloads, problems} = resolve(...given)
  expect(problems).to.deep.equal([])
  return workloads[0]!
}
const codes = (...given: Parameters<typeof resolve>) => resolve(...given).problems.map((one) => one.code)

describe('resolving an instance', () => {
  it('gives plain fields as variables and secrets, with both halves of the pair, as a bundle', () => {
    const one = workload('{config: {region: eu, orgs: [a, b], mapping: {k: v}, limit: 5, flag: true}}')
    expect(one.environment).to.deep.equal([
      {name: 'BATON_FLAG', value: 'true'},
      {name: 'BATON_LIMIT', value: '5'},
      {name: 'BATON_MAPPING', value: '{"k":"v"}'},
      {name: 'BATON_ORGS', value: 'a,b'},
      {name: 'BATON_REGION', value: 'eu'},
    ])
    expect(one.secretEnvironment.entries.map(({key, value}) => [key, value!.reveal()])).to.deep.equal([['BATON_CLIENT_ID', 'c1@acme/x'], ['BATON_CLIENT_SECRET', 'c1secret'], ['BATON_TOKEN', 'tok']])
    expect(JSON.stringify(one)).not.to.contain('c1secret')
  })

  it('mounts an uploaded file and sets its variable to the path', () => {
    const one = workload('{}', {token: 'tok', key: '-----BEGIN\nx\n'})
    expect(one.environment).to.deep.equal([{name: 'BATON_KEY', value: '/etc/baton/key.pem', mount: 'secretFiles'}])
    expect(one.secretFiles.entries.map(({key, use, value}) => [key, use, value!.reveal()])).to.deep.equal([['key.pem', 'file', '-----BEGIN\nx\n']])
  })

  it('names the upstream group in BATON_AUTH_METHOD, and fixes what the method sets', () => {
    expect(workload('{}', {token: 'tok'}, 'grouped').environment).to.deep.equal([{name: 'BATON_AUTH_METHOD', value: 'pat-group'}])
    expect(workload('{auth: app, config: {app-id: "1", everywhere: x}}', {}, 'grouped').environment).to.deep.equal([
      {name: 'BATON_APP_ID', value: '1'},
      {name: 'BATON_AUTH_METHOD', value: 'app-group'},
      {name: 'BATON_EVERYWHERE', value: 'x'},
      {name: 'BATON_FIXED', value: 'true'},
    ])
    expect(workload('{auth: old}', {token: 'tok'}, 'grouped').environment).to.deep.equal([])
  })

  it('counts required fields inside the chosen method only', () => {
    expect(codes('{auth: app}', {}, 'grouped')).to.deep.equal(['field-required'])
    expect(codes('{}', {}, 'grouped')).to.deep.equal(['credential-missing'])
  })

  it('puts both pairs into a mounted configuration file where their variables are the same, and sets neither', () => {
    const one = workload('{config: {client_id: theirs}}', {client_secret: 'their-secret', other: 'o'}, 'collides')
    expect(one.secretEnvironment.entries.map(({key}) => key)).to.deep.equal(['BATON_OTHER'])
    expect(one.environment).to.deep.equal([{name: 'BATON_CONFIG_PATH', value: '/etc/baton/config.yaml', mount: 'secretFiles'}])
    expect(one.secretFiles.entries[0]!.value!.reveal()).to.equal('client-id: c1@acme/x\nclient-secret: c1secret\nclient_id: theirs\nclient_secret: their-secret\n')
  })

  it('passes the settings that every connector has', () => {
    expect(workload('{config: {provisioning: true, log-level: debug}}').environment).to.deep.equal([{name: 'BATON_LOG_LEVEL', value: 'debug'}, {name: 'BATON_PROVISIONING', value: 'true'}])
  })

  it('takes an earlier name of a field for the current one and says so', () => {
    const {workloads, warnings} = resolve('{config: {old-name: x}}')
    expect(workloads[0]!.environment).to.deep.equal([{name: 'BATON_NEW_NAME', value: 'x'}])
    expect(warnings.join()).to.contain('old-name is an earlier name of new-name')
  })

  it('keeps an empty value as it was set', () => expect(workload('{config: {region: ""}}').environment).to.deep.equal([{name: 'BATON_REGION', value: ''}]))

  for (const [what, settings, values, name, expected] of [
    ['an unknown field', '{config: {regoin: eu}}', undefined, 'app', ['unknown-field']],
    ['a secret in c1ctl.yaml', '{config: {token: abc}}', undefined, 'app', ['field-is-secret']],
    ['a file in c1ctl.yaml', '{config: {key: abc}}', undefined, 'app', ['field-is-secret']],
    ['a value that breaks its rule', '{config: {region: mars}}', undefined, 'app', ['field-invalid']],
    ['a bool that is none', '{config: {flag: yes}}', undefined, 'app', ['field-invalid']],
    ['a list item with a comma', '{config: {orgs: ["a,b"]}}', undefined, 'app', ['field-invalid']],
    ['a broken constraint', '{config: {needs-flag: x}}', undefined, 'app', ['constraint-broken']],
    ['a missing secret', '{}', {}, 'app', ['credential-missing']],
    ['an empty secret', '{}', {token: ''}, 'app', ['credential-missing']],
    ['one half of the pair', '{}', {token: 'x', 'conductorone.client-id': ''}, 'app', ['credential-missing']],
    ['an unknown auth method', '{auth: pta}', {token: 'x'}, 'grouped', ['unknown-auth-method']],
    ['an auth method of the cloud', '{auth: cloud}', {token: 'x'}, 'grouped', ['auth-method-cloud-only']],
    ['a field of another method', '{config: {app-id: "1"}}', {token: 'x'}, 'grouped', ['field-not-in-method']],
    ['a field that the method sets', '{auth: app, config: {app-id: "1", fixed: false}}', {}, 'grouped', ['field-not-in-method']],
    ['an unknown connector', '{connector: ap}', undefined, 'app', ['unknown-connector']],
    ['a connector without an image', '{}', undefined, 'windows', ['connector-not-runnable']],
    ['several faults at once', '{config: {regoin: eu, region: mars, token: x}}', {}, 'app', ['unknown-field', 'field-invalid', 'field-is-secret', 'credential-missing']],
  ] as const)
    it(`refuses ${what}`, () => expect(codes(settings, values as Record<string, string> | undefined, name)).to.deep.equal(expected))

  const bound = (settings: string, values: Record<string, string>, unread: string[] = []) => resolve(settings, values, 'bound', '', unread).problems.map(({code, what}) => `${code} ${what.replace(/^bound: /, '')}`)

  it('tells once of what has no value, and not again as a broken constraint', () => {
    const from = 'credentials: {password: {from: env, name: UNSET}}'
    // Whoever read the source has said that it gave nothing.
    expect(bound(`{config: {user: u}, ${from}}`, {key: 'k'}, ['password'])).to.deep.equal([])
    expect(bound(`{config: {user: u, site: s}, ${from}}`, {}, ['password'])).to.deep.equal(['credential-missing key (Key) has no value.', 'constraint-broken `site` needs `flag`.'])
    expect(bound('{config: {site: s, flag: true}}', {password: 'p'})).to.deep.equal(['field-required user (User) has no value.', 'credential-missing key (Key) has no value.'])
    expect(bound('{config: {user: u, site: s, flag: yes}}', {password: 'p', key: 'k'})).to.have.length(1)
    expect(bound('{config: {user: u, password: p}}', {key: 'k'})).to.have.length(1)
  })

  it('still tells of a constraint that a value would break too, whose source gave none', () => {
    expect(bound('{config: {user: u}, credentials: {password: {from: env, name: UNSET}}}', {key: 'k', token: 't'}, ['password'])).to.deep.equal(['constraint-broken only one of `password` and `token` may be set.'])
  })

  it('supposes nothing of a store that nobody could open', () => {
    expect(bound('{config: {user: u}}', {}, ['password', 'token', 'key'])).to.deep.equal([])
    expect(bound('{config: {user: u, site: s}}', {}, ['password', 'token', 'key'])).to.deep.equal(['constraint-broken `site` needs `flag`.'])
  })

  it('points at the setting and never repeats a secret', () => {
    const {problems} = resolve('{config: {regoin: eu, token: hunter2}}')
    expect(problems[0]!.at).to.deep.equal({file: 'c1ctl.yaml', line: 4, column: 18})
    expect(problems[0]!.next[0]).to.equal('Did you mean region?')
    expect(JSON.stringify(problems)).not.to.contain('hunter2')
  })

  it('takes the project\'s registry over the entry\'s, and latest with a warning only without tag and digest', () => {
    const {workloads, warnings} = resolve('{}')
    expect(workloads[0]!.image).to.deep.equal({reference: 'public.ecr.aws/conductorone/baton-app:latest', name: 'baton-app', pinned: false, pullPolicy: 'Always'})
    expect(warnings.join()).to.contain('no image tag')
    const digest = `sha256:${'a'.repeat(64)}`
    expect(workload(`{image: {tag: 1.10, digest: "${digest}"}}`, undefined, undefined, 'image: {registry: mirror.example.com/c1, pullPolicy: Never}\n').image).to.deep.equal({reference: `mirror.example.com/c1/baton-app:1.10@${digest}`, name: 'baton-app', pinned: true, pullPolicy: 'Never'})
  })
})
