import {dataKey, dnsLabel, dnsSubdomain, labelKey, labelValue, pathSegment, portName, quantityValue, variableName, type TextCheck} from './names.ts'
import type {Report} from './violation.ts'

type JsonMap = Record<string, unknown>
/** What the server checks beyond the schema, at a value whose types are already known to be right. */
type Check = (value: JsonMap, report: Report) => void

const map = (value: unknown): JsonMap => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {})
const list = (value: unknown): JsonMap[] => (Array.isArray(value) ? value.map(map) : [])
const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
/** The items of several list fields, each with the place where it stands. */
const itemsOf = (value: JsonMap, fields: string[]): Array<{item: JsonMap; place: Array<string | number>}> =>
  fields.flatMap((field) => list(value[field]).map((item, index) => ({item, place: [field, index]})))

/** A field whose text has to look a certain way. */
const looks = (field: string, check: TextCheck, rule = 'name'): Check => (value, report) => {
  const text = value[field]
  const fault = typeof text === 'string' && text !== '' ? check(text) : undefined
  if (fault) report(rule, [field], `${field} ${text as string} is not allowed: it ${fault}.`)
}

const keysLook = (field: string, check: TextCheck, rule: string, what: string): Check => (value, report) => {
  for (const key of Object.keys(map(value[field]))) {
    const fault = check(key)
    if (fault) report(rule, [field, key], `${what} ${key} is not allowed: it ${fault}.`, {part: 'key'})
  }
}

const labels = (field: string): Check => (value, report) => {
  keysLook(field, labelKey, 'label', 'The label')(value, report)
  for (const [key, text] of Object.entries(map(value[field]))) {
    const fault = typeof text === 'string' ? labelValue(text) : undefined
    if (fault) report('label', [field, key], `The value of the label ${key} is not allowed: it ${fault}.`)
  }
}

const between = (field: string, least: number, most: number): Check => (value, report) => {
  const number = value[field]
  if (typeof number === 'number' && (number < least || number > most)) report('value', [field], `${field} is ${number}; it must be ${most === Infinity ? `${least} or more` : `between ${least} and ${most}`}.`)
}

const port = (field: string): Check => (value, report) => {
  const one = value[field]
  if (typeof one === 'number' && (one < 1 || one > 65_535)) report('value', [field], `${field} is ${one}; a port is between 1 and 65535.`)
  if (typeof one === 'string' && portName(one)) report('value', [field], `${field} ${one} is no name of a port: it ${portName(one)!}. A number must not be quoted.`)
}

/** Of these fields exactly one (or at most one) may be given. */
const oneOf = (fields: string[], least: 0 | 1, what: string): Check => (value, report) => {
  const set = fields.filter((field) => value[field] !== undefined && value[field] !== null)
  if (set.length > 1) report('one-of', [set[1]!], `${what} takes one of ${set.join(' and ')}, not both.`, {part: 'key'})
  if (set.length < least) report('one-of', [], `${what} needs one of ${fields.join(', ')}.`, {part: 'key'})
}

const needs = (...fields: string[]): Check => (value, report) => {
  for (const field of fields) if (!given(value[field])) report('required', [], `${field} is required here.`, {part: 'key'})
}

const unique = (fields: string[], by: string, what: string): Check => (value, report) => {
  const seen = new Set<unknown>()
  for (const {item, place} of itemsOf(value, fields)) {
    const name = item[by]
    if (!given(name)) continue
    if (seen.has(name)) report('duplicate-name', [...place, by], `${what} ${String(name)} is named twice.`)
    seen.add(name)
  }
}

const objectName = (check: TextCheck): Check => (object, report) => {
  const name = map(object.metadata).name
  if (!given(name)) report('required', given(object.metadata) ? ['metadata'] : [], 'metadata.name is required: kubectl apply cannot find the object without it.', {part: given(object.metadata) ? 'key' : 'value'})
  else if (typeof name === 'string' && check(name)) report('name', ['metadata', 'name'], `The name ${name} is not allowed: it ${check(name)!}.`)
}

