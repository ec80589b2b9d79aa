import {expect} from 'chai'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {writeTree} from '../support/project.ts'

const pair = {conductorone: {'client-id': 'strange-hydra-1@acme.conductor.one/pcc', 'client-secret': 'secret-token:conductorone.com:a:v1:b'}}
const stdin = (values: object) => JSON.stringify({...values, ...pair})
const codes = (ran: {json: {problems: Array<{code: string}>}}) => ran.json.problems.map((one) => one.code)

describe('init without a terminal', () => {
  it('makes project, store and identity, and names all it wrote', () =>
    inTemporaryDirectory(async (cwd) => {
      const ran = await c1ctl(['init', 'asana', '--set', 'default-workspace-id=12045678901234567890', '--credentials-from', '-', '--new-identity', '--no-verify', '--json'], {cwd, input: stdin({token: 'canary-token'})})
      expect(ran.status, ran.stdout).to.equal(0)
      expect(ran.json.data).to.deep.include({instance: 'asana', connector: 'asana', written: ['c1ctl.yaml', 'credentials/asana.sops.yaml']})
      expect(ran.json.data.identity.recipient).to.match(/^age1/)
      expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('default-workspace-id: "12045678901234567890"')
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd})).status).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain('"12045678901234567890"')
    }))

  it('lists everything that is missing at once', () =>
    inTemporaryDirectory(async (cwd) => {
      const ran = await c1ctl(['init', 'confluence', '--json'], {cwd})
      expect(ran.status).to.equal(3)
      expect(codes(ran).sort()).to.deep.equal(['credential-missing', 'credential-missing', 'credential-missing', 'field-required', 'field-required'])
      expect(await readdir(cwd)).to.deep.equal([])
    }))

  for (const [what, words, status, expected] of [
    ['no connector', [], 2, 'answers-missing'],
    ['an unknown connector', ['asna'], 3, 'unknown-connector'],
    ['an unknown field', ['asana', '--set', 'default-workspce-id=1'], 3, 'unknown-field'],
    ['an unknown auth method', ['asana', '--auth', 'servce-account'], 3, 'unknown-auth-method'],
    ['a secret in --set', ['asana', '--set', 'token=canary-token'], 2, 'secret-on-command-line'],
    ['a secret in --credential', ['asana', '--credential', 'token=canary-token'], 2, 'secret-on-command-line'],
    ['a name that Kubernetes refuses', ['asana', '--name', 'Asana_1'], 3, 'name-invalid'],
    ['a name that ends in -secrets', ['asana', '--name', 'my-secrets'], 3, 'name-invalid'],
    ['a namespace that Kubernetes refuses', ['asana', '--namespace', 'A B'], 3, 'name-invalid'],
    ['a --set without a value', ['asana', '--set', 'provisioning'], 2, 'usage'],
    ['a value of the wrong type', ['asana', '--set', 'provisioning=maybe'], 3, 'field-invalid'],
    ['an environment variable that is not set', ['asana', '--credential', 'token=env:NOT_SET'], 4, 'credential-missing'],
    ['a file that is not there', ['asana', '--credential', 'token=file:nowhere'], 4, 'credential-missing'],
    ['an unknown flag', ['asana', '--namspace', 'x'], 2, 'usage'],
    ['too many words', ['asana', 'canary-token'], 2, 'usage'],
  ] as const)
    it(`refuses ${what}, writes nothing and repeats no secret`, () =>
      inTemporaryDirectory(async (cwd) => {
        const ran = await c1ctl(['init', ...words, '--json'], {cwd})
        expect(ran.status, ran.stdout).to.equal(status)
        expect(codes(ran)).to.include(expected)
        expect(ran.json.ok).to.equal(false)
        expect(await readdir(cwd)).to.deep.equal([])
        expect(ran.stdout + ran.stderr).not.to.contain('canary-token')
        for (const one of ran.json.problems) expect(one.next, one.what).not.to.deep.equal([])
      }))

  for (const [what, input] of [['no JSON', '{"token": canary-token}'], ['no object', '["canary-token"]'], ['a number', '{"token": 5}'], ['an unknown field', '{"tokn": "canary-token"}']] as const)
    it(`refuses --credentials-from with ${what} and repeats none of it`, () =>
      inTemporaryDirectory(async (cwd) => {
        const ran = await c1ctl(['init', 'asana', '--credentials-from', '-', '--json'], {cwd, input})
        expect(ran.status).to.be.oneOf([2, 3])
        expect(ran.stdout).not.to.contain('canary-token')
      }))

  for (const [sign, words, needs] of [['the pod\'s own role', ['role'], 1], ['access keys', ['access-keys', '--set', 'global-access-key-id=AKIAIOSFODNN7EXAMPLE', '--set', 'global-region=us-east-1', '--credential', 'global-secret-access-key=env:T'], 0]] as const)
    it(`says what ${sign} needs beside the manifests, and so does render`, () =>
      inTemporaryDirectory(async (cwd) => {
        const env = {T: 'value'}
        const [method, ...settings] = words
        const sources = ['client-id', 'client-secret'].flatMap((name) => ['--credential', `conductorone.${name}=env:T`])
        const role = method === 'role' ? ['--set', 'role-arn=arn:aws:iam::123456789012:role/ConductorOne'] : []
        const ran = await c1ctl(['init', 'aws', '--auth', method, ...role, ...settings, ...sources, '--no-verify', '--json'], {cwd, env})
        expect(ran.status, ran.stdout).to.equal(0)
        expect(ran.json.data.needs).to.have.length(needs)
        const warnings = (await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})).json.warnings.join('\n')
        for (const text of [...ran.json.data.needs, warnings]) expect(text.includes('.workloadIdentity, or ')).to.equal(needs > 0)
      }))

  it('names the flags that mend what does not fit together', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'connectors.yaml': 'acme: {title: Acme, fields: {key: {title: K, type: file}, text: {title: T, secret: true}, on: {title: O, type: bool}, a: {title: A}, b: {title: B}}, constraints: [{at-least-one: [key, text, on]}, {mutually-exclusive: [a, b]}]}\n'})
      const ran = await c1ctl(['init', 'acme', '--set', 'a=1', '--set', 'b=2', '--json'], {cwd})
      const broken = ran.json.problems.filter((one: {code: string}) => one.code === 'constraint-broken')
      expect(broken.map((one: {next: string[]}) => one.next)).to.deep.equal([['They are set with --credential key=file:PATH, --credential text=env:NAME, --set on=true.'], ['Leave out all but one of them.']])
    }))

  it('names the connector that cannot be rendered', () =>
    inTemporaryDirectory(async (cwd) => {
      const ran = await c1ctl(['init', 'active-directory', '--json'], {cwd})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems[0].next).to.deep.equal(['`c1ctl catalog show active-directory` shows what is known of it.'])
    }))

  it('asks for an age identity before it writes anything', () =>
    inTemporaryDirectory(async (cwd) => {
      const ran = await c1ctl(['init', 'asana', '--credentials-from', '-', '--no-verify', '--json'], {cwd, input: stdin({token: 'x'})})
      expect(ran.status).to.equal(4)
      expect(codes(ran)).to.deep.equal(['identity-missing'])
      expect(ran.json.problems[0].next.join()).to.contain('--new-identity')
      expect(await readdir(cwd)).to.deep.equal([])
    }))

  it('does not overwrite an instance, and names --name', () =>
    inTemporaryDirectory(async (cwd) => {
      const sources = ['token', 'conductorone.client-id', 'conductorone.client-secret'].flatMap((name) => ['--credential', `${name}=env:T`])
      const env = {T: 'value'}
      expect((await c1ctl(['init', 'asana', '--no-verify', ...sources], {cwd, env})).status).to.equal(0)
      const before = await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')
      const ran = await c1ctl(['init', 'asana', '--no-verify', ...sources, '--json'], {cwd, env})
      expect(ran.status).to.equal(3)
      expect(ran.json.problems[0].next.join()).to.contain('--name')
      expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.equal(before)
      expect((await c1ctl(['init', 'asana', '--name', 'asana-emea', '--auth', 'service-account', '--no-verify', ...sources], {cwd, env})).status).to.equal(0)
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
    }))

  it('writes tag and digest of the stable release, and only the tag for a registry of the project\'s own', () =>
    inTemporaryDirectory(async (cwd) => {
      const releases = await startApp()
      try {
        const digest = `sha256:${'ab'.repeat(32)}`
        releases.answers({status: 200, json: {version: '1', manifest: {images: {ecrPublic: {ref: 'public.ecr.aws/conductorone/baton-asana:1.10', tag: '1.10', digest, isIndex: true}}}}})
        const env = {T: 'value', C1CTL_PIN: 'true', C1CTL_RELEASES: releases.origin}
        const sources = ['token', 'conductorone.client-id', 'conductorone.client-secret'].flatMap((name) => ['--credential', `${name}=env:T`])
        const ran = await c1ctl(['init', 'asana', '--no-verify', ...sources, '--json'], {cwd, env})
        expect(ran.json.data.image).to.deep.equal({tag: '1.10', digest})
        expect(releases.received.map(({path}) => path)).to.deep.equal(['/releases/ConductorOne/baton-asana/stable.json'])
        expect(JSON.stringify(releases.received)).not.to.contain('value')
        await c1ctl(['render', '--out', 'k8s'], {cwd, env})
        expect(await readFile(join(cwd, 'k8s/baton-asana.yaml'), 'utf8')).to.contain(`baton-asana:1.10@${digest}`).and.to.contain('IfNotPresent')
        await writeTree(cwd, {'c1ctl.yaml': 'version: 1\nname: acme\nimage: {registry: mirror.example.com}\n'})
        expect((await c1ctl(['init', 'asana', '--no-verify', ...sources, '--json'], {cwd, env})).json.data.image).to.deep.equal({tag: '1.10'})
      } finally {
        await releases.close()
      }
    }))

  for (const [answer, status, written] of [[200, 0, true], [401, 1, false], [500, 0, true]] as const)
    it(`proves the credential first: after ${answer} it ${written ? 'writes' : 'writes nothing'}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const app = await startApp()
        try {
          app.answers({status: answer, json: {data: [{workspace: {name: 'Acme'}}]}})
          await writeTree(cwd, {'connectors.yaml': `asana:\n  recipes:\n    ${await recipeName(cwd)}: {url: "${app.origin}/api/1.0/users/me"}\n`})
          const ran = await c1ctl(['init', 'asana', '--credentials-from', '-', '--new-identity', '--json'], {cwd, input: stdin({token: 'canary-token'}), env: {C1CTL_ALLOW_HOSTS: '127.0.0.1'}})
          expect(ran.status, ran.stdout).to.equal(status)
          expect((await readdir(cwd)).includes('c1ctl.yaml')).to.equal(written)
          expect((await readdir(cwd)).includes('credentials')).to.equal(written)
          expect(ran.stdout + ran.stderr).not.to.contain('canary-token')
        } finally {
          await app.close()
        }
      }))
})

async function recipeName(cwd: string): Promise<string> {
  const {json} = await c1ctl(['catalog', 'show', 'asana', '--json'], {cwd})
  return Object.keys(json.data.connector.recipes)[0]!
}
