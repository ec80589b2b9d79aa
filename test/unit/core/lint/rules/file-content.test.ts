import {expect} from 'chai'
import {deployment, env, foundBy, named, secret} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const content = (value: string): string[] => foundBy('baton/file-content', [deployment({container: {env: env({BATON_KEY_FILE: value})}})]).map((one) => one.replace(/ at .*?: (?=BATON)/, ' '))

describe('baton/file-content', () => {
  it('finds keys, certificates and JSON where a path belongs, as they are and in base64', () => {
    for (const value of ['-----BEGIN PRIVATE KEY-----\nhunter2\n', '{"type": "service_account"}', Buffer.from('-----BEGIN PRIVATE KEY-----').toString('base64'), Buffer.from('{"type":1}').toString('base64'), 'one\ntwo', 'x'.repeat(5000)])
      expect(content(value), value.slice(0, 50)).to.deep.equal(['error BATON_KEY_FILE takes the path of a mounted file, not its content: put the content into a Secret of its own and mount it.'])
  })

  it('is silent about paths, placeholders and fields that are no files', () => {
    for (const value of ['/etc/baton/key.pem', 'key.pem', './keys/a b', '<path of the key>', '']) expect(content(value), value).to.deep.equal([])
    expect(foundBy('baton/file-content', [deployment({container: {env: env({BATON_SITE: '{"a": 1}'})}})])).to.deep.equal([])
  })
})

const mounted = (value: string, more: {volumes?: Json[]; mounts?: Json[]; image?: string; pod?: Json; workingDir?: string; objects?: Json[]}, name = 'BATON_KEY_FILE'): string[] =>
  foundBy('baton/file-not-mounted', [
    secret(), named('Secret', 'keys', {stringData: {'key.pem': 'x'}}), named('ConfigMap', 'authorities', {data: {'ca.pem': 'x'}}), ...(more.objects ?? []),
    deployment({
      container: {env: env({[name]: value}), ...(more.mounts ? {volumeMounts: more.mounts} : {}), ...(more.image ? {image: more.image} : {}), ...(more.workingDir ? {workingDir: more.workingDir} : {})},
      pod: {...(more.volumes ? {volumes: more.volumes} : {}), ...more.pod},
    }),
  ])
const keys = [{name: 'k', secret: {secretName: 'keys'}}]
const atEtc = [{name: 'k', mountPath: '/etc/baton'}]

