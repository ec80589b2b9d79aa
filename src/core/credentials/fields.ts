import type {Connector, Field} from '../catalog/types.ts'
import {activeFields, isRequired, methodOf} from '../workload/constraints.ts'
import {conductoroneKeys, type CredentialSource, type Instance} from '../project/types.ts'
import type {Secret} from './secret.ts'

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
  /** Absent for ConductorOne's own pair and for what `namedSources` lists. */
  field?: Field
}

/** True when the value of a field is kept as a credential: it is secret, or it is an uploaded file. */
export function isCredential(field: Field): boolean {
  return field.secret || field.type === 'file'
}

/**
 * Credential sources that stand outside of `credentials`: secret variables (`env.NAME`) and the proxy's address (`proxy.https`), by the name under which
 * the store keeps their values.
 */
export function namedSources({env, proxy}: Pick<Instance, 'env' | 'proxy'>): Record<string, CredentialSource> {
  const given: Array<[string, string | CredentialSource | undefined]> = [...Object.entries(env).map(([name, value]): [string, string | CredentialSource] => [`env.${name}`, value]), ['proxy.https', proxy?.https], ['proxy.http', proxy?.http]]
  return Object.fromEntries(given.filter((one): one is [string, CredentialSource] => typeof one[1] === 'object'))
}

/**
 * The credentials of an instance with their sources, in the catalog's order, ConductorOne's pair last. Fields of auth methods that were not chosen
 * are left out unless c1ctl.yaml names a source for them; a plain field counts when c1ctl.yaml names a source for it. A file that comes from the project
 * is none, and a run that ends has no pair: it is what makes a connector a service.
 */
export function credentialFields(instance: Instance, connector: Connector): CredentialField[] {
  const method = methodOf(connector, instance.auth)
  const active = activeFields(connector, method)
  const own = Object.entries(connector.fields)
    .filter(([name, field]) => Object.hasOwn(instance.credentials, name) || (isCredential(field) && active.has(name) && !Object.hasOwn(instance.files, name)))
    .map(([name, field]): CredentialField => ({name, field, source: instance.credentials[name] ?? {from: 'store'}, required: isRequired(connector, method, name)}))
  const named = Object.entries(namedSources(instance)).map(([name, source]): CredentialField => ({name, source, required: true}))
  if (instance.run.mode === 'once') return [...own, ...named]
  const pair = conductoroneKeys.map((name): CredentialField => ({name, source: instance.conductorone[name === 'conductorone.client-id' ? 'client-id' : 'client-secret'] ?? {from: 'store'}, required: true}))
  return [...own, ...named, ...pair]
}

/** A source as it is written on the command line: `store`, `env:NAME`, `file:PATH`. */
export function sourceText(source: CredentialSource): string {
  return source.from === 'env' ? `env:${source.name}` : source.from === 'file' ? `file:${source.path}` : 'store'
}

/**
 * What looks wrong with one of ConductorOne's pair; it is a warning, for the shape is ConductorOne's to change.
 * The ID is `name@host/use`, the secret starts with `secret-token:conductorone.com:` (cone, pkg/client/token_source.go).
 */
export function conductoroneWarning(name: string, value: Secret): string | null {
  const text = value.reveal()
  if (name === 'conductorone.client-id' && !text.includes('@')) return 'conductorone.client-id has no @: a ConductorOne client ID looks like name@tenant.conductor.one/use.'
  if (name === 'conductorone.client-secret' && !text.startsWith('secret-token:conductorone.com:')) return 'conductorone.client-secret does not start with secret-token:conductorone.com: as ConductorOne\'s secrets do.'
  return null
}
