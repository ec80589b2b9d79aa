import {mapFields, typeAt} from '../../kubernetes/field-types.ts'
import {defaultKubernetesVersion, fieldVersions, typeSchema} from '../../kubernetes/schema.ts'
import {validateObject, type Against} from '../../kubernetes/validate.ts'
import type {ObjectPath, Violation} from '../../kubernetes/violation.ts'
import {isRecord} from '../../values/maps.ts'
import {startsWith, valueAt} from '../../values/paths.ts'
import {olderForms} from './migration.ts'
import type {Repair} from './repair.ts'
import {restructured, type Step} from './restructure.ts'

type JsonMap = Record<string, unknown>

/** Beyond so many faults an object is not looked through for places that its fields may belong to: each has to be tried. */
const mostFaults = 100
/** How many maps a field may stand too low or too high. */
const farthest = 2

const labelSelector = 'apis.meta.v1.LabelSelector'
const key = (path: ObjectPath): string => JSON.stringify(path)

/** A map that a field may belong to, and whether it is there. */
interface Place {
  path: ObjectPath
  isThere: boolean
}

/** The maps straight below a place; of a list each item is one. */
function mapsBelow(object: JsonMap, path: ObjectPath, except?: string): ObjectPath[] {
  const value = valueAt(object, path)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([step, below]): ObjectPath[] => {
    if (step === except || (path.length === 0 && step === 'status')) return []
    if (isRecord(below)) return [[...path, step]]
    return Array.isArray(below) ? below.flatMap((item: unknown, index) => (isRecord(item) ? [[...path, step, index]] : [])) : []
  })
}

/** The maps above a place, the nearest first. */
function mapsAbove(path: ObjectPath): ObjectPath[] {
  const above: ObjectPath[] = []
  for (let length = path.length - 1; length >= 0 && above.length < farthest; length -= 1) if (typeof path[length] === 'string') above.push(path.slice(0, length))
  return above
}

/** The maps around a field that know its name, those too that would come with it. */
function placesFor(object: JsonMap, from: ObjectPath, name: string, version: string, renamed: ReadonlySet<string>): Place[] {
  const knows = (type: string | undefined): boolean => type !== undefined && typeSchema(type, version).fields.has(name)
  const near = mapsBelow(object, from, name)
  const far = near.flatMap((one) => mapsBelow(object, one))
  const above = mapsAbove(from)
  const beside = above.slice(0, 1).flatMap((one) => mapsBelow(object, one)).filter((one) => !startsWith(from, one))
  const there = [...above, ...near, ...far, ...beside].filter((one) => knows(typeAt(object, one, version)))
  const coming = [from, ...near].flatMap((one) => {
    const type = typeAt(object, one, version)
    const map = valueAt(object, one)
    if (type === undefined || !isRecord(map)) return []
    const fields = type === labelSelector ? [] : mapFields(type, version).filter(([field, below]) => knows(below) && !Object.hasOwn(map, field) && !(one.length === 0 && field === 'status') && !renamed.has(key([...one, field])))
    return fields.map(([field]): ObjectPath => [...one, field])
  })
  const places = [...there.map((path): Place => ({path, isThere: true})), ...coming.map((path): Place => ({path, isThere: false}))]
  // A selector of other objects than Services has its labels one level lower.
  if (typeAt(object, from, version) === labelSelector) places.push({path: [...from, 'matchLabels'], isThere: isRecord(valueAt(object, [...from, 'matchLabels']))})
  return places
}

const identity = ({rule, path, message}: Violation): string => JSON.stringify([rule, path, message])
/** What another repair puts right afterwards. */
const isForQuotes = ({hint}: Violation): boolean => hint !== undefined && 'as' in hint && hint.as === 'text'

/** Fields of one object that stand in a wrong place, each with what puts it right. */
class Misplaced {
  readonly repairs = new Map<string, Repair>()
  readonly #object: JsonMap
  readonly #against: Against
  readonly #before: Violation[]
  readonly #known: ReadonlySet<string>

