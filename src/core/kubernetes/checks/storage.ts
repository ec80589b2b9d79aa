import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, labelKey, quantityValue} from '../names.ts'
import {all, among, at, between, given, looks, oneOf, present, text, texts, type Check, type Checks} from './check.ts'
import {nodeSelector} from './scheduling.ts'
import {persistentSources} from './volumes.ts'

const modes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']

const accessModes: Check = (spec, report) => {
  const given = texts(spec.accessModes)
  if (given.length === 0) report('required', [], 'accessModes needs at least one entry.', {part: 'key'})
  for (const [index, mode] of given.entries()) if (!modes.includes(mode)) report('value', ['accessModes', index], `There is no access mode ${mode}: the modes are ${modes.join(', ')}.`)
  if (given.includes('ReadWriteOncePod') && given.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode))) report('one-of', ['accessModes'], 'ReadWriteOncePod excludes the other modes.', {part: 'key'})
}

const amount = (value: unknown): number => (given(value) ? (quantityValue(String(value)) ?? 0) : 0)

const claimSize: Check = (spec, report) => {
  const requests = map(map(spec.resources).requests)
  if (!Object.hasOwn(requests, 'storage')) report('required', present(spec.resources) ? ['resources'] : [], 'A claim needs resources.requests.storage.', {part: 'key'})
  else if (amount(requests.storage) <= 0) report('quantity', ['resources', 'requests', 'storage'], 'storage must be more than 0.')
}

const source: Check = at('dataSourceRef', (value, report) => {
  for (const field of ['kind', 'name']) if (!given(value[field])) report('required', [], `dataSourceRef needs ${field}.`, {part: 'key'})
  if (!given(value.apiGroup) && value.kind !== 'PersistentVolumeClaim') report('value', ['kind'], 'Without apiGroup the kind must be PersistentVolumeClaim.')
  if (given(value.apiGroup) && dnsSubdomain(text(value.apiGroup))) report('name', ['apiGroup'], `apiGroup ${text(value.apiGroup)} is not allowed: it ${dnsSubdomain(text(value.apiGroup))!}.`)
})

/** The server drops a dataSource that is neither a claim nor a snapshot. */
const kept = ({kind, apiGroup}: Record<string, unknown>): boolean => (kind === 'PersistentVolumeClaim' && !given(apiGroup)) || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')

const sameSource: Check = (spec, report) => {
  const [one, other] = [map(spec.dataSource), map(spec.dataSourceRef)]
  if (kept(one) && !given(one.name)) report('required', ['dataSource'], 'dataSource needs name.', {part: 'key'})
  if (!kept(one) || !present(spec.dataSourceRef)) return
  if (given(other.namespace) || ['apiGroup', 'kind', 'name'].some((field) => text(one[field]) !== text(other[field]))) report('value', ['dataSource'], 'dataSource must be the same as dataSourceRef.', {part: 'key'})
}

const capacity: Check = (spec, report) => {
  const names = Object.keys(map(spec.capacity))
  if (names.length !== 1 || names[0] !== 'storage') report('required', given(spec.capacity) ? ['capacity'] : [], 'capacity of a volume has storage and nothing else.', {part: 'key'})
  for (const name of names) if (amount(map(spec.capacity)[name]) <= 0) report('quantity', ['capacity', name], `${name} must be more than 0.`)
}

const volumeKind: Check = (spec, report) => {
  oneOf(persistentSources, 1, 'A volume')(spec, report)
  if (present(spec.local) && !present(map(spec.nodeAffinity).required)) report('required', ['local'], 'A local volume needs nodeAffinity.', {part: 'key'})
  if (text(map(spec.hostPath).path).replace(/\/+$/, '') === '' && given(map(spec.hostPath).path) && spec.persistentVolumeReclaimPolicy === 'Recycle') report('value', ['persistentVolumeReclaimPolicy'], 'A volume of the whole host cannot be recycled.')
  if (present(spec.volumeAttributesClassName) && !present(spec.csi)) report('required', ['volumeAttributesClassName'], 'volumeAttributesClassName needs a csi volume.', {part: 'key'})
}

const backsteps = (path: string): string | undefined => (path.split('/').includes('..') ? 'must not contain ".."' : undefined)

const secretReference = (fields: string[]): Check => all(...fields.map((field) => at(field, (value, report) => {
  for (const key of ['name', 'namespace']) if (!given(value[key])) report('required', [], `${field} needs ${key}.`, {part: 'key'})
  if (given(value.name) && dnsSubdomain(text(value.name))) report('name', ['name'], `name ${text(value.name)} is not allowed: it ${dnsSubdomain(text(value.name))!}.`)
  if (given(value.namespace) && dnsLabel(text(value.namespace))) report('name', ['namespace'], `namespace ${text(value.namespace)} is not allowed: it ${dnsLabel(text(value.namespace))!}.`)
})))

