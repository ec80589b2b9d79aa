import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'

describe('c1ctl catalog check', () => {
  it('finds no fault in the catalog that c1ctl brings', () =>
    inTemporaryDirectory(async (cwd) => {
      const {status, json} = await c1ctl(['catalog', 'check', '--json'], {cwd})
      expect([status, json.problems, json.data.isShipped]).to.deep.equal([0, [], true])
      expect(json.data.entries).to.be.greaterThan(10)
    })).timeout(60_000)

  it('tells every fault of a project\'s file in one run, with places, and warns of what is not proven', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      await writeFile(join(cwd, 'connectors.yaml'), `form:
  title: Form
  fields:
    one: {title: One, required: maybe}
    two: {title: Two, variable: BATON_THREE}
    three: {title: Three}
names:
  title: Names
  fields: {one: {title: One}, two: {title: Two, variable: BATON_ONE}}
  recipes:
    r: {title: R, url: "https://x.example/{tow}", evidence: repo}
never:
  title: Never
  fields: {one: {title: One}, two: {title: Two}}
  constraints:
    - {mutually-exclusive: [one, two]}
    - {required-together: [one, two]}
  recipes:
    r: {title: R, url: "https://x.example", when: one and two, evidence: repo}
asana:
  auth:
    mine: {title: Mine, fields: [use-scim-api]}
`)
      const {status, json} = await c1ctl(['catalog', 'check', '--json'], {cwd})
      expect(status).to.equal(3)
      expect(json.problems.map((one: {code: string; at: {line: number; column: number}; what: string}) => `${one.at.line}:${one.at.column} ${one.code} ${one.what}`)).to.deep.equal([
        '4:33 catalog-invalid form: `fields.one.required` must be true or false',
        '9:31 catalog-invalid names: `fields.two` has the same variable as `one`: BATON_ONE',
        '11:24 catalog-invalid names: `recipes.r.url` names the field `tow`, which the connector does not have',
        '16:7 catalog-invalid never: `constraints.0` is impossible: `one` and `two` can never be set (Only one of one and two may be set; one and two go together)',
        '19:51 catalog-invalid never: `recipes.r.when` can never hold: no auth method and no values make it true',
      ])
      expect(json.warnings).to.deep.equal([])
      await writeFile(join(cwd, 'own.yaml'), 'mine:\n  title: Mine\n  fields: {k: {title: K, secret: true}}\n  auth:\n    key: {title: Key, fields: [k]}\n')
      const named = await c1ctl(['catalog', 'check', 'own.yaml'], {cwd})
      expect([named.status, named.stdout]).to.deep.equal([0, ''])
      expect(named.stderr).to.include('own.yaml: 1 entry, no faults.').and.to.include('own.yaml:5:5: mine: `auth.key` has no recipe')
      await writeFile(join(cwd, 'twice.yaml'), 'one: {title: A}\none: {title: B}\n')
      const twice = await c1ctl(['catalog', 'check', 'twice.yaml', '--json'], {cwd})
      expect([twice.status, twice.json.problems[0].at.line, twice.json.problems[0].what]).to.deep.equal([3, 2, 'The key stands twice in this map'])
      expect((await c1ctl(['catalog', 'check', 'nothing.yaml', '--json'], {cwd})).json.problems[0].code).to.equal('no-such-path')
    }))
})
