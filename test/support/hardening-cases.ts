import {fileURLToPath} from 'node:url'
import type {Catalog} from '../../src/core/catalog/types.ts'

/** What kube-score complains of in each case, recorded by test/e2e/hardening.test.ts. */
export const hardeningVerdictsFile = fileURLToPath(new URL('hardening-verdicts.json', import.meta.url))

export interface HardeningVerdicts {
  /** The version of kube-score. */
  judge: string
  fingerprint: string
  /** What kube-score can say: check and summary. */
  complaints: string[]
  /** For each case the numbers of what it said, separated by blanks. */
  verdicts: string[]
}

/** Objects of one run, of which the first is the Deployment of a connector. */
export interface HardeningCase {
  name: string
  objects: any[]
}

interface Draft {
  deployment: any
  pod: any
  container: any
  policy: any
  others: any[]
}

export const shopCatalog: Catalog = {
  shop: {
    name: 'shop', title: 'Shop', image: 'baton-shop', registry: 'public.ecr.aws/conductorone', hosting: ['self-hosted'], capabilities: {}, resourceTypes: {}, features: [], fields: {}, auth: {}, constraints: [], recipes: {}, needs: {}, health: true, notes: [], sources: {},
    recipesFromProject: [], schemaExtras: {},
  },
}

const labels = {app: 'baton-shop', 'baton-app': 'shop'}
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
const fixed = `public.ecr.aws/conductorone/baton-shop:0.1.40@${digest}`
const selector = {matchLabels: {app: 'baton-shop'}}
const probe = (endpoint: string) => ({exec: {command: ['/baton-shop', 'health-check', `--endpoint=${endpoint}`]}})

/** What c1ctl renders for a connector with the health command and a pinned image, beside a NetworkPolicy: nothing is to be said of it. */
function hardened(): Draft {
  const container: any = {
    name: 'baton-shop', image: fixed, imagePullPolicy: 'IfNotPresent', workingDir: '/tmp', env: [{name: 'BATON_HEALTH_CHECK', value: 'true'}, {name: 'HOME', value: '/tmp'}], livenessProbe: probe('live'), readinessProbe: probe('ready'),
    resources: {requests: {memory: '128Mi'}, limits: {memory: '1Gi'}}, securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}}, volumeMounts: [{name: 'tmp', mountPath: '/tmp'}],
  }
  const pod: any = {
    automountServiceAccountToken: false, enableServiceLinks: false, securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: {type: 'RuntimeDefault'}}, containers: [container], volumes: [{name: 'tmp', emptyDir: {}}],
  }
  const deployment: any = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-shop', namespace: 'c1', labels: {...labels}}, spec: {replicas: 1, selector: structuredClone(selector), template: {metadata: {labels: {...labels}}, spec: pod}}}
  const policy: any = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'baton-shop', namespace: 'c1'}, spec: {podSelector: structuredClone(selector), policyTypes: ['Ingress', 'Egress'], egress: [{ports: [{port: 443}]}]}}
  return {deployment, pod, container, policy, others: []}
}

const sidecar = (more: object = {}): any => ({name: 'proxy', image: `registry.acme.com/proxy:2@${digest}`, imagePullPolicy: 'IfNotPresent', resources: {limits: {memory: '64Mi'}}, securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}}, ...more})
const budget = (spec: object = {maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow'}, metadata: object = {namespace: 'c1'}): any => ({apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name: 'baton-shop', ...metadata}, spec: {selector, ...spec}})
const service = (spec: object = {}, metadata: object = {namespace: 'c1'}): any => ({apiVersion: 'v1', kind: 'Service', metadata: {name: 'baton-shop', ...metadata}, spec: {selector: {app: 'baton-shop'}, ports: [{port: 8081}], ...spec}})
const scaler = (metadata: object = {namespace: 'c1'}, target: object = {}): any => ({apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: {name: 'baton-shop', ...metadata}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'baton-shop', ...target}}})
const term = (topologyKey: string, labelSelector: unknown = selector): any => ({topologyKey, labelSelector})
const constraint = (more: object = {}): any => ({maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: selector, ...more})

