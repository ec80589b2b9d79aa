import {expect} from 'chai'
import {imageParts, imageRules} from '../../../../../src/core/render/kustomize/images.ts'

const digest = `sha256:${'ab'.repeat(32)}`

describe('images of a kustomization', () => {
  it('are taken apart, and the port of a registry is no tag', () => {
    expect(imageParts('registry.example.com:5000/team/app')).to.deep.equal({name: 'registry.example.com:5000/team/app'})
    expect(imageParts(`registry.example.com:5000/team/app:1.0@${digest}`)).to.deep.equal({name: 'registry.example.com:5000/team/app', tag: '1.0', digest})
  })

  it('have a rule where all of one name are to be the same, and none where they differ', () => {
    expect(imageRules([{before: 'r/a:1', after: 'r/a:2'}, {before: 'r/a:1', after: 'r/a:2'}, {before: 'r/b:1', after: 'r/b:1'}, {before: 'r/b:1', after: 'r/b:2'}])).to.deep.equal([{name: 'r/a', newTag: '2'}])
    expect(imageRules([{before: 'r/a:1', after: `s/a@${digest}`}])).to.deep.equal([{name: 'r/a', newName: 's/a', digest}])
  })

  it('have no rule that would meet a container which brings its own image', () => {
    // The two of r/b differ, so each brings its own; one of them is r/a:9 then, which a rule for r/a would make r/a:2.
    expect(imageRules([{before: 'r/a:1', after: 'r/a:2'}, {before: 'r/b:1', after: 'r/a:9'}, {before: 'r/b:1', after: 'r/b:1'}])).to.deep.equal([])
    expect(imageRules([{before: 'r/a:1', after: 'r/a:2'}, {before: null, after: 'r/a:3'}])).to.deep.equal([])
  })
})
