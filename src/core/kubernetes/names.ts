import {detached} from '../text/detached.ts'

/** A check of one text: undefined when it is right, else what is wrong, to stand after "must" or "may". */
export type TextCheck = (text: string) => string | undefined

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const qualified = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/

/** RFC 1123 label: names of namespaces, containers and volumes. */
export const dnsLabel: TextCheck = (text) =>
  text.length <= 63 && label.test(text) ? undefined : 'must be lower-case letters, digits and dashes, at most 63, and start and end with a letter or digit'

/** RFC 1123 subdomain: names of most objects. */
export const dnsSubdomain: TextCheck = (text) =>
  text.length <= 253 && subdomain.test(text) ? undefined : 'must be lower-case letters, digits, dashes and dots, at most 253, and each part must start and end with a letter or digit'

/** RFC 1035 label: names of Services. */
export const dnsLabel1035: TextCheck = (text) =>
  text.length <= 63 && /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(text) ? undefined : 'must be lower-case letters, digits and dashes, at most 63, start with a letter and end with a letter or digit'

/** A DNS name that may begin with `*.`: hosts of an Ingress. */
export const wildcardHost: TextCheck = (text) => {
  if (!text.includes('*')) return dnsSubdomain(text)
  return text.startsWith('*.') && text.length <= 253 && dnsSubdomain(text.slice(2)) === undefined ? undefined : 'must have * alone as its first part, with a DNS name after it'
}

/** A domain, a slash and a path: `example.com/controller`. */
export const domainPath: TextCheck = (text) => {
  const slash = text.indexOf('/')
  return slash > 0 && dnsSubdomain(text.slice(0, slash)) === undefined && /^\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(text.slice(slash)) ? undefined : 'must be a domain, a slash and a path such as example.com/name'
}

/** The same for a name that more is added to: it may end with a dash. The server does not look at the character before that dash. */
export const asPrefix = (check: TextCheck): TextCheck => (text) => check(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text)

/** Names that become a part of a path: roles and bindings. */
export const pathSegment: TextCheck = (text) => (text === '.' || text === '..' || /[/%]/.test(text) ? 'must not be . or .. and must not contain / or %' : undefined)

function wrongInLabelKey(text: string): string | undefined {
  const [name, prefix, ...more] = text.split('/').reverse()
  if (more.length > 0 || !name || name.length > 63 || !qualified.test(name)) return 'must be letters, digits, -, _ and ., at most 63, and start and end with a letter or digit, with at most one prefix and / before it'
  return prefix === undefined || dnsSubdomain(prefix) === undefined ? undefined : 'has a prefix before / that is no DNS name'
}

/** Thousands of objects have the same few labels. */
const knownLabels = new Map<string, string | undefined>()
const mostLabels = 500

/** A qualified name: keys of labels, `app.kubernetes.io/name`. */
export const labelKey: TextCheck = (text) => {
  const fault = knownLabels.get(text)
  if (fault !== undefined || knownLabels.has(text)) return fault
  const found = wrongInLabelKey(text)
  if (knownLabels.size < mostLabels) knownLabels.set(detached(text), found)
  return found
}

export const labelValue: TextCheck = (text) =>
  text === '' || (text.length <= 63 && qualified.test(text)) ? undefined : 'must be letters, digits, -, _ and ., at most 63, and start and end with a letter or digit'

/** Keys of Secrets and ConfigMaps. */
export const dataKey: TextCheck = (text) =>
  text.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..') ? undefined : 'must be letters, digits, -, _ and ., at most 253, and must not start with ..'

/** Names of variables since Kubernetes 1.34: printable ASCII without the equals sign. */
export const variableName: TextCheck = (text) => (/^[\x20-\x3c\x3e-\x7e]+$/.test(text) ? undefined : 'must be printable ASCII without =')

/** Names of ports (IANA service names). */
export const portName: TextCheck = (text) =>
  text.length <= 15 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--') ? undefined : 'must be at most 15 lower-case letters, digits and single dashes, with at least one letter'

const multiples: Record<string, number> = {n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60}

/** Value of a quantity such as 128Mi or 500m; undefined when it is none. */
export function quantityValue(text: string): number | undefined {
  // The server passes over blanks at the ends, but not over line breaks; a lone dot it reads as 0.
  const match = /^ *([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]*))(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|)|[eE]([+-]?[0-9]+)) *$/.exec(text)
  if (!match) return undefined
  return Number(match[1]!.replace(/^([+-]?)\.$/, '$10')) * (match[3] === undefined ? multiples[match[2]!]! : 10 ** Number(match[3]))
}

/** True for what Go's base64 decoder takes: standard alphabet with padding; line breaks are passed over. */
export function isBase64(text: string): boolean {
  const bare = text.replace(/[\r\n]/g, '')
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare)
}

/** The first character that no base64 has there; undefined when there is none, as when something is missing. */
export function wrongInBase64(text: string): readonly [from: number, to: number] | undefined {
  const at = text.search(/[^A-Za-z0-9+/=\r\n]|=(?=[\r\n]*[^=\r\n])/)
  return at < 0 ? undefined : [at, at + (text.codePointAt(at)! > 0xffff ? 2 : 1)]
}

/** The bytes of base64 text that `isBase64` takes. */
export const base64Bytes = (text: string): Uint8Array => Buffer.from(text, 'base64')
