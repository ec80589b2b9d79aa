import {lint} from '../../src/core/lint/lint.ts'
import type {Report} from '../../src/core/lint/reporters/report.ts'
import type {Finding} from '../../src/core/lint/types.ts'

/** What reporters are given for these files, linted without a catalog. Paths are names as they are. */
export function reportOf(files: Record<string, string>): Report {
  const texts = Object.entries(files)
  return {...lint(texts.map(([name, text]) => ({name, text})), {}), texts: new Map(texts), pathOf: (file) => file, version: '1.2.3'}
}

/** A report of findings that are made up, for words that no file brings about. */
export function madeUp(findings: Array<Partial<Finding>>, text = 'a: 1\n'): Report {
  const all = findings.map((one): Finding => ({file: 'f.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, rule: 'kubernetes/type', severity: 'error', message: 'm', fixable: false, ...one}))
  const texts = new Map(all.map(({file}) => [file, text]))
  return {findings: all, secretsIn: () => [], repairs: new Map(), texts, pathOf: (file) => file, version: '1.2.3'}
}

/** A Secret with two unquoted values among secret ones. */
export const secretFile = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  TOKEN: hunter2\n  A: true\n  B: 1204\n'

/** Files with a finding beside or in a secret value, `hunter2`, by what is special about them. */
export const leaks: Record<string, string> = {
  'a plain Secret': secretFile,
  'a broken line': 'apiVersion: v1\nkind: Secret\nstringData:\n  A: "hunter2\n',
  'a duplicate key': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  A: hunter2\n  A: hunter2x\n  B: 1\n',
  'a flow map': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {A: hunter2, B: 1, C: hunter2}\n',
  'a block text': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  A: |\n    hunter2!\n    hunter2!\n',
  'a list': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  A: [hunter2, x]\n',
  'a map of the wrong type': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: hunter2\n',
  'a key without a blank': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  A:hunter2\n  B: hunter2\n',
  'a variable': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n    env: [{name: BATON_TOKEN, value: hunter2, valueFrom: {fieldRef: {fieldPath: x}}}]\n',
  'an alias': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {A: &x hunter2, B: *x, C: 1}\n',
}
