import {expect} from 'chai'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {Terminal} from '../support/terminal.ts'

const schema = (more: object = {}) => JSON.stringify({
  fields: [
    {name: 'log-level', isOps: true, stringField: {defaultValue: 'info'}},
    {name: 'gizmo-url', displayName: 'URL', isRequired: true, stringField: {rules: {isRequired: true, wellKnown: 'WELL_KNOWN_STRING_URI'}}},
    {name: 'gizmo-token', displayName: 'Token', isSecret: true, stringField: {}},
  ],
  displayName: 'Gizmo', helpUrl: '/docs/baton/gizmo', shiny: {a: 1}, ...more,
})

/** Runs in a project with a schema in `baton-gizmo/config_schema.json`. */
const inProject = (work: (project: {cwd: string; file: string; entries: () => Promise<string>; run: (...words: string[]) => ReturnType<typeof c1ctl>}) => Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (cwd) => {
    await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
    await mkdir(join(cwd, 'baton-gizmo'))
    const file = join('baton-gizmo', 'config_schema.json')
    await writeFile(join(cwd, file), schema())
    await work({cwd, file, entries: () => readFile(join(cwd, 'connectors.yaml'), 'utf8'), run: (...words) => c1ctl(['catalog', 'import', ...words], {cwd})})
  })

