import {randomBytes} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import fc from 'fast-check'
import {inspect} from 'node:util'
import {createStore, openStore, recipientsOf, type AgeIdentity, type OpenStore} from '../../../../src/core/credentials/sops.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {ProblemError, type Problem} from '../../../../src/core/problems/problem.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const keys = fixture('identities.txt').split('\n')
const person = (line: number): AgeIdentity => ({recipient: keys[line]!.replace('# public key: ', ''), key: new Secret(keys[line + 1]!)})
const alice = person(1)
const bob = person(4)
const fresh = {now: new Date('2026-05-04T03:02:01Z'), randomBytes}
const open = (source: string, identities = [alice]): Promise<OpenStore> => openStore(source, {file: 'credentials/asana.sops.yaml', identities})
const make = (values: Record<string, string>): Promise<string> =>
  createStore({file: 'new.sops.yaml', recipients: [alice.recipient], values: Object.entries(values).map(([name, text]) => ({path: ['credentials', ...name.split('.')], text: new Secret(text)})), fresh})
const textAt = (store: OpenStore, ...path: string[]): string | undefined => store.value(path)?.text.reveal()

async function problemsOf(work: () => unknown): Promise<Problem[]> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems
    throw error
  }
  throw new Error('no problem was found')
}
const codeOf = async (work: () => unknown): Promise<string> => (await problemsOf(work))[0]!.code

describe('a file that sops wrote', () => {
  it('gives every value with its type, in order', async () => {
    const store = await open(fixture('types.sops.yaml'))
    expect(store.values.map((one) => [one.path.join('.'), one.type, one.text.reveal()])).to.deep.equal([
      ['credentials.token', 'str', 'abc'],
      ['credentials.n', 'int', '7'],
      ['credentials.f', 'float', '1.5'],
      ['credentials.b', 'bool', 'true'],
      ['credentials.d', 'time', '2001-01-01T00:00:00Z'],
      ['credentials.e', 'str', ''],
      ['credentials.z', 'null', ''],
      ['credentials.multi', 'str', 'a\nb\n'],
      ['credentials.conductorone.client-id', 'str', 'x@y'],
      ['credentials.conductorone.list', 'str', 'a'],
      ['credentials.conductorone.list', 'str', 'b'],
      ['note_unencrypted', 'str', '5'],
      ['checksum.key', 'str', 'zz'],
    ])
    expect(store.value(['credentials', 'token'])?.at).to.deep.equal({file: 'credentials/asana.sops.yaml', line: 3, column: 12})
  })
  it('opens after sops set, with encrypted_regex, with mac_only_encrypted and with clear values in other spellings', async () => {
    expect(textAt(await open(fixture('set.sops.yaml')), 'credentials', 'token')).to.equal('changed "by" sops\n')
    for (const name of ['regex.sops.yaml', 'mac-only.sops.yaml', 'respelt.sops.yaml']) expect(textAt(await open(fixture(name)), 'credentials', 'token'), name).to.equal('secret-of-asana')
  })
  it('opens for each of its recipients and names them', async () => {
    expect(recipientsOf(fixture('regex.sops.yaml'), 'x')).to.deep.equal([alice.recipient, bob.recipient])
    expect(textAt(await open(fixture('regex.sops.yaml'), [bob]), 'credentials', 'token')).to.equal('secret-of-asana')
  })
  it('opens for someone whose recipient stands there under another name', async () => {
    const renamed = fixture('types.sops.yaml').replace(alice.recipient, bob.recipient)
    expect(textAt(await open(renamed), 'credentials', 'token')).to.equal('abc')
  })
  it('is not for anyone else, and the problem names both sides', async () => {
    const [one] = await problemsOf(() => open(fixture('types.sops.yaml'), [bob]))
    expect(one).to.include({code: 'store-not-for-you'})
    expect(one!.what).to.contain(alice.recipient).and.to.contain(bob.recipient)
  })
  it('needs an identity', async () => {
    expect(await codeOf(() => open(fixture('types.sops.yaml'), []))).to.equal('identity-missing')
  })
  it('is refused with a reason when only other key services or several key groups open it', async () => {
    const [pgp] = await problemsOf(() => open(fixture('pgp.sops.yaml')))
    expect(pgp!.code).to.equal('store-invalid')
    expect(pgp!.what).to.contain('PGP')
    expect((await problemsOf(() => open(fixture('groups.sops.yaml'), [alice, bob])))[0]!.what).to.contain('several key groups')
  })
})

