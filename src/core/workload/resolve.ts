import type {Catalog, Connector} from '../catalog/types.ts'
import {nameAmong, unknownConnector} from '../catalog/lookup.ts'
import {allFields} from '../catalog/sdk-fields.ts'
import {variableOf} from '../catalog/variables.ts'
import {isCredential} from '../credentials/fields.ts'
import {Secret} from '../credentials/secret.ts'
import {conductoroneKeys, type Instance, type Project} from '../project/types.ts'
import type {PlaceOf} from '../project/parse.ts'
import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {own} from '../values/maps.ts'
import {serialize} from '../yaml/serialize.ts'
import {needsEncoding} from '../text/encoding.ts'
import {fileChecksum, secretChecksum} from './checksum.ts'
import {activeFields, brokenConstraints, isRequired, methodOf, type NamedMethod} from './constraints.ts'
import {resolveImage} from './image.ts'
import {needsIn, unrenderedNeeds} from './needs.ts'
import {resolveOptions, type InstanceFiles} from './options.ts'
import type {SecretEntry, Variable, Workload} from './types.ts'
import {encodeValue} from './values.ts'

/** The credentials of one instance. */
export interface InstanceCredentials {
  /** By field name, and `conductorone.client-id` and `.client-secret`; an absent key has no value. */
  values: Record<string, Secret>
  /** The random key of the checksum annotation; null when the store was not read or has none. */
  checksumKey: Secret | null
  /** Fields whose source failed: a problem says why already, so "has no value" would only repeat it. */
  unread?: Set<string>
}

/** Where uploaded files are mounted. */
const filesDirectory = '/etc/baton'
const configFile = 'config.yaml'

/**
 * Resolves instances against catalog, project and credentials. All problems of all instances are collected (law 4).
 * @param catalog the connectors that the instances name
 * @param connectorNames every connector there is, for the nearest name of a slip; those of `catalog` when not given
 * @param instances which of the project's instances, in order
 * @param credentials values by instance; what is absent and required is a problem
 * @param pairIsIssued true when ConductorOne's pair is made later, by what is rendered: it may be absent, and is empty then
 * @param files contents of files of the project by instance; what could not be read has a problem already
 */
export function resolveWorkloads(input: {
  project: Project
  catalog: Catalog
  connectorNames?: string[]
  instances: Instance[]
  credentials: Record<string, InstanceCredentials>
  files?: Record<string, InstanceFiles>
  place: PlaceOf
  namespace?: string
  pairIsIssued?: boolean
}): {workloads: Workload[]; problems: Problem[]; warnings: string[]} {
  const workloads: Workload[] = []
  const problems: Problem[] = []
  const warnings: string[] = []
  for (const instance of input.instances) {
    const connector = own(input.catalog, instance.connector)
    if (!connector) {
      const explicit = instance.connector !== instance.name
      problems.push(unknownConnector(instance.connector, input.connectorNames ?? Object.keys(input.catalog), {at: input.place(['connectors', instance.name, ...(explicit ? ['connector'] : [])], explicit ? 'value' : 'key')}))
      continue
    }
    const found = resolveOne({...input, instance, connector, credentials: input.credentials[instance.name] ?? {values: {}, checksumKey: null}, files: input.files?.[instance.name] ?? {fields: {}}})
    problems.push(...found.problems)
    warnings.push(...found.warnings)
    if (found.workload) workloads.push(found.workload)
  }
  problems.push(...sharedAccounts(workloads, input.place))
  return {workloads, problems, warnings}
}

/** Two instances cannot both make one service account: each would take the other's labels and annotations away. */
function sharedAccounts(workloads: Workload[], place: PlaceOf): Problem[] {
  const owners = new Map<string, string>()
  return workloads.flatMap(({instance, namespace, serviceAccount}) => {
    if (!serviceAccount?.create) return []
    const key = `${namespace}/${serviceAccount.name}`
    const owner = owners.get(key)
    owners.set(key, owner ?? instance)
    return owner === undefined ? [] : [problem('project-invalid', `${owner} and ${instance} would both make the service account ${serviceAccount.name}.`, {at: place(['connectors', instance, 'serviceAccount']), next: ['Set `create: false` for all of them and make the account yourself, or for all but one.']})]
  })
}

