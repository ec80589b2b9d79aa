import {join} from 'node:path'
import {credentialFields} from '../core/credentials/fields.ts'
import {classify, messages} from '../core/kubernetes/kubectl-errors.ts'
import {accessReviews, applyPermissions, denied, permissionText, reviewLine, watchPermissions, type Kinds} from '../core/kubernetes/permissions.ts'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'
import type {Instance} from '../core/project/types.ts'
import {counted} from '../core/text/counted.ts'
import {own} from '../core/values/maps.ts'
import {needsAccess} from '../core/workload/needs.ts'
import {loadIdentities} from '../io/age-identities.ts'
import {exec} from '../io/exec.ts'
import {readTextIfThere} from '../io/files.ts'
import {gitRoot, trackedFiles} from '../io/git.ts'
import {kubectlClient, type Kubectl} from '../io/kubectl.ts'
import {findProject} from '../io/project-directory.ts'
import {readStore, storeFile} from '../io/store.ts'
import {loadCatalog} from './catalog.ts'
import {readCredentials} from './credentials.ts'
import {loadProject, type LoadedProject} from './project.ts'

/** One thing looked at. `reason` says what was found; `next` what to do when it is not ok. */
export interface DoctorCheck {
  check: string
  status: 'ok' | 'warning' | 'failed'
  reason: string
  next: string | null
}

/** Checks in the order they were made, and the problems of those that failed. */
export interface Diagnosis {
  checks: DoctorCheck[]
  problems: Problem[]
}

const ok = (check: string, reason: string): Diagnosis => ({checks: [{check, status: 'ok', reason, next: null}], problems: []})
const warning = (check: string, reason: string, next: string): Diagnosis => ({checks: [{check, status: 'warning', reason, next}], problems: []})
const failed = (check: string, problems: Problem[]): Diagnosis => ({
  checks: problems.map((one) => ({check, status: 'failed', reason: one.at ? `${one.at.file}:${one.at.line}:${one.at.column}: ${one.what}` : one.what, next: one.next[0] ?? null})), problems,
})

/**
 * Looks at everything c1ctl stands on: Node, kubectl and the cluster, the age identity, the project, its stores and what git holds. Changes nothing.
 * @returns a failed check for each fault; nothing is thrown for a fault of the surroundings
 */
export async function doctor(request: {
  directory?: string | undefined
  environment?: string | undefined
  namespace?: string | undefined
  context?: string | undefined
  signal?: AbortSignal
}): Promise<Diagnosis> {
  const project = await checkProject(request)
  const [cluster, identity, sops] = await Promise.all([checkCluster(request, project.loaded), checkIdentity(project.loaded), checkSops()])
  const parts = [checkNode(), cluster, project.diagnosis, identity, await checkStores(project.loaded), sops, await checkGit(project.loaded)]
  return {checks: parts.flatMap((part) => part.checks), problems: parts.flatMap((part) => part.problems)}
}

function checkNode(): Diagnosis {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const supported = major >= 24 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19)
  return supported ? ok('node', process.versions.node) : warning('node', `${process.versions.node} is not tested`, 'Use Node 20.19 or later of 20, 22.13 or later of 22, or 24 and later.')
}

async function checkCluster({namespace, context, signal}: {namespace?: string | undefined; context?: string | undefined; signal?: AbortSignal}, loaded: LoadedProject | null): Promise<Diagnosis> {
  const kubectl = kubectlClient({clean: (text) => text, environment: process.env, context, signal})
  let client: Diagnosis
  try {
    const version = await kubectl.run(['version', '--client', '-o', 'json'])
    const found = version.status === 0 ? (JSON.parse(version.stdout) as {clientVersion?: {gitVersion?: string}}).clientVersion?.gitVersion : undefined
    client = ok('kubectl', found ?? 'found')
  } catch (error) {
    if (error instanceof ProblemError) return failed('kubectl', error.problems)
    throw error
  }
  const current = await kubectl.run(['config', 'current-context'])
  const name = context ?? current.stdout.trim()
  if (name === '') return both(client, warning('cluster', 'the kubeconfig has no current context', 'Choose one with `kubectl config use-context NAME`, or use --context. Rendering needs none.'))
  const answer = await kubectl.run(['get', '--raw', '/version', '--request-timeout=10s'], {timeoutMs: 20_000})
  if (answer.status !== 0) {
    const message = messages(answer.stderr).errors.at(-1) ?? 'error: timeout: i/o timeout'
    return both(client, failed('cluster', [classify(message, {context: name})]))
  }
  const server = (JSON.parse(answer.stdout) as {gitVersion?: string}).gitVersion ?? 'unknown version'
  const namespaces = namespace === undefined ? [...new Set(loaded ? Object.values(loaded.project.instances).map((one) => one.namespace ?? loaded.project.namespace) : [])] : [namespace]
  if (loaded && namespaces.length === 0) namespaces.push(loaded.project.namespace)
  const kinds = kindsOf(loaded)
  const permissions = await Promise.all(namespaces.map((one) => checkPermissions(kubectl, one, kinds)))
  return [client, ok('cluster', `context ${name}, Kubernetes ${server}`), ...permissions].reduce(both)
}

