import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import type {Field} from './types.ts'

/** The form of a connector's name: with `baton-` before it, it is a label's value of 63 characters at most. */
export const nameForm = /^[a-z0-9](?:[a-z0-9-]{0,55}[a-z0-9])?$/

/** The name under which a field stands among others, given that name or an earlier one; undefined when there is none. */
export function nameAmong(fields: Record<string, Field>, given: string): string | undefined {
  return Object.hasOwn(fields, given) ? given : Object.keys(fields).find((one) => fields[one]!.aliases.includes(given))
}

/**
 * The problem of a connector that the catalog does not have, with the nearest name.
 * @param known the names that the catalog has
 * @param more where it was named, and further steps
 */
export function unknownConnector(name: string, known: string[], {at, next = []}: {at?: Problem['at']; next?: string[]} = {}): Problem {
  const hint = nearest(name, known)
  return problem('unknown-connector', `There is no connector ${name}.`, {...(at ? {at} : {}), next: [...(hint ? [`Did you mean ${hint}?`] : []), 'Run `c1ctl catalog list` to see every connector.', ...next]})
}
