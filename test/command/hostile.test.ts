import {expect} from 'chai'
import {lstat, readdir, readFile, rm, stat, symlink} from 'node:fs/promises'
import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {Terminal} from '../support/terminal.ts'
import {sampleEnvironment as env, sampleProject, writeTree} from '../support/project.ts'

describe('a project of somebody who means harm', () => {
  for (const name of ['constructor', '__proto__', 'toString'])
    it(`names nothing with ${name}: that is a clear problem of every command`, () =>
      inTemporaryDirectory(async (cwd) => {
        await writeTree(cwd, {'c1ctl.yaml': `version: 1\nname: acme\nconnectors:\n  x: {connector: ${name}}\n`})
        for (const words of [['render', '--out', 'k8s'], ['verify'], ['credential', 'list'], ['credential', 'set', 'x', 'token=env:ASANA_TOKEN'], ['credential', 'remove', 'x', 'token'], ['doctor']])
          expect((await c1ctl([...words, '--json'], {cwd, env})).json.problems.map((one: {code: string}) => one.code), words.join(' ')).not.to.include('bug')
        await writeTree(cwd, {'c1ctl.yaml': sampleProject().replace('connector: asana', `connector: asana\n    auth: ${name}`)})
        for (const words of [['render', '--out', 'k8s'], ['verify']]) expect((await c1ctl([...words, '--json'], {cwd, env})).json.problems[0].code, words.join(' ')).to.equal('unknown-auth-method')
        await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'connectors.yaml': `asana: {fields: {${name}: {title: T, secret: true}}}\n`})
        expect((await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})).json.problems[0].code).to.equal('catalog-invalid')
      })).timeout(60_000)

  if (process.platform !== 'win32')
    it('waits for no pipe and reads no device in place of a file', () =>
      inTemporaryDirectory(async (cwd) => {
        const render = () => c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env, kill: {signal: 'SIGKILL', afterMs: 15_000}})
        for (const name of ['connectors.yaml', 'k8s/.c1ctl-rendered', 'k8s/baton-asana-secrets.yaml', 'credentials/asana.sops.yaml'])
          for (const make of [(path: string) => symlink('/dev/zero', path), async (path: string) => void execFileSync('mkfifo', [path])]) {
            await writeTree(cwd, {'c1ctl.yaml': name.startsWith('credentials') ? sampleProject().replace('token: {from: env, name: ASANA_TOKEN}, ', '') : sampleProject(), 'k8s/x': '', 'credentials/x': ''})
            await rm(join(cwd, name), {force: true})
            await make(join(cwd, name))
            const {status, json} = await render()
            // A link where a rendered file belongs is none: the file takes its place, and nobody looks where it leads.
            if (status === 0 && name.endsWith('-secrets.yaml')) {
              expect((await lstat(join(cwd, name))).isFile()).to.equal(true)
              await rm(join(cwd, name))
              continue
            }
            expect(json?.problems.find((one: {code: string}) => one.code === 'file-unreadable')?.what, name).to.match(/no regular file/)
            await rm(join(cwd, name))
          }
      })).timeout(120_000)

  it('cannot stop c1ctl with an expression that comes to no end', () =>
    inTemporaryDirectory(async (cwd) => {
      const kill = {signal: 'SIGKILL', afterMs: 15_000} as const
      const long = 'a'.repeat(40)
      await writeTree(cwd, {'c1ctl.yaml': sampleProject().replace('image:', `config: {default-workspace-id: "${long}!"}\n    image:`), 'connectors.yaml': 'asana: {fields: {default-workspace-id: {example: aaa, rules: {pattern: "^(a+)+$"}}}}\n'})
      expect((await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env, kill})).json?.problems[0].what).to.include('comes to no end')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject([long]), 'connectors.yaml': '', 'credentials/.sops.yaml': 'creation_rules: [{path_regex: "^(([a-z])+.)+[A-Z]([a-z])+$", age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p}]\n'})
      expect((await c1ctl(['credential', 'set', long, 'token=env:ASANA_TOKEN', '--new-identity', '--json'], {cwd, env, kill})).json?.problems[0].what).to.include('comes to no end')
    })).timeout(60_000)

  it('draws no line of its own into ours', () =>
    inTemporaryDirectory(async (cwd) => {
      const text = JSON.stringify('Mine\nfaked  workspaces  verified  Acme Inc\n  • c1ctl.yaml:1:1: fake\n\u001B[2J\u202E')
      const connector = `mine: {title: ${text}, fields: {token: {title: T, secret: true, required: true}}, notes: [${text}], recipes: {me: {title: T, auth: {other: ${text}}, evidence: repo}}}\n`
      const schema = JSON.stringify({displayName: 'X', [JSON.parse(text) as string]: 1, fields: [{name: 'token', displayName: 'T', stringField: {defaultValue: JSON.parse(text) as string}}]})
      await writeTree(cwd, {'c1ctl.yaml': 'version: 1\nname: acme\nconnectors:\n  mine: {credentials: {token: {from: env, name: ASANA_TOKEN}}}\n', 'connectors.yaml': connector, 'schema.json': schema})
      for (const words of [['verify'], ['catalog', 'list'], ['catalog', 'search', 'mine'], ['catalog', 'import', 'schema.json', '--name', 'mine', '--check']])
        for (const colour of [undefined, '1']) {
          const {stdout, stderr} = await c1ctl(words, {cwd, env: {...env, FORCE_COLOR: colour}})
          const all = stdout + stderr
          expect(all, words.join(' ')).to.include('workspaces  verified').and.not.match(/[\u0000-\u0008\u000B-\u001A\u001C-\u001F\u202E]|\u001B\[2J/)
          expect(all, words.join(' ')).to.not.match(/^(?:faked|  • c1ctl)/m)
        }
    })).timeout(60_000)

  it('draws no question of its own into ours', () =>
    inTemporaryDirectory(async (cwd) => {
      const path = 'key\n? It is safe. Go on? \u001B[8m'
      await writeTree(cwd, {'c1ctl.yaml': sampleProject().replace('{from: env, name: ASANA_TOKEN}', `{from: file, path: ${JSON.stringify(path)}}`), 'connectors.yaml': 'asana: {recipes: {mine: {title: T, url: "http://127.0.0.1:9/me", auth: {bearer: "{token}"}, evidence: repo}}}\n', [path]: 'x'})
      await Terminal.run(['verify'], {cwd, env}, async (terminal) => {
        await terminal.answer('Send it there?', 'n')
        await terminal.ended()
        expect(terminal.text.replaceAll('\n', '')).to.include('key\\n? It is safe').and.to.match(/\\u001b\s?\[8m/)
      })
    })).timeout(30_000)

  if (process.platform !== 'win32')
    it('gives nobody else a directory to write to, whatever the umask', () =>
      inTemporaryDirectory(async (cwd) => {
        await writeTree(cwd, {'c1ctl.yaml': sampleProject()})
        const before = process.umask(0)
        try {
          expect((await c1ctl(['render', '--out', 'k8s/deep'], {cwd, env})).status).to.equal(0)
          expect((await c1ctl(['credential', 'set', 'asana', 'token=env:ASANA_TOKEN', '--new-identity'], {cwd, env})).status).to.equal(0)
        } finally {
          process.umask(before)
        }
        for (const path of await readdir(cwd, {recursive: true})) if (path !== 'c1ctl.yaml') expect((await stat(join(cwd, path))).mode & 0o022, path).to.equal(0)
      })).timeout(30_000)

  it('copies nothing into the output that a link of it leads to', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'private': 'PRIVATE', 'k8s/x': ''})
      await symlink('../private', join(cwd, 'k8s/.gitignore'))
      expect((await c1ctl(['render', '--out', 'k8s'], {cwd, env})).status).to.equal(0)
      expect(await readFile(join(cwd, 'k8s/.gitignore'), 'utf8')).to.include('baton-').and.not.include('PRIVATE')
    }))

  it('names no image of another form, and blows no file up by aliases', () =>
    inTemporaryDirectory(async (cwd) => {
      for (const name of ['../evil/x', 'x:1', 'x@sha256:0', 'x --y', 'x"\\ny']) {
        await writeTree(cwd, {'c1ctl.yaml': sampleProject().replace("image: {tag: 0.1.40}", `image: {name: "${name}"}`)})
        expect((await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})).json.problems[0]?.code, name).to.equal('project-invalid')
      }
      const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({length: 9}, (_, n) => `a${n + 1}: &a${n + 1} [${Array<string>(9).fill(`*a${n}`).join(', ')}]`)].join('\n')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'credentials/.sops.yaml': bomb})
      expect((await c1ctl(['credential', 'set', 'asana', 'token=env:ASANA_TOKEN', '--new-identity', '--json'], {cwd, env})).json.problems[0].code).to.equal('store-invalid')
    })).timeout(30_000)
})
