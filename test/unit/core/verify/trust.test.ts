import {expect} from 'chai'
import type {HttpRecipe} from '../../../../src/core/catalog/types.ts'
import {agreementKey, hostAllowed, needsAgreement, type Agreement} from '../../../../src/core/verify/trust.ts'

const recipe: HttpRecipe = {kind: 'http', derive: {}, title: 'R', when: '', method: 'GET', url: 'https://a.test/', auth: {scheme: 'bearer', token: '{t}'}, headers: {b: '1', a: '2'}, ok: {status: [200]}, denied: {status: []}, evidence: 'repo', spendsCredential: false}
const agreement: Agreement = {connector: 'acme', recipe, origins: ['https://a.test'], credentials: {t: {from: 'env', name: 'T'}}}

describe('an agreement', () => {
  it('has a key that does not depend on the order of maps', () => {
    expect(agreementKey({...agreement, recipe: {...recipe, headers: {a: '2', b: '1'}}})).to.equal(agreementKey(agreement)).and.match(/^[0-9a-f]{64}$/)
  })

  it('has another key for another connector, recipe, origin, credential or source', () => {
    const others: Agreement[] = [
      {...agreement, connector: 'other'},
      {...agreement, recipe: {...recipe, url: 'https://a.test/x'}},
      {...agreement, recipe: {...recipe, headers: {}}},
      {...agreement, origins: ['https://a.test:8443']},
      {...agreement, credentials: {u: {from: 'env', name: 'T'}}},
      {...agreement, credentials: {t: {from: 'env', name: 'AWS_SECRET_ACCESS_KEY'}}},
      {...agreement, credentials: {t: {from: 'file', path: 'T'}}},
      {...agreement, believes: {insecure: {from: 'store'}}},
      {...agreement, believes: {ca: {from: 'file', path: 'ca.pem'}}},
    ]
    expect(new Set([agreement, ...others].map(agreementKey)).size).to.equal(others.length + 1)
  })

  it('is needed for the project\'s own recipes, and for its own host with any credential', () => {
    const stored: Agreement = {...agreement, credentials: {t: {from: 'store'}}}
    const from = (recipeFromProject: boolean, hostFromProject: boolean, typedByUser = false) => ({recipeFromProject, hostFromProject, typedByUser})
    expect(needsAgreement(agreement, from(false, false))).to.equal(false)
    expect(needsAgreement(agreement, from(false, true))).to.equal(true)
    expect(needsAgreement(stored, from(false, true))).to.equal(true)
    expect(needsAgreement(stored, from(false, true, true))).to.equal(false)
    expect(needsAgreement({...agreement, credentials: {}}, from(false, true))).to.equal(false)
    expect(needsAgreement(agreement, from(false, true, true))).to.equal(false)
    expect(needsAgreement(stored, from(true, false, true))).to.equal(true)
  })
})

describe('C1CTL_ALLOW_HOSTS', () => {
  for (const [list, origin, allowed] of [
    ['a.test', 'https://a.test', true],
    ['a.test', 'https://a.test:8443', true],
    ['a.test:8443', 'https://a.test:8443', true],
    ['a.test:8443', 'https://a.test', false],
    ['a.test:443', 'https://a.test', true],
    ['a.test:443', 'http://a.test', false],
    [' b.test , A.test ', 'https://a.test', true],
    ['a.test', 'https://evil-a.test', false],
    ['a.test', 'https://x.a.test', false],
    ['*.a.test', 'https://x.a.test', true],
    ['*.a.test', 'https://a.test', false],
    ['*.a.test', 'https://xa.test', false],
    ['*', 'https://a.test', false],
    ['*.test', 'https://a.test', false],
    ['[::1]', 'http://[::1]:8080', true],
    ['a.test:389', 'ldap://a.test', true],
    ['a.test:636', 'ldaps://a.test', true],
    ['a.test:389', 'ldaps://a.test', false],
    ['a.test', 'ldaps://a.test:1636', true],
    ['a.test:5432', 'postgresql://a.test', true],
    ['a.test:3306', 'mysql://a.test', true],
    ['', 'https://a.test', false],
    [',', 'https://a.test', false],
  ] as const)
    it(`${JSON.stringify(list)} ${allowed ? 'allows' : 'does not allow'} ${origin}`, () => expect(hostAllowed(list, origin)).to.equal(allowed))
})
