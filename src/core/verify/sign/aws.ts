import type {Secret} from '../../credentials/secret.ts'
import type {Wire} from '../outgoing.ts'
import type {Moment} from '../values.ts'

/** Keys of AWS: a user's own, or those of a role for a while. */
export interface AwsKeys {
  accessKeyId: string
  secretAccessKey: Secret
  sessionToken?: Secret
}

/** Where a request is signed for, such as service `sts` in region `us-east-1`. */
export interface AwsScope {
  service: string
  region: string
}

/**
 * Signs a request by AWS Signature Version 4. Signed are host, content-type and every x-amz header; what a proxy may change is not.
 * @param moment AWS accepts five minutes of difference
 */
export async function signAws(wire: Wire, keys: AwsKeys, {service, region}: AwsScope, {now, libraries}: Moment): Promise<Wire> {
  const {AwsV4Signer} = await libraries.aws()
  const signer = new AwsV4Signer({
    method: wire.method,
    url: wire.url,
    headers: Object.fromEntries(Object.entries(wire.headers).filter(([name]) => name === 'content-type' || name.startsWith('x-amz-'))),
    ...(wire.body === null ? {} : {body: wire.body}),
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey.reveal(),
    ...(keys.sessionToken ? {sessionToken: keys.sessionToken.reveal()} : {}),
    service,
    region,
    datetime: new Date(now).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  })
  const {headers} = await signer.sign()
  return {...wire, headers: {...wire.headers, ...Object.fromEntries(headers.entries())}}
}
