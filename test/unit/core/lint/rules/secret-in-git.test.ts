import {expect} from 'chai'
import {nothingAround} from '../../../../../src/core/lint/set.ts'
import {LintRun} from '../../../../../src/core/lint/run.ts'
import {catalog, credentials, deployment, env, foundBy, named, secret, textOf} from '../../../../support/lint-connectors.ts'

const around = {...nothingAround(catalog), tracked: new Set(['f.yaml'])}
const found = (...objects: Array<Record<string, unknown>>): string[] => foundBy('baton/secret-in-git', objects, {around})
const what = (held: string, name = 'baton-shop-secrets'): string => `git tracks this file, and the Secret ${name} holds ${held} in it for everyone to read. Run \`git rm --cached\` on it and let .gitignore name it, or encrypt it (SOPS, SealedSecret). If it was pushed, make new credentials: the old ones stay in the history.`

describe('baton/secret-in-git', () => {
  it('finds a Secret of a connector in a file that git tracks, by itself and with its Deployment, at the first value', () => {
    const expected = [`error at BATON_CLIENT_SECRET: ${what('BATON_CLIENT_SECRET and BATON_TOKEN')}`]
    expect(found(secret())).to.deep.equal(expected)
    expect(found(secret(), deployment())).to.deep.equal(expected)
    expect(found(named('Secret', 'baton-shop-secrets', {data: {BATON_TOKEN: Buffer.from('hunter2').toString('base64')}}))).to.deep.equal([`error at BATON_TOKEN: ${what('BATON_TOKEN')}`])
  })

  it('says nothing of files that git does not track', () => {
    expect(foundBy('baton/secret-in-git', [secret(), deployment()])).to.deep.equal([])
    expect(foundBy('baton/secret-in-git', [secret(), deployment()], {around: {...around, tracked: new Set(['other.yaml'])}})).to.deep.equal([])
  })

  const harmless: Record<string, Record<string, string>> = {
    'placeholders and examples': {BATON_TOKEN: '<Shop token>', BATON_CLIENT_SECRET: 'secret-token:conductorone.com:...', BATON_OTHER: 'changeme', BATON_MORE: 'your-token-here', BATON_EMPTY: ''},
    'references that something fills in': {BATON_TOKEN: '${SHOP_TOKEN}', BATON_CLIENT_SECRET: '{{ .Values.secret }}', BATON_OTHER: 'vault:kv/data/shop#token', BATON_MORE: 'ref+awssecrets://shop'},
    'values that SOPS encrypted': {BATON_TOKEN: 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]'},
    'settings that are no secrets': {BATON_CLIENT_ID: credentials.BATON_CLIENT_ID, BATON_PROVISIONING: 'true', BATON_LOG_LEVEL: 'debug', BATON_WHATEVER: 'true', OTHER: 'hunter2'},
  }
  for (const [name, stringData] of Object.entries(harmless)) it(`says nothing of ${name}`, () => expect(found(secret(stringData), deployment())).to.deep.equal([]))

  it('takes from the Deployment what is a secret: fields that the catalog does not call so are none, those under other keys and files are', () => {
    expect(found(secret({BATON_SITE: 'shop.example.com'}))).to.have.length(1)
    expect(found(secret({BATON_SITE: 'shop.example.com'}), deployment())).to.deep.equal([])
    const byKey = deployment({container: {env: [{name: 'BATON_TOKEN', valueFrom: {secretKeyRef: {name: 'own', key: 'token'}}}]}})
    expect(found(named('Secret', 'own', {stringData: {token: 'hunter2', other: 'x'}}), byKey)).to.deep.equal([`error at token: ${what('token', 'own')}`])
    const byFile = deployment({container: {env: env({BATON_KEY_FILE: '/k/a.pem'}), volumeMounts: [{name: 'k', mountPath: '/k'}]}, pod: {volumes: [{name: 'k', secret: {secretName: 'own'}}]}})
    expect(found(named('Secret', 'own', {stringData: {'a.pem': 'hunter2'}}), byFile)).to.deep.equal([`error at a.pem: ${what('a.pem', 'own')}`])
  })

  it('asks git only about files with Secrets that a connector may have', () => {
    const files = (...texts: Array<Array<Record<string, unknown>>>): string[] => {
      const run = new LintRun({}, () => undefined)
      texts.forEach((objects, place) => run.add({name: `${place}.yaml`, text: textOf(objects)}))
      return run.secretFiles()
    }
    const foreign = named('Secret', 'db', {stringData: {password: 'x'}})
    expect(files([foreign], [named('ConfigMap', 'a', {data: {BATON_TOKEN: 'x'}})])).to.deep.equal([])
    expect(files([foreign], [secret()])).to.deep.equal(['1.yaml'])
    expect(files([foreign], [secret()], [deployment()])).to.deep.equal(['0.yaml', '1.yaml'])
  })

  it('is told of a file that git tracks although a rule leaves it out', () => {
    const text = textOf([secret()])
    const run = new LintRun({}, () => text)
    run.add({name: 'f.yaml', text, isLeftOut: true})
    expect(run.finish({}, {around}).findings.map((one) => `${one.file} ${one.rule}`)).to.deep.equal(['f.yaml baton/secret-in-git'])
  })
})
