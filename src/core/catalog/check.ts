import {nearest} from '../problems/nearest.ts'
import {goPattern} from '../workload/go-pattern.ts'
import {encodeValue} from '../workload/values.ts'
import {conditionFaults} from './check-condition.ts'
import {recipeFaults} from './check-recipe.ts'
import type {Fault} from './fault.ts'
import {allFields, sdkFields} from './sdk-fields.ts'
import type {Connector, Field, FieldType, Rules} from './types.ts'
import {variableOf} from './variables.ts'

const rulesOf: Record<FieldType, Array<keyof Rules>> = (() => {
  const text: Array<keyof Rules> = ['in', 'notIn', 'eq', 'len', 'minLen', 'maxLen', 'pattern', 'prefix', 'suffix', 'contains', 'wellKnown']
  return {string: text, file: [], bool: ['eq'], int: ['in', 'notIn', 'eq', 'lt', 'lte', 'gt', 'gte'], list: ['minItems', 'maxItems', 'unique', 'items'], map: []}
})()

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What an entry's form cannot say: names that lead nowhere, rules that do not fit, defaults that cannot be. Paths are those of the YAML form. */
export function checkConnector(connector: Connector): Fault[] {
  const faults: Fault[] = []
  const fields = allFields(connector)
  const unknownField = (name: string): string | undefined => {
    if (Object.hasOwn(fields, name)) return undefined
    const near = nearest(name, Object.keys(fields))
    return `names the field \`${name}\`, which the connector does not have${near ? `: did you mean \`${near}\`?` : ''}`
  }
  const wantField = (name: string, path: PropertyKey[]): void => {
    const reason = unknownField(name)
    if (reason) faults.push({path, reason})
  }

  const spellings = new Map<string, string>()
  const owners = new Map<string, string>()
  for (const [name, field] of Object.entries(connector.fields)) {
    const path = ['fields', name]
    faults.push(...fieldFaults(name, field).map((fault) => ({...fault, path: [...path, ...fault.path]})))
    for (const spelling of [name, ...field.aliases]) {
      const other = spellings.get(spelling)
      if (other !== undefined) faults.push({path, reason: `shares the name \`${spelling}\` with \`${other}\``})
      else spellings.set(spelling, name)
    }
    // `api_key` and `api-key` are two names and one variable.
    for (const variable of new Set([...(spellings.get(name) === name ? [field.variable] : []), ...field.aliases.filter((alias) => spellings.get(alias) === name).map(variableOf)])) {
      const other = owners.get(variable)
      if (other !== undefined && other !== name) faults.push({path, reason: `has the same variable as \`${other}\`: ${variable}`})
      owners.set(variable, name)
    }
  }

  const methods = Object.entries(connector.auth)
  const defaults = methods.filter(([, method]) => method.default)
  if (defaults.length > 1) faults.push({path: ['auth', defaults[1]![0], 'default'], reason: `cannot be the default: \`${defaults[0]![0]}\` is`})
  for (const [name, method] of methods) {
    const path = ['auth', name]
    method.fields.forEach((field, index) => wantField(field, [...path, 'fields', index]))
    method.required.forEach((field, index) => wantField(field, [...path, 'required', index]))
    for (const [field, value] of Object.entries(method.sets)) {
      wantField(field, [...path, 'sets', field])
      const encoded = Object.hasOwn(fields, field) ? encodeValue(fields[field]!, value) : {text: ''}
      if ('fault' in encoded) faults.push({path: [...path, 'sets', field], reason: encoded.fault})
    }
    if (method.default && !method.selfHosted && methods.some(([, one]) => one.selfHosted))
      faults.push({path: [...path, 'default'], reason: 'cannot be the default: it runs only in ConductorOne\'s cloud, and another method does not'})
  }

  for (const [kind, need] of Object.entries(connector.needs))
    for (const fault of conditionFaults(need?.when ?? '', Object.keys(connector.auth), unknownField)) faults.push({...fault, path: ['needs', kebab(kind), 'when']})
  if (connector.needs.configuration) wantField(connector.needs.configuration.field, ['needs', 'configuration', 'field'])
  connector.constraints.forEach((constraint, index) => {
    const names = constraint.kind === 'dependent-on' ? [...constraint.fields, ...constraint.on] : constraint.fields
    for (const name of names) wantField(name, ['constraints', index])
    for (const fault of conditionFaults(constraint.when ?? '', Object.keys(connector.auth), unknownField)) faults.push({...fault, path: ['constraints', index, 'when']})
    if (new Set(names).size < names.length) faults.push({path: ['constraints', index], reason: 'names a field twice'})
  })

  for (const [name, recipe] of Object.entries(connector.recipes))
    for (const fault of recipeFaults(recipe, fields, Object.keys(connector.auth), unknownField)) faults.push({...fault, path: ['recipes', name, ...fault.path]})
  return faults
}

function fieldFaults(name: string, field: Field): Fault[] {
  const faults: Fault[] = []
  const {rules, type} = field
  if (rules) {
    const fits = rulesOf[type]
    for (const key of Object.keys(rules) as Array<keyof Rules>)
      if (!fits.includes(key)) faults.push({path: ['rules', kebab(key)], key: true, reason: `does not fit a field of type ${type}${fits.length > 0 ? `, which takes ${fits.map(kebab).join(', ')}` : ''}`})
    for (const [path, pattern] of [[['rules', 'pattern'], rules.pattern], [['rules', 'items', 'pattern'], rules.items?.pattern]] as const) {
      const read = pattern === undefined ? undefined : goPattern(pattern)
      if (read && 'fault' in read) faults.push({path: [...path], reason: read.fault})
    }
    for (const [low, high] of [['minLen', 'maxLen'], ['minItems', 'maxItems'], ['gte', 'lte']] as const)
      if (rules[low] !== undefined && rules[high] !== undefined && rules[low] > rules[high]) faults.push({path: ['rules', kebab(low)], reason: `is above ${kebab(high)}`})
  }
  if (field.extensions && type !== 'file') faults.push({path: ['extensions'], key: true, reason: 'is for fields of type file'})
  if (faults.length > 0) return faults
  for (const key of ['default', 'example'] as const) {
    const value = field[key]
    if (value === undefined || type === 'file') continue
    // A default is one text: a list is written with commas, a map as JSON.
    const encoded = encodeValue(field, type === 'list' ? value.split(',') : value)
    if ('fault' in encoded) faults.push({path: [key], reason: encoded.fault})
  }
  if (field.secret && field.default !== undefined) faults.push({path: ['default'], reason: 'cannot stand on a secret field'})
  if (Object.hasOwn(sdkFields, name) && sdkFields[name]!.type !== type) faults.push({path: ['type'], reason: `must be ${sdkFields[name]!.type}: every connector has this setting`})
  return faults
}
