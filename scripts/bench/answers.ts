import {createHash} from 'node:crypto'
import type {Connector, Field} from '../../src/core/catalog/types.ts'
import {isCredential} from '../../src/core/credentials/fields.ts'
import type {ConfigValue} from '../../src/core/project/types.ts'
import {activeFields, brokenConstraints, isRequired, methodOf} from '../../src/core/workload/constraints.ts'
import {encodeValue} from '../../src/core/workload/values.ts'

/** Answers that a connector accepts. */
export interface Answers {
  auth: string | undefined
  /** Plain settings by field name. */
  config: Record<string, ConfigValue>
  /** Values of secret fields and uploaded files by field name. */
  credentials: Record<string, string>
}

const candidates = (connector: string, name: string, {rules = {}, example, default: preset, type, extensions}: Field): ConfigValue[] => {
  if (type === 'bool') return [rules.eq ?? 'true']
  if (type === 'int') return [example, preset, rules.in?.[0], String(rules.gte ?? (rules.gt ?? 0) + 1), '1', '10', '100', '443'].filter((text) => text !== undefined)
  if (type === 'map') return [{one: 'first', two: 'second'}]
  if (type === 'file') return [extensions?.includes('.json') ? '{"type": "service_account", "project_id": "acme"}\n' : '-----BEGIN PRIVATE KEY-----\nbWFkZSB1cA==\n-----END PRIVATE KEY-----\n']
  const unique = createHash('sha256').update(`${connector}/${name}`).digest('hex')
  const {prefix = '', suffix = '', minLen = 0, len = 0} = rules
  const texts = [
    rules.eq, rules.in?.[0], example, preset, `${prefix}${unique.slice(0, 24).padEnd(Math.max(minLen, len) - prefix.length - suffix.length, 'x')}${suffix}`,
    `${prefix}${unique.repeat(20).slice(0, Math.max(0, len - prefix.length - suffix.length))}${suffix}`, 'https://app.example.com', 'https://app.example.com/', 'app.example.com',
    'acme', '1204', 'someone@example.com', '7d444840-9dc0-11d1-b245-5ffdce74fad2', '192.0.2.7', '/var/lib/data', 'us-east-1', 'A1', 'a=b',
  ].filter((text): text is string => text !== undefined && text !== '')
  return type === 'list' ? texts.map((text) => [text]) : texts
}

/**
 * Answers for one auth method of a connector that satisfy its rules and constraints.
 * @param how `required` answers what must be answered, `all` everything that may stand together
 * @throws Error naming the field for which no value was found: teach `candidates` about it
 */
export function answersFor(connector: Connector, auth: string | undefined, how: 'required' | 'all'): Answers {
  const method = methodOf(connector, auth)
  const active = [...activeFields(connector, method)].filter((name) => !Object.hasOwn(method?.sets ?? {}, name))
  const valueOf = (name: string): ConfigValue => {
    const field = connector.fields[name]!
    const found = candidates(connector.name, name, field).find((value) => 'text' in encodeValue(field, value))
    if (found === undefined) throw new Error(`no answer for ${connector.name} ${name}: ${JSON.stringify(field.rules)}`)
    return found
  }
  const chosen = new Set(active.filter((name) => how === 'all' || isRequired(connector, method, name)))
  const broken = () => brokenConstraints(connector, method, {
    ...Object.fromEntries(Object.entries(connector.fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]]))),
    ...Object.fromEntries([...chosen].map((name) => [name, connector.fields[name]!.type === 'bool' ? 'true' : '1'])), ...method?.sets,
  })
  const excluded = new Set<string>()
  for (let turn = 0; turn < 50; turn++) {
    const constraint = broken()[0]?.constraint
    if (!constraint) break
    if (constraint.kind === 'required-together') {
      // What another field excludes cannot come back: then the rest has to go too, where nothing requires it.
      const givesWay = constraint.fields.some((name) => excluded.has(name)) && !constraint.fields.some((name) => isRequired(connector, method, name))
      for (const name of constraint.fields) givesWay ? chosen.delete(name) : chosen.add(name)
    }
    else if (constraint.kind === 'at-least-one') chosen.add(constraint.fields.find((name) => active.includes(name))!)
    else if (constraint.kind === 'dependent-on') {
      const needed = constraint.on.every((name) => active.includes(name)) && constraint.fields.some((name) => chosen.has(name) && isRequired(connector, method, name))
      for (const name of needed ? constraint.on : constraint.fields) needed ? chosen.add(name) : chosen.delete(name)
    }
    else {
      // Of those that exclude each other a required one stays.
      const [, ...others] = constraint.fields.filter((one) => chosen.has(one)).sort((a, b) => Number(isRequired(connector, method, b)) - Number(isRequired(connector, method, a)))
      for (const name of others) {
        chosen.delete(name)
        excluded.add(name)
      }
    }
  }
  if (broken().length > 0) throw new Error(`no answers for ${connector.name} ${auth}: ${broken()[0]!.reason}`)
  const answers: Answers = {auth: auth ?? method?.name, config: {}, credentials: {}}
  for (const name of chosen) {
    const value = valueOf(name)
    if (!isCredential(connector.fields[name]!)) answers.config[name] = value
    else answers.credentials[name] = typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value)
  }
  return answers
}
