/** Characters that Go lets stand in a host: unreserved, sub-delimiters, and what is not ASCII; of escapes those that are not ASCII. */
const host = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\x00-\x7f]|%[89A-Fa-f][0-9A-Fa-f])*$/
const user = /^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})*$/
const badEscape = /%(?![0-9A-Fa-f]{2})/

/**
 * Whether a text is a URL as Go's net/url reads that of a request (ParseRequestURI): absolute, with a scheme or a path that begins with a slash.
 * @param isV6 says what may stand in brackets
 */
export function isRequestUri(text: string, isV6: (text: string) => boolean): boolean {
  if (text === '*') return true
  if (text === '' || /[\x00-\x1f\x7f]/.test(text) || text.startsWith(':')) return false
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]
  const beforeQuery = (scheme === undefined ? text : text.slice(scheme.length + 1)).split('?')[0]!
  // `mailto:a@example.com` and even `https:`: what follows is opaque.
  if (!beforeQuery.startsWith('/')) return scheme !== undefined
  if (scheme === undefined || !beforeQuery.startsWith('//')) return !badEscape.test(beforeQuery)
  const [, authority, path] = /^\/\/([^/]*)(.*)$/s.exec(beforeQuery) as unknown as [string, string, string]
  return isAuthority(authority, isV6) && !badEscape.test(path)
}

function isAuthority(text: string, isV6: (text: string) => boolean): boolean {
  const at = text.lastIndexOf('@')
  if (at >= 0 && !user.test(text.slice(0, at))) return false
  const where = text.slice(at + 1)
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(where)
  if (where.includes('[') || where.includes(']')) return bracketed !== null && isV6(bracketed[1]!.split('%25')[0]!)
  const name = where.replace(/:\d*$/, '')
  return host.test(name) && !name.includes(':')
}
