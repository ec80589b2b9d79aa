import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {generateX25519Identity, identityToRecipient} from 'age-encryption'
import {expect} from 'chai'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'

const project = `version: 1
name: acme
namespace: conductorone
connectors:
  asana: {}
  emea:
    connector: asana
    credentials: {token: {from: env, name: ASANA_TOKEN}}
`
type Run = (words: string[], options?: {input?: string; env?: Record<string, string | undefined>}) => Promise<Ran>

/** Runs `work` in a project with two instances and one age identity in the environment. */
const inProject = (work: (run: Run, cwd: string) => Promise<void>) => () =>
  inTemporaryDirectory(async (cwd) => {
    await writeFile(join(cwd, 'c1ctl.yaml'), project)
    await mkdir(join(cwd, '.git'))
    const key = await generateX25519Identity()
    await work((words, {input, env} = {}) => c1ctl(['credential', ...words], {cwd, env: {SOPS_AGE_KEY: key, ...env}, ...(input === undefined ? {} : {input})}), cwd)
  })
const store = (cwd: string, name = 'asana') => readFile(join(cwd, `credentials/${name}.sops.yaml`), 'utf8')
const codes = (ran: Ran): string[] => ran.json.problems.map((one: {code: string}) => one.code)

describe('c1ctl credential', function () {
  this.timeout(30_000)

  it('set reads standard input, variables, files and a JSON object, and list shows what is there', inProject(async (run, cwd) => {
    await writeFile(join(cwd, 'id.txt'), 'strange-hydra-1@acme.conductor.one/pcc\n')
    const first = await run(['set', 'asana', 'token=-', 'conductorone.client-id=file:id.txt', 'conductorone.client-secret=env:SECRET', '--json'], {input: 'canary-1\n', env: {SECRET: 'secret-token:conductorone.com:v1:canary-2'}})
    expect(first.json).to.deep.include({ok: true, warnings: [], problems: []})
    expect(first.json.data).to.deep.include({instance: 'asana', fields: ['token', 'conductorone.client-id', 'conductorone.client-secret'], path: 'credentials/asana.sops.yaml', changed: true, newIdentity: null})
    const second = await run(['set', 'emea', '--credentials-from', '-', '--json'], {input: '{"conductorone": {"client-id": "x@y", "client-secret": "secret-token:conductorone.com:v1:canary-3"}}'})
    expect(second.json.data.fields).to.deep.equal(['conductorone.client-id', 'conductorone.client-secret'])
    const listed = await run(['list', '--json'])
    expect(listed.json.data.credentials).to.deep.equal([
      {instance: 'asana', field: 'token', source: 'store', present: true, required: true},
      {instance: 'asana', field: 'conductorone.client-id', source: 'store', present: true, required: true},
      {instance: 'asana', field: 'conductorone.client-secret', source: 'store', present: true, required: true},
      {instance: 'emea', field: 'token', source: 'env:ASANA_TOKEN', present: false, required: true},
      {instance: 'emea', field: 'conductorone.client-id', source: 'store', present: true, required: true},
      {instance: 'emea', field: 'conductorone.client-secret', source: 'store', present: true, required: true},
    ])
    expect((await run(['list', 'emea'], {env: {ASANA_TOKEN: 'canary-4'}})).stdout).to.match(/^emea +token +env:ASANA_TOKEN +yes +yes$/m)
    expect([first, second, listed].map((ran) => ran.stdout + ran.stderr).join() + (await store(cwd)) + (await store(cwd, 'emea'))).not.to.contain('canary')
  }))
  it('set changes nothing on disk when the value is the same', inProject(async (run, cwd) => {
    await run(['set', 'asana', 'token=-'], {input: 'x'})
    const before = await store(cwd)
    const again = await run(['set', 'asana', 'token=-', '--json'], {input: 'x\n'})
    expect(again.json.data.changed).to.equal(false)
    expect(await store(cwd)).to.equal(before)
  }))
  it('set refuses a value on the command line and repeats it nowhere', inProject(async (run, cwd) => {
    for (const words of [['token=canary'], ['canary=='], ['CANARY'], ['token', 'canary'], ['token=-', 'api=canary']])
      for (const more of [[], ['--json']]) {
        const ran = await run(['set', 'asana', ...words, ...more], {input: 'x'})
        expect(ran.status, words.join(' ')).to.be.oneOf([2, 3])
        expect(ran.stdout + ran.stderr).not.to.match(/canary/i)
      }
    expect(await readdir(cwd)).not.to.include('credentials')
  }))
  it('set lists all that is wrong at once and then writes nothing', inProject(async (run, cwd) => {
    const ran = await run(['set', 'asana', 'tokn=-', 'default-workspace-id=env:A', 'conductorone.client-id', '--json'], {input: 'x'})
    expect(codes(ran)).to.deep.equal(['unknown-field', 'usage', 'answers-missing'])
    expect(ran.json.problems[0].next[0]).to.equal('Did you mean token?')
    expect(ran.status).to.equal(2)
    expect(codes(await run(['set', 'asana', 'token=env:UNSET', 'conductorone.client-id=file:absent', '--json']))).to.deep.equal(['credential-missing', 'credential-missing'])
    expect(codes(await run(['set', 'asana', 'token=-', '--json'], {input: ''}))).to.deep.equal(['field-invalid'])
    expect(codes(await run(['set', 'asna', 'token=-', '--json'], {input: 'x'}))).to.deep.equal(['unknown-instance'])
    expect(codes(await run(['set', 'asana', '--json']))).to.deep.equal(['usage'])
    expect(codes(await run(['set', 'asana', '--credentials-from', '-', '--json'], {input: 'canary'}))).to.deep.equal(['usage'])
    expect(await readdir(cwd)).not.to.include('credentials')
  }))
  it('set warns of a source that c1ctl.yaml still names and of a ConductorOne pair of another shape', inProject(async (run) => {
    expect((await run(['set', 'emea', 'token=-'], {input: 'x'})).stderr).to.contain('env:ASANA_TOKEN')
    const ran = await run(['set', 'asana', '--credentials-from', '-', '--json'], {input: '{"conductorone.client-id": "a", "conductorone.client-secret": "b"}'})
    expect(ran.status).to.equal(0)
    expect(ran.json.warnings).to.have.length(2)
  }))
  it('set needs an age identity, and makes one with --new-identity without showing it', inProject(async (run, cwd) => {
    const nobody = {SOPS_AGE_KEY: undefined}
    const refused = await run(['set', 'asana', 'token=-', '--json'], {input: 'x', env: nobody})
    expect([refused.status, codes(refused)]).to.deep.equal([4, ['identity-missing']])
    expect(await readdir(cwd)).not.to.include('credentials')
    const made = await run(['set', 'asana', 'token=-', '--new-identity'], {input: 'x', env: nobody})
    const keys = await readFile(join(cwd, '.home/.config/sops/age/keys.txt'), 'utf8')
    expect(made.status).to.equal(0)
    expect(made.stderr).to.contain('.home/.config/sops/age/keys.txt').and.to.contain('SOPS_AGE_KEY')
    expect(made.stdout + made.stderr).not.to.contain(keys.trim().split('\n').at(-1))
    expect((await run(['list', 'asana', '--json'], {env: nobody})).json.data.credentials[0].present).to.equal(true)
  }))
  it('list and set say that a store is for someone else, and list still shows the fields', inProject(async (run) => {
    await run(['set', 'asana', 'token=-'], {input: 'x'})
    const other = await generateX25519Identity()
    const listed = await run(['list', 'asana', '--json'], {env: {SOPS_AGE_KEY: other}})
    expect([listed.status, codes(listed)]).to.deep.equal([4, ['store-not-for-you']])
    expect(listed.json.problems[0].what).to.contain(await identityToRecipient(other))
    expect(listed.json.data.credentials[0]).to.deep.include({field: 'token', present: null})
    expect(codes(await run(['set', 'asana', 'token=-', '--json'], {input: 'y', env: {SOPS_AGE_KEY: other}}))).to.deep.equal(['store-not-for-you'])
  }))
  it('remove takes values out, says what is needed, and names what it does not know', inProject(async (run, cwd) => {
    await run(['set', 'asana', '--credentials-from', '-'], {input: '{"token": "a", "conductorone.client-id": "a@b"}'})
    const removed = await run(['remove', 'asana', 'token', 'conductorone.client-id', '--json'])
    expect(removed.json.data).to.deep.equal({instance: 'asana', fields: ['token', 'conductorone.client-id'], path: 'credentials/asana.sops.yaml', changed: true})
    expect(removed.json.warnings).to.have.length(2)
    expect(await store(cwd)).to.match(/^credentials: \{\}$/m)
    expect((await run(['remove', 'asana', 'token', '--json'])).json.data.changed).to.equal(false)
    expect(codes(await run(['remove', 'asana', 'tokn', '--json']))).to.deep.equal(['unknown-field'])
  }))
  it('loses nothing when two commands set at once', inProject(async (run) => {
    await Promise.all([run(['set', 'asana', 'token=-'], {input: 'a'}), run(['set', 'asana', 'conductorone.client-id=-'], {input: 'b@c'}), run(['set', 'asana', 'conductorone.client-secret=-'], {input: 'd'})])
    expect((await run(['list', 'asana', '--json'])).json.data.credentials.map((one: {present: boolean}) => one.present)).to.deep.equal([true, true, true])
  }))
  it('shows no secret under NODE_DEBUG and DEBUG', inProject(async (run, cwd) => {
    const env = {DEBUG: '*', NODE_DEBUG: '*', TOKEN: 'canary-1', SOPS_AGE_KEY_CMD: 'cat key.txt'}
    await writeFile(join(cwd, 'key.txt'), `${await generateX25519Identity()}\n`)
    for (const words of [['set', 'asana', 'token=env:TOKEN', 'conductorone.client-id=-'], ['list', '--json'], ['remove', 'asana', 'token']]) {
      const ran = await run(words, {env, input: 'canary-2'})
      expect(ran.status, ran.stderr.slice(-500)).to.equal(0)
      const told = (ran.stdout + ran.stderr).split('\n').find((line) => /canary|AGE-SECRET-KEY-1[0-9A-Z]/.test(line))
      expect(told?.slice(0, 300)).to.equal(undefined)
    }
  }))

  it('keeps what c1ctl.yaml takes from the store outside of `credentials` too: a secret variable and the proxy\'s address', inProject(async (run, cwd) => {
    await writeFile(join(cwd, 'c1ctl.yaml'), `${project}  sql: {connector: asana, env: {DB_PASSWORD: {from: store}, PLAIN: x}, proxy: {https: {from: store}}, run: {mode: once}}\n`)
    const set = await run(['set', 'sql', 'env.DB_PASSWORD=-', 'proxy.https=env:PROXY', '--json'], {input: 'canary-1\n', env: {PROXY: 'http://u:canary-2@proxy:3128'}})
    expect(set.json, set.stdout).to.deep.include({ok: true, warnings: []})
    const typed = await run(['set', 'sql', 'proxy.https=-', '--json'], {input: 'http://u:canary-3@proxy:3128\n'})
    expect(typed.json.data.changed, typed.stdout).to.equal(true)
    const listed = await run(['list', 'sql', '--json'])
    expect(listed.json.data.credentials.map(({field, present}: any) => [field, present])).to.deep.equal([['token', false], ['env.DB_PASSWORD', true], ['proxy.https', true]])
    expect(set.stdout + set.stderr + typed.stdout + listed.stdout + (await store(cwd, 'sql'))).not.to.contain('canary')
    expect(codes(await run(['set', 'sql', 'env.PLAIN=-', '--json'], {input: 'x'}))).to.deep.equal(['unknown-field'])
    expect((await run(['remove', 'sql', 'env.DB_PASSWORD', '--json'])).json.warnings.join()).to.contain('cannot run without env.DB_PASSWORD')
  }))
})
