/** True for a plain map. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a map itself holds under a name that came from outside: `constructor` names nothing unless it was put there. */
export function own<T>(map: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}

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
