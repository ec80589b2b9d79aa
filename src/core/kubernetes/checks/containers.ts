import {list, map} from '../../values/maps.ts'
import {asPrefix, dataKey, dnsLabel, dnsSubdomain, labelKey, portName, quantityValue, variableName} from '../names.ts'
import {all, among, between, given, looks, needs, needsItems, notNegative, oneOf, port, present, text, unique, type Check, type Checks} from './check.ts'
import {containerResources} from './resources.ts'

const duplicateVariables: Check = (container, report) => {
  const seen = new Set<unknown>()
  for (const [index, variable] of list(container.env).entries()) {
    if (given(variable.name) && seen.has(variable.name)) report('duplicate-env', ['env', index, 'name'], `The variable ${String(variable.name)} is set twice: only the last one counts.`, {severity: 'warning'})
    seen.add(variable.name)
  }
}

const image: Check = (container, report) => {
  if (!given(container.image)) report('required', [], 'A container lacks the field image, which is required.', {part: 'value'})
}

const probes: Check = (container, report) => {
  for (const name of ['livenessProbe', 'startupProbe']) {
    const one = map(container[name])
    if (typeof one.successThreshold === 'number' && one.successThreshold !== 0 && one.successThreshold !== 1) report('value', [name, 'successThreshold'], `successThreshold of a ${name} must be 1.`)
  }
  if (present(map(container.readinessProbe).terminationGracePeriodSeconds)) report('value', ['readinessProbe', 'terminationGracePeriodSeconds'], 'A readinessProbe ends nothing: terminationGracePeriodSeconds has no place in it.', {part: 'key'})
}

const variable: Check = ({value, valueFrom}, report) => {
  if (given(value) && given(valueFrom)) report('env-value', ['valueFrom'], 'A variable takes value or valueFrom, not both.', {part: 'key'})
}

const inVariables = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs']
const inFiles = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid']

