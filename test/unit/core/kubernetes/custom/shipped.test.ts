import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {shippedGroups} from '../../../../../src/core/kubernetes/custom/groups.ts'
import {customKinds, firstOf} from '../../../../../src/core/kubernetes/custom/kinds.ts'
import {shippedDefinitions, shippedKinds, shippedReleases, shippedSchema} from '../../../../../src/core/kubernetes/custom/shipped.ts'
import {readStructural} from '../../../../../src/core/kubernetes/custom/structural.ts'
import {validateObject} from '../../../../../src/core/kubernetes/validate.ts'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {LintRun} from '../../../../../src/core/lint/run.ts'
import {serialize} from '../../../../../src/core/yaml/serialize.ts'
import {fingerprintOf, type ManifestVerdicts} from '../../../../support/manifest-cases.ts'
import {shippedCases, shippedCrds, shippedSeeds, shippedVerdictsFile} from '../../../../support/shipped-cases.ts'

const {kubernetes, fingerprint, verdicts} = JSON.parse(readFileSync(shippedVerdictsFile, 'utf8')) as ManifestVerdicts

describe('lint and the recorded verdicts of an API server on the kinds whose definitions are shipped', function () {
  this.timeout(60_000)
  const seen = fingerprintOf()
  const disagreements: string[] = []
  const counts = {taken: 0, refused: 0}

  before(() => {
    let at = 0
    for (const {name, object} of shippedCases()) {
      const said = verdicts[at]
      at += 1
      seen.add(object)
      counts[said === 'x' ? 'refused' : 'taken'] += 1
      const found = shippedKinds.validate(object, '1.36')!
      for (const one of found) if (!/[.?]$/.test(one.message)) disagreements.push(`${name}: a message that is no sentence: ${one.message}`)
      if ((said === 'x') !== found.length > 0) disagreements.push(said === 'x' ? `missed: ${name}` : `false alarm: ${name}: ${found[0]!.message}`)
    }
  })

  it('are about the same cases', () => {
    expect(counts.taken + counts.refused).to.equal(verdicts.length)
    expect(seen.digest(), 'the generator changed: run the end-to-end test with C1CTL_RECORD=1').to.equal(fingerprint)
    expect(kubernetes).to.equal('v1.36.1')
  })

  it('agree on every case: nothing missed, no false alarm', () => {
    expect(disagreements, `${disagreements.length} of ${verdicts.length}`).to.deep.equal([])
    expect(counts.refused).to.be.greaterThan(10_000)
    expect(counts.taken).to.be.greaterThan(5000)
  })
})

const said = (object: Record<string, unknown>): string[] => shippedKinds.validate(object, '1.36')!.map(({severity, rule, path, message}) => `${severity} ${rule.replace('kubernetes/', '')} ${path.join('.')}: ${message}`)
const release = (spec: Record<string, unknown>): string[] => said({apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: {name: 'a'}, spec: {interval: '5m', chartRef: {kind: 'OCIRepository', name: 'a'}, ...spec}})
const flux = ' That is how Flux 2.9.4 has it; where another release runs, give its definitions by --crds.'

