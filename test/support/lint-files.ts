import fc from 'fast-check'
import type {LintInput} from '../../src/core/lint/input.ts'
import {serialize} from '../../src/core/yaml/serialize.ts'

/** A Deployment of a connector that takes its settings from one Secret. */
export const deployment = (name: string, namespace: string | undefined, secret: string, image = 'baton-asana') => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, ...(namespace ? {namespace} : {})},
  spec: {selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name}}, spec: {containers: [{name, image: `public.ecr.aws/conductorone/${image}`, envFrom: [{secretRef: {name: secret}}]}]}}},
})
/** A Secret. */
export const secret = (name: string, namespace: string | undefined, stringData: Record<string, unknown>) => ({apiVersion: 'v1', kind: 'Secret', metadata: {name, ...(namespace ? {namespace} : {})}, stringData})
/** The same Deployment, whose pods keep away from others. */
function spread(one: ReturnType<typeof deployment>, app: string): object {
  Object.assign(one.spec.template.spec, {topologySpreadConstraints: [{maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {matchLabels: {app}}}]})
  return one
}

const anyName = fc.constantFrom('baton-a', 'baton-b', 'c')
const anyNamespace = fc.constantFrom(undefined, 'n', 'm')
const anyObject = fc.oneof(
  fc.tuple(anyName, anyNamespace, anyName, fc.constantFrom('baton-asana', 'baton-okta', 'baton-nowhere')).map((parts) => deployment(...parts)),
  fc.tuple(anyName, anyNamespace, anyName, anyName).map(([name, namespace, named, near]) => spread(deployment(name, namespace, named), near)),
  fc.tuple(anyName, anyNamespace, fc.constantFrom({BATON_TOKEN: '<token>'}, {BATON_TOKEN: 'x${y}', BATON_CLIENT_ID: 'a'}, {BATON_TOKEN: 'x$$y'}, {BATON_CLIENT_ID: 'a'}, {TOKEN: 'x'}, {BATON_TOKN: true}, {})).map((parts) => secret(...parts)),
  // Rules over the whole run: selectors, variables of Flux, names and client ids that come again.
  fc.tuple(anyName, anyNamespace, fc.constantFrom({app: 'baton-a'}, {app: 'baton-aa'}, {app: 'c'}, {baton: 'true'}, {})).map(([name, namespace, selector]) => ({apiVersion: 'v1', kind: 'Service', metadata: {name, ...(namespace ? {namespace} : {})}, spec: {selector, ports: [{port: 80}]}})),
  fc.tuple(fc.constantFrom({substitute: {x: '1'}}, {substitute: {y: '1'}}, {substituteFrom: [{kind: 'ConfigMap', name: 'c'}]}, {})).map(([postBuild]) => ({apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: {name: 'k'}, spec: {postBuild}})),
  fc.tuple(anyName).map(([name]) => ({apiVersion: 'acme.io/v1', kind: 'Thing', metadata: {name}, spec: {size: name}})),
  fc.constant({apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: {name: 'things.acme.io'}, spec: {group: 'acme.io', scope: 'Namespaced', names: {kind: 'Thing', plural: 'things'}, versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object', properties: {spec: {type: 'object', properties: {size: {type: 'integer'}}}}}}}]}}),
)
const anyDocument = fc.oneof({weight: 5, arbitrary: anyObject}, {weight: 1, arbitrary: fc.array(anyObject, {maxLength: 4}).map((items) => ({apiVersion: 'v1', kind: 'List', items}))}, {weight: 1, arbitrary: fc.constant({other: 1})})
/** A few files that speak of each other, of custom resources, and of nothing. */
export const anyFiles = fc.tuple(fc.boolean(), fc.array(fc.tuple(fc.constantFrom('d/', 'e/', ''), fc.array(anyDocument, {maxLength: 4})), {maxLength: 6})).map(([isKustomized, files]): LintInput[] => [
  ...files.map(([directory, documents], place): LintInput => ({name: `${directory}${place}.yaml`, text: documents.map(serialize).join('---\n')})),
  ...(isKustomized ? [{name: 'd/kustomization.yaml', text: 'resources: []\n'}] : []),
])
