import {expect} from 'chai'
import {lint} from '../../../../src/core/lint/lint.ts'

const kustomization = (text: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`
const part = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\n'
const said = (files: Record<string, string>) => {
  const {findings, summary} = lint(Object.entries(files).map(([name, text]) => ({name, text})), {})
  return {rules: [...new Set(findings.map(({file, rule}) => `${file} ${rule}`))], skipped: Object.fromEntries(summary.skippedKinds.map(({kind, count}) => [kind, count]))}
}

describe('patches of kustomize', () => {
  const forms = {
    'patches': 'patches:\n- path: ../patches/replicas.yaml\n- patch: "- op: remove"\n  target: {kind: Deployment}\n',
    'patchesStrategicMerge': 'patchesStrategicMerge: [./../patches/replicas.yaml]\n',
    'patchesJson6902': 'patchesJson6902:\n- path: ../base/../patches/replicas.yaml\n  target: {version: v1, kind: Deployment, name: a}\n',
    'transformers': 'transformers: [../patches/replicas.yaml]\n',
  }
  for (const [field, text] of Object.entries(forms)) {
    it(`are not judged as whole objects, and counted: ${field}`, () => {
      for (const root of ['', './', '/r/', 'deep\\']) {
        const at = (path: string) => root + (root === 'deep\\' ? path.replaceAll('/', '\\') : path)
        expect(said({[at('overlay/kustomization.yaml')]: kustomization(text), [at('patches/replicas.yaml')]: part})).to.deep.equal({rules: [], skipped: {'kustomization': 1, 'kustomize patch': 1}})
      }
    })
  }

  it('are objects where no kustomization of the run names them', () => {
    expect(said({'overlay/kustomization.yaml': kustomization('resources: [../patches/replicas.yaml]\n'), 'patches/replicas.yaml': part}).rules).to.deep.equal(['patches/replicas.yaml kubernetes/required'])
    expect(said({'other/patches.yaml': kustomization(forms.patches), 'patches/replicas.yaml': part}).rules).to.deep.equal(['patches/replicas.yaml kubernetes/required'])
  })

  it('are still told when they cannot be read, or hold what is left of a setup page', () => {
    const files = {'kustomization.yaml': kustomization('patches: [{path: a.yaml}, {path: b.yaml}]\n'), 'a.yaml': 'a: [', 'b.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {BATON_TOKEN: <token>, OTHER: 1}\n'}
    expect(said(files).rules).to.deep.equal(['a.yaml yaml/syntax', 'b.yaml baton/placeholder'])
  })

  it('and the settings of what kustomize has built in are known for what they are', () => {
    expect(said({'labels.yaml': 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: a}\nlabels: {a: b}\n'})).to.deep.equal({rules: [], skipped: {kustomization: 1}})
  })
})
