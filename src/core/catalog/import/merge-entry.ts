import {isDeepStrictEqual} from 'node:util'
import {isRecord} from '../../values/maps.ts'
import {sdkFields} from '../sdk-fields.ts'
import {sameConstraint, type EntryTree} from './to-entry.ts'

/** One thing in which an entry and its schema differ. */
export interface EntryChange {
  /** Where it stands in the entry: `fields.token.required`. */
  place: string
  /** `gone`: the schema no longer has it, and the entry keeps it, marked. */
  kind: 'added' | 'changed' | 'removed' | 'gone'
  /** A sentence without its subject, which is the place. */
  what: string
}

/** What upstream decides of a field; all else of it is written by hand and stays. */
const decided = ['type', 'required', 'default', 'rules', 'extensions'] as const

const map = (value: unknown): EntryTree => (isRecord(value) ? value : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const texts = (value: unknown): string[] => list(value).map(String)
const shown = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'object' ? JSON.stringify(value) : String(value))
/** Scalars of YAML that are written in different ways and read alike: 8080 and "8080". */
const plain = (value: unknown): unknown => (isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : Array.isArray(value) ? value.map(plain) : value === undefined ? undefined : String(value))
const alike = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other))

/**
 * Takes a published schema over into an entry that is there. What people write (titles, helps, steps, recipes, what conditions hold) stays; types, rules,
 * defaults, what is required, constraints and groups follow the schema; a secret stays one whatever the schema says.
 * @param entry the entry as it is written
 * @param published the entry that the schema makes by itself (publishedEntry)
 * @param unknown places under schema-extras that c1ctl does not understand: only these count as changes, for the others change nothing that it does
 */
export function mergeEntry(entry: EntryTree, published: EntryTree, unknown: string[] = []): {entry: EntryTree; changes: EntryChange[]} {
  const changes: EntryChange[] = []
  const result: EntryTree = {...entry}
  const note = (place: string, kind: EntryChange['kind'], what: string): void => void changes.push({place, kind, what})

  for (const key of ['title', 'docs', 'needs']) if (result[key] === undefined && published[key] !== undefined) {
    result[key] = published[key]
    note(key, 'added', `is ${shown(published[key])}`)
  }
  result['fields'] = mergeFields(map(entry['fields']), map(published['fields']), note)
  result['auth'] = mergeAuth(map(entry['auth']), map(published['auth']), note)
  result['constraints'] = mergeConstraints(list(entry['constraints']), list(published['constraints']), Object.keys(map(published['fields'])), note)
  for (const key of ['fields', 'auth', 'constraints']) if (entry[key] === undefined && Object.keys(result[key] as object).length === 0) delete result[key]

  if (map(entry['sources'])['fields'] !== 'schema') {
    result['sources'] = {...map(entry['sources']), fields: 'schema'}
    if (map(entry['sources'])['fields'] !== undefined) note('sources.fields', 'changed', 'is schema')
  }
  const extras = map(published['schema-extras'])
  const before = map(entry['schema-extras'])
  for (const key of unknown) if (!alike(before[key], extras[key])) note(`schema-extras.${key}`, Object.hasOwn(before, key) ? 'changed' : 'added', `is ${shown(extras[key])}`)
  if (Object.keys(extras).length > 0) result['schema-extras'] = extras
  else delete result['schema-extras']
  return {entry: result, changes}
}

type Note = (place: string, kind: EntryChange['kind'], what: string) => void

function mergeFields(before: EntryTree, published: EntryTree, note: Note): EntryTree {
  const fields: EntryTree = {}
  for (const [name, old] of Object.entries(before)) {
    const field = map(old)
    const place = `fields.${name}`
    if (!Object.hasOwn(published, name)) {
      fields[name] = field
      if (field['undocumented'] === true) continue
      fields[name] = {...field, undocumented: true}
      note(place, 'gone', 'is no longer in the schema; it is kept and marked undocumented')
      continue
    }
    fields[name] = mergeField(field, map(published[name]), place, note)
  }
  for (const [name, field] of Object.entries(published)) {
    if (Object.hasOwn(fields, name)) continue
    fields[name] = field
    const type = map(field)['type'] ?? 'string'
    note(`fields.${name}`, 'added', `is a new field of type ${String(type)}${map(field)['required'] ? ', required' : ''}${map(field)['secret'] ? ', secret' : ''}`)
    // The schema's name is right: an earlier name that came back is a field again.
    for (const [other, one] of Object.entries(fields)) {
      const aliases = texts(map(one)['aliases'])
      if (other === name || !aliases.includes(name)) continue
      fields[other] = {...map(one), aliases: aliases.filter((alias) => alias !== name)}
      note(`fields.${other}.aliases`, 'changed', `no longer holds ${name}, which is a field of its own`)
    }
  }
  return fields
}

