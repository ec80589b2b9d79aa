import {SignatureV4} from '@smithy/signature-v4'
import {expect} from 'chai'
import fc from 'fast-check'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import type {Wire} from '../../../../../src/core/verify/outgoing.ts'
import {signAws} from '../../../../../src/core/verify/sign/aws.ts'
import {momentAt} from '../../../../support/moment.ts'
import {Sha256} from '../../../../support/sha256.ts'

const keys = {accessKeyId: 'AKIDEXAMPLE', secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')}
const at = momentAt(Date.UTC(2015, 7, 30, 12, 36, 0))
const wire = (more: Partial<Wire> = {}): Wire => ({method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: null, ...more})

describe('AWS Signature Version 4', () => {
  it('makes the signatures that AWS publishes', async () => {
    const vanilla = await signAws(wire(), keys, {service: 'service', region: 'us-east-1'}, at)
    expect(vanilla.headers).to.deep.equal({
      'x-amz-date': '20150830T123600Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    })
    const headers = {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}
    const users = await signAws(wire({url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08', headers}), keys, {service: 'iam', region: 'us-east-1'}, at)
    expect(users.headers['authorization']).to.include('SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7')
  })

  it('agrees with AWS\'s own library on any path, query, body and session', async () => {
    const piece = fc.stringMatching(/^[A-Za-z0-9 ~!'()*+&=\/@äß☃.-]{1,12}$/).filter((text) => !['.', '..'].includes(text))
    await fc.assert(
      fc.asyncProperty(fc.array(piece, {maxLength: 3}), fc.dictionary(piece, piece, {maxKeys: 3, noNullPrototype: true}), fc.option(fc.string({maxLength: 20})), fc.boolean(), async (path, query, body, session) => {
        const url = new URL(`https://x.us-east-1.amazonaws.com/${path.map((one) => encodeURIComponent(one)).join('/')}`)
        url.search = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
        const given = {...keys, ...(session ? {sessionToken: new Secret('Session/Token+1==')} : {})}
        const headers = {'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Service.Operation', accept: 'application/json'}
        const ours = await signAws(wire({method: body === null ? 'GET' : 'POST', url: url.href, headers, body}), given, {service: 'cognito-idp', region: 'eu-west-3'}, at)
        const judge = new SignatureV4({service: 'cognito-idp', region: 'eu-west-3', sha256: Sha256 as never, applyChecksum: false, credentials: {accessKeyId: given.accessKeyId, secretAccessKey: keys.secretAccessKey.reveal(), ...(session ? {sessionToken: 'Session/Token+1=='} : {})}})
        const {accept: _, ...signed} = headers
        const theirs = (await judge.sign({method: body === null ? 'GET' : 'POST', protocol: 'https:', hostname: url.hostname, path: url.pathname, query, headers: {...signed, host: url.host}, body: body ?? undefined} as never, {signingDate: new Date(at.now)})) as unknown as {headers: Record<string, string>}
        expect(ours.headers['authorization']).to.equal(theirs.headers['authorization'])
        expect(ours.headers).to.include({accept: 'application/json'})
      }),
      {numRuns: 100},
    )
  })
})
