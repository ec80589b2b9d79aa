import {expect} from 'chai'
import {readStableRelease, stableReleasePath} from '../../../../src/core/releases/stable-release.ts'

const image = 'public.ecr.aws/conductorone/baton-asana'
const digest = `sha256:${'ab'.repeat(32)}`
const stable = (found: object) => JSON.stringify({version: '1', updatedAt: '2026-08-01T00:00:00Z', manifest: {version: '2', name: 'baton-asana', org: 'ConductorOne', semver: 'v0.1.40', images: {ecrPublic: found}}})
const good = {ref: `${image}:0.1.40`, tag: '0.1.40', digest, uri: `${image}@${digest}`, isIndex: true}

describe('a stable release', () => {
  it('gives tag and digest of the image', () => expect(readStableRelease(stable(good), image)).to.deep.equal({tag: '0.1.40', digest}))
  it('gives the tag alone when the digest is that of one platform', () => expect(readStableRelease(stable({...good, isIndex: false}), image)).to.deep.equal({tag: '0.1.40'}))
  it('lies below the repository', () => expect(stableReleasePath('ConductorOne/baton-asana')).to.equal('/releases/ConductorOne/baton-asana/stable.json'))
  for (const repository of ['../../x', 'a/..', 'a', 'a/b/c', 'a/b?c', 'a/b#c', '//evil.example.com/x', 'a/b\\c']) it(`has no address for the repository ${repository}`, () => expect(stableReleasePath(repository)).to.equal(null))

  for (const [what, text] of [
    ['no JSON', '<html>'],
    ['no object', '[]'],
    ['no images', JSON.stringify({manifest: {}})],
    ['another image', stable({...good, ref: 'evil.example.com/baton-asana:0.1.40'})],
    ['a tag that is none', stable({...good, tag: '0.1.40 --privileged', ref: `${image}:0.1.40 --privileged`})],
    ['a tag that is no text', stable({...good, tag: 1})],
    ['a prototype', '{"__proto__": {"manifest": {}}}'],
  ] as const)
    it(`is not believed with ${what}`, () => expect(readStableRelease(text, image)).to.equal(null))

  it('gives no digest of another form', () => expect(readStableRelease(stable({...good, digest: 'sha256:x'}), image)).to.deep.equal({tag: '0.1.40'}))
})
