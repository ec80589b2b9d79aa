import {createPrivateKey, X509Certificate, type KeyObject} from 'node:crypto'
import {Unplaceable} from '../values.ts'

/**
 * Reads a private key: PEM in PKCS#8, PKCS#1 or SEC1 form.
 * @param what names the value for people, such as the field that holds it
 * @throws Unplaceable with the reason why it is none, which holds nothing of it
 */
export function privateKeyOf(pem: string, what: string): KeyObject {
  unescaped(pem, what)
  if (/-----BEGIN OPENSSH PRIVATE KEY-----/.test(pem)) throw new Unplaceable(`${what} is a private key in OpenSSH's own form; \`ssh-keygen -p -m PEM -f FILE\` makes it PEM`)
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) throw new Unplaceable(`${what} is an encrypted private key, and the recipe has no passphrase for it`)
  if (/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(pem)) {
    try {
      return createPrivateKey(pem)
    } catch {
      throw new Unplaceable(`${what} begins like a private key in PEM form, but is damaged`)
    }
  }
  throw new Unplaceable(`${what} is no private key in PEM form`)
}

/** Reads the first certificate of a PEM text. @throws Unplaceable with the reason why there is none */
export function certificateOf(pem: string, what: string): X509Certificate {
  unescaped(pem, what)
  try {
    if (/-----BEGIN CERTIFICATE-----/.test(pem)) return new X509Certificate(pem)
  } catch {
    throw new Unplaceable(`${what} begins like a certificate in PEM form, but is damaged`)
  }
  throw new Unplaceable(`${what} is no certificate in PEM form`)
}

function unescaped(pem: string, what: string): void {
  if (pem.includes('-----BEGIN') && !pem.includes('\n') && pem.includes('\\n')) throw new Unplaceable(`${what} has \`\\n\` written out where PEM needs line breaks`)
}
