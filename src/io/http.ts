import {channel, subscribe} from 'node:diagnostics_channel'
import {brotliDecompressSync, gunzipSync, inflateSync} from 'node:zlib'
import type {Answer, Fault} from '../core/verify/judge.ts'
import type {OutgoingRequest, Tls} from '../core/verify/outgoing.ts'
import {connectionOf} from './tls.ts'
import {loadUndici} from './undici.ts'

/** The most that is read of an answer, in bytes, packed or unpacked. */
const bodyLimit = 1024 * 1024

// undici announces requests with their whole paths and headers, and Node's own copy of it prints them under NODE_DEBUG=undici, fetch or *. A path may
// hold a key (law 1), so the announcements are switched off. A channel lives only as long as somebody subscribes to it or holds it, hence `subscribe`.
for (const name of ['client:beforeConnect', 'client:connected', 'client:connectError', 'client:sendHeaders', 'proxy:connected', 'request:create', 'request:bodySent', 'request:bodyChunkSent', 'request:bodyChunkReceived', 'request:headers', 'request:trailers', 'request:error']) {
  subscribe(`undici:${name}`, () => {})
  Object.defineProperty(channel(`undici:${name}`), 'hasSubscribers', {value: false})
}

/** Sends requests. Close it when done: an open connection would keep the process alive. */
export interface Sender {
  /**
   * Sends one request and reads the whole answer; follows no redirect and tries only once.
   * @param options.timeoutMs from now to the last byte of the answer
   * @throws what `options.signal` carries when it fires; nothing else, and never an error that holds a part of the request
   */
  send(request: OutgoingRequest, options: {timeoutMs: number; signal?: AbortSignal}): Promise<Answer | Fault>
  close(): Promise<void>
}

/** Opens a sender that honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY. @param userAgent such as c1ctl/0.1.0 */
export async function openSender(userAgent: string): Promise<Sender> {
  const {EnvHttpProxyAgent} = await loadUndici()
  // For each way of TLS, of which the common one is none of its own: one that keeps connections for a moment, and one that makes one for every request.
  const dispatchers = new Map<Tls | undefined, Record<Connections, ReturnType<typeof openDispatcher>>>()
  const dispatcherFor = (tls: Tls | undefined, connections: Connections) => {
    const there = dispatchers.get(tls) ?? {kept: openDispatcher(tls, 'kept'), fresh: openDispatcher(tls, 'fresh')}
    dispatchers.set(tls, there)
    return there[connections]
  }

  function openDispatcher(tls: Tls | undefined, connections: Connections) {
    const connection = {timeout: 0, ...(tls ? connectionOf(tls) : {})}
    try {
      // The deadline is ours, so undici's own are off.
      return new EnvHttpProxyAgent({...lifeOf[connections], connect: connection, ...(tls ? {requestTls: connection} : {}), headersTimeout: 0, bodyTimeout: 0, proxyTunnel: false})
    } catch (error) {
      if (['ERR_INVALID_URL', 'UND_ERR_INVALID_ARG'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
      throw error
    }
  }

  async function attempt(request: OutgoingRequest, connections: Connections, timeoutMs: number, signal: AbortSignal | undefined): Promise<Answer | Fault> {
    const {url, method, headers, body, tls} = request.reveal()
    const dispatcher = dispatcherFor(tls, connections)
    if (!dispatcher) return {kind: 'proxy', status: null}
    const stop = new AbortController()
    let late = false
    const timer = setTimeout(() => {
      late = true
      stop.abort()
    }, timeoutMs)
    const interrupt = () => stop.abort()
    signal?.addEventListener('abort', interrupt)
    let during: 'request' | 'body' = 'request'
    try {
      const {origin, pathname, search} = new URL(url)
      const answer = await dispatcher.request({
        origin,
        path: `${pathname}${search}`,
        method: method as 'GET',
        headers: {...headers, 'user-agent': userAgent, 'accept-encoding': 'identity'},
        body,
        signal: stop.signal,
      })
      during = 'body'
      const packed = await readLimited(answer.body)
      if (!packed) return {kind: 'too-large'}
      const plain = unpack(packed, String(answer.headers['content-encoding'] ?? '').trim().toLowerCase())
      if (!plain) return {kind: 'too-large'}
      return {status: answer.statusCode, headers: flat(answer.headers), body: plain.toString('utf8')}
    } catch (error) {
      signal?.throwIfAborted()
      return late ? {kind: 'timeout'} : faultOf(error, during)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', interrupt)
    }
  }

  return {
    async send(request, {timeoutMs, signal}) {
      signal?.throwIfAborted()
      const started = performance.now()
      // Nothing but what reads goes over a kept connection, and it is asked again on a new one: the other side may close one just when it is used
      // again (RFC 9112, section 9.3.1).
      if (!['GET', 'HEAD'].includes(request.method)) return attempt(request, 'fresh', timeoutMs, signal)
      const got = await attempt(request, 'kept', timeoutMs, signal)
      const isClosed = 'kind' in got && got.kind === 'network' && got.during === 'request' && closing.includes(got.code)
      return isClosed ? attempt(request, 'fresh', Math.max(1, timeoutMs - (performance.now() - started)), signal) : got
    },
    async close() {
      for (const dispatcher of [...dispatchers.values()].flatMap((pair) => Object.values(pair))) await dispatcher?.destroy()
    },
  }
}

type Connections = 'kept' | 'fresh'

/** How long connections live, in milliseconds; `pipelining: 0` closes one after its answer. */
const lifeOf = {kept: {keepAliveTimeout: 500, keepAliveMaxTimeout: 500}, fresh: {pipelining: 0}}

/** What a request on a connection meets that the other side has closed meanwhile. */
const closing = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']

async function readLimited(body: AsyncIterable<Buffer> & {destroy(): unknown}): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > bodyLimit) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** We ask for no compression; some gateways compress all the same. Null when there is more in it than we read. */
function unpack(packed: Buffer, encoding: string): Buffer | null {
  const unpacker = {gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync}[encoding]
  if (!unpacker || packed.length === 0) return packed
  try {
    return unpacker(packed, {maxOutputLength: bodyLimit})
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null
    throw error
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}

function faultOf(error: unknown, during: 'request' | 'body'): Fault {
  const {name, message = '', code, cause} = error as {name?: string; message?: string; code?: unknown; cause?: {code?: unknown}}
  const refused = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(message)
  if (refused) return {kind: 'proxy', status: Number(refused[1] ?? refused[2])}
  const named = [code, cause?.code].find((one): one is string => typeof one === 'string' && /^[A-Z][A-Z0-9_]+$/.test(one))
  // undici's parser often leaves the code out.
  return {kind: 'network', code: named ?? (name === 'HTTPParserError' ? 'HPE_UNKNOWN' : 'unknown'), during}
}
