import {homedir} from 'node:os'
import {resolve} from 'node:path'
import type {Field} from '../../core/catalog/types.ts'
import {Secret} from '../../core/credentials/secret.ts'
import {ProblemError} from '../../core/problems/problem.ts'
import {readTyped} from '../../core/project/answers.ts'
import type {ConfigValue, CredentialSource} from '../../core/project/types.ts'
import {encodeValue} from '../../core/workload/values.ts'
import type {Prompter} from '../../io/prompt.ts'
import {valueOfFile} from '../credentials.ts'

/** What is known of the new instance so far; the interview asks for the rest. */
export interface Answers {
  config: Record<string, ConfigValue>
  sources: Record<string, CredentialSource>
  /** Values that will go to the store. */
  values: Record<string, Secret>
}

/** One question about a field. */
interface Question {
  name: string
  field: Field
  /** When not, an empty answer leaves the field out. */
  required: boolean
  /** What was answered before, to be mended. */
  old?: ConfigValue | undefined
}

/** Asks for one field, in the way of its type, and adds a sound answer to `answers`; what is the default anyway is not written down. */
export async function askField(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {field} = question
  const taken = field.type === 'file' ? askFile : field.secret ? askSecret : field.type === 'bool' ? askBool : field.rules?.in && field.type === 'string' ? askChoice : askText
  await taken(prompter, question, answers)
}

const titleOf = ({field, required}: Question): string => `${field.title}${required ? '' : ' (optional)'}`

/** What stands above the question. */
function hintOf({field}: Question): {hint?: string} {
  const lines = [
    field.help,
    field.type === 'list' && 'Several go with commas between them, or are pasted line by line.',
    field.type === 'map' && 'Pairs NAME=VALUE with commas between them, or a JSON object.',
    field.where && `Get it at: ${field.where}`,
    field.example && !field.secret && `For example: ${field.example}`,
  ].filter(Boolean)
  return lines.length > 0 ? {hint: lines.map((line) => `  ${String(line)}`).join('\n')} : {}
}

async function askFile(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {name, field, required} = question
  const path = await prompter.text({
    ...hintOf(question),
    message: `${titleOf(question)}: path of the file${field.extensions ? ` (${field.extensions.join(', ')})` : ''}`,
    lines: 'That is what stands in a file: save it, and give the path here.',
    validate: async (text) => (text.trim() === '' ? !required || 'A path is needed.' : fileFault(text)),
  })
  if (path.trim() === '') return
  const file = typedPath(path)
  answers.values[name] = await valueOfFile(file, name, true)
  const {extensions} = field
  if (extensions && !extensions.some((one) => file.toLowerCase().endsWith(one))) prompter.say(`  The connector wants ${extensions.join(' or ')}. This file will be mounted as ${name}${extensions[0]}: what is in it must be of that kind.`)
}

async function askSecret(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {name, field} = question
  const typed = (await prompter.password({...hintOf(question), message: titleOf(question), validate: checkOf(question)})).trim()
  if (typed === '') return
  const encoded = encodeValue(field, readTyped(field, typed))
  // Of a list only the items count, not the blanks between them.
  answers.values[name] = new Secret(field.type === 'list' && 'text' in encoded ? encoded.text : typed)
}

async function askBool(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {name, field, old} = question
  const preset = field.default === 'true'
  const {hint} = hintOf(question)
  if (hint) prompter.say(hint)
  const chosen = await prompter.confirm(titleOf(question), old === undefined ? preset : old === 'true')
  if (chosen !== preset) answers.config[name] = String(chosen)
}

async function askChoice(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {name, field, required, old} = question
  const choices = [...(required || field.default !== undefined ? [] : [{name: 'Leave it out', value: ''}]), ...field.rules!.in!.map((value) => ({name: `${value}${value === field.default ? ' (default)' : ''}`, value}))]
  const preset = typeof old === 'string' ? old : field.default
  const chosen = await prompter.select({...hintOf(question), message: titleOf(question), choices, ...(preset === undefined ? {} : {default: preset})})
  if (chosen !== '' && chosen !== field.default) answers.config[name] = chosen
}

async function askText(prompter: Prompter, question: Question, answers: Answers): Promise<void> {
  const {name, field, old} = question
  const preset = typeof old === 'string' ? old : Array.isArray(old) ? old.join(', ') : presetOf(field)
  const check = checkOf(question)
  const lines = field.type === 'list'
  const read = (text: string): string => (lines ? text.replaceAll('\n', ',') : text).trim()
  const typed = read(await prompter.text({...hintOf(question), message: titleOf(question), ...(preset === undefined ? {} : {default: preset}), ...(lines ? {lines} : {}), validate: (text) => check(read(text))}))
  if (typed !== '' && typed !== field.default) answers.config[name] = readTyped(field, typed)
}

/** The default to offer. One on the machine itself is none: nothing answers on the loopback address of a pod. */
function presetOf({default: preset}: Field): string | undefined {
  return preset !== undefined && /^\w+:\/\/(?:localhost|127\.|\[::1\])/.test(preset) ? undefined : preset
}

function checkOf({name, field, required}: Question): (text: string) => true | string {
  const doubt = doubtOnce((typed) => schemeDoubt(field, typed))
  return (text) => {
    const typed = text.trim()
    const encoded = encodeValue(field, readTyped(field, typed))
    if ('fault' in encoded) return `${name} ${encoded.fault}.`
    // Commas alone are a list without items.
    if (encoded.text === '') return !required || 'A value is needed.'
    return doubt(typed)
  }
}

/** A check whose complaint the person may pass over: the same answer a second time is taken. */
export function doubtOnce(doubtOf: (text: string) => string | undefined | null): (text: string) => true | string {
  let doubted: string | undefined
  return (text) => {
    const doubt = text === doubted ? undefined : doubtOf(text)
    doubted = text
    return doubt ? `${doubt} Press Enter again to keep it.` : true
  }
}

/** What a connector makes of an address in another form than its example is not known: the slip is common, but the person may know better. */
function schemeDoubt({type, secret, example = ''}: Field, typed: string): string | undefined {
  if (type !== 'string' || secret) return undefined
  const hasScheme = /^https?:\/\//i.test(typed)
  if (hasScheme && /^[\w-]+(?:\.[\w-]+)+$/.test(example)) return `It should be without ${typed.slice(0, typed.indexOf('//') + 2)}, as in ${example}.`
  if (!hasScheme && /^https:\/\//.test(example)) return `It should begin with https://, as in ${example}.`
  return undefined
}

async function fileFault(path: string): Promise<true | string> {
  try {
    await valueOfFile(typedPath(path), 'The value', true)
    return true
  } catch (error) {
    return error instanceof ProblemError ? error.problems[0]!.what : 'The file cannot be read.'
  }
}

/** A path as a person types or drops it: no shell has put the home directory in its place, nor taken quotes away. */
function typedPath(path: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(path.trim()) ?? []
  return resolve((quoted ?? path.trim()).replace(/^~(?=\/|$)/, homedir()))
}
