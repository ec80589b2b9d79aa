import {LineCounter, parseDocument} from 'yaml'
import {problem, ProblemError} from '../problems/problem.ts'
import {matches} from '../text/bounded-match.ts'
import {serialize} from '../yaml/serialize.ts'
import {goRegExp, type EncryptionRule} from './sops.ts'

/** What a `.sops.yaml` asks of a new file. */
export interface CreationRule {
  recipients: string[]
  /** Keys that c1ctl cannot encrypt to, as the file names them. */
  others: string[]
  rule: EncryptionRule
}

const otherKeys = ['pgp', 'kms', 'gcp_kms', 'hckms', 'azure_keyvault', 'hc_vault_transit_uri', 'hc_vault']
const ruleTexts = ['unencrypted_suffix', 'encrypted_suffix', 'unencrypted_regex', 'encrypted_regex'] as const

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of keys: sops takes a YAML list, or one text with commas. */
function keysOf(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return parts.filter((part) => typeof part === 'string').map((part) => part.trim()).filter((part) => part !== '')
}

/**
 * Finds the first creation rule that fits a file, as sops does (config/config.go).
 * @param relativePath the file's path from the directory of the `.sops.yaml`, with forward slashes
 * @returns null when no rule fits
 * @throws ProblemError `store-invalid` when the file cannot be read
 */
export function creationRuleFor(source: string, {file, relativePath}: {file: string; relativePath: string}): CreationRule | null {
  const lines = new LineCounter()
  const document = parseDocument(source, {lineCounter: lines, prettyErrors: false})
  const [error] = document.errors
  if (error) {
    const {line, col} = lines.linePos(error.pos[0])
    throw new ProblemError(problem('store-invalid', `${file} is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')}).`, {at: {file, line, column: col}, next: ['Correct the place that is named.']}))
  }
  let content: unknown
  try {
    content = document.toJS()
  } catch {
    throw new ProblemError(problem('store-invalid', `${file} has aliases that blow it up beyond all measure, or name nothing.`, {next: ['Write the file without aliases.']}))
  }
  const rules = isFields(content) && Array.isArray(content['creation_rules']) ? content['creation_rules'].filter(isFields) : []
  for (const one of rules) {
    const pattern = one['path_regex']
    if (typeof pattern === 'string' && pattern !== '') {
      const regexp = goRegExp(pattern)
      if (!regexp) throw new ProblemError(problem('store-invalid', `${file}: path_regex ${JSON.stringify(pattern)} is no regular expression.`, {next: ['Correct the pattern.']}))
      const fits = matches(regexp, relativePath)
      if (fits === null) throw new ProblemError(problem('store-invalid', `${file}: path_regex ${JSON.stringify(pattern)} comes to no end on ${relativePath}.`, {next: ['Write a simpler pattern.']}))
      if (!fits) continue
    }
    return ruleOf(one)
  }
  return null
}

function ruleOf(one: Fields): CreationRule {
  const groups = Array.isArray(one['key_groups']) ? one['key_groups'].filter(isFields) : []
  const keys = groups.length > 0 ? groups : [one]
  const rule: EncryptionRule = {...(one['mac_only_encrypted'] === true ? {mac_only_encrypted: true} : {})}
  for (const name of ruleTexts) if (typeof one[name] === 'string' && one[name] !== '') rule[name] = one[name] as string
  const others = new Set(keys.flatMap((group) => [...otherKeys, 'merge'].filter((name) => group[name] !== undefined && group[name] !== null && keysOrObjects(group[name]))))
  if (groups.length > 1) others.add('key_groups')
  return {recipients: [...new Set(keys.flatMap((group) => keysOf(group['age'])))], others: [...others], rule}
}

const keysOrObjects = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== '')

/** A `.sops.yaml` for the directory of the store files. */
export function newSopsConfig(recipients: string[]): string {
  return `# Who can read the credentials beside this file. c1ctl and sops encrypt new files to these age public keys;\n# after a change here, \`sops updatekeys FILE\`, run in this directory, brings it to a file that exists already.\n${serialize({creation_rules: [{path_regex: '[^/]+\\.sops\\.yaml$', age: recipients}]})}`
}
