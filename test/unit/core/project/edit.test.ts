import {expect} from 'chai'
import fc from 'fast-check'
import {addInstance, newProjectText} from '../../../../src/core/project/edit.ts'
import {parseProject} from '../../../../src/core/project/parse.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'

const instances = (text: string) => {
  const {project, problems} = parseProject(readSourceDocument(text, 'c1ctl.yaml'))
  expect(problems).to.deep.equal([])
  return project!.instances
}

describe('adding an instance to c1ctl.yaml', () => {
  it('leaves every byte that was there, with comments, order, quotes and spacing', () => {
    const before = `# ours\nversion: 1   # do not change\nname:   'acme'\nconnectors:\n    # the first\n    asana:   {config: {a:   "x"}}   # inline\n\n# last words\n`
    const after = addInstance(before, 'okta', {config: {domain: 'acme.okta.com'}})
    for (const line of before.split('\n').filter(Boolean)) expect(after.split('\n')).to.include(line)
    expect(Object.keys(instances(after))).to.deep.equal(['asana', 'okta'])
    expect(instances(after)['okta']!.config).to.deep.equal({domain: 'acme.okta.com'})
  })

  for (const [what, before] of [
    ['an empty flow map', 'version: 1\nname: acme\nconnectors: {}\n'],
    ['nothing after the key', 'version: 1\nname: acme\nconnectors: # none yet\n'],
    ['no key at all', 'version: 1\nname: acme'],
    ['a flow map', 'version: 1\nname: acme\nconnectors: {asana: {}}\n'],
    ['settings after it', 'version: 1\nname: acme\nconnectors:\n  asana: {}\nplatform: openshift\n'],
    ['a block scalar at the end', 'version: 1\nname: acme\nconnectors:\n  asana:\n    config:\n      note: |\n        two\n        lines\n'],
    ['no line break at the end', 'version: 1\nname: acme\nconnectors:\n  asana: {}'],
    ['an instance without settings', 'version: 1\nname: acme\nconnectors:\n  asana:\nplatform: openshift\n'],
    ['Windows line ends', 'version: 1\r\nname: acme\r\nconnectors:\r\n  asana: {}\r\n'],
    ['a new project', newProjectText({name: 'acme', namespace: 'x'})],
  ] as const)
    it(`works with ${what}`, () => {
      const old = instances(before)
      const after = instances(addInstance(before, 'okta', {auth: 'api-token-group'}))
      expect(after).to.deep.equal({...old, okta: {...after['okta']}})
      expect(after['okta']!.auth).to.equal('api-token-group')
    })

  it('begins a new file with the line by which editors find the schema', () => {
    expect(newProjectText({name: 'acme', namespace: 'x'}).split('\n')[0]).to.match(/^# yaml-language-server: \$schema=https:.*c1ctl\.schema\.json$/)
  })

  it('carries any text that a setting can have', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), fc.array(fc.string()), (text, list) => {
        const after = instances(addInstance('version: 1\nname: acme\nconnectors:\n  a: {}\n', 'b', {config: {text, list}}))
        expect(after['b']!.config).to.deep.equal({text, list})
      }),
      {numRuns: 200},
    )
  })
})
