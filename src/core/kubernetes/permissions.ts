/** Something that c1ctl does in a cluster. */
export interface Permission {
  verb: string
  group: string
  resource: string
}

const all = (group: string, resource: string, verbs: string[]): Permission[] => verbs.map((verb) => ({verb, group, resource}))

/** What `apply` cannot do without. */
export const applyPermissions: Permission[] = [...all('', 'secrets', ['create', 'patch']), ...all('apps', 'deployments', ['create', 'patch'])]
/** What `apply` and `status` need to say how it went. */
export const watchPermissions: Permission[] = [
  ...all('apps', 'deployments', ['get', 'list']), ...all('apps', 'replicasets', ['list']), ...all('', 'pods', ['list']), ...all('', 'secrets', ['get']),
]
/** What a connector with access of its own needs beside them. */
export const accessPermissions: Permission[] = [
  ...all('', 'serviceaccounts', ['create', 'patch']), ...all('rbac.authorization.k8s.io', 'roles', ['create', 'patch']), ...all('rbac.authorization.k8s.io', 'rolebindings', ['create', 'patch']),
]

/**
 * Questions to the cluster, one a permission (authorization.k8s.io/v1). A SelfSubjectRulesReview would be one question for all, but its answer is
 * incomplete wherever the Node authorizer is on, which is everywhere (measured on 1.36.1).
 */
export function accessReviews(permissions: Permission[], namespace: string): unknown {
  const items = permissions.map((resourceAttributes) => ({apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes: {...resourceAttributes, namespace}}}))
  return {apiVersion: 'v1', kind: 'List', items}
}

/** How kubectl is to print each answer for `denied`. */
export const reviewLine = 'jsonpath={.spec.resourceAttributes.verb}|{.spec.resourceAttributes.group}|{.spec.resourceAttributes.resource}|{.status.allowed}{"\\n"}'

/** Which of these the cluster's answers do not allow. */
export function denied(stdout: string, permissions: Permission[]): Permission[] {
  const allowed = new Set(stdout.split('\n').filter((line) => line.endsWith('|true')))
  return permissions.filter(({verb, group, resource}) => !allowed.has(`${verb}|${group}|${resource}|true`))
}

/** `create and patch secrets; list pods`. */
export function permissionText(permissions: Permission[]): string {
  const byResource = new Map<string, string[]>()
  for (const {verb, group, resource} of permissions) {
    const name = group === '' ? resource : `${resource}.${group}`
    byResource.set(name, [...(byResource.get(name) ?? []), verb])
  }
  return [...byResource].map(([name, verbs]) => `${verbs.join(' and ')} ${name}`).join('; ')
}
