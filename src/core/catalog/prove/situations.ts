import {activeFields, constraintJudge, isRequired, type NamedMethod} from '../../workload/constraints.ts'
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
/** The same for all the questions about one connector together. */
const allSteps = 200_000
/** Beginnings times endings of one field that conditions hold it against. */
const mostForms = 200

/** What may still be tried for one connector. Its questions share it, so that many of them come to an end as well. */
export interface Effort {
  steps: number
  /** A search was given up. */
  isGivenUp: boolean
}

/** A fresh one. */
export const effort = (): Effort => ({steps: allSteps, isGivenUp: false})
const anyText = 'any text'

interface Test {
  fields: string[]
  isKept: (values: Record<string, string>) => boolean
}

/**
 * Whether values can be given to a connector so that what is asked for holds; required fields have a value, and what the method sets is fixed.
 * @param left what may be tried; less of it is left afterwards
 * @returns null when the search was given up
 */
export function isPossible(connector: Connector, {method, constraints, condition, present}: Question, left: Effort = effort()): boolean | null {
  const found = left.steps > 0 ? tried(connector, {method, constraints, ...(condition ? {condition} : {}), ...(present === undefined ? {} : {present})}, left) : null
  left.isGivenUp ||= found === null
  return found
}

function tried(connector: Connector, {method, constraints, condition, present}: Question, left: Effort): boolean | null {
  const fields = allFields(connector)
  const active = activeFields(connector, method)
  const sets = method?.sets ?? {}
  const mentioned = mentions(connector, condition)
  const reasonOf = constraintJudge(connector, method)
  const find = (name: string): string[] | null => {
    if (Object.hasOwn(sets, name)) return [sets[name]!]
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined
    if (!field || (Object.hasOwn(connector.fields, name) && !active.has(name))) return [field?.default ?? '']
    const all = candidates(field, [...(mentioned.get(name)?.values() ?? [])])
    if (all === null) return null
    if (field.default !== undefined && !all.includes(field.default)) all.push(field.default)
    return isRequired(connector, method, name) ? all.filter((value) => value !== '') : all
  }
  const tests: Test[] = constraints.map((constraint) => ({
    fields: [...constraint.fields, ...(constraint.kind === 'dependent-on' ? constraint.on : []), ...conditionFields(constraint.when)],
    isKept: (values) => reasonOf(constraint, values) === undefined,
  }))
  if (condition) tests.push({fields: namesIn(condition).fields, isKept: (values) => holds(condition, {auth: method?.name ?? null, values})})
  if (present !== undefined) tests.push({fields: [present], isKept: (values) => reasonOf({kind: 'at-least-one', fields: [present]}, values) === undefined})

  let isCertain = true
  for (const part of partsOf(tests)) {
    const found = search(part, find, left)
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
function search(tests: Test[], find: (name: string) => string[] | null, left: Effort): boolean | null {
  const names = [...new Set(tests.flatMap((test) => test.fields))]
  if (names.length === 0) return tests.every((test) => test.isKept({}))
  const places = new Map(names.map((name, at) => [name, at]))
  const due = names.map((): Test[] => [])
  for (const test of tests) due[Math.max(0, ...test.fields.map((name) => places.get(name)!))]!.push(test)
  const choices = names.map(find)
  if (choices.includes(null)) return null
  const values: Record<string, string> = {}
  let steps = Math.min(mostSteps, left.steps)
  const next = (at: number): boolean | null => {
    if (at === names.length) return true
    for (const value of choices[at]!) {
      if (--steps < 0) return null
      left.steps -= 1
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

/** Values that tell apart all that conditions and constraints can see of a field; null when there are too many to try. */
function candidates(field: Field, mentioned: Mention[]): string[] | null {
  const {rules} = field
  const allowed = field.type === 'list' || field.type === 'map' ? undefined : rules?.eq !== undefined ? [rules.eq] : rules?.in
  if (field.type === 'bool') return ['', ...(rules?.eq === undefined ? ['true', 'false'] : [rules.eq])]
  if (allowed) return ['', ...allowed]
  const equal = mentioned.flatMap((one) => (one.is === 'equal' ? [one.value] : []))
  const starts = ['', ...mentioned.flatMap((one) => (one.is === 'starts' ? [one.value] : []))]
  const ends = ['', ...mentioned.flatMap((one) => (one.is === 'ends' ? [one.value] : []))]
  if (starts.length * ends.length > mostForms) return null
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
function mentions(connector: Connector, condition: Condition | undefined): Map<string, Map<string, Mention>> {
  const found = new Map<string, Map<string, Mention>>()
  const walk = (one: Condition): void => {
    if ('any' in one) one.any.forEach(walk)
    else if ('all' in one) one.all.forEach(walk)
    else if ('field' in one && 'value' in one) {
      const is = one.is === 'different' ? 'equal' : one.is
      if (!found.has(one.field)) found.set(one.field, new Map())
      found.get(one.field)!.set(`${is} ${one.value}`, {is, value: one.value})
    }
  }
  if (condition) walk(condition)
  for (const {when = ''} of connector.constraints) {
    const read = parseCondition(when)
    if ('condition' in read) walk(read.condition)
  }
  return found
}