  constructor(object: JsonMap, against: Against) {
    this.#object = object
    this.#against = against
    this.#before = (validateObject(object, against) ?? []).filter((one) => one.severity === 'error')
    this.#known = new Set(this.#before.map(identity))
    if (this.#before.length <= mostFaults) this.#find(against.version ?? defaultKubernetesVersion)
  }

  #find(version: string): void {
    const unknown = this.#before.filter((one) => one.rule === 'kubernetes/unknown-field')
    const renamed = new Set(unknown.flatMap(({path, hint}) => (hint && 'near' in hint ? [key([...path.slice(0, -1), hint.near])] : [])))
    const unknownPaths = new Set(unknown.map(({path}) => key(path)))
    for (const steps of olderForms(this.#object)) {
      const together = steps.flatMap((step) => (step.kind === 'move' && unknownPaths.has(key(step.from)) ? [step.from] : []))
      if (together.length > 0 && this.#isBetter(steps, [])) for (const path of together) this.#repair(path, steps, 'Give it the form of its apiVersion.', together)
    }
    const found = unknown.filter(({path, hint}) => !hint && !this.repairs.has(key(path)) && valueAt(this.#object, path) !== null && fieldVersions(typeAt(this.#object, path.slice(0, -1), version)!, String(path.at(-1))) === undefined)
    const chosen = new Map<string, {from: ObjectPath; to: Place}>()
    for (const {path} of found) {
      const name = String(path.at(-1))
      const right = placesFor(this.#object, path.slice(0, -1), name, version, renamed).flatMap((to) => {
        return this.#isRight(path, to) || this.#isRightTogether(path, to, found, version) ? [{from: path, to}] : []
      })
      const [only] = right
      const isFree = only && valueAt(this.#object, [...only.to.path, name]) === undefined
      if (right.length === 1 && isFree) chosen.set(key(path), only)
    }
    for (const one of chosen.values()) this.#settle(one, [...chosen.values()])
  }

  /** Whether an object has fewer faults after steps, and no new ones but such as quotes put right. @param at where those may be */
  #isBetter(steps: Step[], at: ObjectPath): boolean {
    const after = restructured(this.#object, steps)
    if (!isRecord(after)) return false
    const remaining = (validateObject(after, this.#against) ?? []).filter((one) => one.severity === 'error')
    const added = remaining.filter((one) => !this.#known.has(identity(one)))
    return added.every((one) => isForQuotes(one) && startsWith(one.path, at)) && remaining.length - added.length < this.#before.length
  }

  /** Whether a field is right at a place; where there is one already, whether it would be without it. */
  #isRight(from: ObjectPath, {path}: Place): boolean {
    const to = [...path, from.at(-1)!]
    return this.#isBetter(this.#movesOf([from], path), to) || (valueAt(this.#object, to) !== undefined && !startsWith(from, to))
  }

  #movesOf(fields: ObjectPath[], to: ObjectPath): Step[] {
    return fields.map((from) => ({kind: 'move', from, to: [...to, from.at(-1)!]}))
  }

  /** Fields beside one another that are right at a place together: `containers` and `volumes` of a template that lacks its `spec`. */
  #isRightTogether(from: ObjectPath, {path, isThere}: Place, found: Violation[], version: string): boolean {
    if (isThere) return false
    const home = from.slice(0, -1)
    const type = typeAt(this.#object, path, version)
    const fields = found.map((one) => one.path).filter((one) => one.length === from.length && startsWith(one, home) && type !== undefined && typeSchema(type, version).fields.has(String(one.at(-1))))
    return fields.length > 1 && this.#isBetter(this.#movesOf(fields, path), path)
  }

  #settle({from, to}: {from: ObjectPath; to: Place}, all: Array<{from: ObjectPath; to: Place}>): void {
    const isRival = (other: {from: ObjectPath; to: Place}): boolean => other.from !== from && other.from.at(-1) === from.at(-1) && key(other.to.path) === key(to.path)
    if (all.some(isRival)) return
    // What comes with one field comes once for all of them.
    const fields = to.isThere ? [from] : all.filter((other) => key(other.to.path) === key(to.path) && key(other.from.slice(0, -1)) === key(from.slice(0, -1))).map((other) => other.from)
    const steps = this.#movesOf(fields, to.path)
    if (to.isThere || this.#isBetter(steps, to.path)) this.#repair(from, steps, `Move it into ${nameOf(to.path, this.#object)}.`, fields)
  }

  #repair(path: ObjectPath, steps: Step[], says: string, together: ObjectPath[]): void {
    this.repairs.set(key(path), {kind: 'restructure', path, steps, says, together})
  }
}

const nameOf = (path: ObjectPath, {kind}: JsonMap): string => (path.length === 0 ? `the ${String(kind)} itself` : path.map((step, place) => (typeof step === 'number' ? `[${step}]` : place === 0 ? step : `.${step}`)).join(''))

/** Several violations of one object ask about it one after the other. */
let latest: {object: JsonMap; version: string | undefined; misplaced: Misplaced} | undefined

/** How a field that its place does not know gets where it belongs, when exactly one place nearby is right for it and free. */
export function misplaced({path}: Pick<Violation, 'path'>, object: JsonMap, against: Against): Repair | undefined {
  if (latest?.object !== object || latest.version !== against.version) latest = {object, version: against.version, misplaced: new Misplaced(object, against)}
  return latest.misplaced.repairs.get(key(path))
}
