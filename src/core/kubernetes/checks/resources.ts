import {list, map} from '../../values/maps.ts'
import {dnsLabel, labelKey, quantityValue} from '../names.ts'
import {given, texts, type Check, type Checks, type JsonMap} from './check.ts'

const withSides = (names: string[]): string[] => names.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])
const compute = withSides(['cpu', 'memory', 'ephemeral-storage'])
const counted = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers']
const quotaNames = new Set([...compute, ...counted, 'requests.storage'])
const standardNames = new Set([...quotaNames, 'storage'])
const hugePages = (name: string): boolean => name.startsWith('hugepages-')
const isQuotaName = (name: string): boolean => quotaNames.has(name) || hugePages(name) || name.startsWith('requests.hugepages-')
const isStandard = (name: string): boolean => standardNames.has(name) || hugePages(name) || name.startsWith('requests.hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')
const isExtended = (name: string): boolean => !isNative(name) && !name.startsWith('requests.') && labelKey(`requests.${name}`) === undefined
const overcommits = (name: string): boolean => isNative(name) && !hugePages(name)

/** The number of a quantity: 0 for null, as in the server's decoder, and none for what is no quantity (the schema says so). */
const amountOf = (value: unknown): number => (given(value) ? (quantityValue(String(value)) ?? Number.NaN) : 0)
const entries = (value: unknown): Array<[string, number]> => Object.entries(map(value)).map(([name, amount]) => [name, amountOf(amount)])

/** What is wrong with a name of a resource of a container, to stand after a colon. */
export const containerResourceName = (name: string): string | undefined => nameFault(name, 'container')

/** What is wrong with a name of a resource, where containers, quotas or anything may name it. */
function nameFault(name: string, among: 'container' | 'quota' | 'pod' | 'any'): string | undefined {
  if (labelKey(name)) return `it ${labelKey(name)!}`
  if (!name.includes('/')) {
    if (!isStandard(name)) return 'there is no such resource; others have a domain such as nvidia.com/gpu'
    if (among === 'container' && !['cpu', 'memory', 'ephemeral-storage'].includes(name) && !hugePages(name)) return 'containers have cpu, memory, ephemeral-storage, and others with a domain such as nvidia.com/gpu'
    if (among === 'quota' && !isQuotaName(name)) return 'a quota cannot count it'
  } else if (among === 'container' && !isNative(name) && !isExtended(name)) return 'it must not begin with requests.'
  if (among === 'pod' && !['cpu', 'memory'].includes(name) && !hugePages(name)) return 'a pod as a whole has cpu, memory and hugepages alone'
  return undefined
}

/** Above this the server cannot tell whether a number is whole. */
const mostWhole = 9_223_372_036_854_775
function amountFault(name: string, amount: number): string | undefined {
  if (Number.isNaN(amount)) return undefined
  if (amount < 0) return `${name} must not be negative.`
  if ((counted.includes(name) || isExtended(name)) && (!Number.isInteger(amount) || amount > mostWhole)) return `${name} must be a whole number.`
  return undefined
}

const resourceList = (field: string, among: 'container' | 'quota' | 'pod'): Check => (value, report) => {
  for (const [name, amount] of entries(value[field])) {
    const wrong = nameFault(name, among)
    if (wrong) report('value', [field, name], `The resource ${name} cannot stand here: ${wrong}.`, {part: 'key'})
    else if (amountFault(name, amount)) report('quantity', [field, name], amountFault(name, amount)!)
    if (hugePages(name) && !wrong && among !== 'quota') {
      const page = quantityValue(name.slice('hugepages-'.length))
      if (page === undefined || page <= 0 || (!Number.isNaN(amount) && amount % page !== 0)) report('quantity', [field, name], `${name} must be a multiple of the page size.`)
    }
  }
}

