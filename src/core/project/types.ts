import type {TargetSettings} from '../render/target-settings.ts'

/** A configured value as its source text: a scalar, a list of them, or a map. */
export type ConfigValue = string | string[] | Record<string, string>

/** Where the value of a secret field comes from. */
export type CredentialSource = {from: 'store'} | {from: 'env'; name: string} | {from: 'file'; path: string}

/** Image settings; `registry` overrides every entry of the catalog. */
export interface ImageSettings {
  registry?: string
  name?: string
  tag?: string
  digest?: string
  pullPolicy?: 'Always' | 'IfNotPresent' | 'Never'
}

/** Kubernetes resource requests and limits, as quantities in their source text. */
export interface Resources {
  requests?: Record<string, string>
  limits?: Record<string, string>
}

/** How an instance runs: as a service that asks ConductorOne for tasks, or once (on a schedule where there is one) into a file. */
export interface RunSettings {
  mode: 'service' | 'once'
  /** A CronJob's schedule. */
  schedule?: string
  timeZone?: string
  /** Where the sync file goes: a path, or `s3://bucket/key`. */
  output?: string
}

/** A cloud's identity in place of keys. */
export interface WorkloadIdentitySettings {
  aws?: {roleArn: string}
  gcp?: {serviceAccount: string}
  azure?: {clientId: string; tenantId?: string}
}

/** A volume that outlives the pod: claimed anew, or claimed already. */
export type VolumeSettings = {path: string; size: string; storageClass?: string; accessModes: string[]} | {path: string; claim: string}

/** Kubernetes' own words for where a pod may run (core/v1 PodSpec). */
export interface SchedulingSettings {
  nodeSelector?: Record<string, string>
  tolerations?: Array<Record<string, unknown>>
  affinity?: Record<string, unknown>
  topologySpreadConstraints?: Array<Record<string, unknown>>
  priorityClassName?: string
}

/** What instances may ask for beyond their connector's settings; every target says which of it it can do (render/features.ts). */
export interface OptionalSettings {
  run: RunSettings
  /** Further variables by name: a plain text, or where a secret one comes from. */
  env: Record<string, string | CredentialSource>
  /** Files of the user's own that are no secret, by field; paths are relative to the project. */
  files: Record<string, string>
  serviceAccount?: {name?: string; create?: boolean; annotations?: Record<string, string>}
  workloadIdentity?: WorkloadIdentitySettings
  networkPolicy?: boolean | {ports: number[]; cidrs: string[]; dns: boolean}
  podDisruptionBudget?: boolean | {maxUnavailable?: string; minAvailable?: string}
  volume?: VolumeSettings
  imagePullSecrets: string[]
  proxy?: {https?: string | CredentialSource; http?: string | CredentialSource; no?: string}
  caBundle?: {path: string} | {configMap: string; key: string}
  scheduling?: SchedulingSettings
  podLabels: Record<string, string>
  podAnnotations: Record<string, string>
}

/** One deployment of a connector, as c1ctl.yaml says it. */
export interface Instance extends OptionalSettings {
  name: string
  connector: string
  auth?: string
  namespace?: string
  config: Record<string, ConfigValue>
  /** Sources by field name; a field without one comes from the store. */
  credentials: Record<string, CredentialSource>
  /** Sources of ConductorOne's own pair. */
  conductorone: {'client-id'?: CredentialSource; 'client-secret'?: CredentialSource}
  image: ImageSettings
  replicas: number
  resources?: Resources
}

/** How lint judges; paths are relative to the directory of c1ctl.yaml, with slashes. */
export interface LintSettings {
  kubernetesVersion?: string | undefined
  crds?: string | undefined
  maxWarnings?: number | undefined
  profile?: 'standard' | 'hardened' | undefined
  baseline?: string | undefined
  /** Severities by rule, or by family: `hardening/*`. */
  rules: Record<string, 'error' | 'warning' | 'note' | 'off'>
  /** Files, directories and patterns that are passed over. */
  exclude: string[]
  /** Findings that are left out; of all rules where none is named. */
  ignore: Array<{rules?: string[] | undefined; paths: string[]; reason: string}>
}

/** c1ctl.yaml, read and checked: what the user wants to run, without a single secret value. */
export interface Project {
  name: string
  namespace: string
  image: ImageSettings
  secrets: {mode: 'plain'}
  /** `openshift` leaves uid, gid and fsGroup to the platform. */
  platform: 'kubernetes' | 'openshift'
  instances: Record<string, Instance>
  /** Settings of the targets that `render` writes without --target, by target; each target knows their shape (render/target-settings.ts). */
  targets: TargetSettings
  /** Names of the overlays. */
  environments: string[]
  lint?: LintSettings
}

/** Keys under which ConductorOne's own pair is stored and set. */
export const conductoroneKeys = ['conductorone.client-id', 'conductorone.client-secret'] as const
