/** Something that c1ctl does in a cluster. */
export interface Permission {
  verb: string
  group: string
  resource: string
}

const all = (group: string, resource: string, verbs: string[]): Permission[] => verbs.map((verb) => ({verb, group, resource}))

const made = (group: string, resource: string): Permission[] => all(group, resource, ['create', 'patch'])
const watched = (group: string, resource: string): Permission[] => all(group, resource, ['get', 'list'])

/** What instances make in a cluster beside their Secrets, as far as it needs permissions of its own. */
export interface Kinds {
  service: boolean
  job: boolean
  cronJob: boolean
  configMap: boolean
  serviceAccount: boolean
  access: boolean
  networkPolicy: boolean
  disruptionBudget: boolean
  volumeClaim: boolean
}

/** What `apply` cannot do without. */
export function applyPermissions(kinds: Kinds): Permission[] {
  const needed: Array<[boolean, Permission[]]> = [
    [true, made('', 'secrets')],
    [kinds.service, made('apps', 'deployments')],
    [kinds.job, made('batch', 'jobs')],
    [kinds.cronJob, made('batch', 'cronjobs')],
    [kinds.configMap, made('', 'configmaps')],
    [kinds.serviceAccount || kinds.access, made('', 'serviceaccounts')],
    [kinds.access, [...made('rbac.authorization.k8s.io', 'roles'), ...made('rbac.authorization.k8s.io', 'rolebindings')]],
    [kinds.networkPolicy, made('networking.k8s.io', 'networkpolicies')],
    [kinds.disruptionBudget, made('policy', 'poddisruptionbudgets')],
    [kinds.volumeClaim, made('', 'persistentvolumeclaims')],
  ]
  return needed.filter(([isNeeded]) => isNeeded).flatMap(([, permissions]) => permissions)
}

/** What `apply` and `status` need to say how it went. */
export function watchPermissions({service, job, cronJob}: Pick<Kinds, 'service' | 'job' | 'cronJob'>): Permission[] {
  return [
    ...(service ? [...watched('apps', 'deployments'), ...all('apps', 'replicasets', ['list'])] : []),
    ...(job || cronJob ? [...watched('batch', 'jobs'), ...all('batch', 'cronjobs', ['list'])] : []),
    ...all('', 'pods', ['list']), ...all('', 'secrets', ['get']),
  ]
}

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
