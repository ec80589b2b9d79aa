import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Validator, type Schema} from '@cfworker/json-schema'
import {expect} from 'chai'
import {c1ctl, inTemporaryDirectory, type Ran} from '../../support/cli.ts'
import {parseDocument} from 'yaml'

const schemas = fileURLToPath(new URL('../../../schemas', import.meta.url))
const commands = JSON.parse(await readFile(new URL('../../golden/commands.json', import.meta.url), 'utf8')) as Array<{command: string}>

const schemaOf = async (name: string) => JSON.parse(await readFile(join(schemas, name), 'utf8')) as Schema

/** The schema with nothing allowed that it does not name: what a command prints beside it is a field that nobody described. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]))
  return 'properties' in inner && !('additionalProperties' in inner) ? {...inner, additionalProperties: false} : inner
}

async function expectFits(command: string, ran: Ran): Promise<void> {
  expect(ran.json, `${command}: ${ran.stdout}${ran.stderr}`).to.be.an('object')
  expect(ran.json.ok).to.equal(ran.status === 0)
  const {valid, errors} = new Validator(strict(await schemaOf(`output/${command.replaceAll(' ', '-')}.schema.json`)) as Schema, '7', false).validate(ran.json)
  expect(valid, `${command}: ${JSON.stringify(errors.slice(-4), null, 1)}`).to.equal(true)
}

describe('the schemas of --json', () => {
  it('fit what every command really prints, when it succeeds and when it fails', async () => {
    await inTemporaryDirectory(async (cwd) => {
      const env = {C1_ID: 'test-00000@example.conductor.one/pcc', C1_SECRET: 'secret', TOKEN: 'token', KUBECONFIG: join(cwd, 'none')}
      const sources = ['--credential', 'token=env:TOKEN', '--credential', 'conductorone.client-id=env:C1_ID', '--credential', 'conductorone.client-secret=env:C1_SECRET']
      const runs: Array<[command: string, words: string[], succeeds: boolean, input?: string]> = [
        ['init', ['asana', '--no-verify', ...sources], true],
        ['init', ['asana', '--no-verify', ...sources], false],
        ['init', ['okta', '--set', 'domain=example.okta.com', '--credentials-from', '-', '--new-identity', '--no-verify'], true, JSON.stringify({'api-token': 'token', 'conductorone.client-id': env.C1_ID, 'conductorone.client-secret': 'secret'})],
        ['catalog list', [], true],
        ['catalog show', ['github'], true],
        ['catalog show', ['argo-cd'], true],
        ['catalog show', ['githbu'], false],
        ['catalog list', ['--capability', 'gizmoes'], false],
        ['catalog search', ['github', 'token'], true],
        ['catalog search', ['qqqqzzzz'], true],
        ['catalog import', ['-', '--name', 'mine'], true, '{"displayName": "Mine", "shiny": {"a": [1]}, "fields": [{"name": "mine-url", "stringField": {}}]}'],
        ['catalog import', ['-', '--name', 'mine', '--check'], false, '{"fields": [{"name": "other-url", "stringField": {}}]}'],
        ['catalog import', ['-'], false, '{}'],
        ['catalog show', ['mine'], true],
        ['catalog check', [], true],
        ['catalog check', ['broken.yaml'], false],
        ['credential set', ['asana', 'token=-', '--new-identity'], true, 'token'],
        ['credential list', [], true],
        ['credential remove', ['asana', 'token'], true],
        ['render', ['--out', 'k8s'], true],
        ['render', ['--out', 'k8s', '--namespace', 'other', '--check'], false],
        ['lint', ['k8s'], true],
        ['lint', ['broken.yaml'], false],
        ['verify', ['asana', '--timeout', '1'], false],
        ['explain', ['usage'], true],
        ['explain', ['usgae'], false],
        ['doctor', [], false],
        ['apply', ['--dry-run'], false],
        ['status', [], false],
      ]
      await writeFile(join(cwd, 'broken.yaml'), 'apiVersion: v1\nkind: Secret\nmetadata: {name: baton-asana-secrets, labels: {baton: true}}\nstringData: {BATON_TOKEN: 12}\n')
      await mkdir(join(cwd, 'bin'))
      for (const [command, words, succeeds, input] of runs) {
        // Neither a cluster nor an app is there: what needs one says so, in the same envelope.
        const ran = await c1ctl([...command.split(' '), ...words, '--json'], {cwd, env: {...env, HTTPS_PROXY: 'http://127.0.0.1:9', C1CTL_KUBECTL: join(cwd, 'bin/none')}, ...(input === undefined ? {} : {input})})
        expect(ran.status === 0, `${command} ${words.join(' ')}: ${ran.stdout}`).to.equal(succeeds)
        await expectFits(command, ran)
      }
      expect([...new Set(runs.map(([command]) => command))].sort()).to.deep.equal(commands.map(({command}) => command).sort())
    })
  }).timeout(60_000)
})

describe('the schema of c1ctl.yaml', () => {
  const judge = async (text: string) => new Validator(await schemaOf('c1ctl.schema.json'), '7').validate(parseDocument(text).toJS()).valid

  it('takes numbers and booleans where c1ctl takes their source text, and null as if nothing stood there', async () => {
    expect(await judge('version: 1\nname: acme\nconnectors:\n  asana:\n  okta: {image: {tag: 1.10}, replicas: 2, config: {a: true, b: [1, x], c: {d: 1.5}}, resources: null}\n')).to.equal(true)
    expect(await judge('version: "1"\nname: acme\nenvironments: {staging: {namespace: null, connectors: {asana: {replicas: 0}}}}\n')).to.equal(true)
    expect(await judge('version: 1\nname: acme\nconnectors: {a: {credentials: {token: {from: env, name: A}, conductorone: {client-id: {from: file, path: x}}}}}\n')).to.equal(true)
  })

  it('refuses settings that do not exist, and values in place of sources', async () => {
    expect(await judge('version: 2\nname: acme\n')).to.equal(false)
    expect(await judge('version: 1\nname: acme\nconnector: {}\n')).to.equal(false)
    expect(await judge('version: 1\nname: acme\nconnectors: {a: {credentials: {token: abc}}}\n')).to.equal(false)
    expect(await judge('version: 1\nname: acme\nenvironments: {staging: {name: other}}\n')).to.equal(false)
  })
})
