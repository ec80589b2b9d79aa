import type {Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {objectLabels} from './labels.ts'

/** The service account of a workload that has one of its own, and role and binding of a connector that reads the cluster. */
export function accessObjects(workload: Workload): KubernetesObject[] {
  const {access, serviceAccount: account} = workload
  if (!account) return []
  const labels = objectLabels(workload)
  const annotations = Object.keys(account.annotations).length > 0 ? {annotations: account.annotations} : {}
  const own: KubernetesObject[] = account.create ? [{apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: account.name, namespace: workload.namespace, labels, ...annotations}, automountServiceAccountToken: false}] : []
  if (!access) return own
  const elsewhere = access.scope === 'namespace' && access.namespace !== undefined && access.namespace !== workload.namespace
  const namespace = access.scope === 'cluster' ? undefined : (access.namespace ?? workload.namespace)
  // In another namespace, or in none, two environments of one project meet: the workload's namespace keeps their roles apart.
  const name = elsewhere || access.scope === 'cluster' ? `${workload.namespace}-${workload.name}` : workload.name
  const kind = access.scope === 'cluster' ? 'ClusterRole' : 'Role'
  const metadata = {name, ...(namespace === undefined ? {} : {namespace}), labels}
  return [
    ...own,
    {apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, rules: access.rules.map(({apiGroups, resources, verbs, resourceNames}) => ({apiGroups, resources, ...(resourceNames ? {resourceNames} : {}), verbs}))},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata,
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind, name},
      subjects: [{kind: 'ServiceAccount', name: account.name, namespace: workload.namespace}],
    },
  ]
}
