import {Secret} from '../../credentials/secret.ts'
import {Unplaceable} from '../values.ts'
import {checkAddress, type DatabaseTarget, type DatabaseTls} from './types.ts'

const booleans = ['allowAllFiles', 'allowCleartextPasswords', 'allowFallbackToPlaintext', 'allowNativePasswords', 'allowOldPasswords', 'checkConnLiveness', 'clientFoundRows', 'columnsWithAlias', 'interpolateParams', 'multiStatements', 'parseTime', 'rejectReadOnly']

/**
 * Reads a DSN as go-sql-driver/mysql does (ParseDSN): `user:password@tcp(host:port)/database?name=value`. Nothing in it is percent-decoded but names of TLS
 * configurations; the last `/` ends the address, and the last `@` before it the password.
 * @param what names the DSN in reasons
 * @throws Unplaceable with a reason that holds no part of the text
 */
export function parseMysqlDsn(text: string, what: string): DatabaseTarget {
  const form = 'user:password@tcp(host:3306)/database'
  const refused = (why: string) => new Unplaceable(`${what} is no MySQL DSN (${form}): ${why}`)
  if (/[\u0000\r\n]/.test(text)) throw refused('it holds a line break, which is often the last newline of a file')
  const slash = text.lastIndexOf('/')
  if (slash < 0) throw refused('it has no slash before the name of the database')
  const left = text.slice(0, slash)
  const at = left.lastIndexOf('@')
  const credentials = at < 0 ? '' : left.slice(0, at)
  const colon = credentials.indexOf(':')
  const user = colon < 0 ? credentials : credentials.slice(0, colon)
  const location = left.slice(at + 1)
  const open = location.indexOf('(')
  if (open >= 0 && !location.endsWith(')')) throw refused('nothing closes the parenthesis of the address')
  const network = open < 0 ? location : location.slice(0, open)
  const address = open < 0 ? '' : location.slice(open + 1, -1)
  if (network === 'unix') throw new Unplaceable(`${what} names a Unix socket, which only the machine of the database has`)
  if (network !== 'tcp' && network !== '') throw refused(network.includes('.') || network.includes(':') ? 'the address stands in parentheses, after tcp' : 'it names another network than tcp')
  if (address === '') throw new Unplaceable(`${what} names no host`)
  if (user === '') throw new Unplaceable(`${what} names no user`)
  const [database, ...query] = text.slice(slash + 1).split('?') as [string, ...string[]]
  const parameters = parametersOf(query.join('?'))
  for (const name of booleans) if (parameters.has(name) && flag(parameters.get(name)!) === undefined) throw refused(`${name} is neither true nor false`)
  if (parameters.has('serverPubKey')) throw new Unplaceable(`${what} names a public key of the server, which only a program can register`)
  if (parameters.has('strict')) throw refused('strict was taken out of the driver')
  const fallback = flag(parameters.get('allowFallbackToPlaintext') ?? 'false')!
  return {
    ...hostAndPort(address, what),
    user: new Secret(user),
    password: new Secret(colon < 0 ? '' : credentials.slice(colon + 1)),
    database: new Secret(database),
    ways: waysOf(parameters.get('tls') ?? '', fallback, what),
    cleartext: flag(parameters.get('allowCleartextPasswords') ?? 'false')!,
  }
}

/** Go's strconv-like booleans, as the driver reads them. */
function flag(value: string): boolean | undefined {
  if (['1', 'true', 'TRUE', 'True'].includes(value)) return true
  return ['0', 'false', 'FALSE', 'False'].includes(value) ? false : undefined
}

function parametersOf(query: string): Map<string, string> {
  return new Map(
    query.split('&').flatMap((pair): Array<[string, string]> => {
      const at = pair.indexOf('=')
      return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]]
    }),
  )
}

function waysOf(tls: string, fallback: boolean, what: string): DatabaseTls[] {
  const asked = flag(tls)
  if (tls === '' || asked === false) return ['off']
  const lower = tls.toLowerCase()
  if (lower === 'preferred') return ['unverified', 'off']
  const way = asked ? 'full' : lower === 'skip-verify' ? 'unverified' : null
  if (way === null) throw new Unplaceable(`${what} names a TLS configuration of its own, which only a program can register; write true, skip-verify, preferred or false`)
  return fallback ? [way, 'off'] : [way]
}

/** As Go's net.SplitHostPort; without a port it is 3306. */
function hostAndPort(address: string, what: string): {host: string; port: number} {
  const [, bracketed, plain, port] = /^(?:\[([^\][]*)\]|([^:\][]*)):([^:]*)$/s.exec(address) ?? []
  return port === undefined ? checkAddress(address, '3306', what) : checkAddress((bracketed ?? plain)!, port, what)
}