const topologies: Check = (object, report) => {
  for (const [index, term] of list(object.allowedTopologies).entries()) {
    const keys = new Set<string>()
    if (list(term.matchLabelExpressions).length === 0) report('required', ['allowedTopologies', index], 'A term needs at least one of matchLabelExpressions.')
    for (const [at, {key, values}] of list(term.matchLabelExpressions).entries()) {
      const place = ['allowedTopologies', index, 'matchLabelExpressions', at]
      if (keys.has(text(key))) report('duplicate-name', [...place, 'key'], `${text(key)} stands there twice.`)
      keys.add(text(key))
      if (given(key) && labelKey(text(key))) report('label', [...place, 'key'], `The label ${text(key)} is not allowed: it ${labelKey(text(key))!}.`)
      if (new Set(texts(values)).size < texts(values).length) report('duplicate-name', [...place, 'values'], 'A value stands there twice.', {part: 'key'})
    }
  }
}

const sameTerms: Check = (object, report) => {
  const seen = new Set<string>()
  for (const [index, term] of list(object.allowedTopologies).entries()) {
    const key = JSON.stringify(list(term.matchLabelExpressions).map((one) => [text(one.key), texts(one.values).sort()]).sort())
    if (seen.has(key)) report('duplicate-name', ['allowedTopologies', index], 'This term stands there twice.')
    seen.add(key)
  }
}

const parameters: Check = (object, report) => {
  const entries = Object.entries(map(object.parameters))
  if (entries.some(([key]) => key === '')) report('name', ['parameters'], 'A parameter needs a name.', {part: 'key'})
  if (entries.length > 512 || entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key + text(value)), 0) > 262_144) report('value', ['parameters'], 'parameters holds at most 512 entries of 256 KiB together.', {part: 'key'})
}

const lifecycleModes: Check = (spec, report) => {
  for (const [index, mode] of texts(spec.volumeLifecycleModes).entries()) if (mode !== 'Persistent' && mode !== 'Ephemeral') report('value', ['volumeLifecycleModes', index], `A mode is Persistent or Ephemeral, not ${mode || 'empty'}.`)
  const audiences = new Set<string>()
  for (const [index, {audience}] of list(spec.tokenRequests).entries()) {
    if (audiences.has(text(audience))) report('duplicate-name', ['tokenRequests', index, 'audience'], `The audience ${text(audience)} stands there twice.`)
    audiences.add(text(audience))
  }
  if (spec.serviceAccountTokenInSecrets === true && list(spec.tokenRequests).length === 0) report('required', ['serviceAccountTokenInSecrets'], 'serviceAccountTokenInSecrets needs tokenRequests.', {part: 'key'})
}

const claim: Check[] = [accessModes, claimSize, source, sameSource, looks('storageClassName', dnsSubdomain), looks('volumeAttributesClassName', dnsSubdomain), among('volumeMode', ['Block', 'Filesystem'], {strict: true})]

/** Claims, volumes and their classes. */
export const storageChecks: Checks = {
  'core.v1.PersistentVolumeClaim': [(object, report) => present(object.spec) || report('required', [], 'PersistentVolumeClaim lacks the field spec, which is required.')],
  'core.v1.PersistentVolume': [(object, report) => present(object.spec) || report('required', [], 'PersistentVolume lacks the field spec, which is required.')],
  'core.v1.PersistentVolumeClaimSpec': claim,
  'core.v1.PersistentVolumeSpec': [
    accessModes, capacity, volumeKind, looks('storageClassName', dnsSubdomain), looks('volumeAttributesClassName', dnsSubdomain, {strict: true}), among('volumeMode', ['Block', 'Filesystem'], {strict: true}), among('persistentVolumeReclaimPolicy', ['Delete', 'Recycle', 'Retain']),
  ],
  'core.v1.LocalVolumeSource': [looks('path', backsteps)],
  'core.v1.VolumeNodeAffinity': [(affinity, report) => {
    if (present(affinity.required)) nodeSelector(map(affinity.required), (rule, below, message, more) => report(rule, ['required', ...below], message, more))
    else report('required', [], 'nodeAffinity needs the field required.', {part: 'key'})
  }],
  'core.v1.CSIPersistentVolumeSource': [secretReference(['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'])],
  'storage.v1.StorageClass': [
    topologies, sameTerms, parameters, looks('provisioner', (name) => labelKey(name.toLowerCase())), among('reclaimPolicy', ['Delete', 'Retain']), among('volumeBindingMode', ['Immediate', 'WaitForFirstConsumer'], {strict: true}),
  ],
  'storage.v1.CSIDriverSpec': [lifecycleModes, among('fsGroupPolicy', ['ReadWriteOnceWithFSType', 'File', 'None'], {strict: true}), between('nodeAllocatableUpdatePeriodSeconds', 10)],
  'storage.v1.TokenRequest': [between('expirationSeconds', 600, 2 ** 32)],
}
