/** A rule of a SelfSubjectRulesReview (authorization.k8s.io/v1): what the current user may do in a namespace. */
export interface ResourceRule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
}

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

const holds = (list: string[] | undefined, wanted: string): boolean => list?.some((one) => one === '*' || one === wanted) ?? false

/** Which of these no rule grants for every object of the resource. */
export function missingPermissions(rules: ResourceRule[], wanted: Permission[]): Permission[] {
  return wanted.filter(({verb, group, resource}) =>
    !rules.some((rule) => holds(rule.verbs, verb) && holds(rule.apiGroups, group) && holds(rule.resources, resource) && (rule.resourceNames ?? []).length === 0))
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
