import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'

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

  it('shows every connector of the list', () =>
    inTemporaryDirectory(async (cwd) => {
      const {json} = await c1ctl(['catalog', 'list', '--json'], {cwd})
      for (const {name} of json.data.connectors as Array<{name: string}>) {
        const shown = await c1ctl(['catalog', 'show', name, '--json'], {cwd})
        expect([shown.status, shown.json.data.connector.name]).to.deep.equal([0, name])
      }
    })).timeout(60_000)

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
