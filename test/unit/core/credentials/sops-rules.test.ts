import {expect} from 'chai'
import {creationRuleFor, newSopsConfig} from '../../../../src/core/credentials/sops-rules.ts'
import {ProblemError} from '../../../../src/core/problems/problem.ts'

const rule = (source: string, relativePath = 'asana.sops.yaml') => creationRuleFor(source, {file: '.sops.yaml', relativePath})

describe('.sops.yaml', () => {
  it('made by c1ctl speaks for the store files beside it', () => {
    const source = newSopsConfig(['age1a', 'age1b'])
    expect(rule(source)).to.deep.equal({recipients: ['age1a', 'age1b'], others: [], rule: {}})
    expect(rule(source, 'notes.txt')).to.equal(null)
  })
  it('names recipients as a list, as text with commas, and in a key group', () => {
    const expected = ['age1a', 'age1b']
    expect(rule('creation_rules:\n  - age: age1a, age1b,\n')?.recipients).to.deep.equal(expected)
    expect(rule('creation_rules:\n  - age: [age1a, age1b, age1a]\n')?.recipients).to.deep.equal(expected)
    expect(rule('creation_rules:\n  - age: >-\n      age1a,\n      age1b\n')?.recipients).to.deep.equal(expected)
    expect(rule('creation_rules:\n  - key_groups:\n      - age: [age1a, age1b]\n')).to.deep.equal({recipients: expected, others: [], rule: {}})
  })
  it('is read by its first rule that fits the path', () => {
    const source = 'creation_rules:\n  - {path_regex: ^prod/, age: age1a}\n  - {path_regex: (?i)SOPS, age: age1b, encrypted_regex: ^cred, mac_only_encrypted: true}\n  - {age: age1c}\n'
    expect(rule(source)).to.deep.equal({recipients: ['age1b'], others: [], rule: {encrypted_regex: '^cred', mac_only_encrypted: true}})
    expect(rule(source, 'prod/asana.sops.yaml')?.recipients).to.deep.equal(['age1a'])
    expect(rule(source, 'other')?.recipients).to.deep.equal(['age1c'])
    expect(rule('stores: {yaml: {indent: 2}}\n')).to.equal(null)
    expect(rule('')).to.equal(null)
  })
  it('says which keys c1ctl cannot encrypt to', () => {
    expect(rule('creation_rules:\n  - {age: age1a, pgp: F00, kms: ""}\n')?.others).to.deep.equal(['pgp'])
    expect(rule('creation_rules:\n  - key_groups: [{age: [age1a]}, {age: [age1b], kms: [{arn: x}]}]\n')?.others).to.deep.equal(['kms', 'key_groups'])
  })
  it('is refused with its place when it is broken', () => {
    expect(() => rule('creation_rules:\n  - age: "x\n')).to.throw(ProblemError).with.nested.property('problems[0].at.file', '.sops.yaml')
    expect(() => rule('creation_rules:\n  - {path_regex: "(", age: x}\n')).to.throw(ProblemError, /no regular expression/)
  })
})
