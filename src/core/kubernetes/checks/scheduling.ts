import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, labelKey, labelValue} from '../names.ts'
import {all, among, between, each, eachLooks, given, labels, looks, present, text, texts, type Check, type Checks} from './check.ts'

const nodeOperators = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']

const nodeExpression = (strictValues: boolean): Check => ({key, operator, values}, report) => {
  const items = texts(values)
  const one = text(operator)
  if (one !== '' && !nodeOperators.includes(one)) report('value', ['operator'], `operator cannot be ${one}; it must be one of ${nodeOperators.join(', ')}.`)
  if ((one === 'In' || one === 'NotIn') && items.length === 0) report('required', [], `${one} needs at least one of values.`, {part: 'value'})
  if ((one === 'Exists' || one === 'DoesNotExist') && items.length > 0) report('value', ['values'], `${one} takes no values.`, {part: 'key'})
  if ((one === 'Gt' || one === 'Lt') && items.length !== 1) report('value', [], `${one} takes one value.`, {part: 'value'})
  if (given(key) && labelKey(text(key))) report('label', ['key'], `The label ${text(key)} is not allowed: it ${labelKey(text(key))!}.`)
  if (strictValues) for (const [index, item] of items.entries()) if (labelValue(item)) report('label', ['values', index], `The value ${item} is not allowed: it ${labelValue(item)!}.`)
}

const nodeField: Check = ({key, operator, values}, report) => {
  const items = texts(values)
  if (given(operator) && operator !== 'In' && operator !== 'NotIn') report('value', ['operator'], `operator of matchFields must be In or NotIn, not ${text(operator)}.`)
  else if (items.length !== 1) report('value', [], 'An entry of matchFields takes one value.', {part: 'value'})
  if (given(key) && key !== 'metadata.name') report('value', ['key'], 'matchFields knows the key metadata.name alone.')
  else for (const [index, item] of items.entries()) if (dnsSubdomain(item)) report('name', ['values', index], `${item} is no name of a node: it ${dnsSubdomain(item)!}.`)
}

const nodeTerm = (strictValues: boolean): Check => all(each('matchExpressions', nodeExpression(strictValues)), each('matchFields', nodeField))

/** A selector of nodes: of pods that need certain nodes, and of volumes. */
export const nodeSelector: Check = each('nodeSelectorTerms', nodeTerm(true))

const matchKeys = (value: Record<string, unknown>, field: string, report: Parameters<Check>[1]): void => {
  const keys = texts(value[field])
  if (keys.length === 0) return
  if (!present(value.labelSelector)) report('value', [field], `${field} needs a labelSelector beside it.`, {part: 'key'})
  for (const [index, key] of keys.entries()) if (labelKey(key)) report('label', [field, index], `The label ${key} is not allowed: it ${labelKey(key)!}.`)
}

const affinityTerm: Check = (term, report) => {
  matchKeys(term, 'matchLabelKeys', report)
  matchKeys(term, 'mismatchLabelKeys', report)
  const [match, mismatch] = [texts(term.matchLabelKeys), texts(term.mismatchLabelKeys)]
  for (const [index, key] of match.entries()) if (mismatch.includes(key)) report('value', ['matchLabelKeys', index], `${key} stands in both matchLabelKeys and mismatchLabelKeys.`)
}

const spread: Check = (constraint, report) => {
  const {whenUnsatisfiable} = constraint
  if (typeof constraint.maxSkew === 'number' && constraint.maxSkew < 1) report('value', ['maxSkew'], 'maxSkew must be 1 or more.')
  if (typeof constraint.minDomains === 'number') {
    if (constraint.minDomains < 1) report('value', ['minDomains'], 'minDomains must be 1 or more.')
    if (whenUnsatisfiable !== 'DoNotSchedule') report('value', ['minDomains'], 'minDomains needs whenUnsatisfiable: DoNotSchedule.', {part: 'key'})
  }
  matchKeys(constraint, 'matchLabelKeys', report)
}

/** No two constraints are alike. */
export const spreads: Check = (pod, report) => {
  const seen = new Set<string>()
  for (const [index, one] of list(pod.topologySpreadConstraints).entries()) {
    const key = `${text(one.topologyKey)} ${text(one.whenUnsatisfiable)}`
    if (seen.has(key)) report('duplicate-name', ['topologySpreadConstraints', index], `${text(one.topologyKey)} stands twice with the same whenUnsatisfiable.`)
    seen.add(key)
  }
}

