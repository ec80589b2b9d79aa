import {readFileSync} from 'node:fs'
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

// Node 22.15 can say what NODE_EXTRA_CA_CERTS adds; before that, its file is read here.
const trusted = (): readonly string[] => (nodeTls as {getCACertificates?: (kind: 'default') => string[]}).getCACertificates?.('default') ?? [...nodeTls.rootCertificates, ...extra()]

/** Node ignores a file that it cannot read, with a warning of its own. */
function extra(): string[] {
  const path = process.env['NODE_EXTRA_CA_CERTS']
  try {
    return path ? [readFileSync(path, 'utf8')] : []
  } catch {
    return []
  }
}
