import type {Connector, Field, Needs} from '../catalog/types.ts'
import {environmentOnly, mountedPaths} from '../catalog/sdk-fields.ts'
import {namedSources} from '../credentials/fields.ts'
import type {Secret} from '../credentials/secret.ts'
import type {PlaceOf} from '../project/parse.ts'
import {problem, type Problem} from '../problems/problem.ts'
import type {CredentialSource, Instance, SchedulingSettings} from '../project/types.ts'
import {needsEncoding} from '../text/encoding.ts'
import {networkPolicy} from './network.ts'
import type {SecretEntry, Variable, Workload} from './types.ts'

/** Contents of the files that an instance names and that are no secret. */
export interface InstanceFiles {
  fields: Record<string, string>
  caBundle?: string
}

/** What optional settings give a workload. */
export interface ResolvedOptions {
  workload: Pick<Workload, 'run' | 'configFiles' | 'caBundle' | 'serviceAccount' | 'workloadIdentity' | 'networkPolicy' | 'disruptionBudget' | 'volume' | 'imagePullSecrets' | 'usesProxy' | 'scheduling' | 'podLabels' | 'podAnnotations'>
  variables: Variable[]
  secrets: SecretEntry[]
  problems: Problem[]
  warnings: string[]
}

/** Where things are mounted; a volume of the user's own stays away from them. */
const configDirectory = '/etc/baton-config'
const authorityDirectory = '/etc/baton-ca'
/** Beside uploaded files, the directory that a connector works in. */
const taken = ['/tmp', '/etc/baton', configDirectory, authorityDirectory, '/', '/etc', '/dev', '/proc', '/sys', '/var/run/secrets']
/**
 * What Go reads where SSL_CERT_DIR says nothing (crypto/x509, root_linux.go). The variable replaces the directories and leaves the bundle of the system
 * that Go looks for beside them, so the image's own authorities stay.
 */
const systemAuthorities = '/etc/ssl/certs'
/** Variables that are set for every process, or that other settings set. */
const managed = /^(?:HOME|TMPDIR|SSL_CERT_DIR|SSL_CERT_FILE)$/
/** Names of variables that hold a secret nearly always. */
const secretName = /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASS|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS)(?:_|$)/i
const proxyVariables = {https: 'HTTPS_PROXY', http: 'HTTP_PROXY', no: 'NO_PROXY'} as const
const ownLabels = /^(?:app|baton|baton-app|app\.kubernetes\.io\/(?:name|instance|component|part-of|managed-by)|azure\.workload\.identity\/use|c1ctl\/.*)$/
const ownAnnotations = /^c1ctl\//

/**
 * Decides what an instance's optional settings come to.
 * @param input.settings plain settings as the connector reads them, for what they tell of the network
 * @param input.fields every field that may be set
 * @param input.taken variables that the connector's settings have set
 */
