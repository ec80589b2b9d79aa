import type {ObjectPath} from '../../kubernetes/violation.ts'
import {isRecord} from '../../values/maps.ts'
import {valueAt} from '../../values/paths.ts'
import type {Step} from './restructure.ts'

type JsonMap = Record<string, unknown>

const move = (from: ObjectPath, to: ObjectPath): Step => ({kind: 'move', from, to})
const entries = (value: unknown): Array<[number, JsonMap]> => (Array.isArray(value) ? [...value.entries()].filter((one): one is [number, JsonMap] => isRecord(one[1])) : [])

/** A backend of an Ingress: since v1 the service has a map of its own, and its port says whether it is a number or a name. */
function backendSteps(path: ObjectPath, backend: unknown): Step[] {
  if (!isRecord(backend)) return []
  const steps = {serviceName: ['name'], servicePort: ['port', typeof backend['servicePort'] === 'number' ? 'number' : 'name']}
  return inOrder(backend, steps, (name, below) => move([...path, name], [...path, 'service', ...below]))
}

/** Steps for the entries of a map in the order that they have there. */
const inOrder = <T>(map: JsonMap, known: Record<string, T>, stepOf: (name: string, what: T) => Step): Step[] => Object.keys(map).flatMap((name) => (Object.hasOwn(known, name) ? [stepOf(name, known[name]!)] : []))

function ingressForms({spec}: JsonMap): Step[][] {
  if (!isRecord(spec)) return []
  const ofPaths = entries(spec['rules']).flatMap(([rule, {http}]) => entries(isRecord(http) ? http['paths'] : undefined).map(([place, {backend}]) => backendSteps(['spec', 'rules', rule, 'http', 'paths', place, 'backend'], backend)))
  const ofDefault = isRecord(spec['backend']) ? [...backendSteps(['spec', 'backend'], spec['backend']), move(['spec', 'backend'], ['spec', 'defaultBackend'])] : backendSteps(['spec', 'defaultBackend'], spec['defaultBackend'])
  return [...ofPaths, ofDefault]
}

/** What a target of an autoscaler was called while it had no map of its own, and what it is there. */
const targets: Array<[before: string, type: string, now: string]> = [
  ['targetAverageUtilization', 'Utilization', 'averageUtilization'], ['targetAverageValue', 'AverageValue', 'averageValue'], ['targetValue', 'Value', 'value'],
]
const metrics: Record<string, Record<string, string>> = {
  resource: {}, containerResource: {}, pods: {metricName: 'name', selector: 'selector'}, external: {metricName: 'name', metricSelector: 'selector'},
}

/** A metric of an autoscaler: since v2beta2 its target and its metric are maps. That of an object is left out: `target` meant something else. */
function scalerForms({spec}: JsonMap): Step[][] {
  return entries(isRecord(spec) ? spec['metrics'] : undefined).flatMap(([place, metric]) => Object.entries(metrics).map(([source, names]) => {
    const value = metric[source]
    if (!isRecord(value)) return []
    const path = ['spec', 'metrics', place, source]
    const found = targets.filter(([before]) => value[before] !== undefined)
    return [
      ...inOrder(value, names, (before, now) => move([...path, before], [...path, 'metric', now])),
      ...(found.length === 1 ? found.flatMap(([before, type, now]): Step[] => [{kind: 'add', to: [...path, 'target', 'type'], value: type}, move([...path, before], [...path, 'target', now])]) : []),
    ]
  }))
}

const shares: ObjectPath = ['spec', 'limited', 'assuredConcurrencyShares']

/** What of an object has a form that its kind had in versions before, and how it gets the one of today; each of the groups stands by itself. */
export function olderForms(object: JsonMap): Step[][] {
  const forms = object.kind === 'Ingress' ? ingressForms(object) : object.kind === 'HorizontalPodAutoscaler' ? scalerForms(object) : []
  if (object.kind === 'PriorityLevelConfiguration' && valueAt(object, shares) !== undefined) forms.push([move(shares, ['spec', 'limited', 'nominalConcurrencyShares'])])
  return forms.filter((one) => one.length > 0)
}

