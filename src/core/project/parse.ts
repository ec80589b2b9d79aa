import type * as z from 'zod'
import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {isRecord} from '../values/maps.ts'
import {overlay} from '../yaml/overlay.ts'
import type {SourceDocument} from '../yaml/source-document.ts'
import {standingPlaces, withDefaults} from './defaults.ts'
import {defaultsSchema, projectSchema} from './schema.ts'
import type {Instance, LintSettings, Project} from './types.ts'

/** The place of a setting in c1ctl.yaml, for problems found later. */
export type PlaceOf = (path: string[], part?: 'key' | 'value') => NonNullable<Problem['at']>

/**
 * Judges c1ctl.yaml.
 * @param document the file as it was read (yaml/source.ts)
 * @param environment the overlay to lay over it; null removes
 * @returns the project, and every fault of the file at once; with faults the project is what of it is sound, for judging that part as well
 */
export function parseProject(document: SourceDocument, environment?: string): {project?: Project; place: PlaceOf; problems: Problem[]} {
  const place: PlaceOf = (path, part) => {
    // A setting that the overlay brings stands there, one that defaults bring among them; all else in the base.
    return document.place(standingPlaces(path, environment).find((one) => hasPath(document.value, one)) ?? path, part)
  }
  const problems = document.faults.map(({message, at}) => problem('project-invalid', message, {at}))
  if (problems.length > 0) return {place, problems}

  if (!isRecord(document.value)) return {place, problems: [problem('project-invalid', 'The file holds no settings: it must be a map that begins with `version: 1`.', {at: document.place([])})]}
  let value: Record<string, unknown> = document.value
  const environments = isRecord(value['environments']) ? value['environments'] : {}
  if (environment !== undefined) {
    if (!Object.hasOwn(environments, environment)) {
      const hint = nearest(environment, Object.keys(environments))
      const known = Object.keys(environments)
      return {place, problems: [problem('unknown-environment', `There is no environment ${environment}.`, {at: document.place(['environments']), next: [...(hint ? [`Did you mean ${hint}?`] : []), known.length > 0 ? `The project has: ${known.join(', ')}.` : 'The project has none yet: add it under `environments`.']})]}
    }
    value = overlay(value, environments[environment] ?? {}) as Record<string, unknown>
  }
  // Defaults with a fault have it once, at their own place, and not again in every instance.
  if (isRecord(value['defaults']) && defaultsSchema.safeParse(dropNulls(value['defaults'])).success) {
    const over = environment === undefined ? undefined : environments[environment]
    value = withDefaults(value, document.value, isRecord(over) ? over : {})
  }
  const connectors = isRecord(value['connectors']) ? Object.keys(value['connectors']) : []
  // To judge a few instances takes less than to compile the judges, 3 ms; for hundreds it is the other way round.
  const parsed = projectSchema.safeParse(withoutNulls(value), {jitless: connectors.length < 50})
  if (!parsed.success) {
    problems.push(...nameProblems(connectors, place))
    const found = unique([...parsed.error.issues.flatMap((issue) => issueProblems(issue, value, place)), ...problems])
    return {...soundPart(value, parsed.error.issues), place, problems: found}
  }
  problems.push(...nameProblems(Object.keys(parsed.data.connectors), place), ...targetProblems(parsed.data.targets, document.value, place))
  return {project: toProject(parsed.data), place, problems}
}

/** The instances without a fault of form, as a project: the faults that only the catalog can tell are looked for there. */
function soundPart(value: Record<string, unknown>, issues: Issue[]): {project?: Project} {
  const broken = new Set(issues.filter(({path}) => path[0] === 'connectors').map(({path}) => String(path[1])))
  const connectors = Object.entries(isRecord(value['connectors']) ? value['connectors'] : {}).filter(([name]) => !broken.has(name))
  const sound = projectSchema.safeParse(withoutNulls({version: '1', name: 'sound', connectors: Object.fromEntries(connectors)}))
  return sound.success ? {project: toProject(sound.data)} : {}
}

const nameProblems = (names: string[], place: PlaceOf): Problem[] =>
  names.flatMap((name) => {
    const fault = instanceNameFault(name)
    return fault ? [problem('name-invalid', `The instance name ${JSON.stringify(name)} ${fault}.`, {at: place(['connectors', name], 'key')})] : []
  })

