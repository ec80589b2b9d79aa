import {expect} from 'chai'
import fc from 'fast-check'
import {parsePostgresDsn} from '../../../../../src/core/verify/dsn/postgresql.ts'
import type {DatabaseTarget} from '../../../../../src/core/verify/dsn/types.ts'
import {Unplaceable} from '../../../../../src/core/verify/values.ts'

/** What pgconn 1.14.3 said of the same texts, in the order host, port, user, password, database, ways. */
const read: Array<[text: string, ...said: [string, number, string, string, string, DatabaseTarget['ways']]]> = [
  ['postgres://u:p@db.example.com:5433/app', 'db.example.com', 5433, 'u', 'p', 'app', ['unverified', 'off']],
  ['postgresql://u:p@db/app?sslmode=verify-full', 'db', 5432, 'u', 'p', 'app', ['full']],
  ['postgres://u:p%40%2F%3F%23@db/app', 'db', 5432, 'u', 'p@/?#', 'app', ['unverified', 'off']],
  ['postgres://u:a@b@db/app', 'db', 5432, 'u', 'a@b', 'app', ['unverified', 'off']],
  ['postgres://u:a:b@db//app', 'db', 5432, 'u', 'a:b', 'app', ['unverified', 'off']],
  ['postgres://u@[::1]:77?sslmode=disable', '::1', 77, 'u', '', '', ['off']],
  ['postgres://u@db:/?dbname=x&sslmode=require&sslmode=disable', 'db', 5432, 'u', '', 'x', ['unverified']],
  ['postgres:///app?host=db&port=77&user=q&password=w%2b+e', 'db', 77, 'q', 'w+ e', 'app', ['unverified', 'off']],
  ['host=db user=u password=p dbname=app sslmode=verify-ca', 'db', 5432, 'u', 'p', 'app', ['chain']],
  ["host = db\tuser= u  password='a b\\'c\\\\d' port=77 sslmode=allow ", 'db', 77, 'u', "a b'c\\d", '', ['off', 'unverified']],
  ['user=u password=a\\ b host=db', 'db', 5432, 'u', 'a\\ b', '', ['unverified', 'off']],
  ['host=DB.example.com user=u password= dbname=app', 'db.example.com', 5432, 'u', 'dbname=app', '', ['unverified', 'off']],
]

const refused: Array<[text: string, why: RegExp]> = [
  ['postgres://u:hunter2@/app', /names no host/],
  ['postgres://db/app', /names no user/],
  ['postgres://u:hunter2@a,b/app', /several hosts/],
  ['host=a,b user=u password=hunter2', /several hosts/],
  ['host=/var/run/postgresql user=u password=hunter2', /Unix socket/],
  ['postgres://u:hun/ter2@db/app', /%2F/],
  ['postgres://u:p@hunter2/x@db/app', /%2F/],
  ['postgres://u:p@hunter2?x@db/app', /%3F/],
  ['postgres://u:p@hunter2#x@db/app', /%23/],
  ['postgres://u:hunter2%zz@db/app', /%25/],
  ['postgres://u:hun ter2@db/app', /percent-encoded/],
  ['postgres://u:hunter2@db/app\n', /line|newline/],
  ['postgres://u:p@db:hunter2/app', /told apart/],
  ['postgres://u:hunter2@db:0/app', /no host name and port/],
  ['postgres://u:hunter2@db/app?sslmode=yes', /sslmode that is none of/],
  ['postgres://u:p@db/app?sslcert=hunter2', /sslcert.*only the machine/],
  ['service=hunter2', /service.*only the machine/],
  ['mysql://u:hunter2@db/app', /neither/],
  ['hunter2', /neither/],
  ["host=db password='hunter2", /neither/],
  ['host=db password=hunter2\\', /neither/],
  ['', /names no host/],
]

describe('a connection string for PostgreSQL', () => {
  for (const [text, ...said] of read)
    it(`reads ${JSON.stringify(text)} as pgx does`, () => {
      const {host, port, user, password, database, ways} = parsePostgresDsn(text, 'dsn')
      expect([host, port, user.reveal(), password.reveal(), database.reveal(), ways]).to.deep.equal(said)
    })

  for (const [text, why] of refused)
    it(`refuses ${JSON.stringify(text)} and repeats none of it`, () => {
      expect(() => parsePostgresDsn(text, 'the field'))
        .to.throw(Unplaceable, why)
        .with.property('message')
        .that.matches(/^the field/)
        .and.not.match(/hunter|ter2/)
    })

  it('keeps authorities and startup parameters', () => {
    const target = parsePostgresDsn('postgres://u@db/?sslrootcert=/ca.pem&sslmode=require&options=-c%20search_path%3Dx&application_name=c1', 'dsn')
    expect([target.rootFile?.reveal(), target.ways, target.startup?.options?.reveal(), target.startup?.application_name?.reveal()]).to.deep.equal(['/ca.pem', ['chain'], '-c search_path=x', 'c1'])
    expect(parsePostgresDsn('postgres://u@db/?sslrootcert=system&sslmode=disable', 'dsn')).to.deep.include({ways: ['full']}).and.not.have.property('rootFile')
  })

  it('gives back every user, password and database that a URL was made of', () => {
    const any = fc.string({unit: 'grapheme', minLength: 1})
    fc.assert(
      fc.property(any, any, any, fc.integer({min: 1, max: 65535}), (user, password, database, port) => {
        fc.pre(!/^\//.test(database))
        const target = parsePostgresDsn(`postgres://${[user, password].map((part) => encodeURIComponent(part)).join(':')}@db:${port}/${encodeURIComponent(database)}`, 'dsn')
        expect([target.user.reveal(), target.password.reveal(), target.database.reveal(), target.port]).to.deep.equal([user, password, database, port])
      }),
    )
  })

  it('gives back every password that was quoted', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (password) => {
        // pgx takes \\ back before \': a backslash before a quote has no way in.
        fc.pre(!password.includes("\\'") && !password.endsWith('\\') && !password.includes('\\\\'))
        const quoted = password.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
        expect(parsePostgresDsn(`password='${quoted}' host=db user=u`, 'dsn').password.reveal()).to.equal(password)
      }),
    )
  })

  it('never fails in another way, and its reasons hold nothing of the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('hunter2', '@', '/', ':', '%', '?', '#', '&', '=', ' ', "'", '\\', '[', ']', ',', 'postgres://', 'host=', 'user=u')), (pieces) => {
        try {
          parsePostgresDsn(pieces.join(''), 'dsn')
        } catch (error) {
          expect(error).to.be.instanceOf(Unplaceable)
          expect((error as Error).message).not.to.include('hunter2')
        }
      }),
    )
  })
})
