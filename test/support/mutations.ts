type JsonMap = Record<string, unknown>
export type MutationPath = Array<string | number>

/** A valid object with one thing changed. */
export interface Mutation {
  name: string
  object: JsonMap
}

const labels = {app: 'baton-x', 'app.kubernetes.io/name': 'baton-x', baton: 'true'}
/** Valid objects of every kind that c1ctl renders, with what its renderer uses and a little more. */
export const validObjects: JsonMap[] = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'mutations', labels: {team: 'iam'}}},
  {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'baton-x-secrets', namespace: 'default', labels, annotations: {'c1ctl/note': 'x y'}}, type: 'Opaque', immutable: false, data: {BATON_TOKEN: 'Zm9v'}, stringData: {BATON_A: 'x', 'key.pem': 'y'}},
  {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'baton-x', namespace: 'default'}, data: {a: 'x', 'b.yaml': 'y: 1'}, binaryData: {c: 'Zm9v'}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'baton-x', namespace: 'default'}, automountServiceAccountToken: false, imagePullSecrets: [{name: 'pull'}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {name: 'baton-x', namespace: 'default'}, rules: [{apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'], resourceNames: ['a']}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'baton-x'}, rules: [{apiGroups: ['apps'], resources: ['deployments'], verbs: ['*']}, {nonResourceURLs: ['/healthz'], verbs: ['get']}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: 'baton-x', namespace: 'default'}, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'baton-x'}, subjects: [{kind: 'ServiceAccount', name: 'baton-x', namespace: 'default'}, {kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io'}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name: 'baton-x'}, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'}, subjects: [{kind: 'Group', name: 'ops', apiGroup: 'rbac.authorization.k8s.io'}]},
  {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-x', namespace: 'default', labels},
    spec: {
      replicas: 1, revisionHistoryLimit: 3, minReadySeconds: 1, strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: 1}},
      selector: {matchLabels: {app: 'baton-x'}, matchExpressions: [{key: 'baton', operator: 'In', values: ['true']}]},
      template: {
        metadata: {labels, annotations: {'c1ctl/checksum': 'abc'}},
        spec: {
          serviceAccountName: 'baton-x', automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Always', terminationGracePeriodSeconds: 30, nodeSelector: {'kubernetes.io/os': 'linux'},
          securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: {type: 'RuntimeDefault'}},
          containers: [{
            name: 'baton-x', image: 'public.ecr.aws/conductorone/baton-x:0.1.0', imagePullPolicy: 'IfNotPresent', args: ['--log-level', 'info'], workingDir: '/tmp',
            env: [{name: 'BATON_HOST_ID', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}, {name: 'HOME', value: '/tmp'}, {name: 'BATON_TOKEN', valueFrom: {secretKeyRef: {name: 'baton-x-secrets', key: 'BATON_TOKEN', optional: true}}}],
            envFrom: [{secretRef: {name: 'baton-x-secrets'}}, {prefix: 'P_', configMapRef: {name: 'baton-x', optional: false}}],
            ports: [{containerPort: 8081, name: 'health', protocol: 'TCP'}],
            resources: {requests: {memory: '128Mi', cpu: '100m'}, limits: {memory: '1Gi'}},
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false, capabilities: {drop: ['ALL']}},
            livenessProbe: {exec: {command: ['/baton-x', 'health-check']}, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3},
            readinessProbe: {httpGet: {path: '/ready', port: 8081, scheme: 'HTTP'}, initialDelaySeconds: 5},
            startupProbe: {tcpSocket: {port: 'health'}},
            volumeMounts: [{name: 'tmp', mountPath: '/tmp'}, {name: 'files', mountPath: '/etc/baton', readOnly: true}],
          }],
          volumes: [{name: 'tmp', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}}, {name: 'files', secret: {secretName: 'baton-x-files', defaultMode: 288, items: [{key: 'key.pem', path: 'key.pem', mode: 288}]}}, {name: 'config', configMap: {name: 'baton-x', optional: true}}],
        },
      },
    },
  },
]

function changed(object: JsonMap, path: MutationPath, change: (parent: any, key: string | number) => void): JsonMap {
  const copy = structuredClone(object)
  let parent: any = copy
  for (const step of path.slice(0, -1)) parent = parent[step]
  change(parent, path.at(-1)!)
  return copy
}

function* paths(value: unknown, path: MutationPath = []): Generator<{path: MutationPath; value: unknown}> {
  if (path.length > 0) yield {path, value}
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* paths(item, [...path, index])
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* paths(item, [...path, key])
}

const values: unknown[] = [null, '', 'word', 'Two Words', 'true', '-x', 'x/y/z', '../x', '12', '1.5Gi', 'a'.repeat(64), true, 0, 1, -1, 1.5, 70_000, 4_000_000_000, [], ['word'], [null], {}, {word: 'x'}, {word: 1}]

/** Every place of every valid object: taken away, replaced by values of all kinds, misspelt, doubled, or with a stranger beside it. */
export function* mutations(): Generator<Mutation> {
  for (const object of validObjects) {
    const kind = String(object.kind)
    yield {name: `${kind} as it is`, object}
    for (const {path, value} of paths(object)) {
      // Another kind or version is another matter: the test asks for this one.
      if (path[0] === 'apiVersion' || path[0] === 'kind') continue
      const at = `${kind} ${path.join('.')}`
      const key = path.at(-1)!
      yield {name: `${at} taken away`, object: changed(object, path, (parent, one) => (Array.isArray(parent) ? parent.splice(Number(one), 1) : delete parent[one]))}
      for (const other of values) {
        if (JSON.stringify(other) !== JSON.stringify(value)) yield {name: `${at} = ${JSON.stringify(other).slice(0, 30)}`, object: changed(object, path, (parent, one) => (parent[one] = structuredClone(other)))}
      }
      if (typeof key === 'string') {
        yield {name: `${at} misspelt`, object: changed(object, path, (parent) => { parent[`${key}x`] = parent[key]; delete parent[key] })}
        yield {name: `${at} in capitals`, object: changed(object, path, (parent) => { const {[key]: own, ...rest} = parent as JsonMap; for (const one of Object.keys(parent)) delete parent[one]; Object.assign(parent, rest, {[key.toUpperCase()]: own}) })}
      } else yield {name: `${at} doubled`, object: changed(object, path, (parent, one) => parent.push(structuredClone(parent[one])))}
    }
  }
}