describe('baton/file-not-mounted', () => {
  it('finds a path that nothing is mounted above, which an image of one\'s own may have', () => {
    const nothing = 'BATON_KEY_FILE names /etc/keys/key.pem, and no volume is mounted there: mount the Secret that holds it into the container.'
    expect(mounted('/etc/keys/key.pem', {})).to.deep.equal([`error at /etc/keys/key.pem: ${nothing}`])
    expect(mounted('/etc/keys/key.pem', {volumes: keys, mounts: atEtc})).to.deep.equal([`error at /etc/keys/key.pem: ${nothing}`])
    expect(mounted('/etc/keys/key.pem', {image: 'registry.acme.com/baton-shop:1'})).to.deep.equal([`warning at /etc/keys/key.pem: ${nothing}`])
    expect(mounted('/etc/baton-old/key.pem', {volumes: keys, mounts: atEtc})).to.have.length(1)
    expect(mounted('/config/baton.yaml', {}, 'BATON_CONFIG_PATH')).to.have.length(1)
    expect(mounted('/etc/ssl/certs/ca-certificates.crt', {}, 'BATON_CA_FILE')).to.deep.equal([])
  })

  it('finds a key that the mounted Secret or ConfigMap does not have', () => {
    expect(mounted('/etc/baton/kee.pem', {volumes: keys, mounts: atEtc})).to.deep.equal(['error at /etc/baton/kee.pem: BATON_KEY_FILE names /etc/baton/kee.pem, but the Secret keys, mounted there, makes no file kee.pem.'])
    expect(mounted('/etc/baton/x.pem', {volumes: [{name: 'k', configMap: {name: 'authorities'}}], mounts: atEtc})).to.have.length(1)
    expect(mounted('/etc/baton/key.pem', {volumes: [{name: 'k', projected: {sources: [{configMap: {name: 'authorities'}}, {secret: {name: 'keys', items: [{key: 'key.pem', path: 'other.pem'}]}}]}}], mounts: atEtc}))
      .to.deep.equal(['error at /etc/baton/key.pem: BATON_KEY_FILE names /etc/baton/key.pem, but the ConfigMap authorities and the Secret keys, mounted there, make no file key.pem.'])
    expect(mounted('/etc/baton/key.pem', {volumes: [{name: 'k', emptyDir: {}}], mounts: atEtc})).to.deep.equal(['error at /etc/baton/key.pem: BATON_KEY_FILE names /etc/baton/key.pem in the volume mounted at /etc/baton, which is an empty directory when the pod starts: mount the Secret that holds the file.'])
  })

  const right: Record<string, Parameters<typeof mounted>> = {
    'a key of a Secret': ['/etc/baton/key.pem', {volumes: keys, mounts: atEtc}],
    'a path that has to be made plain first': ['/etc/./baton//x/../key.pem', {volumes: keys, mounts: [{name: 'k', mountPath: '/etc/baton/'}]}],
    'a relative path in the working directory': ['key.pem', {volumes: keys, mounts: atEtc, workingDir: '/etc/baton'}],
    'an item under another path': ['/etc/baton/a/b.pem', {volumes: [{name: 'k', secret: {secretName: 'keys', items: [{key: 'key.pem', path: 'a/b.pem'}]}}], mounts: atEtc}],
    'one file that is mounted by subPath': ['/etc/own.pem', {volumes: keys, mounts: [{name: 'k', mountPath: '/etc/own.pem', subPath: 'key.pem'}]}],
    'one of the sources of a projected volume': ['/etc/baton/key.pem', {volumes: [{name: 'k', projected: {sources: [{configMap: {name: 'authorities'}}, {secret: {name: 'keys'}}]}}], mounts: atEtc}],
    'a token of the cluster in a projected volume': ['/etc/baton/token', {volumes: [{name: 'k', projected: {sources: [{serviceAccountToken: {path: 'token'}}, {secret: {name: 'keys'}}]}}], mounts: atEtc}],
    'a Secret that is not among the files': ['/etc/baton/x.pem', {volumes: [{name: 'k', secret: {secretName: 'elsewhere'}}], mounts: atEtc}],
    'the deepest of several mounts': ['/etc/baton/deep/x', {volumes: [...keys, {name: 'd', csi: {driver: 'x'}}], mounts: [...atEtc, {name: 'd', mountPath: '/etc/baton/deep'}]}],
    'an empty directory that an init container fills': ['/etc/baton/x', {volumes: [{name: 'k', emptyDir: {}}], mounts: atEtc, pod: {initContainers: [{name: 'i', image: 'i', volumeMounts: [{name: 'k', mountPath: '/out'}]}]}}],
    'a path with a variable in it': ['$(DIR)/key.pem', {}],
    'a directory': ['/etc/baton', {volumes: keys, mounts: atEtc}],
  }
  for (const [name, given] of Object.entries(right)) it(`is silent about ${name}`, () => expect(mounted(...given)).to.deep.equal([]))

  it('repeats no path that stands in a Secret: it may be what does not belong there', () => {
    expect(foundBy('baton/file-not-mounted', [secret({BATON_KEY_FILE: '/hunter2'}), deployment()])).to.deep.equal(['error at /hunter2: BATON_KEY_FILE names a file, and no volume is mounted there: mount the Secret that holds it into the container.'])
    expect(foundBy('baton/file-not-mounted', [deployment({container: {env: env({BATON_KEY_FILE: 'hunter2'})}})])[0]).to.match(/names a file, and/)
  })
})
