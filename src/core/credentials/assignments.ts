import {problem, ProblemError, throwIfAny, type Problem} from '../problems/problem.ts'
import {isRecord} from '../values/maps.ts'
import {Secret} from './secret.ts'

/** Where a word of `credential set` says the value is. */
export type ValueSource = {from: 'stdin'} | {from: 'env'; name: string} | {from: 'file'; path: string} | {from: 'ask'}

/** `FIELD=SOURCE`, or `FIELD` alone for a value that is asked for. */
export interface Assignment {
  field: string
  source: ValueSource
}

/** The shape of field names; a word of another shape may be a secret in the wrong place and is never repeated. */
const fieldShape = /^(?:[a-z][a-z0-9_-]{0,62}(?:\.[a-z][a-z0-9_-]{0,62})?|env\.[A-Za-z_]\w{0,62})$/

/**
 * Reads the words of `credential set`.
 * @param known names of fields; what is followed by no source is repeated only when it is one of them: `abc==` may be a secret
 * @throws ProblemError `secret-on-command-line` for a value in place of a source, `usage` for what is no assignment; the word is not repeated
 */
export function parseAssignments(words: string[], known: string[]): Assignment[] {
  const problems: Problem[] = []
  const assignments: Assignment[] = []
  for (const [index, word] of words.entries()) {
    const split = word.indexOf('=')
    const field = split < 0 ? word : word.slice(0, split)
    const text = split < 0 ? null : word.slice(split + 1)
    if (!fieldShape.test(field)) {
      problems.push(problem('usage', `Word ${index + 2} of the command is no FIELD=SOURCE.`, {why: 'It is not repeated here: it may be a secret.', next: ['Write FIELD=-, FIELD=env:NAME or FIELD=file:PATH.']}))
      continue
    }
    const source = sourceOf(text)
    if (source) assignments.push({field, source})
    else
      problems.push(
        problem('secret-on-command-line', known.includes(field) ? `${field}= is followed by something that is no source.` : `Word ${index + 2} of the command has something after its = that is no source.`, {
          next: ['Give the value on standard input: `FIELD=-`.', 'Or name where it is: `FIELD=env:NAME` or `FIELD=file:PATH`.', 'If it was a real secret, make a new one: it stands in the history of your shell now.'],
        }),
      )
  }
  const twice = [...new Set(assignments.map(({field}) => field))].filter((field) => assignments.filter((one) => one.field === field).length > 1)
  for (const field of twice) problems.push(problem('usage', `${field} is set twice.`, {next: ['Name each field once.']}))
  if (assignments.filter(({source}) => source.from === 'stdin').length > 1) problems.push(problem('usage', 'Standard input holds one value, and more than one field asks for it.', {next: ['Use --credentials-from - with a JSON object of field to value.']}))
  throwIfAny(problems)
  return assignments
}

function sourceOf(text: string | null): ValueSource | null {
  if (text === null) return {from: 'ask'}
  if (text === '-') return {from: 'stdin'}
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return {from: 'env', name: text.slice(4)}
  if (text.startsWith('file:') && text.length > 5) return {from: 'file', path: text.slice(5)}
  return null
}

/**
 * Reads a JSON object of field to value, as `--credentials-from` takes it; ConductorOne's pair may be nested under `conductorone`.
 * @param what where the text came from, for problems
 * @throws ProblemError `usage`; no part of the text is repeated
 */
export function parseCredentialsJson(text: string, what: string): Record<string, Secret> {
  let content: unknown
  try {
    content = JSON.parse(text.replace(/^\u{feff}/u, ''))
  } catch {
    throw new ProblemError(problem('usage', `${what} is not valid JSON.`, {why: 'Credentials come as one JSON object of field to value.', next: ['Write it like {"token": "...", "conductorone.client-id": "..."}.']}))
  }
  if (!isRecord(content)) throw new ProblemError(problem('usage', `${what} is not a JSON object.`, {why: 'Credentials come as one JSON object of field to value.', next: ['Write it like {"token": "...", "conductorone.client-id": "..."}.']}))
  const {conductorone, ...flat} = content
  const pair = isRecord(conductorone) ? Object.fromEntries(Object.entries(conductorone).map(([name, value]) => [`conductorone.${name}`, value])) : conductorone === undefined ? {} : {conductorone}
  const values: Record<string, Secret> = {}
  const problems: Problem[] = []
  for (const [field, value] of Object.entries({...flat, ...pair})) {
    if (typeof value === 'string') values[field] = new Secret(value)
    else problems.push(problem('usage', `${what}: ${fieldShape.test(field) ? field : 'a field'} is not a text.`, {why: 'A number or a word such as true may lose its spelling.', next: ['Put the value into quotes.']}))
  }
  throwIfAny(problems)
  return values
}

