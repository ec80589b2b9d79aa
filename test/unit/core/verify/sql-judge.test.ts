import {expect} from 'chai'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import type {Fault} from '../../../../src/core/verify/judge.ts'
import {judgeSql, type SqlAnswer} from '../../../../src/core/verify/sql-judge.ts'

const judged = (answer: SqlAnswer | Fault) => judgeSql(answer, {host: 'db.acme.test', secrets: [new Secret('hunter2')]}, 5)

describe('the answer of a database', () => {
  it('names who the first column of the first row names, cleaned', () => {
    expect(judged({kind: 'row', first: ' c1\u0007@db\u200b '})).to.deep.equal({verdict: 'verified', identity: 'c1@db', reason: null})
    for (const first of [null, '', '1', 'is hunter2 here', 'is HUN\u200bTER2 here']) expect(judged({kind: 'row', first})).to.deep.equal({verdict: 'verified', identity: null, reason: null})
    expect(judged({kind: 'row', first: 'x'.repeat(5000)}).identity).to.have.length(200)
  })

  for (const [code, verdict, words] of [
    ['28P01', 'denied', /user name or the password/],
    ['28000', 'denied', /pg_hba/],
    ['42501', 'denied', /permission/],
    ['3D000', 'unreachable', /no such database/],
    ['53300', 'unreachable', /too many connections/],
    ['57P03', 'unreachable', /starting or stopping/],
    ['25006', 'unreachable', /only read/],
    ['XX000', 'unreachable', /error XX000: that proves nothing/],
    ['1045', 'denied', /user name or the password/],
    ['1044', 'denied', /may not use that database/],
    ['1698', 'denied', /may not sign in with a password/],
    ['1049', 'unreachable', /no such database/],
    ['1130', 'unreachable', /from this machine/],
    ['3159', 'unreachable', /tls=true/],
    ['9999', 'unreachable', /error 9999: that proves nothing/],
  ] as const)
    it(`is ${verdict} with the error ${code}`, () => {
      expect(judged({kind: 'refused', code})).to.deep.include({verdict, identity: null}).property('reason').to.match(words).and.match(/^db\.acme\.test answered/)
    })

  for (const [kind, verdict, words] of [
    ['no-tls', 'unreachable', /asks for TLS, and the server has none/],
    ['no-password', 'denied', /the connection string has none/],
    ['no-way-in', 'unreachable', /does not know, or that would show the password/],
    ['no-authorities', 'unreachable', /sslrootcert/],
  ] as const)
    it(`is ${verdict} when it comes to ${kind}`, () => {
      expect(judged({kind})).to.deep.include({verdict}).property('reason').to.match(words)
    })

  it('says why there was none', () => {
    expect(judged({kind: 'too-large'}).reason).to.match(/larger than 1 MiB/)
    expect(judged({kind: 'network', code: 'EPROTO', during: 'request'}).reason).to.match(/TLS connection failed/)
    expect(judged({kind: 'network', code: 'ERR_TLS_CERT_ALTNAME_INVALID', during: 'request'}).reason).to.match(/another host name/)
  })
})
