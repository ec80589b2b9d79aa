import {createServer, type AddressInfo, type Socket} from 'node:net'

/** A loopback server of bytes, for what real ones do not do. */
export interface RawServer {
  port: number
  /** Everything that came, from all connections. */
  received: Buffer[]
  /** Connections that are still open. */
  open: () => number
  close(): Promise<void>
}

/** Starts one. @param serve gets each connection; what comes in is recorded anyway */
export async function startRaw(serve: (socket: Socket) => void): Promise<RawServer> {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('data', (piece: Buffer) => received.push(piece))
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Ways in which a server of any protocol misbehaves once it has heard something. */
export const rudeness = {
  hang: (): void => {},
  reset: (socket: Socket): void => {
    socket.once('data', () => socket.resetAndDestroy())
  },
  close: (socket: Socket): void => {
    socket.once('data', () => socket.end())
  },
  garbage: (socket: Socket): void => {
    socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'))
  },
  /** Never stops: the beginning is what the protocol's own messages begin with. */
  endless:
    (beginning: Buffer) =>
    (socket: Socket): void => {
      const piece = Buffer.alloc(64 * 1024, 0x20)
      const pour = (): void => {
        while (!socket.destroyed && socket.write(piece));
      }
      socket.on('drain', pour)
      socket.write(beginning)
      pour()
    },
}