export function resolveOptions(input: {
  connector: Connector
  instance: Instance
  fields: Readonly<Record<string, Field>>
  settings: Record<string, string>
  needs: Needs
  files: InstanceFiles
  credentials: Record<string, Secret>
  unread: ReadonlySet<string>
  place: PlaceOf
}): ResolvedOptions {
  const {connector, instance, fields, needs, files, place} = input
  const {name} = instance
  const variables: Variable[] = []
  const secrets: SecretEntry[] = []
  const problems: Problem[] = []
  const warnings: string[] = []
  const at = (...path: string[]) => place(['connectors', name, ...path])
  const wrong = (path: string[], what: string, next: string[] = []) => problems.push(problem('project-invalid', `${name}: ${what}.`, {at: at(...path), ...(next.length > 0 ? {next} : {})}))

  const {mode, schedule, timeZone, output} = instance.run
  if (mode === 'service') for (const key of ['schedule', 'output'] as const) if (instance.run[key] !== undefined) wrong(['run', key], `run.${key} belongs to \`mode: once\``, ['Set `run.mode: once`, or remove it.'])
  if (timeZone !== undefined && schedule === undefined) wrong(['run', 'timeZone'], 'run.timeZone says nothing without run.schedule')
  if (mode === 'once') {
    if (instance.replicas > 1) wrong(['replicas'], 'a run that ends has one replica')
    if (instance.podDisruptionBudget !== undefined && instance.podDisruptionBudget !== false) wrong(['podDisruptionBudget'], 'a run that ends has no disruption budget')
    if (output !== undefined && Object.hasOwn(instance.config, 'file')) wrong(['run', 'output'], 'run.output and config.file are the same setting', ['Remove one of them.'])
    if (output !== undefined) variables.push({name: 'BATON_FILE', value: output})
    const written = output ?? (typeof instance.config['file'] === 'string' ? instance.config['file'] : undefined)
    const keeps = written !== undefined && (/^[a-z0-9]+:\/\//.test(written) || (instance.volume && `${written}/`.startsWith(`${instance.volume.path}/`)))
    if (!keeps) warnings.push(`${name}: the sync file ends with the container. Set run.output to s3://BUCKET/KEY, or to a path on a volume.`)
  }

  const entries = Object.entries(files.fields).flatMap(([given, content]) => {
    const field = Object.hasOwn(fields, given) ? fields[given] : undefined
    const mountable = field && !field.secret && (field.type === 'file' || mountedPaths.includes(given))
    if (!field) problems.push(problem('unknown-field', `${connector.title} has no field ${given}.`, {at: at('files', given)}))
    else if (!mountable) wrong(['files', given], field.secret ? `${given} is a secret, and files go into a ConfigMap` : `${given} takes no file`, field.secret ? [`Use \`c1ctl credential set ${name} ${given}=${field.type === 'file' ? 'file:PATH' : '-'}\`.`] : [`Set it under \`config\`.`])
    else if (Object.hasOwn(instance.credentials, given) || Object.hasOwn(instance.config, given)) wrong(['files', given], `${given} is set twice, under files and under ${Object.hasOwn(instance.config, given) ? 'config' : 'credentials'}`, ['Remove one of them.'])
    else if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(content)) problems.push(problem('field-is-secret', `${name}: the file of ${given} holds a private key.`, {at: at('files', given), why: 'Files under `files` go into a ConfigMap and into git.', next: [`Use \`c1ctl credential set ${name} ${given}=file:PATH\`.`]}))
    else {
      const key = `${given}${field.extensions?.[0] ?? ''}`
      variables.push({name: field.variable, value: `${configDirectory}/${key}`, mount: 'configFiles'})
      return [{key, content}]
    }
    return []
  })

  const authority = instance.caBundle
  let caBundle: Workload['caBundle']
  if (authority && 'configMap' in authority) caBundle = {directory: authorityDirectory, file: 'ca.crt', ...authority}
  else if (authority && files.caBundle !== undefined) {
    if (!/-----BEGIN CERTIFICATE-----/.test(files.caBundle) || /PRIVATE KEY-----/.test(files.caBundle)) problems.push(problem('project-file-unusable', `${authority.path} is no list of certificates in PEM form.`, {at: at('caBundle', 'path')}))
    caBundle = {directory: authorityDirectory, file: 'ca.crt', content: files.caBundle}
  }
  if (caBundle) variables.push({name: 'SSL_CERT_DIR', value: `${systemAuthorities}:${authorityDirectory}`, mount: 'caBundle'})

  for (const [kind, variable] of Object.entries(proxyVariables) as Array<[keyof typeof proxyVariables, string]>) {
    const value = instance.proxy?.[kind]
    if (typeof value !== 'string') continue
    if (value.includes('\0')) problems.push(problem('value-not-representable', `${name}: proxy.${kind} holds a NUL character.`, {at: at('proxy', kind)}))
    else if (kind !== 'no' && /^(?:[a-z0-9]+:\/\/)?[^/]*:[^/]*@/i.test(value)) problems.push(problem('field-is-secret', `${name}: the address under proxy.${kind} holds a password.`, {at: at('proxy', kind), next: [`Name where it comes from: proxy.${kind}: {from: store}, then \`c1ctl credential set ${name} proxy.${kind}=-\`.`]}))
    else variables.push({name: variable, value})
  }

  for (const [variable, value] of Object.entries(instance.env)) {
    const field = Object.entries(fields).find(([, one]) => one.variable === variable)
    if (field) wrong(['env', variable], `${variable} is the setting ${field[0]} of ${connector.title}`, [`Set it under \`config\`${field[1].secret ? ' or `credentials`' : ''}.`])
    else if (isManaged(variable, instance)) wrong(['env', variable], `${variable} is set by c1ctl`)
    else if (typeof value === 'string') {
      if (value.includes('\0')) problems.push(problem('value-not-representable', `${name}: ${variable} holds a NUL character.`, {at: at('env', variable)}))
      else variables.push({name: variable, value})
    }
  }

  for (const [credential, source] of Object.entries(namedSources(instance))) {
    const value = input.credentials[credential]
    const [group, key] = credential.split('.') as [string, string]
    if (value && !value.empty) secrets.push({key: group === 'proxy' ? proxyVariables[key as 'https' | 'http'] : key, use: 'env', value})
    else if (!input.unread.has(credential)) problems.push(missing(instance.name, credential, source, at(group, key)))
  }

  warnings.push(...seldomMeant(instance, needs))

  const account = serviceAccount(instance, needs)
  if (account && !account.create && Object.keys(account.annotations).length > 0) warnings.push(`${name}: the service account ${account.name} is not made here (create: false), so give it these annotations yourself: ${Object.entries(account.annotations).map(([key, value]) => `${key}=${value}`).join(', ')}.`)

  for (const key of Object.keys(instance.podLabels)) if (ownLabels.test(key)) wrong(['podLabels', key], `the label ${key} is set by c1ctl`)
  for (const [key, value] of Object.entries(instance.podAnnotations)) {
    if (ownAnnotations.test(key)) wrong(['podAnnotations', key], `the annotation ${key} is set by c1ctl`)
    if (needsEncoding(value)) problems.push(problem('value-not-representable', `${name}: the annotation ${key} holds a control character.`, {at: at('podAnnotations', key), why: 'The API server reads annotations as YAML, which forbids it.'}))
  }
  if (instance.volume && taken.includes(instance.volume.path)) wrong(['volume', 'path'], `nothing can be mounted at ${instance.volume.path}`, ['Choose a directory of its own such as /data.'])
  const identity = instance.workloadIdentity && (['aws', 'gcp', 'azure'] as const).find((cloud) => instance.workloadIdentity![cloud])
  const policy = networkPolicy(input)
  const budget = disruptionBudget(instance)
  return {
    problems,
    warnings,
    variables,
    secrets,
    workload: {
      run: mode === 'service' ? {mode} : {mode, ...(schedule === undefined ? {} : {schedule}), ...(timeZone === undefined ? {} : {timeZone})},
      configFiles: {name: `baton-${name}-config`, directory: configDirectory, entries},
      ...(caBundle ? {caBundle} : {}),
      ...(account ? {serviceAccount: account} : {}),
      ...(identity ? {workloadIdentity: identity} : {}),
      ...(policy ? {networkPolicy: policy} : {}),
      ...(budget ? {disruptionBudget: budget} : {}),
      ...(instance.volume ? {volume: claimed(instance)} : {}),
      imagePullSecrets: instance.imagePullSecrets,
      usesProxy: instance.proxy !== undefined && Object.keys(instance.proxy).length > 0,
      scheduling: scheduling(instance),
      // The label by which the webhook of Azure Workload Identity knows its pods (its documentation, "Service Account Labels and Annotations").
      podLabels: {...instance.podLabels, ...(identity === 'azure' ? {'azure.workload.identity/use': 'true'} : {})},
      podAnnotations: instance.podAnnotations,
    },
  }
}