function resolveOne({project, instance, connector, credentials, files, place, namespace, pairIsIssued = false}: {
  project: Project
  instance: Instance
  connector: Connector
  credentials: InstanceCredentials
  files: InstanceFiles
  place: PlaceOf
  namespace?: string
  pairIsIssued?: boolean
}): {workload?: Workload; problems: Problem[]; warnings: string[]} {
  const here = ['connectors', instance.name]
  const problems: Problem[] = []
  const warnings: string[] = []
  if (connector.notRunnable) problems.push(problem('connector-not-runnable', `${connector.title} (${instance.name}) cannot be rendered: ${connector.notRunnable}`, {at: place(here, 'key')}))

  const chosen = chooseMethod(connector, instance, place)
  if ('problem' in chosen) {
    // Without a method nothing can be said of its fields, but what is wrong with every method is said now.
    const anyway = [...readSettings({connector, instance, method: undefined, place}).problems, ...readSecrets({connector, instance, method: undefined, credentials, place, pairIsIssued}).problems]
    return {problems: [...problems, chosen.problem, ...anyway.filter(({code}) => ['unknown-field', 'field-is-secret', 'field-invalid'].includes(code))], warnings}
  }
  const {method} = chosen
  if (method?.deprecated) warnings.push(`${instance.name}: the auth method ${instance.auth ?? method.title} is deprecated: ${method.deprecated}`)

  const settings = readSettings({connector, instance, method, place})
  const secrets = readSecrets({connector, instance, method, credentials, place, pairIsIssued})
  problems.push(...settings.problems, ...secrets.problems)
  warnings.push(...settings.warnings)

  const defaults = Object.fromEntries(Object.entries(connector.fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])))
  const unread = credentials.unread ?? new Set<string>()
  // What is to have a value, and is told of where it has none; and what may have one.
  const awaited = [...settings.missing, ...secrets.missing, ...[...unread].filter((name) => Object.hasOwn(instance.credentials, name) || isRequired(connector, method, name))]
  const possible = [...settings.refused, ...secrets.refused, ...unread]
  const supposed = (names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, connector.fields[name]?.type === 'bool' ? 'true' : '***']))
  const withSecrets = [...Object.entries(secrets.texts).filter(([, value]) => !value.empty).map(([name]) => name), ...secrets.files.map((file) => file.field), ...Object.keys(instance.files)]
  const present = {...defaults, ...settings.values, ...supposed(awaited), ...Object.fromEntries(withSecrets.map((name) => [name, '***'])), ...method?.sets}
  const holding = new Set(brokenConstraints(connector, method, {...supposed(possible), ...present}).map((one) => one.constraint))
  for (const {constraint, reason} of brokenConstraints(connector, method, present)) if (holding.has(constraint)) problems.push(problem('constraint-broken', `${instance.name}: ${reason}.`, {at: place([...here, 'config'], 'key')}))
  const needs = needsIn(connector, {auth: method?.name ?? null, values: present})
  const options = resolveOptions({
    connector, instance, needs, files, place, fields: allFields(connector), settings: {...defaults, ...settings.values, ...method?.sets}, credentials: credentials.values, unread,
  })
  problems.push(...options.problems)
  warnings.push(...options.warnings)
  if (problems.length > 0) return {problems, warnings}

  const image = resolveImage(connector, project.image, instance.image)
  if (!image.pinned) warnings.push(`${instance.name}: no image tag is set, so ${image.reference} is pulled anew at every start. Set image.tag in c1ctl.yaml.`)
  const configuration = needs.configuration?.field
  const text = secrets.files.find(({field}) => field === configuration)?.value.reveal() ?? (configuration === undefined ? undefined : files.fields[configuration])
  warnings.push(...unrenderedNeeds({title: connector.title, instance, needs, text}).map((one) => `${instance.name}: ${one}`))
  const variables = assignVariables(connector, {...settings.values, ...method?.sets}, secrets.texts)
  const secretFiles = {name: `baton-${instance.name}-files`, entries: [...secrets.files, ...variables.files]}
  const filePaths = secrets.files.map((file) => ({name: connector.fields[file.field]!.variable, value: `${filesDirectory}/${file.key}`, mount: 'secretFiles' as const}))
  const plain: Variable[] = [
    ...(method?.upstream ? [{name: 'BATON_AUTH_METHOD', value: method.upstream}] : []),
    ...(variables.files.length > 0 ? [{name: 'BATON_CONFIG_PATH', value: `${filesDirectory}/${configFile}`, mount: 'secretFiles' as const}] : []),
    ...variables.plain,
    ...filePaths,
    ...options.variables,
  ].sort((one, other) => (one.name < other.name ? -1 : 1))
  const environment = plain.filter(({value}) => !needsEncoding(value))
  const encoded = plain.filter(({value}) => needsEncoding(value)).map(({name, value}): SecretEntry => ({key: name, use: 'env', value: new Secret(value)}))
  const secretEnvironment = {name: `baton-${instance.name}-secrets`, entries: [...variables.secret, ...options.secrets, ...encoded].sort(byKey)}
  return {
    problems,
    warnings,
    workload: {
      project: project.name,
      instance: instance.name,
      connector: connector.name,
      title: connector.title,
      namespace: namespace ?? instance.namespace ?? project.namespace,
      name: `baton-${instance.name}`,
      image,
      replicas: instance.replicas,
      ...options.workload,
      environment,
      secretEnvironment,
      secretFiles: {...secretFiles, entries: secretFiles.entries.map(({key, use, value}) => ({key, use, ...(value ? {value} : {})}))},
      filesDirectory,
      ...(needs.access ? {access: needs.access} : {}),
      ...(connector.health ? {healthCommand: `/${connector.image}`} : {}),
      // Measured upstream: under 100 MB typical, 250 to 500 MB for large syncs (docs of Baton deployments); a CPU limit would only slow a sync down.
      resources: instance.resources ?? {requests: {memory: '128Mi'}, limits: {memory: '1Gi'}},
      fixedIds: project.platform !== 'openshift',
      secretChecksum: secretChecksum([...secretEnvironment.entries, ...secretFiles.entries], credentials.checksumKey),
      ...fileChecksum(options.workload),
    },
  }
}

