import {nearest} from '../../problems/nearest.ts'
import {problem, type Problem} from '../../problems/problem.ts'
import {isRecord} from '../../values/maps.ts'
import {readSourceDocument} from '../../yaml/source-document.ts'
import {sdkFields} from '../sdk-fields.ts'
import {Reader, type Extra, type Step} from './reader.ts'
import {readRules} from './rules.ts'
import type {PublishedField, PublishedSchema} from './types.ts'

const constraintKinds = {
  CONSTRAINT_KIND_REQUIRED_TOGETHER: 'required-together',
  CONSTRAINT_KIND_AT_LEAST_ONE: 'at-least-one',
  CONSTRAINT_KIND_MUTUALLY_EXCLUSIVE: 'mutually-exclusive',
  CONSTRAINT_KIND_DEPENDENT_ON: 'dependent-on',
} as const

const fieldTypes = {stringField: 'string', boolField: 'bool', intField: 'int', stringSliceField: 'list', stringMapField: 'map'} as const
/** Kinds of fields that only the actions of a connector have: no settings. */
const actionFields = ['resourceIdField', 'resourceIdSliceField', 'resourceField', 'resourceSliceField', 'entitlementSliceField', 'grantSliceField']

/**
 * Reads a connector's own configuration schema: the JSON form of c1.config.v1.Configuration (baton-sdk), as `baton-x config` prints it and repositories
 * carry it in config_schema.json.
 * @param file the name to show in problems
 * @returns the schema, and a warning with its place for all that c1ctl does not understand; or every fault with its place. What an entry of the catalog has
 * no place for is in the schema's `extras`: nothing is lost
 */
export function readPublishedSchema(text: string, file: string): {schema: PublishedSchema; warnings: string[]} | {problems: Problem[]} {
  let tree: unknown
  try {
    tree = JSON.parse(text)
  } catch {
    // JSON is YAML, and the reader of YAML knows the place.
    const at = readSourceDocument(text, file).faults[0]?.at ?? {file, line: 1, column: 1}
    return {problems: [problem('schema-unreadable', `${file} is no JSON document.`, {at})]}
  }
  // A key that stands twice, and one that JavaScript gives a meaning of its own: JSON.parse says nothing of either.
  const odd = odditiesOf(text, file)
  if (odd.length > 0) return {problems: odd}
  if (!isRecord(tree) || !Array.isArray(tree['fields'])) return {problems: [problem('schema-unreadable', `${file} is JSON, but no connector schema: it has no list \`fields\`.`, {at: {file, line: 1, column: 1}})]}

  const extras: Extra[] = []
  const faults: Array<{path: Step[]; reason: string}> = []
  const reader = (value: unknown, path: Step[]): Reader => new Reader(value, path, {extras, faults})
  const root = reader(tree, [])
  const schema: PublishedSchema = {
    title: root.text('displayName'),
    helpUrl: root.text('helpUrl'),
    requiresExternalConnector: root.flag('requiresExternalConnector'),
    fields: [],
    constraints: [],
    groups: [],
    extras,
  }
  for (const key of ['iconUrl', 'catalogId', 'isDirectory', 'supportsExternalResources']) root.keep(key)
  for (const field of root.list('fields')) {
    const read = readField(field)
    if (read) schema.fields.push(read)
  }
  const known = schema.fields.map((field) => field.name)
  for (const one of root.list('constraints')) {
    const kind = one.oneOf('kind', constraintKinds)
    const fields = one.texts('fieldNames')
    const on = one.texts('secondaryFieldNames')
    for (const key of ['name', 'helpText', 'isFieldGroup']) one.keep(key)
    one.end()
    if (!kind) one.unknown('is a constraint of a kind that c1ctl does not know')
    else if (fields.length === 0 || (kind === 'dependent-on' && on.length === 0)) one.unknown('names no fields')
    else schema.constraints.push(kind === 'dependent-on' ? {kind, fields, on} : {kind, fields})
  }
  for (const one of root.list('fieldGroups')) {
    const name = one.text('name')
    const group = {name: name ?? '', title: one.text('displayName') ?? name ?? '', fields: one.texts('fields'), default: one.flag('default') || one.flag('isDefault')}
    one.keep('helpText')
    one.end()
    if (!name) one.fault('has no name')
    else schema.groups.push(group)
  }
  root.end()
  schema.groups.forEach((group, at) => {
    const missing = group.fields.filter((name) => !known.includes(name) && !Object.hasOwn(sdkFields, name))
    // Fields that exist on the command line alone are in no schema, but their groups name them all the same.
    if (missing.length > 0) extras.push({path: ['fieldGroups', at, 'fields'], value: missing})
  })

  const lists = tree as Record<string, unknown>
  /** A place by the name of its field or group: numbers change with every version. */
  const named = (path: Step[]): Step[] =>
    path.map((step, at) => {
      const one = at === 1 && (path[0] === 'fields' || path[0] === 'fieldGroups') ? (lists[path[0]] as unknown[])[step as number] : undefined
      return isRecord(one) && typeof one['name'] === 'string' ? one['name'] : step
    })
  const nameOf = (path: Step[]): string => named(path).join('.')
  const byName = (one: Extra): Extra => ({...one, path: named(one.path)})
  const twice = known.filter((name, at) => known.indexOf(name) !== at)
  for (const name of new Set(twice)) faults.push({path: ['fields', tree['fields'].findLastIndex((one) => isRecord(one) && one['name'] === name), 'name'], reason: `is \`${name}\`, which another field is called too`})
  const source = faults.length > 0 || extras.some((one) => one.warning) ? readSourceDocument(text, file) : undefined
  if (!source) return {schema: {...schema, extras: extras.map(byName)}, warnings: []}
  if (faults.length === 0) {
    const warnings = extras.flatMap((one) => {
      if (!one.warning) return []
      const {line, column} = source.place(one.path, 'key')
      return [`${file}:${line}:${column}: ${nameOf(one.path)} ${one.warning}. It is kept under schema-extras.`]
    })
    return {schema: {...schema, extras: extras.map(byName)}, warnings}
  }
  return {problems: faults.map(({path, reason}) => problem('schema-unreadable', `${path.join('.') || 'The schema'} ${reason}.`, {at: source.place(path)}))}
}

