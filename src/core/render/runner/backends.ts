import {serialize} from '../../yaml/serialize.ts'
import type {Artifact, RenderContext} from '../types.ts'

type Choice = NonNullable<RenderContext<'runner'>['settings']['secrets']>

/** One of the places that baton-runner takes secret values from. A configuration has one for all connectors. */
export interface SecretBackend {
  /** Its key below `secrets` of config.yaml. */
  name: 'insecure' | 'wincred' | 'vault' | 'awssecretmanager'
  /** What config.yaml says of it beside its secrets. */
  settings: Record<string, string | number>
  /**
   * The secret of one connector.
   * @returns what config.yaml says where it lies; the files that it needs, and is filled from; and what the backend cannot hold, as a sentence without its end
   */
  entry(name: string, values: Array<{name: string; value: string}>): {reference: string; artifacts: Artifact[]; fault?: string}
}

/** What one generic credential of Windows takes (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const credentialSpace = 5 * 512
/** What one secret of AWS Secrets Manager takes. */
const secretSpace = 65_536

const record = (values: Array<{name: string; value: string}>): Record<string, string> => Object.fromEntries(values.map((one) => [one.name, one.value]))
const secretFile = (path: string, content: string): Artifact => ({path, content, mode: 0o600, secret: true})
/** The least that values take in any form that names them. */
const least = (values: Array<{name: string; value: string}>): number => values.reduce((sum, {name, value}) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)

/**
 * The backend that a project has chosen, as the public reference of baton-runner describes it.
 * @param rendered the path on the machine of something rendered
 */
export function secretBackend(choice: Choice, rendered: (path: string) => string): SecretBackend {
  const valuesFile = (name: string, values: Array<{name: string; value: string}>) => {
    // A text with half a surrogate pair has a problem of its own already.
    const sound = values.map((one) => ({...one, value: one.value.replaceAll(/\p{Surrogate}/gu, '')}))
    return secretFile(`${name}-secrets.yaml`, serialize(record(sound)))
  }
  if (choice === 'insecure') return {name: choice, settings: {}, entry: (name, values) => ({reference: rendered(`${name}-secrets.yaml`), artifacts: [valuesFile(name, values)]})}
  if (choice === 'wincred') {
    return {name: choice, settings: {}, entry: (name, values) => ({
      reference: name, artifacts: [valuesFile(name, values)],
      ...(least(values) > credentialSpace ? {fault: `the secret values have ${least(values)} bytes; Windows Credential Manager takes ${credentialSpace}`} : {}),
    })}
  }
  if ('vault' in choice) {
    const {url, mount, kvapi, path, credsfile = rendered('vaultcreds.yaml')} = choice.vault
    return {name: 'vault', settings: {url, mount, kvapi, credsfile}, entry: (name, values) => ({reference: `${path}/${name}`, artifacts: [secretFile(`${name}-secrets.json`, `${JSON.stringify(record(values), null, 2)}\n`)]})}
  }
  const {region, prefix} = choice.awssecretmanager
  return {name: 'awssecretmanager', settings: {}, entry: (name, values) => ({
    reference: rendered(`${name}-aws.yaml`),
    artifacts: [{path: `${name}-aws.yaml`, content: serialize({secretname: `${prefix}${name}`, region}), mode: 0o644, secret: false}, valuesFile(name, values)],
    ...(least(values) > secretSpace ? {fault: `the secret values have ${least(values)} bytes; AWS Secrets Manager takes ${secretSpace}`} : {}),
  })}
}
