import {createHash} from 'node:crypto'
import {validClusterObjects} from './manifest-cases-cluster.ts'
import {validWorkloads} from './manifest-cases-pods.ts'

type JsonMap = Record<string, unknown>
type Path = Array<string | number>

/** A valid object with something changed. */
export interface ManifestCase {
  name: string
  object: JsonMap
}

/** Valid objects of every kind that lint is held to. */
export const validObjects: JsonMap[] = (JSON.parse(JSON.stringify([...validWorkloads, ...validClusterObjects])) as JsonMap[])

/** The kinds that the cases cover: lint's agreement with an API server is claimed for these alone. */
export const coveredKinds: string[] = [...new Set(validObjects.map(({apiVersion, kind}) => `${String(apiVersion)}/${String(kind)}`))].sort()

/** The generator's seed: with it the cases are the same on every machine. */
const seed = 20261201

/** Numbers from 0 to below 1, the same for a seed (mulberry32). */
function random(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const map = (value: unknown): JsonMap => value as JsonMap

const copied = (value: any): any => (Array.isArray(value) ? [...value] : typeof value === 'object' && value !== null ? {...value} : value)

/** The object with a change at a place. What the change does not touch is shared with the object: a copy of 40,000 would take too long. */
function changed(object: JsonMap, path: Path, change: (parent: any, key: string | number) => void): JsonMap {
  const copy: any = {...object}
  let parent = copy
  for (const step of path.slice(0, -1)) parent = parent[step] = copied(parent[step])
  const key = path.at(-1)!
  if (key in parent) parent[key] = copied(parent[key])
  change(parent, key)
  return copy
}

function* places(value: unknown, path: Path = []): Generator<{path: Path; value: unknown}> {
  if (path.length > 0) yield {path, value}
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...path, index])
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key])
}

/** What a place is called wherever it stands: the last two keys, so that a container of a Job meets the fields of a container of a Pod. */
function role(object: JsonMap, path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.').replaceAll('.[]', '[]').split('.')
  const at = steps.slice(-2)
  if (object.kind === 'Pod' && steps.length === 1 && steps[0] === 'spec') return 'template.spec'
  return path.length === 0 || at[0] === 'spec' ? `${String(object.kind)} ${steps.join('.')}` : at.join('.')
}

const everywhere: unknown[] = [null, '', 'word', true, 0, -1, 1.5, 70_000, 4_000_000_000, [], ['word'], [null], {}, {word: 'x'}, {word: 1}, [{}]]
const texts = [
  'Two Words', 'true', '-x', 'x_y', 'x/y', 'x/y/z', '/x', '../x', 'x/../y', '.', '..', '..x', 'a.b', 'a..b', '12', '1.5Gi', '-1', '100m', '0', '1e3', '50%', '150%', '-5%', 'a'.repeat(64), 'a'.repeat(16), `${'a'.repeat(60)}.${'b'.repeat(60)}`, 'a'.repeat(254), 'é', ' x', 'x:y', 'x=y', 'x,y',
  '192.0.2.1', '192.0.2.01', '2001:db8::1', '127.0.0.1', '169.254.0.1', '0.0.0.0', '10.0.0.0/8', '10.0.0.1/8', '::/0', 'Always', 'Never', 'None', 'OnFailure', '* * * * *', '@daily', '60 * * * *', 'example.com', '*.example.com', 'https://example.com', 'cpu', 'UTC', '*', 'Exists', 'DoesNotExist', 'In', 'a-b', 'Aa0',
]
const numbers = [1, 2, 65_535, 65_536, 511, 512, 2_147_483_647, 2_147_483_648, -2, 100, 101, 600, '1']

/** Values for a place: of all types, of its own type and more that look like it, near its own, and what stands at places of that name elsewhere. */
function candidates(value: unknown, named: unknown[], next: () => number): unknown[] {
  const all = [...everywhere, ...named]
  const some = <T>(from: T[], count: number): T[] => Array.from({length: count}, () => from[Math.floor(next() * from.length)]!)
  if (typeof value === 'string') all.push(...some(texts, 12), `${value}x`, value.toUpperCase(), value.toLowerCase(), ` ${value}`, `${value}-`, value.repeat(40), Number(value), `${value}\n`)
  else if (typeof value === 'number') all.push(...numbers, value + 1, value - 1, String(value), ...some(texts, 3))
  else if (typeof value === 'boolean') all.push(!value, String(value), ...some(texts, 1))
  else if (Array.isArray(value)) all.push([...value, ...value], [...value, null], value.slice(1), value[0])
  else if (typeof value === 'object') all.push([value], {...value, extra: 'x'}, {...value, 'Not A key!': 'x'}, {...value, 'x/y': 1})
  const own = JSON.stringify(value)
  const seen = new Set([own])
  return all.filter((one) => {
    const text = JSON.stringify(one)
    if (text === undefined || seen.has(text) || Number.isNaN(one)) return false
    seen.add(text)
    return true
  })
}

