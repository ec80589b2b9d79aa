import {list, map} from '../values/maps.ts'
import {text, texts, type JsonMap} from './checks/check.ts'

const operators: Record<string, (has: boolean, among: boolean) => boolean> = {In: (_, among) => among, NotIn: (_, among) => !among, Exists: (has) => has, DoesNotExist: (has) => !has}

/** Whether labels meet one of the `matchExpressions` of a selector; undefined for an operator that there is not. */
export function meets(labels: JsonMap, {key, operator, values}: JsonMap): boolean | undefined {
  const has = Object.hasOwn(labels, String(key))
  const among = has && texts(values).includes(text(labels[String(key)]))
  return Object.hasOwn(operators, String(operator)) ? operators[String(operator)]!(has, among) : undefined
}

/**
 * Whether a label selector (`matchLabels` and `matchExpressions`) chooses what has these labels, as the API machinery reads it: an empty one chooses
 * everything, one that is not there or is wrong nothing.
 */
export function selects(selector: unknown, labels: JsonMap): boolean {
  if (selector === undefined || selector === null) return false
  const {matchLabels, matchExpressions} = map(selector)
  return Object.entries(map(matchLabels)).every(([key, value]) => Object.hasOwn(labels, key) && text(labels[key]) === text(value)) && list(matchExpressions).every((one) => meets(labels, one) === true)
}
