import type {Workload} from '../../workload/types.ts'
import {workloadObjects} from '../manifests/objects.ts'
import type {PodTemplate} from '../manifests/pod.ts'
import type {KubernetesObject, SecretMode} from '../types.ts'
import {configMapGenerator, secretGenerators, type Generator} from './generators.ts'

/** What stands apart from the connector itself: a component each. */
export const concerns = {NetworkPolicy: 'network-policy', PodDisruptionBudget: 'disruption-budget'} as const
export type Concern = (typeof concerns)[keyof typeof concerns]

/** A workload as kustomize has it: objects, and what it generates. */
export interface Parts {
  instance: string
  /** The file of its objects. */
  name: string
  image: string
  objects: KubernetesObject[]
  generators: Generator[]
}

/** Which component an object belongs to, if to any. */
export const concernOf = ({kind}: KubernetesObject): Concern | undefined => (concerns as Record<string, Concern>)[kind]

const isEncodedMap = ({kind, binaryData}: KubernetesObject): boolean => kind === 'ConfigMap' && binaryData !== undefined

/** Names of the ConfigMaps with content that only base64 brings through an API server: kustomize would write it as text. */
export function encodedMaps(workloads: Workload[], mode: SecretMode): Set<string> {
  return new Set(workloads.filter(({configFiles, caBundle}) => configFiles.entries.length > 0 || caBundle).flatMap((one) => workloadObjects(one, mode).others.filter(isEncodedMap).map(({metadata}) => metadata.name)))
}

/** How the parts of a project are made. */
export interface PartsOptions {
  mode: SecretMode
  /** Names of ConfigMaps that are not generated. */
  encoded: ReadonlySet<string>
  /** Somebody else makes the Secrets, under their usual names. */
  secretsExist: boolean
  /** What is done to each object of the manifests. */
  guard: (one: KubernetesObject) => KubernetesObject
}

/** A workload's parts. A Secret or ConfigMap that is generated is named by its content, which rolls the pods: a checksum of it has nothing more to do. */
export function partsOf(workload: Workload, {mode, encoded, secretsExist, guard}: PartsOptions): Parts {
  const others = workloadObjects(workload, mode).others.map(guard)
  const generated = (one: KubernetesObject) => one.kind === 'ConfigMap' && !encoded.has(one.metadata.name)
  const maps = others.filter(generated)
  const objects = others.filter((one) => !generated(one))
  const idle = [...(secretsExist ? [] : ['c1ctl/secret-checksum']), ...(objects.some(({kind}) => kind === 'ConfigMap') ? [] : ['c1ctl/config-checksum'])]
  return {
    instance: workload.instance, name: workload.name, image: workload.image.reference,
    objects: objects.map((one) => withTemplate(one, (template) => withoutAnnotations(template, idle))),
    generators: [...(secretsExist ? [] : secretGenerators(workload)), ...maps.map(configMapGenerator)],
  }
}

/** An object with its pods' template, where it has one, made into another. */
export function withTemplate(object: KubernetesObject, change: (template: PodTemplate) => PodTemplate): KubernetesObject {
  const spec = object['spec'] as {template?: PodTemplate; jobTemplate?: {spec: {template: PodTemplate}}} | undefined
  if (spec?.template) return {...object, spec: {...spec, template: change(spec.template)}}
  if (spec?.jobTemplate) return {...object, spec: {...spec, jobTemplate: {...spec.jobTemplate, spec: {...spec.jobTemplate.spec, template: change(spec.jobTemplate.spec.template)}}}}
  return object
}

/** An object whose container has this image. */
export const withImage = (object: KubernetesObject, image: string): KubernetesObject =>
  withTemplate(object, (template) => ({...template, spec: {...template.spec, containers: (template.spec['containers'] as object[]).map((one) => ({...one, image}))}}))

function withoutAnnotations({metadata: {labels, annotations}, spec}: PodTemplate, names: string[]): PodTemplate {
  const left = Object.entries(annotations).filter(([name]) => !names.includes(name))
  return {metadata: {labels, ...(left.length > 0 ? {annotations: Object.fromEntries(left)} : {})} as PodTemplate['metadata'], spec}
}
