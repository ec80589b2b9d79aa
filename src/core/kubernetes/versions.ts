import {nearest} from '../problems/nearest.ts'
import {kindsOf, kindType, kindVersions} from './schema.ts'

/**
 * Versions of kinds that Kubernetes took back before the oldest version that c1ctl has schemas for, by the version without them. What went away later is seen
 * in the schemas themselves. Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const gone: Array<[kubernetes: string, apiVersions: string[], kinds: string[]]> = [
  ['1.16', ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'], ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']],
  ['1.16', ['extensions/v1beta1'], ['NetworkPolicy', 'PodSecurityPolicy']],
  ['1.22', ['admissionregistration.k8s.io/v1beta1'], ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']],
  ['1.22', ['apiextensions.k8s.io/v1beta1'], ['CustomResourceDefinition']],
  ['1.22', ['apiregistration.k8s.io/v1beta1'], ['APIService']],
  ['1.22', ['authentication.k8s.io/v1beta1'], ['TokenReview']],
  ['1.22', ['authorization.k8s.io/v1beta1'], ['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview']],
  ['1.22', ['certificates.k8s.io/v1beta1'], ['CertificateSigningRequest']],
  ['1.22', ['coordination.k8s.io/v1beta1'], ['Lease']],
  ['1.22', ['extensions/v1beta1', 'networking.k8s.io/v1beta1'], ['Ingress']],
  ['1.22', ['networking.k8s.io/v1beta1'], ['IngressClass']],
  ['1.22', ['rbac.authorization.k8s.io/v1beta1'], ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']],
  ['1.22', ['scheduling.k8s.io/v1beta1'], ['PriorityClass']],
  ['1.22', ['storage.k8s.io/v1beta1'], ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment']],
  ['1.25', ['batch/v1beta1'], ['CronJob']],
  ['1.25', ['discovery.k8s.io/v1beta1'], ['EndpointSlice']],
  ['1.25', ['events.k8s.io/v1beta1'], ['Event']],
  ['1.25', ['autoscaling/v2beta1'], ['HorizontalPodAutoscaler']],
  ['1.25', ['policy/v1beta1'], ['PodDisruptionBudget', 'PodSecurityPolicy']],
  ['1.25', ['node.k8s.io/v1beta1'], ['RuntimeClass']],
  ['1.26', ['flowcontrol.apiserver.k8s.io/v1beta1'], ['FlowSchema', 'PriorityLevelConfiguration']],
  ['1.26', ['autoscaling/v2beta2'], ['HorizontalPodAutoscaler']],
  ['1.27', ['storage.k8s.io/v1beta1'], ['CSIStorageCapacity']],
  ['1.29', ['flowcontrol.apiserver.k8s.io/v1beta2'], ['FlowSchema', 'PriorityLevelConfiguration']],
  ['1.32', ['flowcontrol.apiserver.k8s.io/v1beta3'], ['FlowSchema', 'PriorityLevelConfiguration']],
]

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '')
const apiVersionOf = (kind: string): string => kind.slice(0, kind.lastIndexOf('/'))
const kindOf = (kind: string): string => kind.slice(kind.lastIndexOf('/') + 1)
const isStable = (apiVersion: string): boolean => !/\/v\d+(?:alpha|beta)\d+$/.test(apiVersion)
const after = (version: string): string => `1.${Number(version.split('.')[1]) + 1}`

/** The apiVersions under which a version takes a kind: the stable ones, or all when none is; the newest first. */
export function apiVersionsOf(kind: string, version: string): string[] {
  const all = kindsOf(version).filter((one) => kindOf(one) === kind).map(apiVersionOf).sort().reverse()
  const stable = all.filter(isStable)
  return stable.length > 0 ? stable : all
}

/** Why an API server serves a kind only where it was told to: it is no stable version. Undefined for those that are always there. */
export function onlyOnRequest(apiVersion: string, kind: string, version: string): string | undefined {
  if (isStable(apiVersion)) return undefined
  const [stable] = apiVersionsOf(kind, version).filter(isStable)
  return `An API server takes ${kind} of ${apiVersion} only when it was started with --runtime-config=${apiVersion}=true.${stable ? ` ${stable} is always there.` : ''}`
}

/** Why a kind is not taken, and its apiVersion where there is one answer. */
export interface Unknown {
  message: string
  instead?: string
}

/**
 * Why a version of Kubernetes does not take a kind of its own groups, and what to write instead.
 * @param apiVersion `policy/v1beta1`
 * @param version `1.36`
 * @returns null when the group is none of Kubernetes' own: the kind may be a custom resource
 */
export function whyUnknown(apiVersion: string, kind: string, version: string): Unknown | null {
  const group = groupOf(apiVersion)
  const removed = gone.find(([, apiVersions, kinds]) => apiVersions.includes(apiVersion) && kinds.includes(kind))
  const all = kindsOf(version)
  const groups = [...new Set(all.map((one) => groupOf(apiVersionOf(one))))]
  const known = kindVersions(`${apiVersion}/${kind}`)
  // Groups of custom resources have a dot: one without is a slip.
  if (!removed && !known && !groups.includes(group) && group.includes('.')) {
    const near = nearest(group, groups.filter((one) => one.includes('.')))
    const meant = near === undefined ? undefined : apiVersion.replace(group, near)
    return meant !== undefined && kindType(`${meant}/${kind}`, version) !== undefined ? {message: `There is no ${kind} in ${apiVersion}: its apiVersion is ${meant}.`, instead: meant} : null
  }

  const right = apiVersionsOf(kind, version)
  const because = (message: string): Unknown => ({message, ...(right.length === 1 ? {instead: right[0]!} : {})})
  const use = right.length > 0 ? `: use ${right.join(' or ')}` : ''
  if (removed) return because(`${kind} of ${apiVersion} went away in Kubernetes ${removed[0]}${use || ': nothing took its place; Pod Security Admission (labels of the namespace) does its work'}.`)
  if (known?.since !== undefined && minor(known.since) > minor(version)) return because(`${kind} of ${apiVersion} came with Kubernetes ${known.since}, and ${version} does not have it${right.length > 0 ? `: it takes ${right.join(' or ')}` : ''}.`)
  if (known?.until !== undefined && minor(known.until) < minor(version)) return because(`${kind} of ${apiVersion} went away in Kubernetes ${after(known.until)}${use}.`)
  if (right.length > 0) return because(`There is no ${kind} in ${apiVersion}: its apiVersion is ${right.join(' or ')}.`)
  const near = nearest(kind, [...new Set(all.filter((one) => apiVersionOf(one) === apiVersion).map(kindOf))]) ?? nearest(kind, [...new Set(all.map(kindOf))])
  return {message: `Kubernetes ${version} takes no ${kind} of ${apiVersion}.${near ? ` Did you mean ${near}?` : ''}`}
}
const minor = (version: string): number => Number(version.split('.')[1])
