import {serializeAll} from '../../yaml/serialize.ts'
import type {Artifact, KubernetesObject} from '../types.ts'
import type {GeneratorEntry, SourceFile} from './generators.ts'
import type {ImageRule} from './images.ts'

/** What a kustomization says, in the order in which it is written; empty lists are left out. */
export interface Kustomization {
  resources?: string[]
  components?: string[]
  namespace?: string
  labels?: Array<{pairs: Record<string, string>; includeSelectors: boolean; includeTemplates: boolean}>
  secretGenerator?: GeneratorEntry[]
  configMapGenerator?: GeneratorEntry[]
  patches?: Array<{patch: string} | {path: string; target: {group?: string; version: string; kind: string; name: string; namespace?: string}}>
  images?: ImageRule[]
}

/** The file of a kustomization, or of a component. */
export function kustomizationFile(directory: string, content: Kustomization, kind: 'Kustomization' | 'Component' = 'Kustomization'): Artifact {
  const filled = Object.entries(content).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
  return yamlFile(`${directory}/kustomization.yaml`, [{apiVersion: `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`, kind, ...Object.fromEntries(filled)}])
}

/** A file of YAML documents. */
export function yamlFile(path: string, documents: unknown[]): Artifact {
  return {path, content: serializeAll(documents), mode: 0o644, secret: false, objects: documents as KubernetesObject[]}
}

/** The files that generators read. */
export function sourceFiles(directory: string, files: SourceFile[]): Artifact[] {
  return files.map(({path, content, secret}) => ({path: `${directory}/${path}`, content, mode: secret ? 0o600 : 0o644, secret}))
}