const both = (a: Diagnosis, b: Diagnosis): Diagnosis => ({checks: [...a.checks, ...b.checks], problems: [...a.problems, ...b.problems]})

/** What the instances of a project make in the cluster; a project without any will have a service. */
function kindsOf(loaded: LoadedProject | null): Kinds {
  const instances = Object.values(loaded?.project.instances ?? {})
  const some = (asks: (one: Instance) => boolean): boolean => instances.some(asks)
  return {
    service: instances.length === 0 || some(({run}) => run.mode === 'service'),
    job: some(({run}) => run.mode === 'once' && run.schedule === undefined),
    cronJob: some(({run}) => run.mode === 'once' && run.schedule !== undefined),
    configMap: some(({files, caBundle}) => Object.keys(files).length > 0 || (caBundle !== undefined && 'path' in caBundle)),
    serviceAccount: some(({serviceAccount, workloadIdentity}) => (serviceAccount?.create ?? true) && (serviceAccount !== undefined || workloadIdentity !== undefined)),
    access: some((one) => {
      const connector = own(loaded!.catalog, one.connector)
      return connector !== undefined && needsAccess(connector, one)
    }),
    networkPolicy: some(({networkPolicy}) => networkPolicy !== undefined && networkPolicy !== false),
    disruptionBudget: some(({podDisruptionBudget, replicas, run}) => run.mode === 'service' && podDisruptionBudget !== false && (podDisruptionBudget !== undefined || replicas > 1)),
    volumeClaim: some(({volume}) => volume !== undefined && 'size' in volume),
  }
}

/**
 * Asks in one go what the user may do: reviews of oneself, which every user may make and which change nothing. kubectl's own validation is off, for it
 * would list CRDs, which few users may.
 */
async function checkPermissions(kubectl: Kubectl, namespace: string, kinds: Kinds): Promise<Diagnosis> {
  const must = applyPermissions(kinds)
  const wish = watchPermissions(kinds)
  const answer = await kubectl.run(['create', '-f', '-', '--validate=false', '-o', reviewLine], {input: accessReviews([...must, ...wish], namespace)})
  const check = `permissions in ${namespace}`
  if (answer.status !== 0) return warning(check, 'the cluster does not say what you may do', `See \`kubectl auth can-i --list -n ${namespace}\`.`)
  const needed = denied(answer.stdout, must)
  const wished = denied(answer.stdout, wish)
  if (needed.length > 0) return failed(check, [problem('cluster-forbidden', `In namespace ${namespace} you may not ${permissionText(needed)}.`, {next: [`Ask for these permissions; \`kubectl auth can-i --list -n ${namespace}\` shows what you have.`]})])
  if (wished.length > 0) return warning(check, `enough to apply, but you may not ${permissionText(wished)}`, 'Without them c1ctl cannot tell what changed or whether a connector came up.')
  return ok(check, 'enough to apply and to follow the rollout')
}

