import type {Connector} from '../../core/catalog/types.ts'
import {conductoroneWarning, isCredential} from '../../core/credentials/fields.ts'
import {Secret} from '../../core/credentials/secret.ts'
import {conductoroneKeys} from '../../core/project/types.ts'
import {activeFields, isRequired, methodOf} from '../../core/workload/constraints.ts'
import type {Prompter} from '../../io/prompt.ts'
import {askNecessary, isAnswered, mendContradictions, type Interview} from './constraints.ts'
import {askField, doubtOnce, type Answers} from './field.ts'

/**
 * Asks for every field of the auth method that has no answer yet: the required ones and those that the answers make necessary, first the plain ones
 * (where, and as whom), then secrets, masked; of the optional ones a person picks; then ConductorOne's pair. Contradictions are mended in place.
 * @param given what flags answered
 * @param before the answers of a first round that an app refused: what may be wrong in them is asked again, with the old text at hand; the rest stays
 * @param withStore false when there is no store to put values into: then optional secrets are not asked for
 */
export async function askFields(prompter: Prompter, connector: Connector, auth: string | undefined, {given, before, withStore = true}: {given: Answers; before?: Answers | undefined; withStore?: boolean}): Promise<Answers> {
  const method = methodOf(connector, auth)
  const isSecond = (name: string): number => Number(isCredential(connector.fields[name]!))
  const active = [...activeFields(connector, method)].filter((name) => !(method && Object.hasOwn(method.sets, name))).sort((one, other) => isSecond(one) - isSecond(other))
  const needed = (name: string): boolean => isRequired(connector, method, name)
  const isOfMethod = (name: string): boolean => isCredential(connector.fields[name]!) && (method?.fields.includes(name) ?? false)
  const isAskedAgain = (name: string): boolean => active.includes(name) && (needed(name) || isOfMethod(name))
  const start = <T>(flags: Record<string, T>, old: Record<string, T> | undefined) => (old ? Object.fromEntries(Object.entries(old).filter(([name]) => !isAskedAgain(name))) : {...flags})
  const answers: Answers = {config: start(given.config, before?.config), sources: {...given.sources}, values: start(given.values, before?.values)}
  const interview: Interview = {prompter, connector, method, active, answers, withStore}
  const ask = async (name: string, required: boolean): Promise<void> => askField(prompter, {name, field: connector.fields[name]!, required, old: before?.config[name]}, answers)

  if (method && method.steps.length > 0) prompter.say(`\nTo get the credential in ${connector.title}:\n${method.steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}\n`)
  for (const name of active) if (needed(name) && !isAnswered(answers, name)) await ask(name, true)
  // After a refusal a secret that was left out may be what is missing; among several ways the person chooses anew.
  const isWay = (name: string): boolean => connector.constraints.some(({kind, fields}) => (kind === 'at-least-one' || kind === 'mutually-exclusive') && fields.includes(name))
  if (before) for (const name of active) if (isOfMethod(name) && !isWay(name) && !isAnswered(answers, name) && (withStore || Object.hasOwn(before.values, name))) await ask(name, false)
  await askNecessary(interview)
  if (!before) {
    const canProvision = Object.values(connector.capabilities).some((can) => can.includes('provision'))
    if (canProvision && !Object.hasOwn(answers.config, 'provisioning') && (await prompter.confirm('May ConductorOne change access in the app, not only read it?', false))) answers.config['provisioning'] = 'true'
    await askOptional(interview)
  }
  await mendContradictions(interview)
  await askPair(prompter, answers)
  return answers
}

/** Lets a person pick among the optional fields, and asks for those; picking a switch that is off turns it on. */
async function askOptional({prompter, connector, method, active, answers, withStore}: Interview): Promise<void> {
  const open = active.filter((name) => {
    const field = connector.fields[name]!
    const isRare = field.advanced || (field.undocumented && !method?.fields.includes(name))
    return !isAnswered(answers, name) && !isRequired(connector, method, name) && !isRare && (withStore || !isCredential(field))
  })
  if (open.length === 0) return
  const picked = await prompter.pick({
    message: 'Optional fields to set (none: press Enter)',
    choices: open.map((name) => ({name: connector.fields[name]!.title, value: name, description: connector.fields[name]!.help ?? name})),
  })
  for (const name of picked) {
    const field = connector.fields[name]!
    if (field.type === 'bool') answers.config[name] = String(field.default !== 'true')
    else await askField(prompter, {name, field, required: false}, answers)
  }
}

async function askPair(prompter: Prompter, answers: Answers): Promise<void> {
  if (conductoroneKeys.every((key) => isAnswered(answers, key))) return
  prompter.say('\nConductorOne\'s own pair, for this connector:\n  1. In ConductorOne, open Connectors, click Add connector and choose Baton.\n  2. On the connector\'s page, click Edit under Settings, then Rotate.\n  3. Copy the client ID and the client secret.\n')
  const checkOf = (key: (typeof conductoroneKeys)[number]) => {
    const doubt = doubtOnce((text) => conductoroneWarning(key, new Secret(text)))
    return (text: string): true | string => (text.trim() === '' ? 'A value is needed.' : doubt(text.trim()))
  }
  for (const key of conductoroneKeys) {
    if (isAnswered(answers, key)) continue
    const question = {message: key === 'conductorone.client-id' ? 'ConductorOne client ID' : 'ConductorOne client secret', validate: checkOf(key)}
    answers.values[key] = new Secret((await (key === 'conductorone.client-id' ? prompter.text(question) : prompter.password(question))).trim())
  }
}
