import {expect} from 'chai'
import {judgeLdap, type LdapAnswer} from '../../../../src/core/verify/ldap-judge.ts'
import type {Fault} from '../../../../src/core/verify/judge.ts'

const judged = (answer: LdapAnswer | Fault) => judgeLdap(answer, {host: 'dc.acme.test', secrets: []}, 5)
const refused = (code: number, detail: string | null = null, during: 'bind' | 'search' = 'bind') => judged({kind: 'refused', during, code, detail})

describe('the answer of a directory', () => {
  it('proves a name and a password by an entry that was found', () => {
    expect(judged({kind: 'found'})).to.deep.equal({verdict: 'verified', identity: null, reason: null})
  })

  for (const [detail, words] of [
    ['525', /no such user/],
    ['52e', /password, or the name, is wrong/],
    ['530', /at this time/],
    ['531', /from this machine/],
    ['532', /password has expired/],
    ['533', /disabled/],
    ['701', /account has expired/],
    ['773', /must be changed first/],
    ['775', /locked/],
    ['999', /49: the name or the password is wrong/],
  ] as const)
    it(`is a denial in words when Active Directory adds ${detail}`, () => {
      expect(refused(49, detail)).to.deep.include({verdict: 'denied'}).property('reason').to.match(words)
    })

  for (const [code, verdict, words] of [
    [49, 'denied', /name or the password/],
    [50, 'denied', /permission/],
    [48, 'denied', /may not sign in with a password/],
    [8, 'unreachable', /stronger way.*ldaps/],
    [13, 'unreachable', /only over TLS.*ldaps/],
    [53, 'unreachable', /unwilling/],
    [52, 'unreachable', /not available/],
    [10, 'unreachable', /another one, which is not asked/],
    [34, 'unreachable', /DN is not written/],
    [80, 'unreachable', /answered the bind with 80: that proves nothing/],
  ] as const)
    it(`is ${verdict} with result ${code}`, () => {
      expect(refused(code)).to.deep.include({verdict, identity: null}).property('reason').to.match(words)
    })

  it('does not read the numbers of Active Directory into other results', () => {
    expect(refused(53, '52e').reason).to.match(/unwilling/)
  })

  it('says that an entry is not there', () => {
    expect(refused(32, null, 'search')).to.deep.include({verdict: 'unreachable'}).property('reason').to.match(/the search with 32: there is no such entry/)
  })

  it('says why there was none', () => {
    expect(judged({kind: 'timeout'}).reason).to.equal('dc.acme.test did not answer within 5 s')
    expect(judged({kind: 'network', code: 'EPROTO', during: 'request'}).reason).to.match(/ldap:\/\/ instead of ldaps/)
    expect(judged({kind: 'network', code: 'GARBAGE', during: 'request'}).reason).to.match(/another protocol/)
    expect(judged({kind: 'network', code: 'CLOSED', during: 'request'}).reason).to.match(/closed before an answer/)
  })
})
