import {access, rm, rmdir} from 'node:fs/promises'
import {basename, dirname, isAbsolute, join, relative, resolve} from 'node:path'
import type {Catalog, Connector} from '../core/catalog/types.ts'
import {conductoroneWarning, isCredential} from '../core/credentials/fields.ts'
import {nearest} from '../core/problems/nearest.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {credentialNames, fieldNamed, nameValues, readSettings, readSources, toYamlValue} from '../core/project/answers.ts'
import {addInstance, newProjectText, type NewInstance} from '../core/project/edit.ts'
import {instanceNameFault, parseProject} from '../core/project/parse.ts'
import {conductoroneKeys, type CredentialSource, type ImageSettings} from '../core/project/types.ts'
import {readStableRelease} from '../core/releases/stable-release.ts'
import type {Check} from '../core/verify/types.ts'
import {activeFields, isRequired, methodOf} from '../core/workload/constraints.ts'
import {authMethodFault, resolveWorkloads} from '../core/workload/resolve.ts'
import {writeFileAtomically} from '../io/files.ts'
import {fetchStableRelease} from '../io/releases.ts'
import {storeFile} from '../io/store.ts'
import type {Prompter} from '../io/prompt.ts'
import {findProject, projectFile} from '../io/project-directory.ts'
import {loadCatalog} from './catalog.ts'
import {needsNewIdentity, readCredentials, writeCredentials} from './credentials.ts'
import {readCredentialsFrom} from './credential/input.ts'
import {askConnector, askFields, askMethod, askName, type Answers} from './init/interview.ts'
import {loadProject, type LoadedProject} from './project.ts'
import {verifyInstances} from './verify.ts'

/** What `init` was asked to do; everything may be missing when somebody is there to answer. */
export interface InitRequest {
  directory?: string | undefined
  connector?: string | undefined
  name?: string | undefined
  auth?: string | undefined
  set: string[]
  credential: string[]
  credentialsFrom?: string | undefined
  namespace?: string | undefined
  verify: boolean
  /** Look up the stable release and write its tag and digest. */
  pin: boolean
  newIdentity: boolean
  version: string
  prompter: Prompter | null
  signal: AbortSignal
  progress: (text: string) => void
}

/** What `init` wrote. */
export interface InitResult {
  instance: string
  connector: string
  auth: string | null
  project: string
  written: string[]
  /** The release that the instance is pinned to; null when none was looked up or found. */
  image: Pick<ImageSettings, 'tag' | 'digest'> | null
  checks: Check[]
  /** Whose age keys open the store; none when nothing was stored. */
  recipients: string[]
  /** Set when an age identity was made. */
  identity: {recipient: string; path: string; next: string[]} | null
}

type Home = {directory: string; catalog: Catalog; loaded: LoadedProject | null; text: string; warnings: string[]}

/**
 * Adds an instance of a connector to the project, which is made when there is none: asks for what is missing, checks every answer, proves the
 * credentials, and only then writes the encrypted store and c1ctl.yaml.
 * @throws ProblemError; nothing is written then
 */
