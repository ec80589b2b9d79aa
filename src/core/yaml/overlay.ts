import {isRecord} from '../values/maps.ts'

/**
 * Lays one value over another: maps merge key by key, lists and scalars replace, null removes. Neither input is changed.
 * @param base what holds where the overlay is silent
 */
export function overlay(base: unknown, over: unknown): unknown {
  if (!isRecord(over)) return over
  const result: Record<string, unknown> = isRecord(base) ? {...base} : {}
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key]
    else result[key] = overlay(result[key], value)
  }
  return result
}