/** What is allowed, and a slip nearly always. */
function seldomMeant({name, env, proxy, replicas, volume}: Instance, {access}: Needs): string[] {
  const plainSecrets = Object.entries(env).filter(([variable, value]) => typeof value === 'string' && value !== '' && secretName.test(variable)).map(([variable]) => variable)
  return [
    ...plainSecrets.map((variable) => `${name}: ${variable} looks like a secret, and stands as plain text in c1ctl.yaml and in what is rendered. Name where it comes from: env.${variable}: {from: store}.`),
    // client-go asks the API server at the address of its Service, and takes the proxy for it like for every other.
    ...(access && (proxy?.https ?? proxy?.http) !== undefined && !proxy?.no ? [`${name}: it asks the API server of its cluster, and would do so through the proxy. Name the address range of the cluster's Services in proxy.no.`] : []),
    ...(replicas > 1 && volume && 'size' in volume && !volume.accessModes.some((mode) => mode.endsWith('Many')) ? [`${name}: several replicas share a volume that one node at a time can mount. Set volume.accessModes to [ReadWriteMany], or replicas to 1.`] : []),
  ]
}

const missing = (instance: string, name: string, source: CredentialSource, at: Problem['at']): Problem =>
  problem('credential-missing', `${instance}: ${name} has no value.`, {...(at ? {at} : {}), next: [source.from === 'store' ? `Store it: \`c1ctl credential set ${instance} ${name}=-\`.` : 'Give its source a value, or name another.']})

