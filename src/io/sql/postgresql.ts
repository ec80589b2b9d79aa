import {Socket} from 'node:net'
import type {Fault} from '../../core/verify/judge.ts'
import type {SqlAnswer} from '../../core/verify/sql-judge.ts'
import {codeOfError, expectBeginning, part} from '../bounded.ts'
import {tlsFor, type Attempt} from './connection.ts'

/** Asks PostgreSQL, in a transaction that is never committed. */
export async function askPostgres(attempt: Attempt): Promise<SqlAnswer | Fault> {
  // The client alone: a pool and a native driver stay out.
  const {default: Client} = await import('pg/lib/client.js')
  const {target, query, timeoutMs, watch, close} = attempt
  const socket = new Socket()
  watch(socket)
  // Authentication, an error, a notice, or another version of the protocol; with TLS the library looks at the first byte itself.
  if (attempt.way === 'off') expectBeginning(socket, (first) => 'RENv'.includes(String.fromCharCode(first[0]!)))
  close(() => socket.destroy())
  const password = target.password.reveal()
  let isAsked = false
  const client = new Client({
    host: target.host,
    port: target.port,
    user: target.user.reveal(),
    database: target.database.empty ? target.user.reveal() : target.database.reveal(),
    // A function, for an empty text would be looked for in PGPASSWORD and ~/.pgpass.
    password: () => {
      isAsked = true
      return password
    },
    ssl: tlsFor(attempt) ?? false,
    sslnegotiation: 'postgres',
    stream: () => socket,
  })
  // What the library took from PGOPTIONS and the like: the connector runs without them.
  Object.assign((client as unknown as {connectionParameters: object}).connectionParameters, {
    options: target.startup?.options?.reveal(),
    application_name: target.startup?.application_name?.reveal(),
    fallback_application_name: 'c1ctl',
    client_encoding: 'UTF8',
    replication: undefined,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`)
    // The extended protocol takes one statement and no more.
    const statement = {text: query, rowMode: 'array' as const, queryMode: 'extended', types: {getTypeParser: () => (text: string) => text}}
    const {rows} = await client.query<unknown[]>(statement)
    await part(() => client.end())
    const first = rows[0]?.[0]
    return {kind: 'row', first: typeof first === 'string' ? first : null}
  } catch (error) {
    const {message = '', severity, code} = error as {message?: string; severity?: unknown; code?: unknown}
    if (typeof severity === 'string' && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return {kind: 'refused', code}
    if (/does not support SSL/.test(message)) return {kind: 'no-tls'}
    if (isAsked && password === '') return {kind: 'no-password'}
    if (/^SASL: Only mechanism/.test(message)) return {kind: 'no-way-in'}
    const named = codeOfError(error)
    return {kind: 'network', code: named !== 'unknown' ? named : /^Connection terminated/.test(message) ? 'CLOSED' : 'GARBAGE', during: 'request'}
  }
}