function odditiesOf(text: string, file: string): Problem[] {
  const {faults} = readSourceDocument(text, file)
  return faults.map(({message, at}) => problem('schema-unreadable', message.replace(/\.$/, ''), {at}))
}

function readField(field: Reader): PublishedField | undefined {
  const name = field.text('name')
  if (!name) {
    field.fault('has no name')
    return undefined
  }
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || name in Object.prototype) {
    field.fault(`has the name ${JSON.stringify(name)}, which can be no variable: letters, digits, dashes and underscores`)
    return undefined
  }
  const variants = field.keys().filter((key) => /Field$/.test(key))
  const variant = variants.find((key) => Object.hasOwn(fieldTypes, key)) as keyof typeof fieldTypes | undefined
  if (!variant) {
    const [other] = variants
    if (other && actionFields.includes(other)) field.unknown('belongs to an action and is no setting')
    else field.unknown(other ? `has the type ${other}, which c1ctl does not know` : `has no type that c1ctl knows${near(field.keys())}`)
    return undefined
  }
  const common = {
    name,
    title: field.text('displayName'),
    help: field.text('description'),
    placeholder: field.text('placeholder'),
    required: field.flag('isRequired'),
    ops: field.flag('isOps'),
    secret: field.flag('isSecret'),
  }
  const typed = field.map(variant)
  const kind = variant === 'stringField' ? typed.text('type') : undefined
  const isFile = kind === 'STRING_FIELD_TYPE_FILE_UPLOAD'
  const isSignIn = kind === 'STRING_FIELD_TYPE_OAUTH2'
  if (kind && !isFile && !isSignIn && kind !== 'STRING_FIELD_TYPE_TEXT_UNSPECIFIED') {
    if (['STRING_FIELD_TYPE_RANDOM', 'STRING_FIELD_TYPE_CONNECTOR_DERIVED_OPTIONS'].includes(kind)) typed.keep('type')
    else typed.unknownKey('type', 'is a type that c1ctl does not know; the field is read as text')
  }
  const {rules, required} = readRules(typed.map('rules'), fieldTypes[variant])
  const extensions = typed.texts('allowedExtensions')
  const preset = variant === 'stringMapField' ? undefined : typed.value('defaultValue')
  const suggestion = variant === 'stringMapField' ? undefined : typed.value('suggestedValue')
  if (variant === 'stringMapField') for (const key of ['defaultValue', 'suggestedValue']) typed.keep(key)
  typed.keep('options')
  typed.end()
  field.end()
  return {
    ...common,
    required: common.required || required,
    type: isFile ? 'file' : fieldTypes[variant],
    isSignIn,
    ...(Object.keys(rules).length > 0 && !isFile ? {rules} : {}),
    ...(extensions.length > 0 ? {extensions: extensions.map((one) => (one.startsWith('.') ? one : `.${one}`))} : {}),
    ...(preset === undefined ? {} : {default: preset}),
    ...(suggestion === undefined ? {} : {suggestion}),
  }
}

function near(keys: string[]): string {
  for (const key of keys) {
    const found = nearest(key, Object.keys(fieldTypes))
    if (found) return `; did ${key} mean ${found}?`
  }
  return ''
}