/** Instances that a target's settings name and that neither the project nor an overlay has. */
function targetProblems(targets: object, file: Record<string, unknown>, place: PlaceOf): Problem[] {
  const known = [file, ...(isRecord(file['environments']) ? Object.values(file['environments']) : [])].flatMap((one) => (isRecord(one) && isRecord(one['connectors']) ? Object.keys(one['connectors']) : []))
  return Object.entries(targets as Record<string, {instances?: object} | undefined>).flatMap(([target, settings]) =>
    Object.keys(settings?.instances ?? {}).filter((name) => !known.includes(name)).map((name) => {
      const hint = nearest(name, known)
      return problem('unknown-instance', `targets.${target}.instances names ${name}, and there is no such instance.`, {at: place(['targets', target, 'instances', name], 'key'), next: [hint ? `Did you mean ${hint}?` : 'Remove it, or add the instance under `connectors`.']})
    }))
}

function toProject({name, namespace, image, secrets, platform, connectors, targets, environments, lint}: z.infer<typeof projectSchema>): Project {
  const instances: Record<string, Instance> = {}
  for (const [instance, settings] of Object.entries(connectors)) {
    const {conductorone, ...credentials} = settings.credentials
    instances[instance] = {...settings, name: instance, connector: settings.connector ?? instance, credentials, conductorone, replicas: settings.replicas ?? 1}
  }
  return {name, namespace, image, secrets, platform, instances, targets, environments: Object.keys(environments), ...(lint ? {lint: toLintSettings(lint)} : {})}
}

function toLintSettings({'kubernetes-version': kubernetesVersion, 'max-warnings': maxWarnings, ...rest}: NonNullable<z.infer<typeof projectSchema>['lint']>): LintSettings {
  return {...rest, kubernetesVersion, maxWarnings}
}

/** What is wrong with an instance's name, as the rest of a sentence; undefined when nothing is. */
export function instanceNameFault(name: string): string | undefined {
  if (name.length > 40) return `has ${name.length} characters; at most 40 fit into the names of its objects`
  if (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name)) return 'must be lower-case letters, digits and dashes, and begin and end with a letter or digit'
  if (name.endsWith('-secrets')) return 'must not end in -secrets: its file would be taken for another instance\'s Secret'
  return undefined
}

type Issue = z.core.$ZodIssue

function issueProblems(issue: Issue, value: unknown, place: PlaceOf): Problem[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path)
    return issue.keys.map((key) => {
      const hint = nearest(key, known)
      return problem('project-invalid', `There is no setting ${[...path, key].join('.')}.`, {at: place([...path, key], 'key'), next: [...broughtAlong(value, path, key), hint ? `Did you mean ${hint}?` : `Settings that may stand here: ${known.join(', ')}.`]})
    })
  }
  const there = valueAt(value, path)
  const what = path.join('.') || 'The file'
  if (there === undefined) return [problem('project-invalid', `${what} is missing.`, {at: place(path)})]
  if (issue.code === 'invalid_union') {
    const isSource = path.at(-2) === 'credentials' || path.at(-2) === 'conductorone'
    if (isSource) return [problem('project-invalid', `${what} must be {from: store}, {from: env, name: NAME} or {from: file, path: PATH}.`, {at: place(path), why: 'c1ctl.yaml says where a credential comes from, and never holds one.'})]
    if (path.at(-2) === 'config') return [problem('project-invalid', `${what} must be a text, a list of texts or a map of texts.`, {at: place(path)})]
    // Of the forms that it may have, the one that was meant has the fewest faults, not counting what defaults bring; a form of another shape was not meant.
    const own = (faults: Issue[]) => faults.filter((one) => one.code !== 'unrecognized_keys' || !one.keys.every((key) => isBrought(value, [...path, ...one.path.map(String)], key))).length
    const meant = issue.errors.filter((faults) => !faults.some((one) => one.path.length === 0 && one.code === 'invalid_type')).sort((one, other) => own(one) - own(other))[0]
    if (meant && isRecord(there)) return meant.flatMap((one) => issueProblems({...one, path: [...issue.path, ...one.path]}, value, place))
    const form = descriptionAt(path)
    return [problem('project-invalid', `${what} has a form that it cannot have.`, {at: place(path), ...(form === undefined ? {} : {next: [form]})})]
  }
  if (issue.code === 'invalid_type') return [problem('project-invalid', `${what} must be ${expectedForms[issue.expected] ?? `a ${issue.expected}`}.`, {at: place(path)})]
  if (issue.code === 'invalid_value') return [problem('project-invalid', `${what} must be ${issue.values.join(' or ')}.`, {at: place(path)})]
  if (issue.code === 'too_big') return [problem('project-invalid', `${what} is too long: at most ${String(issue.maximum)} characters.`, {at: place(path)})]
  return [problem('project-invalid', `${what}: ${issue.message}.`, {at: place(path)})]
}

