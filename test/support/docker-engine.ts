import {createServer, type Server} from 'node:http'
import {rm} from 'node:fs/promises'

/** What docker asks an engine to make: the part of its API that c1ctl's scripts use. */
export interface AskedContainer {
  name: string
  User: string
  Env: string[]
  Image: string
  WorkingDir: string
  HostConfig: {
    AutoRemove: boolean
    ReadonlyRootfs: boolean
    CapDrop: string[]
    SecurityOpt: string[]
    Memory: number
    NanoCpus: number
    Tmpfs: Record<string, string>
    RestartPolicy: {Name: string}
    Mounts?: Array<{Type: string; Source: string; Target: string; ReadOnly: boolean}>
    Binds?: string[]
  }
}

/** An engine that starts nothing and remembers what it was asked for, so that the docker program itself reads the scripts' command lines and env files. */
export class RecordingEngine {
  readonly asked: AskedContainer[] = []
  readonly requests: string[] = []
  readonly #server: Server
  readonly #socket: string

  constructor(socket: string) {
    this.#socket = socket
    this.#server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://engine')
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const path = url.pathname.replace(/^\/v[\d.]+/, '')
        const answer = (status: number, body?: unknown) => {
          response.writeHead(status, {'Api-Version': '1.47', 'Content-Type': 'application/json', 'Docker-Experimental': 'false', Ostype: 'linux'})
          response.end(body === undefined || request.method === 'HEAD' ? undefined : JSON.stringify(body))
        }
        this.requests.push(`${request.method} ${path}`)
        if (path === '/_ping') return answer(200, 'OK')
        if (path === '/images/create') return answer(200)
        if (path === '/containers/create') {
          this.asked.push({...(JSON.parse(Buffer.concat(pieces).toString('utf8')) as AskedContainer), name: url.searchParams.get('name') ?? ''})
          return answer(201, {Id: 'f'.repeat(64), Warnings: []})
        }
        if (path.endsWith('/start')) return answer(204)
        return answer(404, {message: 'there is no such thing'})
      })
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(this.#socket, resolve))
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await rm(this.#socket, {force: true})
  }

  /** What docker asked for under a name. */
  container(name: string): AskedContainer | undefined {
    return this.asked.findLast((one) => one.name === name)
  }
}