export async function init(request: InitRequest): Promise<{data: InitResult; problems: Problem[]; warnings: string[]}> {
  const {prompter} = request
  const home = await openHome(request)
  const connector = await chooseConnector(request, home)
  // Asked for while the person answers.
  const release = request.pin ? stableRelease(request, home, connector) : Promise.resolve(null)
  const {instance, auth, given} = await readFlags(request, home, connector)

  let identityAgreed = request.newIdentity
  let withStore = true
  if (prompter && !identityAgreed && (await needsNewIdentity({directory: home.directory, instance}))) {
    prompter.say('Credentials go into an encrypted file of the project. What opens it is an age identity, a short text in a file in your home directory, and none was found on this machine.')
    identityAgreed = await prompter.confirm('Make one now?', true)
    withStore = identityAgreed
    const homeless = unsourced(connector, auth, given)
    if (!withStore && homeless.length > 0)
      throw new ProblemError(problem('identity-missing', `There is nowhere to keep ${homeless.join(', ')}.`, {next: ['Run it again and let an identity be made, or set SOPS_AGE_KEY_FILE to one that you have.', `Or name where each comes from: ${homeless.map((name) => `--credential ${name}=env:NAME`).join(' ')}.`]}))
  }
  const warnings = [...home.warnings]
  let checks: Check[] = []
  let problems: Problem[] = []
  let answers = given
  for (let isAgain = false; ; isAgain = true) {
    answers = prompter ? await askFields(prompter, connector, auth, {given, before: isAgain ? answers : undefined, withStore}) : given
    const draft = draftOf({request, home, connector, instance, auth, answers, image: await release})
    await refuseFaults(draft, home, connector, instance, answers)
    if (!prompter && !identityAgreed && Object.keys(answers.values).length > 0 && (await needsNewIdentity({directory: home.directory, instance})))
      throw new ProblemError(problem('identity-missing', 'There is no age identity to encrypt the credential store to.', {next: ['Add --new-identity to make one.', 'Or set SOPS_AGE_KEY or SOPS_AGE_KEY_FILE, or give each credential a source: --credential FIELD=env:NAME or FIELD=file:PATH.']}))
    if (!request.verify) break
    const proven = await prove(request, home, draft, instance, answers)
    checks = proven.checks
    const denied = proven.problems.filter((one) => one.code !== 'app-unreachable')
    if (denied.length === 0) {
      // Not reaching the app is no reason to lose the answers: `verify` can be run later.
      warnings.push(...proven.warnings, ...proven.problems.map((one) => `${one.what} The instance was written all the same; run \`c1ctl verify ${instance}\` later.`))
      break
    }
    if (!prompter) throw new ProblemError(denied)
    for (const one of denied) prompter.say(`\n${one.what}`)
    // The answers may well be right: it was the host that nobody agreed to.
    if (denied.every((one) => one.code === 'source-not-trusted')) {
      if (!(await prompter.confirm('Write the instance without proving its credentials?', true))) throw new ProblemError(denied)
      break
    }
    if (!(await prompter.confirm('Enter the values again?', true))) throw new ProblemError(denied)
  }

  request.signal.throwIfAborted()
  const written = await write(home, draftOf({request, home, connector, instance, auth, answers, image: await release}), instance, answers, identityAgreed)
  problems = []
  return {
    data: {instance, connector: connector.name, auth: auth ?? null, project: relative(process.cwd(), home.directory) || '.', written: written.written, image: await release, checks, recipients: written.recipients, identity: written.identity},
    problems,
    warnings: [...warnings, ...written.warnings],
  }
}

async function openHome({directory, prompter, namespace}: InitRequest): Promise<Home> {
  const found = directory === undefined ? findProject(process.cwd()) : (await exists(join(resolve(directory), projectFile))) ? resolve(directory) : null
  if (found !== null) {
    const loaded = await loadProject({directory: found})
    return {directory: found, catalog: loaded.catalog, loaded, text: loaded.text, warnings: loaded.warnings}
  }
  const fresh = directory === undefined ? process.cwd() : resolve(directory)
  const {catalog, warnings} = await loadCatalog({directory: fresh})
  let name = projectName(basename(fresh))
  if (prompter) name = await prompter.text({message: 'Name of the project', hint: `There is no ${projectFile} yet; a new project will be made in ${fresh}.`, default: name, validate: (text) => instanceNameFault(text) === undefined || 'Lower-case letters, digits and dashes, at most 40.'})
  return {directory: fresh, catalog, loaded: null, text: newProjectText({name, namespace: namespace ?? 'conductorone'}), warnings}
}

function projectName(directory: string): string {
  const name = directory.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '')
  return instanceNameFault(name) === undefined ? name : 'connectors'
}

async function chooseConnector({connector, prompter}: InitRequest, {catalog}: Home): Promise<Connector> {
  if (connector === undefined && !prompter) throw new ProblemError(problem('answers-missing', 'Which connector? Nobody can be asked here.', {next: ['Name it: `c1ctl init CONNECTOR`. `c1ctl catalog list` shows every connector.']}))
  const name = connector ?? (await askConnector(prompter!, catalog))
  const entry = Object.hasOwn(catalog, name) ? catalog[name] : undefined
  if (!entry) {
    const hint = nearest(name, Object.keys(catalog))
    throw new ProblemError(problem('unknown-connector', `There is no connector ${name}.`, {next: [...(hint ? [`Did you mean ${hint}?`] : []), 'Run `c1ctl catalog list` to see every connector.']}))
  }
  if (entry.notRunnable) throw new ProblemError(problem('connector-not-runnable', `${entry.title} cannot be rendered: ${entry.notRunnable}`))
  return entry
}

