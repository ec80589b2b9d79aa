import {denied, judgeFault, shownName, unreachable, type Asked, type Fault, type Judgement} from './judge.ts'

/** What a database answered. */
export type SqlAnswer =
  /** The first column of the first row, when there is one. */
  | {kind: 'row'; first: string | null}
  /** PostgreSQL's SQLSTATE, or MySQL's error number. */
  | {kind: 'refused'; code: string}
  | {kind: 'no-tls'}
  /** The server asks for a password, and the connection string has none. */
  | {kind: 'no-password'}
  /** The server wants to be signed in to in a way that c1ctl does not know, or that would show the password. */
  | {kind: 'no-way-in'}
  /** The file of authorities that the connection string names cannot be read here. */
  | {kind: 'no-authorities'}

/** By SQLSTATE (PostgreSQL, appendix A) and by MySQL's error number. */
const refusals: Record<string, string> = {
  '28P01': 'the user name or the password is wrong',
  '28000': 'the server does not let this user in from here: check the user, and the rules of pg_hba.conf',
  '42501': 'the user lacks a permission on the database',
  '1045': 'the user name or the password is wrong, or the user may not come from this machine',
  '1044': 'the user may not use that database',
  '1142': 'the user lacks a permission on a table',
  '1143': 'the user lacks a permission on a column',
  '1227': 'the user lacks a privilege',
  '1698': 'the user may not sign in with a password',
  '1820': 'the password must be changed first',
  '1862': 'the password has expired',
  '3118': 'the account is locked',
  '4151': 'the account is locked',
}

const others: Record<string, string> = {
  '25006': 'the query would change something, and c1ctl lets it only read',
  '3D000': 'there is no such database',
  '42P01': 'the query asks for a table that is not there',
  '53300': 'it has too many connections already',
  '57014': 'the query took too long and was stopped',
  '57P03': 'the server is starting or stopping',
  '1049': 'there is no such database',
  '1146': 'the query asks for a table that is not there',
  '1040': 'it has too many connections already',
  '1203': 'the user has too many connections already',
  '1226': 'the user has used up a limit of the server',
  '1129': 'it blocks this machine after too many faults',
  '1130': 'it takes no connections from this machine',
  '1792': 'the query would change something, and c1ctl lets it only read',
  '1969': 'the query took too long and was stopped',
  '3024': 'the query took too long and was stopped',
  '3159': 'it takes connections over TLS only: add tls=true to the connection string',
}

/** Says what an answer of a database, or its absence, proves; the server's own text is never repeated. @param timeoutSeconds what the check was allowed to take */
export function judgeSql(answer: SqlAnswer | Fault, asked: Asked, timeoutSeconds: number): Judgement {
  switch (answer.kind) {
    case 'row':
      // A bare number, as of SELECT 1, is nobody's name.
      return {verdict: 'verified', identity: answer.first === null || /^\d*$/.test(answer.first) ? null : shownName(answer.first, asked), reason: null}
    case 'no-tls':
      return unreachable(`${asked.host}: the connection string asks for TLS, and the server has none`)
    case 'no-password':
      return denied(`${asked.host} asks for a password, and the connection string has none`)
    case 'no-way-in':
      return unreachable(`${asked.host} wants to be signed in to in a way that c1ctl does not know, or that would show the password`)
    case 'no-authorities':
      return unreachable(`the connection string names a file of authorities (sslrootcert) that cannot be read on this machine`)
    case 'refused': {
      const named = `${asked.host} answered with the error ${answer.code}`
      const words = refusals[answer.code]
      return words === undefined ? unreachable(`${named}: ${others[answer.code] ?? 'that proves nothing about the credential'}`) : denied(`${named}: ${words}`)
    }
    default:
      if (answer.kind === 'network' && ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'].includes(answer.code)) return unreachable(`${asked.host}: the TLS connection failed`)
      return judgeFault(answer, asked, timeoutSeconds)
  }
}
