import {mkdir, readdir, readFile, rm, utimes, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {generateX25519Identity, identityToRecipient} from 'age-encryption'
import {expect} from 'chai'
import type {Catalog, Connector, Field} from '../../../src/core/catalog/types.ts'
import {Secret} from '../../../src/core/credentials/secret.ts'
import {ProblemError} from '../../../src/core/problems/problem.ts'
import type {CredentialSource, Instance} from '../../../src/core/project/types.ts'
import {needsNewIdentity, readCredentials, writeCredentials} from '../../../src/services/credentials.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'
import {bareInstance} from '../../support/instance.ts'

const field = (more: Partial<Field> = {}): Field => ({title: 'A field', type: 'string', variable: 'BATON_X', secret: true, required: true, aliases: [], ...more})
const connector = (fields: Record<string, Field>, auth: Connector['auth'] = {}): Connector => ({name: 'demo', title: 'Demo', image: 'baton-demo', registry: 'r', hosting: ['self-hosted'], capabilities: {}, resourceTypes: {}, features: [], fields, auth, constraints: [], recipes: {}, needs: {}, health: false, notes: [], sources: {}, recipesFromProject: [], schemaExtras: {}})
const method = (fields: string[], byDefault: boolean): Connector['auth'][string] => ({title: 'A method', upstream: null, fields, required: [], sets: {}, selfHosted: true, default: byDefault, steps: []})
const catalog: Catalog = {
  demo: connector({token: field(), 'api-key': field(), 'key-file': field({type: 'file'}), site: field({secret: false})}),
  choice: connector({token: field(), password: field()}, {token: method(['token'], true), basic: method(['password'], false)}),
}
const fromEnv = {'client-id': {from: 'env', name: 'C1_ID'}, 'client-secret': {from: 'env', name: 'C1_SECRET'}} as const
const instance = (name: string, credentials: Record<string, CredentialSource> = {}, more: Partial<Instance> = {}): Instance => ({...bareInstance(name, 'demo'), credentials, ...more})
const secrets = (texts: Record<string, string>): Record<string, Secret> => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, new Secret(text)]))

interface Place {
  directory: string
  environment: NodeJS.ProcessEnv
  write: (instance: string, values: Record<string, string>, more?: {newIdentity?: boolean; remove?: string[]; environment?: NodeJS.ProcessEnv}) => ReturnType<typeof writeCredentials>
  read: (instances: Instance[], environment?: NodeJS.ProcessEnv) => Promise<{values: Record<string, Record<string, string>>; codes: string[]; read: Awaited<ReturnType<typeof readCredentials>>}>
}

/** Runs `work` in an empty project with one age identity in the environment. */
const inProject = (work: (place: Place) => Promise<void>) => () =>
  inTemporaryDirectory(async (home) => {
    const directory = join(home, 'project')
    await mkdir(directory)
    const environment: NodeJS.ProcessEnv = {HOME: home, SOPS_AGE_KEY: await generateX25519Identity()}
    await work({
      directory,
      environment,
      write: (name, values, more = {}) => writeCredentials({directory, instance: name, values: secrets(values), environment, ...more}),
      read: async (instances, given = environment) => {
        const read = await readCredentials({directory, instances, catalog, environment: given})
        const values = Object.fromEntries(Object.entries(read.byInstance).map(([name, one]) => [name, Object.fromEntries(Object.entries(one.values).map(([key, value]) => [key, value.reveal()]))]))
        return {values, codes: read.problems.map((one) => one.code), read}
      },
    })
  })
const refusal = async (work: Promise<unknown>): Promise<ProblemError> => {
  const error = await work.then(() => new Error('nothing was refused'), (thrown: unknown) => thrown)
  if (!(error instanceof ProblemError)) throw error
  return error
}

