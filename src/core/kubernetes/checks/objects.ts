import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, labelKey, labelValue, pathSegment} from '../names.ts'
import {meets} from '../selector.ts'
import {given, keysLook, labels, looks, objectName, text, texts, type Check, type Checks} from './check.ts'

/** Bytes of keys and values together. */
const mostAnnotated = 262_144

const annotations: Check = (value, report) => {
  keysLook('annotations', (key) => labelKey(key.toLowerCase()), 'label', 'The annotation')(value, report)
  const entries = Object.entries(map(value.annotations))
  // No character has more than three bytes for each of its code units.
  if (entries.reduce((sum, [key, one]) => sum + key.length + text(one).length, 0) <= mostAnnotated / 3) return
  const size = entries.reduce((sum, [key, one]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text(one)), 0)
  if (size > mostAnnotated) report('value', ['annotations'], `The annotations hold ${size} bytes; ${mostAnnotated} is the most.`, {part: 'key'})
}

const owners: Check = (value, report) => {
  const controllers = new Set<string>()
  for (const [index, owner] of list(value.ownerReferences).entries()) {
    const [group, version, ...more] = text(owner.apiVersion).split('/').length === 1 ? ['', text(owner.apiVersion)] : text(owner.apiVersion).split('/')
    if (more.length > 0 || (given(owner.apiVersion) && !version)) report('value', ['ownerReferences', index, 'apiVersion'], 'apiVersion of an owner is a group and a version such as apps/v1.')
    if (group === '' && version === 'v1' && owner.kind === 'Event') report('value', ['ownerReferences', index, 'kind'], 'An Event cannot own anything.')
    if (owner.controller === true) controllers.add(JSON.stringify(owner))
  }
  if (controllers.size > 1) report('value', ['ownerReferences'], 'Only one owner may be the controller.', {part: 'key'})
}

const finalizer = (name: string): string | undefined => labelKey(name) ?? (name.includes('/') || ['orphan', 'foregroundDeletion', 'kubernetes'].includes(name) ? undefined : 'must have a domain before it such as example.com/name')

const finalizers: Check = (value, report) => {
  const names = texts(value.finalizers)
  for (const [index, name] of names.entries()) if (finalizer(name)) report('name', ['finalizers', index], `The finalizer ${name || '(empty)'} is not allowed: it ${finalizer(name)!}.`)
  if (names.includes('orphan') && names.includes('foregroundDeletion')) report('one-of', ['finalizers'], 'finalizers takes orphan or foregroundDeletion, not both.', {part: 'key'})
}

const expression: Check = ({key, operator, values}, report) => {
  const items = texts(values)
  if (typeof operator === 'string' && !['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) report('value', ['operator'], `operator cannot be ${operator}; it must be one of In, NotIn, Exists, DoesNotExist.`)
  if ((operator === 'In' || operator === 'NotIn') && items.length === 0) report('required', ['operator'], `${operator} needs at least one of values.`)
  if ((operator === 'Exists' || operator === 'DoesNotExist') && items.length > 0) report('value', ['values'], `${operator} takes no values.`, {part: 'key'})
  if (typeof key === 'string' && labelKey(key)) report('label', ['key'], `The label ${key} is not allowed: it ${labelKey(key)!}.`)
  for (const [index, one] of items.entries()) if (labelValue(one)) report('label', ['values', index], `The value ${one} is not allowed: it ${labelValue(one)!}.`)
}

/** A selector (of `matchLabels` and `matchExpressions`) is not empty and meets the labels of the template beside it. */
export const selectorMatches: Check = (spec, report) => {
  const selector = map(spec.selector)
  const wanted = Object.entries(map(selector.matchLabels))
  const expressions = list(selector.matchExpressions)
  if (given(spec.selector) && wanted.length + expressions.length === 0) report('selector', ['selector'], 'An empty selector would match every pod: name at least one label under matchLabels.', {part: 'key'})
  if (!given(spec.template)) return
  const actual = map(map(map(spec.template).metadata).labels)
  for (const [key, value] of wanted) {
    if (Object.hasOwn(actual, key) && text(actual[key]) === text(value)) continue
    const state = Object.hasOwn(actual, key) ? `they have ${key}: ${String(actual[key])}` : `they have no label ${key}`
    report('selector', ['selector', 'matchLabels', key], `The selector asks for ${key}: ${String(value)}, but the pods of template do not match: ${state}.`)
  }
  for (const [index, one] of expressions.entries()) {
    if (meets(actual, one) === false) report('selector', ['selector', 'matchExpressions', index], `The labels of template do not meet this expression on ${String(one.key)}.`)
  }
}

const subdomains = [
  'core.v1.Secret', 'core.v1.ConfigMap', 'core.v1.ServiceAccount', 'core.v1.Pod', 'core.v1.PodTemplate', 'core.v1.ReplicationController', 'core.v1.Endpoints', 'core.v1.PersistentVolumeClaim', 'core.v1.PersistentVolume', 'core.v1.LimitRange', 'core.v1.ResourceQuota',
  'apps.v1.Deployment', 'apps.v1.DaemonSet', 'apps.v1.ReplicaSet', 'apps.v1.ControllerRevision', 'batch.v1.Job', 'batch.v1.CronJob', 'autoscaling.v1.HorizontalPodAutoscaler', 'autoscaling.v2.HorizontalPodAutoscaler', 'coordination.v1.Lease',
  'discovery.v1.EndpointSlice', 'networking.v1.Ingress', 'networking.v1.IngressClass', 'networking.v1.NetworkPolicy', 'scheduling.v1.PriorityClass', 'storage.v1.CSIDriver', 'storage.v1.StorageClass', 'node.v1.RuntimeClass', 'admissionregistration.v1.MutatingWebhookConfiguration',
  'admissionregistration.v1.ValidatingWebhookConfiguration',
]

/** What all objects have in common: names, labels, annotations, owners, selectors. */
export const objectChecks: Checks = {
  ...Object.fromEntries(subdomains.map((type) => [type, [objectName(dnsSubdomain)]])),
  // The server judges a budget's name as a part of its address alone.
  ...Object.fromEntries(['policy.v1.PodDisruptionBudget', 'rbac.v1.Role', 'rbac.v1.ClusterRole', 'rbac.v1.RoleBinding', 'rbac.v1.ClusterRoleBinding'].map((type) => [type, [objectName(pathSegment)]])),
  'core.v1.Namespace': [objectName(dnsLabel)],
  'core.v1.Service': [objectName(dnsLabel)],
  'apps.v1.StatefulSet': [objectName(dnsLabel)],
  'apis.meta.v1.ObjectMeta': [labels('labels'), annotations, looks('namespace', dnsLabel), owners, finalizers],
  'apis.meta.v1.LabelSelector': [labels('matchLabels')],
  'apis.meta.v1.LabelSelectorRequirement': [expression],
  'core.v1.NamespaceSpec': [(spec, report) => {
    for (const [index, name] of texts(spec.finalizers).entries()) if (finalizer(name)) report('name', ['finalizers', index], `The finalizer ${name || '(empty)'} is not allowed: it ${finalizer(name)!}.`)
  }],
}

