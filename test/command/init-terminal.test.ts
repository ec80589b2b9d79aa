import {expect} from 'chai'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {Terminal} from '../support/terminal.ts'

const secret = 'tok-5ecret-in-a-terminal'

describe('init in a terminal', () => {
  it('asks for the connector, the auth method, every field and the pair, and writes a project that renders', () =>
    inTemporaryDirectory(async (cwd) => {
      await Terminal.run(['init', '--no-verify'], {cwd}, async (terminal) => {
        await terminal.answer('Name of the project', '')
        await terminal.find('Type to search', 'asan', 'asan\n❯ Asana')
        await terminal.answer('How does it sign in to Asana?', '')
        await terminal.answer('Make one now?', 'y')
        await terminal.answer('token', '')
        await terminal.expect('A value is needed')
        terminal.type(`${secret}\r`)
        await terminal.answer('May ConductorOne change access', 'y')
        await terminal.answer('Optional fields to set', ' ')
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
        await terminal.answer('Optional fields to set', '')
        expect(terminal.text).to.match(/Region/).and.not.to.match(/Role|Proxy/)
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
        await terminal.answer('Optional fields to set', '')
        expect(await terminal.ended()).to.equal(0)
        expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('asana-emea:').and.to.contain('connector: asana')
      })
    }))

  it('takes a key of several lines that is pasted, and sends none of its lines to another question', () =>
    inTemporaryDirectory(async (cwd) => {
      await Terminal.run(['init', 'github', '--auth', 'github-app', '--no-verify', '--new-identity', '--set', 'app-id=1', '--set', 'org=acme'], {cwd}, async (terminal) => {
        await terminal.answer('Name of the project', '')
        await terminal.answer('One of these is needed', '\u001B[B')
        await terminal.answer('Private key of the app, as text', '\u001B[200~-----BEGIN KEY-----\nfirst-line\nsecond-line\n-----END KEY-----\n\u001B[201~')
        await terminal.answer('May ConductorOne change access', '')
        await terminal.answer('Optional fields to set', '')
        await terminal.answer('ConductorOne client ID', '\u001B[200~one\ntwo\u001B[201~')
        await terminal.expect('One line is wanted')
        terminal.type('\u0015')
        terminal.type('strange-hydra-1@acme.conductor.one/pcc\r')
        await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
        expect(await terminal.ended(), terminal.text).to.equal(0)
        expect(terminal.text).not.to.contain('first-line')
      })
      const rendered = await c1ctl(['render', '--out', 'k8s', '--minimal'], {cwd})
      expect(rendered.status, rendered.stderr).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/baton-github-secrets.yaml'), 'utf8')).to.match(/BEGIN KEY-----\\nfirst-line\\nsecond-line|BEGIN KEY-----\n +first-line\n +second-line/)
    }))

  it('takes a list that is pasted line by line, and no key in place of its path', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'acme: {title: Acme, fields: {groups: {title: Groups, type: list, required: true}, key: {title: Key, type: file}}}\n')
      const sources = ['client-id', 'client-secret'].flatMap((name) => ['--credential', `conductorone.${name}=env:T`])
      await Terminal.run(['init', 'acme', '--no-verify', '--new-identity', ...sources], {cwd, env: {T: 'value'}}, async (terminal) => {
        await terminal.answer('Groups', '\u001B[200~admins\n\nall staff\n\u001B[201~')
        await terminal.answer('Optional fields to set', ' ')
        await terminal.answer('path of the file', '\u001B[200~-----BEGIN KEY-----\nbody\n\u001B[201~')
        await terminal.expect('save it, and give the path here')
        terminal.type('\u0015\r')
        expect(await terminal.ended(), terminal.text).to.equal(0)
      })
      expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.match(/groups:\n +- admins\n +- all staff\n/)
    }))

  it('finds a file that is named from the home directory or from where the user stands', () =>
    inTemporaryDirectory(async (cwd) => {
      await mkdir(join(cwd, '.home'))
      await mkdir(join(cwd, 'sub'))
      await writeFile(join(cwd, '.home/key.pem'), 'home-key')
      await writeFile(join(cwd, 'sub/key.pem'), 'sub-key')
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\n')
      const words = ['init', 'github', '--auth', 'github-app', '--no-verify', '--new-identity', '--set', 'app-id=1', '--set', 'org=acme']
      for (const [name, typed] of [['github', '~/key.pem'], ['github-2', 'key.pem']] as const)
        await Terminal.run([...words, '--name', name], {cwd: join(cwd, 'sub'), env: {HOME: join(cwd, '.home')}}, async (terminal) => {
          await terminal.answer('One of these is needed', '')
          await terminal.answer('path of the file', typed)
          await terminal.answer('May ConductorOne change access', '')
          await terminal.answer('Optional fields to set', '')
          await terminal.answer('ConductorOne client ID', 'strange-hydra-1@acme.conductor.one/pcc')
          await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
          expect(await terminal.ended(), terminal.text).to.equal(0)
        })
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd})).status).to.equal(0)
      for (const [name, key] of [['github', 'home-key'], ['github-2', 'sub-key']] as const) expect(await readFile(join(cwd, `k8s/baton-${name}-secrets.yaml`), 'utf8')).to.contain(Buffer.from(key).toString('base64'))
    }))

  it('stops at once when there is nowhere to keep a credential', () =>
    inTemporaryDirectory(async (cwd) => {
      await Terminal.run(['init', 'asana', '--no-verify'], {cwd}, async (terminal) => {
        await terminal.answer('Name of the project', '')
        await terminal.answer('How does it sign in', '')
        await terminal.answer('Make one now?', 'n')
        await terminal.expect('nowhere to keep token')
        expect(await terminal.ended()).to.equal(4)
      })
    }))

  it('asks only for what may be wrong when an app refuses a credential, and may write what nobody let it prove', () =>
    inTemporaryDirectory(async (cwd) => {
      const app = await startApp()
      try {
        await writeFile(join(cwd, 'connectors.yaml'), `asana:\n  recipes:\n    workspaces: {url: "${app.origin}/me"}\n`)
        app.answers({status: 401, json: {}}, {status: 200, json: {data: [{workspace: {name: 'Acme'}}]}})
        const first = async (terminal: Terminal) => {
          await terminal.answer('How does it sign in', '')
          await terminal.answer('Access token', 'wrong-token')
          await terminal.answer('May ConductorOne change access', 'y')
          await terminal.answer('Optional fields to set', ' ')
          await terminal.answer('Default workspace', '1204')
          await terminal.answer('ConductorOne client ID', 'strange-hydra-1@acme.conductor.one/pcc')
          await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
        }
        await Terminal.run(['init', 'asana', '--new-identity'], {cwd}, async (terminal) => {
          await terminal.answer('Name of the project', 'acme')
          await first(terminal)
          await terminal.answer('Send it there?', '')
          await terminal.answer('Write the instance without proving', 'n')
          expect(await terminal.ended()).to.equal(4)
        })
        expect(app.received).to.have.length(0)
        await Terminal.run(['init', 'asana', '--new-identity'], {cwd}, async (terminal) => {
          await terminal.answer('Name of the project', 'acme')
          await first(terminal)
          await terminal.answer('Send it there?', 'y')
          await terminal.answer('Enter the values again?', '')
          await terminal.answer('Access token', 'right-token')
          expect(await terminal.ended(), terminal.text).to.equal(0)
        })
        expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('default-workspace-id: "1204"').and.to.contain('provisioning: true')
      } finally {
        await app.close()
      }
    }))

  it('finds a connector by any of its words, and asks again where one cannot run in Kubernetes', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'zebra: {title: Zebra, fields: {stripes: {title: Stripes}}, not-runnable: It is an animal.}\nyak: {title: Yak, fields: {wool: {title: Wool of a yak}}}\n')
      await Terminal.run(['init', '--no-verify'], {cwd}, async (terminal) => {
        await terminal.find('Type to search', 'stripes', 'stripes\n❯ Zebra')
        await terminal.find('Type to search', 'wool', 'wool\n❯ Yak')
        await terminal.answer('Make one now?', 'y')
        await terminal.expect('Optional fields to set')
        terminal.type('\u0003')
        expect(await terminal.ended()).to.equal(130)
        expect(terminal.text).to.contain('Zebra cannot be rendered: It is an animal.')
      })
      expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.equal('version: 1\nname: acme\n')
    }))

  it('says at once that a source cannot be read, and at the end what is needed beside the manifests', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\n')
      await writeFile(join(cwd, 'db.yaml'), 'connect: {dsn: "mysql://${DB_USER}@db/acme"}\n')
      await Terminal.run(['init', 'aws', '--no-verify', '--credential', 'conductorone.client-id=env:NOT_SET'], {cwd}, async (terminal) => {
        await terminal.answer('How does it sign in', '')
        expect(await terminal.ended()).to.equal(4)
        expect(terminal.text).to.contain('NOT_SET').and.not.to.contain('Make one now?')
      })
      await Terminal.run(['init', 'baton-sql', '--no-verify', '--new-identity'], {cwd}, async (terminal) => {
        await terminal.answer('path of the file', '')
        await terminal.expect('A path is needed.')
        terminal.type('.\r')
        await terminal.expect('directory')
        terminal.type('\u0015db.yaml\r')
        await terminal.answer('ConductorOne client ID', 'strange-hydra-1@acme.conductor.one/pcc')
        await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
        await terminal.expect('names ${DB_USER}')
        expect(await terminal.ended(), terminal.text).to.equal(0)
      })
      const rendered = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd})
      expect(rendered.status).to.equal(0)
      expect(rendered.json.warnings.join('\n')).to.contain('${DB_USER}')
    }))

  it('loses no edit of c1ctl.yaml that was made while it asked', () =>
    inTemporaryDirectory(async (cwd) => {
      const sources = ['token', 'conductorone.client-id', 'conductorone.client-secret'].flatMap((name) => ['--credential', `${name}=env:T`])
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\n')
      await Terminal.run(['init', 'asana', '--no-verify', '--new-identity', ...sources], {cwd, env: {T: 'value'}}, async (terminal) => {
        await terminal.answer('How does it sign in', '')
        await terminal.answer('May ConductorOne change access', '')
        await terminal.expect('Optional fields to set')
        await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nplatform: openshift # changed meanwhile\n')
        terminal.type('\r')
        expect(await terminal.ended()).to.equal(0)
      })
      expect(await readFile(join(cwd, 'c1ctl.yaml'), 'utf8')).to.contain('platform: openshift # changed meanwhile').and.to.contain('  asana:')
    }))
})
