import type {SecretBundle, Workload} from '../workload/types.ts'

/** A Kubernetes object as plain data. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: {name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>}
  [key: string]: unknown
}

/** One file to write. `path` is relative, with forward slashes. */
export interface Artifact {
  path: string
  content: string
  mode: number
  secret: boolean
  /** What the content must read back as, for Kubernetes YAML. */
  objects?: KubernetesObject[]
}

/** What every target may need to know beside the workloads. */
export interface RenderContext {
  secretMode: SecretMode
  /** The bare shape of the setup pages. */
  minimal: boolean
}

/** A way to run workloads. */
export interface Target {
  id: string
  render(workloads: Workload[], context: RenderContext): Artifact[]
}

/** A way to bring secrets to a cluster: how a bundle is encoded for disk. */
export interface SecretMode {
  id: string
  /** False when the values live elsewhere (external, csi, existing). */
  needsValues: boolean
  encode(bundle: SecretBundle, context: {namespace: string; labels: Record<string, string>}): {objects: KubernetesObject[]; podAnnotations: Record<string, string>}
}
