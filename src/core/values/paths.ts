/** Keys and places in lists from the top of a value down. */
export type Steps = ReadonlyArray<string | number>

/** What stands at a place of a value; undefined when nothing does. */
export function valueAt(root: unknown, path: Steps): unknown {
  let value = root
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined
  return value
}

/** Whether a place is another one or lies below it. */
export const startsWith = (path: Steps, start: Steps): boolean => start.every((step, index) => path[index] === step)
