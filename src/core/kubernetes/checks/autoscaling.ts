import {map} from '../../values/maps.ts'
import {dnsLabel, pathSegment, quantityValue} from '../names.ts'
import {among, between, given, looks, needsItems, present, text, type Check, type Checks} from './check.ts'
import {containerResourceName} from './resources.ts'
import {share} from './workloads.ts'

const scale: Check = (spec, report) => {
  const {minReplicas, maxReplicas} = spec
  if (typeof maxReplicas === 'number' && maxReplicas < 1) report('value', ['maxReplicas'], 'maxReplicas must be 1 or more.')
  if (typeof minReplicas === 'number' && minReplicas < 1) report('value', ['minReplicas'], 'minReplicas must be 1 or more.')
  const least = typeof minReplicas === 'number' ? minReplicas : 1
  if (typeof maxReplicas === 'number' && maxReplicas < least) report('value', ['maxReplicas'], `maxReplicas must not be below minReplicas, which is ${least}.`)
}

/** What is scaled lies in a group: `v1` alone is not enough. */
const targetGroup: Check = (spec, report) => {
  const reference = map(spec.scaleTargetRef)
  if (present(spec.scaleTargetRef) && !/^[^/]+\/[^/]*$/.test(text(reference.apiVersion))) report('value', given(reference.apiVersion) ? ['scaleTargetRef', 'apiVersion'] : ['scaleTargetRef'], 'apiVersion of what is scaled needs its group, such as apps/v1.', {part: given(reference.apiVersion) ? 'value' : 'key'})
}

const target: Check = ({kind, name, apiVersion}, report) => {
  for (const [field, value] of [['kind', kind], ['name', name]] as const) if (given(value) && pathSegment(text(value))) report('name', [field], `${field} ${text(value)} is not allowed: it ${pathSegment(text(value))!}.`)
  const parts = text(apiVersion).split('/')
  if (parts.length > 2) report('value', ['apiVersion'], 'apiVersion is a group and a version such as apps/v1.')
}

/** The source of each type of metric, and which of its targets it takes. */
const metricSources: Record<string, string> = {Object: 'object', Pods: 'pods', Resource: 'resource', External: 'external', ContainerResource: 'containerResource'}

const metric: Check = (value, report) => {
  const type = text(value.type)
  const expected = metricSources[type]
  if (type !== '' && !expected) report('value', ['type'], `type cannot be ${type}; it must be one of ${Object.keys(metricSources).join(', ')}.`)
  if (expected && !present(value[expected])) report('required', [], `A metric of type ${type} needs ${expected}.`, {part: 'value'})
  const set = Object.values(metricSources).filter((field) => present(value[field]))
  for (const field of set) if (set.length > 1 && field !== expected) report('one-of', [field], `A metric of type ${type} has ${String(expected)} alone.`, {part: 'key'})
  for (const field of set) {
    const goal = map(map(value[field]).target)
    const has = (name: string): boolean => present(goal[name])
    const place = [field, 'target']
    if ((field === 'object' || field === 'external') && !has('value') && !has('averageValue')) report('required', place, 'The target needs value or averageValue.', {part: 'key'})
    if (field === 'external' && has('value') && has('averageValue')) report('one-of', place, 'The target has value or averageValue, not both.', {part: 'key'})
    if (field === 'pods' && !has('averageValue')) report('required', place, 'The target of pods needs averageValue.', {part: 'key'})
    if ((field === 'resource' || field === 'containerResource') && has('averageUtilization') === has('averageValue')) report('one-of', place, 'The target needs either averageUtilization or averageValue.', {part: 'key'})
  }
}

const goal: Check = (value, report) => {
  if (given(value.type) && !['Utilization', 'Value', 'AverageValue'].includes(text(value.type))) report('value', ['type'], `type cannot be ${text(value.type)}; it must be one of Utilization, Value, AverageValue.`)
  for (const field of ['value', 'averageValue']) {
    const amount = given(value[field]) ? quantityValue(String(value[field])) : undefined
    if (amount !== undefined && amount <= 0) report('quantity', [field], `${field} must be more than 0.`)
  }
  if (typeof value.averageUtilization === 'number' && value.averageUtilization < 1) report('value', ['averageUtilization'], 'averageUtilization must be 1 or more.')
}

const tolerance: Check = (value, report) => {
  const amount = given(value.tolerance) ? quantityValue(String(value.tolerance)) : undefined
  if (amount !== undefined && amount < 0) report('quantity', ['tolerance'], 'tolerance must not be negative.')
}

const policies: Check = (value, report) => {
  if (Array.isArray(value.policies) && value.policies.length === 0) needsItems('policies')(value, report)
}

const budget: Check = (spec, report) => {
  if (present(spec.minAvailable) && present(spec.maxUnavailable)) report('one-of', ['maxUnavailable'], 'A budget has minAvailable or maxUnavailable, not both.', {part: 'key'})
}

/** Autoscalers and disruption budgets. */
export const scalingChecks: Checks = {
  'autoscaling.v1.HorizontalPodAutoscalerSpec': [scale, targetGroup, between('targetCPUUtilizationPercentage', 1)],
  'autoscaling.v1.CrossVersionObjectReference': [target],
  'autoscaling.v2.HorizontalPodAutoscalerSpec': [scale, targetGroup],
  'autoscaling.v2.CrossVersionObjectReference': [target],
  'autoscaling.v2.MetricSpec': [metric],
  'autoscaling.v2.MetricTarget': [goal],
  'autoscaling.v2.MetricIdentifier': [looks('name', pathSegment)],
  'autoscaling.v2.ContainerResourceMetricSource': [looks('name', containerResourceName), looks('container', dnsLabel)],
  'autoscaling.v2.HPAScalingRules': [between('stabilizationWindowSeconds', 0, 3600), among('selectPolicy', ['Max', 'Min', 'Disabled'], {strict: true}), policies, tolerance],
  'autoscaling.v2.HPAScalingPolicy': [between('value', 1), between('periodSeconds', 1, 1800), among('type', ['Pods', 'Percent'])],
  'autoscaling.v1.HorizontalPodAutoscaler': [(object, report) => present(object.spec) || report('required', [], 'HorizontalPodAutoscaler lacks the field spec, which is required.')],
  'autoscaling.v2.HorizontalPodAutoscaler': [(object, report) => present(object.spec) || report('required', [], 'HorizontalPodAutoscaler lacks the field spec, which is required.')],
  'policy.v1.PodDisruptionBudgetSpec': [budget, share('minAvailable', {most: true}), share('maxUnavailable', {most: true}), among('unhealthyPodEvictionPolicy', ['IfHealthyBudget', 'AlwaysAllow'], {strict: true})],
}
