import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer, type ServerOptions} from 'node:https'
import {connect, createServer as createNetServer, type AddressInfo, type Socket} from 'node:net'

/** A request as it came over the wire. */
export interface Received {
  method: string
  /** Path and query, as sent. */
  path: string
  /** Names as sent, values one byte a character. */
  rawHeaders: string[]
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** How the stand-in answers: a fixed answer, or anything that the function does with the response. */
export type Behaviour =
  | {status: number; headers?: Record<string, string>; json?: unknown; text?: string | Buffer}
  | ((request: Received, response: ServerResponse) => void)

/** A loopback stand-in for an app's API. */
export interface AppServer {
  /** Such as http://127.0.0.1:41234. */
  origin: string
  host: string
  received: Received[]
  /** Answers in turn; the last one stays. */
  answers(...behaviours: Behaviour[]): void
  close(): Promise<void>
}

/** Starts one on a free port. @param tls key and certificate for https, and what it asks of its clients */
export async function startApp(tls?: ServerOptions & {key: string; cert: string}, hostname = '127.0.0.1'): Promise<AppServer> {
  const received: Received[] = []
  let behaviours: Behaviour[] = [{status: 200, json: {}}]
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        rawHeaders: request.rawHeaders,
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(pieces).toString('utf8'),
      }
      received.push(one)
      const behaviour = behaviours.length > 1 ? behaviours.shift()! : behaviours[0]!
      if (typeof behaviour === 'function') return behaviour(one, response)
      const body = behaviour.json === undefined ? (behaviour.text ?? '') : JSON.stringify(behaviour.json)
      response.writeHead(behaviour.status, {...(behaviour.json === undefined ? {} : {'content-type': 'application/json'}), ...behaviour.headers})
      response.end(body)
    })
  }
  const server = tls ? createTlsServer(tls, handle) : createServer(handle)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve))
  const host = `${hostname}:${(server.address() as AddressInfo).port}`
  return {
    origin: `${tls ? 'https' : 'http'}://${host}`,
    host,
    received,
    answers: (...next) => {
      behaviours = next
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Ways an app misbehaves. */
export const misbehaviour = {
  /** Says nothing for longer than anybody waits. */
  slow: (): void => {},
  /** Promises a long body and hangs up in the middle of it. */
  cutOff: (_: Received, response: ServerResponse): void => {
    response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
    response.write('{"data":')
    setTimeout(() => response.destroy(), 20)
  },
  /** Hangs up without an answer. */
  reset: (_: Received, response: ServerResponse): void => {
    response.socket?.resetAndDestroy()
  },
  /** Never stops talking. */
  endless: (_: Received, response: ServerResponse): void => {
    response.writeHead(200, {'content-type': 'application/json'})
    const piece = Buffer.alloc(64 * 1024, 0x20)
    const pour = (): void => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', pour)
    response.on('error', () => {})
    pour()
  },
} satisfies Record<string, Behaviour>

/** A forward proxy: plain requests with a whole URL, and CONNECT tunnels. Every target goes to `upstream`, whatever its name. */
export interface Proxy {
  url: string
  /** First lines of what clients asked of the proxy. */
  asked: string[]
  close(): Promise<void>
}

/** Starts one. @param refuse answers every CONNECT and request with this status */
export async function startProxy(upstream: string, refuse?: number): Promise<Proxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const [hostname, port] = upstream.split(':') as [string, string]
  const server = createNetServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.once('data', (head) => {
      const first = head.toString('latin1').split('\r\n')[0]!
      asked.push(first)
      if (refuse) return socket.end(`HTTP/1.1 ${refuse} Refused\r\ncontent-length: 0\r\n\r\n`)
      const onward = connect(Number(port), hostname, () => {
        if (first.startsWith('CONNECT ')) socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        else onward.write(Buffer.from(head.toString('latin1').replace(/^(\S+) http:\/\/[^/]+/, '$1 '), 'latin1'))
        socket.pipe(onward).pipe(socket)
      })
      sockets.add(onward)
      onward.on('error', () => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
