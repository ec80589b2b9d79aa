import {expect} from 'chai'
import {createHmac} from 'node:crypto'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {signatureBase, signOAuth1} from '../../../../../src/core/verify/sign/oauth1.ts'
import {Unplaceable} from '../../../../../src/core/verify/values.ts'

const keys = {consumerKey: 'ck', consumerSecret: new Secret('c&s'), token: 't/k', tokenSecret: new Secret('t s')}

describe('OAuth 1.0a', () => {
  it('signs the text that RFC 5849 gives as its example', () => {
    const wire = {method: 'post', url: 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', headers: {'content-type': 'application/x-www-form-urlencoded'}, body: 'c2&a3=2+q'}
    const protocol: Array<[string, string]> = [['oauth_consumer_key', '9djdj82h48djs9d2'], ['oauth_token', 'kkk9d7dh3k39sjv7'], ['oauth_signature_method', 'HMAC-SHA1'], ['oauth_timestamp', '137131201'], ['oauth_nonce', '7d8f3e4a']]
    expect(signatureBase(wire, protocol)).to.equal(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2' +
        '%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    )
  })

  it('keys the signature with both secrets and leaves a JSON body and the realm out', () => {
    const wire = {method: 'POST', url: 'https://api.test/q?limit=1', headers: {'content-type': 'application/json'}, body: '{"a":1}'}
    const {authorization} = signOAuth1(wire, {...keys, realm: 'ACME_"SB1'}, {timestamp: 1700000000, nonce: 'n'}).headers
    const base = 'POST&https%3A%2F%2Fapi.test%2Fq&limit%3D1%26oauth_consumer_key%3Dck%26oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1700000000%26oauth_token%3Dt%252Fk%26oauth_version%3D1.0'
    const signature = encodeURIComponent(createHmac('sha256', 'c%26s&t%20s').update(base).digest('base64'))
    expect(authorization).to.equal(
      `OAuth realm="ACME_\\"SB1", oauth_consumer_key="ck", oauth_nonce="n", oauth_signature_method="HMAC-SHA256", oauth_timestamp="1700000000", oauth_token="t%2Fk", oauth_version="1.0", oauth_signature="${signature}"`,
    )
  })

  it('refuses half a character', () => {
    expect(() => signOAuth1({method: 'GET', url: 'https://api.test/', headers: {}, body: null}, {...keys, token: '\uDC00'}, {timestamp: 1, nonce: 'n'})).to.throw(Unplaceable)
  })
})