const requestsFit: Check = (value, report) => {
  const limits = new Map(entries(value.limits))
  const requests = entries(value.requests)
  for (const [name, amount] of requests) {
    const limit = limits.get(name)
    if (limit === undefined) {
      if (!overcommits(name)) report('required', ['requests', name], `${name} cannot be overcommitted: set the same amount under limits.`, {part: 'key'})
    } else if (!overcommits(name) && amount !== limit) report('quantity', ['requests', name], `The request for ${name} must equal its limit.`)
    else if (amount > limit) report('quantity', ['requests', name], `The request for ${name} is larger than its limit.`)
  }
  const names = [...limits.keys(), ...requests.map(([name]) => name)]
  if (names.some(hugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) report('required', [], 'Huge pages need cpu or memory beside them.', {part: 'key'})
}

const claims: Check = (value, report) => {
  const seen = new Set<string>()
  for (const [index, {name, request}] of list(value.claims).entries()) {
    const key = `${String(name)}/${given(request) ? String(request) : ''}`
    if (given(request) && dnsLabel(String(request))) report('name', ['claims', index, 'request'], `request ${String(request)} is not allowed: it ${dnsLabel(String(request))!}.`)
    if (given(name) && (seen.has(key) || seen.has(`${String(name)}/`) || (!given(request) && [...seen].some((one) => one.startsWith(`${String(name)}/`))))) report('duplicate-name', ['claims', index], `The claim ${String(name)} is named twice.`)
    seen.add(key)
  }
}

/** Requests and limits of a container. */
export const containerResources: Check[] = [resourceList('limits', 'container'), resourceList('requests', 'container'), requestsFit, claims]

/** Requests and limits of a pod as a whole, against those of its containers. */
export const podResources: Check = (pod, report) => {
  if (!given(pod.resources)) return
  const own = map(pod.resources)
  const below: Parameters<Check>[1] = (rule, place, message, more) => report(rule, ['resources', ...place], message, more)
  for (const check of [resourceList('limits', 'pod'), resourceList('requests', 'pod'), requestsFit]) check(own, below)
  if (given(own.claims)) report('value', ['resources', 'claims'], 'claims belong to the containers.', {part: 'key'})
  const containers = list(pod.containers).map((one) => map(one.resources))
  for (const [name, amount] of entries(own.requests)) {
    const sum = containers.reduce((total, one) => total + amountOf(map(one.requests)[name] ?? map(one.limits)[name]), 0)
    if (sum > amount) report('quantity', ['resources', 'requests', name], `The containers ask for more ${name} together than the pod does.`)
  }
  for (const [name, amount] of entries(own.limits)) {
    if (containers.some((one) => amountOf(map(one.limits)[name]) > amount)) report('quantity', ['resources', 'limits', name], `A container has a higher limit of ${name} than the pod.`)
  }
}

const scopeNames = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass']
const podCompute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']
const mayScope = (scope: string, name: string): boolean => {
  if (['Terminating', 'NotTerminating', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity'].includes(scope)) return name === 'pods' || podCompute.includes(name)
  if (scope === 'BestEffort') return name === 'pods'
  return scope !== 'VolumeAttributesClass' || name === 'persistentvolumeclaims' || name === 'requests.storage'
}

const quotaScopes: Check = (spec, report) => {
  const hard = Object.keys(map(spec.hard)).filter(isQuotaName)
  const clash = (scopes: string[]): boolean => [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']].some((pair) => pair.every((one) => scopes.includes(one)))
  const check = (scope: string, place: Array<string | number>): void => {
    if (!scopeNames.includes(scope)) report('value', place, `There is no scope ${scope}: the scopes are ${scopeNames.join(', ')}.`)
    for (const name of hard) if (!mayScope(scope, name)) report('value', place, `The scope ${scope} cannot be applied to ${name}.`)
  }
  const scopes = texts(spec.scopes)
  for (const [index, scope] of scopes.entries()) check(scope, ['scopes', index])
  if (clash(scopes)) report('one-of', ['scopes'], 'Two scopes exclude each other.', {part: 'key'})
  const expressions = list(map(spec.scopeSelector).matchExpressions)
  for (const [index, {scopeName, operator, values}] of expressions.entries()) {
    const place = ['scopeSelector', 'matchExpressions', index]
    const count = texts(values).length
    check(String(scopeName ?? ''), [...place, 'scopeName'])
    if (['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'].includes(String(scopeName)) && operator !== 'Exists') report('value', [...place, 'operator'], `operator must be Exists for the scope ${String(scopeName)}.`)
    if ((operator === 'In' || operator === 'NotIn') && count === 0) report('required', place, `${String(operator)} needs at least one of values.`)
    if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) report('value', [...place, 'values'], `${String(operator)} takes no values.`, {part: 'key'})
    if (given(operator) && !['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(String(operator))) report('value', [...place, 'operator'], `operator cannot be ${String(operator)}; it must be one of In, NotIn, Exists, DoesNotExist.`)
  }
  if (clash(expressions.map((one) => String(one.scopeName)))) report('one-of', ['scopeSelector'], 'Two scopes exclude each other.', {part: 'key'})
}

const limitFields = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']
const limitItem: Check = (item, report) => {
  const {type} = item
  if (given(type) && (labelKey(String(type)) || (!String(type).includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(String(type))))) report('value', ['type'], `type cannot be ${String(type)}; it must be Container, Pod or PersistentVolumeClaim.`)
  const among = type === 'Pod' || type === 'Container' ? 'container' : 'any'
  for (const field of limitFields) {
    if (type === 'Pod' && field.startsWith('default') && Object.keys(map(item[field])).length > 0) report('value', [field], `${field} has no place in limits of type Pod.`, {part: 'key'})
    for (const name of Object.keys(map(item[field]))) {
      const wrong = nameFault(name, among)
      if (wrong) report('value', [field, name], `The resource ${name} cannot stand here: ${wrong}.`, {part: 'key'})
    }
  }
  if (type === 'PersistentVolumeClaim' && !Object.hasOwn(map(item.min), 'storage') && !Object.hasOwn(map(item.max), 'storage')) report('required', [], 'Limits of a PersistentVolumeClaim need storage under min or max.', {part: 'key'})
  for (const name of new Set(limitFields.flatMap((field) => Object.keys(map(item[field]))))) {
    const of = (field: string): number | undefined => (Object.hasOwn(map(item[field]), name) && !(type === 'Pod' && field.startsWith('default')) ? amountOf(map(item[field])[name]) : undefined)
    // What is not written the server fills in: the default of a Container from max, the default request from default, then min.
    const filled: JsonMap = type === 'Container' ? {default: of('default') ?? of('max'), defaultRequest: of('defaultRequest') ?? of('default') ?? of('min') ?? of('max')} : {}
    const value = (field: string): number | undefined => of(field) ?? (filled[field] as number | undefined)
    for (const [low, high] of [['min', 'max'], ['min', 'defaultRequest'], ['defaultRequest', 'max'], ['defaultRequest', 'default'], ['min', 'default'], ['default', 'max']] as const) {
      const [one, other] = [value(low), value(high)]
      if (one !== undefined && other !== undefined && one > other) report('quantity', Object.hasOwn(map(item[low]), name) ? [low, name] : [], `${low} of ${name} is larger than ${high}.`)
    }
    const [ratio, least, most] = [of('maxLimitRequestRatio'), of('min'), of('max')]
    if (ratio !== undefined && ratio < 1) report('quantity', ['maxLimitRequestRatio', name], 'A ratio must be 1 or more.')
    if (ratio !== undefined && least !== undefined && most !== undefined && ratio > most / least) report('quantity', ['maxLimitRequestRatio', name], `The ratio of ${name} is larger than max divided by min.`)
    const [standard, request] = [value('default'), value('defaultRequest')]
    if (!overcommits(name) && standard !== undefined && request !== undefined && standard !== request) report('quantity', [], `default and defaultRequest of ${name} must be equal: it cannot be overcommitted.`)
  }
}

const limitTypes: Check = (spec, report) => {
  const seen = new Set<unknown>()
  for (const [index, {type}] of list(spec.limits).entries()) {
    if (seen.has(type)) report('duplicate-name', ['limits', index, 'type'], `Limits of type ${String(type)} stand there twice.`)
    seen.add(type)
  }
}

/** Amounts of resources: of containers, quotas and limit ranges. */
export const resourceChecks: Checks = {
  'core.v1.ResourceQuotaSpec': [resourceList('hard', 'quota'), quotaScopes],
  'core.v1.LimitRangeItem': [limitItem],
  'core.v1.LimitRangeSpec': [limitTypes],
  'node.v1.Overhead': [resourceList('podFixed', 'container')],
}
