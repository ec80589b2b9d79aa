import {randomBytes} from 'node:crypto'
import {isConductorone} from '../core/credentials/fields.ts'
import {problem, type Problem} from '../core/problems/problem.ts'
import type {Instance} from '../core/project/types.ts'
import type {Check} from '../core/verify/types.ts'
import type {Moment} from '../core/verify/values.ts'
import {openSender} from '../io/http.ts'
import type {Prompter} from '../io/prompt.ts'
import {readCredentials} from './credentials.ts'
import {chooseInstances, loadProject} from './project.ts'
import {planAll, type Entry, type ReadInstances} from './verify/entries.ts'
import {libraries} from './verify/libraries.ts'
import {runCheck, runLimited} from './verify/run.ts'
import {settleTrust, warnOfConnections} from './verify/trust.ts'

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
  /** Milliseconds since 1970, as requests are dated and signed; the machine's clock when not given. */
  clock?: () => number
  /** Told at every change how many checks are done, and whose app is being asked, the longest waiting first. */
  progress?: (done: number, all: number, asked: string[]) => void
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

/**
 * Proves the credentials of instances that are already read.
 */
export async function verifyInstances(input: VerifySettings & ReadInstances): Promise<VerifyResult> {
  const found: VerifyResult = {checks: [], problems: [], warnings: [], weak: []}
  const moment = (): Moment => ({now: (input.clock ?? Date.now)(), random: (bytes) => randomBytes(bytes), libraries})
  const entries = await planAll(input, moment(), found)
  await settleTrust(entries, input, found)
  warnOfConnections(entries, found)

  const sender = await openSender(`c1ctl/${input.version}`)
  try {
    const ready = entries.flatMap((entry) => (entry.planned.kind === 'untested' || entry.settled ? [] : [{entry, planned: entry.planned}]))
    const asked = new Set<Entry>()
    let done = 0
    const tell = () => input.progress?.(done, ready.length, [...new Set([...asked].map(({instance}) => instance.name))])
    await runLimited(
      ready.map(({entry, planned}) => ({
        host: planned.host,
        run: async () => {
          asked.add(entry)
          tell()
          entry.settled = await runCheck(planned, {sender, timeoutSeconds: input.timeoutSeconds, moment, signal: input.signal})
          asked.delete(entry)
          done += 1
          tell()
        },
      })),
      input.concurrency,
    )
  } finally {
    await sender.close()
  }
  for (const entry of entries) report(entry, input.requireVerified, found)
  return found
}

function report({instance, connector, planned, settled, explained}: Entry, requireVerified: boolean, found: VerifyResult): void {
  const {verdict, identity, reason, ms} = settled ?? {verdict: 'untested', identity: null, reason: (planned as {reason: string}).reason, ms: 0}
  const check: Check = {instance: instance.name, recipe: planned.item === null ? planned.recipe : `${planned.recipe} (${planned.item})`, verdict, identity, reason, ms}
  found.checks.push(check)
  if (connector.recipes[planned.recipe]?.evidence === 'general-knowledge' && verdict !== 'untested') found.weak.push(check)
  if (verdict === 'denied') {
    const fields = planned.kind === 'untested' ? [] : planned.carries
    found.problems.push(problem('credential-denied', sentence(instance, reason), {next: [`Make a new credential as \`c1ctl catalog show ${connector.name}\` says, then \`c1ctl credential set ${instance.name} ${fields.length > 1 ? fields.join(' ') : `${fields[0] ?? 'FIELD'}=-`}\`.`, 'Check that the account behind it has the permissions that the connector needs.']}))
  } else if (verdict === 'unreachable') found.problems.push(problem('app-unreachable', sentence(instance, reason)))
  else if (verdict === 'untested' && !explained) {
    if (requireVerified) found.problems.push(problem('credential-untested', sentence(instance, reason)))
    else found.warnings.push(sentence(instance, `not verified, ${reason}`))
  }
}

const sentence = ({name}: Instance, reason: string | null) => `${name}: ${reason}${/[.?!]$/.test(reason ?? '') ? '' : '.'}`
