import {map} from '../../values/maps.ts'
import {dnsLabel} from '../names.ts'
import {all, among, given, looks, needsSpec, notNegative, present, text, type Check, type Checks} from './check.ts'
import {selectorMatches} from './objects.ts'

/** A number that is not negative or a percentage, as `maxSurge` and the budgets have it. `most`: a percentage of at most 100. */
export const share = (field: string, {most = false} = {}): Check => (value, report) => {
  const amount = value[field]
  if (typeof amount === 'number' && amount < 0) report('value', [field], `${field} must not be negative.`)
  if (typeof amount === 'string' && !/^[0-9]+%$/.test(amount)) report('value', [field], `${field} is a text that is no percentage: write a number such as 1 without quotes, or "25%".`)
  else if (most && typeof amount === 'string' && Number(amount.slice(0, -1)) > 100) report('value', [field], `${field} must not be more than 100%.`)
}
const none = (amount: unknown): boolean => amount === 0 || (typeof amount === 'string' && /^0+%$/.test(amount))

const rollingUpdate: Check = (value, report) => {
  if (none(value.maxSurge) && none(value.maxUnavailable)) report('value', ['maxUnavailable'], 'maxUnavailable cannot be 0 when maxSurge is 0: nothing could ever be replaced.')
}

const daemonUpdate: Check = (value, report) => {
  const [surge, unavailable] = [value.maxSurge ?? 0, value.maxUnavailable ?? 1]
  if (none(surge) && none(unavailable)) report('value', [], 'maxUnavailable cannot be 0 when maxSurge is 0: nothing could ever be replaced.')
  if (!none(surge) && !none(unavailable)) report('one-of', present(value.maxSurge) ? ['maxSurge'] : [], 'A DaemonSet updates by maxSurge or by maxUnavailable (which is 1 unless it is set to 0), not by both.', {part: 'key'})
}

const deadline: Check = (spec, report) => {
  const least = typeof spec.minReadySeconds === 'number' ? spec.minReadySeconds : 0
  const most = typeof spec.progressDeadlineSeconds === 'number' ? spec.progressDeadlineSeconds : 600
  if (most < 0) report('value', ['progressDeadlineSeconds'], 'progressDeadlineSeconds must not be negative.')
  if (least >= most) report('value', ['minReadySeconds'], `minReadySeconds must be less than progressDeadlineSeconds, which is ${most}.`)
}

const strategy = (other: string): Check => (value, report) => {
  if (value.type === other && given(value.rollingUpdate)) report('one-of', ['rollingUpdate'], `rollingUpdate may not be given when type is ${other}.`, {part: 'key'})
}

const restartAlways = (kind: string): Check => (spec, report) => {
  const pod = map(map(spec.template).spec)
  if (given(pod.restartPolicy) && pod.restartPolicy !== 'Always') report('value', ['template', 'spec', 'restartPolicy'], `The pods of a ${kind} restart always: restartPolicy cannot be ${String(pod.restartPolicy)}.`)
  if (given(pod.activeDeadlineSeconds)) report('value', ['template', 'spec', 'activeDeadlineSeconds'], `activeDeadlineSeconds is not allowed in a ${kind}.`, {part: 'key'})
}

/** A template needs a spec, and the server cannot guess it. */
const templateSpec: Check = (spec, report) => {
  if (given(spec.template) && !given(map(spec.template).spec)) report('required', ['template'], 'template lacks the field spec, which is required.', {part: 'key'})
}

const replicationSelector: Check = (spec, report) => {
  if (!present(spec.template)) report('required', [], 'ReplicationController lacks the field template, which is required.', {part: 'key'})
  const actual = map(map(map(spec.template).metadata).labels)
  const wanted = Object.entries(map(spec.selector))
  if (wanted.length === 0 && Object.keys(actual).length === 0) report('selector', [], 'A ReplicationController needs a selector, or labels in its template.', {part: 'key'})
  for (const [key, value] of wanted) if (!Object.hasOwn(actual, key) || text(actual[key]) !== text(value)) report('selector', ['selector', key], `The selector asks for ${key}: ${text(value)}, but the pods of template do not match.`)
}

const replicaSetTemplate: Check = (spec, report) => {
  if (!present(spec.template)) report('required', [], 'ReplicaSet lacks the field template, which is required.', {part: 'key'})
}

const revisionData: Check = (object, report) => {
  if (!present(object.data) || typeof object.data !== 'object' || Array.isArray(object.data)) report('required', given(object.data) ? ['data'] : [], 'data of a ControllerRevision must be a map.')
}

const retention = all(among('whenDeleted', ['Retain', 'Delete']), among('whenScaled', ['Retain', 'Delete']))

/** What runs pods and keeps them running. */
export const workloadChecks: Checks = {
  'apps.v1.Deployment': [needsSpec],
  'apps.v1.StatefulSet': [needsSpec],
  'apps.v1.DaemonSet': [needsSpec],
  'apps.v1.ReplicaSet': [needsSpec],
  'core.v1.ReplicationController': [needsSpec],
  'core.v1.Pod': [needsSpec],
  'core.v1.PodTemplate': [(object, report) => given(map(object.template).spec) || report('required', given(object.template) ? ['template'] : [], 'A PodTemplate needs template.spec.', {part: given(object.template) ? 'key' : 'value'})],
  'apps.v1.ControllerRevision': [revisionData, notNegative('revision')],
  'apps.v1.DeploymentSpec': [selectorMatches, templateSpec, restartAlways('Deployment'), deadline, notNegative('replicas', 'revisionHistoryLimit', 'minReadySeconds')],
  'apps.v1.DeploymentStrategy': [strategy('Recreate'), among('type', ['Recreate', 'RollingUpdate'])],
  'apps.v1.RollingUpdateDeployment': [share('maxSurge'), share('maxUnavailable', {most: true}), rollingUpdate],
  'apps.v1.StatefulSetSpec': [selectorMatches, templateSpec, restartAlways('StatefulSet'), notNegative('replicas', 'minReadySeconds'), among('podManagementPolicy', ['OrderedReady', 'Parallel']), looks('serviceName', dnsLabel)],
  'apps.v1.StatefulSetOrdinals': [notNegative('start')],
  'apps.v1.StatefulSetUpdateStrategy': [strategy('OnDelete'), among('type', ['RollingUpdate', 'OnDelete'])],
  'apps.v1.RollingUpdateStatefulSetStrategy': [notNegative('partition')],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': [retention],
  'apps.v1.DaemonSetSpec': [selectorMatches, templateSpec, restartAlways('DaemonSet'), notNegative('revisionHistoryLimit', 'minReadySeconds')],
  'apps.v1.DaemonSetUpdateStrategy': [among('type', ['RollingUpdate', 'OnDelete'])],
  'apps.v1.RollingUpdateDaemonSet': [share('maxSurge', {most: true}), share('maxUnavailable', {most: true}), daemonUpdate],
  'apps.v1.ReplicaSetSpec': [selectorMatches, replicaSetTemplate, templateSpec, restartAlways('ReplicaSet'), notNegative('replicas', 'minReadySeconds')],
  'core.v1.ReplicationControllerSpec': [replicationSelector, templateSpec, restartAlways('ReplicationController'), notNegative('replicas', 'minReadySeconds')],
}