describe('a file that was tampered with', () => {
  const whole = fixture('types.sops.yaml')
  const lineOf = (start: string): string => whole.split('\n').find((line) => line.trimStart().startsWith(start))!
  const part = (name: string, line: string): string => new RegExp(`${name}:([A-Za-z0-9+/=]+)`).exec(line)![1]!
  const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
  const token = lineOf('token:')
  const cases: Record<string, string> = {
    'the data of a value': whole.replace(part('data', token), flip(part('data', token))),
    'the iv of a value': whole.replace(part('iv', token), flip(part('iv', token))),
    'the tag of a value': whole.replace(part('tag', token), flip(part('tag', token))),
    'a shortened tag': whole.replace(part('tag', token), Buffer.from(part('tag', token), 'base64').subarray(0, 4).toString('base64')),
    'the type of a value': whole.replace(`${part('tag', token)},type:str`, `${part('tag', token)},type:nonsense`),
    'a value in clear': whole.replace(/token: ENC\S+/, 'token: mine'),
    'a value taken out': whole.replace(`${token}\n`, ''),
    'a value emptied': whole.replace(/token: ENC\S+/, 'token: ""'),
    'a value made null': whole.replace(/token: ENC\S+/, 'token: null'),
    'a value of another place': whole.replace(/token: ENC\S+/, `token: ${lineOf('client-id:').split(': ')[1]}`),
    'two values in another order': whole.replace(/( {4}d: .*\n)( {4}e: .*\n {4}z: .*\n)( {4}multi: .*\n)/, '$3$2$1'),
    'a clear value': whole.replace('note_unencrypted: 5', 'note_unencrypted: 6'),
    'a value added': whole.replace('note_unencrypted: 5', 'note_unencrypted: 5\nmore_unencrypted: 1'),
    'the time of change': whole.replace(/lastmodified: "\d{4}/, 'lastmodified: "2001'),
    'the mac': whole.replace(/mac: ENC\[AES256_GCM,data:./, 'mac: ENC[AES256_GCM,data:!'),
    'an empty mac': whole.replace(/mac: ENC\S+/, 'mac: ""'),
    'no mac': whole.replace(/ {4}mac: ENC\S+\n/, ''),
    'the rule of what is encrypted': whole.replace('unencrypted_suffix: _unencrypted', 'unencrypted_suffix: token'),
    'the way the mac is made': whole.replace('    version:', '    mac_only_encrypted: true\n    version:'),
    'the encrypted data key': whole.replace(/(-----BEGIN AGE ENCRYPTED FILE-----\n(?: +[A-Za-z0-9+/]+\n){3} +)(.)/, (_all, start: string, letter: string) => start + flip(letter)),
  }
  it('opens while nothing was changed', async () => {
    expect((await open(whole)).values).to.have.length(13)
  })
  for (const [what, source] of Object.entries(cases))
    it(`is refused: ${what}`, async () => {
      expect(source).not.to.equal(whole)
      const problems = await problemsOf(() => open(source))
      expect(problems[0]!.code).to.equal('store-tampered')
      expect(JSON.stringify(problems)).not.to.contain('mine')
    })
})

describe('a file that cannot be read', () => {
  const cases: Record<string, [string, RegExp]> = {
    'no mapping': ['- a\n', /not a single YAML mapping/],
    'an empty file': ['', /not a single YAML mapping/],
    'values in clear': ['credentials:\n  token: topsecret\n', /not encrypted/],
    'broken YAML': ['credentials:\n  token: "topsecret\nsops: {}\n', /not valid YAML/],
    'a key that stands twice': [fixture('types.sops.yaml').replace('checksum:\n', 'credentials:\n'), /duplicate key/],
    'a merge conflict': [`<<<<<<< ours\n${fixture('types.sops.yaml')}=======\n>>>>>>> theirs\n`, /merge conflict/],
    'a comment rule': [fixture('types.sops.yaml').replace('unencrypted_suffix: _unencrypted', 'encrypted_comment_regex: sops'), /by comments/],
    'an alias': [fixture('types.sops.yaml').replace('note_unencrypted: 5', 'note_unencrypted: &a 5\nother_unencrypted: *a'), /alias/],
  }
  for (const [what, [source, reason]] of Object.entries(cases))
    it(`is told by its reason, without its content: ${what}`, async () => {
      const problems = await problemsOf(() => open(source))
      expect(problems[0]!.code).to.equal('store-invalid')
      expect(problems[0]!.what).to.match(reason)
      expect(JSON.stringify(problems)).not.to.contain('topsecret')
    })
})

describe('changing a file', () => {
  const lines = (text: string): string[] => text.split('\n')
  const difference = (before: string, after: string): {gone: string[]; come: string[]} => ({gone: lines(before).filter((line) => !lines(after).includes(line)).map((line) => line.trim().split(':')[0]!), come: lines(after).filter((line) => !lines(before).includes(line)).map((line) => line.trim().split(':')[0]!)})
  const set = (...path: string[]) => ({set: [{path, text: new Secret('new')}]})

  it('touches the line of the value, the time and the mac, and nothing else', async () => {
    for (const name of ['types.sops.yaml', 'regex.sops.yaml', 'mac-only.sops.yaml', 'set.sops.yaml']) {
      const store = await open(fixture(name))
      const after = store.change(set('credentials', 'token'), fresh)
      expect(difference(store.source, after), name).to.deep.equal({gone: ['token', 'lastmodified', 'mac'], come: ['token', 'lastmodified', 'mac']})
      expect(textAt(await open(after), 'credentials', 'token')).to.equal('new')
    }
  })
  it('changes no byte when the value is the same', async () => {
    const store = await open(fixture('types.sops.yaml'))
    expect(store.change({set: [{path: ['credentials', 'token'], text: new Secret('abc')}], remove: [['credentials', 'unknown']]}, fresh)).to.equal(store.source)
  })
  it('adds a value behind its neighbours, a mapping in an empty one, and a section before sops', async () => {
    const store = await open(fixture('types.sops.yaml'))
    const after = store.change({set: [['credentials', 'api-key'], ['credentials', 'conductorone', 'client-secret'], ['credentials', 'conductorone', 'empty', 'x', 'y'], ['new', 'section']].map((path) => ({path, text: new Secret(path.join('/'))}))}, fresh)
    expect(difference(store.source, after).gone).to.deep.equal(['empty', 'lastmodified', 'mac'])
    const again = await open(after)
    expect(again.values.filter((one) => one.text.reveal().includes('/')).map((one) => one.path.join('.'))).to.deep.equal(['credentials.conductorone.empty.x.y', 'credentials.conductorone.client-secret', 'credentials.api-key', 'new.section'])
  })
  it('replaces a list, a mapping and a null by a value', async () => {
    for (const path of [['credentials', 'conductorone', 'list'], ['credentials', 'conductorone'], ['credentials', 'z']]) {
      const after = await open((await open(fixture('types.sops.yaml'))).change(set(...path), fresh))
      expect(textAt(after, ...path)).to.equal('new')
    }
  })
  it('takes out values, and mappings that this empties', async () => {
    const store = await open(await make({token: 'a', 'conductorone.client-id': 'b'}))
    const without = await open(store.change({remove: [['credentials', 'conductorone', 'client-id']]}, fresh))
    expect(without.source).not.to.contain('conductorone')
    const empty = await open(without.change({remove: [['credentials', 'token']]}, fresh))
    expect(empty.source).to.match(/^credentials: \{\}$/m)
    expect(textAt(await open(empty.change(set('credentials', 'token'), fresh)), 'credentials', 'token')).to.equal('new')
  })
  it('refuses to write a value that the rule of the file would leave in clear', async () => {
    const store = await open(fixture('regex.sops.yaml'))
    expect(await codeOf(() => store.change(set('elsewhere', 'token'), fresh))).to.equal('store-invalid')
    expect(await codeOf(async () => (await open(fixture('types.sops.yaml'))).change(set('credentials', 'x_unencrypted'), fresh))).to.equal('store-invalid')
  })
  it('keeps the recipients that c1ctl cannot encrypt to', async () => {
    const mixed = fixture('types.sops.yaml').replace('    lastmodified:', '    pgp:\n        - enc: x\n          fp: y\n    lastmodified:')
    expect((await open(mixed)).change(set('credentials', 'token'), fresh)).to.contain('          fp: y\n')
  })
  it('works on lines that end as on Windows', async () => {
    const store = await open(fixture('types.sops.yaml').replaceAll('\n', '\r\n'))
    expect(textAt(await open(store.change({...set('credentials', 'token'), remove: [['credentials', 'n']]}, fresh)), 'credentials', 'token')).to.equal('new')
  })
})

describe('a new file', function () {
  this.timeout(20_000)
  it('gives back any text byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), fc.string({unit: 'binary', maxLength: 40}), {maxKeys: 5, noNullPrototype: true}), async (values) => {
        const store = await open(await make(values))
        for (const [name, text] of Object.entries(values)) expect(textAt(store, 'credentials', name)).to.equal(text)
      }),
      {numRuns: 60},
    )
  })
  it('gives back any text after a series of changes, and what was not changed keeps its ciphertext', async () => {
    const change = fc.record({name: fc.constantFrom('token', 'api-key', 'conductorone.client-id', 'yes', '007'), text: fc.option(fc.string({unit: 'binary', maxLength: 12}), {nil: undefined})})
    await fc.assert(
      fc.asyncProperty(fc.array(change, {maxLength: 8}), async (changes) => {
        let source = await make({})
        const model = new Map<string, string>()
        for (const {name, text} of changes) {
          const path = ['credentials', ...name.split('.')]
          const store = await open(source)
          source = store.change(text === undefined ? {remove: [path]} : {set: [{path, text: new Secret(text)}]}, fresh)
          if (text === undefined) model.delete(name)
          else model.set(name, text)
          const kept = store.source.split('\n').filter((line) => line.includes('ENC[') && !line.includes(`${name.split('.').at(-1)}`) && !line.startsWith('    mac:'))
          for (const line of kept) expect(source).to.contain(line)
        }
        const found = (await open(source)).values.map((one) => [one.path.slice(1).join('.'), one.text.reveal()] as const)
        expect(new Map(found)).to.deep.equal(model)
      }),
      {numRuns: 40},
    )
  })
  it('never shows a value or the data key', async () => {
    const store = await open(await make({token: 'canary-value'}))
    expect(store.source + inspect(store, {depth: 9, showHidden: true}) + JSON.stringify(store)).not.to.contain('canary-value')
    expect(inspect(store, {depth: 9})).not.to.match(/dataKey/i)
  })
  it('is refused for a recipient that is no native age key', async () => {
    for (const recipient of ['ssh-ed25519 AAAA', 'age1yubikey1q', 'age1nonsense']) expect(await codeOf(() => createStore({file: 'x', recipients: [recipient], values: [], fresh}))).to.equal('store-invalid')
  })
})
