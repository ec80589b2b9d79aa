import type {AccessRule} from '../catalog/types.ts'
import type {Resources} from '../project/types.ts'
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
  /** Plain variables in order, values as the process must see them (not yet escaped for any format). */
  environment: Array<{name: string; value: string}>
  /** Variables from the secret, and files in a bundle of their own: envFrom would import files as variables. */
  secretEnvironment: SecretBundle
  secretFiles: SecretBundle
  /** Directory where `secretFiles` are mounted. */
  filesDirectory: string
  access?: {scope: 'namespace' | 'cluster'; namespace?: string; rules: AccessRule[]}
  /** The image's program, for exec probes; absent when the image has no health command. */
  healthCommand?: string
  resources: Resources
  /** False on OpenShift: the platform chooses uid, gid and fsGroup. */
  fixedIds: boolean
  /** Changes when any secret value changes and tells nothing about it. */
  secretChecksum: string
}
