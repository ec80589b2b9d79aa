import {expect} from 'chai'
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'

async function put(cwd: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), {recursive: true})
    await writeFile(join(cwd, path), text)
  }
}

const files = {
  'charts/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 0.1.0\n', 'charts/one/templates/a.yaml': 'a: {{ .x }}\n', 'charts/two/Chart.yaml': 'apiVersion: v2\nname: two\nversion: 0.1.0\n', 'charts/two/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 0.1.0\n',
  'overlay/kustomization.yaml': 'resources: [../base]\n', 'base/kustomization.yaml': 'resources: []\n', 'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {interval: 1m, prune: true, sourceRef: {kind: GitRepository, name: a}}\n',
}

describe('c1ctl lint --render without helm and kustomize', () => {
  it('says once for each which directories were not rendered, and lints the rest', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, files)
      const bare = await c1ctl(['lint', '.', '--render', '--json'], {cwd, env: {PATH: ''}})
      expect(bare.status).to.equal(6)
      expect(bare.json.problems.map((one: {code: string; what: string}) => `${one.code}: ${one.what}`)).to.deep.equal([
        'tool-missing: There is no program `helm`: the charts charts/one, charts/two were not rendered.',
        'tool-missing: There is no program `kustomize` or `kubectl`: the kustomization overlay was not rendered.',
      ])
      expect(bare.json.data.findings.map((one: {file: string; rule: string}) => `${one.file} ${one.rule}`)).to.deep.equal(['charts/one/Chart.yaml yaml/template'])
      await put(cwd, {'plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: true}}\n'})
      const {status, json} = await c1ctl(['lint', '.', '--render', '--json'], {cwd, env: {PATH: ''}})
      expect([status, json.data.summary.errors]).to.deep.equal([1, 1])
    }))

  it('takes no variable for the flag, and nothing is looked for without it', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, files)
      const {status, json} = await c1ctl(['lint', '.', '--json'], {cwd, env: {PATH: '', C1CTL_RENDER: 'true'}})
      expect([status, json.problems, json.data.summary.rendered]).to.deep.equal([0, [], undefined])
    }))

  it('is content where there is nothing to render', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {'plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n', 'library/Chart.yaml': 'apiVersion: v2\nname: l\nversion: 0.1.0\ntype: library\n'})
      const {status, json} = await c1ctl(['lint', '.', '--render', '--json'], {cwd, env: {PATH: ''}})
      expect([status, json.data.summary.rendered, json.data.summary.documents]).to.deep.equal([0, 0, 2])
    }))
})