const dataKeys: Check[] = [keysLook('data', dataKey, 'name', 'The key'), keysLook('stringData', dataKey, 'name', 'The key'), keysLook('binaryData', dataKey, 'name', 'The key')]

/** What a Secret of a type must hold; each inner list is a choice. */
const secretTypes: Record<string, string[][]> = {
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
}

const secretType: Check = (secret, report) => {
  const keys = new Set([...Object.keys(map(secret.data)), ...Object.keys(map(secret.stringData))])
  for (const choice of secretTypes[String(secret.type)] ?? []) {
    if (!choice.some((key) => keys.has(key))) report('required', ['type'], `A Secret of type ${String(secret.type)} needs ${choice.join(' or ')}.`)
  }
  if (secret.type === 'kubernetes.io/service-account-token' && !given(map(map(secret.metadata).annotations)['kubernetes.io/service-account.name'])) {
    report('required', ['type'], 'A service account token needs the annotation kubernetes.io/service-account.name.')
  }
}

const overlappingKeys: Check = (object, report) => {
  for (const key of Object.keys(map(object.binaryData))) {
    if (Object.hasOwn(map(object.data), key)) report('duplicate-name', ['binaryData', key], `The key ${key} stands in both data and binaryData.`, {part: 'key'})
  }
}

type Requirement = {key?: unknown; operator?: unknown; values?: unknown}
function meets(labelsOf: JsonMap, {key, operator, values}: Requirement): boolean {
  const has = Object.hasOwn(labelsOf, String(key))
  const among = has && Array.isArray(values) && values.includes(labelsOf[String(key)])
  return operator === 'In' ? among : operator === 'NotIn' ? !among : operator === 'Exists' ? has : operator === 'DoesNotExist' ? !has : true
}

const selectorMatches: Check = (spec, report) => {
  const selector = map(spec.selector)
  const wanted = Object.entries(map(selector.matchLabels))
  const expressions = list(selector.matchExpressions)
  if (given(spec.selector) && wanted.length + expressions.length === 0) report('selector', ['selector'], 'An empty selector would match every pod: name at least one label under matchLabels.', {part: 'key'})
  if (!given(spec.template)) return
  const actual = map(map(map(spec.template).metadata).labels)
  for (const [key, value] of wanted) {
    if (actual[key] === value) continue
    const state = Object.hasOwn(actual, key) ? `they have ${key}: ${String(actual[key])}` : `they have no label ${key}`
    report('selector', ['selector', 'matchLabels', key], `The selector asks for ${key}: ${String(value)}, but the pods of template do not match: ${state}.`)
  }
  for (const [index, one] of expressions.entries()) {
    if (!meets(actual, one)) report('selector', ['selector', 'matchExpressions', index], `The labels of template do not meet this expression on ${String(one.key)}.`)
  }
}

