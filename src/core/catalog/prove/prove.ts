import {activeFields, type NamedMethod} from '../../workload/constraints.ts'
import {parseCondition} from '../condition.ts'
import {constraintInWords} from '../describe.ts'
import type {Fault} from '../fault.ts'
import {list} from '../lines.ts'
import type {Connector, Constraint, Recipe} from '../types.ts'
import {effort, isPossible, type Effort} from './situations.ts'

/** What a sound entry says and nobody can ever do, and what it leaves open. */
export interface Proof {
  faults: Fault[]
  warnings: Fault[]
}

/**
 * Looks for contradictions of an entry by trying: methods that no values satisfy, fields that can never be set, conditions that can never hold; and for
 * methods whose credentials no recipe proves. Each field is given every value that constraints and conditions can tell apart.
 * @param connector an entry without faults of its own (readEntry)
 */
export function proveConnector(connector: Connector): Proof {
  const names = Object.keys(connector.auth)
  const methods: Array<NamedMethod | undefined> = names.length === 0 ? [undefined] : names.map((name) => ({...connector.auth[name]!, name}))
  const open: typeof methods = []
  const faults: Fault[] = []
  const left = effort()
  for (const method of methods) {
    const core = contradiction(connector, left, method)
    if (!core) {
      open.push(method)
      continue
    }
    const why = inWords(core.map((at) => connector.constraints[at]!))
    if (method) faults.push({path: ['auth', method.name], key: true, reason: `can never be satisfied: ${why}`})
    else faults.push({path: ['constraints', core[0]!], reason: `can never be satisfied${core.length > 1 ? `: ${why}` : ' together with what is required'}`})
  }
  // Where nothing can be satisfied, all else would only say so again.
  if (open.length === 0) return {faults, warnings: []}
  const found = [...faults, ...idleConstraints(connector, open, left), ...deadFields(connector, open, left), ...deadRecipes(connector, open, left)]
  const uncoveredMethods = uncovered(connector, open, left)
  const givenUp: Fault[] = left.isGivenUp ? [{path: ['constraints'], key: true, reason: 'are too many to try out in every way: not every contradiction may have been found'}] : []
  return {faults: found, warnings: [...givenUp, ...uncoveredMethods]}
}

/** The fewest constraints that contradict each other under a method, by their places; undefined when there is a way. */
function contradiction(connector: Connector, left: Effort, method: NamedMethod | undefined, present?: string): number[] | undefined {
  const isOut = (places: number[]): boolean => isPossible(connector, {method, constraints: places.map((at) => connector.constraints[at]!), ...(present === undefined ? {} : {present})}, left) === false
  let places = connector.constraints.map((_, at) => at)
  if (!isOut(places)) return undefined
  for (const at of places) {
    const fewer = places.filter((one) => one !== at)
    if (isOut(fewer)) places = fewer
  }
  return places
}

const inWords = (constraints: Constraint[]): string => (constraints.length === 0 ? 'what it requires and sets contradicts itself' : constraints.map((one) => constraintInWords(one).replace(/\.$/, '')).join('; '))

/** Conditions of constraints that never hold. */
function idleConstraints(connector: Connector, methods: Array<NamedMethod | undefined>, left: Effort): Fault[] {
  return connector.constraints.flatMap(({when}, at) => {
    const read = parseCondition(when ?? '')
    return 'condition' in read && methods.every((method) => isPossible(connector, {method, constraints: [], condition: read.condition}, left) === false) ? [{path: ['constraints', at, 'when'], reason: 'can never hold'}] : []
  })
}

/** Fields that no method lets anybody set. */
function deadFields(connector: Connector, methods: Array<NamedMethod | undefined>, left: Effort): Fault[] {
  // Where even one way was too long to look for, forty would be.
  if (methods.some((method) => isPossible(connector, {method, constraints: connector.constraints}, left) === null)) return []
  const named = [...new Set(connector.constraints.flatMap((one) => [...one.fields, ...(one.kind === 'dependent-on' ? one.on : [])]))].filter((name) => Object.hasOwn(connector.fields, name))
  const byCore = new Map<string, {core: number[]; fields: string[]}>()
  for (const name of named) {
    const where = methods.filter((method) => activeFields(connector, method).has(name) && !(method && Object.hasOwn(method.sets, name)))
    if (where.length === 0) continue
    const cores = where.map((method) => contradiction(connector, left, method, name))
    const [core] = cores
    if (cores.some((one) => one === undefined) || !core) continue
    const key = core.join(' ')
    byCore.set(key, {core, fields: [...(byCore.get(key)?.fields ?? []), name]})
  }
  return [...byCore.values()].flatMap(({core, fields}): Fault[] => {
    if (core.length === 0) return fields.map((name) => ({path: ['fields', name], reason: 'can never have a value that counts, and a constraint asks for it'}))
    const why = inWords(core.map((at) => connector.constraints[at]!))
    return [{path: ['constraints', core[0]!], reason: `is impossible: ${list(fields.map((name) => `\`${name}\``), 'and')} can never be set (${why})`}]
  })
}

const canHold = (connector: Connector, methods: Array<NamedMethod | undefined>, recipe: Recipe, left: Effort): boolean => {
  const read = parseCondition(recipe.when)
  return !('condition' in read) || methods.some((method) => isPossible(connector, {method, constraints: connector.constraints, condition: read.condition}, left) !== false)
}

function deadRecipes(connector: Connector, methods: Array<NamedMethod | undefined>, left: Effort): Fault[] {
  return Object.entries(connector.recipes)
    .filter(([, recipe]) => !canHold(connector, methods, recipe, left))
    .map(([name]) => ({path: ['recipes', name, 'when'], reason: 'can never hold: no auth method and no values make it true'}))
}

/** Methods whose credentials nothing proves. A method of the cloud or of the past is no matter. */
function uncovered(connector: Connector, methods: Array<NamedMethod | undefined>, left: Effort): Fault[] {
  const hasSecrets = Object.values(connector.fields).some((field) => field.secret)
  return methods.flatMap((method): Fault[] => {
    if (method ? !method.selfHosted || method.deprecated !== undefined : !hasSecrets) return []
    if (Object.values(connector.recipes).some((recipe) => canHold(connector, [method], recipe, left))) return []
    return [{path: method ? ['auth', method.name] : [], key: true, reason: 'has no recipe that proves its credentials'}]
  })
}