const isBeta = (apiVersion: unknown): boolean => String(apiVersion).endsWith('/v1beta1')
/** Before apps/v1beta2 an object without a selector took that of its template, and pods were replaced when somebody deleted them. */
const isBeforeSelectors = (apiVersion: unknown): boolean => apiVersion === 'extensions/v1beta1' || apiVersion === 'apps/v1beta1'

const isAbsent = (object: JsonMap, path: ObjectPath): boolean => valueAt(object, path) === undefined && isRecord(valueAt(object, path.slice(0, -1)))

/** What the old apiVersion took for granted and the new one does not: it is written out. */
function takenForGranted(object: JsonMap): Step[] {
  const steps: Step[] = []
  const {apiVersion, kind} = object
  const grant = (to: ObjectPath, value: unknown, beside?: readonly ['before' | 'after', string]): void => {
    if (isAbsent(object, to)) steps.push({kind: 'add', to, value, ...(beside ? {beside} : {})})
  }
  if (kind === 'Ingress' && isBeta(apiVersion)) {
    for (const [rule, {http}] of entries(valueAt(object, ['spec', 'rules']))) for (const [place] of entries(valueAt(http, ['paths']))) grant(['spec', 'rules', rule, 'http', 'paths', place, 'pathType'], 'ImplementationSpecific', ['after', 'path'])
  }
  if (isBeforeSelectors(apiVersion)) {
    const labels = valueAt(object, ['spec', 'template', 'metadata', 'labels'])
    const hasTexts = isRecord(labels) && Object.keys(labels).length > 0 && Object.values(labels).every((one) => typeof one === 'string')
    if (hasTexts && isAbsent(object, ['spec', 'selector'])) steps.push({kind: 'add', to: ['spec', 'selector', 'matchLabels'], value: labels, beside: ['before', 'template']})
    if (kind === 'DaemonSet' || kind === 'StatefulSet') grant(['spec', 'updateStrategy'], {type: 'OnDelete'}, ['before', 'template'])
  }
  if ((kind === 'MutatingWebhookConfiguration' || kind === 'ValidatingWebhookConfiguration') && isBeta(apiVersion)) {
    for (const [place] of entries(object['webhooks'])) {
      for (const [field, value] of Object.entries({admissionReviewVersions: ['v1beta1'], failurePolicy: 'Ignore', matchPolicy: 'Exact', timeoutSeconds: 30})) grant(['webhooks', place, field], value)
    }
  }
  return steps
}

/** Whether something that an object says has another meaning under the newer apiVersion, although its form is the same. */
function changesMeaning(object: JsonMap): boolean {
  const selector = valueAt(object, ['spec', 'selector'])
  // One without terms matched no pod, and now matches all.
  if (object.kind === 'PodDisruptionBudget') return !isRecord(selector) || Object.keys(selector).length === 0
  // Fields that the definition does not name were kept, and now are dropped.
  if (object.kind === 'CustomResourceDefinition') return isBeta(object.apiVersion) && valueAt(object, ['spec', 'preserveUnknownFields']) !== false
  // Without a type, what stands beside it was not looked at.
  if ((object.kind === 'DaemonSet' || object.kind === 'StatefulSet') && isBeforeSelectors(object.apiVersion)) return isRecord(valueAt(object, ['spec', 'updateStrategy'])) && valueAt(object, ['spec', 'updateStrategy', 'type']) === undefined
  return false
}

/**
 * What has to become of an object beside its apiVersion, so that it says under the newer one what it said under its own.
 * @returns undefined where there is no such way
 */
export const migration = (object: JsonMap): Step[] | undefined => (changesMeaning(object) ? undefined : [...takenForGranted(object), ...olderForms(object).flat()])
