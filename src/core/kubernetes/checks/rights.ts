import {list, map} from '../../values/maps.ts'
import {dnsSubdomain, pathSegment} from '../names.ts'
import {given, type Check, type Checks} from './check.ts'

const roleRule: Check = (rule, report) => {
  const has = (field: string): boolean => Array.isArray(rule[field]) && (rule[field] as unknown[]).length > 0
  if (has('nonResourceURLs')) {
    if (has('apiGroups') || has('resources') || has('resourceNames')) report('one-of', ['nonResourceURLs'], 'A rule is about nonResourceURLs or about resources, not both.', {part: 'key'})
    return
  }
  for (const field of ['apiGroups', 'resources']) if (!has(field)) report('required', Array.isArray(rule[field]) ? [field] : [], `A rule needs at least one of ${field}${field === 'apiGroups' ? ' ("" is the core group)' : ''}.`, {part: 'key'})
}

const namespacedRole: Check = (role, report) => {
  for (const [index, rule] of list(role.rules).entries()) if (Array.isArray(rule.nonResourceURLs) && rule.nonResourceURLs.length > 0) report('value', ['rules', index, 'nonResourceURLs'], 'A Role lies in a namespace and cannot speak of nonResourceURLs: use a ClusterRole.', {part: 'key'})
}

const roleRef = (kinds: string[]): Check => (binding, report) => {
  const {apiGroup, kind, name} = map(binding.roleRef)
  if (typeof name === 'string' && pathSegment(name)) report('name', ['roleRef', 'name'], `The name ${name} is not allowed: it ${pathSegment(name)!}.`)
  if (given(kind) && !kinds.includes(String(kind))) report('value', ['roleRef', 'kind'], `roleRef.kind must be ${kinds.join(' or ')}.`)
  if (given(apiGroup) && apiGroup !== 'rbac.authorization.k8s.io') report('value', ['roleRef', 'apiGroup'], 'roleRef.apiGroup must be rbac.authorization.k8s.io.')
}

const subject: Check = ({kind, apiGroup, name}, report) => {
  if (!['ServiceAccount', 'User', 'Group'].includes(String(kind))) {
    if (given(kind)) report('value', ['kind'], `A subject is a ServiceAccount, User or Group, not a ${String(kind)}.`)
    return
  }
  const group = kind === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io'
  if (given(apiGroup) && apiGroup !== group) report('value', ['apiGroup'], `apiGroup of a ${String(kind)} must be "${group}".`)
  if (kind === 'ServiceAccount' && typeof name === 'string' && name !== '' && dnsSubdomain(name)) report('name', ['name'], `The name ${name} is not allowed: it ${dnsSubdomain(name)!}.`)
}

const subjectNamespaces: Check = (binding, report) => {
  for (const [index, one] of list(binding.subjects).entries()) {
    if (one.kind === 'ServiceAccount' && !given(one.namespace)) report('required', ['subjects', index], 'A ServiceAccount as subject of a ClusterRoleBinding needs its namespace.')
  }
}

const aggregation: Check = (role, report) => {
  const rule = role.aggregationRule
  if (given(rule) && list(map(rule).clusterRoleSelectors).length === 0) report('required', ['aggregationRule'], 'aggregationRule needs at least one of clusterRoleSelectors.', {part: 'key'})
}

/** Roles and their bindings. */
export const rightsChecks: Checks = {
  'rbac.v1.Role': [namespacedRole],
  'rbac.v1.ClusterRole': [aggregation],
  'rbac.v1.RoleBinding': [roleRef(['Role', 'ClusterRole'])],
  'rbac.v1.ClusterRoleBinding': [roleRef(['ClusterRole']), subjectNamespaces],
  'rbac.v1.PolicyRule': [roleRule],
  'rbac.v1.Subject': [subject],
}
