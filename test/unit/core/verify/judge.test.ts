import {expect} from 'chai'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {judgeFault, judgeRedirect, waitFor} from '../../../../src/core/verify/judge.ts'

const asked = {host: 'api.test', secrets: [new Secret('Hunter2hunter')]}

describe('judging what did not arrive', () => {
  for (const [code, words] of [
    ['ENOTFOUND', /DNS/],
    ['EAI_AGAIN', /DNS/],
    ['ECONNREFUSED', /refused/],
    ['ECONNRESET', /reset/],
    ['UND_ERR_SOCKET', /closed before an answer/],
    ['ENETUNREACH', /no route/],
    ['CERT_HAS_EXPIRED', /expired/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed.*NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /unknown authority.*NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /unknown authority.*NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /unknown authority.*NODE_EXTRA_CA_CERTS/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another host name/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /refused the TLS connection \(certificate required\).*client certificate/],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /\(bad certificate\)/],
    ['HPE_INVALID_CONSTANT', /not HTTP/],
    ['EWHATEVER', /EWHATEVER/],
  ] as const)
    it(`names ${code}`, () => {
      const judgement = judgeFault({kind: 'network', code, during: 'request'}, asked, 10)
      expect(judgement).to.include({verdict: 'unreachable', identity: null})
      expect(judgement.reason).to.match(words).and.to.include('api.test')
    })

  it('says how long it waited', () => expect(judgeFault({kind: 'timeout'}, asked, 10).reason).to.equal('api.test did not answer within 10 s'))

  it('never repeats a credential that stands in a redirect', () => {
    expect(judgeRedirect(302, new URL('https://HUNTER2hunter.evil.test/'), asked).reason).to.include('redirects to another place').and.not.match(/hunter/i)
    expect(judgeRedirect(302, new URL('https://evil.test/Hunter2hunter'), asked).reason).to.include('redirects to https://evil.test;').and.not.match(/hunter/i)
    expect(judgeRedirect(302, null, asked).reason).to.include('another place')
  })
})

describe('waiting before another try', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const wait = (retryAfter: string | undefined, left: number) => waitFor(retryAfter === undefined ? {} : {'retry-after': retryAfter}, 250, left, now)

  it('takes seconds or a date from the app', () => {
    expect(wait('2', 5000)).to.deep.equal({milliseconds: 2000})
    expect(wait('Thu, 01 Jan 2026 00:00:03 GMT', 5000)).to.deep.equal({milliseconds: 3000})
    expect(wait('Thu, 01 Jan 2015 00:00:00 GMT', 5000)).to.deep.equal({milliseconds: 0})
  })
  it('has a wait of its own when the app says nothing that can be read', () => {
    expect(wait(undefined, 5000)).to.deep.equal({milliseconds: 250})
    expect(wait('soon', 5000)).to.deep.equal({milliseconds: 250})
  })
  it('stops where it does not fit, and says when to come back', () => {
    expect(wait('60', 5000)).to.deep.equal({later: 'the app asks to come back in 60 s'})
    expect(wait('Thu, 01 Jan 2026 00:02:00 GMT', 5000)).to.deep.equal({later: 'the app asks to come back in 120 s'})
    expect(wait(undefined, 100)).to.deep.equal({later: ''})
  })
})
