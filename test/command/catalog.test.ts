import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {Terminal} from '../support/terminal.ts'

describe('c1ctl catalog', () => {
  it('lists every connector, for people and for programs', () =>
    inTemporaryDirectory(async (cwd) => {
      const shown = await c1ctl(['catalog', 'list'], {cwd})
      expect(shown.status).to.equal(0)
      expect(shown.stdout.split('\n')[0]).to.match(/^NAME +TITLE +CAN +SIGN IN WITH$/)
      expect(shown.stdout).to.match(/^asana +Asana +sync, provision +personal-access-token, service-account$/m)
      const {status, json, stderr} = await c1ctl(['catalog', 'list', '--json'], {cwd})
      expect([status, stderr, json.ok]).to.deep.equal([0, '', true])
      expect(json.data.connectors.map((one: {name: string}) => one.name)).to.include.members(['asana', 'atlassian', 'confluence', 'okta', 'github', 'slack', 'google-workspace', 'airbyte', 'salesforce', 'argo-cd'])
    }))

  it('shows a connector in 80 columns: where the credential comes from, its fields and how they are proven', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, stdout} = await c1ctl(['catalog', 'show', 'asana'], {cwd})
      expect(status).to.equal(0)
      for (const part of ['https://app.asana.com/0/my-apps', 'public.ecr.aws/conductorone/baton-asana', 'BATON_DEFAULT_WORKSPACE_ID', 'use-scim-api needs use-service-account.', 'Reads the workspaces of the token\'s user']) expect(stdout).to.include(part)
      // A path or address that is longer than the line is not broken.
      expect(stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).to.deep.equal([])
    }))

  it('shows connectors of the whole list', () =>
    inTemporaryDirectory(async (cwd) => {
      const {json} = await c1ctl(['catalog', 'list', '--json'], {cwd})
      const all = json.data.connectors as Array<{name: string}>
      for (const {name} of all.filter((_, at) => at % Math.ceil(all.length / 12) === 0)) {
        const shown = await c1ctl(['catalog', 'show', name, '--json'], {cwd})
        expect([shown.status, shown.json.data.connector.name]).to.deep.equal([0, name])
      }
    })).timeout(60_000)

  it('cuts the list down to what every flag fits, and says how many there are', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'one-of-mine: {title: Mine, capabilities: {Gizmos: [sync, provision]}, fields: {ca: {title: CA, type: file}}}\nother-of-mine: {title: Other, capabilities: {Gizmos: [sync]}}\n')
      const shown = await c1ctl(['catalog', 'list', '--capability', 'gizmos'], {cwd})
      expect([shown.status, shown.stdout.trim().split('\n').map((line) => line.split(' ')[0])]).to.deep.equal([0, ['NAME', 'one-of-mine', 'other-of-mine']])
      expect(shown.stderr).to.match(/^2 of \d+ connectors\./)
      const {json} = await c1ctl(['catalog', 'list', '--capability', 'provision:gizmos', '--needs', 'files', '--hosting', 'cloud', '--json'], {cwd})
      expect(json.data.connectors.map((one: {name: string}) => one.name)).to.deep.equal(['one-of-mine'])
      const nothing = await c1ctl(['catalog', 'list', '--capability', 'provision:gizmos', '--needs', 'volume'], {cwd})
      expect([nothing.status, nothing.stdout]).to.deep.equal([0, ''])
      expect(nothing.stderr).to.match(/^None of \d+ connectors fits/)
      const slip = await c1ctl(['catalog', 'list', '--capability', 'gizmoes', '--json'], {cwd})
      expect([slip.status, slip.json.problems[0].code, slip.json.problems[0].next[0]]).to.deep.equal([2, 'usage', 'Did you mean gizmos?'])
      expect((await c1ctl(['catalog', 'list', '--needs', 'disk', '--json'], {cwd})).json.problems[0].what).to.include('access, workload-identity')
    }))

  it('keeps the list within the width of a terminal', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), `wide: {title: ${'Long '.repeat(40)}, auth: {${['a', 'b', 'c'].map((name) => `${name.repeat(40)}: {title: T}`).join(', ')}}}\n`)
      await Terminal.run(['catalog', 'list'], {cwd}, async (terminal) => {
        expect(await terminal.ended()).to.equal(0)
        const lines = terminal.text.trimEnd().split('\n')
        expect(lines.find((line) => line.startsWith('wide'))).to.match(/Long.*… +a+…$/)
        for (const line of lines) expect(line.length, line).to.be.at.most(100)
      })
    }))

  it('finds connectors by what they are called and by what they read, also those of the project', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'frobnicator: {title: My app, fields: {gizmo-token: {title: Token}}}\n')
      const {status, stdout, stderr} = await c1ctl(['catalog', 'search', 'BATON_GIZMO_TOKEN'], {cwd})
      expect([status, stdout.split('\n')[1]]).to.deep.equal([0, 'frobnicator  My app  variable BATON_GIZMO_TOKEN'])
      expect(stderr).to.match(/^1 connector\./)
      expect((await c1ctl(['catalog', 'search', 'frobnicatr', '--json'], {cwd})).json.data).to.deep.equal({found: [{name: 'frobnicator', title: 'My app', lacks: [], matches: [{where: 'name', text: 'frobnicator'}]}], total: 1})
      const many = await c1ctl(['catalog', 'search', 'token', '--limit', '1', '--json'], {cwd})
      expect([many.json.data.found.length, many.json.data.total > 1]).to.deep.equal([1, true])
      const nothing = await c1ctl(['catalog', 'search', 'qqqqzzzz'], {cwd})
      expect([nothing.status, nothing.stdout]).to.deep.equal([0, ''])
      expect(nothing.stderr).to.include('Nothing was found')
      expect((await c1ctl(['catalog', 'search'], {cwd})).status).to.equal(2)
    }))

  it('names the nearest connector of a slip, with exit status 3', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['catalog', 'show', 'asanna', '--json'], {cwd})
      expect([status, json.ok, json.problems[0].code, json.problems[0].next[0]]).to.deep.equal([3, false, 'unknown-connector', 'Did you mean asana?'])
    }))

  it('takes the project\'s own connectors.yaml, and places its faults', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), 'mine: {title: My own app}\n')
      expect((await c1ctl(['catalog', 'show', 'mine'], {cwd})).stdout).to.include('My own app')
      await writeFile(join(cwd, 'connectors.yaml'), 'mine:\n  title: My own app\n  fields:\n    token: {secret: maybe}\n')
      const {status, stderr, stdout} = await c1ctl(['catalog', 'list'], {cwd})
      expect([status, stdout]).to.deep.equal([3, ''])
      expect(stderr).to.include('connectors.yaml:4:5').and.to.include('`fields.token.title` is missing').and.to.include('connectors.yaml:4:21').and.to.include('must be true or false')
    }))
})
