import {join} from 'node:path'
import {expect} from 'chai'
import {selfSigned} from '../support/certificate.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {account, postgresFolders, programOf, startMariadb, startPostgres, type RealServer} from '../support/databases.ts'
import {writeTree} from '../support/project.ts'

const bin = (await postgresFolders())[0]
const mariadbd = programOf('mariadbd')
const {user, password} = account
const inUrl = encodeURIComponent(password)

/** What is expected of a check, and of the exit status. */
type Expected = [verdict: string, status: number, reason: RegExp, identity?: string | null]

/** Verifies one connection string with a recipe of the project's own. */
async function verify(engine: string, dsn: string, {query = engine === 'mysql' ? 'SELECT CURRENT_USER()' : 'SELECT current_user', env = {}, secret = password, timeout = '5'}: {query?: string; env?: Record<string, string>; secret?: string; timeout?: string} = {}): Promise<Ran> {
  return inTemporaryDirectory(async (cwd) => {
    await writeTree(cwd, {
      'c1ctl.yaml': 'version: 1\nname: acme\nconnectors:\n  warehouse:\n    image: {tag: 0.1.0}\n    credentials: {dsn: {from: env, name: DSN}}\n',
      'connectors.yaml': `warehouse:\n  title: Warehouse\n  image: warehouse\n  fields: {dsn: {title: Connection string, secret: true, required: true}}\n  recipes:\n    me: {title: Asks who it is, sql: {engine: ${engine}, dsn: "{dsn}", query: ${JSON.stringify(query)}}, evidence: repo}\n`,
      'authority.pem': selfSigned.cert,
    })
    const ran = await c1ctl(['verify', '--timeout', timeout, '--json'], {cwd, env: {DSN: dsn.replace('AUTHORITY', encodeURIComponent(join(cwd, 'authority.pem'))), C1CTL_ALLOW_HOSTS: '127.0.0.1,localhost', ...env, ...(env['NODE_EXTRA_CA_CERTS'] ? {NODE_EXTRA_CA_CERTS: join(cwd, 'authority.pem')} : {})}})
    for (const hidden of [secret, encodeURIComponent(secret)]) expect(ran.stdout + ran.stderr).not.to.include(hidden)
    return ran
  })
}
/** Verifies an instance of a connector of the catalog. */
async function verifyShipped(connector: string, field: string, dsn: string): Promise<Ran> {
  return inTemporaryDirectory(async (cwd) => {
    await writeTree(cwd, {'c1ctl.yaml': `version: 1\nname: acme\nconnectors:\n  ${connector}:\n    image: {tag: 0.1.0}\n    credentials: {${field}: {from: env, name: DSN}}\n`})
    return c1ctl(['verify', '--json'], {cwd, env: {DSN: dsn}})
  })
}
const trusting = {NODE_EXTRA_CA_CERTS: 'authority.pem'}

function expectCheck(ran: Ran, [verdict, status, reason, identity = null]: Expected): void {
  expect(ran.json?.data.checks, ran.stdout + ran.stderr).to.have.length(1)
  const [check] = ran.json.data.checks
  expect(check).to.deep.include({verdict, identity})
  expect(check.reason ?? '').to.match(reason)
  expect(ran.status).to.equal(status)
}

