import {expect} from 'chai'
import {createHash, createPrivateKey, createPublicKey, verify} from 'node:crypto'
import {signHttp} from '../../../../../src/core/verify/sign/http-signature.ts'
import {Unplaceable} from '../../../../../src/core/verify/values.ts'
import {rsaSigner} from '../../../../support/certificate.ts'

const key = createPrivateKey(rsaSigner.key)
const now = Date.UTC(2014, 0, 5, 21, 31, 40)
const wire = {method: 'GET', url: 'https://identity.us-phoenix-1.oraclecloud.com/20160918/users/ocid1.user?x=a%20b', headers: {accept: 'application/json'}, body: null}
const holds = (authorization: string, text: string): boolean =>
  verify('sha256', Buffer.from(text), createPublicKey(rsaSigner.cert), Buffer.from(/signature="([^"]+)"/.exec(authorization)![1]!, 'base64'))

describe('an HTTP signature', () => {
  it('covers target, date and host as Oracle reads them', () => {
    const {headers} = signHttp(wire, {keyId: 'tenancy/user/fp', key, names: ['(request-target)', 'date', 'host'], now})
    expect(headers['date']).to.equal('Sun, 05 Jan 2014 21:31:40 GMT')
    expect(headers['authorization']).to.match(/^Signature version="1",keyId="tenancy\/user\/fp",algorithm="rsa-sha256",headers="\(request-target\) date host",signature="[A-Za-z0-9+/]+={0,2}"$/)
    const text = '(request-target): get /20160918/users/ocid1.user?x=a%20b\ndate: Sun, 05 Jan 2014 21:31:40 GMT\nhost: identity.us-phoenix-1.oraclecloud.com'
    expect(holds(headers['authorization']!, text)).to.equal(true)
    expect(holds(headers['authorization']!, text.replace('get', 'put'))).to.equal(false)
  })

  it('covers a body by its hash, type and length in bytes', () => {
    const body = '{"name":"☃"}'
    const names = ['(request-target)', 'Date', 'host', 'x-content-sha256', 'content-type', 'content-length']
    const {headers} = signHttp({...wire, method: 'POST', headers: {'content-type': 'application/json'}, body}, {keyId: 'k', key, names, now})
    const hash = createHash('sha256').update(body).digest('base64')
    expect(headers['x-content-sha256']).to.equal(hash)
    const text = `(request-target): post /20160918/users/ocid1.user?x=a%20b\ndate: Sun, 05 Jan 2014 21:31:40 GMT\nhost: identity.us-phoenix-1.oraclecloud.com\nx-content-sha256: ${hash}\ncontent-type: application/json\ncontent-length: 14`
    expect(holds(headers['authorization']!, text)).to.equal(true)
  })

  it('names a header that is to be signed and is not there', () => {
    expect(() => signHttp(wire, {keyId: 'k', key, names: ['opc-request-id'], now})).to.throw(Unplaceable, /opc-request-id/)
  })
})
