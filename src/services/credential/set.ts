import {resolve} from 'node:path'
import type {Connector} from '../../core/catalog/types.ts'
import {parseAssignments, type Assignment} from '../../core/credentials/assignments.ts'
import {conductoroneWarning, isConductorone, isCredential, namedSources, sourceText} from '../../core/credentials/fields.ts'
import {Secret} from '../../core/credentials/secret.ts'
import {nearest} from '../../core/problems/nearest.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {credentialNames, ownFieldNamed} from '../../core/project/answers.ts'
import {conductoroneKeys, type Instance} from '../../core/project/types.ts'
import {own} from '../../core/values/maps.ts'
import {activeFields, methodOf} from '../../core/workload/constraints.ts'
import {encodeValue} from '../../core/workload/values.ts'
import {keysFile} from '../../io/age-identities.ts'
import type {Prompter} from '../../io/prompt.ts'
import {readStdin} from '../../io/stdin.ts'
import {needsNewIdentity, valueOfFile, withoutLastLineBreak, writeCredentials, type WrittenCredentials} from '../credentials.ts'
import {chooseInstances, loadProject} from '../project.ts'
import {readCredentialsFrom} from './input.ts'

/** What `credential set` did; never a value. */
export interface SetCredentials extends WrittenCredentials {
  instance: string
  fields: string[]
}

/**
 * Copies values into the store of an instance.
 * @param words `FIELD=SOURCE`, or `FIELD` to be asked for
 * @param from a file with a JSON object of field to value, `-` for standard input
 * @param prompter null when nobody can be asked
 * @throws ProblemError with every problem of names and values together; then nothing is written
 */
export async function setCredentials({directory, instance: name, words, from, newIdentity, prompter, environment = process.env}: {
  directory: string | undefined
  instance: string
  words: string[]
  from: string | undefined
  newIdentity: boolean
  prompter: Prompter | null
  environment?: NodeJS.ProcessEnv
}): Promise<SetCredentials> {
  if (words.length === 0 && from === undefined) throw new ProblemError(problem('usage', 'No field is named.', {next: [`Write \`c1ctl credential set ${name} FIELD=-\`, or use --credentials-from.`]}))
  const loaded = await loadProject({directory})
  const [instance] = chooseInstances(loaded.project, [name]) as [Instance]
  const connector = own(loaded.catalog, instance.connector)
  if (!connector) throw new ProblemError(problem('unknown-connector', `${name} is an instance of ${instance.connector}, which the catalog does not have.`, {at: loaded.place(['connectors', name], 'key')}))

  const assignments = parseAssignments(words, [...Object.keys(connector.fields), ...conductoroneKeys, ...Object.keys(namedSources(instance))])
  if (from === '-' && assignments.some(({source}) => source.from === 'stdin')) throw new ProblemError(problem('usage', 'Standard input is asked for both by --credentials-from and by a field.', {next: ['Put all values into the JSON object.']}))
  const listed = from === undefined ? {} : await readCredentialsFrom(from)
  const problems: Problem[] = []
  const warnings = [...loaded.warnings]
  const both = assignments.filter(({field}) => Object.hasOwn(listed, field))
  for (const {field} of both) problems.push(problem('usage', `${field} is set twice: on the command line and in --credentials-from.`, {next: ['Name each field once.']}))
  const wanted = [...assignments, ...Object.keys(listed).map((field): Assignment => ({field, source: {from: 'ask'}}))]
  const known = new Map<string, string>()
  for (const {field} of wanted) {
    const found = fieldNamed(field, instance, connector)
    if ('problem' in found) problems.push(found.problem)
    else {
      known.set(field, found.name)
      if (found.name !== field) warnings.push(`${field} is an earlier name of ${found.name}.`)
    }
  }
  const unanswered = prompter ? [] : assignments.filter(({field, source}) => source.from === 'ask' && known.has(field))
  if (unanswered.length > 0) problems.push(problem('answers-missing', `Nobody can be asked for ${unanswered.map(({field}) => field).join(', ')}.`, {next: unanswered.map(({field}) => `Write \`${field}=-\`, \`${field}=env:NAME\` or \`${field}=file:PATH\`.`)}))
  throwIfAny(problems)

  const allowed = newIdentity || (await agreesToIdentity(loaded.directory, name, prompter, environment))
  const values: Record<string, Secret> = {}
  for (const {field, source} of wanted) {
    const fieldName = known.get(field)!
    const field_ = connector.fields[fieldName]
    try {
      const value = listed[field] ?? (await valueFrom(source, {name: `${name}: ${fieldName}`, title: field_?.title ?? fieldName, ...(field_?.where ? {hint: field_.where} : {}), keepBytes: field_?.type === 'file', prompter, environment}))
      const fault = faultOf(value, fieldName, connector)
      if (fault) problems.push(problem('field-invalid', `${name}: ${fieldName} ${fault}`, {why: 'The connector checks this value when it starts and refuses it. Nothing was stored.', next: [field_?.where ? `Where to get it: ${field_.where}` : `Run \`c1ctl catalog show ${connector.name}\` to see what it takes.`]}))
      values[fieldName] = value
      warnings.push(...warningsOf(fieldName, value, instance, connector))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(...error.problems)
    }
  }
  throwIfAny(problems)
  const written = await writeCredentials({directory: loaded.directory, instance: name, values, newIdentity: allowed, environment})
  return {...written, instance: name, fields: Object.keys(values), warnings: [...warnings, ...written.warnings]}
}

