import {connect} from 'node:net'
import type {Connection} from 'mysql2'
import type {Fault} from '../../core/verify/judge.ts'
import type {SqlAnswer} from '../../core/verify/sql-judge.ts'
import {codeOfError, expectBeginning, part} from '../bounded.ts'
import type {Attempt} from './connection.ts'

/** Asks MySQL or MariaDB, in a transaction that is never committed. */
export async function askMysql({target, way, query, timeoutMs, watch, close}: Attempt): Promise<SqlAnswer | Fault> {
  // The default export is the whole module for Node and for the bundle alike.
  const {createConnection} = (await import('mysql2')).default
  // Without a name of the connection Node checks the certificate of an address for `localhost`.
  const socket = Object.assign(connect(target.port, target.host), {_host: target.host})
  watch(socket)
  // The first packet has the number 0, and is a greeting of protocol 10 or an error.
  expectBeginning(socket, (first) => first.length < 5 || (first[3] === 0 && (first[4] === 10 || first[4] === 255)))
  close(() => socket.destroy())
  const connection = createConnection({
    stream: socket,
    host: target.host,
    port: target.port,
    user: target.user.reveal(),
    password: target.password.reveal(),
    database: target.database.reveal() || undefined,
    connectTimeout: 0,
    // No file of this machine for a server that asks for one; no code made of what it answers.
    flags: ['-LOCAL_FILES'],
    disableEval: true,
    enableCleartextPlugin: target.cleartext === true && way !== 'off',
    ...(way === 'off' ? {} : {ssl: {rejectUnauthorized: way !== 'unverified', verifyIdentity: way === 'full'}}),
  })
  const tlsFault = codeOfTls(connection)
  const failed = new Promise<never>((_, reject) => connection.on('error', reject))
  failed.catch(() => {})
  const ask = (sql: string, isOptional = false) => Promise.race([run(connection, sql, isOptional), failed])
  try {
    await Promise.race([new Promise((resolve) => connection.once('connect', resolve)), failed])
    await ask('START TRANSACTION READ ONLY', true)
    // Each server has a name of its own for it, and reads the other's as a comment (MariaDB, "Comment syntax").
    await ask(`SET SESSION /*M! max_statement_time = ${Math.ceil(timeoutMs / 1000)} *//*!50708 max_execution_time = ${Math.ceil(timeoutMs)} */`, true)
    const first = await ask(query)
    await part(() => new Promise((resolve) => connection.end(resolve)))
    return {kind: 'row', first}
  } catch (error) {
    const {errno, code} = error as {errno?: unknown; code?: unknown}
    if (typeof errno === 'number' && errno > 0) return {kind: 'refused', code: String(errno)}
    switch (code) {
      case 'HANDSHAKE_NO_SSL_SUPPORT':
        return {kind: 'no-tls'}
      case 'HANDSHAKE_SSL_ERROR':
        return {kind: 'network', code: tlsFault() ?? 'EPROTO', during: 'request'}
      case 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED':
      case 'AUTH_SWITCH_PLUGIN_ERROR':
        return {kind: 'no-way-in'}
      case 'PROTOCOL_CONNECTION_LOST':
        return {kind: 'network', code: 'CLOSED', during: 'request'}
    }
    const named = codeOfError(error)
    return {kind: 'network', code: /^E(?:AI_)?[A-Z]+$/.test(named) ? named : 'GARBAGE', during: 'request'}
  }
}

/** Runs one statement. @param isOptional an error of the server is passed over: old servers and proxies do not know every statement */
function run(connection: Connection, sql: string, isOptional: boolean): Promise<string | null> {
  return new Promise((resolve, reject) => {
    connection.query({sql, rowsAsArray: true, typeCast: false}, (error, rows) => {
      if (error && !(isOptional && error.errno !== undefined && error.errno > 0 && !error.fatal)) return reject(error)
      const first: unknown = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0][0] : null
      resolve(Buffer.isBuffer(first) ? first.toString('utf8') : null)
    })
  })
}

/** The library gives every fault of TLS one name: what it was is caught on its way there. */
function codeOfTls(connection: Connection): () => string | undefined {
  const inside = connection as unknown as {startTLS: (done: (error?: Error) => void) => void}
  const start = inside.startTLS.bind(inside)
  let code: string | undefined
  inside.startTLS = (done) =>
    start((error) => {
      if (error) code = codeOfError(error)
      done(error)
    })
  return () => code
}
