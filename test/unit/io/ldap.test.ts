import type {Socket} from 'node:net'
import {expect} from 'chai'
import {Secret} from '../../../src/core/credentials/secret.ts'
import type {LdapRequest} from '../../../src/core/verify/ldap.ts'
import {askDirectory} from '../../../src/io/ldap.ts'
import {rudeness, startRaw, type RawServer} from '../../support/raw-server.ts'

const request = (port: number): LdapRequest => ({origin: `ldap://127.0.0.1:${port}`, host: '', dn: new Secret('cn=c1'), password: new Secret('hunter2'), base: '', tls: () => undefined})

/** A message of LDAP (RFC 4511, section 4.1.1) with a result, each length in one byte or four. */
function result(id: number, operation: number, code: number, text: string): Buffer {
  const wrap = (tag: number, content: Buffer) => {
    const head = Buffer.from([tag, 0x84, 0, 0, 0, 0])
    head.writeUInt32BE(content.length, 2)
    return Buffer.concat([head, content])
  }
  const body = Buffer.concat([Buffer.from([0x0a, 1, code, 0x04, 0]), wrap(0x04, Buffer.from(text))])
  return wrap(0x30, Buffer.concat([Buffer.from([0x02, 1, id]), wrap(operation, body)]))
}

describe('asking a directory', () => {
  let server: RawServer | undefined
  afterEach(() => server?.close())

  /** Answers each message in turn, under its own number. */
  const replies =
    (...all: Array<(id: number) => Buffer>) =>
    (socket: Socket): void => {
      socket.on('data', (asked: Buffer) => {
        const reply = all.shift()
        if (reply) socket.write(reply(asked[4]!))
      })
    }
  const bound = (id: number) => result(id, 0x61, 0, '')

  const cases: Array<[what: string, serve: Parameters<typeof startRaw>[0], answer: object]> = [
    ['says nothing', rudeness.hang, {kind: 'timeout'}],
    ['resets the connection', rudeness.reset, {kind: 'network', code: 'ECONNRESET', during: 'request'}],
    ['hangs up', rudeness.close, {kind: 'network', code: 'CLOSED', during: 'request'}],
    ['speaks HTTP', rudeness.garbage, {kind: 'network', code: 'GARBAGE', during: 'request'}],
    ['never stops talking', rudeness.endless(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])), {kind: 'too-large'}],
    ['answers with no kind of message that there is', replies((id) => Buffer.from([0x30, 0x05, 0x02, 1, id, 0x7f, 0])), {kind: 'network', code: 'GARBAGE', during: 'request'}],
    [
      'refuses as Active Directory does',
      replies((id) => result(id, 0x61, 49, '80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563\u0000')),
      {kind: 'refused', during: 'bind', code: 49, detail: '52e'},
    ],
    ['takes the bind and refuses the search', replies(bound, (id) => result(id, 0x65, 50, '')), {kind: 'refused', during: 'search', code: 50, detail: null}],
    ['has more than was asked for', replies(bound, (id) => result(id, 0x65, 4, '')), {kind: 'found'}],
    ['refers to another one', replies((id) => result(id, 0x61, 10, 'ldap://evil.test')), {kind: 'refused', during: 'bind', code: 10, detail: null}],
  ]
  for (const [what, serve, answer] of cases)
    it(`survives a server that ${what}, and keeps no connection open`, async () => {
      server = await startRaw(serve)
      expect(await askDirectory(request(server.port), {timeoutMs: 400})).to.deep.equal(answer)
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(server.open()).to.equal(0)
    })

  it('says that nobody listens', async () => {
    server = await startRaw(() => {})
    const {port} = server
    await server.close()
    expect(await askDirectory(request(port), {timeoutMs: 400})).to.deep.equal({kind: 'network', code: 'ECONNREFUSED', during: 'request'})
  })

  it('stops when it is interrupted', async () => {
    server = await startRaw(rudeness.hang)
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('stopped by hand')), 30)
    const failed = await askDirectory(request(server.port), {timeoutMs: 10_000, signal: stop.signal}).catch((error: Error) => error.message)
    expect(failed).to.equal('stopped by hand')
  })

  it('says goodbye to a server that answered', async () => {
    server = await startRaw(replies(bound, (id) => result(id, 0x65, 0, '')))
    expect(await askDirectory(request(server.port), {timeoutMs: 400})).to.deep.equal({kind: 'found'})
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(Buffer.concat(server.received).subarray(-2)).to.deep.equal(Buffer.from([0x42, 0]))
  })

  it('sends one bind with name and password, and asks for no StartTLS', async () => {
    server = await startRaw(rudeness.close)
    await askDirectory(request(server.port), {timeoutMs: 400})
    expect(Buffer.concat(server.received).toString('latin1')).to.match(/^\x30\x18\x02\x01.\x60\x13\x02\x01\x03\x04\x05cn=c1\x80\x07hunter2$/)
  })
})