describe('reading credentials', () => {
  it('takes each field from its source', inProject(async ({directory, environment, write, read}) => {
    await write('a', {token: 'from store', 'conductorone.client-id': 'id', 'conductorone.client-secret': 'secret'})
    await writeFile(join(directory, 'key.pem'), 'line 1\nline 2\n')
    const {values, codes, read: all} = await read([instance('a', {'api-key': {from: 'env', name: 'API_KEY'}, 'key-file': {from: 'file', path: 'key.pem'}})], {...environment, API_KEY: 'from env'})
    expect(codes).to.deep.equal([])
    expect(values['a']).to.deep.equal({token: 'from store', 'api-key': 'from env', 'key-file': 'line 1\nline 2\n', 'conductorone.client-id': 'id', 'conductorone.client-secret': 'secret'})
    expect(all.byInstance['a']!.checksumKey!.reveal()).to.match(/^[A-Za-z0-9+/]{43}=$/)
  }))
  it('has no values and no problem where there is no store', inProject(async ({read}) => {
    const {values, codes, read: all} = await read([instance('a'), instance('b')])
    expect([values, codes, all.byInstance['a']!.checksumKey]).to.deep.equal([{a: {}, b: {}}, [], null])
  }))
  it('does not open a store that no field comes from, and needs no identity then', inProject(async ({environment, write, read}) => {
    await write('a', {password: 'x'})
    const everything = {...environment, SOPS_AGE_KEY: undefined, C1_ID: 'i', C1_SECRET: 's', TOKEN: 't'}
    const {values, codes} = await read([instance('a', {token: {from: 'env', name: 'TOKEN'}}, {connector: 'choice', conductorone: fromEnv})], everything)
    expect([values['a'], codes]).to.deep.equal([{token: 't', 'conductorone.client-id': 'i', 'conductorone.client-secret': 's'}, []])
  }))
  it('reads the fields of the chosen auth method', inProject(async ({write, read}) => {
    await write('a', {token: 't', password: 'p'})
    expect((await read([instance('a', {}, {connector: 'choice'})])).values['a']).to.deep.equal({token: 't'})
    expect((await read([instance('a', {}, {connector: 'choice', auth: 'basic'})])).values['a']).to.deep.equal({password: 'p'})
  }))
  it('takes a plain field from the source that c1ctl.yaml names for it', inProject(async ({environment, read}) => {
    expect((await read([instance('a', {site: {from: 'env', name: 'SITE'}})], {...environment, SITE: 'x'})).values['a']).to.deep.equal({site: 'x'})
  }))
  it('collects what is missing in all instances', inProject(async ({directory, environment, read}) => {
    await writeFile(join(directory, 'empty'), '\n')
    await writeFile(join(directory, 'binary'), Buffer.from([0xff, 0xfe, 0x00]))
    await writeFile(join(directory, 'large'), Buffer.alloc(2 * 1024 * 1024 + 1, 'a'))
    const {codes, read: all} = await read(
      [
        instance('a', {token: {from: 'env', name: 'UNSET'}, 'api-key': {from: 'env', name: 'EMPTY'}, 'key-file': {from: 'file', path: 'binary'}}),
        instance('b', {token: {from: 'file', path: 'absent'}, 'api-key': {from: 'file', path: 'empty'}, 'key-file': {from: 'file', path: 'large'}}),
        instance('c', {token: {from: 'file', path: '.'}, 'api-key': {from: 'file', path: '/dev/zero'}}),
      ],
      {...environment, EMPTY: ''},
    )
    expect(codes).to.deep.equal(['credential-missing', 'credential-missing', 'value-not-representable', 'credential-missing', 'credential-missing', 'value-not-representable', 'file-unreadable', 'value-not-representable'])
    expect(all.problems[0]!.what).to.contain('UNSET')
    expect(all.problems[2]!.what).to.contain('not UTF-8')
  }))
  it('drops the line break that an editor puts behind a value of one line, and no other', inProject(async ({directory, read}) => {
    const table: Array<[string, string]> = [['a\n', 'a'], ['a\r\n', 'a'], ['a\n\n', 'a\n\n'], ['a\nb\n', 'a\nb\n'], [' a ', ' a ']]
    for (const [content, value] of table) {
      await writeFile(join(directory, 'f'), content)
      const {values} = await read([instance('a', {token: {from: 'file', path: 'f'}, 'key-file': {from: 'file', path: 'f'}})])
      expect([values['a']!['token'], values['a']!['key-file']]).to.deep.equal([value, content])
    }
  }))
  it('says for each store why it does not open, and goes on', inProject(async ({directory, environment, write, read}) => {
    for (const name of ['mine', 'tampered', 'broken', 'clear']) await write(name, {token: name})
    const other = {...environment, SOPS_AGE_KEY: await generateX25519Identity()}
    await rm(join(directory, 'credentials/.sops.yaml'))
    await write('theirs', {token: 'x'}, {environment: other})
    const file = (name: string) => join(directory, `credentials/${name}.sops.yaml`)
    await writeFile(file('tampered'), (await readFile(file('tampered'), 'utf8')).replace(/token: ENC.*/, 'token: topsecret'))
    await writeFile(file('broken'), 'a: [')
    await writeFile(file('clear'), 'credentials: {token: topsecret}\n')
    const {values, read: all} = await read(['mine', 'theirs', 'tampered', 'broken', 'clear'].map((name) => instance(name)))
    expect(values['mine']).to.deep.equal({token: 'mine'})
    expect(all.problems.map((one) => one.code)).to.deep.equal(['store-not-for-you', 'store-tampered', 'store-invalid', 'store-invalid'])
    expect(all.problems[0]!.what).to.contain(await identityToRecipient(other.SOPS_AGE_KEY)).and.to.contain(await identityToRecipient(environment['SOPS_AGE_KEY']!))
    expect(all.problems[1]!.at).to.deep.include({line: 2, column: 12})
    expect(JSON.stringify(all)).not.to.contain('topsecret')
    const nobody = await read([instance('mine')], {HOME: environment['HOME']})
    expect(nobody.codes).to.deep.equal(['identity-missing'])
    expect(nobody.read.problems[0]!.why).to.contain('SOPS_AGE_KEY_FILE').and.to.contain('keys.txt')
  }))
})

