import {spawn, spawnSync, type ChildProcess} from 'node:child_process'
import {chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {connect, createServer, type AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {selfSigned} from './certificate.ts'

/** A real server on loopback, with data of its own that are gone afterwards. */
export interface RealServer {
  port: number
  /** A second port, for TLS from the first byte, where the server has one. */
  tlsPort: number
  stop(): Promise<void>
}

/** Names and passwords that the servers know. */
export const account = {user: 'c1', password: "p@ss/w0rd?#'x"}

const asRoot = process.getuid?.() === 0

/** The path of a program, or null where its package is not installed. */
export function programOf(name: string, ...folders: string[]): string | null {
  const {stdout} = spawnSync('sh', ['-c', 'PATH="$PATH:/usr/sbin:/usr/local/sbin:$1"; command -v "$0"', name, folders.join(':')], {encoding: 'utf8'})
  return stdout.trim() || null
}

/** Debian keeps PostgreSQL's programs by version. */
export async function postgresFolders(): Promise<string[]> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => [])
  return versions.sort((one, other) => Number(other) - Number(one)).map((version) => `/usr/lib/postgresql/${version}/bin`)
}

/** A port of 127.0.0.1 that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Runs a program to its end. @throws with what it said when it fails */
function must(program: string, words: string[], options: {input?: string; identity?: {uid: number; gid: number}; env?: NodeJS.ProcessEnv} = {}): string {
  const ran = spawnSync(program, words, {encoding: 'utf8', ...(options.input === undefined ? {} : {input: options.input}), ...options.identity, cwd: tmpdir(), env: {PATH: process.env['PATH'], LC_ALL: 'C', ...options.env}})
  if (ran.status !== 0) throw new Error(`${program} ended with ${ran.status}: ${ran.stderr || ran.error?.message}`)
  return ran.stdout
}

/** PostgreSQL and slapd will not run as root: then they run as the user of their package. */
function identityOf(user: string): {uid: number; gid: number} | undefined {
  if (!asRoot) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(must('id', [flag, user]).trim())) as [number, number]
  return {uid, gid}
}

async function workplace(identity: {uid: number; gid: number} | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'c1ctl-server-'))
  await writeFile(join(folder, 'cert.pem'), selfSigned.cert)
  await writeFile(join(folder, 'key.pem'), selfSigned.key)
  if (identity) for (const path of [folder, join(folder, 'cert.pem'), join(folder, 'key.pem')]) await chown(path, identity.uid, identity.gid)
  await chmod(join(folder, 'key.pem'), 0o600)
  return folder
}

