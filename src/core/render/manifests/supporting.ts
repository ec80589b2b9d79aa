import {needsEncoding} from '../../text/encoding.ts'
import type {Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {objectLabels} from './labels.ts'
import {authorityName} from './pod.ts'

/** A claim holds data: no tool that removes what git no longer lists takes it away (Argo CD, Helm, Flux), and `c1ctl` does not either. */
const kept = {'argocd.argoproj.io/sync-options': 'Prune=false', 'helm.sh/resource-policy': 'keep', 'kustomize.toolkit.fluxcd.io/prune': 'disabled'}

/** The objects that stand beside the pods of a workload, in the order in which they are applied. */
export function supportingObjects(workload: Workload): KubernetesObject[] {
  return [...networkPolicy(workload), ...configMaps(workload), ...volumeClaim(workload), ...disruptionBudget(workload)]
}

const metadataOf = (workload: Workload, name = workload.name) => ({name, namespace: workload.namespace, labels: objectLabels(workload)})
const podSelector = ({name}: Workload) => ({matchLabels: {app: name}})

function networkPolicy(workload: Workload): KubernetesObject[] {
  const {networkPolicy: policy} = workload
  if (!policy) return []
  const tcp = (port: number) => ({protocol: 'TCP', port})
  const to = policy.cidrs.map((cidr) => ({ipBlock: {cidr}}))
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadataOf(workload),
      spec: {
        podSelector: podSelector(workload),
        // Ingress without a rule: nothing comes in.
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          ...(policy.dns ? [{ports: [{protocol: 'UDP', port: 53}, tcp(53)]}] : []),
          {...(to.length > 0 ? {to} : {}), ports: policy.ports.map(tcp)},
          ...policy.further.map(({cidr, port}) => ({to: [{ipBlock: {cidr}}], ports: [tcp(port)]})),
        ],
      },
    },
  ]
}

/** ConfigMaps of the user's own files, and of their certificate authorities. */
export function configMaps(workload: Workload): KubernetesObject[] {
  const {configFiles, caBundle} = workload
  return [
    ...(configFiles.entries.length > 0 ? [configMap(workload, configFiles.name, configFiles.entries)] : []),
    ...(caBundle && 'content' in caBundle ? [configMap(workload, authorityName(workload), [{key: caBundle.file, content: caBundle.content}])] : []),
  ]
}

function configMap(workload: Workload, name: string, entries: Array<{key: string; content: string}>): KubernetesObject {
  const texts = entries.filter(({content}) => !needsEncoding(content)).map(({key, content}) => [key, content])
  const encoded = entries.filter(({content}) => needsEncoding(content)).map(({key, content}) => [key, Buffer.from(content, 'utf8').toString('base64')])
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(workload, name),
    ...(texts.length > 0 ? {data: Object.fromEntries(texts) as unknown} : {}),
    ...(encoded.length > 0 ? {binaryData: Object.fromEntries(encoded) as unknown} : {}),
  }
}

function volumeClaim(workload: Workload): KubernetesObject[] {
  const {volume} = workload
  if (!volume?.create) return []
  const {size, accessModes, storageClass} = volume.create
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {...metadataOf(workload, volume.claim), annotations: kept},
      spec: {accessModes, ...(storageClass === undefined ? {} : {storageClassName: storageClass}), resources: {requests: {storage: size}}},
    },
  ]
}

function disruptionBudget(workload: Workload): KubernetesObject[] {
  const {disruptionBudget: budget} = workload
  if (!budget) return []
  const {automatic: _, ...amount} = budget
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadataOf(workload),
      spec: {...amount, selector: {...podSelector(workload)}, unhealthyPodEvictionPolicy: 'AlwaysAllow'},
    },
  ]
}