async function readFlags(request: InitRequest, home: Home, connector: Connector): Promise<{instance: string; auth: string | undefined; given: Answers}> {
  const {prompter} = request
  const taken = Object.keys(home.loaded?.project.instances ?? {})
  let instance = request.name ?? connector.name
  const problems: Problem[] = []
  const fault = instanceNameFault(instance)
  if (fault) problems.push(problem('name-invalid', `The name ${JSON.stringify(instance)} ${fault}.`, {next: ['Choose another one with --name.']}))
  if (taken.includes(instance)) {
    if (prompter && request.name === undefined) instance = await askName(prompter, taken, instance)
    else problems.push(problem('instance-exists', `The project has an instance ${instance} already.`, {next: [`Give the new one another name: --name ${instance}-2.`]}))
  }
  const namespaceFault = request.namespace === undefined ? undefined : /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(request.namespace)
  if (namespaceFault === false) problems.push(problem('name-invalid', 'The namespace must be lower-case letters, digits and dashes, at most 63.', {next: ['Choose another one with --namespace.']}))
  const authFault = authMethodFault(connector, request.auth)
  if (authFault) problems.push(authFault)
  const settings = readSettings(connector, request.set)
  const sources = readSources(connector, request.credential)
  const stored = request.credentialsFrom === undefined ? {values: {}, problems: []} : nameValues(connector, await readCredentialsFrom(request.credentialsFrom))
  throwIfAny([...problems, ...settings.problems, ...sources.problems, ...stored.problems])
  const auth = request.auth ?? (prompter ? await askMethod(prompter, connector) : undefined)
  // `FIELD=store` is the default: it only says that the value is to be asked for.
  const kept = Object.fromEntries(Object.entries(sources.sources).filter(([, source]) => source.from !== 'store').map(([name, source]) => [name, fromProject(source, home.directory)]))
  return {instance, auth, given: {config: settings.config, sources: kept, values: stored.values}}
}

/** The stable release of the connector's image; with a registry of the project's own the tag alone, for a mirror may have made an index of its own. */
async function stableRelease({version}: InitRequest, {loaded}: Home, connector: Connector): Promise<InitResult['image']> {
  if (!connector.repository) return null
  const text = await fetchStableRelease(connector.repository, `c1ctl/${version}`, process.env)
  const release = text === null ? null : readStableRelease(text, `${connector.registry}/${connector.image}`)
  return release && loaded?.project.image.registry ? {...(release.tag === undefined ? {} : {tag: release.tag})} : release
}

/** A relative path was typed where the user stands; in c1ctl.yaml it counts from the project. */
function fromProject(source: CredentialSource, directory: string): CredentialSource {
  return source.from === 'file' && !isAbsolute(source.path) ? {from: 'file', path: relative(directory, resolve(source.path))} : source
}

/** c1ctl.yaml as it would be with the new instance. */
function draftOf({request, home, connector, instance, auth, answers, image}: {request: InitRequest; home: Home; connector: Connector; instance: string; auth: string | undefined; answers: Answers; image: InitResult['image']}): string {
  const sources = Object.entries(answers.sources)
  const own = sources.filter(([name]) => !name.startsWith('conductorone.'))
  const pair = sources.filter(([name]) => name.startsWith('conductorone.')).map(([name, source]): [string, CredentialSource] => [name.replace('conductorone.', ''), source])
  const settings: NewInstance = {
    ...(instance === connector.name ? {} : {connector: connector.name}),
    ...(auth === undefined ? {} : {auth}),
    // In a new project the namespace is the project's.
    ...(request.namespace !== undefined && home.loaded && request.namespace !== home.loaded.project.namespace ? {namespace: request.namespace} : {}),
    ...(image === null ? {} : {image}),
    config: Object.fromEntries(Object.entries(answers.config).map(([name, value]) => [name, toYamlValue(fieldNamed(connector, name)!.field, value)])),
    credentials: {...Object.fromEntries(own), ...(pair.length > 0 ? {conductorone: Object.fromEntries(pair)} : {})},
  }
  return addInstance(home.text, instance, settings)
}

