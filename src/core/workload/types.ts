import type {AccessRule} from '../catalog/types.ts'
import type {Resources, SchedulingSettings} from '../project/types.ts'
import type {Secret} from '../credentials/secret.ts'

/** One value of a SecretBundle: a variable, or a mounted file. */
export interface SecretEntry {
  /** The variable's name, or the file's name. */
  key: string
  use: 'env' | 'file'
  /** Absent where the secret mode needs no values. */
  value?: Secret
}

/** The secret half of a workload, before a secret mode encodes it. */
export interface SecretBundle {
  name: string
  entries: SecretEntry[]
}

/** Files that are no secret, before a target mounts them. */
export interface FileBundle {
  name: string
  /** Where they are mounted. */
  directory: string
  entries: Array<{key: string; content: string}>
}

/** A plain variable of the process. */
export interface Variable {
  name: string
  /** As the process must see it, not yet escaped for any format. */
  value: string
  /** Set when the value is the path of a mounted file: which bundle it lies in. A target that puts files elsewhere replaces the directory. */
  mount?: 'secretFiles' | 'configFiles' | 'caBundle'
}

/** How a workload runs: as a service, or once, on a schedule where there is one. */
export type Run = {mode: 'service'} | {mode: 'once'; schedule?: string; timeZone?: string}

/** A volume that outlives the pod. `create` is what to claim; without it the claim is there already. */
export interface ClaimedVolume {
  claim: string
  path: string
  create?: {size: string; accessModes: string[]; storageClass?: string}
}

/** An instance resolved against catalog, project and credentials: all that must run, nothing left to decide. */
export interface Workload {
  project: string
  instance: string
  connector: string
  title: string
  namespace: string
  /** `baton-<instance>`: the Deployment's name and the host id. */
  name: string
  image: {reference: string; name: string; pinned: boolean; pullPolicy: 'Always' | 'IfNotPresent' | 'Never'}
  replicas: number
  run: Run
  /** Plain variables in order. */
  environment: Variable[]
  /** Variables from the secret, and files in a bundle of their own: envFrom would import files as variables. */
  secretEnvironment: SecretBundle
  secretFiles: SecretBundle
  /** Directory where `secretFiles` are mounted. */
  filesDirectory: string
  /** Files of the user's own that are no secret; no entries when there are none. */
  configFiles: FileBundle
  /** Certificate authorities to trust beside the system's: a file to mount, or a ConfigMap that is there already. SSL_CERT_DIR names the directory. */
  caBundle?: {directory: string; file: string} & ({content: string} | {configMap: string; key: string})
  /** The service account to run under; absent means the namespace's default one. */
  serviceAccount?: {name: string; create: boolean; annotations: Record<string, string>}
  /** The cloud whose identity the service account stands for; its annotations and labels are set already. */
  workloadIdentity?: 'aws' | 'gcp' | 'azure'
  /** What may be reached, and nothing comes in: TCP ports, of these ranges of addresses alone where there are any; `further` beside them. */
  networkPolicy?: {dns: boolean; ports: number[]; cidrs: string[]; further: Array<{cidr: string; port: number}>}
  /** `automatic`: nobody asked for it, several replicas have one. */
  disruptionBudget?: {automatic: boolean; maxUnavailable?: number | string; minAvailable?: number | string}
  volume?: ClaimedVolume
  imagePullSecrets: string[]
  /** True when variables name a proxy; they stand in `environment`, or in `secretEnvironment` with a password. */
  usesProxy: boolean
  /** Kubernetes' own words. Several replicas keep to different nodes where they can. `asked`: c1ctl.yaml says something of it. */
  scheduling: SchedulingSettings & {asked: boolean}
  /** Further labels and annotations of the pods. */
  podLabels: Record<string, string>
  podAnnotations: Record<string, string>
  access?: {scope: 'namespace' | 'cluster'; namespace?: string; rules: AccessRule[]}
  /** The image's program, for exec probes; absent when the image has no health command. */
  healthCommand?: string
  resources: Resources
  /** False on OpenShift: the platform chooses uid, gid and fsGroup. */
  fixedIds: boolean
  /** Changes when any secret value changes and tells nothing about it. */
  secretChecksum: string
  /** Changes when a file that is no secret changes; absent without such files. */
  configChecksum?: string
}
