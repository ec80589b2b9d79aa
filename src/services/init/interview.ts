import {homedir} from 'node:os'
import {resolve} from 'node:path'
import {sdkFields} from '../../core/catalog/sdk-fields.ts'
import type {ConnectorSummary} from '../../core/catalog/summary.ts'
import type {AuthMethod, Connector, Field} from '../../core/catalog/types.ts'
import {isCredential} from '../../core/credentials/fields.ts'
import {Secret} from '../../core/credentials/secret.ts'
import {ProblemError} from '../../core/problems/problem.ts'
import {readTyped} from '../../core/project/answers.ts'
import {instanceNameFault} from '../../core/project/parse.ts'
import {conductoroneKeys, type ConfigValue, type CredentialSource} from '../../core/project/types.ts'
import {activeFields, brokenConstraints, isRequired, methodOf} from '../../core/workload/constraints.ts'
import {encodeValue} from '../../core/workload/values.ts'
import type {Choice, Prompter} from '../../io/prompt.ts'
import {valueOfFile} from '../credentials.ts'

/** What is known of the new instance so far; the interview asks for the rest. */
export interface Answers {
  config: Record<string, ConfigValue>
  sources: Record<string, CredentialSource>
  /** Values that will go to the store. */
  values: Record<string, Secret>
}

/** Lets a person find a connector by typing a part of its name or title. */
export async function askConnector(prompter: Prompter, connectors: ConnectorSummary[]): Promise<string> {
  const entries = connectors.filter((one) => one.notRunnable === null)
  return prompter.search({
    message: 'Which app should be connected?',
    source: (term) => {
      const wanted = term.trim().toLowerCase()
      return entries
        .filter((one) => one.name.includes(wanted) || one.title.toLowerCase().includes(wanted))
        .sort((one, other) => Number(!one.name.startsWith(wanted)) - Number(!other.name.startsWith(wanted)) || (one.name < other.name ? -1 : 1))
        .map((one) => ({name: one.title, value: one.name, description: `${one.name}: ${[...new Set([...one.sync, ...one.provision])].join(', ')}`}))
    },
  })
}

function freeName(taken: string[], connector: string): string {
  for (let number = 2; ; number++) if (!taken.includes(`${connector}-${number}`)) return `${connector}-${number}`
}

/** Asks for an instance name that is free. */
export async function askName(prompter: Prompter, taken: string[], connector: string): Promise<string> {
  return prompter.text({
    message: 'Name of this instance',
    default: freeName(taken, connector),
    hint: `The project has an instance ${connector} already; another one needs a name of its own.`,
    validate: (text) => {
      const fault = instanceNameFault(text)
      return fault ? `The name ${fault}.` : taken.includes(text) ? 'The project has an instance of that name already.' : true
    },
  })
}

/** Asks for the auth method when there is a choice; deprecated ones come last. */
export async function askMethod(prompter: Prompter, connector: Connector): Promise<string | undefined> {
  const methods = Object.entries(connector.auth).filter(([, method]) => method.selfHosted)
  if (methods.length < 2) return undefined
  const first = methodOf(connector)?.name
  const rank = ([name, method]: (typeof methods)[number]) => (name === first ? 0 : method.deprecated ? 2 : 1)
  const choices = [...methods]
    .sort((one, other) => rank(one) - rank(other))
    .map(([name, method]): Choice => ({name: `${method.title}${method.deprecated ? ' (deprecated)' : ''}`, value: name, description: method.deprecated ?? method.steps[0] ?? name}))
  return prompter.select({message: `How does it sign in to ${connector.title}?`, choices})
}

/**
 * Asks for every field of the auth method that has no answer yet: required ones first, optional ones only on request, secrets masked; then for
 * ConductorOne's pair. Contradictions are shown and the fields that make them are asked again.
 * @param given what flags answered
 * @param before the answers of a first round that an app refused: what may be wrong in them is asked again, with the old text at hand; the rest stays
 * @param withStore false when there is no store to put values into: then optional secrets are not asked for
 */