/** Variables that c1ctl sets itself: for the process, for the SDK, and what another setting of the instance says. */
function isManaged(variable: string, {proxy}: Instance): boolean {
  const own = [...environmentOnly.filter((one) => one !== 'BATON_C1_API_HOST'), 'BATON_CLIENT_ID', 'BATON_CLIENT_SECRET'] as string[]
  const byProxy = proxy !== undefined && Object.entries(proxyVariables).some(([kind, name]) => proxy[kind as keyof typeof proxyVariables] !== undefined && variable.toUpperCase() === name)
  return managed.test(variable) || own.includes(variable) || byProxy
}

/**
 * The account to run under, where the settings or the connector ask for one. Annotations are the clouds' own: eks.amazonaws.com/role-arn (IAM roles for
 * service accounts), iam.gke.io/gcp-service-account (GKE), azure.workload.identity/client-id and /tenant-id (Azure Workload Identity); their webhooks
 * and metadata servers bring the tokens.
 */
function serviceAccount({name, serviceAccount: asked, workloadIdentity}: Instance, {access}: Needs): Workload['serviceAccount'] {
  if (!asked && !workloadIdentity && !access) return undefined
  const {aws, gcp, azure} = workloadIdentity ?? {}
  return {
    name: asked?.name ?? `baton-${name}`,
    create: asked?.create ?? true,
    annotations: {
      ...(aws ? {'eks.amazonaws.com/role-arn': aws.roleArn} : {}),
      ...(gcp ? {'iam.gke.io/gcp-service-account': gcp.serviceAccount} : {}),
      ...(azure ? {'azure.workload.identity/client-id': azure.clientId, ...(azure.tenantId === undefined ? {} : {'azure.workload.identity/tenant-id': azure.tenantId})} : {}),
      ...asked?.annotations,
    },
  }
}

function claimed({name, volume}: Instance): NonNullable<Workload['volume']> {
  if ('claim' in volume!) return volume
  const {path, size, accessModes, storageClass} = volume!
  return {path, claim: `baton-${name}`, create: {size, accessModes, ...(storageClass === undefined ? {} : {storageClass})}}
}

/** From two replicas a drain of nodes takes one pod at a time, and pods that are not ready do not hold it up. */
function disruptionBudget({replicas, run, podDisruptionBudget: asked}: Instance): Workload['disruptionBudget'] {
  const amount = (text: string) => (text.endsWith('%') ? text : Number(text))
  if (asked === false || run.mode === 'once' || (asked === undefined && replicas < 2)) return undefined
  if (asked === undefined || asked === true) return {automatic: asked === undefined, maxUnavailable: 1}
  return {automatic: false, ...(asked.minAvailable === undefined ? {maxUnavailable: amount(asked.maxUnavailable!)} : {minAvailable: amount(asked.minAvailable)})}
}

/** What c1ctl.yaml says, and for several replicas a wish to keep to different nodes where it says nothing of the kind. */
function scheduling({name, replicas, scheduling: asked}: Instance): Workload['scheduling'] {
  const selector = {matchLabels: {app: `baton-${name}`}}
  const constraints = asked?.topologySpreadConstraints?.map((one) => ({...one, labelSelector: one['labelSelector'] ?? selector}))
  const apart: SchedulingSettings = {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: {labelSelector: selector, topologyKey: 'kubernetes.io/hostname'}}]}}}
  const spreads = constraints !== undefined || asked?.affinity?.['podAntiAffinity'] !== undefined
  return {
    asked: asked !== undefined,
    ...asked,
    ...(constraints ? {topologySpreadConstraints: constraints} : {}),
    ...(replicas > 1 && !spreads ? {affinity: {...asked?.affinity, ...apart.affinity}} : {}),
  }
}
