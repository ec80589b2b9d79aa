import {chmod, mkdir, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {generateX25519Identity, identityToRecipient} from 'age-encryption'
import {expect} from 'chai'
import {createIdentity, identityNextSteps, keysFile, loadIdentities, splitWords} from '../../../src/io/age-identities.ts'
import {ProblemError} from '../../../src/core/problems/problem.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'

const now = new Date('2026-05-04T03:02:01Z')
async function newKey() {
  const key = await generateX25519Identity()
  return {key, recipient: await identityToRecipient(key)}
}
/** Runs `work` with a home directory of its own; PATH is kept for SOPS_AGE_KEY_CMD. */
const atHome = (work: (home: string, environment: NodeJS.ProcessEnv) => Promise<void>) => () => inTemporaryDirectory((home) => work(home, {HOME: home, PATH: process.env['PATH']}))
const recipientsIn = async (environment: NodeJS.ProcessEnv) => (await loadIdentities(environment)).identities.map(({recipient}) => recipient)

describe('age identities', () => {
  it('are looked for where sops looks on each platform', () => {
    expect(keysFile({HOME: '/home/a'}, 'linux')).to.equal('/home/a/.config/sops/age/keys.txt')
    expect(keysFile({HOME: '/home/a', XDG_CONFIG_HOME: '/x'}, 'linux')).to.equal('/x/sops/age/keys.txt')
    expect(keysFile({HOME: '/home/a', XDG_CONFIG_HOME: 'relative'}, 'linux')).to.equal('/home/a/.config/sops/age/keys.txt')
    expect(keysFile({HOME: '/Users/a'}, 'darwin')).to.equal('/Users/a/Library/Application Support/sops/age/keys.txt')
    expect(keysFile({HOME: '/Users/a', XDG_CONFIG_HOME: '/x'}, 'darwin')).to.equal('/x/sops/age/keys.txt')
    expect(keysFile({HOME: '/home/a', XDG_CONFIG_HOME: '/x', APPDATA: '/roaming'}, 'win32')).to.equal('/roaming/sops/age/keys.txt')
  })
  it('come from all sources together, each once', atHome(async (home, environment) => {
    const [one, two, three, four] = await Promise.all([newKey(), newKey(), newKey(), newKey()])
    await mkdir(join(home, '.config/sops/age'), {recursive: true})
    await writeFile(join(home, '.config/sops/age/keys.txt'), `# a comment\r\n${one.key}\r\n\n${two.key}\n`)
    await writeFile(join(home, 'more keys.txt'), three.key)
    await writeFile(join(home, 'by command.txt'), `${four.key}\n`)
    const found = await recipientsIn({...environment, SOPS_AGE_KEY: `${two.key} ${three.key}`, SOPS_AGE_KEY_FILE: join(home, 'more keys.txt'), SOPS_AGE_KEY_CMD: `cat '${home}/by command.txt'`})
    expect(found).to.deep.equal([two.recipient, three.recipient, four.recipient, one.recipient])
  }))
  it('that cannot be used are told without their text', atHome(async (home, environment) => {
    const {key, recipient} = await newKey()
    await writeFile(join(home, 'keys.txt'), `AGE-PLUGIN-YUBIKEY-1TOPSECRET\nAGE-SECRET-KEY-1TOPSECRET\nssh TOPSECRET\n${key}\n`)
    const found = await loadIdentities({...environment, SOPS_AGE_KEY_FILE: join(home, 'keys.txt'), SOPS_AGE_KEY: '-----BEGIN AGE ENCRYPTED FILE-----\nTOPSECRET', SOPS_AGE_KEY_CMD: 'sh -c "echo TOPSECRET; exit 3"'})
    expect(found.identities.map((one) => one.recipient)).to.deep.equal([recipient])
    expect(found.warnings).to.have.length(5)
    expect(found.warnings.join('\n')).to.match(/passphrase/).and.to.match(/line 1: identities of age plugins/).and.to.match(/status 3/).and.not.to.match(/TOPSECRET/)
    expect((await loadIdentities({...environment, SOPS_AGE_KEY_FILE: join(home, 'absent'), SOPS_AGE_KEY_CMD: 'no-such-program-here'})).warnings).to.have.length(2)
  }))
  it('of a command are found by its words, as the sops program splits them, and by no shell', () => {
    const table: Array<[string, string[] | null]> = [
      ['pass show age', ['pass', 'show', 'age']],
      [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
      ['a b\\ c "d\\"e" \'f\\g\'', ['a', 'b c', 'd"e', 'f\\g']],
      ['a $HOME | b; c', ['a', '$HOME', '|', 'b;', 'c']],
      ['a "" # comment\nb', ['a', '', 'b']],
      [`a 'b`, null],
      ['', []],
    ]
    for (const [line, words] of table) expect(splitWords(line), line).to.deep.equal(words)
  })
})

describe('a new age identity', () => {
  it('lies in a file of its owner alone, as age-keygen writes it, and is found again', atHome(async (home, environment) => {
    const {recipient, path} = await createIdentity({now, environment})
    expect(path).to.equal(join(home, '.config/sops/age/keys.txt'))
    expect((await stat(path)).mode & 0o777).to.equal(0o600)
    expect((await stat(join(path, '..'))).mode & 0o777).to.equal(0o700)
    expect(await readFile(path, 'utf8')).to.match(new RegExp(`^# created: 2026-05-04T03:02:01Z\n# public key: ${recipient}\nAGE-SECRET-KEY-1[0-9A-Z]{58}\n$`))
    expect(await recipientsIn(environment)).to.deep.equal([recipient])
  }))
  it('is added behind the keys that are there, also without a line break at their end, through a link, and by many at once', atHome(async (home, environment) => {
    const {key, recipient} = await newKey()
    await writeFile(join(home, 'dotfile'), key, {mode: 0o600})
    await mkdir(join(home, '.config/sops/age'), {recursive: true})
    await symlink(join(home, 'dotfile'), join(home, '.config/sops/age/keys.txt'))
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => createIdentity({now, environment})))
    expect(await recipientsIn(environment)).to.have.members([recipient, ...made.map((one) => one.recipient)])
    expect(await readFile(join(home, 'dotfile'), 'utf8')).to.match(new RegExp(`^${key}\n#`))
  }))
  it('goes to the file that SOPS_AGE_KEY_FILE names', atHome(async (home, environment) => {
    const file = join(home, 'ci', 'key.txt')
    const {recipient, path} = await createIdentity({now, environment: {...environment, SOPS_AGE_KEY_FILE: file}})
    expect(path).to.equal(file)
    expect(await recipientsIn({...environment, SOPS_AGE_KEY_FILE: file})).to.deep.equal([recipient])
  }))
  it('is not added to an encrypted keys file', atHome(async (home, environment) => {
    const file = join(home, 'keys.age')
    await writeFile(file, '-----BEGIN AGE ENCRYPTED FILE-----\n')
    const refused = await createIdentity({now, environment: {...environment, SOPS_AGE_KEY_FILE: file}}).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(ProblemError)
    expect(await readFile(file, 'utf8')).to.equal('-----BEGIN AGE ENCRYPTED FILE-----\n')
  }))
  it('is a problem where the file cannot be written', atHome(async (home, environment) => {
    await writeFile(join(home, '.config'), 'in the way')
    await chmod(join(home, '.config'), 0o400)
    const refused = await createIdentity({now, environment}).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(ProblemError).with.nested.property('problems[0].code', 'file-unwritable')
    expect((refused as ProblemError).problems[0]!.next[0]).to.contain('SOPS_AGE_KEY_FILE')
  }))
  it('comes with what to do next, never with the key', () => {
    expect(identityNextSteps('/k/keys.txt').join('\n')).to.contain('/k/keys.txt').and.to.contain('SOPS_AGE_KEY').and.not.to.match(/AGE-SECRET-KEY-1/)
  })
})
