import {nameAmong, unknownConnector} from '../core/catalog/lookup.ts'
import type {Catalog, Connector} from '../core/catalog/types.ts'
import {isConductorone, isCredential} from '../core/credentials/fields.ts'
import type {Secret} from '../core/credentials/secret.ts'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'
import type {Instance} from '../core/project/types.ts'
import type {Judgement} from '../core/verify/judge.ts'
import type {Value} from '../core/verify/place.ts'
import {planChecks, type Planned} from '../core/verify/request.ts'
import {agreementKey, hostAllowed, needsAgreement, type Agreement} from '../core/verify/trust.ts'
import type {Check} from '../core/verify/types.ts'
import {activeFields, isRequired, methodOf} from '../core/workload/constraints.ts'
import {authMethodFault, type InstanceCredentials, missingCredential} from '../core/workload/resolve.ts'
import {own} from '../core/yaml/overlay.ts'
import {openSender} from '../io/http.ts'
import type {Prompter} from '../io/prompt.ts'
import {allowedHosts, isAgreed, remember} from '../io/trust.ts'
import {readCredentials} from './credentials.ts'
import {chooseInstances, loadProject} from './project.ts'
import {runCheck, runLimited} from './verify/run.ts'

/** How to verify. */
export interface VerifySettings {
  /** What one check may take, in seconds, retries and redirects included. */
  timeoutSeconds: number
  /** Checks at once; at most two of them ask the same host. */
  concurrency: number
  requireVerified: boolean
  /** Who is asked whether a project may send credentials to a host; null when nobody is there. */
  prompter: Prompter | null
  /** c1ctl's version, for the user-agent header. */
  version: string
  /** Settings and sources were given by the user on this machine a moment ago (init): only recipes of the project itself are asked for. */
  typedByUser?: boolean
  /** process.env when not given: C1CTL_ALLOW_HOSTS, and where agreements are kept. */
  environment?: NodeJS.ProcessEnv
  signal?: AbortSignal
  progress?: (done: number, all: number) => void
}

/** What verifying found. `checks` has the order of the instances; the recipes in `weak` rest on general knowledge alone. */
export interface VerifyResult {
  checks: Check[]
  problems: Problem[]
  warnings: string[]
  /** The checks whose recipe was not read in the connector's source or documentation. */
  weak: Check[]
}

/**
 * Proves the credentials of a project's instances against their apps.
 * @param options.directory the project, or undefined for the nearest one
 * @param options.overlay name of an environment of c1ctl.yaml
 * @param options.instances names; none means all
 * @throws ProblemError when the project cannot be read or an instance is unknown
 */
export async function verify(options: VerifySettings & {directory?: string | undefined; overlay?: string | undefined; instances: string[]}): Promise<VerifyResult> {
  const {directory, project, catalog, connectorNames, warnings} = await loadProject({directory: options.directory, environment: options.overlay})
  const instances = chooseInstances(project, options.instances)
  const credentials = await readCredentials({directory, instances, catalog, ...(options.environment ? {environment: options.environment} : {}), wanted: ({name}) => !isConductorone(name)})
  const found = await verifyInstances({...options, instances, catalog, connectorNames, credentials: credentials.byInstance})
  return {...found, problems: [...credentials.problems, ...found.problems], warnings: [...warnings, ...credentials.warnings, ...found.warnings]}
}

/** Instances that are already read, the connectors that they name, and the name of every connector there is (those of `catalog` when not given). */
interface ReadInstances {
  instances: Instance[]
  catalog: Catalog
  connectorNames?: string[]
  credentials: Record<string, InstanceCredentials>
}

/**
 * Proves the credentials of instances that are already read.
 */
export async function verifyInstances(input: VerifySettings & ReadInstances): Promise<VerifyResult> {
  const found: VerifyResult = {checks: [], problems: [], warnings: [], weak: []}
  const entries = planAll(input, found)
  await settleTrust(entries, input, found)
  warnOfPlainText(entries, found)

  const sender = await openSender(`c1ctl/${input.version}`)
  try {
    const ready = entries.filter((entry) => entry.planned.kind === 'request' && !entry.settled)
    let done = 0
    input.progress?.(0, ready.length)
    await runLimited(
      ready.map((entry) => {
        const planned = entry.planned as Extract<Planned, {kind: 'request'}>
        return {
          host: planned.request.host,
          run: async () => {
            entry.settled = await runCheck(sender, planned.check, planned, input)
            input.progress?.(++done, ready.length)
          },
        }
      }),
      input.concurrency,
    )
  } finally {
    await sender.close()
  }
  for (const entry of entries) report(entry, input.requireVerified, found)
  return found
}

