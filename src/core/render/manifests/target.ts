import {serializeAll} from '../../yaml/serialize.ts'
import type {SecretBundle, Workload} from '../../workload/types.ts'
import type {Artifact, KubernetesObject, RenderContext, SecretMode, Target} from '../types.ts'
import {accessObjects} from './access.ts'
import {deployment, minimalDeployment} from './deployment.ts'
import {objectLabels} from './labels.ts'

/** The objects of one workload: what holds secrets, and the rest, each in the order in which they are applied. */
export interface WorkloadObjects {
  secrets: KubernetesObject[]
  others: KubernetesObject[]
}

/** The objects of a workload, hardened, secrets encoded by the mode. `apply` sends these; `render` writes them. */
export function manifestObjects(workload: Workload, mode: SecretMode): WorkloadObjects {
  const labels = objectLabels(workload)
  const encoded = bundles(workload).map((bundle) => mode.encode(bundle, {namespace: workload.namespace, labels}))
  const podAnnotations = Object.assign({}, ...encoded.map((one) => one.podAnnotations)) as Record<string, string>
  return {secrets: encoded.flatMap((one) => one.objects), others: [...accessObjects(workload), deployment(workload, podAnnotations)]}
}

/** The bare shape of the setup pages: every variable in one Secret as stringData, one envFrom. */
function minimalObjects(workload: Workload): WorkloadObjects {
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
    others: [...accessObjects(workload), minimalDeployment(workload)],
  }
}

function bundles(workload: Workload): SecretBundle[] {
  return [workload.secretEnvironment, workload.secretFiles].filter((bundle) => bundle.entries.length > 0)
}

/** An artifact, and the objects that it must read back as. */
export interface ManifestArtifact extends Artifact {
  objects: KubernetesObject[]
}

/** Plain Kubernetes manifests: two files a workload, named as on the setup pages. */
export const manifests: Target & {render(workloads: Workload[], context: RenderContext): ManifestArtifact[]} = {
  id: 'manifests',
  render(workloads, context) {
    return workloads.flatMap((workload) => {
      const {secrets, others} = context.minimal ? minimalObjects(workload) : manifestObjects(workload, context.secretMode)
      const file = (name: string, objects: KubernetesObject[], secret: boolean): ManifestArtifact[] =>
        objects.length === 0 ? [] : [{path: `${name}.yaml`, content: serializeAll(objects), mode: secret ? 0o600 : 0o644, secret, objects}]
      return [...file(workload.secretEnvironment.name, secrets, context.secretMode.needsValues), ...file(workload.name, others, false)]
    })
  },
}
