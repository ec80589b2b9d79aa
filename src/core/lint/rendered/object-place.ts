import type {ObjectPath} from '../../kubernetes/violation.ts'
import {isRecord, list, map} from '../../values/maps.ts'
import {firstDifference, type KubernetesDocument, type Span} from '../../yaml/kubernetes-reader.ts'
import type {At, Manifest} from '../set.ts'

/** What elements of a list are told apart by in Kubernetes, where it is not their number. */
const mergeKeys = ['name', 'mountPath', 'containerPort', 'devicePath', 'ip', 'key']

/** The element of a list that is the same thing as another's, by what such things are called. */
function counterpart(element: unknown, index: number, among: unknown[]): number | undefined {
  for (const key of mergeKeys) {
    const name = map(element)[key]
    if (typeof name !== 'string' && typeof name !== 'number') continue
    const same = [...among.keys()].filter((at) => map(among[at])[key] === name)
    if (same.length > 0) return same.length === 1 ? same[0] : undefined
  }
  return index < among.length ? index : undefined
}

/** As much of a path as leads somewhere. */
function existing(object: unknown, path: ObjectPath): ObjectPath {
  let value = object
  for (const [depth, step] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return path.slice(0, depth)
    value = (value as Record<string | number, unknown>)[step]
  }
  return path
}

/**
 * Where the value at a path of a rendered object stands in one that it was made from: lists are followed by the names of their elements.
 * @returns undefined when it is not there, or is another value there
 */
export function pathInSource(rendered: unknown, source: unknown, path: ObjectPath, part: 'key' | 'value' = 'value'): ObjectPath | undefined {
  const there = existing(rendered, path)
  let [one, other] = [rendered, source]
  const moved: Array<string | number> = []
  for (const step of there) {
    let next: string | number | undefined = step
    if (typeof step === 'number') next = Array.isArray(other) ? counterpart((one as unknown[])[step], step, other as unknown[]) : undefined
    else if (!isRecord(other) || !Object.hasOwn(other, step)) next = undefined
    if (next === undefined) return undefined
    moved.push(next)
    one = (one as Record<string | number, unknown>)[step]
    other = (other as Record<string | number, unknown>)[next]
  }
  // Of a key only the key counts; a container is the same one whatever a patch changed in it.
  const isContainer = typeof one === 'object' && one !== null
  const isSame = (part === 'key' && there.length === path.length && there.length > 0) || (isContainer ? typeof other === 'object' && other !== null && Array.isArray(one) === Array.isArray(other) : one === other)
  return isSame ? [...moved, ...path.slice(there.length)] : undefined
}

/** The object of a file that a rendered one was made from: of the same kind, with its name or the part of it that a prefix and a suffix leave. */
export function sourceObject(rendered: Manifest, among: Manifest[]): Manifest | undefined {
  const name = String(map(rendered.object['metadata'])['name'])
  const same = among.filter((one) => one.object['kind'] === rendered.object['kind'])
  const called = (one: Manifest): string => String(map(one.object['metadata'])['name'])
  const exactly = same.filter((one) => called(one) === name)
  if (exactly.length === 1) return exactly[0]
  const inside = same.filter((one) => name.includes(called(one)))
  return inside.length === 1 ? inside[0] : same.length === 1 && inside.length === 0 ? same[0] : undefined
}

/** Where an object's value stands in the file of another; undefined when it is not there. */
export function placeInObject({manifest, path, part}: At, source: Manifest): Span | undefined {
  const found = pathInSource(manifest.object, source.object, path, part)
  return found && source.document.locate([...source.base, ...found], part)
}

/**
 * Where a JSON patch (RFC 6902) sets the value at a path of a rendered object.
 * @param document a list of operations
 */
export function placeInOperations({manifest, path, part}: At, document: KubernetesDocument): Span | undefined {
  const there = existing(manifest.object, path)
  for (const [at, one] of list(document.value).entries()) {
    if ((one['op'] !== 'add' && one['op'] !== 'replace') || typeof one['path'] !== 'string') continue
    const steps = one['path'].split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const isAbove = steps.length <= there.length && steps.every((step, depth) => step === String(there[depth]) || (step === '-' && typeof there[depth] === 'number'))
    if (!isAbove) continue
    const rendered = there.slice(0, steps.length).reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], manifest.object)
    if (firstDifference(rendered, one['value'])) continue
    return document.locate([at, 'value', ...path.slice(steps.length)], steps.length === path.length ? 'value' : part)
  }
  return undefined
}
