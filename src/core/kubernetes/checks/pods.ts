import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, labelKey} from '../names.ts'
import {ip} from './addresses.ts'
import {all, among, between, each, eachLooks, forbids, given, itemsOf, labels, looks, present, text, texts, unique, type Check, type Checks, type JsonMap} from './check.ts'
import {podResources} from './resources.ts'
import {matchLabelKeys, spreads} from './scheduling.ts'
import {podSecurity} from './security.ts'

const containerFields = ['initContainers', 'containers']

/** The volumes of a pod by name; a StatefulSet's claims are volumes of its pods. */
const mountsHaveVolumes = (claims: string[]): Check => (pod, report) => {
  const volumes = new Map(list(pod.volumes).map((volume) => [volume.name, volume] as const))
  for (const claim of claims) volumes.set(claim, {name: claim, persistentVolumeClaim: {}})
  const missing = (name: unknown, place: Array<string | number>): boolean => {
    if (!given(name) || volumes.has(name)) return false
    const known = [...volumes.keys()].map(String)
    report('volume-mount', place, `No volume is named ${String(name)}: ${known.length > 0 ? `the pod has ${known.join(', ')}` : 'the pod has no volumes'}.`)
    return true
  }
  for (const {item, place} of itemsOf(pod, containerFields)) {
    for (const [index, mount] of list(item.volumeMounts).entries()) missing(mount.name, [...place, 'volumeMounts', index, 'name'])
    for (const [index, device] of list(item.volumeDevices).entries()) {
      const volume = volumes.get(device.name)
      const at = [...place, 'volumeDevices', index, 'name']
      if (!missing(device.name, at) && volume && !present(volume.persistentVolumeClaim) && !present(volume.ephemeral)) report('volume-mount', at, `${String(device.name)} is no claim: a device must come from a persistentVolumeClaim or be ephemeral.`)
    }
    for (const [index, variable] of list(item.env).entries()) {
      const reference = map(map(variable.valueFrom).fileKeyRef).volumeName
      if (given(reference) && !present(map(volumes.get(reference)).emptyDir)) report('volume-mount', [...place, 'env', index, 'valueFrom', 'fileKeyRef', 'volumeName'], `${String(reference)} must be an emptyDir of the pod.`)
    }
  }
}

const initContainers: Check = (pod, report) => {
  for (const [index, one] of list(pod.initContainers).entries()) {
    if (one.restartPolicy === 'Always') continue
    forbids(['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'], 'only an init container with restartPolicy: Always goes on running')(one, (rule, below, message, more) => report(rule, ['initContainers', index, ...below], message, more))
    for (const [at, policy] of list(one.resizePolicy).entries()) if (policy.restartPolicy === 'RestartContainer') report('value', ['initContainers', index, 'resizePolicy', at, 'restartPolicy'], 'RestartContainer is not allowed for an init container.')
  }
}

