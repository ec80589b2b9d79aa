import {allFields} from '../../core/catalog/sdk-fields.ts'
import type {Connector, Constraint} from '../../core/catalog/types.ts'
import {isCredential} from '../../core/credentials/fields.ts'
import type {ConfigValue} from '../../core/project/types.ts'
import {brokenConstraints, isRequired, type BrokenConstraint, type NamedMethod} from '../../core/workload/constraints.ts'
import {encodeValue} from '../../core/workload/values.ts'
import type {Prompter} from '../../io/prompt.ts'
import {askField, type Answers} from './field.ts'

/** The questions about one connector, under way. */
export interface Interview {
  prompter: Prompter
  connector: Connector
  method: NamedMethod | undefined
  /** Names of the fields that may be asked for. */
  active: string[]
  answers: Answers
  /** False when there is no store to put values into. */
  withStore: boolean
}

/** Whether a flag or a person answered a field. */
export function isAnswered({config, sources, values}: Answers, name: string): boolean {
  return [config, sources, values].some((one) => Object.hasOwn(one, name))
}

/** Asks for what the answers so far make necessary: one of several ways, and what goes together with a field that is set. */
export async function askNecessary(interview: Interview): Promise<void> {
  const passed = new Set<Constraint>()
  for (;;) {
    const broken = broke(interview, passed).find(({constraint}) => constraint.kind !== 'mutually-exclusive')
    if (!broken) return
    const missing = missingOf(interview, broken.constraint)
    if (missing === null) passed.add(broken.constraint)
    else if (broken.constraint.kind === 'at-least-one') await askOneOf(interview, missing)
    else for (const name of missing) await give(interview, name)
  }
}

/** Shows each contradiction of the answers and has it mended: what is missing is given, or what needs it is left out. */
export async function mendContradictions(interview: Interview): Promise<void> {
  const passed = new Set<Constraint>()
  for (;;) {
    const [broken] = broke(interview, passed)
    if (!broken) return
    // What no answer can mend is told by the check of the whole instance.
    if (!(await mend(interview, broken))) passed.add(broken.constraint)
  }
}

async function mend(interview: Interview, {constraint, reason}: BrokenConstraint): Promise<boolean> {
  const {prompter, answers, connector} = interview
  const missing = missingOf(interview, constraint)
  const present = constraint.fields.filter((name) => isAnswered(answers, name))
  const optional = present.filter((name) => !isRequired(connector, interview.method, name))
  const tell = () => prompter.say(`\nThat does not fit together: ${reason.replaceAll(/`([\w-]+)`/g, (_, name: string) => titleOf(connector, name))}.`)
  if (constraint.kind === 'at-least-one') {
    if (missing === null) return false
    await askOneOf(interview, missing)
    return true
  }
  if (constraint.kind === 'mutually-exclusive') {
    if (optional.length === 0) return false
    tell()
    const stays = optional.length < present.length || !isFree(interview, constraint) ? null : await prompter.select({message: 'Which one should stay?', choices: optional.map((name) => ({name: titleOf(connector, name), value: name}))})
    leaveOut(interview, optional.filter((name) => name !== stays))
    return true
  }
  const canLeave = present.length > 0 && optional.length === present.length
  if (missing === null && !canLeave) return false
  tell()
  const titles = (names: string[]): string => names.map((name) => titleOf(connector, name)).join(' and ')
  if (missing === null) prompter.say(`Left out: ${titles(present)}.`)
  if (missing !== null && (!canLeave || (await prompter.confirm(`Set ${titles(missing)}? No leaves out ${titles(present)}.`, true)))) for (const name of missing) await give(interview, name)
  else leaveOut(interview, present)
  return true
}

/** True when no field of the constraint has a value that nobody typed: a default, or what the method sets. */
function isFree(interview: Interview, {fields}: Constraint): boolean {
  const texts = textsOf(interview)
  return fields.every((name) => isAnswered(interview.answers, name) || (texts[name] ?? '') === '' || texts[name] === 'false')
}

/** The fields that a constraint wants and that can be given; null when one of them cannot. */
function missingOf({active, connector, answers, withStore}: Interview, constraint: Constraint): string[] | null {
  const wanted = (constraint.kind === 'dependent-on' ? constraint.on : constraint.fields).filter((name) => !isAnswered(answers, name) || answers.config[name] === 'false')
  const canGive = (name: string): boolean => active.includes(name) || (!Object.hasOwn(connector.fields, name) && Object.hasOwn(allFields(connector), name))
  const can = wanted.filter(canGive)
  if (constraint.kind !== 'at-least-one') return can.length > 0 && can.length === wanted.length ? can : null
  const keepable = can.filter((name) => withStore || !isCredential(connector.fields[name]!))
  return can.length === 0 ? null : keepable.length > 0 ? keepable : can
}

async function askOneOf(interview: Interview, names: string[]): Promise<void> {
  const {prompter, connector} = interview
  const fields = allFields(connector)
  // A switch comes last: turning a check off is the lesser way.
  const ways = [...names].sort((one, other) => Number(fields[one]!.type === 'bool') - Number(fields[other]!.type === 'bool'))
  const choices = ways.map((name) => ({name: fields[name]!.title, value: name, ...(fields[name]!.help ? {description: fields[name]!.help} : {})}))
  await give(interview, names.length === 1 ? names[0]! : await prompter.select({message: 'One of these is needed:', choices}))
}

/** Gives a field a value: what is wanted of a switch is that it is on. */
async function give({prompter, connector, answers}: Interview, name: string): Promise<void> {
  const field = allFields(connector)[name]!
  if (field.type === 'bool') answers.config[name] = 'true'
  else await askField(prompter, {name, field, required: true}, answers)
}

function leaveOut({answers: {config, sources, values}}: Interview, names: string[]): void {
  for (const name of names) for (const one of [config, sources, values]) delete one[name]
}

function broke(interview: Interview, passed: Set<Constraint>): BrokenConstraint[] {
  return brokenConstraints(interview.connector, interview.method, textsOf(interview)).filter(({constraint}) => !passed.has(constraint))
}

/** The values by field name as `render` will see them, defaults and what the method sets included; `***` stands for one that is kept secret. */
export function textsOf({connector, method, answers}: Pick<Interview, 'connector' | 'method' | 'answers'>): Record<string, string> {
  const fields = allFields(connector)
  const text = (name: string, value: ConfigValue): string => {
    const encoded = fields[name] ? encodeValue(fields[name], value) : {text: String(value)}
    return 'text' in encoded ? encoded.text : ''
  }
  return Object.fromEntries([
    ...Object.entries(connector.fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])),
    ...Object.entries(answers.config).map(([name, value]) => [name, text(name, value)]),
    ...Object.keys({...answers.sources, ...answers.values}).map((name) => [name, '***']),
    ...Object.entries(method?.sets ?? {}),
  ]) as Record<string, string>
}

const titleOf = (connector: Connector, name: string): string => allFields(connector)[name]!.title
