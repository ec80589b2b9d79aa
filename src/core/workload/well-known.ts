import type {Rules} from '../catalog/types.ts'

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

/**
 * The well-known formats, as wide as the connector takes them (Go's net, net/mail, net/url and google/uuid): an e-mail address may carry a name, a
 * hostname may be an IP address, a UUID may stand in braces, an IPv6 field takes IPv4 too.
 */
export const wellKnown: Record<Format, {title: string; test: (text: string) => boolean}> = {
  email: {title: 'an e-mail address', test: (text) => /^(?:[^<>@\n]*<\s*)?(?:"[^"\n]+"|[^\s<>@,;:"()[\]]+)@(?:\[[^\s\]]+\]|[^\s<>@,;:"()[\]]+)(?:\s*>)?$/.test(text.trim()) && text.includes('<') === text.includes('>')},
  uri: {title: 'a URL such as https://example.com', test: (text) => /^(?:[A-Za-z][0-9A-Za-z+.-]*:[^\s\u007f]+|\/[^\u007f]*)$/.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text)},
  uuid: {title: 'a UUID', test: (text) => /^(?:(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{32})$/i.test(text)},
  hostname: {title: 'a host name', test: (text) => isV4(text) || isV6(text) || isDomain(text)},
  ip: {title: 'an IP address', test: (text) => isV4(text) || isV6(text)},
  ipv4: {title: 'an IPv4 address', test: isV4},
  ipv6: {title: 'an IPv6 address', test: (text) => isV4(text) || isV6(text)},
}