function chooseMethod(connector: Connector, instance: Instance, place: PlaceOf): {method: NamedMethod | undefined} | {problem: Problem} {
  const at = place(['connectors', instance.name, ...(instance.auth === undefined ? [] : ['auth'])], instance.auth === undefined ? 'key' : 'value')
  const fault = authMethodFault(connector, instance.auth)
  return fault ? {problem: {...fault, at}} : {method: methodOf(connector, instance.auth)}
}

/** What is wrong with the choice of an auth method; undefined when nothing is. */
export function authMethodFault(connector: Connector, auth: string | undefined): Problem | undefined {
  const known = Object.entries(connector.auth).filter(([, one]) => one.selfHosted).map(([name]) => name)
  if (auth === undefined) return undefined
  const method = own(connector.auth, auth)
  if (!method) {
    const hint = nearest(auth, known)
    return problem('unknown-auth-method', `${connector.title} has no auth method ${auth}.`, {next: [...(hint ? [`Did you mean ${hint}?`] : []), known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has only one way to sign in: leave auth out.']})
  }
  if (!method.selfHosted) return problem('auth-method-cloud-only', `${method.title} runs only in ConductorOne's cloud.`, {next: [`Choose one of: ${known.join(', ')}.`]})
  return undefined
}

function readSettings({connector, instance, method, place}: {connector: Connector; instance: Instance; method: NamedMethod | undefined; place: PlaceOf}) {
  const problems: Problem[] = []
  const warnings: string[] = []
  const values: Record<string, string> = {}
  /** Fields that were told of: as without a value, and as with one that is refused. */
  const missing: string[] = []
  const refused: string[] = []
  const fields = allFields(connector)
  const active = activeFields(connector, method)
  for (const [given, value] of Object.entries(instance.config)) {
    const path = ['connectors', instance.name, 'config', given]
    const name = nameAmong(fields, given) ?? given
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) {
      const hint = nearest(given, Object.keys(fields))
      problems.push(problem('unknown-field', `${connector.title} has no field ${given}.`, {at: place(path, 'key'), next: [hint ? `Did you mean ${hint}?` : `Run \`c1ctl catalog show ${connector.name}\` to see its fields.`]}))
      continue
    }
    if (name !== given) warnings.push(`${instance.name}: ${given} is an earlier name of ${name}.`)
    if (isCredential(field)) {
      refused.push(name)
      problems.push(problem('field-is-secret', `${instance.name}: ${name} is ${field.secret ? 'a secret' : 'an uploaded file'} and must not stand in c1ctl.yaml.`, {at: place(path, 'key'), next: [`Remove it and run \`c1ctl credential set ${instance.name} ${name}=${field.type === 'file' ? 'file:PATH' : '-'}\`.`, 'If it was committed, make a new credential: the old one stays in the history of git.']}))
      continue
    }
    if (method && Object.hasOwn(method.sets, name)) {
      problems.push(problem('field-not-in-method', `${instance.name}: ${name} is set by the auth method.`, {at: place(path, 'key'), next: ['Remove it, or choose another auth method with `auth`.']}))
      continue
    }
    const setBy = Object.entries(connector.auth).filter(([, one]) => Object.hasOwn(one.sets, name)).map(([method]) => method)
    if (!active.has(name) && Object.hasOwn(connector.fields, name)) {
      const owners = [...Object.entries(connector.auth).filter(([, one]) => one.fields.includes(name)).map(([method]) => method), ...setBy]
      problems.push(problem('field-not-in-method', `${instance.name}: ${name} belongs to the auth method ${owners.join(' or ')}.`, {at: place(path, 'key'), next: [`Remove it, or set \`auth: ${owners[0]}\`.`]}))
      continue
    }
    const encoded = encodeValue(field, value)
    if ('fault' in encoded) {
      refused.push(name)
      problems.push(problem('field-invalid', `${instance.name}: ${name} ${encoded.fault}.`, {at: place(path), next: field.example ? [`An example: ${field.example}`] : [`Run \`c1ctl catalog show ${connector.name}\` to see what it takes.`]}))
      // An empty value is passed on as it was set: the connector takes it for absent, and so do the checks here.
    } else values[name] = encoded.text
  }
  for (const name of active) {
    const field = connector.fields[name]!
    if (isCredential(field) || (values[name] ?? '') !== '' || field.default !== undefined || !isRequired(connector, method, name) || (method && Object.hasOwn(method.sets, name))) continue
    // A value that was refused above, or that comes from a credential source, is not missing.
    if ((Object.hasOwn(instance.config, name) && values[name] === undefined) || Object.hasOwn(instance.credentials, name) || Object.hasOwn(instance.files, name)) continue
    missing.push(name)
    problems.push(problem('field-required', `${instance.name}: ${name} (${field.title}) has no value.`, {at: place(['connectors', instance.name], 'key'), next: [`Set it in c1ctl.yaml: connectors.${instance.name}.config.${name}${field.example ? `, for example ${field.example}` : ''}.`]}))
  }
  return {values, missing, refused, problems, warnings}
}

function readSecrets({connector, instance, method, credentials, place, pairIsIssued}: {connector: Connector; instance: Instance; method: NamedMethod | undefined; credentials: InstanceCredentials; place: PlaceOf; pairIsIssued: boolean}) {
  const problems: Problem[] = []
  const texts: Record<string, Secret> = {}
  const files: Array<SecretEntry & {field: string; value: Secret}> = []
  const missing: string[] = []
  const refused: string[] = []
  const at = place(['connectors', instance.name], 'key')
  const active = activeFields(connector, method)
  for (const name of Object.keys(instance.credentials)) {
    const field = own(connector.fields, name)
    const path = ['connectors', instance.name, 'credentials', name]
    if (!field) {
      const hint = nearest(name, Object.keys(connector.fields))
      problems.push(problem('unknown-field', `${connector.title} has no field ${name}.`, {at: place(path, 'key'), next: [hint ? `Did you mean ${hint}?` : `Run \`c1ctl catalog show ${connector.name}\` to see its fields.`]}))
    } else if (!active.has(name)) problems.push(problem('field-not-in-method', `${instance.name}: ${name} does not belong to the auth method that is chosen.`, {at: place(path, 'key')}))
  }
  for (const name of active) {
    const field = connector.fields[name]!
    // A plain field may be given a credential source as well: it then comes from there and travels in the Secret.
    if (!isCredential(field) && !Object.hasOwn(instance.credentials, name)) continue
    if (Object.hasOwn(instance.files, name)) continue
    const value = credentials.values[name]
    if (!value || value.empty) {
      if (credentials.unread?.has(name)) continue
      if (isRequired(connector, method, name)) {
        missing.push(name)
        problems.push(missingCredential(instance.name, name, field.title, at, field.type === 'file'))
      } else if (value && field.type !== 'file') texts[name] = value
      continue
    }
    const encoded = field.type === 'file' ? {text: value.reveal()} : encodeValue({...field, secret: true}, value.reveal())
    if ('fault' in encoded) {
      refused.push(name)
      problems.push(problem('field-invalid', `${instance.name}: ${name} ${encoded.fault}.`, {at, next: [`Set it again with \`c1ctl credential set ${instance.name} ${name}=-\`.`]}))
    } else if (field.type === 'file') files.push({field: name, key: `${name}${field.extensions?.[0] ?? ''}`, use: 'file', value})
    else texts[name] = new Secret(encoded.text)
  }
  // Without the pair a connector is no service: it syncs once and ends.
  for (const key of instance.run.mode === 'once' ? [] : conductoroneKeys) {
    const value = credentials.values[key]
    if (credentials.unread?.has(key)) continue
    if (pairIsIssued) texts[key] = value ?? new Secret('')
    else if (!value || value.empty) problems.push(missingCredential(instance.name, key, key.endsWith('id') ? 'ConductorOne client ID' : 'ConductorOne client secret', at, false))
    else texts[key] = value
  }
  return {texts, files, missing, refused, problems}
}

/** The problem of a required credential that has no value. */
export function missingCredential(instance: string, field: string, title: string, at: Problem['at'], isFile: boolean): Problem {
  return problem('credential-missing', `${instance}: ${field} (${title}) has no value.`, {...(at ? {at} : {}), next: [`Store it: \`c1ctl credential set ${instance} ${field}=${isFile ? 'file:PATH' : '-'}\`.`, `Or name a source in c1ctl.yaml under connectors.${instance}.credentials: {from: env, name: NAME} or {from: file, path: PATH}.`]})
}

const byKey = (one: {key: string}, other: {key: string}) => (one.key < other.key ? -1 : 1)

/**
 * Gives each value its way to the process. Where a connector's own field takes the same variable as one of ConductorOne's pair (greenhouse's client_id
 * and client-id are both BATON_CLIENT_ID), both go into a configuration file under their own keys, and neither variable is set, for the environment
 * would win over the file.
 */
function assignVariables(connector: Connector, plain: Record<string, string>, secret: Record<string, Secret>) {
  const fields = allFields(connector)
  const keyOf = (name: string) => name.replace(/^conductorone\./, '')
  const variableFor = (name: string) => (name.startsWith('conductorone.') ? variableOf(keyOf(name)) : fields[name]!.variable)
  const users = new Map<string, number>()
  for (const name of [...Object.keys(plain), ...Object.keys(secret)]) users.set(variableFor(name), (users.get(variableFor(name)) ?? 0) + 1)
  // Both pairs move as soon as one half collides: half a pair in a file and half in the environment would be a riddle to read.
  const collides = [...users.values()].some((count) => count > 1)
  const moved = (name: string) => collides && ((users.get(variableFor(name)) ?? 0) > 1 || name.startsWith('conductorone.'))
  const file = Object.fromEntries([
    ...Object.entries(plain).filter(([name]) => moved(name)),
    ...Object.entries(secret).filter(([name]) => moved(name)).map(([name, value]) => [keyOf(name), value.reveal()]),
  ].sort(([one], [other]) => (one! < other! ? -1 : 1)) as Array<[string, string]>)
  return {
    plain: Object.entries(plain).filter(([name]) => !moved(name)).map(([name, value]) => ({name: variableFor(name), value})),
    secret: Object.entries(secret).filter(([name]) => !moved(name)).map(([name, value]): SecretEntry => ({key: variableFor(name), use: 'env', value})).sort(byKey),
    files: Object.keys(file).length === 0 ? [] : [{key: configFile, use: 'file', value: new Secret(serialize(file))} satisfies SecretEntry],
  }
}
