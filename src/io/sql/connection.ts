import {checkServerIdentity, type ConnectionOptions} from 'node:tls'
import type {DatabaseTarget, DatabaseTls} from '../../core/verify/dsn/types.ts'

/** One attempt at a database. */
export interface Attempt {
  target: DatabaseTarget
  way: DatabaseTls
  query: string
  /** PEM of the only authorities to believe, when the connection string names some. */
  authorities: string | undefined
  /** What is left for the query, at most. */
  timeoutMs: number
  watch: (connection: {bytesRead: number}) => void
  /** Takes what closes the connection, whatever happens. */
  close: (end: () => void) => void
}

/** Options of Node's TLS for a way to connect to PostgreSQL; undefined without TLS. */
export function tlsFor({target: {host}, way, authorities}: Attempt): ConnectionOptions | undefined {
  if (way === 'off') return undefined
  return {
    ...(authorities === undefined ? {} : {ca: authorities}),
    rejectUnauthorized: way !== 'unverified',
    checkServerIdentity: (_, certificate) => (way === 'full' ? checkServerIdentity(host, certificate) : undefined),
  }
}
