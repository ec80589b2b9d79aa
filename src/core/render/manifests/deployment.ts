import type {Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {objectLabels, pageLabels} from './labels.ts'
import {podTemplate, pullSecrets} from './pod.ts'

/** The Deployment of a workload that runs as a service. */
export function deployment(workload: Workload, podAnnotations: Record<string, string>): KubernetesObject {
  const {volume} = workload
  // A volume that one node at a time can mount would keep the new pod waiting for the old one for ever.
  const isShared = volume?.create?.accessModes.some((mode) => mode.endsWith('Many')) ?? false
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: workload.name, namespace: workload.namespace, labels: objectLabels(workload)},
    spec: {
      replicas: workload.replicas,
      ...(volume && !isShared ? {strategy: {type: 'Recreate'}} : {}),
      selector: {matchLabels: {app: workload.name}},
      template: podTemplate(workload, podAnnotations),
    },
  }
}

/** The Deployment of the setup pages and nothing more: every variable comes from the one Secret. */
export function minimalDeployment(workload: Workload): KubernetesObject {
  const {secretFiles, configFiles} = workload
  const hasFiles = secretFiles.entries.length > 0
  const hasConfig = configFiles.entries.length > 0
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: workload.name, namespace: workload.namespace, labels: {app: workload.name}},
    spec: {
      selector: {matchLabels: {app: workload.name}},
      template: {
        // The one further label is what a cloud's webhook knows its pods by.
        metadata: {labels: {...pageLabels(workload), ...workload.podLabels}},
        spec: {
          ...(workload.serviceAccount ? {serviceAccountName: workload.serviceAccount.name} : {}),
          ...pullSecrets(workload),
          containers: [
            {
              name: workload.name,
              image: workload.image.reference,
              imagePullPolicy: workload.image.pullPolicy,
              envFrom: [{secretRef: {name: workload.secretEnvironment.name}}],
              ...(hasFiles || hasConfig
                ? {
                    volumeMounts: [
                      ...(hasFiles ? [{name: 'files', mountPath: workload.filesDirectory, readOnly: true}] : []),
                      ...(hasConfig ? [{name: 'config', mountPath: configFiles.directory, readOnly: true}] : []),
                    ],
                  }
                : {}),
            },
          ],
          ...(hasFiles || hasConfig
            ? {
                volumes: [
                  ...(hasFiles ? [{name: 'files', secret: {secretName: secretFiles.name}}] : []),
                  ...(hasConfig ? [{name: 'config', configMap: {name: configFiles.name}}] : []),
                ],
              }
            : {}),
        },
      },
    },
  }
}
