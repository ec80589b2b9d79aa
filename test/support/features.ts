import {Secret} from '../../src/core/credentials/secret.ts'
import {parseProject} from '../../src/core/project/parse.ts'
import type {FeatureId} from '../../src/core/render/features.ts'
import {resolveWorkloads} from '../../src/core/workload/resolve.ts'
import {readSourceDocument} from '../../src/core/yaml/source-document.ts'
import {catalogOf} from './catalog.ts'

/** A connector with what features need of one. */
export const featureCatalog = `
app:
  title: App
  image: baton-app
  health: true
  fields:
    token: {title: Token, secret: true, required: true}
    base-url: {title: URL}
    key: {title: Key, type: file, secret: true}
    config-path: {title: File, type: file, extensions: [.yaml]}
  auth: {keys: {title: Keys}, cluster: {title: Cluster}}
  needs: {access: {scope: namespace, rules: [{api-groups: [""], resources: [pods], verbs: [get, list]}], why: It reads pods., when: auth = cluster}}
`
const sampleCertificate = '-----BEGIN CERTIFICATE-----\nbWFkZSB1cA==\n-----END CERTIFICATE-----\n'

/** Settings of an instance that ask for a feature. */
export const featureInstances: Record<FeatureId, Record<string, unknown>> = {
  replicas: {replicas: 2},
  once: {run: {mode: 'once', output: 's3://bucket/key'}},
  schedule: {run: {mode: 'once', output: 's3://bucket/key', schedule: '0 3 * * *', timeZone: 'Europe/Zurich'}},
  'secret-files': {credentials: {key: {from: 'env', name: 'APP_KEY'}}},
  'config-files': {files: {'config-path': 'app.yaml'}},
  'ca-bundle': {caBundle: {path: 'ca.pem'}},
  'ca-bundle-config-map': {caBundle: {configMap: 'trust', key: 'bundle.pem'}},
  proxy: {proxy: {https: 'http://proxy.example.com:3128', no: ['.internal']}},
  access: {auth: 'cluster'},
  'service-account': {serviceAccount: {annotations: {'example.com/team': 'identity'}}},
  'workload-identity': {workloadIdentity: {azure: {clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2'}}},
  'network-policy': {networkPolicy: {ports: ['8443'], cidrs: ['203.0.113.0/24', '2001:db8::/32']}},
  'disruption-budget': {podDisruptionBudget: {maxUnavailable: '50%'}},
  volume: {volume: {path: '/data', size: '1Gi', accessModes: ['ReadWriteMany']}},
  'image-pull-secrets': {imagePullSecrets: ['registry']},
  scheduling: {
    scheduling: {
      nodeSelector: {'kubernetes.io/os': 'linux'}, tolerations: [{key: 'dedicated', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: '300'}], priorityClassName: 'system-cluster-critical',
      affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: '10', preference: {matchExpressions: [{key: 'zone', operator: 'In', values: ['a', '1']}]}}]}},
      topologySpreadConstraints: [{maxSkew: '1', topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway'}],
    },
  },
  'pod-labels': {podLabels: {team: 'identity'}},
  'pod-annotations': {podAnnotations: {'example.com/note': 'yes'}},
}

/** Files of a project that instances with features name. */
export const featureFiles = {'app.yaml': 'a: 1\n', 'ca.pem': sampleCertificate}

/** The workload of an instance of `featureCatalog` with these settings. */
export function workloadsOf(settings: Record<string, unknown>) {
  const {credentials, ...rest} = settings
  const {project, problems, place} = parseProject(readSourceDocument(JSON.stringify({version: 1, name: 'acme', connectors: {app: {image: {tag: '1.0.0'}, credentials: credentials ?? {}, ...rest}}}), 'c1ctl.yaml'))
  if (problems.length > 0) throw new Error(problems.map((one) => one.what).join('\n'))
  const instance = project!.instances['app']!
  const values = {
    token: new Secret('tok'), 'conductorone.client-id': new Secret('c1@acme/x'), 'conductorone.client-secret': new Secret('c1secret'),
    ...Object.fromEntries(Object.keys(instance.credentials).map((name) => [name, new Secret(`${name} of a test`)])),
  }
  const files = {fields: Object.fromEntries(Object.entries(instance.files).map(([field, path]) => [field, featureFiles[path as keyof typeof featureFiles]])), ...(instance.caBundle && 'path' in instance.caBundle ? {caBundle: sampleCertificate} : {})}
  const resolved = resolveWorkloads({project: project!, catalog: catalogOf(featureCatalog), instances: [instance], credentials: {app: {values, checksumKey: null}}, files: {app: files}, place})
  if (resolved.problems.length > 0) throw new Error(resolved.problems.map((one) => one.what).join('\n'))
  return {...resolved, place}
}
