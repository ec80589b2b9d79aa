import {expect} from 'chai'
import type {HttpRecipe} from '../../../../src/core/catalog/types.ts'
import {withClockHint} from '../../../../src/core/verify/clock.ts'
import type {Judgement} from '../../../../src/core/verify/judge.ts'

const now = Date.UTC(2026, 0, 1, 12)
const recipe: HttpRecipe = {kind: 'http', derive: {}, title: 'R', when: '', method: 'GET', url: 'https://a.test/', auth: {scheme: 'bearer', token: '{t}'}, headers: {}, ok: {status: [200]}, denied: {status: []}, evidence: 'repo', spendsCredential: false}
const dated: HttpRecipe = {...recipe, derive: {time: {how: 'now', as: 'seconds'}}}
const denied: Judgement = {verdict: 'denied', identity: null, reason: 'a.test answered 401'}
const after = (minutes: number, of = dated, judgement = denied, header = new Date(now + minutes * 60_000).toUTCString()): string | null => withClockHint(judgement, of, {status: 401, headers: {date: header}, body: ''}, now).reason

describe('a refusal of what is dated', () => {
  it('names a clock that is off, and in which direction', () => {
    expect(after(7)).to.equal("a.test answered 401; the clock of this machine is 7 minutes behind the app's, which alone can be the reason")
    expect(after(-1)).to.include('1 minute ahead of')
    expect(after(7, {...recipe, auth: {scheme: 'http-signature', keyId: 'k', key: '{k}', headers: ['date']}})).to.include('7 minutes behind')
  })

  it('stays as it is where the clocks agree, nothing is dated, or the app does not say', () => {
    expect(after(0.9)).to.equal(denied.reason)
    expect(after(7, recipe)).to.equal(denied.reason)
    expect(after(7, dated, denied, 'soon')).to.equal(denied.reason)
    expect(after(7, dated, {verdict: 'verified', identity: null, reason: null})).to.equal(null)
  })
})