const expression: Check = ({key, operator, values}, report) => {
  const items = Array.isArray(values) ? values.length : 0
  if (typeof operator === 'string' && !['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) report('value', ['operator'], `operator cannot be ${operator}; it must be one of In, NotIn, Exists, DoesNotExist.`)
  if ((operator === 'In' || operator === 'NotIn') && items === 0) report('required', ['operator'], `${operator} needs at least one of values.`)
  if ((operator === 'Exists' || operator === 'DoesNotExist') && items > 0) report('value', ['values'], `${operator} takes no values.`, {part: 'key'})
  if (typeof key === 'string' && labelKey(key)) report('label', ['key'], `The label ${key} is not allowed: it ${labelKey(key)!}.`)
}

const rollingUpdate: Check = (value, report) => {
  for (const field of ['maxSurge', 'maxUnavailable']) {
    const amount = value[field]
    if (typeof amount === 'number' && amount < 0) report('value', [field], `${field} must not be negative.`)
    if (typeof amount === 'string' && !/^[0-9]+%$/.test(amount)) report('value', [field], `${field} is a text that is no percentage: write a number such as 1 without quotes, or "25%".`)
  }
  const none = (amount: unknown): boolean => amount === 0 || amount === '0%'
  if (none(value.maxSurge) && none(value.maxUnavailable)) report('value', ['maxUnavailable'], 'maxUnavailable cannot be 0 when maxSurge is 0: nothing could ever be replaced.')
}

const deadline: Check = (spec, report) => {
  const least = typeof spec.minReadySeconds === 'number' ? spec.minReadySeconds : 0
  const most = typeof spec.progressDeadlineSeconds === 'number' ? spec.progressDeadlineSeconds : 600
  if (least >= most) report('value', ['minReadySeconds'], `minReadySeconds must be less than progressDeadlineSeconds, which is ${most}.`)
}

const sizeLimit: Check = (value, report) => {
  const size = given(value.sizeLimit) ? quantityValue(String(value.sizeLimit)) : undefined
  if (size !== undefined && size < 0) report('quantity', ['sizeLimit'], 'sizeLimit must not be negative.')
}

const strategy: Check = (value, report) => {
  if (value.type === 'Recreate' && given(value.rollingUpdate)) report('one-of', ['rollingUpdate'], 'rollingUpdate may not be given when type is Recreate.', {part: 'key'})
}

const restartAlways: Check = (spec, report) => {
  const pod = map(map(spec.template).spec)
  if (given(pod.restartPolicy) && pod.restartPolicy !== 'Always') report('value', ['template', 'spec', 'restartPolicy'], `The pods of a Deployment restart always: restartPolicy cannot be ${String(pod.restartPolicy)}.`)
  if (given(spec.template) && !given(map(spec.template).spec)) report('required', ['template'], 'template lacks the field spec, which is required.', {part: 'key'})
  if (given(pod.activeDeadlineSeconds)) report('value', ['template', 'spec', 'activeDeadlineSeconds'], 'activeDeadlineSeconds is not allowed in a Deployment.', {part: 'key'})
}

const containerFields = ['initContainers', 'containers']

const mountsHaveVolumes: Check = (pod, report) => {
  const volumes = new Set(list(pod.volumes).map((volume) => volume.name))
  for (const {item, place} of itemsOf(pod, containerFields)) {
    for (const [index, mount] of list(item.volumeMounts).entries()) {
      if (given(mount.name) && !volumes.has(mount.name)) {
        const known = [...volumes].map(String)
        report('volume-mount', [...place, 'volumeMounts', index, 'name'], `No volume is named ${String(mount.name)}: ${known.length > 0 ? `the pod has ${known.join(', ')}` : 'the pod has no volumes'}.`)
      }
    }
  }
}

const mounts: Check = (container, report) => {
  const seen = new Set<unknown>()
  for (const [index, mount] of list(container.volumeMounts).entries()) {
    const path = mount.mountPath
    if (typeof path === 'string' && path.includes(':')) report('value', ['volumeMounts', index, 'mountPath'], 'mountPath must not contain a colon.')
    if (given(path) && seen.has(path)) report('duplicate-name', ['volumeMounts', index, 'mountPath'], `Two volumes are mounted at ${String(path)}.`)
    seen.add(path)
    if (given(mount.subPath) && given(mount.subPathExpr)) report('one-of', ['volumeMounts', index, 'subPathExpr'], 'A mount takes subPath or subPathExpr, not both.', {part: 'key'})
  }
}

const duplicateVariables: Check = (container, report) => {
  const seen = new Set<unknown>()
  for (const [index, variable] of list(container.env).entries()) {
    if (given(variable.name) && seen.has(variable.name)) report('duplicate-env', ['env', index, 'name'], `The variable ${String(variable.name)} is set twice: only the last one counts.`, {severity: 'warning'})
    seen.add(variable.name)
  }
}

const image: Check = (container, report) => {
  const text = container.image
  if (!given(text)) report('required', [], 'A container lacks the field image, which is required.', {part: 'value'})
  else if (typeof text === 'string' && text !== text.trim()) report('value', ['image'], 'image starts or ends with a blank.')
}

const probe = (...names: string[]): Check => (container, report) => {
  for (const name of names) {
    const one = map(container[name])
    if (name !== 'readinessProbe' && typeof one.successThreshold === 'number' && one.successThreshold > 1) report('value', [name, 'successThreshold'], `successThreshold of a ${name} must be 1.`)
  }
}

const variable: Check = ({value, valueFrom}, report) => {
  if (given(value) && given(valueFrom)) report('env-value', ['valueFrom'], 'A variable takes value or valueFrom, not both.', {part: 'key'})
}

/** The server knows these fields of a pod; labels and annotations by key beside them. */
const podFields = /^(?:metadata\.(?:name|namespace|uid|labels\['.+'\]|annotations\['.+'\])|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIP|hostIPs|podIP|podIPs))$/
const fieldRef: Check = ({fieldRef: reference}, report) => {
  const path = map(reference).fieldPath
  if (typeof path === 'string' && path !== '' && !podFields.test(path)) report('value', ['fieldRef', 'fieldPath'], `No field of the pod can be read at ${path}.`)
}

const resources: Check = (value, report) => {
  for (const group of ['limits', 'requests']) {
    for (const [name, amount] of Object.entries(map(value[group]))) {
      if (!/^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name) && !name.includes('/')) report('value', [group, name], `There is no resource ${name}: containers have cpu, memory, ephemeral-storage, and others with a domain such as nvidia.com/gpu.`, {part: 'key'})
      const size = quantityValue(String(amount))
      const limit = map(value.limits)[name]
      // A limit that is written but null counts as 0.
      const most = limit === null ? 0 : limit === undefined ? undefined : quantityValue(String(limit))
      if (size !== undefined && size < 0) report('quantity', [group, name], `${name} must not be negative.`)
      if (group === 'requests' && size !== undefined && most !== undefined && size > most) report('quantity', [group, name], `The request for ${name} is larger than its limit.`)
    }
  }
}

