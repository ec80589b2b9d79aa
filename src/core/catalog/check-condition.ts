import {namesIn, parseCondition} from './condition.ts'
import type {Fault} from './fault.ts'

/**
 * What is wrong with a condition of a connector.
 * @param methods names of the connector's auth methods
 * @param unknownField says that a name is no field of the connector, or nothing when it is one
 * @returns faults without a path: the condition is one text
 */
export function conditionFaults(text: string, methods: string[], unknownField: (name: string) => string | undefined): Fault[] {
  const read = parseCondition(text)
  if ('fault' in read) return [{path: [], reason: read.fault}]
  const named = namesIn(read.condition)
  const unknown = named.fields.map(unknownField).filter((reason) => reason !== undefined)
  const strange = named.methods.filter((method) => !methods.includes(method)).map((method) => `names the auth method \`${method}\`, which the connector does not have`)
  return [...unknown, ...strange].map((reason) => ({path: [], reason}))
}
