import type {Connector, Field} from '../catalog/types.ts'
import {conductoroneKeys, type CredentialSource, type Instance} from '../project/types.ts'

/** Where a value stands in the plain form of a store file: `conductorone.client-id` is nested. */
export function storePath(field: string): string[] {
  return ['credentials', ...field.split('.')]
}

/** Where the random key of the checksum annotation stands in a store file. */
export const checksumPath = ['checksum', 'key']

/** True for one of ConductorOne's own pair. */
export function isConductorone(field: string): field is (typeof conductoroneKeys)[number] {
  return (conductoroneKeys as readonly string[]).includes(field)
}

/** A value that an instance takes from a credential source. */
export interface CredentialField {
  name: string
  source: CredentialSource
  required: boolean
  /** Absent for ConductorOne's own pair. */
  field?: Field
}

/** True when the value of a field is kept as a credential: it is secret, or it is an uploaded file. */
export function isCredential(field: Field): boolean {
  return field.secret || field.type === 'file'
}

/** The auth method of an instance: the one it names, else the connector's default one, else none. */
function methodOf(instance: Instance, connector: Connector): string | undefined {
  return instance.auth ?? Object.keys(connector.auth).find((name) => connector.auth[name]!.default)
}

/**
 * The credentials of an instance with their sources, in the catalog's order, ConductorOne's pair last. Fields of auth methods that were not chosen
 * are left out unless c1ctl.yaml names a source for them.
 */
export function credentialFields(instance: Instance, connector: Connector): CredentialField[] {
  const chosen = methodOf(instance, connector)
  const method = chosen === undefined ? undefined : connector.auth[chosen]
  const elsewhere = new Set(Object.values(connector.auth).flatMap(({fields}) => fields))
  for (const field of method?.fields ?? []) elsewhere.delete(field)
  const own = Object.entries(connector.fields)
    .filter(([name, field]) => instance.credentials[name] !== undefined || (isCredential(field) && !elsewhere.has(name)))
    .map(([name, field]): CredentialField => ({name, field, source: instance.credentials[name] ?? {from: 'store'}, required: field.required || (method?.required.includes(name) ?? false)}))
  const pair = conductoroneKeys.map((name): CredentialField => ({name, source: instance.conductorone[name === 'conductorone.client-id' ? 'client-id' : 'client-secret'] ?? {from: 'store'}, required: true}))
  return [...own, ...pair]
}
