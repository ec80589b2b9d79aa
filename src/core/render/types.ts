import type {PlaceOf} from '../project/parse.ts'
import type {SecretBundle, Workload} from '../workload/types.ts'
import type {FeatureId} from './features.ts'
import type {TargetId, TargetSettings} from './target-settings.ts'

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
export interface RenderContext<Id extends TargetId = TargetId> {
  secretMode: SecretMode
  /** The bare shape of the setup pages. */
  minimal: boolean
  project: {name: string; namespace: string; platform: 'kubernetes' | 'openshift'}
  /** The overlay that `workloads` are resolved with; null for the project itself. */
  environment: string | null
  /**
   * Every overlay of the project with its workloads, in the project's order, for a target with `rendersEnvironments`; empty for the others, and when
   * one environment was chosen. Workloads meet by `instance`; an overlay may lack an instance and bring others.
   */
  environments: Overlay[]
  /** What c1ctl.yaml says under `targets` for this target; `{}` when it says nothing. */
  settings: NonNullable<TargetSettings[Id]>
  /** What lies beside this target, for those that have to do with another one's files. */
  beside: Surroundings
  /** Where a setting stands in c1ctl.yaml, for problems. */
  place: PlaceOf
}

/** An environment laid over the project. */
export interface Overlay {
  name: string
  workloads: Workload[]
  /** Its own answers to what `RenderContext` says of the project. */
  namespace: string
  targets: TargetSettings
  place: PlaceOf
}

/** The targets of a project, and where their files lie. */
export interface Surroundings {
  /** All that c1ctl.yaml says under `targets`. */
  targets: TargetSettings
  /** Where each target of this render writes to, relative to --out; `''` is --out itself. */
  directories: {[Id in TargetId]?: string}
  /** Where --out lies in its git repository, `''` at the root of it; null outside of git. */
  repositoryPath: string | null
}

/** What a target has delivered into a cluster: an environment, or the project itself. */
export interface Delivered {
  environment: string | null
  workloads: Workload[]
}

/** A way to run workloads. */
export interface Target<Id extends TargetId = TargetId> {
  id: Id
  /** What it makes, for people: `Kubernetes manifests`. */
  title: string
  /** The optional features that it can say. What a workload asks for beyond them is a problem before `render` is called. */
  supports: ReadonlySet<FeatureId>
  /** What it can say in the bare shape of the setup pages; absent where there is no such shape. */
  supportsMinimal?: ReadonlySet<FeatureId>
  /**
   * Whether a path, relative to the target's directory, is one that it can have written. A record of earlier renders may be somebody else's work: of
   * what it lists only such files are ever removed.
   */
  owns(path: string): boolean
  /** Lines of .gitignore, relative to the target's directory, that cover every artifact with a secret in it. */
  secretPatterns: string[]
  /** What becomes of the files with secret values, as a sentence: what sends them on, who reads them where they lie, or where to put them. Absent where no file holds any. */
  secretsGo?: string
  /** True when files are shared by all instances (an index of them, say): one of some instances alone would put the others out of what runs. Overlays always are. */
  wholeProject?: boolean
  /** True when all environments are rendered at once, as overlays over the whole project: see `RenderContext.environments`. Some instances alone are refused. */
  rendersEnvironments?: boolean
  /** True when one artifact or more holds secret values whatever the secret mode is (an env file): the values must be known. */
  needsSecretValues?: boolean
  /** True when what it makes asks ConductorOne for the pair of each instance: no such pair is needed before. */
  issuesCredential?: boolean
  /**
   * For a target whose objects have other targets' files delivered out of git, where no plain Secret is: what is delivered, whose Secrets somebody has to
   * bring to the cluster.
   */
  delivers?(workloads: Workload[], context: RenderContext<Id>): Delivered[]
  /**
   * @returns files with paths relative to the target's own directory, forward slashes, no two the same
   * @throws ProblemError for a value that the target cannot carry (`value-not-representable`), all of them together
   */
  render(workloads: Workload[], context: RenderContext<Id>): Artifact[]
}

/** A way to bring secrets to a cluster: how a bundle is encoded for disk. */
export interface SecretMode {
  id: string
  /** False when the values live elsewhere (external, csi, existing). */
  needsValues: boolean
  encode(bundle: SecretBundle, context: {namespace: string; labels: Record<string, string>}): {objects: KubernetesObject[]; podAnnotations: Record<string, string>}
}
