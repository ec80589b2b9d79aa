import type {Workload} from '../../workload/types.ts'
import {containerEnvironment} from './environment.ts'
import {objectLabels} from './labels.ts'

/** The one place a connector may write: it keeps sync.c1z and debug.log in its working directory. */
const writableDirectory = '/tmp'
/** uid and gid of the images' `nonroot` user. */
const nonroot = 65532
/** Rolls the pod when a secret value changes: the kubelet does not restart it by itself. */
const checksumAnnotation = 'c1ctl/secret-checksum'
/** The same for mounted files that are no secret. */
const configAnnotation = 'c1ctl/config-checksum'

/** A template of pods, as Deployment and Job hold it. */
export interface PodTemplate {
  metadata: {labels: Record<string, string>; annotations: Record<string, string>}
  spec: Record<string, unknown>
}

/**
 * The pods of a workload, hardened: they run as nobody, write to one directory and to a volume of the user's, and have no token unless the connector
 * needs one.
 * @param annotations what the secret mode asks for
 */
export function podTemplate(workload: Workload, annotations: Record<string, string>): PodTemplate {
  const {asked: _, ...scheduling} = workload.scheduling
  const ends = workload.run.mode === 'once'
  return {
    metadata: {
      labels: {...objectLabels(workload), ...workload.podLabels},
      annotations: {
        [checksumAnnotation]: workload.secretChecksum,
        ...(workload.configChecksum === undefined ? {} : {[configAnnotation]: workload.configChecksum}),
        ...annotations,
        ...workload.podAnnotations,
      },
    },
    spec: {
      // A run that failed is made again in a pod of its own, whose log can be read beside the first one's.
      ...(ends ? {restartPolicy: 'Never'} : {}),
      ...(workload.serviceAccount ? {serviceAccountName: workload.serviceAccount.name} : {}),
      automountServiceAccountToken: workload.access !== undefined,
      enableServiceLinks: false,
      ...pullSecrets(workload),
      securityContext: {
        runAsNonRoot: true,
        // The group owns mounted files and volumes, also the tokens that a cloud's webhook brings.
        ...(workload.fixedIds ? {runAsUser: nonroot, runAsGroup: nonroot, fsGroup: nonroot} : {}),
        seccompProfile: {type: 'RuntimeDefault'},
      },
      ...scheduling,
      containers: [
        {
          name: workload.name,
          image: workload.image.reference,
          imagePullPolicy: workload.image.pullPolicy,
          workingDir: writableDirectory,
          ...(workload.secretEnvironment.entries.length > 0 ? {envFrom: [{secretRef: {name: workload.secretEnvironment.name}}]} : {}),
          env: containerEnvironment(workload, writableDirectory),
          ...(ends ? {} : probes(workload)),
          resources: workload.resources,
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}},
          volumeMounts: [{name: 'tmp', mountPath: writableDirectory}, ...mounts(workload).map(({mount}) => mount)],
        },
      ],
      volumes: [{name: 'tmp', emptyDir: {}}, ...mounts(workload).map(({volume}) => volume)],
    },
  }
}

/** Names of the Secrets that the image is pulled with. */
export function pullSecrets({imagePullSecrets}: Workload): {imagePullSecrets?: Array<{name: string}>} {
  return imagePullSecrets.length === 0 ? {} : {imagePullSecrets: imagePullSecrets.map((name) => ({name}))}
}

/** What is mounted beside the working directory. */
function mounts(workload: Workload): Array<{volume: Record<string, unknown>; mount: Record<string, unknown>}> {
  const {secretFiles, configFiles, caBundle, volume} = workload
  return [
    // 0440: the group is fsGroup, so the process may read and nobody may write.
    ...(secretFiles.entries.length > 0 ? [{volume: {name: 'files', secret: {secretName: secretFiles.name, defaultMode: 0o440}}, mount: {name: 'files', mountPath: workload.filesDirectory, readOnly: true}}] : []),
    ...(configFiles.entries.length > 0 ? [{volume: {name: 'config', configMap: {name: configFiles.name}}, mount: {name: 'config', mountPath: configFiles.directory, readOnly: true}}] : []),
    ...(caBundle
      ? [{
          volume: {name: 'ca', configMap: 'configMap' in caBundle ? {name: caBundle.configMap, items: [{key: caBundle.key, path: caBundle.file}]} : {name: authorityName(workload)}},
          mount: {name: 'ca', mountPath: caBundle.directory, readOnly: true},
        }]
      : []),
    ...(volume ? [{volume: {name: 'data', persistentVolumeClaim: {claimName: volume.claim}}, mount: {name: 'data', mountPath: volume.path}}] : []),
  ]
}

/** Name of the ConfigMap with the certificate authorities of the user's own. */
export const authorityName = ({name}: Workload): string => `${name}-ca`

/** Exec probes: the health server listens on loopback only, so the kubelet could not reach it over HTTP. */
function probes({healthCommand}: Workload): Record<string, unknown> {
  if (!healthCommand) return {}
  const probe = (endpoint: string, periodSeconds: number) => ({exec: {command: [healthCommand, 'health-check', `--endpoint=${endpoint}`]}, periodSeconds, timeoutSeconds: 5})
  return {livenessProbe: probe('live', 30), readinessProbe: probe('ready', 10)}
}
