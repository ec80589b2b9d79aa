import {expect} from 'chai'
import {argocdSettings} from '../../../../../src/core/render/argocd/settings.ts'
import {fluxSettings} from '../../../../../src/core/render/flux/settings.ts'

const takes = (schema: typeof argocdSettings | typeof fluxSettings, settings: Record<string, unknown>): boolean => schema.safeParse(settings).success
const repository = 'https://git.example.com/acme/deploy.git'

describe('settings of what is delivered out of git', () => {
  const both = ['https://git.example.com/acme/deploy.git', 'http://git.example.com:8080/a', 'https://[2001:db8::1]:8443/scm/~me/deploy%20it.git', 'ssh://git@git.example.com:2222/acme/deploy.git', 'ssh://git.example.com/acme/deploy', 'https://dev.azure.com/acme/My%20Project/_git/deploy']
  const none = [
    'https://token@git.example.com/acme/deploy.git', 'https://me:password@git.example.com/a', 'ssh://git:password@git.example.com/a', 'https://git.example.com/a?token=x', 'https://git.example.com/a#b', 'https://git.example.com', 'https://',
    'file:///srv/deploy.git', '/srv/deploy.git', '../deploy', 'git.example.com/acme/deploy', 'https://git.example.com/${x}', 'https://git.example.com/{{x}}', 'https://git.example.com/a b', 'https://git.example.com/a\nb', 'git@example.com', 'git@example.com:', ' https://git.example.com/a', 'https://-/a',
    'ext::sh -c touch% /tmp/x', '--upload-pack=x', 'ssh://-oProxyCommand=x/a',
  ]

  it('take addresses of git as Argo CD and Flux do, and none with credentials in it', () => {
    for (const address of both) expect([takes(argocdSettings, {repository: address}), takes(fluxSettings, {repository: address})], address).to.deep.equal([true, true])
    for (const address of none) expect([takes(argocdSettings, {repository: address}), takes(fluxSettings, {repository: address})], address).to.deep.equal([false, false])
  })

  it('take the address that only ssh knows for Argo CD, and say to Flux\'s users how Flux has it', () => {
    expect(takes(argocdSettings, {repository: 'git@github.com:acme/deploy.git'})).to.equal(true)
    expect(fluxSettings.safeParse({repository: 'git@github.com:acme/deploy.git'}).error!.issues[0]!.message).to.contain('ssh://git@example.com/acme/deploy.git, not git@example.com:acme/deploy.git')
  })

  it('take artifacts for Flux alone, and no tag in their address', () => {
    expect(takes(fluxSettings, {repository: 'oci://registry.example.com:5000/acme/deploy'})).to.equal(true)
    for (const address of ['oci://registry.example.com/acme/deploy:v1', `oci://registry.example.com/acme/deploy@sha256:${'ab'.repeat(32)}`, 'oci://registry.example.com', 'oci://me:pw@registry.example.com/a']) expect(takes(fluxSettings, {repository: address}), address).to.equal(false)
    expect(takes(argocdSettings, {repository: 'oci://registry.example.com/acme/deploy'})).to.equal(false)
  })

  it('take a path that stays in the repository, whatever it is called', () => {
    for (const path of ['.', 'deploy/kustomize', './deploy/', 'Ünï ${x} {{y}}', '..a/b..', 'a/...']) expect(takes(argocdSettings, {repository, path}), path).to.equal(true)
    for (const path of ['', '/deploy', '..', '../deploy', 'a/../b', 'a/..', 'a\\b', 'a\nb', '~/deploy', 'C:\\deploy']) expect(takes(argocdSettings, {repository, path}), path).to.equal(false)
  })

  it('take what git takes for the name of a branch', () => {
    for (const branch of ['main', 'feature/${x}', 'v1.0', 'ünï', 'a{b}']) expect(takes(fluxSettings, {repository, ref: {branch}}), branch).to.equal(true)
    for (const branch of ['', '-a', '/a', 'a/', 'a//b', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[b', 'a\\b', 'a@{b', 'a.lock', 'a.', 'a\u007f']) expect(takes(fluxSettings, {repository, ref: {branch}}), branch).to.equal(false)
  })

  it('take one cluster, by server or by name', () => {
    expect(takes(argocdSettings, {repository, destination: {name: 'eu'}})).to.equal(true)
    for (const destination of [{}, {name: 'eu', server: 'https://eu.example.com'}, {server: 'eu'}, {server: 'https://me:pw@eu.example.com'}]) expect(takes(argocdSettings, {repository, destination})).to.equal(false)
  })
})
