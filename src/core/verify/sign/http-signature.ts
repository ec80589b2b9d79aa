import {createHash, sign, type KeyObject} from 'node:crypto'
import {Unplaceable} from '../values.ts'
import type {Wire} from '../outgoing.ts'

/**
 * Signs a request by draft-cavage-http-signatures-12 with rsa-sha256, as Oracle Cloud Infrastructure reads it (its "Request Signatures", version 1).
 * `date`, `host`, `x-content-sha256` and `content-length` are made where the list of signed headers names them.
 * @param names what is signed, in that order: `(request-target)` or a header's name
 * @throws Unplaceable when the request lacks a header that it is to sign
 */
export function signHttp(wire: Wire, {keyId, key, names, now}: {keyId: string; key: KeyObject; names: string[]; now: number}): Wire {
  const url = new URL(wire.url)
  const body = Buffer.from(wire.body ?? '', 'utf8')
  const listed = names.map((name) => name.toLowerCase())
  const made: Record<string, string> = {date: new Date(now).toUTCString(), 'x-content-sha256': createHash('sha256').update(body).digest('base64')}
  const headers = {...wire.headers, ...Object.fromEntries(Object.entries(made).filter(([name]) => listed.includes(name)))}
  // The client writes these two by itself.
  const sent: Record<string, string> = {...headers, host: url.host, 'content-length': String(body.length), '(request-target)': `${wire.method.toLowerCase()} ${url.pathname}${url.search}`}
  const lines = listed.map((name) => {
    if (sent[name] === undefined) throw new Unplaceable(`the recipe signs the header ${name}, which the request does not have`)
    return `${name}: ${sent[name]}`
  })
  const signature = sign('sha256', Buffer.from(lines.join('\n'), 'latin1'), key).toString('base64')
  return {...wire, headers: {...headers, authorization: `Signature version="1",keyId="${keyId}",algorithm="rsa-sha256",headers="${listed.join(' ')}",signature="${signature}"`}}
}
