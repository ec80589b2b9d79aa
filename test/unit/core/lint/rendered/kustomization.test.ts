import {expect} from 'chai'
import {askedOfKustomization, askedOfPlugin, isRemote, shownTarget} from '../../../../../src/core/lint/rendered/kustomization.ts'

describe('what a kustomization asks for', () => {
  it('is remote when kustomize would fetch it', () => {
    // The forms of kustomize's own api/internal/git/repospec_test.go and of its HTTP loader.
    const remote = [
      'https://example.com/x.yaml', 'http://127.0.0.1:8080/x', 'HTTPS://github.com/a/b', 'https://github.com/a/b//path?ref=v1', 'git::https://github.com/a/b', 'git::git@github.com:a/b', 'git@github.com:a/b.git', 'git@gitlab.example.com:a/b//c', 'user@host.example:a/b', 'ssh://git@host/a/b',
      'file:///tmp/repo', 'github.com/a/b', 'GitHub.com/a/b', 'github.com:a/b', 'git::github.com/a/b', 's3://bucket/x', 'oci://registry/x',
    ]
    for (const one of remote) expect(isRemote(one), one).to.equal(true)
    for (const one of ['../base', './x.yaml', 'x.yaml', 'base/github.com/x', 'a@b.yaml', 'https.yaml', 'dir.git/x', '.', 'git/a']) expect(isRemote(one), one).to.equal(false)
  })

  it('is shown without what may be a password in it', () => {
    expect(shownTarget('https://user:hunter2@example.com/a?token=hunter2#hunter2')).to.equal('https://***@example.com/a')
    expect(shownTarget('git@github.com:a/b?ref=x')).to.equal('git@github.com:a/b')
  })

  it('is every file, directory and patch of every field', () => {
    const {references, inlinePatches, refusals} = askedOfKustomization({
      resources: ['r', 7], bases: ['b'], components: ['c'], crds: ['d'], configurations: ['e'], openapi: {path: 'f'}, replacements: [{path: 'g'}, {source: {}}],
      patchesStrategicMerge: ['h', 'kind: A\nmetadata: {}'], patches: [{path: 'i'}, {patch: 'x: 1'}], patchesJson6902: [{path: 'j', target: {}}],
      generators: ['k'], transformers: ['l'], validators: ['m'], configMapGenerator: [{name: 'x', files: ['n', 'key=o'], literals: ['https://literal'], envs: ['p']}], secretGenerator: [{env: 'q'}],
      images: [{newName: 'https://no'}], helmCharts: [{name: 'a'}],
    })
    expect(references.map(({kind, target, path}) => `${kind} ${target} ${path.join('.')}`)).to.deep.equal([
      'resource r resources.0', 'resource b bases.0', 'component c components.0', 'file d crds.0', 'file e configurations.0', 'file f openapi.path', 'file g replacements.0.path', 'patch h patchesStrategicMerge.0', 'patch i patches.0.path', 'patch j patchesJson6902.0.path',
      'plugin k generators.0', 'plugin l transformers.0', 'plugin m validators.0', 'input n configMapGenerator.0.files.0', 'input o configMapGenerator.0.files.1', 'input p configMapGenerator.0.envs.0', 'input q secretGenerator.0.env',
    ])
    expect(inlinePatches.map(({path}) => path)).to.deep.equal([['patchesStrategicMerge', 1], ['patches', 1, 'patch']])
    expect(refusals.map(({path}) => path)).to.deep.equal([['helmCharts']])
  })

  it('is nothing for what is no kustomization', () => {
    for (const value of [null, 'x', [], {resources: 'x', patches: {a: 1}, configMapGenerator: [1, null]}]) expect(askedOfKustomization(value)).to.deep.equal({references: [], inlinePatches: [], refusals: []})
  })

  it('is a program to run when a plugin is not of kustomize itself', () => {
    for (const value of [{apiVersion: 'acme.io/v1', kind: 'X'}, {kind: 'X'}, null, {apiVersion: 'v1', kind: 'List', items: []}, {apiVersion: 'builtin', kind: 'X', metadata: {annotations: {'config.kubernetes.io/function': 'exec: {path: x}'}}}, {apiVersion: 'builtin', kind: 'HelmChartInflationGenerator'}]) {
      expect(askedOfPlugin(value).refusals, JSON.stringify(value)).to.have.length(1)
    }
    const {references, refusals} = askedOfPlugin({apiVersion: 'builtin', kind: 'ConfigMapGenerator', metadata: {name: 'a'}, files: ['k=a', 'b'], envs: ['c'], nested: [{path: 'd'}], patch: 'path: e', path: 'a: 1\nb: 2'})
    expect([references.map(({target}) => target), refusals]).to.deep.equal([['a', 'b', 'c', 'd'], []])
  })
})