type Change = (draft: Draft) => void
const settings = (change: (pod: any, container: any) => void): Change => ({pod, container}) => change((pod.securityContext ??= {}), (container.securityContext ??= {}))
/** A field of the pod's or the container's security context that takes each of some values, or is not there. */
const values = (of: 'pod' | 'container', field: string, some: unknown[]): Change[] => [undefined, ...some].map((value) => settings((pod, container) => void ((of === 'pod' ? pod : container)[field] = value)))
const apart = (affinity: unknown): Change => ({deployment, pod}) => ((deployment.spec.replicas = 2), void (pod.affinity = {podAntiAffinity: affinity}))
const spread = (...constraints: unknown[]): Change => ({deployment, pod}) => ((deployment.spec.replicas = 2), void (pod.topologySpreadConstraints = constraints))
const image = (reference: string, policy?: string): Change => ({container}) => ((container.image = reference), void (policy === undefined ? delete container.imagePullPolicy : (container.imagePullPolicy = policy)))

/** What can be changed, each with the ways in which it can be. */
const changes: Record<string, Change[]> = {
  'pod security context': [({pod}) => void delete pod.securityContext, ({pod}) => void (pod.securityContext = {})],
  'container security context': [({container}) => void delete container.securityContext, ({container}) => void (container.securityContext = {})],
  'user of the pod': values('pod', 'runAsUser', [0, 1000, 9999, 10_000]),
  'group of the pod': values('pod', 'runAsGroup', [0, 1000, 9999, 10_000]),
  'user of the container': values('container', 'runAsUser', [0, 9999, 10_000, 65532]),
  'group of the container': values('container', 'runAsGroup', [0, 9999, 10_000, 65532]),
  'not as root': [...values('pod', 'runAsNonRoot', [true, false]), ...values('container', 'runAsNonRoot', [true, false])],
  privileged: values('container', 'privileged', [true, false]),
  'read-only root': values('container', 'readOnlyRootFilesystem', [true, false]),
  escalation: values('container', 'allowPrivilegeEscalation', [true, false]),
  'seccomp of the pod': values('pod', 'seccompProfile', [{type: 'RuntimeDefault'}, {type: 'Unconfined'}, {type: 'Localhost', localhostProfile: 'a.json'}]),
  'seccomp of the container': values('container', 'seccompProfile', [{type: 'RuntimeDefault'}, {type: 'Unconfined'}]),
  capabilities: values('container', 'capabilities', [{drop: ['NET_RAW']}, {drop: ['all']}, {drop: ['ALL'], add: ['NET_BIND_SERVICE']}, {add: ['SYS_ADMIN']}]),
  resources: [undefined, {}, {limits: {memory: '1Gi'}}, {requests: {memory: '1Gi'}}, {requests: {memory: '0'}, limits: {memory: '1Gi'}}, {requests: {memory: '1Gi'}, limits: {memory: '0'}}, {requests: {cpu: '1', memory: '1Gi'}, limits: {cpu: '1', memory: '1Gi'}}, {limits: {cpu: '1', 'ephemeral-storage': '1Gi'}}]
    .map((resources): Change => ({container}) => void (container.resources = resources)),
  'resources of the pod': [({pod, container}) => (delete container.resources, void (pod.resources = {limits: {memory: '1Gi'}}))],
  image: ['', ':0.1.40', ':latest', `@${digest}`, `:latest@${digest}`].flatMap((tag) => [undefined, 'Always', 'IfNotPresent', 'Never'].map((policy) => image(`public.ecr.aws/conductorone/baton-shop${tag}`, policy))),
  'registry with a port': [image('localhost:5000/baton-shop', 'Always'), image('localhost:5000/baton-shop'), image('localhost:5000/baton-shop', 'IfNotPresent'), image('localhost:5000/baton-shop:1', 'Always')],
  sidecar: [{}, {securityContext: undefined}, {securityContext: {privileged: true}}, {image: 'proxy'}, {image: 'proxy:latest', imagePullPolicy: 'IfNotPresent'}, {image: 'proxy:2'}, {resources: undefined}, {securityContext: {runAsUser: 0, readOnlyRootFilesystem: true}}, {securityContext: {seccompProfile: {type: 'RuntimeDefault'}}}]
    .flatMap((more): Change[] => [({pod}) => void pod.containers.push(sidecar(more)), ({pod}) => void pod.containers.unshift(sidecar(more)), ({pod}) => void (pod.initContainers = [sidecar(more)])]),
  variables: [({container}) => void container.env.push({name: 'HOME', value: '/'}), ({container}) => void container.env.push({name: 'OTHER', value: '1'}), ({container}) => void delete container.env],
  ports: [[{containerPort: 8081}], [{containerPort: 22}], [{containerPort: 8081, hostPort: 8081}], [{containerPort: 1, name: 'a'}, {containerPort: 2, name: 'a'}], [{containerPort: 8081, name: 'a-name-that-is-long'}], [{containerPort: 0}]].map((ports): Change => ({container}) => void (container.ports = ports)),
  probes: [
    ({container}) => void delete container.livenessProbe, ({container}) => void delete container.readinessProbe, ({container}) => (delete container.livenessProbe, void delete container.readinessProbe), ({container}) => void (container.livenessProbe = probe('ready')),
    ({container}) => void (container.livenessProbe = {...probe('ready'), periodSeconds: 60}), ...[{httpGet: {path: '/ready', port: 8081}}, {tcpSocket: {port: 8081}}, {grpc: {port: 8081}}].flatMap((one): Change[] => [({container}) => ((container.livenessProbe = one), void (container.readinessProbe = one)), ({container}) => void (container.livenessProbe = one)]),
    ({container}) => ((container.livenessProbe = {httpGet: {path: '/live', port: 8081}}), void (container.readinessProbe = {httpGet: {path: '/ready', port: 8081}})),
  ],
  replicas: [undefined, 0, 1, 2, 3].map((replicas): Change => ({deployment}) => void (deployment.spec.replicas = replicas)),
  affinity: [
    apart({requiredDuringSchedulingIgnoredDuringExecution: [term('kubernetes.io/hostname')]}), apart({preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: term('topology.kubernetes.io/zone')}]}), apart({requiredDuringSchedulingIgnoredDuringExecution: [term('example.com/rack')]}),
    apart({requiredDuringSchedulingIgnoredDuringExecution: [term('kubernetes.io/hostname', {matchLabels: {app: 'other'}})]}), apart({requiredDuringSchedulingIgnoredDuringExecution: [term('kubernetes.io/hostname', {matchExpressions: [{key: 'app', operator: 'In', values: ['baton-shop']}]})]}),
    apart({requiredDuringSchedulingIgnoredDuringExecution: [term('kubernetes.io/hostname', {})]}), apart({requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: 'kubernetes.io/hostname'}]}), apart({}),
  ],
  spread: [spread(constraint()), spread(constraint({labelSelector: undefined})), spread(constraint({topologyKey: 'example.com/rack'})), spread(constraint({maxSkew: 0})), spread(constraint({minDomains: 0, whenUnsatisfiable: 'DoNotSchedule'})), spread(constraint({whenUnsatisfiable: 'Never'})), spread(constraint({topologyKey: ''})), spread()],
  'network policy': [
    (draft) => void (draft.policy = undefined), ...[['Ingress'], ['Egress'], ['Ingress', 'Egress'], [], undefined].map((types): Change => ({policy}) => void (policy && (policy.spec.policyTypes = types))),
    ({policy}) => void (policy && ((policy.spec.policyTypes = undefined), (policy.spec.egress = undefined))), ...[{}, {matchLabels: {app: 'other'}}, {matchExpressions: [{key: 'app', operator: 'Exists'}]}, {matchExpressions: [{key: 'app', operator: 'NotIn', values: ['baton-shop']}]}, {matchLabels: {app: 'baton-shop', more: 'x'}}].map((podSelector): Change => ({policy}) => void (policy && (policy.spec.podSelector = podSelector))),
    ({policy}) => void (policy && (policy.metadata.namespace = 'other')), ({policy}) => void (policy && delete policy.metadata.namespace),
    ({policy, others}) => void (policy && ((policy.spec.policyTypes = ['Ingress']), others.push({...policy, metadata: {name: 'more', namespace: 'c1'}, spec: {...policy.spec, policyTypes: ['Egress']}}))),
  ],
  budget: [
    budget(), budget({maxUnavailable: 0}), budget({}), budget({minAvailable: 1}), budget({minAvailable: '50%', unhealthyPodEvictionPolicy: 'IfHealthyBudget'}), budget({maxUnavailable: 1, selector: {matchLabels: {app: 'other'}}}), budget({maxUnavailable: 1, selector: {}}),
    budget(undefined, {namespace: 'other'}), budget(undefined, {}),
  ].flatMap((one): Change[] => [({others}) => void others.push(one), ({deployment, others}) => ((deployment.spec.replicas = 2), void others.push(one))]),
  service: [service(), service({type: 'NodePort'}), service({type: 'NodePort', selector: {app: 'other'}}), service({selector: {app: 'other'}}), service({selector: undefined}), service({type: 'ExternalName', externalName: 'a.example.com'}), service({}, {namespace: 'other'}), service({}, {})].map((one): Change => ({others}) => void others.push(one)),
  autoscaler: [scaler(), scaler({namespace: 'other'}), scaler({}), scaler({namespace: 'c1'}, {name: 'other'}), scaler({namespace: 'c1'}, {kind: 'StatefulSet'})].flatMap((one): Change[] => [({others}) => void others.push(one), ({deployment, others}) => (delete deployment.spec.replicas, void others.push(one))]),
  strategy: [({deployment}) => void (deployment.spec.strategy = {type: 'Recreate'}), ({deployment}) => void (deployment.spec.strategy = {type: 'RollingUpdate'})],
  selector: [({deployment}) => void (deployment.spec.selector = {matchLabels: {app: 'other'}}), ({deployment}) => void (deployment.spec.selector = {}), ({deployment}) => void (deployment.spec.selector = {matchExpressions: [{key: 'app', operator: 'In', values: ['baton-shop', 'b']}]}), ({deployment}) => void delete deployment.spec.selector],
  labels: [({deployment}) => void (deployment.metadata.labels.more = 'not allowed'), ({deployment}) => void (deployment.metadata.labels.more = 'a.b_c-d'), ({deployment}) => void (deployment.metadata.labels.more = 'ends-with-'), ({policy}) => void (policy && (policy.metadata.labels = {more: 'a/b'}))],
  namespace: [({deployment}) => void delete deployment.metadata.namespace, ({deployment}) => void (deployment.metadata.namespace = 'default')],
  'host namespaces': ['hostNetwork', 'hostPID', 'hostIPC'].map((field): Change => ({pod}) => void (pod[field] = true)),
  volumes: [({pod}) => void pod.volumes.push({name: 'sock', hostPath: {path: '/var/run/docker.sock'}}), ({pod}) => void delete pod.volumes],
}