describe(`verify against a real PostgreSQL server${bin ? '' : ' (it is not installed: apt-get install postgresql)'}`, function () {
  this.timeout(60_000)
  let server: RealServer
  before(async function () {
    if (!bin) return this.skip()
    server = await startPostgres(bin)
  })
  after(() => server?.stop())
  const at = (who: string, rest = '') => `postgres://${who}@127.0.0.1:${server.port}${rest}`

  const cases: Array<[what: string, dsn: () => string, expected: Expected, env?: Record<string, string>]> = [
    ['a URL', () => at(`${user}:${inUrl}`), ['verified', 0, /^$/, user]],
    ['key=value pairs', () => `host=127.0.0.1 port=${server.port} user=${user} dbname=postgres password='${password.replaceAll("'", "\\'")}' sslmode=require`, ['verified', 0, /^$/, user]],
    ['a connection without TLS', () => at(`${user}:${inUrl}`, '/?sslmode=disable'), ['verified', 0, /^$/, user]],
    ['a wrong password', () => at(`${user}:wrong`), ['denied', 1, /the error 28P01: the user name or the password is wrong/]],
    ['an expired password', () => at(`old:${inUrl}`, '/c1'), ['denied', 1, /28P01/]],
    ['no password', () => at(user), ['denied', 1, /asks for a password, and the connection string has none/]],
    ['a user that the rules of the server keep out', () => at(`nobody:${inUrl}`, '/postgres'), ['denied', 1, /28000: the server does not let this user in/]],
    ['a server that takes this user over TLS only, where TLS comes second', () => at('tlsonly:x', '/postgres?sslmode=allow'), ['denied', 1, /28P01/]],
    ['the same user without TLS', () => at('tlsonly:x', '/postgres?sslmode=disable'), ['denied', 1, /28000/]],
    ['a database that is not there', () => at(`${user}:${inUrl}`, '/none'), ['unreachable', 5, /3D000: there is no such database/]],
    ['startup parameters, which count', () => at(`${user}:${inUrl}`, '/?options=-c%20role%3Dnobody'), ['unreachable', 5, /22023/]],
    ['a certificate that nobody vouches for', () => at(`${user}:${inUrl}`, '/?sslmode=verify-full'), ['unreachable', 5, /self-signed/]],
    ['an authority from NODE_EXTRA_CA_CERTS', () => at(`${user}:${inUrl}`, '/?sslmode=verify-full'), ['verified', 0, /^$/, user], trusting],
    ['an authority from sslrootcert', () => at(`${user}:${inUrl}`, '/?sslmode=verify-full&sslrootcert=AUTHORITY'), ['verified', 0, /^$/, user]],
    ['a certificate for another name', () => `postgres://${user}:${inUrl}@localhost:${server.port}/?sslmode=verify-full&sslrootcert=AUTHORITY`, ['unreachable', 5, /another host name/]],
    ['a certificate for another name where only the authority counts', () => `postgres://${user}:${inUrl}@localhost:${server.port}/?sslmode=verify-ca&sslrootcert=AUTHORITY`, ['verified', 0, /^$/, user]],
    ['authorities in a file that is not there', () => at(`${user}:${inUrl}`, '/?sslrootcert=/nowhere/ca.pem'), ['unreachable', 5, /sslrootcert.*cannot be read/]],
    ['a connection string that cannot be read', () => at(`${user}:${password}`), ['untested', 0, /%2F/]],
    ['settings of psql in the environment beside a whole connection string', () => at(`${user}:${inUrl}`), ['verified', 0, /^$/, user], {PGOPTIONS: '-c nonsense=1', PGDATABASE: 'x', PGSSLMODE: 'verify-full', PGREPLICATION: 'true', PGAPPNAME: 'x', PGCLIENT_ENCODING: 'x', PGSSLNEGOTIATION: 'direct', PGPORT: '1', PGHOST: 'x'}],
    ['settings of psql in the environment', () => at(user), ['denied', 1, /has none/], {PGPASSWORD: password, PGUSER: 'x'}],
  ]
  for (const [what, dsn, expected, env] of cases)
    it(`makes ${expected[0]} of ${what}`, async () => {
      expectCheck(await verify('postgresql', dsn(), {...(env ? {env} : {})}), expected)
    })

  it('lets a query only read', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: 'CREATE TABLE written (one int)'}), ['unreachable', 5, /25006: the query would change something/])
  })
  it('runs one statement and no second', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: 'COMMIT; CREATE TABLE written (one int)'}), ['unreachable', 5, /42601/])
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: "SELECT count(*) || ' tables' FROM pg_tables WHERE tablename = 'written'"}), ['verified', 0, /^$/, '0 tables'])
  })
  it('says that a permission is missing', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`, '/postgres'), {query: 'SELECT * FROM closed'}), ['denied', 1, /42501: the user lacks a permission/])
  })
  it('ends a query that takes too long', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: 'SELECT pg_sleep(30)', timeout: '1'}), ['unreachable', 5, /within 1 s|57014/])
  })
  it('reads no more than 1 MiB', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: "SELECT repeat('x', 3000000)"}), ['unreachable', 5, /larger than 1 MiB/])
  })
  it('shows no identity that is nobody\'s name, or a secret', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: 'SELECT 1'}), ['verified', 0, /^$/, null])
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {query: `SELECT '${password.replaceAll("'", "''")}'`, secret: 'nothing else'}), ['verified', 0, /^$/, null])
  })
  it('shows the password in no debug log', async () => {
    expectCheck(await verify('postgresql', at(`${user}:${inUrl}`), {env: {DEBUG: '*', NODE_DEBUG: '*'}}), ['verified', 0, /^$/, user])
  })
  it('leaves no connection open that the server would miss', async () => {
    const log = "SELECT 'lost ' || sum(sessions_abandoned + sessions_fatal + sessions_killed) FROM pg_stat_database"
    const counted = async () => (await verify('postgresql', at(`${user}:${inUrl}`), {query: log})).json.data.checks[0].identity as string
    const before = await counted()
    await verify('postgresql', at(`${user}:${inUrl}`))
    expect(await counted()).to.equal(before).and.match(/^lost \d+$/)
  })
  for (const [connector, field, identity] of [['retool', 'connection-string', null], ['postgresql', 'dsn', user]] as const)
    it(`proves the connection string of ${connector} of the catalog, and asks nobody: it says itself where it goes`, async () => {
      expectCheck(await verifyShipped(connector, field, at(`${user}:${inUrl}`, '/?sslmode=disable')), ['verified', 0, /^$/, identity])
    })
})