/** A field of the pod that a variable or a file reads; labels and annotations by key beside those listed. */
const podField = (allowed: string[]): Check => ({fieldRef}, report) => {
  const {fieldPath, apiVersion} = map(fieldRef)
  const path = text(fieldPath)
  if (given(apiVersion) && apiVersion !== 'v1') report('value', ['fieldRef', 'apiVersion'], 'apiVersion of a fieldRef must be v1.')
  if (path === '' || allowed.includes(path)) return
  const [, group, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/s.exec(path) ?? []
  if (group === undefined || labelKey(group === 'labels' ? key! : key!.toLowerCase())) report('value', ['fieldRef', 'fieldPath'], `No field of the pod can be read at ${path}.`)
}

const containerFields = ['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage']
const sizes = (units: string[]): number[] => units.map((unit) => quantityValue(`1${unit}`)!)
const [decimal, binary] = [sizes(['', 'k', 'M', 'G', 'T', 'P', 'E']), sizes(['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'])]
/** A divisor of bytes is 1 of a unit; the server keeps the form in which it is written, and takes no exponent. */
const isByteUnit = (written: string, size: number): boolean => (written.trim().endsWith('i') ? binary : /[eE][-+]?0*[1-9]/.test(written) ? [] : decimal).includes(size)

const resourceField = (ofFile: boolean): Check => ({resourceFieldRef}, report) => {
  if (!present(resourceFieldRef)) return
  const {resource, divisor, containerName} = map(resourceFieldRef)
  const name = text(resource)
  if (ofFile && !given(containerName)) report('required', ['resourceFieldRef'], 'resourceFieldRef needs containerName in a volume.', {part: 'key'})
  if (name !== '' && !containerFields.includes(name) && !/^(?:limits|requests)\.hugepages-/.test(name)) report('value', ['resourceFieldRef', 'resource'], `No resource of a container can be read as ${name}.`)
  const size = given(divisor) ? quantityValue(String(divisor)) : 0
  if (size === undefined || size === 0) return
  if (name.endsWith('.cpu') ? ![1, 0.001].includes(size) : !isByteUnit(String(divisor), size)) report('value', ['resourceFieldRef', 'divisor'], `divisor of ${name} must be ${name.endsWith('.cpu') ? '1m or 1' : '1 with a unit, such as 1Mi'}.`)
}

const noBacksteps = (path: string): string | undefined => (path.split('/').includes('..') ? 'must not contain ".."' : undefined)
/** A path below a folder: relative and without `..`. */
export const relative = (path: string): string | undefined => (path.startsWith('/') || noBacksteps(path) ? 'must be relative and must not contain ".."' : undefined)
/** As `relative`, and not beginning with `..` either: names of files that are mounted. */
export const relativeFile = (path: string): string | undefined => relative(path) ?? (path.startsWith('..') ? 'must not start with ".."' : undefined)
export {noBacksteps}

const mounts: Check = (container, report) => {
  const seen = new Set<unknown>()
  for (const [index, mount] of list(container.volumeMounts).entries()) {
    const at = (field: string): Array<string | number> => ['volumeMounts', index, field]
    const path = mount.mountPath
    if (given(path) && seen.has(path)) report('duplicate-name', at('mountPath'), `Two volumes are mounted at ${String(path)}.`)
    seen.add(path)
    if (given(mount.subPath) && given(mount.subPathExpr)) report('one-of', at('subPathExpr'), 'A mount takes subPath or subPathExpr, not both.', {part: 'key'})
    if (mount.mountPropagation === 'Bidirectional' && map(container.securityContext).privileged !== true) report('value', at('mountPropagation'), 'Bidirectional is for privileged containers alone.')
    const recursive = mount.recursiveReadOnly
    if (recursive === 'Enabled' || recursive === 'IfPossible') {
      if (mount.readOnly !== true) report('value', at('recursiveReadOnly'), `recursiveReadOnly: ${recursive} needs readOnly: true.`)
      if (present(mount.mountPropagation) && mount.mountPropagation !== 'None') report('value', at('recursiveReadOnly'), `recursiveReadOnly: ${recursive} excludes mountPropagation.`)
    }
  }
  const devices = new Set<unknown>()
  const paths = new Set<unknown>()
  for (const [index, device] of list(container.volumeDevices).entries()) {
    const at = (field: string): Array<string | number> => ['volumeDevices', index, field]
    if (given(device.name) && devices.has(device.name)) report('duplicate-name', at('name'), `The device ${String(device.name)} is named twice.`)
    if (given(device.devicePath) && paths.has(device.devicePath)) report('duplicate-name', at('devicePath'), `Two devices are at ${String(device.devicePath)}.`)
    devices.add(device.name)
    paths.add(device.devicePath)
    for (const mount of list(container.volumeMounts)) {
      if (mount.name === device.name) report('duplicate-name', at('name'), `${String(device.name)} is a mount already.`)
      if (mount.mountPath === device.devicePath) report('duplicate-name', at('devicePath'), `Something is mounted at ${String(device.devicePath)} already.`)
    }
  }
}

const exec: Check = needsItems('command')
const httpHeader: Check = looks('name', (name) => (/^[-A-Za-z0-9]+$/.test(name) ? undefined : 'must be letters, digits and dashes'), {strict: true})
const protocols = ['TCP', 'UDP', 'SCTP']
const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc']
const keyOf = all(looks('name', dnsSubdomain, {strict: true}), needs('name'), looks('key', dataKey))

/** Containers and what stands in them. */
export const containerChecks: Checks = {
  'core.v1.Container': [
    image, looks('name', dnsLabel), unique(['ports'], 'name', 'The port'), mounts, duplicateVariables, probes, among('terminationMessagePolicy', ['File', 'FallbackToLogsOnError']), among('imagePullPolicy', ['Always', 'IfNotPresent', 'Never']),
    (container, report) => { for (const check of containerResources) check(map(container.resources), (rule, below, message, more) => report(rule, ['resources', ...below], message, more)) },
  ],
  'core.v1.ContainerPort': [port('containerPort'), between('hostPort', 0, 65_535), looks('name', portName), among('protocol', protocols)],
  'core.v1.EnvVar': [looks('name', variableName), variable],
  'core.v1.EnvVarSource': [oneOf(['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'], 1, 'valueFrom'), podField(inVariables), resourceField(false)],
  'core.v1.EnvFromSource': [oneOf(['configMapRef', 'secretRef'], 1, 'An entry of envFrom'), looks('prefix', variableName)],
  'core.v1.SecretEnvSource': [needs('name'), looks('name', asPrefix(dnsSubdomain))],
  'core.v1.ConfigMapEnvSource': [needs('name'), looks('name', asPrefix(dnsSubdomain))],
  'core.v1.SecretKeySelector': [keyOf],
  'core.v1.ConfigMapKeySelector': [keyOf],
  'core.v1.FileKeySelector': [looks('key', variableName), looks('volumeName', dnsLabel), looks('path', noBacksteps)],
  'core.v1.DownwardAPIVolumeFile': [oneOf(['fieldRef', 'resourceFieldRef'], 1, 'A file'), podField(inFiles), resourceField(true), looks('path', relativeFile), between('mode', 0, 0o777)],
  'core.v1.Probe': [
    oneOf(handlers, 1, 'A probe'), notNegative('initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'), between('terminationGracePeriodSeconds', 1),
  ],
  'core.v1.ExecAction': [exec],
  'core.v1.LifecycleHandler': [oneOf(['exec', 'httpGet', 'tcpSocket', 'sleep'], 1, 'A lifecycle hook')],
  'core.v1.HTTPGetAction': [port('port'), among('scheme', ['HTTP', 'HTTPS'])],
  'core.v1.HTTPHeader': [httpHeader],
  'core.v1.TCPSocketAction': [port('port')],
  'core.v1.GRPCAction': [port('port')],
  'core.v1.VolumeMount': [looks('subPath', relative), looks('subPathExpr', relative), among('mountPropagation', ['None', 'HostToContainer', 'Bidirectional'], {strict: true}), among('recursiveReadOnly', ['Disabled', 'IfPossible', 'Enabled'], {strict: true})],
  'core.v1.VolumeDevice': [looks('devicePath', noBacksteps)],
  'core.v1.ContainerRestartRule': [among('action', ['Restart', 'RestartAllContainers']), (rule, report) => present(rule.exitCodes) || report('required', [], 'A rule needs exitCodes.', {part: 'value'})],
  'core.v1.ContainerRestartRuleOnExitCodes': [among('operator', ['In', 'NotIn'])],
  'core.v1.ContainerResizePolicy': [among('resourceName', ['cpu', 'memory']), among('restartPolicy', ['NotRequired', 'RestartContainer'])],
}
