import {dnsLabel, dnsSubdomain} from '../names.ts'

// Zeros in front are taken, as Kubernetes always did.
const octet = '0*(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`)

/** An IPv6 address as Go's net.ParseIP takes it: up to eight groups, one :: at most, perhaps with an IPv4 address at the end, no zone. */
function isIpv6(text: string): boolean {
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text)) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)!.at(-1)
  const mixed = last?.includes('.') === true
  if (mixed && !ipv4.test(last)) return false
  const all = groups.flat()
  if (!all.every((group, at) => (mixed && at === all.length - 1) || /^[0-9a-f]{1,4}$/i.test(group))) return false
  const count = all.length + (mixed ? 1 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

function isCidr(text: string): boolean {
  const [address, bits, ...more] = text.split('/')
  if (bits === undefined || more.length > 0 || !/^\d{1,3}$/.test(bits) || (bits.length > 1 && bits.startsWith('0'))) return false
  return ipv4.test(address!) ? Number(bits) <= 32 : isIpv6(address!) && Number(bits) <= 128
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === undefined) return false
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days[Number(month) - 1]!
}

function isDateTime(text: string): boolean {
  const parts = text.toLowerCase().split('t')
  const clock = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(parts.slice(1).join('t'))
  return isDate(parts[0]!) && clock !== null && clock[1]! <= '23' && clock[2]! <= '59' && clock[3]! <= '59'
}

const goDuration = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/
const longUnits = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'wk']
const shortUnits = new Set(['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'week'])
/** What Go takes as a duration, and words such as "22 seconds". */
function isDuration(text: string): boolean {
  if (goDuration.test(text)) return true
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit]) => shortUnits.has(unit!.toLowerCase()) || longUnits.some((one) => unit!.toLowerCase().startsWith(one)))
}

/** What Go's url.ParseRequestURI takes: an absolute URI, or an absolute path. */
function isUri(text: string): boolean {
  if (/[\u0000-\u001f\u007f]/.test(text) || /%(?![0-9a-f]{2})/i.test(text.split('?')[0]!)) return false
  if (text.startsWith('/')) return true
  const rest = /^[a-z][a-z0-9+.-]*:(.*)$/i.exec(text)?.[1]
  if (rest === undefined) return false
  const authority = /^\/\/([^/?]*)/.exec(rest)?.[1]
  return authority === undefined || /^(?:[^@\s]*@)?(?:\[[0-9a-f:.]+(?:%25[^\]\s]+)?\]|[^\s:[\]<>"^`{|}\\]*)(?::\d*)?$/i.test(authority)
}

const hostname = /^(?:[a-zA-Z0-9\p{S}\p{L}](?:-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|(?:[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u
const uuid = (third: string, fourth: string): RegExp => new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}[0-9a-f]{3}-?${fourth}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i')
const any = '[0-9a-f]'
const mac = /^(?:[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2}|(?:\1[0-9a-f]{2}){14})?)|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}(?:\.[0-9a-f]{4}|(?:\.[0-9a-f]{4}){7})?)$/i
const matches = (pattern: RegExp) => (text: string): boolean => pattern.test(text)

interface Format {
  /** What such a text is called. */
  words: string
  fits(text: string): boolean
  /** The first minor version of Kubernetes that checks it. */
  since?: number
}

/**
 * Formats of the schemas of custom resources that are checked, by their names without dashes. A server passes over names that it does not know; it also
 * checks bsonobjectid, isbn, isbn10, isbn13, creditcard, ssn and rgbcolor, which are taken here as they come.
 * Source: k8s.io/apiextensions-apiserver, pkg/apiserver/validation/formats.go, and k8s.io/kube-openapi, pkg/validation/strfmt.
 */
const formats: Record<string, Format> = {
  byte: {words: 'base64', fits: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)},
  cidr: {words: 'a network such as 10.0.0.0/8', fits: isCidr},
  date: {words: 'a date such as 2026-01-31', fits: isDate},
  datetime: {words: 'a time such as 2026-01-31T12:00:00Z', fits: isDateTime},
  duration: {words: 'a duration such as 30s', fits: isDuration},
  // Names and quotes around the address are rare, and taken.
  email: {words: 'an address such as jane@example.com', fits: (text) => /[<"(]/.test(text) || /^[^\s@,;:<>()[\]\\]+@[^\s@,;:<>()\\]+$/.test(text)},
  hexcolor: {words: 'a colour such as #ffffff', fits: matches(/^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i)},
  hostname: {words: 'the name of a host', fits: (text) => hostname.test(text) && text.split('.').every((part) => new TextEncoder().encode(part).length <= 63)},
  ipv4: {words: 'an IPv4 address', fits: (text) => ipv4.test(text) || (isIpv6(text) && text.includes('.'))},
  ipv6: {words: 'an IPv6 address', fits: isIpv6},
  k8slongname: {words: 'a name of lower-case letters, digits, dashes and dots', fits: (text) => text !== '' && dnsSubdomain(text) === undefined, since: 34},
  k8sshortname: {words: 'a name of at most 63 lower-case letters, digits and dashes', fits: (text) => text !== '' && dnsLabel(text) === undefined, since: 34},
  mac: {words: 'a MAC address', fits: matches(mac)},
  uri: {words: 'a URI', fits: isUri},
  uuid: {words: 'a UUID', fits: matches(uuid(any, any))},
  uuid3: {words: 'a UUID of version 3', fits: matches(uuid('3', any))},
  uuid4: {words: 'a UUID of version 4', fits: matches(uuid('4', '[89ab]'))},
  uuid5: {words: 'a UUID of version 5', fits: matches(uuid('5', '[89ab]'))},
}

const unchecked = new Set(['bsonobjectid', 'creditcard', 'isbn', 'isbn10', 'isbn13', 'password', 'rgbcolor', 'ssn'])

/** Whether a version of Kubernetes knows a format: it passes over others. */
export function knowsFormat(format: string, version: string): boolean {
  const name = format.replaceAll('-', '')
  return unchecked.has(name) || (Object.hasOwn(formats, name) && (formats[name]!.since ?? 0) <= Number(version.split('.')[1]))
}

/**
 * What a text should be and is not.
 * @param format its format in the schema: `date-time`
 * @param version of Kubernetes: `1.36`
 * @returns undefined when it fits, or when the format is not checked
 */
export function formatFault(format: string, text: string, version: string): string | undefined {
  const name = format.replaceAll('-', '')
  if (!knowsFormat(format, version) || unchecked.has(name) || formats[name]!.fits(text)) return undefined
  return formats[name]!.words
}