/** Resolves the new instance as `render` will: whatever would be wrong then is said now, before anything is written. */
async function refuseFaults(draft: string, home: Home, connector: Connector, instance: string, answers: Answers): Promise<void> {
  const {project, problems, place} = parseProject(draft, projectFile)
  throwIfAny(problems)
  const chosen = project!.instances[instance]!
  const read = await readCredentials({directory: home.directory, instances: [withoutStore(chosen, connector, answers)], catalog: home.catalog})
  const {values, unread} = read.byInstance[instance]!
  const credentials = {values: {...values, ...answers.values}, checksumKey: null, ...(unread ? {unread} : {})}
  const resolved = resolveWorkloads({project: project!, catalog: home.catalog, instances: [chosen], credentials: {[instance]: credentials}, place})
  throwIfAny([...read.problems, ...resolved.problems.map(withFlags)])
}

/** The credentials that the instance cannot do without and that no flag names a source for. */
function unsourced(connector: Connector, auth: string | undefined, {sources}: Answers): string[] {
  const method = methodOf(connector, auth)
  const own = [...activeFields(connector, method)].filter((name) => isCredential(connector.fields[name]!) && isRequired(connector, method, name))
  return [...own, ...conductoroneKeys].filter((name) => !Object.hasOwn(sources, name))
}

/** Every value of the store is at hand: the store itself is not read. */
function withoutStore(instance: NonNullable<ReturnType<typeof parseProject>['project']>['instances'][string], connector: Connector, answers: Answers) {
  return {...instance, credentials: Object.fromEntries(credentialNames(connector).filter((name) => Object.hasOwn(answers.sources, name) && !name.startsWith('conductorone.')).map((name) => [name, answers.sources[name]!]))}
}

/** The instance is not in c1ctl.yaml yet: the way to mend it is a flag. */
function withFlags(one: Problem): Problem {
  const {at: _, ...rest} = one
  const field = /^[\w-]+: ([\w.-]+)/.exec(one.what)?.[1]
  if (one.code === 'credential-missing' && field) return {...rest, next: [`Name where it comes from: --credential ${field}=env:NAME or ${field}=file:PATH.`, 'Or give its value in the JSON object of --credentials-from (a file, or - for standard input).']}
  if (one.code === 'field-required' && field) return {...rest, next: [`Add --set ${field}=VALUE.`]}
  return rest
}

async function prove(request: InitRequest, home: Home, draft: string, instance: string, answers: Answers) {
  const {project} = parseProject(draft, projectFile)
  const chosen = project!.instances[instance]!
  const connector = home.catalog[chosen.connector]!
  const read = await readCredentials({directory: home.directory, instances: [withoutStore(chosen, connector, answers)], catalog: home.catalog})
  request.progress(`Asking ${connector.title} whether the credential is right`)
  return verifyInstances({
    instances: [chosen],
    catalog: home.catalog,
    credentials: {[instance]: {values: {...read.byInstance[instance]!.values, ...answers.values}, checksumKey: null}},
    timeoutSeconds: 10,
    concurrency: 4,
    requireVerified: false,
    prompter: request.prompter,
    version: request.version,
    typedByUser: true,
    signal: request.signal,
  })
}

async function write(home: Home, draft: string, instance: string, answers: Answers, newIdentity: boolean): Promise<Pick<InitResult, 'written' | 'recipients' | 'identity'> & {warnings: string[]}> {
  const path = join(home.directory, projectFile)
  const shown = relative(process.cwd(), path)
  const shape = Object.entries(answers.values).flatMap(([name, value]) => conductoroneWarning(name, value) ?? [])
  // c1ctl.yaml comes last: an instance exists once it stands there.
  if (Object.keys(answers.values).length === 0) {
    await writeFileAtomically(path, draft)
    return {written: [shown], recipients: [], identity: null, warnings: shape}
  }
  const store = storeFile(home.directory, instance)
  const fresh = await absent([store.path, join(dirname(store.path), '.sops.yaml')])
  const stored = await writeCredentials({directory: home.directory, instance, values: answers.values, newIdentity})
  try {
    await writeFileAtomically(path, draft)
  } catch (error) {
    for (const file of fresh) await rm(file, {force: true})
    await rmdir(dirname(store.path)).catch(() => {})
    throw error
  }
  return {written: [shown, stored.path], recipients: stored.recipients, identity: stored.newIdentity, warnings: [...stored.warnings, ...shape]}
}

async function absent(paths: string[]): Promise<string[]> {
  const there = await Promise.all(paths.map(exists))
  return paths.filter((_, place) => !there[place])
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
