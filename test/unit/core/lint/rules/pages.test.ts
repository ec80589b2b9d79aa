import {expect} from 'chai'
import type {Catalog} from '../../../../../src/core/catalog/types.ts'
import {decode, type LintInput} from '../../../../../src/core/lint/input.ts'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {rulePages} from '../../../../../src/core/lint/rule-pages.ts'
import {nothingAround} from '../../../../../src/core/lint/set.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {serializeAll} from '../../../../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../../../../src/services/catalog.ts'

type Json = Record<string, any>
/** Rules of these families are held against the examples of their pages here; what is said of suppressions is not found in manifests (selection/select.test.ts). */
const families = /^(?:yaml|kubernetes|baton)\/(?!suppression$)/

const parts = (example: string): Json[] => readValues(example) as Json[]
const group: Record<string, string> = {Deployment: 'apps/v1', NetworkPolicy: 'networking.k8s.io/v1', PodDisruptionBudget: 'policy/v1'}

/** Puts the keys of an example where they belong in the objects of a connector: its Secret, a Secret with a file, and its Deployment. */
function connector(name: string, example: Json): Json[] {
  const {stringData = {BATON_CLIENT_ID: 'a-b-1@acme.conductor.one/pcc', BATON_CLIENT_SECRET: 'x', BATON_TOKEN: 'x'}, volumes, containers, labels, limits, selector, template, valueFrom, ...container} = example
  const app = `baton-${name}`
  const instance = {
    name: app, image: `public.ecr.aws/conductorone/${app}:0.1.0`, envFrom: [{secretRef: {name: `${app}-secrets`}}], ...(limits ? {resources: {limits}} : {}), ...(valueFrom ? {env: [{name: 'BATON_TOKEN', valueFrom}]} : {}), ...container,
  }
  return [
    {apiVersion: 'v1', kind: 'Secret', metadata: {name: `${app}-secrets`}, stringData},
    {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'files'}, stringData: {'app.pem': 'x'}},
    {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: app, ...(labels ? {labels} : {})},
      spec: {
        selector: selector ?? {matchLabels: {app}},
        template: {metadata: template?.metadata ?? {labels: {app, 'baton-app': name}}, spec: {containers: containers?.map((one: Json) => ({name: one.name, image: 'a', ...one})) ?? [instance], volumes: volumes ?? [{name: 'files', secret: {secretName: 'files'}}, {name: 'tmp', emptyDir: {}}]}},
      },
    },
  ]
}

const file = (objects: unknown[]): LintInput[] => [{name: 'f.yaml', text: serializeAll(objects)}]
const inConnector = (name: string, more: Json[] = []) => (example: string): LintInput[] => file([...connector(name, Object.assign({}, ...parts(example)) as Json), ...more])
const asana = inConnector('asana')
const object = (defaults: Json) => (example: string): LintInput[] => file(parts(example).map((one) => ({apiVersion: group[one.kind as string] ?? 'v1', ...defaults, ...one})))
const text = (head: string) => (example: string): LintInput[] => [{name: 'f.yaml', text: `${head}${example}\n`}]
const flux = {apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: {name: 'k'}, spec: {interval: '1m', prune: true, sourceRef: {kind: 'GitRepository', name: 'r'}, postBuild: {substitute: {region: 'emea'}}}}

/** How the example of a page becomes files that can be linted. */
const around: Record<string, (example: string) => LintInput[]> = {
  'yaml/syntax': text('apiVersion: v1\nkind: ConfigMap\n'),
  'yaml/duplicate-key': text('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'),
  'yaml/encoding': (example) => [{name: 'f.yaml', ...decode(example.includes('Windows-1252') ? Buffer.from('a: Z\xfcrich\n', 'latin1') : Buffer.from('\ufeffa: Zürich\n'))}],
  'yaml/template': (example) => (example.includes('helm template') ? text('a: ')('b') : [{name: 'charts/asana/templates/a.yaml', text: '{{ if .Values.a }}', chart: 'charts/asana/Chart.yaml'}]),
  'kubernetes/api-version': (example) => text('')(`${example}\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}`),
  'kubernetes/base64': object({kind: 'Secret', metadata: {name: 'a'}}),
  'kubernetes/name': object({kind: 'ConfigMap'}),
  ...Object.fromEntries(['duplicate-env', 'duplicate-name', 'env-value', 'label', 'one-of', 'quantity', 'selector', 'type', 'unknown-field', 'value', 'volume-mount'].map((id) => [`kubernetes/${id}`, asana])),
  'kubernetes/required': (example) => file([{apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}, spec: parts(example)[0]}]),
  ...Object.fromEntries(['constraint', 'health-check', 'image', 'image-registry', 'missing-field', 'no-tag', 'placeholder', 'plain-secret', 'probe', 'secret-in-git', 'secret-key', 'secret-missing', 'unknown-variable', 'value', 'working-directory'].map((id) => [`baton/${id}`, asana])),
  ...Object.fromEntries(['auth-method', 'file-content', 'file-not-mounted'].map((id) => [`baton/${id}`, inConnector('github')])),
  'baton/flux-substitution': inConnector('asana', [flux]),
  'baton/name-collision': object({stringData: {BATON_TOKEN: 'x'}}),
  'baton/selector': (example) => [...asana('{}'), {name: 'policy.yaml', text: object({})(example)[0]!.text}],
  'baton/shared-client-id': (example) => file(parts(example).flatMap((secret) => {
    const instance = String(secret.metadata.name).replace(/^baton-(.*)-secrets$/, '$1')
    const [own, , deployment] = connector(instance, {stringData: secret.stringData, image: 'public.ecr.aws/conductorone/baton-asana:0.1.0'})
    return [own, deployment]
  })),
}

describe('the page of a rule', () => {
  // What comes of programs is shown with them: test/unit/core/lint/rendered, test/e2e/lint-render.test.ts.
  const judged = rulePages.filter(({id}) => families.test(id) && id !== 'yaml/render' && id !== 'yaml/not-rendered')
  let catalog: Catalog
  before(async () => {
    ;({catalog} = await loadCatalog({}))
  })
  const found = (files: LintInput[]): string[] => lint(files, catalog, {around: {...nothingAround(catalog), tracked: new Set(['f.yaml'])}}).findings.map((one) => `${one.rule} ${one.severity}`)

  it('has a case here for every rule of its family, and no other', () => {
    expect(Object.keys(around).sort()).to.deep.equal(judged.map(({id}) => id))
  })

  for (const {id, severity, wrong, right} of judged) {
    it(`${id}: what is wrong is found, with its severity, and what is right is not`, () => {
      expect(found(around[id]!(wrong)), wrong).to.include(`${id} ${severity}`)
      expect(found(around[id]!(right)).filter((one) => one.startsWith(`${id} `)), right).to.deep.equal([])
    })
  }

  it('gives a right example that is no other error of its family either', () => {
    for (const {id, right} of judged.filter((one) => one.id.startsWith('kubernetes/'))) expect(found(around[id]!(right)).filter((one) => /^(?:yaml|kubernetes)\/\S+ error/.test(one)), id).to.deep.equal([])
  })
})
