import {brokenConstraints, activeFields, isRequired, type NamedMethod} from '../../workload/constraints.ts'
import {holds, namesIn, parseCondition, type Condition} from '../condition.ts'
import {allFields} from '../sdk-fields.ts'
import type {Connector, Constraint, Field} from '../types.ts'

/** What is looked for: values under a method that keep constraints, with a condition that holds and a field that is set. */
export interface Question {
  method: NamedMethod | undefined
  constraints: Constraint[]
  condition?: Condition
  /** The field that must be present, in the sense of constraints. */
  present?: string
}

/** Beyond so many steps nothing is claimed: real entries need some dozens. */
const mostSteps = 5000
const anyText = 'any text'

interface Test {
  fields: string[]
  isKept: (values: Record<string, string>) => boolean
}

/**
 * Whether values can be given to a connector so that what is asked for holds; required fields have a value, and what the method sets is fixed.
 * @returns null when the search was given up
 */
export function isPossible(connector: Connector, {method, constraints, condition, present}: Question): boolean | null {
  const fields = allFields(connector)
  const active = activeFields(connector, method)
  const sets = method?.sets ?? {}
  const mentioned = mentions(connector, condition)
  const valuesOf = (name: string): string[] => {
    if (Object.hasOwn(sets, name)) return [sets[name]!]
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined
    if (!field || (Object.hasOwn(connector.fields, name) && !active.has(name))) return [field?.default ?? '']
    const all = candidates(field, mentioned.get(name) ?? [])
    if (field.default !== undefined && !all.includes(field.default)) all.push(field.default)
    return isRequired(connector, method, name) ? all.filter((value) => value !== '') : all
  }
  const tests: Test[] = constraints.map((constraint) => ({
    fields: [...constraint.fields, ...(constraint.kind === 'dependent-on' ? constraint.on : []), ...conditionFields(constraint.when)],
    isKept: (values) => brokenConstraints({...connector, constraints: [constraint]}, method, values).length === 0,
  }))
  if (condition) tests.push({fields: namesIn(condition).fields, isKept: (values) => holds(condition, {auth: method?.name ?? null, values})})
  if (present !== undefined) tests.push({fields: [present], isKept: (values) => brokenConstraints({...connector, constraints: [{kind: 'at-least-one', fields: [present]}]}, method, values).length === 0})

  let isCertain = true
  for (const part of partsOf(tests)) {
    const found = search(part, valuesOf)
    if (found === false) return false
    if (found === null) isCertain = false
  }
  return isCertain ? true : null
}

/** Tests that share no field, directly or through others, are answered apart. */
function partsOf(tests: Test[]): Test[][] {
  const parts: Array<{fields: Set<string>; tests: Test[]}> = []
  for (const test of tests) {
    const touched = parts.filter((part) => test.fields.some((field) => part.fields.has(field)))
    const joined = {fields: new Set([...test.fields, ...touched.flatMap((part) => [...part.fields])]), tests: [test, ...touched.flatMap((part) => part.tests)]}
    parts.splice(0, parts.length, ...parts.filter((part) => !touched.includes(part)), joined)
  }
  return parts.map((part) => part.tests)
}

/** Gives the fields values one after another; a test is asked as soon as all of its fields have one. */
function search(tests: Test[], valuesOf: (name: string) => string[]): boolean | null {
  const names = [...new Set(tests.flatMap((test) => test.fields))]
  const due = names.map((_, at) => tests.filter((test) => test.fields.every((field) => names.indexOf(field) <= at) && (test.fields.length === 0 ? at === 0 : test.fields.includes(names[at]!))))
  if (names.length === 0) return tests.every((test) => test.isKept({}))
  const values: Record<string, string> = {}
  let steps = 0
  const next = (at: number): boolean | null => {
    if (at === names.length) return true
    for (const value of valuesOf(names[at]!)) {
      if (++steps > mostSteps) return null
      values[names[at]!] = value
      if (!due[at]!.every((test) => test.isKept(values))) continue
      const found = next(at + 1)
      if (found !== false) return found
    }
    delete values[names[at]!]
    return false
  }
  return next(0)
}

/** Values that tell apart all that conditions and constraints can see of a field. */
function candidates(field: Field, mentioned: Mention[]): string[] {
  const {rules} = field
  const allowed = field.type === 'list' || field.type === 'map' ? undefined : rules?.eq !== undefined ? [rules.eq] : rules?.in
  if (field.type === 'bool') return ['', ...(rules?.eq === undefined ? ['true', 'false'] : [rules.eq])]
  if (allowed) return ['', ...allowed]
  const equal = mentioned.flatMap((one) => (one.is === 'equal' ? [one.value] : []))
  const starts = ['', ...mentioned.flatMap((one) => (one.is === 'starts' ? [one.value] : []))]
  const ends = ['', ...mentioned.flatMap((one) => (one.is === 'ends' ? [one.value] : []))]
  const middle = field.type === 'int' ? '1' : anyText
  const made = starts.flatMap((start) => ends.flatMap((end) => [`${start}${middle}${end}`, ...(start !== '' || end !== '' ? [`${start}${end}`] : [])]))
  return [...new Set(['', ...made, ...(field.type === 'int' ? ['0'] : []), ...equal])]
}

interface Mention {
  is: 'equal' | 'starts' | 'ends'
  value: string
}

function conditionFields(text = ''): string[] {
  const read = parseCondition(text)
  return 'condition' in read ? namesIn(read.condition).fields : []
}

/** The values that conditions hold each field against. */
function mentions(connector: Connector, condition: Condition | undefined): Map<string, Mention[]> {
  const found = new Map<string, Mention[]>()
  const walk = (one: Condition): void => {
    if ('any' in one) one.any.forEach(walk)
    else if ('all' in one) one.all.forEach(walk)
    else if ('field' in one && 'value' in one) found.set(one.field, [...(found.get(one.field) ?? []), {is: one.is === 'different' ? 'equal' : one.is, value: one.value}])
  }
  if (condition) walk(condition)
  for (const {when = ''} of connector.constraints) {
    const read = parseCondition(when)
    if ('condition' in read) walk(read.condition)
  }
  return found
}
