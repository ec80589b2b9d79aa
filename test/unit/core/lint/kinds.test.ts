import {expect} from 'chai'
import {lint} from '../../../../src/core/lint/lint.ts'

const skipped = (name: string, text: string): string => {
  const {findings, summary} = lint([{name, text}], {})
  return [...summary.skippedKinds.map(({kind, count}) => `${count} ${kind}`), ...findings.map(({rule}) => rule)].join(', ')
}

describe('what is not for a server', () => {
  const cases: Array<[string, string, string]> = [
    ['deploy/c1ctl.yaml', 'version: 1\nname: a\n', '1 c1ctl project'],
    ['connectors.yaml', 'asana: {title: Asana}\n', '1 connector catalog'],
    ['base\\kustomization.yaml', 'resources: [a.yaml]\n', '1 kustomization'],
    ['k/kustomization.yml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n', '1 kustomization'],
    ['k/any.yaml', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n', '1 kustomization'],
    ['chart/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n', '1 Helm chart'],
    ['chart/values.yaml', 'image: {tag: yes}\n', '1 Helm values file'],
    ['chart/values-prod.yaml', 'image: {tag: yes}\n', '1 Helm values file'],
    ['docker-compose.yml', 'services: {a: {image: b}}\n', '1 Compose file'],
    ['compose.override.yaml', 'services: {}\n', '1 Compose file'],
    ['stack.yaml', 'services: {a: {build: .}}\n', '1 Compose file'],
    ['.github/workflows/ci.yml', 'on: push\njobs: {}\n', '1 CI pipeline'],
    ['ci/elsewhere.yml', 'on: push\njobs: {}\n', '1 CI pipeline'],
    ['.gitlab-ci.yml', 'a: {script: !reference [b, script]}\n', '1 CI pipeline'],
    ['.pre-commit-config.yaml', 'repos: []\n', '1 settings file of a tool'],
    ['kubeconfig.yaml', 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n', '1 kubeconfig'],
    ['cluster.yaml', 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n', '1 settings file of a tool'],
    ['api.yaml', 'openapi: 3.1.0\npaths: {}\n', '1 API description'],
    ['any.yaml', 'a: 1\n---\n- b\n---\ntext\n', '3 other documents'],
  ]
  for (const [name, text, expected] of cases) it(`is skipped by kind: ${name}, ${expected}`, () => expect(skipped(name, text)).to.equal(expected))

  it('is not held against the rules of Kubernetes: a key twice, or what a template makes of it', () => {
    expect(skipped('values.yaml', 'a: 1\na: 2\n')).to.equal('1 Helm values file')
    expect(skipped('values.yaml', 'a: {{ .b }}\n')).to.equal('1 Helm values file')
    expect(skipped('any.yaml', 'a: 1\na: 2\n')).to.equal('1 other document')
    // What may be a manifest is.
    expect(skipped('any.yaml', 'a: {{ .b }}\n')).to.equal('yaml/syntax')
  })

  it('is not what is an object, whatever the name of its file', () => {
    expect(skipped('values.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: A}\n')).to.equal('kubernetes/name')
    expect(skipped('config.yaml', 'apiVersion: v1\nkind: Config\nmetadata: {name: a}\n')).to.match(/^kubernetes\/api-version/)
    expect(skipped('a.yaml', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n')).to.equal('')
  })
})

describe('a chart', () => {
  const template = (name: string) => ({name: `chart/templates/${name}.yaml`, text: 'a: {{ .Values.a }}\n---\n{{ if b }}\nc: 1\n{{ end }}\n', chart: 'chart/Chart.yaml'})

  it('gets one line for all its templates, and its plain files are looked at', () => {
    const files = [{name: 'chart/Chart.yaml', text: 'apiVersion: v2\nname: a\n'}, ...Array.from({length: 200}, (_, place) => template(`t${place}`)), {name: 'chart/templates/plain.yaml', text: 'apiVersion: v1\nkind: Secret\n'}]
    const {findings, summary} = lint(files, {})
    expect(findings.map(({file, line, rule, severity}) => `${file}:${line} ${rule} ${severity}`)).to.deep.equal(['chart/Chart.yaml:1 yaml/template note', 'chart/templates/plain.yaml:2 kubernetes/required error'])
    expect(findings[0]!.message).to.include('The chart has 200 templates')
    expect(summary.skippedKinds).to.deep.equal([{kind: 'Helm templates', count: 200}, {kind: 'Helm chart', count: 1}])
  })

  it('is not needed for a template to be named as one, once', () => {
    const {findings} = lint([{name: 'a.yaml', text: template('a').text}], {})
    expect(findings.map(({line, message}) => `${line} ${message}`)).to.deep.equal(['1 This is not YAML yet: it looks like a template. Render it first (helm template) and check the result.'])
  })
})
