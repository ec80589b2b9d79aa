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

/** One deployment of a connector, as c1ctl.yaml says it. */
export interface Instance {
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
  lint?: LintSettings
}

/** Keys under which ConductorOne's own pair is stored and set. */
export const conductoroneKeys = ['conductorone.client-id', 'conductorone.client-secret'] as const