describe(`verify against a real MariaDB server${mariadbd ? '' : ' (it is not installed: apt-get install mariadb-server)'}`, function () {
  this.timeout(60_000)
  let server: RealServer
  before(async function () {
    if (!mariadbd) return this.skip()
    server = await startMariadb(mariadbd)
  })
  after(() => server?.stop())
  const at = (who: string, rest = '/', host = '127.0.0.1') => `${who}@tcp(${host}:${server.port})${rest}`
  const self = `${user}:${password}`

  const cases: Array<[what: string, dsn: () => string, expected: Expected, env?: Record<string, string>]> = [
    ['a DSN without TLS', () => at(self), ['verified', 0, /^$/, 'c1@127.0.0.1']],
    ['TLS that asks for no certificate', () => at(self, '/c1?tls=skip-verify'), ['verified', 0, /^$/, 'c1@127.0.0.1']],
    ['TLS where the server has it', () => at(`tls:${password}`, '/?tls=preferred'), ['verified', 0, /^$/, 'tls@127.0.0.1']],
    ['a user who must come over TLS and does not', () => at(`tls:${password}`), ['denied', 1, /1045/]],
    ['a certificate that nobody vouches for', () => at(self, '/?tls=true'), ['unreachable', 5, /self-signed/]],
    ['an authority from NODE_EXTRA_CA_CERTS', () => at(self, '/?tls=true'), ['verified', 0, /^$/, 'c1@127.0.0.1'], trusting],
    ['a certificate for another name', () => at(self, '/?tls=true', 'localhost'), ['unreachable', 5, /another host name/], trusting],
    ['a wrong password', () => at(`${user}:wrong`), ['denied', 1, /1045: the user name or the password is wrong/]],
    ['no password', () => at(user), ['denied', 1, /1045/]],
    ['a database that the user may not use', () => at(self, '/mysql'), ['denied', 1, /1044: the user may not use that database/]],
    ['a locked account', () => at(`locked:${password}`), ['denied', 1, /4151: the account is locked/]],
    ['a DSN that cannot be read', () => `mysql://${self}@127.0.0.1:${server.port}/`, ['untested', 0, /parentheses/]],
  ]
  for (const [what, dsn, expected, env] of cases)
    it(`makes ${expected[0]} of ${what}`, async () => {
      expectCheck(await verify('mysql', dsn(), {...(env ? {env} : {})}), expected)
    })

  it('lets a query only read, though the user may write', async () => {
    expectCheck(await verify('mysql', at(self, '/c1'), {query: 'INSERT INTO t VALUES (1)'}), ['unreachable', 5, /1792: the query would change something/])
  })
  it('runs one statement and no second', async () => {
    expectCheck(await verify('mysql', at(self, '/c1'), {query: 'COMMIT; INSERT INTO t VALUES (1)'}), ['unreachable', 5, /1064/])
  })
  it('tells the server how long a query may take', async () => {
    expectCheck(await verify('mysql', at(self), {query: "SELECT CONCAT('at most ', @@max_statement_time)"}), ['verified', 0, /^$/, 'at most 5.000000'])
  })
  it('reads no more than 1 MiB', async () => {
    expectCheck(await verify('mysql', at(self), {query: "SELECT REPEAT('x', 3000000)"}), ['unreachable', 5, /larger than 1 MiB/])
  })
  it('shows the password in no debug log', async () => {
    expectCheck(await verify('mysql', at(self), {env: {DEBUG: '*', NODE_DEBUG: '*'}}), ['verified', 0, /^$/, 'c1@127.0.0.1'])
  })
  it('proves the connection string of mysql of the catalog, and asks nobody', async () => {
    expectCheck(await verifyShipped('mysql', 'connection-string', at(self)), ['verified', 0, /^$/, 'c1@127.0.0.1'])
  })
})
