import type {Rules} from '../catalog/types.ts'
import {isMailAddress} from './mail-address.ts'
import {isRequestUri} from './request-uri.ts'

type Format = NonNullable<Rules['wellKnown']>

const isV4 = (text: string): boolean => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text) && !/(?:^|\.)0\d/.test(text)

function isV6(text: string): boolean {
  const tail = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text)
  if (tail && !isV4(tail[2]!)) return false
  const whole = tail ? `${tail[1]}0:0` : text
  const halves = whole.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8
}

const isDomain = (text: string): boolean => text.length <= 253 && text.split('.').every((label) => /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?$/.test(label))

const dashed = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** google/uuid takes any character where braces may stand. */
const uuid = new RegExp(`^(?:(?:urn:uuid:)?${dashed}|[\\x00-\\x7f]${dashed}[\\x00-\\x7f]|[0-9a-f]{32})$`, 'i')

const isIp = (text: string): boolean => isV4(text) || isV6(text)

/** An IPv4 address within IPv6 is one too (Go's To4). */
const isMappedV4 = (text: string): boolean => isV6(text) && /^(?:0{0,4}:){1,5}:?(?:ffff):(?:[0-9a-f]{1,4}:[0-9a-f]{1,4}|[\d.]+)$/i.test(text)

/**
 * The well-known formats, as wide as the connector takes them (Go's net, net/mail, net/url and google/uuid): an e-mail address may carry a name, a
 * hostname may be an IP address, a UUID may stand in braces, an IPv6 field takes IPv4 too.
 */
export const wellKnown: Record<Format, {title: string; test: (text: string) => boolean}> = {
  email: {title: 'an e-mail address', test: (text) => isMailAddress(text, isIp)},
  uri: {title: 'a URL such as https://example.com', test: (text) => isRequestUri(text, isV6)},
  uuid: {title: 'a UUID', test: (text) => uuid.test(text)},
  hostname: {title: 'a host name', test: (text) => isIp(text) || isDomain(text)},
  ip: {title: 'an IP address', test: isIp},
  ipv4: {title: 'an IPv4 address', test: (text) => isV4(text) || isMappedV4(text)},
  ipv6: {title: 'an IPv6 address', test: isIp},
}
