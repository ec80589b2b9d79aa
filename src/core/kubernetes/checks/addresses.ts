import type {TextCheck} from '../names.ts'

/** An IP address as numbers: 4 or 16 bytes. */
type Address = number[]

function ipv4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)) return undefined
  return parts.map(Number)
}

function ipv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const bytes = (half: string): Address | undefined => {
    if (half === '') return []
    const groups = half.split(':')
    const found: number[] = []
    for (const [index, group] of groups.entries()) {
      const embedded = index === groups.length - 1 && group.includes('.') ? ipv4(group) : undefined
      if (embedded) found.push(...embedded)
      else if (/^[0-9a-fA-F]{1,4}$/.test(group)) found.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
      else return undefined
    }
    return found
  }
  const [head, tail] = [bytes(halves[0]!), halves.length === 2 ? bytes(halves[1]!) : []]
  if (!head || !tail) return undefined
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

/** Reads an IP address as the server does since 1.36: no leading zeros, no zone. */
export const address = (text: string): Address | undefined => (text.includes(':') ? ipv6(text) : ipv4(text))
/** True for an IPv6 address that carries an IPv4 one: the server takes it no longer. */
const mapped = (bytes: Address): boolean => bytes.length === 16 && bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255'
export const isIPv6 = (text: string): boolean => address(text)?.length === 16

/** An IP address. */
export const ip: TextCheck = (text) => {
  const bytes = address(text)
  return bytes && !mapped(bytes) ? undefined : 'must be an IP address such as 192.0.2.10 or 2001:db8::1'
}

/** The one way to write an IPv6 address that slices of endpoints take: lower case, the longest run of zeros as `::`. */
export const canonicalIPv6: TextCheck = (text) => {
  const bytes = address(text)
  if (bytes?.length !== 16) return undefined
  const groups = Array.from({length: 8}, (_, index) => ((bytes[2 * index]! << 8) | bytes[2 * index + 1]!).toString(16))
  const runs = [...groups.map((group) => (group === '0' ? '0' : 'x')).join('').matchAll(/0{2,}/g)]
  const longest = runs.reduce<RegExpMatchArray | undefined>((best, one) => (best && best[0].length >= one[0].length ? best : one), undefined)
  const written = longest ? `${groups.slice(0, longest.index).join(':')}::${groups.slice(longest.index! + longest[0].length).join(':')}` : groups.join(':')
  return written === text ? undefined : `must be written as ${written}`
}

/** An IP address that endpoints and external IPs may have: not unspecified, loopback or link-local. */
export const endpointIP: TextCheck = (text) => {
  const bytes = address(text)
  if (!bytes || ip(text)) return ip(text)
  const [a, b, c] = bytes
  if (bytes.every((one) => one === 0)) return 'must not be the unspecified address'
  if (bytes.length === 4 ? a === 127 : bytes.slice(0, 15).every((one) => one === 0) && bytes[15] === 1) return 'must not be a loopback address'
  if (bytes.length === 4 ? (a === 169 && b === 254) || (a === 224 && b === 0 && c === 0) : (a === 254 && (b! & 192) === 128) || (a === 255 && (b! & 15) === 2)) return 'must not be a link-local address'
  return undefined
}

/** Reads a network such as 10.0.0.0/8. */
function network(text: string): {bytes: Address; bits: number} | undefined {
  const [base, length, ...more] = text.split('/')
  const bytes = address(base!)
  if (!bytes || length === undefined || more.length > 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > bytes.length * 8) return undefined
  return {bytes, bits: Number(length)}
}

const bit = (bytes: Address, at: number): number => (bytes[at >> 3]! >> (7 - (at & 7))) & 1

/** A network whose address has nothing beyond its prefix. */
export const cidr: TextCheck = (text) => {
  const found = network(text)
  if (!found || mapped(found.bytes)) return 'must be a network such as 10.0.0.0/8 or 2001:db8::/32'
  for (let at = found.bits; at < found.bytes.length * 8; at += 1) if (bit(found.bytes, at)) return `must have nothing beyond the first ${found.bits} bits of its address`
  return undefined
}

/** True when the second network lies in the first and is smaller. */
export function contains(outer: string, inner: string): boolean {
  const [one, two] = [network(outer), network(inner)]
  if (!one || !two || one.bytes.length !== two.bytes.length || one.bits >= two.bits) return false
  for (let at = 0; at < one.bits; at += 1) if (bit(one.bytes, at) !== bit(two.bytes, at)) return false
  return true
}
