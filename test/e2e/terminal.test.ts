import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {startApp} from '../support/app-server.ts'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {kubectl} from '../support/control-plane.ts'
import {writeTree} from '../support/project.ts'
import {Terminal} from '../support/terminal.ts'

describe('init in a pseudo-terminal', () => {
  it('asks, agrees on the host, is denied once, is proven, and ends in manifests that the API server accepts', () =>
    inTemporaryDirectory(async (cwd) => {
      const app = await startApp()
      try {
        await writeTree(cwd, {'connectors.yaml': `asana:\n  recipes:\n    workspaces: {url: "${app.origin}/me"}\n`})
        app.answers({status: 401, json: {}}, {status: 200, json: {data: [{workspace: {name: 'Acme'}}]}})
        await Terminal.run(['init', '--namespace', 'terminal'], {cwd}, async (terminal) => {
          await terminal.answer('Name of the project', '')
          await terminal.find('Type to search', 'asana', 'asana\n❯ Asana')
          await terminal.answer('How does it sign in', '')
          await terminal.answer('Make one now?', 'y')
          await terminal.answer('Access token', 'wrong-token')
          await terminal.answer('May ConductorOne change access', '')
          await terminal.answer('Optional fields to set', '')
          await terminal.answer('ConductorOne client ID', 'strange-hydra-1@acme.conductor.one/pcc')
          await terminal.answer('ConductorOne client secret', 'secret-token:conductorone.com:a:v1:b')
          await terminal.answer('Send it there?', 'y')
          await terminal.answer('Enter the values again?', 'y')
          // What was not refused is not asked again.
          await terminal.answer('Access token', 'right-token')
          await terminal.expect('credentials/asana.sops.yaml')
          expect(await terminal.ended()).to.equal(0)
          expect(terminal.text).not.to.match(/wrong-token|right-token/)
        })
        expect(app.received.map(({headers}) => headers['authorization'])).to.deep.equal(['Bearer wrong-token', 'Bearer right-token'])

        expect((await c1ctl(['render', '--out', 'k8s'], {cwd})).status).to.equal(0)
        expect(await readFile(join(cwd, 'k8s/baton-asana-secrets.yaml'), 'utf8')).to.contain(Buffer.from('right-token').toString('base64'))
        await kubectl(['create', 'namespace', 'terminal'])
        const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', join(cwd, 'k8s')])
        expect(judged.status, judged.stderr).to.equal(0)
      } finally {
        await app.close()
      }
    }))
})
