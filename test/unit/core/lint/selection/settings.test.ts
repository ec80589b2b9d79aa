import {expect} from 'chai'
import {ruleFaults} from '../../../../../src/core/lint/selection/settings.ts'
import {readSourceDocument} from '../../../../../src/core/yaml/source-document.ts'

function faults(lint: string): string[] {
  const document = readSourceDocument(`lint:\n${lint}\n`, 'c1ctl.yaml')
  return ruleFaults(document.value, document.place).map(({code, what, next, at}) => `${code} ${at!.line}:${at!.column} ${what} ${next[0]}`)
}

describe('the rules that c1ctl.yaml names', () => {
  it('may be every rule and every family', () => expect(faults('  rules: {baton/no-tag: off, hardening/*: note, yaml/*: warning, yaml/syntax: error}\n  ignore: [{rules: [kubernetes/*, yaml/template], paths: [a], reason: r}]')).to.deep.equal([]))

  it('are named with the nearest when there are none of that name, all of them at once', () =>
    expect(faults('  rules:\n    baton/no-tga: off\n    hardning/*: off\n  ignore:\n    - {paths: [a], reason: r}\n    - {rules: [yaml/*, baton/vlue], paths: [a], reason: r}\n    - {rules: [everything at all], paths: [a], reason: r}')).to.deep.equal([
      'project-invalid 3:5 There is no rule baton/no-tga. Did you mean baton/no-tag?', 'project-invalid 4:5 There is no rule hardning/*. Did you mean hardening/*?',
      'project-invalid 7:24 There is no rule baton/vlue. Did you mean baton/value?', 'project-invalid 8:16 There is no rule of that name. docs/rules has every rule; `family/*` stands for all of a family.',
    ]))

  it('cannot be turned off or left out where they say that a file cannot be read', () =>
    expect(faults('  rules: {yaml/syntax: warning, yaml/encoding: off}\n  ignore: [{rules: [yaml/syntax], paths: [a], reason: r}]').map((one) => one.replace(/ Remove.*/, ''))).to.deep.equal([
      'project-invalid 2:11 yaml/syntax cannot be turned off, lowered or left out.', 'project-invalid 2:33 yaml/encoding cannot be turned off, lowered or left out.', 'project-invalid 3:21 yaml/syntax cannot be turned off, lowered or left out.',
    ]))

  it('are judged whatever the shape of the rest', () => {
    for (const lint of ['  rules: x', '  rules: [baton/x]', '  ignore: x', '  ignore: [x, {rules: x}, {rules: [[x]]}, null]', '  x: y']) expect(faults(lint), lint).to.deep.equal([])
  })
})
