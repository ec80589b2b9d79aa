import {actionOf, appliedObjects, dryRunAction, identity, readVersions, typeName, versionColumns, type ObjectOutcome, type Versions} from '../core/apply/outcome.ts'
import {classify, messages} from '../core/kubernetes/kubectl-errors.ts'
import {redactor} from '../core/kubernetes/redact.ts'
import {problem, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {instanceLabel} from '../core/render/manifests/labels.ts'
import {manifestObjects} from '../core/render/manifests/objects.ts'
import {plain} from '../core/render/secrets/plain.ts'
import type {KubernetesObject} from '../core/render/types.ts'
import type {Workload} from '../core/workload/types.ts'
import {kubectlClient, type Kubectl, type KubectlResult} from '../io/kubectl.ts'
import {waitForRollouts, type RolloutResult, type WatchedObject} from './rollout.ts'
import {loadWorkloads} from './workloads.ts'

/** What to apply and how. Everything but the instances may be absent as on the command line. */
export interface ApplyRequest {
  directory?: string | undefined
  environment?: string | undefined
  /** Instances by name; none means all. */
  instances: string[]
  namespace?: string | undefined
  context?: string | undefined
  /** Send the Secrets and nothing else: the rest comes into the cluster by other means. */
  secretsOnly?: boolean | undefined
  dryRun: boolean
  forceConflicts: boolean
  wait: boolean
  timeoutSeconds: number
  signal?: AbortSignal | undefined
  progress?: (text: string) => void
}

/** What `apply` reports. */
export interface ApplyData {
  objects: ObjectOutcome[]
  rollouts: RolloutResult[]
  dryRun: boolean
}

/** The field manager under which c1ctl owns what it sets. */
const manager = 'c1ctl'

/**
 * Sends the objects of the project's workloads to the cluster by server-side apply and waits until they run.
 * @returns what was done to each object, also when some were refused or it was interrupted: then with problems
 * @throws ProblemError for a fault in project or credentials, no kubectl, no cluster, a namespace that is terminating or cannot be made
 */
export async function apply(request: ApplyRequest): Promise<{data: ApplyData; problems: Problem[]; warnings: string[]}> {
  const {directory, environment, instances, namespace, dryRun, signal, progress} = request
  const loaded = await loadWorkloads({directory, environment, instances, namespace})
  const {workloads} = loaded
  const objects = workloads.flatMap((workload) => manifestObjects(workload, plain)).filter(({kind}) => !request.secretsOnly || kind === 'Secret')
  const kubectl = kubectlClient({
    clean: redactor(secretsOf(workloads)), environment: process.env, context: request.context, signal,
  })
  const warnings = [...loaded.warnings]
  progress?.('Looking at the cluster')
  const namespaces = [...new Set(workloads.map((workload) => workload.namespace))]
  const {made, absent} = await prepareNamespaces(kubectl, namespaces, request)
  if (signal?.aborted) return {data: {objects: [...made, ...skipped(objects)], rollouts: [], dryRun}, problems: [interruptedProblem(made, skipped(objects), false)], warnings}
  for (const name of absent) warnings.push(`The namespace ${name} is not there yet: it would be created, and the cluster could not be asked about what goes into it.`)

  progress?.(dryRun ? 'Asking the cluster what would change' : `Applying ${objects.length} objects`)
  const tried = objects.filter((object) => !absent.has(object.metadata.namespace ?? ''))
  const sent = dryRun ? await sendDry(kubectl, tried, request) : await send(kubectl, tried, request)
  warnings.push(...sent.warnings)
  const outcomes = [...made, ...objects.map((object) => outcome(object, sent.actions.get(identity(object)) ?? 'created'))]
  const problems = [...sent.problems]
  if (signal?.aborted) return {data: {objects: outcomes, rollouts: [], dryRun}, problems: [interruptedProblem(outcomes.filter(wasDone), outcomes.filter((one) => !wasDone(one)), true)], warnings}

  const watched = workloads.flatMap((workload): WatchedObject[] => {
    const runs = objects.find((object) => (object.kind === 'Deployment' || object.kind === 'Job') && object.metadata.namespace === workload.namespace && object.metadata.labels?.[instanceLabel] === workload.instance)
    const found = runs && outcomes.find((one) => one.kind === runs.kind && one.name === runs.metadata.name && one.namespace === workload.namespace)
    // A CronJob runs when its time comes: there is nothing to wait for.
    if (!found || !wasDone(found)) return []
    return [{instance: workload.instance, namespace: workload.namespace, kind: found.kind as 'Deployment' | 'Job', name: found.name, app: workload.name, changed: found.action !== 'unchanged'}]
  })
  if (dryRun || !request.wait) return {data: {objects: outcomes, rollouts: dryRun ? [] : watched.map(({instance}) => ({instance, ready: null, reason: null})), dryRun}, problems, warnings}

  const waited = await waitForRollouts(kubectl, watched, request.timeoutSeconds, {signal, progress})
  problems.push(...waited.problems)
  if (signal?.aborted) {
    const open = waited.rollouts.filter((one) => one.ready === null).map((one) => one.instance)
    // A signal that came when all was up already changes nothing.
    if (open.length > 0) problems.push(problem('interrupted', `Stopped while waiting for ${open.join(', ')}; everything was applied.`, {next: ['`c1ctl status` shows how they are.']}))
  }
  return {data: {objects: outcomes, rollouts: waited.rollouts, dryRun}, problems, warnings: [...warnings, ...waited.warnings]}
}

const secretsOf = (workloads: Workload[]) =>
  workloads.flatMap(({secretEnvironment, secretFiles}) => [...secretEnvironment.entries, ...secretFiles.entries].flatMap(({value}) => (value ? [value] : [])))

const outcome = ({kind, metadata}: KubernetesObject, action: ObjectOutcome['action']): ObjectOutcome => ({kind, namespace: metadata.namespace ?? null, name: metadata.name, action})
const skipped = (objects: KubernetesObject[]): ObjectOutcome[] => objects.map((object) => outcome(object, 'skipped'))
const wasDone = ({action}: ObjectOutcome): boolean => action !== 'failed' && action !== 'skipped'
const named = ({kind, name}: {kind: string; name: string}): string => `${kind} ${name}`

/** @param wereSent the objects were on their way: the cluster may have taken one without our hearing of it */
function interruptedProblem(done: ObjectOutcome[], open: ObjectOutcome[], wereSent: boolean): Problem {
  const list = (objects: ObjectOutcome[]): string => (objects.length === 0 ? 'nothing' : objects.map(named).join(', '))
  return problem('interrupted', `Stopped during apply. Applied: ${list(done)}. ${wereSent ? 'Not confirmed' : 'Not applied'}: ${list(open)}.`, {next: ['Run `c1ctl apply` again: what is there already stays as it is.']})
}

/** The problem of a call that failed as a whole. */
function callProblem(kubectl: Kubectl, result: KubectlResult, namespace?: string): Problem {
  if (result.ended === 'timeout') return problem('cluster-unreachable', 'The cluster does not answer.', {why: 'kubectl did not end in time.'})
  return classify(messages(result.stderr).errors.at(-1) ?? `error: kubectl ended with status ${result.status ?? result.ended}`, {namespace, context: kubectl.context})
}

/**
 * Makes the namespaces that are not there. A user who may not read namespaces goes on: the namespace is most likely there.
 * @returns the namespaces made, and with a dry run the names of those that would be
 */
async function prepareNamespaces(kubectl: Kubectl, namespaces: string[], {dryRun}: ApplyRequest): Promise<{made: ObjectOutcome[]; absent: Set<string>}> {
  const problems: Problem[] = []
  const missing: string[] = []
  for (const name of namespaces) {
    const read = await kubectl.run(['get', 'namespace', name, '--ignore-not-found', '-o', 'jsonpath={.metadata.name} {.status.phase}'])
    if (read.ended === 'aborted') return {made: [], absent: new Set()}
    if (read.status === 0) {
      if (read.stdout.trim() === '') missing.push(name)
      else if (read.stdout.endsWith(' Terminating')) problems.push(problem('namespace-terminating', `The namespace ${name} is being deleted.`))
    } else if (!/is forbidden/.test(read.stderr)) throwIfAny([callProblem(kubectl, read, name)])
  }
  throwIfAny(problems)
  const namespaceObject = (name: string): KubernetesObject => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  if (dryRun) return {made: missing.map((name) => outcome(namespaceObject(name), 'created')), absent: new Set(missing)}
  const made: ObjectOutcome[] = []
  for (const name of missing) {
    const created = await kubectl.run(['create', '-f', '-', `--field-manager=${manager}`], {input: namespaceObject(name)})
    if (created.status === 0) made.push(outcome(namespaceObject(name), 'created'))
    else if (created.ended === 'aborted') break
    else if (/is forbidden/.test(created.stderr)) problems.push({...problem('namespace-missing', `There is no namespace ${name}, and it could not be made.`), why: callProblem(kubectl, created).what})
    else if (!/AlreadyExists/.test(created.stderr)) problems.push(callProblem(kubectl, created))
  }
  throwIfAny(problems)
  return {made, absent: new Set()}
}

interface Sent {
  actions: Map<string, ObjectOutcome['action']>
  problems: Problem[]
  warnings: string[]
}

const listOf = (items: KubernetesObject[]): unknown => ({apiVersion: 'v1', kind: 'List', items})
const applyArguments = ({forceConflicts}: ApplyRequest): string[] => ['apply', '--server-side', `--field-manager=${manager}`, ...(forceConflicts ? ['--force-conflicts'] : []), '-f', '-']

/** Reads what is there of these objects, a call for each namespace. */
async function getEach(kubectl: Kubectl, objects: KubernetesObject[], output: string[]): Promise<Array<{objects: KubernetesObject[]; result: KubectlResult}>> {
  const answers = []
  for (const namespace of new Set(objects.map((object) => object.metadata.namespace))) {
    const here = objects.filter((object) => object.metadata.namespace === namespace)
    const result = await kubectl.run(['get', '--ignore-not-found', ...output, ...here.map((object) => `${typeName(object)}/${object.metadata.name}`)], namespace === undefined ? {} : {namespace})
    answers.push({objects: here, result})
  }
  return answers
}

async function versions(kubectl: Kubectl, objects: KubernetesObject[]): Promise<Versions> {
  const all: Versions = new Map()
  for (const {objects: here, result} of await getEach(kubectl, objects, ['--no-headers', '-o', versionColumns])) {
    for (const [key, version] of readVersions(result.stdout, messages(result.stderr).errors, here)) all.set(key, version)
  }
  return all
}

/** Each failed object's problem. kubectl goes on after a fault and prints the faults in the order of the objects. */
function refusals(kubectl: Kubectl, errors: string[], failed: KubernetesObject[]): Problem[] {
  const inOrder = errors.length === failed.length
  return errors.map((error, at) => classify(error, {context: kubectl.context}, inOrder ? named({kind: failed[at]!.kind, name: failed[at]!.metadata.name}) : undefined))
}

async function send(kubectl: Kubectl, objects: KubernetesObject[], request: ApplyRequest): Promise<Sent> {
  const before = await versions(kubectl, objects)
  if (request.signal?.aborted) return {actions: new Map(objects.map((object) => [identity(object), 'skipped'])), problems: [], warnings: []}
  const result = await kubectl.run(applyArguments(request), {input: listOf(objects), timeoutMs: 60_000 + objects.length * 2000})
  const done = appliedObjects(result.stdout, objects)
  const aborted = request.signal?.aborted ?? false
  // After an interruption only what kubectl reported is known; nothing more is asked of the cluster.
  const after: Versions = done.size === 0 || aborted ? new Map() : await versions(kubectl, objects.filter((object) => done.has(identity(object))))
  const actions = new Map<string, ObjectOutcome['action']>()
  for (const object of objects) {
    const key = identity(object)
    actions.set(key, done.has(key) ? actionOf(before.get(key), after.get(key)) : aborted ? 'skipped' : 'failed')
  }
  const {errors, warnings} = messages(result.stderr)
  const failed = objects.filter((object) => !done.has(identity(object)))
  if (result.status === 0 || aborted) return {actions, problems: [], warnings}
  const problems = errors.length > 0 && result.ended === 'itself' ? refusals(kubectl, errors, failed) : [callProblem(kubectl, result)]
  return {actions, problems, warnings}
}

async function sendDry(kubectl: Kubectl, objects: KubernetesObject[], request: ApplyRequest): Promise<Sent> {
  const actions = new Map<string, ObjectOutcome['action']>()
  if (objects.length === 0) return {actions, problems: [], warnings: []}
  const result = await kubectl.run([...applyArguments(request), '--dry-run=server', '-o', 'json'], {input: listOf(objects)})
  const {errors, warnings} = messages(result.stderr)
  if (result.status !== 0) {
    for (const object of objects) actions.set(identity(object), 'failed')
    if (result.ended !== 'itself' || errors.length === 0) return {actions, problems: [callProblem(kubectl, result)], warnings}
    return {actions, problems: refusals(kubectl, errors, objects), warnings}
  }
  const answered = new Map(itemsOf(result.stdout).map((object) => [identity(object), object]))
  for (const {objects: here, result: read} of await getEach(kubectl, objects, ['-o', 'json'])) {
    const live = new Map(itemsOf(read.stdout).map((object) => [identity(object), object]))
    const readable = readVersions('', messages(read.stderr).errors, here)
    for (const object of here) {
      const key = identity(object)
      const found = live.get(key)
      actions.set(key, found ? dryRunAction(found, answered.get(key)) : readable.get(key) === undefined ? 'applied' : 'created')
    }
  }
  return {actions, problems: [], warnings}
}

/** The objects of kubectl's JSON: a List, one object alone, or nothing at all. */
function itemsOf(stdout: string): KubernetesObject[] {
  if (stdout.trim() === '') return []
  const answer = JSON.parse(stdout) as KubernetesObject & {items?: KubernetesObject[]}
  return answer.kind === 'List' ? (answer.items ?? []) : [answer]
}
