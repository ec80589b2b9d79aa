import type {Secret} from '../../credentials/secret.ts'
import {Unplaceable} from '../values.ts'

/**
 * How the server of a connection is known: not at all without TLS (`off`), not at all in spite of it (`unverified`), by an authority for any name (`chain`), or by
 * an authority for its own name (`full`).
 */
export type DatabaseTls = 'off' | 'unverified' | 'chain' | 'full'

/** What a connection string says, as the connectors' own driver reads it. Everything that may not be shown is a Secret. */
export interface DatabaseTarget {
  /** A host name or an address, an IPv6 one without brackets; shown to people, as is the port. */
  host: string
  port: number
  user: Secret
  /** Empty when it names none. */
  password: Secret
  /** Empty when it names none. */
  database: Secret
  /** The ways to connect, in the order of trying. */
  ways: DatabaseTls[]
  /** Path of a PEM file with the only authorities to believe. */
  rootFile?: Secret
  /** Startup parameters that PostgreSQL gets beside user and database. */
  startup?: {options?: Secret; application_name?: Secret}
  /** MySQL may ask for the password as it is, over TLS. */
  cleartext?: boolean
}

/** Host names, IPv4 addresses, and IPv6 addresses without brackets and zone. */
const host = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/

/** @throws Unplaceable for what is no name of a host or no port: none of it is repeated, for it may be a piece of a password */
export function checkAddress(name: string, portText: string, what: string): {host: string; port: number} {
  if (name === '') throw new Unplaceable(`${what} names no host`)
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0
  if (!host.test(name) || port < 1 || port > 65535) throw new Unplaceable(`${what} has no host name and port where they belong; is a special character in the password not written as it must be?`)
  return {host: name.toLowerCase(), port}
}
