import type {AwsV4Signer} from 'aws4fetch'
import type {SignJWT} from 'jose'
import type {SignedXml} from 'xml-crypto'

/** Libraries that few recipes need: whoever runs a check loads them when one does (docs/decisions/0010). */
export interface Libraries {
  jose: () => Promise<{SignJWT: typeof SignJWT}>
  aws: () => Promise<{AwsV4Signer: typeof AwsV4Signer}>
  xml: () => Promise<{SignedXml: typeof SignedXml}>
}
