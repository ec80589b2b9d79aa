import data from './schemas.json' with {type: 'json'}

/**
 * A type of a value. Its text in schemas.json is: `s` text, `b` true or false, `i` and `l` whole numbers of 32 and 64 bits, `n` number, `y` base64, `q` quantity,
 * `x` int-or-string, `t` time, `o` any map, `a` anything, `=A|B` one of these texts, `@T` a map with the fields of the type T, `[]` or `{}` before a type for a
 * list or a map of it, and `A/B` where two forms are taken.
 */
export type Shape =
  | {is: 's' | 'b' | 'i' | 'l' | 'n' | 'y' | 'q' | 'x' | 't' | 'o' | 'a'}
  | {is: '='; values: string[]}
  | {is: '@'; type: string}
  | {is: '[]' | '{}'; of: Shape}
  | {is: '/'; either: Shape[]}

/** The fields of one type in one version of Kubernetes. */
export interface TypeSchema {
  fields: Map<string, Shape>
  required: string[]
}

/** The versions of Kubernetes that c1ctl has schemas for, oldest first: `1.36`. */
export const kubernetesVersions: readonly string[] = data.versions
/** The version that is meant where none is named: the newest. */
export const defaultKubernetesVersion = data.versions.at(-1)!

const kinds: Record<string, string> = data.kinds
const types: Record<string, string> = data.types

const shapes = new Map<string, Shape>()
function readShape(text: string): Shape {
  let shape = shapes.get(text)
  if (!shape) shapes.set(text, (shape = parseShape(text)))
  return shape
}
function parseShape(text: string): Shape {
  if (text.startsWith('[]')) return {is: '[]', of: readShape(text.slice(2))}
  if (text.startsWith('{}')) return {is: '{}', of: readShape(text.slice(2))}
  if (text.startsWith('=')) return {is: '=', values: text.slice(1).split('|')}
  if (text.includes('/')) return {is: '/', either: text.split('/').map(readShape)}
  if (text.startsWith('@')) return {is: '@', type: text.slice(1)}
  return {is: text as 's'}
}

const minorOf = (version: string): number => Number(version.split('.')[1])

/** `text~34-35` in its parts: from and to which minor version it holds. */
function ranged(whole: string): {text: string; since: number; until: number} {
  const at = whole.lastIndexOf('~')
  if (at < 0) return {text: whole, since: 0, until: Infinity}
  const [since, until] = whole.slice(at + 1).split('-') as [string, string]
  return {text: whole.slice(0, at), since: Number(since), until: until === '' ? Infinity : Number(until)}
}

const read = new Map<string, Map<string, TypeSchema>>()
/**
 * The fields of a type, read when they are first asked for: a file needs few of the hundreds.
 * @param name `core.v1.PodSpec`
 * @param version `1.36`
 */
export function typeSchema(name: string, version: string): TypeSchema {
  let ofVersion = read.get(version)
  if (!ofVersion) read.set(version, (ofVersion = new Map()))
  const known = ofVersion.get(name)
  if (known) return known
  const schema: TypeSchema = {fields: new Map(), required: []}
  const minor = minorOf(version)
  for (const entry of fieldTexts(name)) {
    const {text, since, until} = ranged(entry)
    if (minor < since || minor > until) continue
    const colon = text.indexOf(':')
    const required = text[colon - 1] === '!'
    const field = text.slice(0, required ? colon - 1 : colon)
    schema.fields.set(field, readShape(text.slice(colon + 1)))
    if (required) schema.required.push(field)
  }
  ofVersion.set(name, schema)
  return schema
}
const fieldTexts = (name: string): string[] => (types[name] === '' ? [] : types[name]!.split(';'))

/** When a field of a type was there, for one that a version does not have: with the versions `since` and `until`, as far as c1ctl's versions reach. Undefined when none has it. */
export function fieldVersions(name: string, field: string): {since: string | undefined; until: string | undefined} | undefined {
  return span(fieldTexts(name).filter((entry) => entry.startsWith(`${field}:`) || entry.startsWith(`${field}!:`)))
}
function span(entries: string[]): {since: string | undefined; until: string | undefined} | undefined {
  if (entries.length === 0) return undefined
  const found = entries.map(ranged)
  const since = Math.min(...found.map((one) => one.since))
  const until = Math.max(...found.map((one) => one.until))
  return {since: since === 0 ? undefined : `1.${since}`, until: until === Infinity ? undefined : `1.${until}`}
}

/** The name of a kind's type in a version, `core.v1.Secret` for `v1/Secret`. Undefined when the version does not take the kind. */
export function kindType(kind: string, version: string): string | undefined {
  const ofVersion = kindTypes.get(version) ?? new Map<string, string>()
  const known = ofVersion.get(kind)
  if (known !== undefined) return known
  const type = typeOfKind(kind, version)
  // Most objects of a run are of a few kinds.
  if (type !== undefined) kindTypes.set(version, ofVersion.set(kind, type))
  return type
}
const kindTypes = new Map<string, Map<string, string>>()

function typeOfKind(kind: string, version: string): string | undefined {
  const entry = Object.hasOwn(kinds, kind) ? kinds[kind]! : undefined
  if (entry === undefined) return undefined
  const {text, since, until} = ranged(entry)
  const minor = minorOf(version)
  return minor < since || minor > until ? undefined : text
}

/** When a kind was there, as fieldVersions says it of a field. */
export const kindVersions = (kind: string): {since: string | undefined; until: string | undefined} | undefined => (Object.hasOwn(kinds, kind) ? span([kinds[kind]!]) : undefined)

/** Every kind of a version: `apps/v1/Deployment`. */
export const kindsOf = (version: string): string[] => Object.keys(kinds).filter((kind) => kindType(kind, version) !== undefined)