describe('a kind whose definition is shipped', () => {
  it('is one of those that c1ctl renders, each with the release that it is of', () => {
    expect(Object.entries(shippedDefinitions).map(([kind, {versions}]) => `${kind} ${versions.map(({name, schema}) => (schema === undefined ? `(${name})` : name)).join(' ')}`)).to.deep.equal([
      'argoproj.io/AppProject v1alpha1', 'argoproj.io/Application v1alpha1', 'bitnami.com/SealedSecret v1alpha1', 'external-secrets.io/ClusterSecretStore v1 (v1beta1)', 'external-secrets.io/ExternalSecret v1 (v1beta1)', 'external-secrets.io/SecretStore v1 (v1beta1)',
      'helm.toolkit.fluxcd.io/HelmRelease v2', 'kustomize.toolkit.fluxcd.io/Kustomization v1', 'secrets-store.csi.x-k8s.io/SecretProviderClass v1 v1alpha1', 'source.toolkit.fluxcd.io/GitRepository v1', 'source.toolkit.fluxcd.io/HelmRepository v1', 'source.toolkit.fluxcd.io/OCIRepository v1',
    ])
    const groups = new Set(Object.keys(shippedDefinitions).map((kind) => kind.split('/')[0]))
    expect(shippedGroups).to.deep.equal(groups)
    expect(new Set(Object.keys(shippedReleases))).to.deep.equal(groups)
    for (const {product, source} of Object.values(shippedReleases)) expect(`${product} ${source}`).to.match(/^[A-Za-z].* github\.com\/\S+, \S/)
  })

  it('has a schema of which every word is read', () => {
    for (const {versions} of Object.values(shippedDefinitions)) for (const {schema} of versions) if (schema !== undefined) expect(readStructural(shippedSchema(schema))).to.deep.equal(shippedSchema(schema))
  })

  it('is taken as people write it', () => {
    for (const seed of shippedSeeds) expect(said(seed), JSON.stringify(seed)).to.deep.equal([])
    for (const kind of Object.keys(shippedDefinitions)) expect(shippedSeeds.some((one) => kind === `${String(one.apiVersion).split('/')[0]}/${String(one.kind)}`), kind).to.equal(true)
  })

  const cases: Array<[string, string[], string[]]> = [
    ['an error for a wrong type', release({suspend: 'yes'}), ['error type spec.suspend: suspend is a text; it must be true or false.']],
    ['an error for what is required', release({interval: undefined}), ['error required spec: spec lacks the field interval, which is required.']],
    ['an error for a text of the wrong form', release({interval: '5 minutes'}), ['error value spec.interval: interval must be a length of time such as 30s, 5m or 1h30m.']],
    ['an error for fields that exclude each other', release({chart: {spec: {chart: 'a', sourceRef: {kind: 'Bucket', name: 'a'}}}}), ['error one-of spec: spec breaks a rule of its definition: either chart or chartRef must be set.']],
    ['a warning for an unknown field, which a newer release may know', release({suspendd: true}), [`warning unknown-field spec.suspendd: spec has no field suspendd. Did you mean suspend?${flux}`]],
    ['a warning for an unknown word, which a newer release may know', release({driftDetection: {mode: 'enable'}}), [`warning value spec.driftDetection.mode: mode must be one of enabled, warn, disabled. Did you mean enabled?${flux}`]],
    ['an error for a field that is missing beside a slip of it', release({interval: undefined, intervall: '5m'}), [`warning unknown-field spec.intervall: spec has no field intervall. Did you mean interval?${flux}`, 'error required spec: spec lacks the field interval, which is required.']],
    ['a warning for what is missing where a stranger may be the newer way to say it', release({chartRef: undefined, artifactFrom: {name: 'a'}}), [`warning unknown-field spec.artifactFrom: spec has no field artifactFrom.${flux}`, `warning one-of spec: spec breaks a rule of its definition: either chart or chartRef must be set.${flux}`]],
    ['an error for a label that is none, whatever the release', said({apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository', metadata: {name: 'a', labels: {a: true}, odd: 1}, spec: {url: 'https://a'}}), ['error type metadata.labels.a: a is a boolean; labels must be texts: quote it.', 'error unknown-field metadata.odd: metadata has no field odd.']],
    ['a warning for a version that went away', said({apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', metadata: {name: 'a'}, spec: {odd: 1}}), ['warning api-version apiVersion: ExternalSecret of external-secrets.io/v1beta1 is not served by External Secrets Operator 2.9.0, which has external-secrets.io/v1: unless an older release runs in the cluster, use that.']],
    ['a warning for a version that the definition does not name', said({apiVersion: 'helm.toolkit.fluxcd.io/v2beta1', kind: 'HelmRelease', metadata: {name: 'a'}}), ['warning api-version apiVersion: HelmRelease of helm.toolkit.fluxcd.io/v2beta1 is not served by Flux 2.9.4, which has helm.toolkit.fluxcd.io/v2: unless an older release runs in the cluster, use that.']],
  ]
  for (const [name, found, expected] of cases) it(`gets ${name}`, () => expect(found).to.deep.equal(expected))

  it('gives way to a definition of the user, whole', () => {
    const [crd] = shippedCrds().filter(({spec}) => spec.names.kind === 'HelmRepository')
    const own = structuredClone(crd!)
    own.spec.versions = [{name: 'v3', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object', properties: {spec: {type: 'object', properties: {mine: {type: 'string'}}}}}}}]
    const custom = firstOf(customKinds([own]), shippedKinds)!
    const object = {apiVersion: 'source.toolkit.fluxcd.io/v3', kind: 'HelmRepository', metadata: {name: 'a'}, spec: {mine: 'x'}}
    expect(validateObject(object, {custom})).to.deep.equal([])
    expect(validateObject({...object, apiVersion: 'source.toolkit.fluxcd.io/v1'}, {custom})!.map(({severity}) => severity)).to.deep.equal(['error'])
    expect(validateObject({...shippedSeeds[0]}, {custom})).to.deep.equal([])
    // With the same definition as the shipped one, its word counts: the cluster is known then.
    expect(validateObject({apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository', metadata: {name: 'a'}, spec: {url: 'https://a', odd: 1}}, {custom: firstOf(customKinds([crd]), shippedKinds)})!.map(({severity}) => severity)).to.deep.equal(['error'])
  })

  it('is asked for by a run only when an object of its group is there', () => {
    const wants = (...objects: unknown[]): boolean => {
      const run = new LintRun({}, () => undefined)
      for (const [index, object] of objects.entries()) run.add({name: `${index}`, text: serialize(object)})
      return run.wantsShipped
    }
    expect(wants({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}}, {apiVersion: 'example.com/v1', kind: 'A', metadata: {name: 'a'}})).to.equal(false)
    expect(wants({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}}, shippedSeeds[0])).to.equal(true)
  })

  it('is judged among files, and other kinds of its group are counted as before', () => {
    const text = ['apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {encryptedData: {A: 1}}\n', 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec: {}\n'].join('---\n')
    const {findings, summary} = lint([{name: 'f', text}], {}, {shipped: shippedKinds})
    expect(findings.map(({line, column, rule, severity, fixable}) => ({line, column, rule, severity, fixable}))).to.deep.equal([{line: 4, column: 27, rule: 'kubernetes/type', severity: 'error', fixable: true}])
    expect(summary).to.include({unchecked: 1, errors: 1})
  })
})
