import {serializeAll} from '../../yaml/serialize.ts'
import {allFeatures} from '../features.ts'
import {fluxGuard} from '../flux/guard.ts'
import type {Artifact, KubernetesObject, Target} from '../types.ts'
import {minimalFeatures, minimalObjects, workloadObjects} from './objects.ts'

/** Plain Kubernetes manifests: two files a workload, named as on the setup pages. */
export const manifests: Target<'manifests'> = {
  id: 'manifests',
  title: 'Kubernetes manifests',
  supports: allFeatures,
  supportsMinimal: minimalFeatures,
  owns: (path) => /^baton-[a-z0-9-]+\.yaml$/.test(path),
  secretPatterns: ['/baton-*-secrets.yaml'],
  secretsGo: '`c1ctl apply` sends them to the cluster.',
  render(workloads, {minimal, secretMode, beside}) {
    const guard = fluxGuard(beside)
    return workloads.flatMap((workload) => {
      const {secrets, others} = minimal ? minimalObjects(workload) : workloadObjects(workload, secretMode)
      return [
        ...(secrets.length > 0 ? [file(workload.secretEnvironment.name, secrets.map(guard), secretMode.needsValues)] : []),
        file(workload.name, others.map(guard), false),
      ]
    })
  },
}

function file(name: string, objects: KubernetesObject[], secret: boolean): Artifact {
  return {path: `${name}.yaml`, content: serializeAll(objects), mode: secret ? 0o600 : 0o644, secret, objects}
}
