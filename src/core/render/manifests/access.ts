import type {Workload} from '../../workload/types.ts'
import type {KubernetesObject} from '../types.ts'
import {objectLabels} from './labels.ts'

/** ServiceAccount, role and binding of a connector that reads the cluster; nothing for all others. */
export function accessObjects(workload: Workload): KubernetesObject[] {
  const {access} = workload
  if (!access) return []
  const labels = objectLabels(workload)
  const elsewhere = access.scope === 'namespace' && access.namespace !== undefined && access.namespace !== workload.namespace
  const namespace = access.scope === 'cluster' ? undefined : (access.namespace ?? workload.namespace)
  // In another namespace, or in none, two environments of one project meet: the workload's namespace keeps their roles apart.
  const name = elsewhere || access.scope === 'cluster' ? `${workload.namespace}-${workload.name}` : workload.name
  const kind = access.scope === 'cluster' ? 'ClusterRole' : 'Role'
  const metadata = {name, ...(namespace === undefined ? {} : {namespace}), labels}
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: workload.name, namespace: workload.namespace, labels}, automountServiceAccountToken: false},
    {apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, rules: access.rules.map(({apiGroups, resources, verbs, resourceNames}) => ({apiGroups, resources, ...(resourceNames ? {resourceNames} : {}), verbs}))},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata,
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind, name},
      subjects: [{kind: 'ServiceAccount', name: workload.name, namespace: workload.namespace}],
    },
  ]
}