describe('c1ctl catalog import', () => {
  it('makes an entry that show and check accept, keeps what is new and warns of it', () =>
    inProject(async ({cwd, file, entries, run}) => {
      const dry = await run(file, '--dry-run')
      expect([dry.status, dry.stdout.includes('+ gizmo:')]).to.deep.equal([0, true])
      expect(dry.stderr).to.include('Nothing was written').and.to.include('shiny is not known to c1ctl')
      expect(await entries().catch((error: NodeJS.ErrnoException) => error.code)).to.equal('ENOENT')
      const {status, json} = await run(file, '--json')
      expect([status, json.data.connector, json.data.isNew, json.data.isWritten, json.data.file]).to.deep.equal([0, 'gizmo', true, true, 'connectors.yaml'])
      expect(json.warnings[0]).to.match(/config_schema\.json:1:\d+: shiny /)
      expect(await entries()).to.include('schema-extras:\n    shiny:\n      a: 1\n')
      const shown = await c1ctl(['catalog', 'show', 'gizmo', '--json'], {cwd})
      expect(shown.json.data.connector.fields['gizmo-token']).to.include({secret: true, variable: 'BATON_GIZMO_TOKEN'})
      expect(Object.keys(shown.json.data.connector.fields)).to.deep.equal(['gizmo-url', 'gizmo-token'])
    }))

  it('reads standard input, and needs a name then that somebody says', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {}\n')
      const named = await c1ctl(['catalog', 'import', '-', '--name', 'mine', '--json'], {cwd, input: schema()})
      expect([named.status, named.json.data.connector]).to.deep.equal([0, 'mine'])
      expect((await c1ctl(['catalog', 'import', '-', '--json'], {cwd, input: schema()})).json.data.connector).to.equal('gizmo')
      const nameless = await c1ctl(['catalog', 'import', '-', '--json'], {cwd, input: '{"fields": []}'})
      expect([nameless.status, nameless.json.problems[0].code]).to.deep.equal([2, 'usage'])
    }))

  it('brings an entry up to date: hand-written texts and comments stay, and what stands in the file gives way only when told', () =>
    inProject(async ({cwd, file, entries, run}) => {
      await run(file)
      const before = (await entries()).replace('title: URL', 'title: Our URL # ours').replace('    gizmo-token:', '    # the token\n    gizmo-token:').replace('gizmo-url:\n', 'gizmo-url:\n      where: In the console.\n')
      await writeFile(join(cwd, 'connectors.yaml'), `${before}\n# others\nother:   {title: Other}\n`)
      expect((await run(file, '--check')).status).to.equal(0)
      const newer = JSON.parse(schema()) as {fields: Array<Record<string, unknown>>}
      newer.fields[1]!['isRequired'] = false
      newer.fields[1]!['stringField'] = {}
      newer.fields[2] = {name: 'gizmo-key', displayName: 'Key', isSecret: true, stringField: {}}
      await writeFile(join(cwd, file), JSON.stringify(newer))

      const compared = await run(file, '--check', '--json')
      expect([compared.status, compared.json.problems[0].code]).to.deep.equal([1, 'catalog-differs'])
      expect(compared.json.data.changes.map(({kind, place}: {kind: string; place: string}) => `${kind} ${place}`)).to.deep.equal(['removed fields.gizmo-url.required', 'gone fields.gizmo-token', 'added fields.gizmo-key'])

      const refused = await run(file, '--json')
      expect([refused.status, refused.json.problems[0].code]).to.deep.equal([2, 'answers-missing'])
      expect(refused.json.problems[0].what).to.include('gizmo.fields.gizmo-url.required')
      const {status} = await run(file, '--yes')
      expect(status).to.equal(0)
      const after = await entries()
      for (const part of ['title: Our URL # ours', 'where: In the console.', '# the token\n    gizmo-token:', 'undocumented: true', 'gizmo-key:', '\n\n# others\nother:   {title: Other}\n']) expect(after).to.include(part)
      // A rule may be somebody's own: it stays.
      expect(after).to.include('well-known: uri')
      expect((await run(file, '--check')).status).to.equal(0)
      const again = await run(file)
      expect([again.status, again.stdout]).to.deep.equal([0, ''])
      expect(await entries()).to.equal(after)
    }))

  it('asks in a terminal before hand-written values give way, and writes nothing after no', () =>
    inProject(async ({cwd, file, entries, run}) => {
      await run(file)
      const before = (await entries()).replace('well-known: uri', 'well-known: hostname')
      await writeFile(join(cwd, 'connectors.yaml'), before)
      await Terminal.run(['catalog', 'import', file], {cwd}, async (terminal) => {
        await terminal.answer('Let them give way?', 'n')
        expect(await terminal.ended()).to.equal(130)
      })
      expect(await entries()).to.equal(before)
      await Terminal.run(['catalog', 'import', file], {cwd}, async (terminal) => {
        await terminal.answer('Let them give way?', 'y')
        expect(await terminal.ended()).to.equal(0)
      })
      expect(await entries()).to.include('well-known: uri')
    }))

  it('writes only what differs from the shipped entry', () =>
    inProject(async ({cwd, entries, run}) => {
      const {json} = await c1ctl(['catalog', 'show', 'asana', '--json'], {cwd})
      const {fields} = json.data.connector as {fields: Record<string, {type: string; secret: boolean; required: boolean; undocumented?: boolean}>}
      const variants: Record<string, string> = {string: 'stringField', bool: 'boolField'}
      const published = Object.entries(fields).filter(([, one]) => !one.undocumented).map(([name, one]) => ({name, isSecret: one.secret, isRequired: one.required || name === 'default-workspace-id', [variants[one.type]!]: {}}))
      await writeFile(join(cwd, 'asana.json'), JSON.stringify({displayName: 'Asana', fields: published, constraints: json.data.connector.constraints.filter((one: {when?: string}) => !one.when).map(({kind, fields: names, on}: {kind: string; fields: string[]; on?: string[]}) => ({kind: `CONSTRAINT_KIND_${kind.toUpperCase().replaceAll('-', '_')}`, fieldNames: names, secondaryFieldNames: on ?? []}))}))
      await inTemporaryDirectory(async (elsewhere) => {
        const compared = await c1ctl(['catalog', 'import', join(cwd, 'asana.json'), '--check', '--json'], {cwd: elsewhere})
        expect([compared.status, compared.json.data.changes]).to.deep.equal([1, [{place: 'fields.default-workspace-id.required', kind: 'added', what: 'is true'}]])
      })
      const {status} = await run('asana.json')
      expect(status).to.equal(0)
      expect((await entries()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal(['asana:', '  fields:', '    default-workspace-id:', '      required: true'])
    }))

  it('says what is wrong with the file, where there is no project, and what cannot be compared', () =>
    inProject(async ({cwd, file, run}) => {
      const code = async (...words: string[]) => {
        const {status, json} = await run(...words, '--json')
        return [status, json.problems[0].code, json.problems[0].at?.line]
      }
      await writeFile(join(cwd, 'bad.json'), '{"fields": [\n  {"name": 7}\n]}')
      expect(await code('nothing.json')).to.deep.equal([2, 'no-such-path', undefined])
      expect(await code('bad.json')).to.deep.equal([3, 'schema-unreadable', 2])
      expect(await code('c1ctl.yaml')).to.deep.equal([3, 'schema-unreadable', 1])
      expect(await code(file, '--name', 'Bad Name')).to.deep.equal([3, 'name-invalid', undefined])
      expect(await code(file, '--check')).to.deep.equal([3, 'unknown-connector', undefined])
      await writeFile(join(cwd, 'connectors.yaml'), 'gizmo: {title: [}\n')
      expect(await code(file)).to.deep.equal([3, 'catalog-invalid', 1])
      await inTemporaryDirectory(async (elsewhere) => {
        const {status, json} = await c1ctl(['catalog', 'import', join(cwd, file), '--json'], {cwd: elsewhere})
        expect([status, json.problems[0].code]).to.deep.equal([3, 'project-missing'])
      })
    }))
})
