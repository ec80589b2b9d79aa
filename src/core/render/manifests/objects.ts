import type {SecretBundle, Workload} from '../../workload/types.ts'
import type {FeatureId} from '../features.ts'
import type {KubernetesObject, SecretMode} from '../types.ts'
import {accessObjects} from './access.ts'
import {deployment, minimalDeployment} from './deployment.ts'
import {job} from './job.ts'
import {objectLabels} from './labels.ts'
import {configMaps, supportingObjects} from './supporting.ts'

/** The objects of one workload: what holds secrets, and the rest, each in the order in which they are applied. */
export interface WorkloadObjects {
  secrets: KubernetesObject[]
  others: KubernetesObject[]
}

/** The objects of a workload, hardened, secrets encoded by the mode. */
export function workloadObjects(workload: Workload, mode: SecretMode): WorkloadObjects {
  const labels = objectLabels(workload)
  const encoded = bundles(workload).map((bundle) => mode.encode(bundle, {namespace: workload.namespace, labels}))
  const podAnnotations = Object.assign({}, ...encoded.map((one) => one.podAnnotations)) as Record<string, string>
  return {secrets: encoded.flatMap((one) => one.objects), others: [...accessObjects(workload), ...supportingObjects(workload), runner(workload, podAnnotations)]}
}

/** What runs the pods. */
function runner(workload: Workload, podAnnotations: Record<string, string>): KubernetesObject {
  return workload.run.mode === 'once' ? job(workload, workload.run, podAnnotations) : deployment(workload, podAnnotations)
}

/** The same objects in the order in which they are applied. */
export function manifestObjects(workload: Workload, mode: SecretMode): KubernetesObject[] {
  const {secrets, others} = workloadObjects(workload, mode)
  return [...secrets, ...others]
}

/** What the bare shape can say. */
export const minimalFeatures: ReadonlySet<FeatureId> = new Set<FeatureId>(['secret-files', 'config-files', 'proxy', 'access', 'service-account', 'workload-identity', 'image-pull-secrets'])

/** The bare shape of the setup pages: every variable in one Secret as stringData, one envFrom. */
export function minimalObjects(workload: Workload): WorkloadObjects {
  const secret = (name: string, values: Array<[string, string]>): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {name, namespace: workload.namespace},
    type: 'Opaque',
    stringData: Object.fromEntries(values),
  })
  const text = (bundle: SecretBundle) => bundle.entries.map(({key, value}): [string, string] => [key, value?.reveal() ?? ''])
  const variables: Array<[string, string]> = [...text(workload.secretEnvironment), ...workload.environment.map(({name, value}): [string, string] => [name, value])]
  return {
    secrets: [secret(workload.secretEnvironment.name, variables), ...(workload.secretFiles.entries.length > 0 ? [secret(workload.secretFiles.name, text(workload.secretFiles))] : [])],
    others: [...accessObjects(workload), ...configMaps(workload), minimalDeployment(workload)],
  }
}

function bundles(workload: Workload): SecretBundle[] {
  return [workload.secretEnvironment, workload.secretFiles].filter((bundle) => bundle.entries.length > 0)
}
