import {createHash, createHmac} from 'node:crypto'
import type {Secret} from '../credentials/secret.ts'
import type {SecretEntry, Workload} from './types.ts'

/**
 * A text that changes when any secret value changes and tells nothing about the values: it stands in git, where a bare hash of one weak password
 * could be guessed. An HMAC of the whole map under the store's random key; without a store a hash of the whole map, in which ConductorOne's
 * generated secret is the part that cannot be guessed.
 * @param key the store's random key, or null
 */
export function secretChecksum(entries: SecretEntry[], key: Secret | null): string {
  const parts = unambiguous(entries.map(({key: name, use, value}) => [use, name, value?.reveal() ?? '']))
  return (key ? createHmac('sha256', key.reveal()) : createHash('sha256')).update(parts).digest('hex').slice(0, 32)
}

/** A text that changes when a mounted file that is no secret changes; nothing without such files. */
export function fileChecksum({configFiles, caBundle}: Pick<Workload, 'configFiles' | 'caBundle'>): Pick<Workload, 'configChecksum'> {
  const parts = [...configFiles.entries.map(({key, content}) => ['file', key, content]), ...(caBundle && 'content' in caBundle ? [['authority', caBundle.file, caBundle.content]] : [])]
  return parts.length === 0 ? {} : {configChecksum: createHash('sha256').update(unambiguous(parts)).digest('hex').slice(0, 32)}
}

/** Length prefixes keep two different maps from giving the same bytes. */
function unambiguous(parts: string[][]): string {
  return parts
    .sort((one, other) => (`${one[0]}/${one[1]}` < `${other[0]}/${other[1]}` ? -1 : 1))
    .flat()
    .map((part) => `${Buffer.byteLength(part)}:${part}`)
    .join('')
}
