import type {ObjectPath} from './violation.ts'

/** How a person calls what stands there. */
export function kindOf(value: unknown): string {
  if (value === null) return 'nothing (null)'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'boolean') return 'a boolean'
  return typeof value === 'number' ? 'a number' : 'a text'
}

/** Name of a place as a person would say it: the last named steps. */
export function placeName(path: ObjectPath): string {
  const last = path.at(-1)
  if (typeof last === 'number') return `${path.filter((step) => typeof step === 'string').at(-1)}[${last}]`
  return String(last ?? 'the document')
}
