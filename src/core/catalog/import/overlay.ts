import {isDeepStrictEqual} from 'node:util'
import {isRecord} from '../../values/maps.ts'

/** What a project's file must say of an entry. */
export interface Overlay {
  /** Undefined when it need say nothing. */
  tree: unknown
  /** Places where a value of the file gives way to another one. */
  overwritten: string[]
}

/**
 * What must lie over an entry so that it becomes another one: only what differs, null for what goes, and what lies there already as far as it still holds.
 * @param base the shipped entry, undefined when there is none
 * @param over what the project's file says of it now, undefined when it says nothing
 * @param before the entry that the two make (layEntry)
 * @param after the entry that is wanted
 */
export function overlayFor({base, over, before, after}: {base: unknown; over: unknown; before: unknown; after: unknown}): Overlay {
  const overwritten: string[] = []
  const tree = lies(base, over, before, after, [], overwritten)
  // Nobody writes those by hand.
  return {tree, overwritten: overwritten.filter((place) => !place.startsWith('schema-extras.'))}
}

const at = (tree: unknown, key: string): unknown => (isRecord(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined)

function lies(base: unknown, over: unknown, before: unknown, after: unknown, path: string[], overwritten: string[]): unknown {
  if (isDeepStrictEqual(before, after)) return over
  if (isRecord(after) && (isRecord(base) || isRecord(over) || over === undefined)) {
    const result: Record<string, unknown> = {}
    const keys = new Set([...Object.keys(isRecord(over) ? over : {}), ...Object.keys(after), ...Object.keys(isRecord(base) ? base : {})])
    for (const key of keys) {
      const one = Object.hasOwn(after, key) ? lies(at(base, key), at(over, key), at(before, key), after[key], [...path, key], overwritten) : gone(base, over, key, [...path, key], overwritten)
      if (one !== undefined) result[key] = one
    }
    return Object.keys(result).length === 0 && isRecord(base) && over === undefined ? undefined : result
  }
  const isLonger = Array.isArray(over) && Array.isArray(after) && over.every((one) => after.some((other) => isDeepStrictEqual(one, other)))
  if (over !== undefined && over !== null && !isLonger) overwritten.push(path.join('.'))
  return isDeepStrictEqual(base, after) ? undefined : after
}

function gone(base: unknown, over: unknown, key: string, path: string[], overwritten: string[]): unknown {
  const value = at(over, key)
  if (value !== undefined && value !== null) overwritten.push(path.join('.'))
  return at(base, key) === undefined ? undefined : null
}
