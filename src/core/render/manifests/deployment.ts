import type {Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {containerEnvironment} from './environment.ts'
import {objectLabels, pageLabels} from './labels.ts'

/** The one place a connector may write: it keeps sync.c1z and debug.log in its working directory. */
const writableDirectory = '/tmp'
/** uid and gid of the images' `nonroot` user. */
const nonroot = 65532
/** Rolls the pod when a secret value changes: the kubelet does not restart it by itself. */
const checksumAnnotation = 'c1ctl/secret-checksum'

/** The Deployment of a workload, hardened: it runs as nobody, writes to one directory, and has no token unless the connector needs one. */
export function deployment(workload: Workload, podAnnotations: Record<string, string>): KubernetesObject {
  const labels = objectLabels(workload)
  const hasFiles = workload.secretFiles.entries.length > 0
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: workload.name, namespace: workload.namespace, labels},
    spec: {
      replicas: workload.replicas,
      selector: {matchLabels: {app: workload.name}},
      template: {
        metadata: {labels, annotations: {[checksumAnnotation]: workload.secretChecksum, ...podAnnotations}},
        spec: {
          ...(workload.access ? {serviceAccountName: workload.name} : {}),
          automountServiceAccountToken: workload.access !== undefined,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            ...(workload.fixedIds ? {runAsUser: nonroot, runAsGroup: nonroot, fsGroup: nonroot} : {}),
            seccompProfile: {type: 'RuntimeDefault'},
          },
          containers: [
            {
              name: workload.name,
              image: workload.image.reference,
              imagePullPolicy: workload.image.pullPolicy,
              workingDir: writableDirectory,
              ...(workload.secretEnvironment.entries.length > 0 ? {envFrom: [{secretRef: {name: workload.secretEnvironment.name}}]} : {}),
              env: containerEnvironment(workload, writableDirectory),
              ...probes(workload),
              resources: workload.resources,
              securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}},
              volumeMounts: [
                {name: 'tmp', mountPath: writableDirectory},
                ...(hasFiles ? [{name: 'files', mountPath: workload.filesDirectory, readOnly: true}] : []),
              ],
            },
          ],
          volumes: [
            {name: 'tmp', emptyDir: {}},
            // 0440: the group is fsGroup, so the process may read and nobody may write.
            ...(hasFiles ? [{name: 'files', secret: {secretName: workload.secretFiles.name, defaultMode: 0o440}}] : []),
          ],
        },
      },
    },
  }
}

/** Exec probes: the health server listens on loopback only, so the kubelet could not reach it over HTTP. */
function probes({healthCommand}: Workload): Record<string, unknown> {
  if (!healthCommand) return {}
  const probe = (endpoint: string, periodSeconds: number) => ({exec: {command: [healthCommand, 'health-check', `--endpoint=${endpoint}`]}, periodSeconds, timeoutSeconds: 5})
  return {livenessProbe: probe('live', 30), readinessProbe: probe('ready', 10)}
}

/** The Deployment of the setup pages and nothing more: every variable comes from the one Secret. */
export function minimalDeployment(workload: Workload): KubernetesObject {
  const hasFiles = workload.secretFiles.entries.length > 0
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: workload.name, namespace: workload.namespace, labels: {app: workload.name}},
    spec: {
      selector: {matchLabels: {app: workload.name}},
      template: {
        metadata: {labels: pageLabels(workload)},
        spec: {
          ...(workload.access ? {serviceAccountName: workload.name} : {}),
          containers: [
            {
              name: workload.name,
              image: workload.image.reference,
              imagePullPolicy: workload.image.pullPolicy,
              envFrom: [{secretRef: {name: workload.secretEnvironment.name}}],
              ...(hasFiles ? {volumeMounts: [{name: 'files', mountPath: workload.filesDirectory, readOnly: true}]} : {}),
            },
          ],
          ...(hasFiles ? {volumes: [{name: 'files', secret: {secretName: workload.secretFiles.name}}]} : {}),
        },
      },
    },
  }
}
