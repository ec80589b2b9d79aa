/** Whether a value is a map: no list, no scalar and no null. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const nothing: Record<string, unknown> = Object.freeze({})

/** The value as a map; an empty one, which nobody can change, when it is none. */
export const map = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : nothing)

/** The value as a list of maps (null counts as an empty one, as in the decoder of Kubernetes' server); an empty one when it is none. */
export const list = (value: unknown): Array<Record<string, unknown>> => (Array.isArray(value) ? value.map(map) : [])

/** What a map itself holds under a name that came from outside: `constructor` names nothing unless it was put there. */
export function own<T>(map: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}