/** Of a setting with several forms, an instance may choose another than the defaults: then a key of theirs is left over. */
const isBrought = (value: unknown, [group, , ...setting]: string[], key: string): boolean => group === 'connectors' && setting.length > 0 && valueAt(value, ['defaults', ...setting, key]) !== undefined
const broughtAlong = (value: unknown, path: string[], key: string): string[] => (isBrought(value, path, key) ? [`\`defaults\` brings it: \`${key}: null\` in the instance takes it away.`] : [])

const expectedForms: Record<string, string> = {string: 'a text', record: 'a map', object: 'a map', array: 'a list'}

/** The settings that may stand at a place, by the schema itself. */
function knownKeys(path: string[]): string[] {
  return [...new Set(schemasAt(path).flatMap((schema) => (schema.def.type === 'object' ? Object.keys((schema as z.ZodObject).shape) : [])))]
}

function descriptionAt(path: string[]): string | undefined {
  const {description} = path.reduce<{schemas: z.ZodType[]; description?: string}>(
    ({schemas}, step) => {
      const inner = schemas.flatMap((schema) => innerSchemas(schema, step))
      const found = inner.find((one) => one.description !== undefined)?.description
      return {schemas: inner.flatMap(bare), ...(found === undefined ? {} : {description: found})}
    },
    {schemas: [projectSchema]},
  )
  return description
}

const schemasAt = (path: string[]): z.ZodType[] => path.reduce<z.ZodType[]>((schemas, step) => schemas.flatMap((schema) => innerSchemas(schema, step)).flatMap(bare), [projectSchema])

/** What a schema says of one step below it. */
function innerSchemas(schema: z.ZodType, step: string): z.ZodType[] {
  if (schema.def.type === 'object') {
    const {shape} = schema as z.ZodObject
    return Object.hasOwn(shape, step) ? [shape[step] as z.ZodType] : []
  }
  if (schema.def.type === 'record') return [(schema as z.ZodRecord).valueType as z.ZodType]
  return schema.def.type === 'array' ? [(schema as z.ZodArray).element as z.ZodType] : []
}

/** A schema without what is wrapped around it; each form of one that has several. */
function bare(schema: z.ZodType): z.ZodType[] {
  const {type} = schema.def
  if (type === 'optional' || type === 'default') return bare((schema as z.ZodOptional<z.ZodType>).def.innerType)
  if (type === 'pipe') return bare((schema as z.ZodPipe<z.ZodType>).def.in)
  return type === 'union' ? ((schema as z.ZodUnion<z.ZodType[]>).options).flatMap(bare) : [schema]
}

function valueAt(value: unknown, path: string[]): unknown {
  let here = value
  for (const step of path) here = isRecord(here) ? here[step] : Array.isArray(here) ? here[Number(step)] : undefined
  return here
}

const hasPath = (value: unknown, path: string[]) => valueAt(value, path) !== undefined

/** `asana:` with nothing after it is an instance with every default; any other setting without a value is as if it were not there. */
function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value
  const {connectors, environments, targets, ...rest} = value
  return {
    ...(dropNulls(rest) as Record<string, unknown>),
    ...(isRecord(connectors) ? {connectors: Object.fromEntries(Object.entries(connectors).map(([name, settings]) => [name, settings === null ? {} : dropNulls(settings)]))} : connectors == null ? {} : {connectors}),
    ...(isRecord(targets) ? {targets: Object.fromEntries(Object.entries(targets).map(([id, settings]) => [id, settings === null ? {} : dropNulls(settings)]))} : targets == null ? {} : {targets}),
    ...(isRecord(environments) ? {environments: Object.fromEntries(Object.entries(environments).map(([name, settings]) => [name, settings ?? {}]))} : environments == null ? {} : {environments}),
  }
}

function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, dropNulls(inner)]))
}

function unique(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify([one.what, one.at]), one])).values()]
}