export async function askFields(prompter: Prompter, connector: Connector, auth: string | undefined, {given, before, withStore = true}: {given: Answers; before?: Answers | undefined; withStore?: boolean}): Promise<Answers> {
  const method = methodOf(connector, auth)
  const active = [...activeFields(connector, method)].filter((name) => !(method && Object.hasOwn(method.sets, name)))
  const isOfMethod = (name: string) => isCredential(connector.fields[name]!) && (method?.fields.includes(name) ?? false)
  const isAskedAgain = (name: string) => active.includes(name) && (isRequired(connector, method, name) || isOfMethod(name))
  const start = <T>(flags: Record<string, T>, old: Record<string, T> | undefined) => (old ? Object.fromEntries(Object.entries(old).filter(([name]) => !isAskedAgain(name))) : {...flags})
  const answers: Answers = {config: start(given.config, before?.config), sources: {...given.sources}, values: start(given.values, before?.values)}
  const answered = (name: string) => Object.hasOwn(answers.config, name) || Object.hasOwn(answers.sources, name) || Object.hasOwn(answers.values, name)
  const ask = async (name: string) => askField(prompter, {name, field: connector.fields[name]!, need: needOf(connector, method, active, name), old: before?.config[name], answers})

  if (method && method.steps.length > 0) prompter.say(`\nTo get the credential in ${connector.title}:\n${method.steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}\n`)
  for (const name of active.filter((one) => isRequired(connector, method, one) && !answered(one))) await ask(name)
  // A secret that is not required by itself may still be what the method is about (one of two forms of a key).
  const optional = active.filter((name) => !answered(name) && !isRequired(connector, method, name) && !connector.fields[name]!.advanced)
  for (const name of optional.filter(isOfMethod)) if (withStore) await ask(name)
  const rest = before ? [] : optional.filter((name) => !answered(name) && !isOfMethod(name) && (withStore || !isCredential(connector.fields[name]!)))
  if (!before && Object.values(connector.capabilities).some((can) => can.includes('provision')) && !Object.hasOwn(answers.config, 'provisioning') && (await prompter.confirm('May ConductorOne change access in the app, not only read it?', false)))
    answers.config['provisioning'] = 'true'
  if (rest.length > 0 && (await prompter.confirm(`Set optional fields (${rest.map((name) => connector.fields[name]!.title).join(', ')})?`, false))) for (const name of rest) await ask(name)

  for (;;) {
    const texts = Object.fromEntries([
      ...Object.entries(answers.config).map(([name, value]) => [name, textOf(connector, name, value)]),
      ...Object.keys({...answers.sources, ...answers.values}).map((name) => [name, '***']),
      ...Object.entries(method?.sets ?? {}),
    ]) as Record<string, string>
    const [broken] = brokenConstraints(connector, method, texts)
    if (!broken) break
    prompter.say(`That does not fit together: ${broken.reason}.`)
    const involved = [...broken.constraint.fields, ...('on' in broken.constraint ? broken.constraint.on : [])].filter((name) => active.includes(name))
    for (const name of involved) {
      delete answers.config[name]
      delete answers.sources[name]
      delete answers.values[name]
      await ask(name)
    }
  }

  if (conductoroneKeys.some((key) => !answered(key)))
    prompter.say('\nConductorOne\'s own pair, for this connector:\n  1. In ConductorOne, open Connectors, click Add connector and choose Baton.\n  2. On the connector\'s page, click Edit under Settings, then Rotate.\n  3. Copy the client ID and the client secret.\n')
  if (!answered('conductorone.client-id')) answers.values['conductorone.client-id'] = new Secret((await prompter.text({message: 'ConductorOne client ID', validate: (text) => text.trim() !== '' || 'A value is needed.'})).trim())
  if (!answered('conductorone.client-secret')) answers.values['conductorone.client-secret'] = new Secret((await prompter.password({message: 'ConductorOne client secret', validate: (text) => text.trim() !== '' || 'A value is needed.'})).trim())
  return answers
}

function textOf(connector: Connector, name: string, value: ConfigValue): string {
  const field = connector.fields[name] ?? sdkFields[name]
  const encoded = field ? encodeValue(field, value) : {text: String(value)}
  return 'text' in encoded ? encoded.text : ''
}

/** How much a field is needed, as a word behind its title: a field that is one of several ways is not simply optional. */
function needOf(connector: Connector, method: AuthMethod | undefined, active: string[], name: string): '' | ' (optional)' | ' (one of several ways)' {
  if (isRequired(connector, method, name)) return ''
  const ways = connector.constraints.find((one) => one.kind === 'at-least-one' && one.fields.includes(name))?.fields ?? []
  return ways.filter((one) => active.includes(one)).length > 1 ? ' (one of several ways)' : ' (optional)'
}

async function askField(prompter: Prompter, {name, field, need, old, answers}: {name: string; field: Field; need: ReturnType<typeof needOf>; old: ConfigValue | undefined; answers: Answers}): Promise<void> {
  const required = need === ''
  const message = `${field.title}${need}`
  const hint = [field.help, field.where && `Get it at: ${field.where}`, field.example && !field.secret && `For example: ${field.example}`].filter(Boolean).map((line) => `  ${String(line)}`).join('\n')
  const question = {message, ...(hint ? {hint} : {})}
  if (field.type === 'file') {
    const path = await prompter.text({...question, message: `${message}: path of the file${field.extensions ? ` (${field.extensions.join(', ')})` : ''}`, validate: async (text) => (text === '' ? !required || 'A path is needed.' : fileFault(text))})
    if (path !== '') answers.values[name] = await valueOfFile(typedPath(path), name, true)
    return
  }
  const check = (text: string): true | string => {
    if (text.trim() === '') return !required || 'A value is needed.'
    const encoded = encodeValue(field, readTyped(field, text.trim()))
    return 'fault' in encoded ? `${name} ${encoded.fault}` : true
  }
  if (field.secret) {
    const typed = await prompter.password({...question, validate: check})
    if (typed.trim() !== '') answers.values[name] = new Secret(typed.trim())
    return
  }
  if (field.type === 'bool') {
    const preset = field.default === 'true'
    const chosen = await (hint ? (prompter.say(hint), prompter.confirm(message, preset)) : prompter.confirm(message, preset))
    if (chosen !== preset) answers.config[name] = String(chosen)
    return
  }
  const preset = typeof old === 'string' ? old : field.default
  const typed = (await prompter.text({...question, ...(preset === undefined ? {} : {default: preset}), validate: check})).trim()
  if (typed !== '' && typed !== field.default) answers.config[name] = readTyped(field, typed)
}

async function fileFault(path: string): Promise<true | string> {
  try {
    await valueOfFile(typedPath(path), 'The value', true)
    return true
  } catch (error) {
    return error instanceof ProblemError ? error.problems[0]!.what : 'The file cannot be read.'
  }
}

/** A path as a person types it: no shell has put the home directory in its place. */
const typedPath = (path: string): string => resolve(path.trim().replace(/^~(?=\/|$)/, homedir()))
