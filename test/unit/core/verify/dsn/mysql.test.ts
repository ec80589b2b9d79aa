import {expect} from 'chai'
import fc from 'fast-check'
import {parseMysqlDsn} from '../../../../../src/core/verify/dsn/mysql.ts'
import type {DatabaseTarget} from '../../../../../src/core/verify/dsn/types.ts'
import {Unplaceable} from '../../../../../src/core/verify/values.ts'

/** What go-sql-driver/mysql 1.7.0 said of the same texts, in the order host, port, user, password, database, ways. */
const read: Array<[text: string, ...said: [string, number, string, string, string, DatabaseTarget['ways']]]> = [
  ['u:p@tcp(db.example.com:3307)/app', 'db.example.com', 3307, 'u', 'p', 'app', ['off']],
  ['u:p@tcp(db)/', 'db', 3306, 'u', 'p', '', ['off']],
  ['u:p@(db:77)/app', 'db', 77, 'u', 'p', 'app', ['off']],
  ['u:a@b/c:d?e(f)@tcp(db)/app', 'db', 3306, 'u', 'a@b/c:d?e(f)', 'app', ['off']],
  ['u@tcp([::1]:77)/app', '::1', 77, 'u', '', 'app', ['off']],
  ['u@tcp(::1)/app', '::1', 3306, 'u', '', 'app', ['off']],
  ['u:%40p@tcp(db)/app?tls=true', 'db', 3306, 'u', '%40p', 'app', ['full']],
  ['u:p@tcp(db)/app?parseTime=true&tls=Skip-Verify', 'db', 3306, 'u', 'p', 'app', ['unverified']],
  ['u:p@tcp(db)/app?tls=preferred', 'db', 3306, 'u', 'p', 'app', ['unverified', 'off']],
  ['u:p@tcp(db)/app?tls=1&tls=false', 'db', 3306, 'u', 'p', 'app', ['off']],
  ['u:p@tcp(db)/app?allowFallbackToPlaintext=true&tls=TRUE', 'db', 3306, 'u', 'p', 'app', ['full', 'off']],
]

const refused: Array<[text: string, why: RegExp]> = [
  ['u:hunter2@unix(/run/mysqld.sock)/app', /Unix socket/],
  ['u:hunter2@udp(db:1)/app', /another network/],
  ['u:hunter2@db:3306/app', /parentheses/],
  ['u:hunter2/app', /parentheses/],
  ['u:hunter2@tcp(db)', /no slash/],
  ['mysql://u:hunter2@db/app', /parentheses|another network/],
  ['u:hunter2@tcp(db/app', /parenthesis/],
  ['u:hunter2@tcp()/app', /no host/],
  ['u:hunter2@tcp(:3306)/app', /no host/],
  [':hunter2@tcp(db)/app', /no user/],
  ['tcp(db)/app', /no user/],
  ['u:hunter2@tcp(db:mysql)/app', /no host name and port/],
  ['u:hunter2@tcp(db:)/app', /no host name and port/],
  ['u:p@tcp(hunter2 x)/app', /no host name and port/],
  ['u:hunter2@tcp([::1])/app', /no host name and port/],
  ['u:p@tcp(db)/app?tls=hunter2', /TLS configuration of its own/],
  ['u:p@tcp(db)/app?parseTime=hunter2', /parseTime is neither/],
  ['u:p@tcp(db)/app?serverPubKey=hunter2', /public key/],
  ['u:hunter2@tcp(db)/app\n', /line break/],
  ['', /no slash/],
]

describe('a DSN for MySQL', () => {
  for (const [text, ...said] of read)
    it(`reads ${JSON.stringify(text)} as go-sql-driver does`, () => {
      const {host, port, user, password, database, ways} = parseMysqlDsn(text, 'dsn')
      expect([host, port, user.reveal(), password.reveal(), database.reveal(), ways]).to.deep.equal(said)
    })

  for (const [text, why] of refused)
    it(`refuses ${JSON.stringify(text)} and repeats none of it`, () => {
      expect(() => parseMysqlDsn(text, 'the field')).to.throw(Unplaceable, why).with.property('message').that.matches(/^the field/).and.not.match(/hunter/)
    })

  it('gives back whatever it was made of: passwords hold @, /, ? and parentheses', () => {
    const any = fc.string({unit: 'grapheme'}).filter((text) => !/[\u0000\r\n]/.test(text))
    fc.assert(
      fc.property(any, any, any, fc.integer({min: 1, max: 65535}), (user, password, database, port) => {
        fc.pre(user !== '' && !user.includes(':') && !/[/?]/.test(database))
        const target = parseMysqlDsn(`${user}:${password}@tcp(db:${port})/${database}?tls=true`, 'dsn')
        expect([target.user.reveal(), target.password.reveal(), target.host, target.port, target.database.reveal(), target.ways]).to.deep.equal([user, password, 'db', port, database, ['full']])
      }),
    )
  })

  it('says whether the password may be asked for as it is', () => {
    expect(parseMysqlDsn('u@tcp(db)/?allowCleartextPasswords=1', 'dsn').cleartext).to.equal(true)
    expect(parseMysqlDsn('u@tcp(db)/', 'dsn').cleartext).to.equal(false)
  })
})
