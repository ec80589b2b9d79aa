import {Secret} from '../../credentials/secret.ts'
import {Unplaceable} from '../values.ts'
import {checkAddress, type DatabaseTarget, type DatabaseTls} from './types.ts'

/** What only the machine where the connector runs has. */
const elsewhere = ['service', 'servicefile', 'passfile', 'sslcert', 'sslkey', 'sslpassword']

/**
 * Reads a connection string as pgx does (pgconn.ParseConfig): a URL, or `key=value` pairs. Defaults that come from the environment do not count: it is
 * another one where the connector runs.
 * @param what names the connection string in reasons
 * @throws Unplaceable with a reason that holds no part of the text
 */
export function parsePostgresDsn(text: string, what: string): DatabaseTarget {
  const settings = /^postgres(?:ql)?:\/\//.test(text) ? fromUrl(text, what) : fromPairs(text, what)
  const given = (name: string): string => settings.get(name) ?? ''
  const foreign = elsewhere.find((name) => given(name) !== '')
  if (foreign !== undefined) throw new Unplaceable(`${what} sets ${foreign}, which names something that only the machine of the connector has`)
  if (given('host').startsWith('/')) throw new Unplaceable(`${what} names a Unix socket, which only the machine of the database has`)
  if (given('host').includes(',') || given('port').includes(',')) throw new Unplaceable(`${what} names several hosts; c1ctl checks one`)
  const address = checkAddress(given('host'), settings.get('port') ?? '5432', what)
  if (given('user') === '') throw new Unplaceable(`${what} names no user`)
  const startup = {
    ...(given('options') === '' ? {} : {options: new Secret(given('options'))}),
    ...(given('application_name') === '' ? {} : {application_name: new Secret(given('application_name'))}),
  }
  const root = given('sslrootcert')
  return {
    ...address,
    user: new Secret(given('user')),
    password: new Secret(given('password')),
    database: new Secret(given('database')),
    ways: waysOf(root === 'system' ? 'verify-full' : given('sslmode'), root !== '', what),
    ...(root === '' || root === 'system' ? {} : {rootFile: new Secret(root)}),
    ...(Object.keys(startup).length > 0 ? {startup} : {}),
  }
}

/** libpq, section SSL support: with authorities of its own, `require` asks for as much as `verify-ca`. */
function waysOf(mode: string, hasRoot: boolean, what: string): DatabaseTls[] {
  switch (mode) {
    case 'disable':
      return ['off']
    case 'allow':
      return ['off', 'unverified']
    case '':
    case 'prefer':
      return ['unverified', 'off']
    case 'require':
      return [hasRoot ? 'chain' : 'unverified']
    case 'verify-ca':
      return ['chain']
    case 'verify-full':
      return ['full']
    default:
      throw new Unplaceable(`${what} has an sslmode that is none of disable, allow, prefer, require, verify-ca and verify-full`)
  }
}

/** The characters that Go's net/url lets stand in `user:password@`. */
const userInfo = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/

function fromUrl(text: string, what: string): Map<string, string> {
  const refused = (why: string) => new Unplaceable(`${what} is no PostgreSQL URL: ${why}`)
  const [, authority, path, query, fragment] = /^[a-z]+:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text) as unknown as [string, string, string, string | undefined, string | undefined]
  if (/[\u0000-\u001F\u007F]/.test(text)) throw refused('it holds a control character, which is often the last newline of a file')
  // What would be taken for the host then, and shown, is a piece of the password.
  if (fragment !== undefined || path.includes('@') || (query ?? '').split('&').some((pair) => pair.includes('@') && !pair.includes('='))) throw refused('/, ? and # in a password must be written as %2F, %3F and %23')
  const settings = new Map<string, string>()
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const info = authority.slice(0, at)
    if (!userInfo.test(info)) throw refused('user or password holds a character that must be percent-encoded')
    const [user, password] = cut(info, ':')
    settings.set('user', decoded(user, what))
    if (password !== undefined) settings.set('password', decoded(password, what))
  }
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::([^:]*))?$/s.exec(authority.slice(at + 1)) ?? []
  if ((bracketed === undefined && plain === undefined) || !/^\d*$/.test(port ?? '') || /[^\w.,:-]/.test((bracketed ?? plain)!)) throw refused('host and port cannot be told apart')
  if ((bracketed ?? plain) !== '') settings.set('host', (bracketed ?? plain)!)
  if (port !== undefined && port !== '') settings.set('port', port)
  const database = decoded(path, what).replace(/^\/+/, '')
  if (database !== '') settings.set('database', database)
  for (const [name, value] of parameters(query ?? '')) settings.set(name === 'dbname' ? 'database' : name, value)
  return settings
}

/** As Go's url.Values: the first of a name counts, and what cannot be read is passed over. */
function parameters(query: string): Map<string, string> {
  const all = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const [name, value] = cut(pair, '=').map((part) => tryDecode((part ?? '').replaceAll('+', ' ')))
    if (name !== undefined && value !== undefined && !all.has(name)) all.set(name, value)
  }
  return all
}

const cut = (text: string, separator: string): [string, string | undefined] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function tryDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function decoded(text: string, what: string): string {
  const plain = tryDecode(text)
  if (plain === undefined) throw new Unplaceable(`${what} is no PostgreSQL URL: it has a % that begins no percent-encoding; write it as %25`)
  return plain
}

/** `key=value` pairs: blanks between them, quotes around a value with blanks, a backslash before a quote or a backslash. */
function fromPairs(text: string, what: string): Map<string, string> {
  const refused = () => new Unplaceable(`${what} is neither a postgres:// URL nor key=value pairs with blanks between them`)
  const settings = new Map<string, string>()
  let rest = text
  while (rest.length > 0) {
    const at = rest.indexOf('=')
    if (at < 0) throw refused()
    const key = rest.slice(0, at).replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, '')
    rest = rest.slice(at + 1).replace(/^[ \t\n\r\v\f]+/, '')
    const quoted = rest.startsWith("'")
    const raw = (quoted ? /^'((?:[^'\\]|\\.)*)'/s : /^((?:[^ \t\n\r\v\f\\]|\\.)*)(?!\\)/s).exec(rest)
    if (key === '' || !raw) throw refused()
    // The separator itself is one character, whatever it is: pgx drops it.
    rest = rest.slice(raw[0].length + (quoted ? 0 : 1))
    settings.set(key === 'dbname' ? 'database' : key, raw[1]!.replaceAll('\\\\', '\\').replaceAll("\\'", "'"))
  }
  return settings
}
