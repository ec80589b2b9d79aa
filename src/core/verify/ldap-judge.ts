import {denied, judgeFault, unreachable, type Asked, type Fault, type Judgement} from './judge.ts'

/** What a directory answered. */
export type LdapAnswer =
  | {kind: 'found'}
  /** A result code of RFC 4511, appendix A; `detail` is the number that Active Directory adds to a refused bind, in hexadecimal. */
  | {kind: 'refused'; during: 'bind' | 'search'; code: number; detail: string | null}

/** Windows system error codes that Active Directory gives for a bind with result 49 (Microsoft, "Common Active Directory bind errors"). */
const activeDirectory: Record<string, string> = {
  '525': 'there is no such user',
  '52e': 'the password, or the name, is wrong',
  '52f': 'restrictions of the account forbid it',
  '530': 'the account may not sign in at this time',
  '531': 'the account may not sign in from this machine',
  '532': 'the password has expired',
  '533': 'the account is disabled',
  '568': 'the account is in too many groups',
  '701': 'the account has expired',
  '773': 'the password must be changed first',
  '775': 'the account is locked after too many wrong passwords',
}

const refusals: Record<number, string> = {
  48: 'the account may not sign in with a password',
  49: 'the name or the password is wrong',
  50: 'the account lacks the permission',
}

const others: Record<number, string> = {
  1: 'the server has a fault of its own (operationsError)',
  2: 'the server does not take the request (protocolError)',
  3: 'the server took too long (timeLimitExceeded)',
  7: 'the server takes no passwords (authMethodNotSupported)',
  8: 'the server asks for a stronger way of signing in; try ldaps:// (strongerAuthRequired)',
  10: 'the server refers to another one, which is not asked (referral)',
  11: 'a limit of the server is reached (adminLimitExceeded)',
  13: 'the server takes passwords only over TLS; try ldaps:// (confidentialityRequired)',
  32: 'there is no such entry: check its DN (noSuchObject)',
  34: 'a DN is not written as one (invalidDNSyntax)',
  51: 'the server is busy (busy)',
  52: 'the server is not available now (unavailable)',
  53: 'the server is unwilling to do that (unwillingToPerform)',
}

/** Says what an answer of a directory, or its absence, proves; the server's own text is never repeated. @param timeoutSeconds what the check was allowed to take */
export function judgeLdap(answer: LdapAnswer | Fault, asked: Asked, timeoutSeconds: number): Judgement {
  if (answer.kind === 'found') return {verdict: 'verified', identity: null, reason: null}
  if (answer.kind !== 'refused') {
    if (answer.kind === 'network' && ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'].includes(answer.code)) return unreachable(`${asked.host}: it does not speak TLS on that port (ldap:// instead of ldaps://?)`)
    return judgeFault(answer, asked, timeoutSeconds)
  }
  const {during, code, detail} = answer
  const named = `${asked.host} answered the ${during} with ${code}`
  const words = (code === 49 && detail !== null ? activeDirectory[detail] : undefined) ?? refusals[code]
  if (words !== undefined) return denied(`${named}: ${words}`)
  return unreachable(`${named}: ${others[code] ?? 'that proves nothing about the credential'}`)
}