/** A planned check on its way to a verdict. */
interface Entry {
  instance: Instance
  connector: Connector
  planned: Planned
  settled?: Judgement & {ms: number}
  /** A problem says already why it was not run. */
  explained?: boolean
}

function planAll({instances, catalog, connectorNames, credentials}: ReadInstances, found: VerifyResult): Entry[] {
  return instances.flatMap((instance): Entry[] => {
    const connector = own(catalog, instance.connector)
    if (!connector) {
      found.problems.push(unknownConnector(instance.connector, connectorNames ?? Object.keys(catalog)))
      return []
    }
    const fault = authMethodFault(connector, instance.auth)
    if (fault) {
      found.problems.push({...fault, what: `${instance.name}: ${fault.what}`})
      return []
    }
    const method = methodOf(connector, instance.auth)
    const secrets = credentials[instance.name]?.values ?? {}
    const active = [...activeFields(connector, method)]
    const missing = active.filter((name) => isCredential(connector.fields[name]!) && isRequired(connector, method, name) && (secrets[name]?.empty ?? true))
    if (missing.length > 0) {
      // A declared env or file source that gave nothing, and a store that could not be opened, are reported where they were read.
      const unexplained = missing.filter((name) => !credentials[instance.name]?.unread?.has(name))
      found.problems.push(...unexplained.map((name) => missingCredential(instance.name, name, connector.fields[name]!.title, undefined, connector.fields[name]!.type === 'file')))
      return [{instance, connector, planned: {kind: 'untested', recipe: '', item: null, reason: `${missing.join(' and ')} ${missing.length > 1 ? 'have' : 'has'} no value`}, explained: true}]
    }
    const planned = planChecks(connector, method?.name ?? null, valuesOf(connector, instance, new Set(active), secrets))
    if (planned.length === 0) planned.push({kind: 'untested', recipe: '', item: null, reason: 'no recipe covers this way of signing in'})
    return planned.map((one) => ({instance, connector, planned: one}))
  })
}

function valuesOf(connector: Connector, instance: Instance, active: Set<string>, secrets: Record<string, Secret>): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const [given, value] of Object.entries(instance.config)) {
    const name = nameAmong(connector.fields, given)
    if (name !== undefined && active.has(name) && (typeof value === 'string' || Array.isArray(value))) values[name] = value
  }
  for (const name of active) if (secrets[name] && !secrets[name].empty) values[name] = secrets[name]
  return values
}

