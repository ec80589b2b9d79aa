import {derived} from '../catalog/derived.ts'
import {allFields} from '../catalog/sdk-fields.ts'
import {holds, namesIn, parseCondition, type Condition} from '../catalog/condition.ts'
import type {AuthMethod, Connector, Constraint} from '../catalog/types.ts'

/** An auth method with its name. */
export interface NamedMethod extends AuthMethod {
  name: string
}

/**
 * The auth method that counts: the one asked for; else the default when it can be self-hosted, else the first that can and is not deprecated.
 * @param auth a name; undefined asks for the default
 * @returns undefined when the connector has no methods, or none of that name
 */
export function methodOf(connector: Connector, auth?: string): NamedMethod | undefined {
  const methods = methodsOf(connector)
  if (auth !== undefined) return methods.find(({name}) => name === auth)
  return (
    methods.find((method) => method.default && method.selfHosted) ??
    methods.find((method) => method.selfHosted && !method.deprecated) ??
    methods.find((method) => method.selfHosted) ??
    methods[0]
  )
}

/** The auth methods of a connector, in the order of the catalog. */
export const methodsOf = derived((connector: Connector): readonly NamedMethod[] => Object.entries(connector.auth).map(([name, method]) => ({...method, name})))

/**
 * Names of the connector's own fields that count under a method; the settings that every connector has always count. A field that no method lists is common to all; one that some method lists counts only where
 * the chosen one lists, requires or sets it.
 * @param method undefined when the connector has no auth methods
 */
export function activeFields(connector: Connector, method: AuthMethod | undefined): ReadonlySet<string> {
  const known = activeByMethod(connector)
  let active = known.get(method)
  if (!active) known.set(method, (active = fieldsThatCount(connector, method)))
  return active
}
const activeByMethod = derived((_: Connector) => new Map<AuthMethod | undefined, ReadonlySet<string>>())

function fieldsThatCount(connector: Connector, method: AuthMethod | undefined): Set<string> {
  const listed = (one: AuthMethod): string[] => [...one.fields, ...one.required, ...Object.keys(one.sets)]
  const claimed = new Set(Object.values(connector.auth).flatMap(listed))
  const chosen = new Set(method ? listed(method) : [])
  return new Set(Object.keys(connector.fields).filter((name) => !claimed.has(name) || chosen.has(name)))
}

/** Whether a field must have a value under a method. A field that does not count is never required. */
export function isRequired(connector: Connector, method: AuthMethod | undefined, name: string): boolean {
  if (!activeFields(connector, method).has(name)) return false
  return connector.fields[name]!.required || (method?.required.includes(name) ?? false)
}

/** A constraint that values break, and why. */
export interface BrokenConstraint {
  constraint: Constraint
  reason: string
}

/**
 * Makes a judge of constraints with upstream's meaning (baton-sdk validateConstraints): present is non-empty, `true` for a bool and not 0 for a number; all of
 * `on` must be there. A field that does not count under the method is never present, whatever its value.
 * @returns why values break a constraint, or undefined. Values are texts by field name, defaults and what the method sets included; a secret that has a value may
 * stand as any non-empty text
 */
export function constraintJudge(connector: Connector, method: NamedMethod | undefined): (constraint: Constraint, values: Record<string, string>) => string | undefined {
  const fields = allFields(connector)
  const active = activeFields(connector, method)
  const counts = (name: string): boolean => active.has(name) || !Object.hasOwn(connector.fields, name)
  const list = (names: string[]): string => names.map((name) => `\`${name}\``).join(names.length > 2 ? ', ' : ' and ')
  const conditions = new Map<string, {condition: Condition; names: string[]} | null>()
  const conditionOf = (when: string) => {
    let known = conditions.get(when)
    if (known === undefined) {
      const read = parseCondition(when)
      known = 'condition' in read ? {condition: read.condition, names: namesIn(read.condition).fields.filter(counts)} : null
      conditions.set(when, known)
    }
    return known
  }
  const applies = (when: string, values: Record<string, string>): boolean => {
    const known = conditionOf(when)
    return known !== null && holds(known.condition, {auth: method?.name ?? null, values: Object.fromEntries(known.names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]!]))})
  }

  return (constraint, values) => {
    const isPresent = (name: string): boolean => {
      const value = counts(name) && Object.hasOwn(values, name) ? values[name]! : ''
      const type = fields[name]?.type
      return type === 'bool' ? value === 'true' : type === 'int' ? value !== '' && value !== '0' : value !== ''
    }
    if (constraint.when && !applies(constraint.when, values)) return undefined
    const {fields: named} = constraint
    const present = named.filter(isPresent)
    switch (constraint.kind) {
      case 'required-together': {
        const absent = named.filter((name) => !isPresent(name))
        return present.length > 0 && absent.length > 0 ? `${list(named)} go together: ${list(absent)} ${absent.length > 1 ? 'are' : 'is'} missing` : undefined
      }
      case 'mutually-exclusive':
        return present.length > 1 ? `only one of ${list(present)} may be set` : undefined
      case 'at-least-one':
        return present.length === 0 ? `one of ${list(named)} must be set` : undefined
      case 'dependent-on': {
        const needed = constraint.on.filter((name) => !isPresent(name))
        return present.length > 0 && needed.length > 0 ? `${list(present)} ${present.length > 1 ? 'need' : 'needs'} ${list(needed)}` : undefined
      }
    }
  }
}

const judgesOf = derived((_: Connector) => new Map<NamedMethod | undefined, ReturnType<typeof constraintJudge>>())

/** The constraints of a connector that values break (constraintJudge). */
export function brokenConstraints(connector: Connector, method: NamedMethod | undefined, values: Record<string, string>): BrokenConstraint[] {
  if (connector.constraints.length === 0) return []
  const judges = judgesOf(connector)
  let reasonOf = judges.get(method)
  if (!reasonOf) judges.set(method, (reasonOf = constraintJudge(connector, method)))
  return connector.constraints.flatMap((constraint) => {
    const reason = reasonOf(constraint, values)
    return reason === undefined ? [] : [{constraint, reason}]
  })
}
