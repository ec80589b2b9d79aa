import type {ObjectPath} from '../../kubernetes/violation.ts'
import {isRecord} from '../../values/maps.ts'

/**
 * A step by which an object gets another form, said of values: an entry of a map goes elsewhere under the same name or another, an entry comes that was taken for
 * granted before, or a scalar changes. Maps that lead to the new place and are not there yet come with it. Steps are done one after the other.
 */
export type Step =
  | {kind: 'move'; from: ObjectPath; to: ObjectPath}
  | {kind: 'add'; to: ObjectPath; value: unknown; beside?: readonly ['before' | 'after', string]}
  | {kind: 'set'; to: ObjectPath; value: string | number | boolean}

type Container = Record<string | number, unknown>

/** A copy in which a container has another entry; undefined when there is no container. */
function changedAt(value: unknown, path: ObjectPath, change: (container: Record<string, unknown>) => Record<string, unknown> | undefined): unknown {
  const [step, ...rest] = path
  if (step === undefined) return isRecord(value) ? change(value) : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  const below = changedAt((value as Container)[step], rest, change)
  if (below === undefined) return undefined
  return Array.isArray(value) ? value.map((item: unknown, index) => (index === step ? below : item)) : {...value, [step]: below}
}

const nested = (path: ObjectPath, item: unknown): unknown => path.reduceRight<unknown>((below, step) => ({[step]: below}), item)

function taken(value: unknown, path: ObjectPath): {rest: unknown; item: unknown} | undefined {
  let item: unknown
  const rest = changedAt(value, path.slice(0, -1), (map) => {
    const {[String(path.at(-1))]: gone, ...others} = map
    item = gone
    return gone === undefined ? undefined : others
  })
  return rest === undefined ? undefined : {rest, item}
}

function put(value: unknown, path: ObjectPath, item: unknown): unknown {
  let depth = 0
  let at = value
  while (depth < path.length - 1 && typeof at === 'object' && at !== null && Object.hasOwn(at, path[depth]!)) at = (at as Container)[path[depth++]!]
  return changedAt(value, path.slice(0, depth), (map) => (Object.hasOwn(map, path[depth]!) ? undefined : {...map, [path[depth]!]: nested(path.slice(depth + 1), item)}))
}

/** A value after steps; nothing of the original is touched. Undefined when something that is to go is not there, or what is to come is there already. */
export function restructured(value: unknown, steps: readonly Step[]): unknown {
  let now = value
  for (const step of steps) {
    if (step.kind === 'move') {
      const found = taken(now, step.from)
      now = found && put(found.rest, step.to, found.item)
    } else if (step.kind === 'add') now = put(now, step.to, step.value)
    else {
      const {to, value: scalar} = step
      now = changedAt(now, to.slice(0, -1), (map) => (Object.hasOwn(map, to.at(-1)!) ? {...map, [to.at(-1)!]: scalar} : undefined))
    }
    if (now === undefined) return undefined
  }
  return now
}

/** Steps as they are for the document that an object stands in. */
export const below = (base: ObjectPath, steps: readonly Step[]): Step[] =>
  steps.map((step) => (step.kind === 'move' ? {...step, from: [...base, ...step.from], to: [...base, ...step.to]} : {...step, to: [...base, ...step.to]}))
