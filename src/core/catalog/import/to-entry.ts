import {isDeepStrictEqual} from 'node:util'
import {sdkFields} from '../sdk-fields.ts'
import type {PublishedField, PublishedSchema} from './types.ts'

/** An entry of connectors.yaml, as it is written. */
export type EntryTree = Record<string, unknown>

/** What a schema makes of an entry, before it meets one that is there. */
export interface PublishedEntry {
  tree: EntryTree
  /** Fields that the schema does not flag as secret, but whose name or kind says that they are. */
  guessedSecrets: string[]
  /** Places under schema-extras that c1ctl does not understand. */
  unknown: string[]
}

const looksSecret = /(?:^|[-_])(?:token|secret|password|passphrase|api-?key|access-?key|private-?key|privatekey|credentials?(?:-json)?(?:-file-path)?|connection-string|dsn)$/i

/** A name such as `api-key` as a title: Api key. */
const titled = (name: string): string => {
  const words = name.replaceAll(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const present = (tree: EntryTree): EntryTree => Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined && value !== false))

/** True for a setting that every connector has: an entry does not repeat it. */
const isOfSdk = (field: {name: string; type: string}): boolean => Object.hasOwn(sdkFields, field.name) && sdkFields[field.name]!.type === field.type

/**
 * The entry that a schema describes by itself: what upstream decides, and titles and helps to start from.
 * @param name the connector's
 * @param own names of settings of every connector that the entry defines itself all the same
 */
export function publishedEntry(name: string, schema: PublishedSchema, own: string[] = []): PublishedEntry {
  const fields = schema.fields.filter((field) => !isOfSdk(field) || own.includes(field.name))
  const isSecret = (field: PublishedField): boolean => field.secret || ((field.type === 'string' || field.type === 'file') && looksSecret.test(field.name))
  const grouped = new Set(schema.groups.flatMap((group) => group.fields))
  const inAll = new Set([...grouped].filter((field) => schema.groups.length > 1 && schema.groups.every((group) => group.fields.includes(field))))
  const names = new Set(fields.map((field) => field.name))
  const signIn = new Set(schema.fields.filter((field) => field.isSignIn).map((field) => field.name))
  const hasSafe = schema.groups.some((group) => !group.fields.some((field) => signIn.has(field)))

  const tree: EntryTree = {title: schema.title ?? titled(name)}
  const docs = addressOf(schema.helpUrl)
  if (docs) tree['docs'] = docs
  if (fields.length > 0)
    tree['fields'] = Object.fromEntries(
      fields.map((field) => {
        const secret = isSecret(field)
        return [field.name, present({
          title: field.title ?? titled(field.name),
          type: field.type === 'string' ? undefined : field.type,
          secret,
          // Where there are groups, upstream looks over a field that is in none of them (baton-sdk Validate).
          required: field.required && (schema.groups.length === 0 || grouped.has(field.name)),
          default: secret || field.default === '' ? undefined : field.default,
          example: secret ? undefined : (field.placeholder ?? field.suggestion),
          help: field.help,
          rules: field.rules,
          extensions: field.extensions,
          advanced: field.ops,
        })]
      }),
    )
  if (schema.groups.length > 0)
    tree['auth'] = Object.fromEntries(
      schema.groups.map((group) => {
        const isCloud = hasSafe && group.fields.some((field) => signIn.has(field))
        return [methodName(group.name), {
          title: group.title,
          upstream: group.name,
          fields: group.fields.filter((field) => names.has(field) && !inAll.has(field)),
          ...(isCloud ? {'self-hosted': false} : {}),
          ...(group.default && !isCloud ? {default: true} : {}),
        }]
      }),
    )
  if (schema.constraints.length > 0)
    tree['constraints'] = schema.constraints.map((one) => (one.kind === 'dependent-on' ? {'dependent-on': one.fields, on: one.on} : {[one.kind]: one.fields}))
  if (schema.requiresExternalConnector) tree['needs'] = {identities: {why: 'The schema says that it needs the accounts of another connector.'}}
  tree['sources'] = {fields: 'schema'}
  const extras = {...Object.fromEntries(schema.extras.map(({path, value}) => [path.join('.'), value])), ...Object.fromEntries(fields.flatMap((field) => unplaced(field, isSecret(field))))}
  if (Object.keys(extras).length > 0) tree['schema-extras'] = extras
  return {tree, guessedSecrets: fields.filter((field) => isSecret(field) && !field.secret).map((field) => field.name), unknown: schema.extras.filter((one) => one.warning).map(({path}) => path.join('.'))}
}

/** What a field says that has no place in an entry: a secret has neither default nor example there, and another field has one example. */
function unplaced({name, default: preset, placeholder, suggestion}: PublishedField, isSecret: boolean): Array<[place: string, value: string]> {
  const left = {default: isSecret ? preset : undefined, placeholder: isSecret ? placeholder : undefined, suggestedValue: isSecret || placeholder !== undefined ? suggestion : undefined}
  return Object.entries(left).flatMap(([key, value]): Array<[string, string]> => (value === undefined ? [] : [[`fields.${name}.${key}`, value]]))
}

/** `github-app-group` is the method github-app. */
function methodName(group: string): string {
  const name = group.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return name.replace(/-group$/, '') || 'default'
}

/** The documentation's address: most schemas name a path on ConductorOne's own site. */
function addressOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  return url.startsWith('/') ? `https://www.conductorone.com${url}` : url
}

/** Whether two constraints, as they are written, say the same. */
export function sameConstraint(one: unknown, other: unknown): boolean {
  const sorted = (tree: unknown): unknown => Object.fromEntries(Object.entries(tree as EntryTree).map(([key, value]) => [key, Array.isArray(value) ? value.map(String).sort() : value]))
  return isDeepStrictEqual(sorted(one), sorted(other))
}