/** Of an apiVersion that no server knows, nothing but that is said: it stands alone. */
const alone: Change[] = [({deployment}) => void (deployment.apiVersion = 'apps/v1beta2')]

/** The generator's seed: with it the cases are the same on every machine. */
const seed = 20261207
const combined = 1500

/** Numbers from 0 to below 1, the same for a seed (mulberry32). */
function random(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function caseOf(name: string, chosen: Change[]): HardeningCase {
  const draft = hardened()
  for (const change of chosen) change(draft)
  const {deployment, policy, others} = draft
  return {name, objects: JSON.parse(JSON.stringify([deployment, ...(policy ? [policy] : []), ...others])) as any[]}
}

/** A hardened connector, each change of it alone, and some of them together: from two to six. */
export function hardeningCases(): HardeningCase[] {
  const cases = [caseOf('nothing', [])]
  for (const [what, ways] of Object.entries(changes)) for (const [index, way] of ways.entries()) cases.push(caseOf(`${what} ${index}`, [way]))
  for (const [index, way] of alone.entries()) cases.push(caseOf(`alone ${index}`, [way]))
  const next = random(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  for (let turn = 0; turn < combined; turn += 1) {
    const whats = new Set(Array.from({length: 2 + Math.floor(next() * 5)}, () => pick(Object.keys(changes))))
    const chosen = [...whats].map((what) => ({what, index: Math.floor(next() * changes[what]!.length)}))
    cases.push(caseOf(chosen.map(({what, index}) => `${what} ${index}`).join(', '), chosen.map(({what, index}) => changes[what]![index]!)))
  }
  return cases
}
