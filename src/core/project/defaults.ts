import {isRecord, own} from '../values/maps.ts'
import {overlay} from '../yaml/overlay.ts'

/** What is laid over each other for one instance: what a later one says counts. */
function layersOf(file: Record<string, unknown>, over: Record<string, unknown>, instance: string): unknown[] {
  const ofInstance = ({connectors}: Record<string, unknown>) => (isRecord(connectors) ? own(connectors, instance) : undefined)
  return [file['defaults'], over['defaults'], ofInstance(file), ofInstance(over)]
}

/**
 * Gives every instance what `defaults` says, as if it stood in the instance: the project's, then the environment's, then the instance, then the instance in
 * the environment, each laid over what is before it, so that maps merge, lists and scalars replace, and null removes what came from before.
 * @param merged the file with the environment laid over it
 * @param file the file itself
 * @param over the environment; `{}` without one
 */
export function withDefaults(merged: Record<string, unknown>, file: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const {connectors} = merged
  if (!isRecord(connectors) || !isRecord(merged['defaults'])) return merged
  return {...merged, connectors: Object.fromEntries(Object.entries(connectors).map(([name, settings]) => [name, isRecord(settings) || settings === null ? layersOf(file, over, name).filter(isRecord).reduce<unknown>(overlay, {}) : settings]))}
}

/**
 * The places at which a setting of an instance may stand, the one that counts first.
 * @param path of the setting as if defaults and environments were none
 */
export function standingPlaces(path: string[], environment: string | undefined): string[][] {
  const overlaid = (one: string[]) => (environment === undefined ? [] : [['environments', environment, ...one]])
  const [group, , ...setting] = path
  const defaults = group === 'connectors' && setting.length > 0 ? ['defaults', ...setting] : undefined
  return [...overlaid(path), path, ...(defaults ? [...overlaid(defaults), defaults] : [])]
}
