import {isRecord} from '../../values/maps.ts'
/** One operation of a JSON patch (RFC 6902). */
export type Operation = {op: 'add' | 'replace'; path: string; value: unknown} | {op: 'remove'; path: string}

/** Whether two values are the same as JSON, whatever the order of keys. */
function sameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, at) => sameJson(item, other[at]))
  if (!isRecord(one) || !isRecord(other)) return one === other
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
}

/**
 * The operations that make one object of another, as few as its shape allows: of lists what both begin and end with stays.
 * @returns operations in the order in which they are applied; none when both are the same
 */
export function jsonPatch(from: unknown, to: unknown, path = ''): Operation[] {
  if (sameJson(from, to)) return []
  if (isRecord(from) && isRecord(to)) {
    return [
      ...Object.keys(from).filter((key) => !Object.hasOwn(to, key)).map((key): Operation => ({op: 'remove', path: below(path, key)})),
      ...Object.keys(to).flatMap((key): Operation[] => (Object.hasOwn(from, key) ? jsonPatch(from[key], to[key], below(path, key)) : [{op: 'add', path: below(path, key), value: to[key]}])),
    ]
  }
  if (Array.isArray(from) && Array.isArray(to)) return listPatch(from, to, path)
  return [{op: 'replace', path, value: to}]
}

function listPatch(from: unknown[], to: unknown[], path: string): Operation[] {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && sameJson(from[start], to[start])) start += 1
  let end = 0
  while (end < shorter - start && sameJson(from[from.length - 1 - end], to[to.length - 1 - end])) end += 1
  const old = from.slice(start, from.length - end)
  const fresh = to.slice(start, to.length - end)
  const both = Math.min(old.length, fresh.length)
  return [
    ...fresh.slice(0, both).flatMap((item, at) => jsonPatch(old[at], item, below(path, start + at))),
    // Each removal moves what follows into its place.
    ...old.slice(both).map((): Operation => ({op: 'remove', path: below(path, start + both)})),
    ...fresh.slice(both).map((value, at): Operation => ({op: 'add', path: below(path, start + both + at), value})),
  ]
}

/** A JSON pointer (RFC 6901) one step further. */
const below = (path: string, step: string | number): string => `${path}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
