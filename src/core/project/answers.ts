import {allFields} from '../catalog/sdk-fields.ts'
import type {Connector, Field} from '../catalog/types.ts'
import {isCredential} from '../credentials/fields.ts'
import {Secret} from '../credentials/secret.ts'
import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {encodeValue} from '../workload/values.ts'
import {isRecord} from '../yaml/overlay.ts'
import {conductoroneKeys, type ConfigValue, type CredentialSource} from './types.ts'

/** The names that a credential of this connector can have: its secret fields, its files, and ConductorOne's pair. */
export function credentialNames(connector: Connector): string[] {
  return [...Object.keys(connector.fields).filter((name) => isCredential(connector.fields[name]!)), ...conductoroneKeys]
}

/** Finds a field by its name or an earlier name of it. */
export function fieldNamed(connector: Connector, given: string): {name: string; field: Field} | undefined {
  const fields = allFields(connector)
  const name = Object.hasOwn(fields, given) ? given : Object.keys(fields).find((one) => fields[one]!.aliases.includes(given))
  return name === undefined ? undefined : {name, field: fields[name]!}
}

/** A `no such field` problem that names the nearest. */
function unknownField(connector: Connector, given: string): Problem {
  const names = [...Object.keys(allFields(connector)), ...conductoroneKeys]
  const hint = nearest(given, names)
  // A word far from every name may be a value typed in the wrong place: it is not repeated.
  const shown = /^[\w.-]{1,60}$/.test(given) && (hint !== undefined || given.length < 30) ? ` ${given}` : ' of that name'
  return problem('unknown-field', `${connector.title} has no field${shown}.`, {next: [hint ? `Did you mean ${hint}?` : `Run \`c1ctl catalog show ${connector.name}\` to see its fields.`]})
}

/** Splits `FIELD=VALUE` at the first equals sign. */
function splitAssignment(text: string): {name: string; value: string} | undefined {
  const at = text.indexOf('=')
  return at < 1 ? undefined : {name: text.slice(0, at), value: text.slice(at + 1)}
}

/**
 * Reads the text that a person typed for a field: items of a list between commas, pairs `key=value` of a map between commas, or a JSON object.
 */
export function readTyped(field: Field, text: string): ConfigValue {
  if (field.type === 'list') return text.split(',').map((item) => item.trim()).filter((item) => item !== '')
  if (field.type !== 'map') return text
  try {
    const parsed: unknown = JSON.parse(text)
    if (isRecord(parsed) && Object.values(parsed).every((value) => typeof value === 'string')) return parsed as Record<string, string>
  } catch {}
  return Object.fromEntries(text.split(',').filter((pair) => pair.trim() !== '').map((pair) => {
    const {name, value} = splitAssignment(pair) ?? {name: pair, value: ''}
    return [name.trim(), value.trim()]
  }))
}

/** How a value stands in c1ctl.yaml: true and whole numbers without quotes where the field means them. */
export function toYamlValue(field: Field, value: ConfigValue): ConfigValue | boolean | number {
  if (field.type === 'bool' && (value === 'true' || value === 'false')) return value === 'true'
  if (field.type === 'int' && typeof value === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(value)) return Number(value)
  return value
}

/**
 * Reads the `--set` assignments of init.
 * @returns values by field name; a secret field is refused without repeating what was typed
 */
export function readSettings(connector: Connector, assignments: string[]): {config: Record<string, ConfigValue>; problems: Problem[]} {
  const config: Record<string, ConfigValue> = {}
  const problems: Problem[] = []
  for (const assignment of assignments) {
    const split = splitAssignment(assignment)
    if (!split) {
      problems.push(problem('usage', 'A --set is not of the form FIELD=VALUE.'))
      continue
    }
    const found = fieldNamed(connector, split.name)
    if ((conductoroneKeys as readonly string[]).includes(split.name) || (found && isCredential(found.field))) {
      problems.push(problem('secret-on-command-line', `${found?.name ?? split.name} is ${found?.field.type === 'file' ? 'an uploaded file' : 'a secret'}: --set does not take it. What was typed is in the shell history now; remove it there.`))
      continue
    }
    if (!found) {
      problems.push(unknownField(connector, split.name))
      continue
    }
    const value = readTyped(found.field, split.value)
    const encoded = encodeValue(found.field, value)
    if ('fault' in encoded) problems.push(problem('field-invalid', `${found.name} ${encoded.fault}`, {next: found.field.example ? [`An example: ${found.field.example}`] : [`Run \`c1ctl catalog show ${connector.name}\` to see what it takes.`]}))
    else config[found.name] = value
  }
  return {config, problems}
}

/** Reads the `--credential FIELD=SOURCE` assignments of init: `env:NAME`, `file:PATH` or `store`. Anything else may be a secret and is not repeated. */
export function readSources(connector: Connector, assignments: string[]): {sources: Record<string, CredentialSource>; problems: Problem[]} {
  const sources: Record<string, CredentialSource> = {}
  const problems: Problem[] = []
  for (const assignment of assignments) {
    const split = splitAssignment(assignment)
    const source = split ? readSource(split.value) : undefined
    const name = split === undefined ? undefined : (conductoroneKeys as readonly string[]).includes(split.name) ? split.name : fieldNamed(connector, split.name)?.name
    if (split && name === undefined) problems.push(unknownField(connector, split.name))
    else if (!split || !source) problems.push(problem('secret-on-command-line', `${name ?? 'A credential'}: the source must be env:NAME, file:PATH or store. What was typed is not shown: it may be the secret itself.`))
    else sources[name!] = source
  }
  return {sources, problems}
}

function readSource(text: string): CredentialSource | undefined {
  if (text === 'store') return {from: 'store'}
  const [, kind, rest] = /^(env|file):([^]+)$/.exec(text) ?? []
  if (kind === 'env') return /^[A-Za-z_]\w*$/.test(rest!) ? {from: 'env', name: rest!} : undefined
  return kind === 'file' ? {from: 'file', path: rest!} : undefined
}

/**
 * Reads the JSON object of `--credentials-from`: field to value, ConductorOne's pair nested or dotted.
 * @param json the text; a fault in it is reported without any part of it
 */
export function readCredentialsJson(connector: Connector, json: string): {values: Record<string, Secret>; problems: Problem[]} {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    return {values: {}, problems: [problem('usage', 'What --credentials-from names is not valid JSON.', {why: 'It must be one JSON object of field to value.', next: ['For example: {"token": "...", "conductorone": {"client-id": "...", "client-secret": "..."}}']})]}
  }
  const values: Record<string, Secret> = {}
  const problems: Problem[] = []
  if (!isRecord(parsed)) return {values, problems: [problem('usage', 'What --credentials-from names is not a JSON object of field to value.')]}
  const {conductorone, ...rest} = parsed
  const pair = isRecord(conductorone) ? Object.fromEntries(Object.entries(conductorone).map(([name, value]) => [`conductorone.${name}`, value])) : conductorone === undefined ? {} : {conductorone}
  for (const [given, value] of Object.entries({...rest, ...pair})) {
    const name = (conductoroneKeys as readonly string[]).includes(given) ? given : fieldNamed(connector, given)?.name
    if (name === undefined) problems.push(unknownField(connector, given))
    else if (typeof value !== 'string') problems.push(problem('usage', `--credentials-from: the value of ${name} must be a JSON string.`, {next: ['Put it in double quotes.']}))
    else values[name] = new Secret(value)
  }
  return {values, problems}
}
