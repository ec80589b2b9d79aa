import type {Socket} from 'node:net'
import type {Fault} from '../core/verify/judge.ts'
import type {LdapAnswer} from '../core/verify/ldap-judge.ts'
import type {LdapRequest} from '../core/verify/ldap.ts'
import {bounded, codeOfError, expectBeginning, part, type Bounds} from './bounded.ts'
import {connectionOf} from './tls.ts'

/**
 * Binds to a directory and looks at one entry, over one connection that is closed at the end. It is asked for no StartTLS and follows no referral.
 * @throws what `bounds.signal` carries when it fires; nothing else, and never an error that holds a part of the request
 */
export async function askDirectory({origin, dn, password, base, tls}: LdapRequest, bounds: Bounds): Promise<LdapAnswer | Fault> {
  const {Client, ResultCodeError} = await import('ldapts')
  const options = tls()
  const isSecured = origin.startsWith('ldaps:')
  const client = new Client({url: origin, strictDN: false, ...(isSecured && options ? {tlsOptions: connectionOf(options)} : {})})
  let socket: Socket | undefined
  let fault: string | undefined

  const attempt = async (during: 'bind' | 'search', ask: () => Promise<unknown>, watch: (connection: Socket) => void): Promise<LdapAnswer | Fault | null> => {
    try {
      const asked = ask()
      // It connects as soon as it is asked, and shows its connection to nobody: what comes over it has to be measured all the same.
      if (!socket) {
        socket = client['socket'] as Socket
        watch(socket)
        // Not before: it takes every listener off once it is connected.
        socket.once(isSecured ? 'secureConnect' : 'connect', () =>
          socket!.on('error', (error) => {
            fault ??= codeOfError(error)
          }),
        )
        // Each message begins with the tag of a sequence (RFC 4511, section 4.1.1).
        expectBeginning(socket, (first) => first[0] === 0x30)
      }
      await asked
      return null
    } catch (error) {
      if (fault !== 'GARBAGE' && error instanceof ResultCodeError) return {kind: 'refused', during, code: error.code, detail: /\bdata ([0-9a-f]{1,8})\b/i.exec(error.message)?.[1]?.toLowerCase() ?? null}
      if (fault === undefined && codeOfError(error) !== 'unknown') fault = codeOfError(error)
      return {kind: 'network', code: fault ?? (/^Connection closed/.test((error as Error).message) ? 'CLOSED' : 'GARBAGE'), during: 'request'}
    }
  }

  try {
    return await bounded(bounds, async (watch) => {
      const bound = await attempt('bind', () => client.bind(dn.reveal(), password.reveal()), watch)
      if (bound) return bound
      const found = await attempt('search', () => client.search(base, {scope: 'base', filter: '(objectClass=*)', sizeLimit: 1, attributes: ['1.1']}), watch)
      // More than one was there, or would have been: it was found.
      if (found !== null && !(found.kind === 'refused' && found.code === 4)) return found
      await part(() => client.unbind())
      return {kind: 'found'}
    })
  } finally {
    socket?.destroy()
  }
}