const restarts: Check = (pod, report) => {
  for (const {item, place} of itemsOf(pod, containerFields)) {
    const rules = list(item.restartPolicyRules)
    if (!present(item.restartPolicy) && rules.length > 0) report('required', place, 'restartPolicyRules need a restartPolicy beside them.')
    if (present(item.restartPolicy) && !['Always', 'Never', 'OnFailure'].includes(text(item.restartPolicy))) report('value', [...place, 'restartPolicy'], `restartPolicy cannot be ${text(item.restartPolicy) || 'empty'}; it must be one of Always, Never, OnFailure.`)
    const seen = new Set<unknown>()
    for (const [at, policy] of list(item.resizePolicy).entries()) {
      if (seen.has(policy.resourceName)) report('duplicate-name', [...place, 'resizePolicy', at], `${String(policy.resourceName)} stands there twice.`)
      seen.add(policy.resourceName)
      if (pod.restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired') report('value', [...place, 'resizePolicy', at], 'A pod with restartPolicy: Never cannot restart a container: use NotRequired.')
    }
  }
}

const resourceClaims: Check = (pod, report) => {
  const names = list(pod.resourceClaims).map((one) => text(one.name))
  for (const [index, claim] of list(pod.resourceClaims).entries()) {
    const place = ['resourceClaims', index]
    const name = text(claim.name)
    if (name !== '' && dnsLabel(name)) report('name', [...place, 'name'], `The claim ${name} is not allowed: it ${dnsLabel(name)!}.`)
    if (name !== '' && names.indexOf(name) < index) report('duplicate-name', [...place, 'name'], `The claim ${name} is named twice.`)
    if (present(claim.resourceClaimName) === present(claim.resourceClaimTemplateName)) report('one-of', place, 'A claim has either resourceClaimName or resourceClaimTemplateName.')
    for (const field of ['resourceClaimName', 'resourceClaimTemplateName']) if (present(claim[field]) && dnsSubdomain(text(claim[field]))) report('name', [...place, field], `${field} ${text(claim[field])} is not allowed: it ${dnsSubdomain(text(claim[field]))!}.`)
  }
  for (const {item, place} of itemsOf(pod, containerFields)) {
    for (const [index, {name}] of list(map(item.resources).claims).entries()) if (given(name) && !names.includes(text(name))) report('value', [...place, 'resources', 'claims', index], `The pod has no claim ${text(name)} under resourceClaims.`)
  }
}

const hostPorts: Check = (pod, report) => {
  const check = (containers: ReturnType<typeof itemsOf>): void => {
    const seen = new Set<string>()
    for (const {item, place} of containers) {
      for (const [index, {hostPort, hostIP, protocol, containerPort}] of list(item.ports).entries()) {
        const at = [...place, 'ports', index, 'hostPort']
        const used = typeof hostPort === 'number' && hostPort !== 0 ? hostPort : pod.hostNetwork === true ? containerPort : 0
        if (pod.hostNetwork === true && place[0] === 'containers' && used !== containerPort) report('value', at, 'hostPort must equal containerPort when hostNetwork is true.')
        if (typeof used !== 'number' || used === 0) continue
        const key = [given(protocol) ? protocol : 'TCP', text(hostIP), used].join('/')
        if (seen.has(key)) report('duplicate-name', at, `Port ${used} of the node is taken twice.`)
        seen.add(key)
      }
    }
  }
  check(itemsOf(pod, ['containers']))
  for (const one of itemsOf(pod, ['initContainers'])) check([one])
}

const graceful: Check = (pod, report) => {
  const grace = typeof pod.terminationGracePeriodSeconds === 'number' ? pod.terminationGracePeriodSeconds : 30
  for (const {item, place} of itemsOf(pod, containerFields)) {
    for (const name of ['postStart', 'preStop']) {
      const {seconds} = map(map(map(item.lifecycle)[name]).sleep)
      if (typeof seconds === 'number' && (seconds < 0 || seconds > grace)) report('value', [...place, 'lifecycle', name, 'sleep', 'seconds'], `A sleep lasts between 0 and terminationGracePeriodSeconds, which is ${grace}.`)
    }
  }
}

const names: Check = (pod, report) => {
  if (pod.dnsPolicy === 'None' && texts(map(pod.dnsConfig).nameservers).length === 0) report('required', ['dnsPolicy'], 'dnsPolicy: None needs at least one of dnsConfig.nameservers.')
  if (!present(pod.hostnameOverride)) return
  if (pod.setHostnameAsFQDN === true || pod.hostNetwork === true) report('value', ['hostnameOverride'], 'hostnameOverride excludes setHostnameAsFQDN and hostNetwork.', {part: 'key'})
  if (text(pod.hostnameOverride).length > 64 || dnsSubdomain(text(pod.hostnameOverride))) report('name', ['hostnameOverride'], 'hostnameOverride must be a DNS name of at most 64 characters.')
}

const searchDomain = (name: string): string | undefined => (name === '.' || (name.replace(/\.$/, '').length <= 253 && /^[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?(?:\.[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?)*\.?$/.test(name)) ? undefined : 'must be a DNS name')
const dnsSizes: Check = (config, report) => {
  if (texts(config.nameservers).length > 3) report('value', ['nameservers'], 'There may be at most three nameservers.', {part: 'key'})
  if (texts(config.searches).length > 32 || texts(config.searches).join(' ').length > 2048) report('value', ['searches'], 'There may be at most 32 search domains of 2048 characters together.', {part: 'key'})
  for (const [index, option] of list(config.options).entries()) if (!given(option.name)) report('required', ['options', index], 'An option needs a name.', {part: 'value'})
}

const ephemeralContainers = (where: string): Check => (pod, report) => {
  if (list(pod.ephemeralContainers).length > 0) report('value', ['ephemeralContainers'], `ephemeralContainers cannot be set in ${where}: they are added to a pod that runs.`, {part: 'key'})
}

/** Checks of a pod's spec. `claims` are the names of a StatefulSet's volumeClaimTemplates. */
const specChecks = (claims: string[]): Check[] => [
  unique(containerFields, 'name', 'The container'), unique(['volumes'], 'name', 'The volume'), mountsHaveVolumes(claims), initContainers, restarts, resourceClaims, hostPorts, graceful, names, podResources, spreads, ...podSecurity,
]

/** Runs what depends on the kind that holds the pod at its template. */
const template = (path: string[], check: (object: JsonMap) => Check[]): Check => (object, report) => {
  const pod = path.reduce<unknown>((at, step) => map(at)[step], object)
  if (!present(pod)) return
  for (const one of check(object)) one(map(pod), (rule, below, message, more) => report(rule, [...path, ...below], message, more))
}

const templateChecks = [...specChecks([]), ephemeralContainers('a template'), matchLabelKeys({})]
const inTemplate = template(['spec'], () => templateChecks)
const inTemplates = [inTemplate]
const podSpecChecks = [...specChecks([]), ephemeralContainers('a new pod')]

const podAlone: Check = (pod, report) => {
  const spec = map(pod.spec)
  for (const {item, place} of itemsOf(spec, containerFields)) if (typeof item.image === 'string' && item.image !== item.image.trim()) report('value', ['spec', ...place, 'image'], 'image starts or ends with a blank.')
  if (given(spec.nodeName) && list(spec.schedulingGates).length > 0) report('value', ['spec', 'nodeName'], 'nodeName cannot be set while there are schedulingGates.')
}

/** Pods, and pods in templates. The template of a StatefulSet is checked with its claims, all others alone. */
export const podChecks: Checks = {
  'core.v1.Pod': [template(['spec'], (pod) => [...podSpecChecks, matchLabelKeys(map(map(pod.metadata).labels))]), podAlone],
  ...Object.fromEntries(['apps.v1.DeploymentSpec', 'apps.v1.DaemonSetSpec', 'apps.v1.ReplicaSetSpec', 'core.v1.ReplicationControllerSpec', 'batch.v1.JobSpec'].map((type) => [type, [template(['template'], () => inTemplates)]])),
  'core.v1.PodTemplate': [template(['template'], () => inTemplates)],
  'apps.v1.StatefulSetSpec': [template(['template', 'spec'], (spec) => [...specChecks(list(spec.volumeClaimTemplates).map((claim) => text(map(claim.metadata).name))), ephemeralContainers('a template'), matchLabelKeys({})])],
  'core.v1.PodSpec': [
    looks('serviceAccountName', dnsSubdomain), looks('hostname', dnsLabel), looks('subdomain', dnsLabel), looks('nodeName', dnsSubdomain), looks('priorityClassName', dnsSubdomain), looks('runtimeClassName', dnsSubdomain, {strict: true}), labels('nodeSelector'), between('activeDeadlineSeconds', 1, 2 ** 31 - 1),
    among('restartPolicy', ['Always', 'OnFailure', 'Never']), among('dnsPolicy', ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']), among('preemptionPolicy', ['Never', 'PreemptLowerPriority'], {strict: true}), unique(['schedulingGates'], 'name', 'The gate'),
    each('schedulingGates', looks('name', labelKey, {strict: true})), each('readinessGates', looks('conditionType', labelKey, {strict: true})), each('hostAliases', all(looks('ip', ip, {strict: true}), eachLooks('hostnames', dnsSubdomain))),
  ],
  'core.v1.PodDNSConfig': [dnsSizes, eachLooks('nameservers', ip), eachLooks('searches', searchDomain)],
}