describe('writing credentials', () => {
  it('makes the store, its .sops.yaml and a checksum key, all encrypted', inProject(async ({directory, environment, write}) => {
    const written = await write('a', {token: 'canary'})
    const recipient = await identityToRecipient(environment['SOPS_AGE_KEY']!)
    expect(written).to.deep.include({changed: true, recipients: [recipient], newIdentity: null, warnings: []})
    expect((await readdir(join(directory, 'credentials'))).sort()).to.deep.equal(['.sops.yaml', 'a.sops.yaml'])
    expect(await readFile(join(directory, 'credentials/.sops.yaml'), 'utf8')).to.contain(recipient)
    expect(await readFile(join(directory, 'credentials/a.sops.yaml'), 'utf8')).to.match(/^checksum:\n {4}key: ENC\[/m).and.not.to.contain('canary')
  }))
  it('keeps the checksum key and changes nothing when the values are the same', inProject(async ({directory, write, read}) => {
    await write('a', {token: 'x'})
    const before = await readFile(join(directory, 'credentials/a.sops.yaml'), 'utf8')
    const key = (await read([instance('a')])).read.byInstance['a']!.checksumKey!.reveal()
    expect((await write('a', {token: 'x'})).changed).to.equal(false)
    expect(await readFile(join(directory, 'credentials/a.sops.yaml'), 'utf8')).to.equal(before)
    await write('a', {token: 'y'}, {remove: ['api-key']})
    expect((await read([instance('a')])).read.byInstance['a']!.checksumKey!.reveal()).to.equal(key)
  }))
  it('encrypts new files to whom .sops.yaml names, there or in a directory above', inProject(async ({directory, environment, write, read}) => {
    const team = await generateX25519Identity()
    const mine = await identityToRecipient(environment['SOPS_AGE_KEY']!)
    await mkdir(join(directory, 'credentials'))
    await writeFile(join(directory, 'credentials/.sops.yaml'), `creation_rules:\n  - age: [${mine}, ${await identityToRecipient(team)}]\n`)
    expect((await write('a', {token: 'x'})).recipients).to.have.length(2)
    expect((await read([instance('a')], {...environment, SOPS_AGE_KEY: team})).values['a']).to.deep.equal({token: 'x'})
    await rm(join(directory, 'credentials/.sops.yaml'))
    await writeFile(join(directory, '.sops.yaml'), `creation_rules:\n  - path_regex: ^credentials/\n    age: ${await identityToRecipient(team)}\n`)
    const {recipients, warnings} = await write('b', {token: 'x'}, {environment: {HOME: environment['HOME']}})
    expect(recipients).to.deep.equal([await identityToRecipient(team)])
    expect(warnings.join()).to.contain('none of the identities found here can read it')
    expect(await readdir(join(directory, 'credentials'))).not.to.include('.sops.yaml')
  }))
  it('refuses to make a file without the keys that .sops.yaml asks for as well', inProject(async ({directory, environment, write}) => {
    await writeFile(join(directory, '.sops.yaml'), `creation_rules:\n  - {pgp: F00, age: ${await identityToRecipient(environment['SOPS_AGE_KEY']!)}}\n`)
    expect((await refusal(write('a', {token: 'x'}))).problems[0]!.what).to.contain('pgp')
    expect(await readdir(directory)).to.deep.equal(['.sops.yaml'])
  }))
  it('needs an identity on first use, makes one only when told to, and leaves nothing behind otherwise', inProject(async ({directory, environment, write, read}) => {
    const nobody = {HOME: environment['HOME']}
    expect(await needsNewIdentity({directory, instance: 'a', environment: nobody})).to.equal(true)
    expect((await refusal(write('a', {token: 'x'}, {environment: nobody}))).problems[0]!.code).to.equal('identity-missing')
    expect(await readdir(directory)).to.deep.equal([])
    const {newIdentity} = await write('a', {token: 'x'}, {environment: nobody, newIdentity: true})
    expect(newIdentity!.path).to.equal(join(environment['HOME']!, '.config/sops/age/keys.txt'))
    expect((await write('b', {token: 'y'}, {environment: nobody, newIdentity: true})).newIdentity).to.equal(null)
    expect(await needsNewIdentity({directory, instance: 'c', environment: nobody})).to.equal(false)
    expect((await read([instance('a'), instance('b')], nobody)).values).to.deep.equal({a: {token: 'x'}, b: {token: 'y'}})
  }))
  it('loses no value when many write at once', inProject(async ({directory, write, read}) => {
    const names = ['token', 'api-key', 'key-file', 'conductorone.client-id', 'conductorone.client-secret']
    await Promise.all(names.map((name) => write('a', {[name]: `value of ${name}`})))
    expect((await read([instance('a')])).values['a']).to.deep.equal(Object.fromEntries(names.map((name) => [name, `value of ${name}`])))
    expect((await readdir(join(directory, 'credentials'))).sort()).to.deep.equal(['.sops.yaml', 'a.sops.yaml'])
  }))
  it('does not touch a store that it cannot verify', inProject(async ({directory, write}) => {
    await write('a', {token: 'x'})
    const path = join(directory, 'credentials/a.sops.yaml')
    const tampered = (await readFile(path, 'utf8')).replace(/token: ENC.*/, 'token: ""')
    await writeFile(path, tampered)
    expect((await refusal(write('a', {token: 'y'}))).problems[0]!.code).to.equal('store-tampered')
    expect(await readFile(path, 'utf8')).to.equal(tampered)
  }))
  it('refuses half a character', inProject(async ({write}) => {
    expect((await refusal(write('a', {token: 'x\ud800'}))).problems[0]!.code).to.equal('value-not-representable')
  }))
  it('is a problem where the directory cannot be made, or the lock of a writer cannot', inProject(async ({directory, write}) => {
    await writeFile(join(directory, 'credentials'), 'in the way')
    expect((await refusal(write('a', {token: 'x'}))).problems[0]!.code).to.be.oneOf(['file-unwritable', 'file-unreadable'])
    await rm(join(directory, 'credentials'))
    await mkdir(join(directory, 'credentials/a.sops.yaml.lock'), {recursive: true})
    await utimes(join(directory, 'credentials/a.sops.yaml.lock'), 0, 0)
    expect((await refusal(write('a', {token: 'x'}))).problems[0]!.code).to.equal('file-unwritable')
  }))
  it('takes over the lock of a writer that died', inProject(async ({directory, write, read}) => {
    await mkdir(join(directory, 'credentials'))
    await writeFile(join(directory, 'credentials/a.sops.yaml.lock'), '')
    await utimes(join(directory, 'credentials/a.sops.yaml.lock'), 0, 0)
    await write('a', {token: 'x'})
    expect((await read([instance('a')])).values['a']).to.deep.equal({token: 'x'})
  }))
})
