import {expect} from 'chai'
import fc from 'fast-check'
import type {LintInput} from '../../../../src/core/lint/input.ts'
import {LintRun} from '../../../../src/core/lint/run.ts'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../../../src/services/catalog.ts'

const deployment = (name: string, namespace: string | undefined, secret: string, image = 'baton-asana') => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, ...(namespace ? {namespace} : {})},
  spec: {selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name}}, spec: {containers: [{name, image: `public.ecr.aws/conductorone/${image}`, envFrom: [{secretRef: {name: secret}}]}]}}},
})
const secret = (name: string, namespace: string | undefined, stringData: Record<string, unknown>) => ({apiVersion: 'v1', kind: 'Secret', metadata: {name, ...(namespace ? {namespace} : {})}, stringData})

const anyName = fc.constantFrom('baton-a', 'baton-b', 'c')
const anyNamespace = fc.constantFrom(undefined, 'n', 'm')
const anyObject = fc.oneof(
  fc.tuple(anyName, anyNamespace, anyName, fc.constantFrom('baton-asana', 'baton-okta', 'baton-nowhere')).map((parts) => deployment(...parts)),
  fc.tuple(anyName, anyNamespace, fc.constantFrom({BATON_TOKEN: '<token>'}, {BATON_TOKEN: 'x${y}', BATON_CLIENT_ID: 'a'}, {BATON_CLIENT_ID: 'a'}, {TOKEN: 'x'}, {BATON_TOKN: true}, {})).map((parts) => secret(...parts)),
  // Rules over the whole run: selectors, variables of Flux, names and client ids that come again.
  fc.tuple(anyName, anyNamespace, fc.constantFrom({app: 'baton-a'}, {app: 'baton-aa'}, {app: 'c'}, {baton: 'true'}, {})).map(([name, namespace, selector]) => ({apiVersion: 'v1', kind: 'Service', metadata: {name, ...(namespace ? {namespace} : {})}, spec: {selector, ports: [{port: 80}]}})),
  fc.tuple(fc.constantFrom({substitute: {x: '1'}}, {substitute: {y: '1'}}, {substituteFrom: [{kind: 'ConfigMap', name: 'c'}]}, {})).map(([postBuild]) => ({apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: {name: 'k'}, spec: {postBuild}})),
  fc.tuple(anyName).map(([name]) => ({apiVersion: 'acme.io/v1', kind: 'Thing', metadata: {name}, spec: {size: name}})),
  fc.constant({apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: {name: 'things.acme.io'}, spec: {group: 'acme.io', scope: 'Namespaced', names: {kind: 'Thing', plural: 'things'}, versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object', properties: {spec: {type: 'object', properties: {size: {type: 'integer'}}}}}}}]}}),
)
const anyDocument = fc.oneof({weight: 5, arbitrary: anyObject}, {weight: 1, arbitrary: fc.array(anyObject, {maxLength: 4}).map((items) => ({apiVersion: 'v1', kind: 'List', items}))}, {weight: 1, arbitrary: fc.constant({other: 1})})
const anyFiles = fc.array(fc.tuple(fc.constantFrom('d/', 'e/', ''), fc.array(anyDocument, {maxLength: 4})), {maxLength: 6}).map((files) => files.map(([directory, documents], place): LintInput => ({name: `${directory}${place}.yaml`, text: documents.map(serialize).join('---\n')})))
const comparing = ['baton/selector', 'baton/flux-substitution', 'baton/name-collision', 'baton/shared-client-id']

describe('a run of lint over many files', () => {
  it('finds the same with nothing in memory as with everything', async () => {
    const {catalog} = await loadCatalog({})
    const met = new Set<string>()
    fc.assert(fc.property(anyFiles, (files) => {
      const run = (resident: number) => {
        const texts = new Map(files.map(({name, text}) => [name, text]))
        const one = new LintRun({}, (name) => texts.get(name), resident)
        for (const file of files) one.add(file)
        const {findings, summary} = one.finish(catalog)
        return {findings: findings.map((finding) => ({...finding, fixable: undefined})), summary}
      }
      const whole = run(Infinity)
      expect(run(0)).to.deep.equal(whole)
      for (const {rule} of whole.findings) met.add(rule)
    }), {numRuns: 400})
    expect([...met]).to.include.members(comparing)
  })

  it('reads each file again once at most for every few hundred objects, and none that no connector needs', () => {
    const texts = new Map(Array.from({length: 2000}, (_, place) => {
      const name = `x${Math.floor(place / 2)}`
      return [`${place}.yaml` as string, serialize(place % 2 === 0 ? secret(name, 'n', {A: '1'}) : deployment(name, 'n', name, place < 1000 ? 'baton-asana' : 'nginx'))] as const
    }).map(([name, text]) => [name, text.replace('conductorone/nginx', 'library/nginx')]))
    let again = 0
    const run = new LintRun({}, (name) => ((again += 1), texts.get(name)), 0)
    for (const [name, text] of texts) run.add({name, text})
    expect(run.connectors()!({name: 'asana', image: 'baton-asana'})).to.equal(true)
    expect(run.connectors()!({name: 'okta', image: 'baton-okta'})).to.equal(false)
    // 500 Deployments and their Secrets; findings (no tag) ask for the text of their file once more.
    const {findings} = run.finish({})
    expect(findings.filter((one) => one.rule === 'baton/no-tag').length).to.equal(500)
    expect(again).to.be.at.most(1500)
  })

  it('goes on when a file is gone or another by the time it is read again', () => {
    const text = serialize(deployment('a', 'n', 'a')) + '---\n' + serialize(secret('a', 'n', {BATON_TOKEN: 'x'}))
    for (const later of [undefined, '', 'a: [', text.slice(7), `# more\n${text}`, '- 1\n'.repeat(200)]) {
      const run = new LintRun({}, () => later, 0)
      run.add({name: 'a.yaml', text})
      expect(() => run.finish({}), String(later)).not.to.throw()
    }
  })

  it('says nothing of a file that git leaves out, but knows what is in it', () => {
    const run = new LintRun({}, () => undefined)
    run.add({name: 'd.yaml', text: serialize(deployment('a', 'n', 'a'))})
    run.add({name: 's.yaml', text: serialize(secret('a', 'n', {BATON_TOKEN: '<token>'})).replace('metadata', 'metadata: {}\nmetadata'), isLeftOut: true})
    const {findings, summary} = run.finish({})
    expect(findings.map(({file, rule}) => `${file} ${rule}`)).to.deep.equal(['d.yaml baton/no-tag'])
    expect(summary).to.include({files: 1, documents: 1, ignored: 1})
  })

  it('neither crashes nor hangs on mutated manifests', () => {
    const whole = [secret('a', 'n', {BATON_TOKEN: 'x', KEY: 'one\ntwo\n'}), deployment('a', 'n', 'a'), {apiVersion: 'v1', kind: 'List', items: [deployment('b', undefined, 'a')]}].map(serialize).join('---\n')
    const piece = fc.constantFrom('\t', '\r\n', '\ufeff', ' ', '  ', '\n', '---\n', '...\n', '{{ a }}', '&a ', '*a', '<<: *a', '"', '\'', '[', ']', '{', '}', ': ', '- ', '? ', '|\n', '>-\n', '!!int ', '#', '%', '\0', '\u2028', '__proto__: ', 'null', '~', '[]', '{}', '1e999', '.inf', '-')
    const mutation = fc.tuple(fc.nat(), fc.nat(30), piece)
    const apply = (text: string, [place, length, put]: [number, number, string]): string => {
      const at = place % (text.length + 1)
      return text.slice(0, at) + put + text.slice(at + length)
    }
    fc.assert(fc.property(fc.array(mutation, {minLength: 1, maxLength: 4}), fc.constantFrom(0, Infinity), (mutations, resident) => {
      const text = mutations.reduce(apply, whole)
      const run = new LintRun({}, () => text, resident)
      run.add({name: 'a.yaml', text})
      const lines = text.split('\n').length
      const result = run.finish({})
      for (const one of result.findings) expect(one.line >= 1 && one.line <= lines && one.column >= 1 && one.endLine >= one.line, JSON.stringify(one)).to.equal(true)
      result.secretsIn('a.yaml')
    }), {numRuns: 3000})
  })
})