async function checkProject({directory, environment}: {directory?: string | undefined; environment?: string | undefined}): Promise<{diagnosis: Diagnosis; loaded: LoadedProject | null}> {
  if (directory === undefined && findProject(process.cwd()) === null) {
    await loadCatalog({wanted: []})
    return {loaded: null, diagnosis: warning('project', 'no c1ctl.yaml here or above', 'Start one with `c1ctl init CONNECTOR`.')}
  }
  try {
    const loaded = await loadProject({directory, environment})
    const unknown = Object.values(loaded.project.instances).filter((one) => !Object.hasOwn(loaded.catalog, one.connector))
    if (unknown.length > 0) return {loaded, diagnosis: failed('project', unknown.map((one) => problem('unknown-connector', `${one.name}: there is no connector ${one.connector}.`)))}
    return {loaded, diagnosis: ok('project', `${loaded.project.name}, ${counted(Object.keys(loaded.project.instances).length, 'instance')}; the catalog is valid`)}
  } catch (error) {
    if (error instanceof ProblemError) return {loaded: null, diagnosis: failed('project', error.problems)}
    throw error
  }
}

/** Stores of the project that are there, by instance. */
async function storesOf(loaded: LoadedProject): Promise<Array<{instance: string; path: string; shown: string}>> {
  const stores = Object.keys(loaded.project.instances).map((instance) => ({instance, ...storeFile(loaded.directory, instance)}))
  const there = await Promise.all(stores.map((one) => readStore(one).catch(() => '')))
  return stores.filter((_, at) => there[at] !== null)
}

async function checkIdentity(loaded: LoadedProject | null): Promise<Diagnosis> {
  const {identities, searched, warnings} = await loadIdentities(process.env)
  if (identities.length > 0) return ok('age identity', identities.map((one) => one.recipient).join(', '))
  const reason = [`none in ${searched.join(', ')}`, ...warnings].join('; ')
  if (loaded && (await storesOf(loaded)).length > 0) return failed('age identity', [problem('identity-missing', `There is no age identity: ${reason}.`)])
  return warning('age identity', reason, 'Not needed until credentials are stored; `c1ctl init` makes one after asking.')
}

async function checkStores(loaded: LoadedProject | null): Promise<Diagnosis> {
  if (!loaded) return {checks: [], problems: []}
  const {project, catalog, directory} = loaded
  const instances = Object.values(project.instances).filter((one) => Object.hasOwn(catalog, one.connector))
  const {problems} = await readCredentials({directory, instances, catalog, wanted: ({source}) => source.from === 'store'})
  if (problems.length > 0) return failed('credential store', problems)
  const stores = await storesOf(loaded)
  const fromStore = instances.filter((one) => credentialFields(one, catalog[one.connector]!).some(({source}) => source.from === 'store'))
  if (stores.length === 0) return ok('credential store', fromStore.length === 0 ? 'not used' : 'nothing is stored yet')
  return ok('credential store', `${counted(stores.length, 'file')} can be read`)
}

async function checkSops(): Promise<Diagnosis> {
  try {
    const {stdout} = await exec('sops', ['--version', '--disable-version-check'], {timeoutMs: 10_000})
    return ok('sops', /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'found')
  } catch (error) {
    if (error instanceof ProblemError) return ok('sops', 'not installed; c1ctl does not need it')
    throw error
  }
}

const plainSecret = (text: string): boolean => /^kind: ["']?Secret["']?\s*$/m.test(text) && /^(?:data|stringData):/m.test(text) && !/^sops:/m.test(text)

async function checkGit(loaded: LoadedProject | null): Promise<Diagnosis> {
  if (!loaded) return {checks: [], problems: []}
  const {directory} = loaded
  if (gitRoot(directory) === null) return ok('git', 'the project is in no git tree')
  const tracked = new Set(await trackedFiles(directory, [directory]))
  const bare: string[] = []
  for (const path of tracked) {
    if (!/[/\\]baton-[^/\\]*\.ya?ml$/.test(path)) continue
    const text = await readTextIfThere(path)
    if (text !== null && plainSecret(text)) bare.push(path)
  }
  if (bare.length > 0) return failed('git', bare.map((path) => problem('plain-secret-tracked', `Git tracks ${path}, which holds a plain Secret.`, {next: [`Run \`git rm --cached ${path}\`, and make new credentials if it was ever pushed.`]})))
  const loose = (await storesOf(loaded)).filter(({path}) => !tracked.has(path) && !tracked.has(join(directory, path)))
  if (loose.length > 0) return warning('git', `${loose.map((one) => one.shown).join(', ')} ${loose.length === 1 ? 'is' : 'are'} not in git`, 'Stores are encrypted: commit them, so that others and CI can read them.')
  return ok('git', 'no plain Secret is tracked')
}