/** Law 10: asks, looks up or refuses, once for each way that credentials would go. */
async function settleTrust(entries: Entry[], {prompter, typedByUser = false, environment = process.env}: VerifySettings, found: VerifyResult): Promise<void> {
  const ways = new Map<string, {agreement: Agreement; entries: Entry[]; recipeFromProject: boolean}>()
  for (const entry of entries) {
    const {planned, connector, instance} = entry
    if (planned.kind !== 'request') continue
    const agreement: Agreement = {
      connector: connector.name,
      recipe: connector.recipes[planned.recipe]!,
      origins: [...new Set([planned.request.origin, ...(planned.token ? [planned.token.origin] : [])])].sort(),
      credentials: Object.fromEntries(planned.carries.map((field) => [field, instance.credentials[field] ?? {from: 'store'}])),
    }
    const recipeFromProject = connector.recipesFromProject.includes(planned.recipe)
    const from = {recipeFromProject, hostFromProject: planned.hostFields.length > 0}
    if (!needsAgreement(agreement, {...from, typedByUser: false})) continue
    const key = agreementKey(agreement)
    if (!needsAgreement(agreement, {...from, typedByUser})) await keep(key, agreement, environment, found)
    else ways.set(key, {agreement, recipeFromProject, entries: [...(ways.get(key)?.entries ?? []), entry]})
  }
  const refused: Array<{instances: string[]; hosts: string[]}> = []
  for (const [key, way] of ways) {
    const {agreement} = way
    if (agreement.origins.every((origin) => hostAllowed(allowedHosts(environment), origin)) || (await isAgreed(key, environment).catch(() => false))) continue
    const hosts = agreement.origins.map((origin) => new URL(origin).host)
    const what = `${Object.entries(agreement.credentials).map(([field, source]) => `${field} (${source.from === 'env' ? `from ${source.name}` : source.from === 'file' ? `from ${source.path}` : 'from the store'})`).join(', ') || 'no credential'}`
    if (prompter && (await prompter.confirm(`The project ${way.recipeFromProject ? `changes how ${agreement.connector} is asked and` : ''} would send ${what} of ${agreement.connector} to ${agreement.origins.join(' and ')}. Send it there?`.replaceAll(/ {2,}/g, ' '), false))) {
      await keep(key, agreement, environment, found)
      continue
    }
    refused.push({instances: [...new Set(way.entries.map(({instance}) => instance.name))], hosts})
    for (const entry of way.entries) Object.assign(entry, {settled: {verdict: 'untested', identity: null, reason: `nobody agreed to send credentials to ${hosts.join(' and ')}`, ms: 0}, explained: true})
  }
  const variable = [...new Set([...allowedHosts(environment).split(',').filter((host) => host !== ''), ...refused.flatMap(({hosts}) => hosts)])].join(',')
  for (const {instances, hosts} of refused)
    found.problems.push(problem('source-not-trusted', `${instances.join(', ')}: the project would send credentials to ${hosts.join(' and ')}, and nobody has agreed to that.`, {next: [`If that is meant, run \`c1ctl verify\` in a terminal and answer, or set C1CTL_ALLOW_HOSTS=${variable}.`, 'If not, look at connectors.yaml and c1ctl.yaml of the project: who changed them?']}))
}

async function keep(key: string, agreement: Agreement, environment: NodeJS.ProcessEnv, found: VerifyResult): Promise<void> {
  try {
    await remember(key, agreement, environment)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    found.warnings.push(`The agreement could not be kept and will be asked for again: ${error.problems[0]!.what}`)
  }
}

function warnOfPlainText(entries: Entry[], found: VerifyResult): void {
  const origins = entries.flatMap(({planned, settled}) => (planned.kind === 'request' && !settled && planned.carries.length > 0 ? [planned.request.origin, planned.token?.origin ?? ''] : []))
  for (const origin of new Set(origins)) {
    if (origin.startsWith('http://') && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname)) found.warnings.push(`Credentials go to ${origin} without TLS: whoever is on the way can read them.`)
  }
}

function report({instance, connector, planned, settled, explained}: Entry, requireVerified: boolean, found: VerifyResult): void {
  const {verdict, identity, reason, ms} = settled ?? {verdict: 'untested', identity: null, reason: (planned as {reason: string}).reason, ms: 0}
  const check: Check = {instance: instance.name, recipe: planned.item === null ? planned.recipe : `${planned.recipe} (${planned.item})`, verdict, identity, reason, ms}
  found.checks.push(check)
  if (connector.recipes[planned.recipe]?.evidence === 'general-knowledge' && verdict !== 'untested') found.weak.push(check)
  if (verdict === 'denied') {
    const fields = planned.kind === 'request' ? planned.carries : []
    found.problems.push(problem('credential-denied', sentence(instance, reason), {next: [`Make a new credential as \`c1ctl catalog show ${connector.name}\` says, then \`c1ctl credential set ${instance.name} ${fields.length > 1 ? fields.join(' ') : `${fields[0] ?? 'FIELD'}=-`}\`.`, 'Check that the account behind it has the permissions that the connector needs.']}))
  } else if (verdict === 'unreachable') found.problems.push(problem('app-unreachable', sentence(instance, reason)))
  else if (verdict === 'untested' && !explained) {
    if (requireVerified) found.problems.push(problem('credential-untested', sentence(instance, reason)))
    else found.warnings.push(sentence(instance, `not verified, ${reason}`))
  }
}

const sentence = ({name}: Instance, reason: string | null) => `${name}: ${reason}${/[.?!]$/.test(reason ?? '') ? '' : '.'}`