const securityContext: Check = (value, report) => {
  const added = Array.isArray(map(value.capabilities).add) ? (map(value.capabilities).add as unknown[]) : []
  if (value.allowPrivilegeEscalation === false && (value.privileged === true || added.includes('CAP_SYS_ADMIN'))) report('value', ['allowPrivilegeEscalation'], 'allowPrivilegeEscalation cannot be false for a privileged container.')
}

const relativePath = (field: string): Check => (value, report) => {
  const path = value[field]
  if (typeof path === 'string' && (path.startsWith('/') || path.split('/').includes('..'))) report('value', [field], `${field} must be relative and must not contain "..".`)
}

const volumeSources = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'gitRepo', 'glusterfs', 'hostPath', 'image',
  'iscsi', 'nfs', 'persistentVolumeClaim', 'photonPersistentDisk', 'portworxVolume', 'projected', 'quobyte', 'rbd', 'scaleIO', 'secret', 'storageos', 'vsphereVolume',
]
const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc']

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

/** Checks by the type at whose values they run. */
export const checks: Record<string, Check[]> = {
  'apis.meta.v1.ObjectMeta': [labels('labels'), keysLook('annotations', (key) => labelKey(key.toLowerCase()), 'label', 'The annotation'), looks('namespace', dnsLabel)],
  'apis.meta.v1.LabelSelector': [labels('matchLabels')],
  'apis.meta.v1.LabelSelectorRequirement': [expression],
  'core.v1.Secret': [objectName(dnsSubdomain), ...dataKeys, secretType],
  'core.v1.ConfigMap': [objectName(dnsSubdomain), ...dataKeys, overlappingKeys],
  'core.v1.Namespace': [objectName(dnsLabel)],
  'core.v1.ServiceAccount': [objectName(dnsSubdomain)],
  'rbac.v1.Role': [objectName(pathSegment), namespacedRole],
  'rbac.v1.ClusterRole': [objectName(pathSegment)],
  'rbac.v1.RoleBinding': [objectName(pathSegment), roleRef(['Role', 'ClusterRole'])],
  'rbac.v1.ClusterRoleBinding': [objectName(pathSegment), roleRef(['ClusterRole']), subjectNamespaces],
  'rbac.v1.PolicyRule': [roleRule],
  'rbac.v1.Subject': [subject],
  'apps.v1.Deployment': [objectName(dnsSubdomain), (object, report) => given(object.spec) || report('required', [], 'Deployment lacks the field spec, which is required.')],
  'apps.v1.DeploymentSpec': [selectorMatches, restartAlways, deadline, between('replicas', 0, Infinity), between('revisionHistoryLimit', 0, Infinity), between('minReadySeconds', 0, Infinity)],
  'apps.v1.DeploymentStrategy': [strategy],
  'apps.v1.RollingUpdateDeployment': [rollingUpdate],
  'core.v1.PodSpec': [
    unique(containerFields, 'name', 'The container'), unique(['volumes'], 'name', 'The volume'), mountsHaveVolumes, looks('serviceAccountName', dnsSubdomain), looks('hostname', dnsLabel), labels('nodeSelector'),
  ],
  'core.v1.PodSecurityContext': [between('runAsUser', 0, 2 ** 31 - 1), between('runAsGroup', 0, 2 ** 31 - 1), between('fsGroup', 0, 2 ** 31 - 1)],
  'core.v1.SecurityContext': [securityContext, between('runAsUser', 0, 2 ** 31 - 1), between('runAsGroup', 0, 2 ** 31 - 1)],
  'core.v1.Container': [image, looks('name', dnsLabel), unique(['ports'], 'name', 'The port'), mounts, duplicateVariables, probe('livenessProbe', 'startupProbe', 'readinessProbe')],
  'core.v1.ContainerPort': [port('containerPort'), between('hostPort', 0, 65_535), looks('name', portName)],
  'core.v1.EnvVar': [looks('name', variableName), variable],
  'core.v1.EnvVarSource': [oneOf(['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'], 1, 'valueFrom'), fieldRef],
  'core.v1.EnvFromSource': [oneOf(['configMapRef', 'secretRef'], 1, 'An entry of envFrom'), looks('prefix', variableName)],
  'core.v1.SecretEnvSource': [needs('name'), looks('name', dnsSubdomain)],
  'core.v1.ConfigMapEnvSource': [needs('name'), looks('name', dnsSubdomain)],
  'core.v1.SecretKeySelector': [needs('name'), looks('name', dnsSubdomain), looks('key', dataKey)],
  'core.v1.ConfigMapKeySelector': [needs('name'), looks('name', dnsSubdomain), looks('key', dataKey)],
  'core.v1.ResourceRequirements': [resources],
  'core.v1.Probe': [
    oneOf(handlers, 1, 'A probe'), between('initialDelaySeconds', 0, Infinity), between('periodSeconds', 0, Infinity), between('timeoutSeconds', 0, Infinity), between('successThreshold', 0, Infinity), between('failureThreshold', 0, Infinity),
  ],
  'core.v1.ExecAction': [(value, report) => (Array.isArray(value.command) && value.command.length > 0) || report('required', [], 'exec needs a command.', {part: 'key'})],
  'core.v1.LifecycleHandler': [oneOf(['exec', 'httpGet', 'tcpSocket', 'sleep'], 1, 'A lifecycle hook')],
  'core.v1.HTTPGetAction': [port('port')],
  'core.v1.TCPSocketAction': [port('port')],
  'core.v1.GRPCAction': [port('port')],
  'core.v1.Volume': [looks('name', dnsLabel), oneOf(volumeSources, 0, 'A volume')],
  'core.v1.EmptyDirVolumeSource': [sizeLimit],
  'core.v1.SecretVolumeSource': [needs('secretName'), between('defaultMode', 0, 0o777)],
  'core.v1.ConfigMapVolumeSource': [needs('name'), between('defaultMode', 0, 0o777)],
  'core.v1.ProjectedVolumeSource': [between('defaultMode', 0, 0o777)],
  'core.v1.KeyToPath': [relativePath('path'), between('mode', 0, 0o777)],
  'core.v1.VolumeMount': [relativePath('subPath')],
}
