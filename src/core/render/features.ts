import type {Workload} from '../workload/types.ts'

/** Something optional that a target can or cannot do. */
export interface Feature {
  title: string
  /** Whether a workload asks for it. */
  asked: (workload: Workload) => boolean
  /** The setting of the instance in c1ctl.yaml that asks for it; absent when the connector itself needs it. */
  setting?: string[]
}

const filled = (map: object): boolean => Object.keys(map).length > 0

/** Every optional feature: what docs/targets.md shows, and what a target is asked about before it renders. */
export const features = {
  replicas: {title: 'Several replicas', setting: ['replicas'], asked: ({replicas}) => replicas > 1},
  once: {title: 'A run that ends', setting: ['run', 'mode'], asked: ({run}) => run.mode === 'once'},
  schedule: {title: 'Runs on a schedule', setting: ['run', 'schedule'], asked: ({run}) => run.mode === 'once' && run.schedule !== undefined},
  'secret-files': {title: 'Uploaded files', asked: ({secretFiles}) => secretFiles.entries.length > 0},
  'config-files': {title: 'Mounted configuration', setting: ['files'], asked: ({configFiles}) => configFiles.entries.length > 0},
  'ca-bundle': {title: 'Certificate authorities of your own', setting: ['caBundle'], asked: ({caBundle}) => caBundle !== undefined && 'content' in caBundle},
  'ca-bundle-config-map': {title: 'Certificate authorities from a ConfigMap', setting: ['caBundle'], asked: ({caBundle}) => caBundle !== undefined && 'configMap' in caBundle},
  proxy: {title: 'HTTP proxy', setting: ['proxy'], asked: ({usesProxy}) => usesProxy},
  access: {title: 'Rights in the cluster (RBAC)', asked: ({access}) => access !== undefined},
  'service-account': {title: 'Service account', setting: ['serviceAccount'], asked: ({serviceAccount, access, workloadIdentity}) => serviceAccount !== undefined && access === undefined && workloadIdentity === undefined},
  'workload-identity': {title: 'Workload identity of a cloud', setting: ['workloadIdentity'], asked: ({workloadIdentity}) => workloadIdentity !== undefined},
  'network-policy': {title: 'Network policy', setting: ['networkPolicy'], asked: ({networkPolicy}) => networkPolicy !== undefined},
  'disruption-budget': {title: 'Disruption budget', setting: ['podDisruptionBudget'], asked: ({disruptionBudget}) => disruptionBudget !== undefined && !disruptionBudget.automatic},
  volume: {title: 'Volume that outlives the process', setting: ['volume'], asked: ({volume}) => volume !== undefined},
  'image-pull-secrets': {title: 'Image pull secrets', setting: ['imagePullSecrets'], asked: ({imagePullSecrets}) => imagePullSecrets.length > 0},
  scheduling: {title: 'Scheduling', setting: ['scheduling'], asked: ({scheduling}) => scheduling.asked},
  'pod-labels': {title: 'Labels of the pods', setting: ['podLabels'], asked: ({podLabels}) => filled(podLabels)},
  'pod-annotations': {title: 'Annotations of the pods', setting: ['podAnnotations'], asked: ({podAnnotations}) => filled(podAnnotations)},
} satisfies Record<string, Feature>

/** The id of a feature. */
export type FeatureId = keyof typeof features

/** Every feature: what a target of Kubernetes objects supports. */
export const allFeatures: ReadonlySet<FeatureId> = new Set(Object.keys(features) as FeatureId[])