/**
 * A key of matchLabelKeys may not stand in the labelSelector too. The server adds each key that the pod has as a label to the selector's expressions
 * and then refuses expressions on keys that it knows already.
 * @param own labels of a pod; none for a template, where nothing is added
 */
export const matchLabelKeys = (own: Record<string, unknown>): Check => (pod, report) => {
  const affinity = map(pod.affinity)
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap((field) => [
    ...list(map(affinity[field]).requiredDuringSchedulingIgnoredDuringExecution).map((term, at) => ({term, place: ['affinity', field, 'requiredDuringSchedulingIgnoredDuringExecution', at]})),
    ...list(map(affinity[field]).preferredDuringSchedulingIgnoredDuringExecution).map((term, at) => ({term: map(term.podAffinityTerm), place: ['affinity', field, 'preferredDuringSchedulingIgnoredDuringExecution', at, 'podAffinityTerm']})),
  ])
  for (const {term, place} of [...terms, ...list(pod.topologySpreadConstraints).map((term, at) => ({term, place: ['topologySpreadConstraints', at]}))]) {
    const keys = texts(term.matchLabelKeys)
    const selector = map(term.labelSelector)
    const known = new Set(Object.keys(map(selector.matchLabels)))
    for (const key of [...list(selector.matchExpressions).map((one) => text(one.key)), ...keys.filter((key) => Object.hasOwn(own, key))]) {
      if (keys.includes(key) && known.has(key)) report('value', [...place, 'matchLabelKeys'], `${key} stands twice in matchLabelKeys and labelSelector together.`, {part: 'key'})
      known.add(key)
    }
  }
}

const toleration: Check = ({key, operator, value, effect, tolerationSeconds}, report) => {
  const one = text(operator)
  if (given(key) && labelKey(text(key))) report('label', ['key'], `The key ${text(key)} is not allowed: it ${labelKey(text(key))!}.`)
  if (!given(key) && one !== 'Exists') report('value', [], 'A toleration without a key must have the operator Exists.', {part: 'value'})
  if (present(tolerationSeconds) && effect !== 'NoExecute') report('value', ['tolerationSeconds'], 'tolerationSeconds needs effect: NoExecute.', {part: 'key'})
  if ((one === '' || one === 'Equal') && labelValue(text(value))) report('label', ['value'], `The value ${text(value)} is not allowed: it ${labelValue(text(value))!}.`)
  if (one === 'Exists' && given(value)) report('value', ['value'], 'The operator Exists takes no value.', {part: 'key'})
  if (one !== '' && one !== 'Equal' && one !== 'Exists') report('value', ['operator'], `operator cannot be ${one}; it must be Equal or Exists.`)
  if (given(effect) && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(text(effect))) report('value', ['effect'], `effect cannot be ${text(effect)}; it must be one of NoSchedule, PreferNoSchedule, NoExecute.`)
}

const tolerationsDiffer: Check = (scheduling, report) => {
  const seen = new Set<string>()
  for (const [index, {key, operator, value, effect}] of list(scheduling.tolerations).entries()) {
    const one = [key, given(operator) ? operator : 'Equal', value, effect].map(text).join('\n')
    if (seen.has(one)) report('duplicate-name', ['tolerations', index], 'This toleration stands there twice.')
    seen.add(one)
  }
}

/** Where pods may run. */
export const schedulingChecks: Checks = {
  'core.v1.NodeAffinity': [(affinity, report) => {
    if (!present(affinity.requiredDuringSchedulingIgnoredDuringExecution)) return
    nodeSelector(map(affinity.requiredDuringSchedulingIgnoredDuringExecution), (rule, below, message, more) => report(rule, ['requiredDuringSchedulingIgnoredDuringExecution', ...below], message, more))
  }],
  'core.v1.PreferredSchedulingTerm': [between('weight', 1, 100), (term, report) => nodeTerm(false)(map(term.preference), (rule, below, message, more) => report(rule, ['preference', ...below], message, more))],
  'core.v1.WeightedPodAffinityTerm': [between('weight', 1, 100)],
  'core.v1.PodAffinityTerm': [looks('topologyKey', labelKey, {rule: 'label'}), eachLooks('namespaces', dnsLabel), affinityTerm],
  'core.v1.TopologySpreadConstraint': [spread, among('whenUnsatisfiable', ['DoNotSchedule', 'ScheduleAnyway']), among('nodeAffinityPolicy', ['Honor', 'Ignore'], {strict: true}), among('nodeTaintsPolicy', ['Honor', 'Ignore'], {strict: true})],
  'core.v1.Toleration': [toleration],
  'node.v1.Scheduling': [labels('nodeSelector'), tolerationsDiffer],
}
