import {expect} from 'chai'
import {parseMysqlDsn} from '../../../src/core/verify/dsn/mysql.ts'
import {parsePostgresDsn} from '../../../src/core/verify/dsn/postgresql.ts'
import {askDatabase} from '../../../src/io/sql.ts'
import {rudeness, startRaw, type RawServer} from '../../support/raw-server.ts'

const postgres = (port: number, mode = 'disable') => ({engine: 'postgresql' as const, target: parsePostgresDsn(`postgres://u:hunter2@127.0.0.1:${port}/?sslmode=${mode}`, 'dsn'), query: 'SELECT 1'})
const mysql = (port: number, rest = '') => ({engine: 'mysql' as const, target: parseMysqlDsn(`u:hunter2@tcp(127.0.0.1:${port})/${rest}`, 'dsn'), query: 'SELECT 1'})

/** A packet of MySQL: length, sequence number, content. */
const packet = (sequence: number, content: Buffer) => Buffer.concat([Buffer.from([content.length & 0xff, content.length >> 8, 0, sequence]), content])
/** The greeting of a server (protocol 10) without TLS that signs in with mysql_native_password. */
const greeting = packet(0, Buffer.concat([Buffer.from('\x0a8.0.0\0\x01\0\0\0aaaaaaaa\0\xff\xf7\x21\x02\0\xff\x81\x15\0\0\0\0\0\0\0\0\0\0bbbbbbbbbbbb\0mysql_native_password\0', 'latin1')]))
const ok = (sequence: number) => packet(sequence, Buffer.from([0, 0, 0, 2, 0, 0, 0]))

describe('asking a database', () => {
  let server: RawServer | undefined
  afterEach(() => server?.close())
  const heard = () => Buffer.concat(server!.received).toString('latin1')

  const rude: Array<[what: string, serve: { [engine: string]: Parameters<typeof startRaw>[0] }, code: string | null, kind?: string]> = [
    ['says nothing', {both: rudeness.hang}, null, 'timeout'],
    ['resets the connection', {postgresql: rudeness.reset, mysql: (socket) => setTimeout(() => socket.resetAndDestroy(), 20)}, 'ECONNRESET'],
    ['hangs up', {postgresql: rudeness.close, mysql: (socket) => void socket.end()}, 'CLOSED'],
    ['speaks HTTP', {postgresql: rudeness.garbage, mysql: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')}, 'GARBAGE'],
    ['never stops talking', {postgresql: rudeness.endless(Buffer.from('R\x7f\xff\xff\xff', 'latin1')), mysql: rudeness.endless(Buffer.from([0xff, 0xff, 0xff, 0, 10]))}, null, 'too-large'],
  ]
  for (const engine of ['postgresql', 'mysql'] as const)
    for (const [what, serve, code, kind = 'network'] of rude)
      it(`survives a server that ${what} where ${engine} was expected, and keeps no connection open`, async () => {
        server = await startRaw((serve['both'] ?? serve[engine])!)
        const answer = await askDatabase(engine === 'mysql' ? mysql(server.port) : postgres(server.port), {timeoutMs: 500})
        expect(answer).to.deep.include({kind, ...(code === null ? {} : {code})})
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(server.open()).to.equal(0)
      })

  it('stops when it is interrupted', async () => {
    server = await startRaw(rudeness.hang)
    for (const request of [postgres(server.port), mysql(server.port)]) {
      const stop = new AbortController()
      setTimeout(() => stop.abort(new Error('stopped by hand')), 30)
      expect(await askDatabase(request, {timeoutMs: 10_000, signal: stop.signal}).catch((error: Error) => error.message)).to.equal('stopped by hand')
    }
  })

  it('says that nobody listens', async () => {
    server = await startRaw(() => {})
    const {port} = server
    await server.close()
    for (const request of [postgres(port), mysql(port)]) expect(await askDatabase(request, {timeoutMs: 500})).to.deep.include({kind: 'network', code: 'ECONNREFUSED'})
  })

  describe('PostgreSQL', () => {
    it('goes on without TLS only where the connection string lets it', async () => {
      for (const [mode, greetings] of [['prefer', 2], ['require', 1], ['verify-full', 1]] as const) {
        let connections = 0
        server = await startRaw((socket) => {
          connections += 1
          socket.once('data', (first: Buffer) => (first.readUInt32BE(4) === 80877103 ? socket.write('N') : socket.destroy()))
        })
        const answer = await askDatabase(postgres(server.port, mode), {timeoutMs: 500})
        expect([answer.kind, connections]).to.deep.equal([mode === 'prefer' ? 'network' : 'no-tls', greetings])
        expect(heard()).not.to.include('hunter2')
        await server.close()
      }
    })

    it('does not fall back to plain text from a TLS connection that fails', async () => {
      let connections = 0
      server = await startRaw((socket) => {
        connections += 1
        socket.once('data', () => (socket.write('S'), socket.once('data', () => socket.write('no TLS after all'))))
      })
      expect(await askDatabase(postgres(server.port, 'prefer'), {timeoutMs: 500})).to.deep.include({kind: 'network'})
      expect(connections).to.equal(1)
    })

    it('says that a way of signing in is unknown', async () => {
      server = await startRaw((socket) => socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x13\0\0\0\x0aSCRAM-FOO\0\0', 'latin1'))))
      expect(await askDatabase(postgres(server.port), {timeoutMs: 500})).to.deep.equal({kind: 'no-way-in'})
    })
  })

  describe('MySQL', () => {
    it('goes on without TLS only where the connection string lets it', async () => {
      for (const [mode, kind] of [['?tls=preferred', 'network'], ['?tls=skip-verify', 'no-tls'], ['?tls=true', 'no-tls']] as const) {
        server = await startRaw((socket) => {
          socket.write(greeting)
          socket.once('data', () => socket.destroy())
        })
        expect((await askDatabase(mysql(server.port, mode), {timeoutMs: 500})).kind).to.equal(kind)
        await server.close()
      }
    })

    for (const rest of ['', '?allowCleartextPasswords=true'])
      it(`gives the password to nobody who asks for it as it is without TLS (${rest || 'unasked'})`, async () => {
        server = await startRaw((socket) => {
          socket.write(greeting)
          socket.once('data', () => socket.write(packet(2, Buffer.from('\xfemysql_clear_password\0', 'latin1'))))
        })
        expect(await askDatabase(mysql(server.port, rest), {timeoutMs: 500})).to.deep.equal({kind: 'no-way-in'})
        expect(heard()).not.to.include('hunter2')
      })

    it('sends no file of this machine', async () => {
      server = await startRaw((socket) => {
        socket.write(greeting)
        socket.once('data', () => {
          socket.write(ok(2))
          socket.on('data', (piece: Buffer) => socket.write(piece[4] === 3 ? packet(1, Buffer.from('\xfb/etc/passwd', 'latin1')) : ok(3)))
        })
      })
      expect(await askDatabase(mysql(server.port), {timeoutMs: 500})).to.deep.include({kind: 'network', code: 'GARBAGE'})
      expect(heard()).not.to.include('root:')
      // CLIENT_LOCAL_FILES is 0x80 of the first byte of the answer to the greeting.
      expect(Buffer.concat(server.received)[4]! & 0x80).to.equal(0)
    })
  })
})