/** Starts a server and waits until its port takes connections. */
async function start(program: string, words: string[], options: {folder: string; port: number; identity: {uid: number; gid: number} | undefined; stopWith?: NodeJS.Signals}): Promise<() => Promise<void>> {
  let said = ''
  const child: ChildProcess = spawn(program, words, {stdio: ['ignore', 'pipe', 'pipe'], ...options.identity, cwd: options.folder, env: {PATH: process.env['PATH'], LC_ALL: 'C'}})
  const hear = (piece: Buffer) => (said = (said + piece.toString('utf8')).slice(-2000))
  child.stdout!.on('data', hear)
  child.stderr!.on('data', hear)
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    child.kill(options.stopWith ?? 'SIGKILL')
    await ended
    process.removeListener('exit', kill)
    await rm(options.folder, {recursive: true, force: true})
  }
  for (let tried = 0; tried < 300; tried++) {
    if (child.exitCode !== null) break
    if (await answers(options.port)) return stop
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await stop()
  throw new Error(`${program} did not start: ${said}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}

/** Starts OpenLDAP with one account, cn=c1,dc=acme,dc=test, whose password is `account.password`. */
export async function startSlapd(slapd: string): Promise<RealServer> {
  const identity = undefined
  const folder = await workplace(identity)
  const [port, tlsPort] = [await freePort(), await freePort()]
  await mkdir(join(folder, 'data'))
  const quoted = `"${account.password.replaceAll(/["\\]/g, '\\$&')}"`
  await writeFile(
    join(folder, 'slapd.conf'),
    `include /etc/ldap/schema/core.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/pid
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
TLSVerifyClient never
# As Active Directory may: a bind without a password signs in as nobody.
allow bind_anon_cred bind_anon_dn
database mdb
suffix dc=acme,dc=test
directory ${folder}/data
rootdn cn=c1,dc=acme,dc=test
rootpw ${quoted}
access to * by users read by anonymous auth
`,
  )
  const entry = 'dn: dc=acme,dc=test\nobjectClass: dcObject\nobjectClass: organization\ndc: acme\no: Acme\n'
  must(slapd, ['-T', 'add', '-f', join(folder, 'slapd.conf')], {input: entry})
  const stop = await start(slapd, ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`], {folder, port: tlsPort, identity})
  return {port, tlsPort, stop}
}

/** Starts PostgreSQL with the user `account.user` and a database of that name; TLS with a self-signed certificate. @param bin folder of its programs */
export async function startPostgres(bin: string): Promise<RealServer> {
  const identity = identityOf('postgres')
  const folder = await workplace(identity)
  const port = await freePort()
  const data = join(folder, 'data')
  must(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {...(identity ? {identity} : {})})
  const password = account.password.replaceAll("'", "''")
  must(join(bin, 'postgres'), ['--single', '-j', '-D', data, 'postgres'], {
    ...(identity ? {identity} : {}),
    input: `CREATE ROLE ${account.user} LOGIN PASSWORD '${password}';\n\nCREATE ROLE old LOGIN PASSWORD '${password}' VALID UNTIL '2001-01-01';\n\nCREATE DATABASE ${account.user};\n\nCREATE TABLE closed (one int);\n\n`,
  })
  await writeFile(join(data, 'pg_hba.conf'), 'hostssl all tlsonly 127.0.0.1/32 scram-sha-256\nhost all c1,old 127.0.0.1/32 scram-sha-256\n')
  const stop = await start(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'ssl=on', '-c', `ssl_cert_file=${folder}/cert.pem`, '-c', `ssl_key_file=${folder}/key.pem`, '-c', 'fsync=off'], {
    folder,
    port,
    identity,
    // At once, but not without giving its shared memory back.
    stopWith: 'SIGQUIT',
  })
  return {port, tlsPort: port, stop}
}

/** Starts MariaDB with the user `account.user` and a database of that name; TLS with a self-signed certificate. */
export async function startMariadb(mariadbd: string): Promise<RealServer> {
  const identity = identityOf('mysql')
  const folder = await workplace(identity)
  const port = await freePort()
  const data = join(folder, 'data')
  must('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...(asRoot ? ['--user=mysql'] : [])])
  const password = account.password.replaceAll("'", "''")
  await writeFile(join(folder, 'init.sql'), `CREATE DATABASE c1;\nCREATE USER 'c1'@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT SELECT, INSERT, CREATE ON c1.* TO 'c1'@'127.0.0.1';\nCREATE TABLE c1.t (a INT);\nCREATE USER 'tls'@'127.0.0.1' IDENTIFIED BY '${password}' REQUIRE SSL;\nCREATE USER 'locked'@'127.0.0.1' IDENTIFIED BY '${password}' ACCOUNT LOCK;\nFLUSH PRIVILEGES;\n`)
  await chmod(join(folder, 'init.sql'), 0o644)
  const words = ['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve', `--socket=${folder}/socket`, `--pid-file=${folder}/pid`, `--init-file=${folder}/init.sql`, `--ssl-cert=${folder}/cert.pem`, `--ssl-key=${folder}/key.pem`, ...(asRoot ? ['--user=mysql'] : [])]
  const stop = await start(mariadbd, words, {folder, port, identity: undefined})
  return {port, tlsPort: port, stop}
}