/**
 * All cases, the same at each call. Every place of every valid object: taken away, replaced, misspelt, doubled, and given the fields that stand beside places of
 * that name elsewhere (so a volume of every source gets each other source). Then pairs of such changes.
 */
export function* manifestCases(): Generator<ManifestCase> {
  const next = random(seed)
  const values = new Map<string, unknown[]>()
  const fields = new Map<string, Map<string, unknown>>()
  for (const object of validObjects) {
    for (const {path, value} of places(object)) {
      const at = role(object, path)
      values.set(at, [...(values.get(at) ?? []), value])
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        const known = fields.get(at) ?? new Map<string, unknown>()
        for (const [key, item] of Object.entries(value)) if (!known.has(key)) known.set(key, item)
        fields.set(at, known)
      }
    }
  }
  for (const object of validObjects) {
    const title = `${String(object.kind)} ${String((object.metadata as JsonMap).name)}`
    yield {name: `${title} as it is`, object}
    const own: ManifestCase[] = []
    const harmless: Array<{path: Path; other: unknown}> = []
    for (const {path, value} of places(object)) {
      // Another kind or version is another matter: the test asks for this one. Which namespaces there are is the server's state.
      if (['apiVersion', 'kind'].includes(String(path[0])) || (path.length === 2 && path.join('.') === 'metadata.namespace')) continue
      // Without a name, only `kubectl create` goes by generateName.
      if (path.join('.') === 'metadata.name' && Object.hasOwn(map(object.metadata), 'generateName')) continue
      const at = `${title} ${path.join('.')}`
      const key = path.at(-1)!
      const others = (values.get(role(object, path)) ?? []).filter((_, __, all) => all.length <= 8 || next() < 8 / all.length)
      own.push({name: `${at} taken away`, object: changed(object, path, (parent, one) => (Array.isArray(parent) ? parent.splice(Number(one), 1) : delete parent[one]))})
      for (const other of candidates(value, others, next)) {
        own.push({name: `${at} = ${JSON.stringify(other).slice(0, 60)}`, object: changed(object, path, (parent, one) => (parent[one] = structuredClone(other)))})
        if (typeof other === typeof value && next() < 0.1) harmless.push({path, other})
      }
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        for (const [field, sample] of fields.get(role(object, path)) ?? []) {
          if (!Object.hasOwn(value, field)) own.push({name: `${at} with ${field}`, object: changed(object, path, (parent, one) => (parent[one][field] = structuredClone(sample)))})
        }
      }
      if (typeof key === 'string') {
        own.push({name: `${at} misspelt`, object: changed(object, path, (parent) => { parent[`${key}x`] = parent[key]; delete parent[key] })})
        if (key !== key.toUpperCase()) own.push({name: `${at} in capitals`, object: changed(object, path, (parent) => { parent[key.toUpperCase()] = parent[key]; delete parent[key] })})
      } else own.push({name: `${at} doubled`, object: changed(object, path, (parent, one) => parent.push(structuredClone(parent[one])))})
    }
    yield* own
    for (const [index, one] of harmless.entries()) {
      const two = harmless[Math.floor(next() * harmless.length)]!
      if (index % 2 === 1 || JSON.stringify(one.path).startsWith(JSON.stringify(two.path).slice(0, -1)) || JSON.stringify(two.path).startsWith(JSON.stringify(one.path).slice(0, -1))) continue
      const both = changed(changed(object, one.path, (parent, key) => (parent[key] = structuredClone(one.other))), two.path, (parent, key) => (parent[key] = structuredClone(two.other)))
      yield {name: `${title} ${one.path.join('.')} = ${JSON.stringify(one.other).slice(0, 40)} and ${two.path.join('.')} = ${JSON.stringify(two.other).slice(0, 40)}`, object: both}
    }
  }
}

/** Where test/e2e/lint-agreement.test.ts keeps what an API server says of the cases. */
export const manifestVerdictsFile = new URL('manifest-verdicts.json', import.meta.url)

/** What an API server said of the cases. */
export interface ManifestVerdicts {
  /** Version of the server. */
  kubernetes: string
  /** Of the cases that were judged. */
  fingerprint: string
  /** One letter a case: `+` taken, `x` refused, `s` refused because of the server's state alone. */
  verdicts: string
}

/** Takes a fingerprint of the cases' objects one after the other, to tell recorded verdicts of other cases. */
export function fingerprintOf(): {add(object: JsonMap): void; digest(): string} {
  const hash = createHash('sha256')
  return {add: (object) => void hash.update(`${JSON.stringify(object)}\n`), digest: () => hash.digest('hex')}
}
