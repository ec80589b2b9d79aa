import {expect} from 'chai'
import {outlivedOf} from '../../../../../src/core/lint/selection/outlived.ts'
import type {Ignored} from '../../../../../src/core/lint/selection/select.ts'
import type {Finding} from '../../../../../src/core/lint/types.ts'

const finding = (file: string, rule: string): Finding => ({file, line: 1, column: 1, endLine: 1, endColumn: 1, rule, severity: 'warning', message: 'm', fixable: false})
const ignore = (rules: string[], ...paths: string[]): Ignored => ({rules, reason: 'r', paths: paths.map((pattern) => ({pattern, fits: (file: string) => file.startsWith(pattern)}))})
const found = [finding('a/1.yaml', 'baton/no-tag'), finding('a/2.yaml', 'kubernetes/type'), finding('b/1.yaml', 'baton/no-tag'), finding('c/1.yaml', 'yaml/syntax')]
const files = ['a/1.yaml', 'a/2.yaml', 'b/1.yaml', 'c/1.yaml']
const all = (place = 0): string => `lint.ignore[${place}] in c1ctl.yaml leaves nothing out any more: remove it.`
const part = (name: string): string => `lint.ignore[0] in c1ctl.yaml leaves nothing out by ${name}: remove it there.`

describe('what of lint.ignore leaves nothing out', () => {
  const cases: Array<[string, Ignored[], string[], Parameters<typeof outlivedOf>[2]['severities']?, string?]> = [
    ['nothing, when all of it does', [ignore(['baton/no-tag'], 'a', 'b'), ignore([], 'a'), ignore(['kubernetes/*'], 'a')], []],
    ['a rule that nothing breaks there', [ignore(['baton/no-tag', 'kubernetes/type'], 'b')], [part('kubernetes/type')]],
    ['a path where nothing breaks the rule', [ignore(['kubernetes/*'], 'a', 'b')], [part('b')]],
    ['an entry whose rule is broken elsewhere alone', [ignore(['baton/no-tag'], 'a'), ignore(['kubernetes/type'], 'b')], [all(1)]],
    ['an entry for a directory that is gone', [ignore([], 'd')], [all()]],
    ['an entry where only that is found which nothing leaves out', [ignore([], 'c')], [all()]],
    ['not what another entry leaves out too', [ignore([], 'a'), ignore(['baton/no-tag'], 'a')], []],
    ['not an entry whose rule is off', [ignore(['baton/probe'], 'a')], [], {'baton/probe': 'off'}],
    ['not an entry for all rules, one of which is off', [ignore([], 'c')], [], {'baton/*': 'off'}],
    ['not an entry whose rule was not asked', [ignore(['hardening/*'], 'a')], [], {}, 'hardening/'],
    ['not an entry for all rules, some of which were not asked', [ignore([], 'c')], [], {}, 'hardening/'],
    ['an entry for a directory that is gone, whatever was asked', [ignore([], 'd'), ignore(['hardening/*'], 'd')], [all(), all(1)], {}, 'hardening/'],
  ]
  for (const [name, ignored, says, severities = {}, untold = '-'] of cases) {
    it(`is ${name}`, () => expect(outlivedOf(found, files, {severities, ignored, isTold: (rule) => !rule.startsWith(untold)})).to.deep.equal(says))
  }
})