function mergeField(field: EntryTree, published: EntryTree, place: string, note: Note): EntryTree {
  const result = {...field}
  const change = (key: string, now: unknown): void => {
    const was = result[key]
    if (now === undefined) delete result[key]
    else result[key] = now
    note(`${place}.${key}`, was === undefined ? 'added' : now === undefined ? 'removed' : 'changed', was === undefined ? `is ${shown(now)}` : now === undefined ? `was ${shown(was)}` : `is ${shown(now)}, was ${shown(was)}`)
  }
  const isFileByHand = field['type'] === 'file' && (published['type'] ?? 'string') === 'string'
  const sameType = (published['type'] ?? 'string') === (field['type'] ?? 'string') || isFileByHand
  for (const key of decided) {
    // Many schemas say nothing of what a value must look like: rules that were written by hand stay beside those of the schema.
    const rules = {...(sameType ? map(field['rules']) : {}), ...map(published['rules'])}
    const wanted = key === 'rules' ? (Object.keys(rules).length > 0 ? rules : undefined) : key === 'type' ? (published['type'] ?? 'string') : key === 'required' ? (published['required'] ?? false) : published[key]
    const is = key === 'type' ? (field['type'] ?? 'string') : key === 'required' ? (field['required'] ?? false) : field[key]
    // A secret has no default, whatever the schema gives.
    if (key === 'default' && (field['secret'] === true || published['secret'] === true)) continue
    // That a text is the path of a file to mount is something that many schemas do not say, and which endings it has neither.
    if (isFileByHand && (key === 'type' || key === 'extensions')) continue
    if (!alike(wanted, is)) change(key, key === 'required' && wanted === false ? undefined : wanted === 'string' && key === 'type' ? undefined : wanted)
  }
  if (published['secret'] === true && field['secret'] !== true) change('secret', true)
  if (result['secret'] === true && result['default'] !== undefined) change('default', undefined)
  if (field['undocumented'] !== undefined) change('undocumented', undefined)
  return result
}

function mergeAuth(before: EntryTree, published: EntryTree, note: Note): EntryTree {
  const groups = Object.entries(published).map(([name, method]) => ({name, method: map(method), upstream: String(map(method)['upstream'])}))
  const hasDefault = Object.values(before).some((method) => map(method)['default'] === true)
  const auth: EntryTree = {}
  for (const [name, old] of Object.entries(before)) {
    const method = map(old)
    auth[name] = method
    const group = groups.find((one) => one.upstream === method['upstream'])
    if (!group) {
      if (method['upstream'] === undefined || method['deprecated'] !== undefined) continue
      auth[name] = {...method, deprecated: `The connector's schema no longer has the field group ${String(method['upstream'])}.`}
      note(`auth.${name}`, 'gone', `signs in with the field group ${String(method['upstream'])}, which the schema no longer has; it is kept and marked deprecated`)
      continue
    }
    const wanted = texts(group.method['fields'])
    const is = texts(method['fields'])
    const claimed = new Set(groups.flatMap((one) => texts(one.method['fields'])))
    const held = new Set([...texts(method['required']), ...Object.keys(map(method['sets']))])
    // What no group tells apart was put there by hand and stays.
    const fields = [...is.filter((field) => wanted.includes(field) || !claimed.has(field)), ...wanted.filter((field) => !is.includes(field) && !held.has(field))]
    if (isDeepStrictEqual(fields, is)) continue
    auth[name] = {...method, fields}
    const less = is.filter((field) => !fields.includes(field))
    const more = fields.filter((field) => !is.includes(field))
    note(`auth.${name}.fields`, 'changed', [more.length > 0 ? `gains ${more.join(', ')}` : '', less.length > 0 ? `loses ${less.join(', ')}` : ''].filter(Boolean).join(' and '))
  }
  for (const {name, method, upstream} of groups) {
    if (Object.values(before).some((one) => map(one)['upstream'] === upstream)) continue
    const free = Object.hasOwn(auth, name) ? `${name}-group` : name
    const {default: preset, ...rest} = method
    auth[free] = preset === true && !hasDefault ? {...rest, default: true} : rest
    note(`auth.${free}`, 'added', `is a new way to sign in, with ${texts(method['fields']).join(', ') || 'no field of its own'}`)
  }
  return auth
}

function mergeConstraints(before: unknown[], published: unknown[], publishedFields: string[], note: Note): unknown[] {
  const words = (one: unknown): string => Object.entries(map(one)).map(([key, value]) => `${key} ${texts(value).join(', ') || shown(value)}`).join(' ')
  // What holds under a condition, or over fields that are not published, no schema can say.
  const isBeyond = (one: unknown): boolean => map(one)['when'] !== undefined || Object.values(map(one)).flatMap(texts).some((field) => !publishedFields.includes(field) && !Object.hasOwn(sdkFields, field))
  const kept = before.filter((one) => isBeyond(one) || published.some((other) => sameConstraint(one, other)))
  for (const one of before) if (!kept.includes(one)) note('constraints', 'removed', `no longer hold: ${words(one)}`)
  const fresh = published.filter((one) => !before.some((other) => sameConstraint(one, other)))
  for (const one of fresh) note('constraints', 'added', `hold: ${words(one)}`)
  return [...kept, ...fresh]
}
