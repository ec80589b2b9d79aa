import {expect} from 'chai'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {Terminal} from '../support/terminal.ts'

const secret = 'tok-5ecret-in-a-terminal'

describe('init in a terminal', () => {
  it('asks for the connector, the auth method, every field and the pair, and writes a project that renders', () =>
    inTemporaryDirectory(async (cwd) => {
      await Terminal.run(['init', '--no-verify'], {cwd}, async (terminal) => {
        await terminal.answer('Name of the project', '')
        await terminal.answer('Which app should be connected?', 'asan')
        await terminal.answer('How does it sign in to Asana?', '')
        await terminal.answer('Make one now?', 'y')
        await terminal.answer('token', '')
        await terminal.expect('A value is needed')
        terminal.type(`${secret}\r`)
        await terminal.answer('May ConductorOne change access', 'y')
        await terminal.answer('Set optional fields', 'y')
        await terminal.answer('Default workspace', '007')
        await terminal.answer('ConductorOne client ID', 'strange-hydra-1@acme.conductor.one/pcc')
        await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
        await terminal.expect('credentials/asana.sops.yaml')
        expect(await terminal.ended()).to.equal(0)
        expect(terminal.text).not.to.contain(secret)
        const project = await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')
        expect(project).to.contain('default-workspace-id: "007"').and.to.contain('provisioning: true')
        expect(await readFile(join(cwd, 'credentials/asana.sops.yaml'), 'utf8')).not.to.contain(secret)
        const rendered = await c1ctl(['render', '--out', 'k8s'], {cwd})
        expect(rendered.status, rendered.stderr).to.equal(0)
        expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).to.contain(Buffer.from(secret).toString('base64'))
      })
    }))

  it('writes nothing when Ctrl-C answers a question, and exits with 130', () =>
    inTemporaryDirectory(async (cwd) => {
      await Terminal.run(['init', 'asana', '--no-verify'], {cwd}, async (terminal) => {
        await terminal.expect('Name of the project')
        terminal.type('\u0003')
        expect(await terminal.ended()).to.equal(130)
        expect((await c1ctl(['credential', 'list', '--json'], {cwd})).json.problems[0].code).to.equal('project-missing')
      })
    }))

  it('does not ask for fields of rare cases, but takes them', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'acme: {title: Acme, fields: {region: {title: Region}, role: {title: Role, advanced: true}, proxy: {title: Proxy, advanced: true}}}\n')
      const sources = ['client-id', 'client-secret'].flatMap((name) => ['--credential', `conductorone.${name}=env:T`])
      await Terminal.run(['init', 'acme', '--no-verify', '--set', 'role=reader', ...sources], {cwd, env: {T: 'value'}}, async (terminal) => {
        await terminal.answer('Make one now?', 'n')
        await terminal.answer('Set optional fields (Region)?', 'n')
        expect(await terminal.ended()).to.equal(0)
        expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('role: reader')
      })
    }))

  it('asks again for a name that is taken', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors:\n  asana: {credentials: {token: {from: env, name: T}, conductorone: {client-id: {from: env, name: T}, client-secret: {from: env, name: T}}}}\n')
      const sources = ['token', 'conductorone.client-id', 'conductorone.client-secret'].flatMap((name) => ['--credential', `${name}=env:T`])
      await Terminal.run(['init', 'asana', '--no-verify', ...sources], {cwd, env: {T: 'value'}}, async (terminal) => {
        await terminal.answer('Name of this instance', 'asana')
        await terminal.expect('already')
        terminal.type('-emea\r')
        await terminal.answer('How does it sign in', '')
        await terminal.answer('Make one now?', 'n')
        await terminal.answer('May ConductorOne change access', '')
        await terminal.answer('Set optional fields', '')
        expect(await terminal.ended()).to.equal(0)
        expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('asana-emea:').and.to.contain('connector: asana')
      })
    }))
})
