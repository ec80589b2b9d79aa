import {nameAmong} from '../catalog/lookup.ts'
import {allFields} from '../catalog/sdk-fields.ts'
import type {Connector, Field} from '../catalog/types.ts'
import {isConductorone, isCredential} from '../credentials/fields.ts'
import type {Secret} from '../credentials/secret.ts'
import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {isRecord} from '../values/maps.ts'
import {encodeValue} from '../workload/values.ts'
import {conductoroneKeys, type ConfigValue, type CredentialSource} from './types.ts'

/** The names that a credential of this connector can have: its secret fields, its files, and ConductorOne's pair. */
export function credentialNames(connector: Connector): string[] {
  return [...Object.keys(connector.fields).filter((name) => isCredential(connector.fields[name]!)), ...conductoroneKeys]
}

/** The name of a connector's own field, given that name or an earlier one. */
export function ownFieldNamed(connector: Connector, given: string): string | undefined {
  return nameAmong(connector.fields, given)
}

/** Finds a field, the settings of every connector included, by its name or an earlier one. */
export function fieldNamed(connector: Connector, given: string): {name: string; field: Field} | undefined {
  const fields = allFields(connector)
  const name = nameAmong(fields, given)
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
 * Reads the text that a person typed for a field: items of a list between commas, pairs `key=value` of a map between commas; or the JSON of either.
 * @returns the text itself where it is meant to be a map and is none: `encodeValue` says so
 */
export function readTyped(field: Field, text: string): ConfigValue {
  if (field.type === 'list') {
    const items = jsonOf(text)
    return Array.isArray(items) && items.every((item) => typeof item === 'string') ? items : text.split(',').map((item) => item.trim()).filter((item) => item !== '')
  }
  if (field.type !== 'map') return text
  const parsed = jsonOf(text)
  if (isRecord(parsed) && Object.values(parsed).every((value) => typeof value === 'string')) return parsed as Record<string, string>
  const pairs = text.split(',').filter((pair) => pair.trim() !== '').map(splitAssignment)
  if (/^\s*[{[]/.test(text) || pairs.includes(undefined)) return text
  return Object.fromEntries(pairs.map((pair) => [pair!.name.trim(), pair!.value.trim()]))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
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
    if (isConductorone(split.name) || (found && isCredential(found.field))) {
      problems.push(problem('secret-on-command-line', `${found?.name ?? split.name} is ${found?.field.type === 'file' ? 'an uploaded file' : 'a secret'}: --set does not take it. What was typed is in the shell history now; remove it there.`))
      continue
    }
    if (!found) {
      problems.push(unknownField(connector, split.name))
      continue
    }
    const value = readTyped(found.field, split.value)
    const encoded = encodeValue(found.field, value)
    if ('fault' in encoded) problems.push(problem('field-invalid', `${found.name} ${encoded.fault}.`, {next: found.field.example ? [`An example: ${found.field.example}`] : [`Run \`c1ctl catalog show ${connector.name}\` to see what it takes.`]}))
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
    const name = split === undefined ? undefined : isConductorone(split.name) ? split.name : fieldNamed(connector, split.name)?.name
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
 * Gives the values of `--credentials-from` the names of the connector's fields.
 * @param given values by whatever name the JSON object had
 */
export function nameValues(connector: Connector, given: Record<string, Secret>): {values: Record<string, Secret>; problems: Problem[]} {
  const values: Record<string, Secret> = {}
  const problems: Problem[] = []
  for (const [word, value] of Object.entries(given)) {
    const name = isConductorone(word) ? word : ownFieldNamed(connector, word)
    if (name === undefined) problems.push(unknownField(connector, word))
    else values[name] = value
  }
  return {values, problems}
}
