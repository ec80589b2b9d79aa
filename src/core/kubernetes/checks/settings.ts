import {map} from '../../values/maps.ts'
import {base64Bytes, dataKey} from '../names.ts'
import {given, keysLook, present, text, type Check, type Checks} from './check.ts'

const keys: Check[] = ['data', 'stringData', 'binaryData'].map((field) => keysLook(field, dataKey, 'name', 'The key'))
/** The most that the values of a Secret or ConfigMap may hold together, in bytes. */
const mostBytes = 1_048_576

/** What a Secret of a type must hold; each inner list is a choice. */
const secretTypes: Record<string, string[][]> = {
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
}

/** The bytes of each value as the server sees them: stringData goes over data. */
const bytesOf = (value: unknown): Uint8Array => (Array.isArray(value) ? Uint8Array.from(value as number[]) : base64Bytes(text(value)))
const contents = (secret: Record<string, unknown>): Map<string, () => Uint8Array> =>
  new Map([...Object.entries(map(secret.data)).map(([key, value]) => [key, () => bytesOf(value)] as const), ...Object.entries(map(secret.stringData)).map(([key, value]) => [key, () => new TextEncoder().encode(text(value))] as const)])

const isJsonMap = (bytes: Uint8Array): boolean => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && !Array.isArray(value)
  } catch {
    return false
  }
}

const secretType: Check = (secret, report) => {
  const held = contents(secret)
  const type = text(secret.type)
  for (const choice of Object.hasOwn(secretTypes, type) ? secretTypes[type]! : []) {
    if (!choice.some((key) => held.has(key))) report('required', ['type'], `A Secret of type ${type} needs ${choice.join(' or ')}.`)
  }
  if (type === 'kubernetes.io/service-account-token' && !given(map(map(secret.metadata).annotations)['kubernetes.io/service-account.name'])) {
    report('required', ['type'], 'A service account token needs the annotation kubernetes.io/service-account.name.')
  }
  const json = type === 'kubernetes.io/dockerconfigjson' ? '.dockerconfigjson' : type === 'kubernetes.io/dockercfg' ? '.dockercfg' : ''
  if (held.has(json) && !isJsonMap(held.get(json)!())) report('value', [Object.hasOwn(map(secret.stringData), json) ? 'stringData' : 'data', json], `${json} must hold a JSON map.`)
  if (type === 'kubernetes.io/ssh-auth' && held.get('ssh-privatekey')?.().length === 0) report('value', ['type'], 'ssh-privatekey must not be empty.')
}

const secretSize: Check = (secret, report) => {
  let size = 0
  // The text of a value is longer than its bytes, or as long.
  const written = [...Object.values(map(secret.data)), ...Object.values(map(secret.stringData))].reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length * 3 : 1000), 0)
  if (written <= mostBytes) return
  for (const bytes of contents(secret).values()) size += bytes().length
  if (size > mostBytes) report('value', [present(secret.data) ? 'data' : 'stringData'], `The values hold ${size} bytes together; ${mostBytes} is the most.`, {part: 'key'})
}

const configSize: Check = (config, report) => {
  const size = Object.values(map(config.data)).reduce<number>((sum, value) => sum + Buffer.byteLength(text(value)), 0) + Object.values(map(config.binaryData)).reduce<number>((sum, value) => sum + bytesOf(value).length, 0)
  if (size > mostBytes) report('value', [], `The values hold ${size} bytes together; ${mostBytes} is the most.`)
}

const overlappingKeys: Check = (object, report) => {
  for (const key of Object.keys(map(object.binaryData))) {
    if (Object.hasOwn(map(object.data), key)) report('duplicate-name', ['binaryData', key], `The key ${key} stands in both data and binaryData.`, {part: 'key'})
  }
}

/** Secrets and ConfigMaps. */
export const settingChecks: Checks = {
  'core.v1.Secret': [...keys, secretType, secretSize],
  'core.v1.ConfigMap': [...keys, overlappingKeys, configSize],
}
