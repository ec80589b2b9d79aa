import * as nodeTls from 'node:tls'
import type {Tls} from '../core/verify/outgoing.ts'

/** Options of Node's TLS for what a recipe says of it. Its authorities stand beside those that the machine trusts, which Node replaces when any is given. */
export function connectionOf({certificate, key, authority, unverified}: Tls): nodeTls.ConnectionOptions {
  return {
    ...(certificate === undefined ? {} : {cert: certificate}),
    ...(key === undefined ? {} : {key}),
    ...(authority === undefined ? {} : {ca: [...trusted(), authority]}),
    rejectUnauthorized: !unverified,
  }
}

// Node 22.15 can say what NODE_EXTRA_CA_CERTS adds; before that, only those of Mozilla are known.
const trusted = (): readonly string[] => (nodeTls as {getCACertificates?: (kind: 'default') => string[]}).getCACertificates?.('default') ?? nodeTls.rootCertificates