function fieldNamed(given: string, instance: Instance, connector: Connector): {name: string} | {problem: Problem} {
  if (isConductorone(given) || Object.hasOwn(namedSources(instance), given)) return {name: given}
  const name = ownFieldNamed(connector, given)
  const secrets = [...credentialNames(connector), ...Object.keys(namedSources(instance))]
  if (name === undefined) {
    const hint = nearest(given, secrets)
    // A word that is near no name may be a secret in the wrong place.
    return {problem: problem('unknown-field', hint ? `${connector.title} has no field ${given}.` : `${connector.title} has no field of a name that was given.`, {next: [...(hint ? [`Did you mean ${hint}?`] : []), `It takes: ${secrets.join(', ')}.`]})}
  }
  if (!isCredential(connector.fields[name]!) && !Object.hasOwn(instance.credentials, name))
    return {problem: problem('usage', `${name} is a plain setting of ${connector.title}.`, {why: 'The store holds secrets and uploaded files.', next: [`Set it in c1ctl.yaml: connectors.${instance.name}.config.${name}.`, `Or say there that it comes from the store: connectors.${instance.name}.credentials.${name}: {from: store}.`]})}
  return {name}
}

async function agreesToIdentity(directory: string, instance: string, prompter: Prompter | null, environment: NodeJS.ProcessEnv): Promise<boolean> {
  if (!prompter || !(await needsNewIdentity({directory, instance, environment}))) return false
  return prompter.confirm(`There is no age identity to encrypt the store to. Make one in ${environment['SOPS_AGE_KEY_FILE'] || keysFile(environment)}?`, true)
}

async function valueFrom(source: Assignment['source'], {name, title, hint, keepBytes, prompter, environment}: {name: string; title: string; hint?: string; keepBytes: boolean; prompter: Prompter | null; environment: NodeJS.ProcessEnv}): Promise<Secret> {
  if (source.from === 'file') return valueOfFile(resolve(source.path), name, keepBytes)
  if (source.from === 'env') {
    const text = environment[source.name]
    if (text) return new Secret(text)
    throw new ProblemError(problem('credential-missing', `${name} comes from the environment variable ${source.name}, which is ${text === undefined ? 'not set' : 'empty'}.`, {why: 'The source was named on the command line.', next: [`Set ${source.name}, or name another source.`]}))
  }
  // At a terminal nothing would hide what is typed after `FIELD=-`.
  if (prompter && (source.from === 'ask' || process.stdin.isTTY)) return new Secret(await prompter.password({message: `${title}:`, ...(hint ? {hint} : {}), validate: (text) => text !== '' || 'A value is needed.'}))
  const text = await readStdin()
  return new Secret(keepBytes ? text : withoutLastLineBreak(text))
}

function faultOf(value: Secret, name: string, connector: Connector): string | null {
  if (value.empty) return 'is empty, and an empty credential counts as absent.'
  const field = connector.fields[name]
  if (!field || field.type === 'file') return null
  const encoded = encodeValue({...field, secret: true}, value.reveal())
  return 'fault' in encoded ? encoded.fault : null
}

function warningsOf(name: string, value: Secret, instance: Instance, connector: Connector): string[] {
  const warnings: string[] = []
  const shape = conductoroneWarning(name, value)
  if (shape) warnings.push(shape)
  const named = namedSources(instance)[name]
  const source = isConductorone(name) ? instance.conductorone[name === 'conductorone.client-id' ? 'client-id' : 'client-secret'] : (named ?? instance.credentials[name])
  if (source && source.from !== 'store') warnings.push(`c1ctl.yaml still takes ${name} of ${instance.name} from ${sourceText(source)}; the stored value counts once that source is removed there.`)
  if (!isConductorone(name) && !named && !activeFields(connector, methodOf(connector, instance.auth)).has(name)) warnings.push(`${name} belongs to an auth method that ${instance.name} has not chosen; it is stored but not used.`)
  return warnings
}
