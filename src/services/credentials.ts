import {randomBytes} from 'node:crypto'
import {dirname, join, resolve} from 'node:path'
import type {Catalog} from '../core/catalog/types.ts'
import {checksumPath, credentialFields, storePath, type CredentialField} from '../core/credentials/fields.ts'
import {Secret} from '../core/credentials/secret.ts'
import type {AgeIdentity, OpenStore, StoredValue} from '../core/credentials/sops.ts'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'
import type {InstanceCredentials} from '../core/workload/resolve.ts'
import type {Instance} from '../core/project/types.ts'
import type {FoundIdentities} from '../io/age-identities.ts'
import {writeFilesAtomically, type FileToWrite} from '../io/files.ts'
import {withLock} from '../io/lock.ts'
import {credentialFileLimit, readCredentialFile, readStore, shownPath, sopsConfigs, storeFile} from '../io/store.ts'

/** What was read for several instances; problems of all of them are collected. */
export interface ReadCredentials {
  byInstance: Record<string, InstanceCredentials>
  problems: Problem[]
  warnings: string[]
}

// age and yaml are loaded only when a store file is opened: a project that takes everything from the environment needs neither.
const sops = () => import('../core/credentials/sops.ts')
const ageIdentities = () => import('../io/age-identities.ts')

/** Identities, looked for at most once. */
function identitiesOnce(environment: NodeJS.ProcessEnv): () => Promise<FoundIdentities> {
  let found: Promise<FoundIdentities> | undefined
  return () => (found ??= ageIdentities().then(({loadIdentities}) => loadIdentities(environment)))
}

/**
 * Reads the credentials of instances from their sources: store, environment, files. A store file is opened only when a field comes from it.
 * @param directory the project's; file sources are relative to it
 * @param environment process.env when not given
 * @param wanted which credentials to read; all when not given
 */
export async function readCredentials({directory, instances, catalog, environment = process.env, wanted = () => true}: {directory: string; instances: Instance[]; catalog: Catalog; environment?: NodeJS.ProcessEnv; wanted?: (field: CredentialField) => boolean}): Promise<ReadCredentials> {
  const identities = identitiesOnce(environment)
  const read: ReadCredentials = {byInstance: {}, problems: [], warnings: []}
  for (const instance of instances) {
    const connector = Object.hasOwn(catalog, instance.connector) ? catalog[instance.connector] : undefined
    const credentials: InstanceCredentials = {values: {}, checksumKey: null, unread: new Set()}
    read.byInstance[instance.name] = credentials
    if (!connector) continue
    const fields = credentialFields(instance, connector).filter(wanted)
    try {
      if (fields.some(({source}) => source.from === 'store')) {
        const store = await openInstanceStore(directory, instance.name, identities)
        if (store) {
          read.problems.push(...takeStored(store, fields, credentials))
          const key = store.value(checksumPath)?.text
          credentials.checksumKey = key && !key.empty ? key : null
        }
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      read.problems.push(...error.problems)
      read.warnings.push(...(await identities()).warnings)
      for (const {name, source} of fields) if (source.from === 'store') credentials.unread?.add(name)
    }
    for (const field of fields) {
      const {problems, value} = await readSource(directory, instance.name, field, environment)
      read.problems.push(...problems)
      if (problems.length > 0) credentials.unread?.add(field.name)
      if (value) credentials.values[field.name] = value
    }
  }
  read.warnings = [...new Set(read.warnings)]
  return read
}

async function openInstanceStore(directory: string, instance: string, identities: () => Promise<FoundIdentities>): Promise<OpenStore | null> {
  const file = storeFile(directory, instance)
  const source = await readStore(file)
  if (source === null) return null
  const {openStore} = await sops()
  const found = await identities()
  try {
    return await openStore(source, {file: file.shown, identities: found.identities})
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code === 'identity-missing') throw identityMissing(`${file.shown} is encrypted and cannot be opened here.`, found, 'opening')
    throw error
  }
}

/** A clear account of where was looked and what was found unusable there. */
function identityMissing(what: string, found: FoundIdentities, purpose: 'opening' | 'making'): ProblemError {
  return new ProblemError(
    problem('identity-missing', what, {
      why: [`No age identity was found in ${found.searched.join(', ')}.`, ...found.warnings].join(' '),
      next: purpose === 'opening'
        ? ['In CI: set SOPS_AGE_KEY (a masked variable) or SOPS_AGE_KEY_FILE to the identity of one of its recipients.', 'On your machine: put the identity where sops looks for it, or ask someone who can read the file to add your recipient.']
        : ['Make one: run the command again with --new-identity.', 'Or set SOPS_AGE_KEY or SOPS_AGE_KEY_FILE to an identity that you have.'],
    }),
  )
}

/** Takes the values of fields that come from the store. A value that sops holds as a number or a date may have lost its spelling, and is refused. */
function takeStored(store: OpenStore, fields: CredentialField[], credentials: InstanceCredentials): Problem[] {
  const problems: Problem[] = []
  for (const {name, source} of fields) {
    if (source.from !== 'store') continue
    const path = storePath(name)
    const nested = store.values.filter((one) => path.every((key, index) => one.path[index] === key))
    const [value] = nested
    if (!value || value.type === 'null') continue
    const wrong = wrongType(value, nested.length > 1 || value.path.length > path.length)
    if (wrong) credentials.unread?.add(name)
    if (wrong) problems.push(problem('store-invalid', `${store.file}: ${path.join('.')} is ${wrong}.`, {at: value.at, why: 'A credential is text. Unquoted in an editor it may be read as something else, and its spelling is lost.', next: ['Set it again with `c1ctl credential set INSTANCE FIELD=-`, or put it into quotes in `sops`.']}))
    else if (!value.text.empty) credentials.values[name] = value.text
  }
  return problems
}

function wrongType(value: StoredValue, several: boolean): string | null {
  if (several) return 'a list or a mapping'
  if (value.type === 'float') return 'stored as a number with a fraction or an exponent'
  if (value.type === 'time') return 'stored as a date'
  if (value.type === 'bytes') return 'stored as bytes'
  return null
}

async function readSource(directory: string, instance: string, {name, source, field}: CredentialField, environment: NodeJS.ProcessEnv): Promise<{value?: Secret; problems: Problem[]}> {
  if (source.from === 'store') return {problems: []}
  if (source.from === 'env') {
    const text = environment[source.name]
    if (text) return {value: new Secret(text), problems: []}
    const how = text === undefined ? 'is not set' : 'is empty'
    return {problems: [problem('credential-missing', `${instance}: ${name} comes from the environment variable ${source.name}, which ${how}.`, {why: 'c1ctl.yaml names this source for the field.', next: [`Set ${source.name}, or change the source in c1ctl.yaml.`]})]}
  }
  try {
    return {value: await valueOfFile(resolve(directory, source.path), `${instance}: ${name}`, field?.type === 'file'), problems: []}
  } catch (error) {
    if (error instanceof ProblemError) return {problems: error.problems}
    throw error
  }
}

/**
 * Reads a credential from a file. An uploaded file keeps its bytes; a value of one line loses the line break that editors put at its end.
 * @param what whose value it is, for problems
 * @throws ProblemError `credential-missing`, `file-unreadable`, `value-not-representable`
 */
export async function valueOfFile(path: string, what: string, keepBytes: boolean): Promise<Secret> {
  const shown = shownPath(path)
  const read = await readCredentialFile(path)
  if ('missing' in read) throw new ProblemError(problem('credential-missing', `${what} comes from the file ${shown}, which does not exist.`, {why: 'The credential source names this file.', next: ['Put the file there, or name another source.']}))
  if ('tooLarge' in read) throw new ProblemError(problem('value-not-representable', `${what} comes from the file ${shown}, which is larger than ${credentialFileLimit / 1024 / 1024} MB.`, {why: 'A Kubernetes Secret and an upload to ConductorOne hold less.', next: ['Check that it is the right file.']}))
  const text = read.bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(read.bytes)) throw new ProblemError(problem('value-not-representable', `${what} comes from the file ${shown}, which is not UTF-8 text.`, {why: 'Credentials are kept as text.', next: ['Save the file as UTF-8, or export the credential in a text format such as PEM or JSON.']}))
  const value = keepBytes ? text : withoutLastLineBreak(text)
  if (value === '') throw new ProblemError(problem('credential-missing', `${what} comes from the file ${shown}, which is empty.`, {why: 'An empty credential counts as absent.', next: ['Check that it is the right file.']}))
  return new Secret(value)
}

/** A text of one line without the line break at its end; a text of several lines as it is. */
export function withoutLastLineBreak(text: string): string {
  const line = text.replace(/\r?\n$/, '')
  return line.includes('\n') ? text : line
}

/** What `writeCredentials` did. */
export interface WrittenCredentials {
  /** The store file, as a person would write its path. */
  path: string
  changed: boolean
  recipients: string[]
  /** Set when an age identity was made: where it is, and what to do with it. */
  newIdentity: {recipient: string; path: string; next: string[]} | null
  warnings: string[]
}

/**
 * True when the values of an instance cannot be written without a new age identity: its store is not there yet, no `.sops.yaml` names recipients
 * and no identity is found.
 */
export async function needsNewIdentity({directory, instance, environment = process.env}: {directory: string; instance: string; environment?: NodeJS.ProcessEnv}): Promise<boolean> {
  const file = storeFile(directory, instance)
  if ((await readStore(file)) !== null) return false
  const asked = await askedRule(directory, instance)
  return asked === null && (await identitiesOnce(environment)()).identities.length === 0
}

/**
 * Sets and removes values in the store of an instance, which is made on first use together with `credentials/.sops.yaml` and a checksum key. Nothing
 * is written in clear, not even to a temporary file; writers wait for each other.
 * @param values by field name and `conductorone.client-id`/`.client-secret`
 * @param newIdentity make an age identity when there is none and one is needed
 * @throws ProblemError `identity-missing`, `store-not-for-you`, `store-tampered`, `store-invalid`, `value-not-representable`, `file-unwritable`
 */
export async function writeCredentials({directory, instance, values, remove = [], newIdentity = false, environment = process.env}: {
  directory: string
  instance: string
  values: Record<string, Secret>
  remove?: string[]
  newIdentity?: boolean
  environment?: NodeJS.ProcessEnv
}): Promise<WrittenCredentials> {
  const broken = Object.entries(values).filter(([, value]) => Buffer.from(value.reveal(), 'utf8').toString('utf8') !== value.reveal())
  if (broken.length > 0) throw new ProblemError(broken.map(([name]) => problem('value-not-representable', `${instance}: the value of ${name} holds half a character (a lone surrogate).`, {why: 'It has no UTF-8 form.'})))
  const file = storeFile(directory, instance)
  const identities = identitiesOnce(environment)
  const set = Object.entries(values).map(([name, text]) => ({path: storePath(name), text}))
  const fresh = {now: new Date(), randomBytes}
  const checksum = () => ({path: checksumPath, text: new Secret(randomBytes(32).toString('base64'))})
  const existing = await readStore(file)
  if (existing === null && set.length === 0) return {path: file.shown, changed: false, recipients: [], newIdentity: null, warnings: []}
  return withLock(file.path, async () => {
    const store = await openInstanceStore(directory, instance, identities)
    if (store) {
      const complete = store.value(checksumPath) ? set : [...set, checksum()]
      const source = store.change({set: complete, remove: remove.map(storePath)}, fresh)
      if (source !== store.source) await writeFilesAtomically([{path: file.path, content: source}])
      return {path: file.shown, changed: source !== store.source, recipients: store.recipients, newIdentity: null, warnings: []}
    }
    const {createStore} = await sops()
    const {newSopsConfig} = await import('../core/credentials/sops-rules.ts')
    const asked = await askedRule(directory, instance)
    const found = await identities()
    const made = asked === null && found.identities.length === 0 ? await makeIdentity(file.shown, newIdentity, found, environment, fresh.now) : null
    const mine = made ? [made.identity] : found.identities
    // The first identity alone: someone who holds many keys did not ask for a file that all of them open.
    const recipients = asked?.recipients ?? [mine[0]!.recipient]
    const source = await createStore({file: file.shown, recipients, ...(asked ? {rule: asked.rule} : {}), values: [...set, checksum()], fresh})
    const files: FileToWrite[] = [{path: file.path, content: source}]
    if (!asked) files.push({path: join(dirname(file.path), '.sops.yaml'), content: newSopsConfig(recipients)})
    await writeFilesAtomically(files)
    const warnings = recipients.some((recipient) => mine.some((one) => one.recipient === recipient)) ? [] : [`${file.shown} is encrypted to ${recipients.join(', ')}, as .sops.yaml asks; none of the identities found here can read it.`]
    return {path: file.shown, changed: true, recipients, newIdentity: made ? {recipient: made.identity.recipient, path: made.path, next: made.next} : null, warnings}
  })
}

async function makeIdentity(store: string, allowed: boolean, found: FoundIdentities, environment: NodeJS.ProcessEnv, now: Date): Promise<{identity: AgeIdentity; path: string; next: string[]}> {
  if (!allowed) throw identityMissing(`${store} cannot be made: there is no age identity to encrypt it to.`, found, 'making')
  const {createIdentity, identityNextSteps} = await ageIdentities()
  const {identity, path} = await createIdentity({now, environment})
  return {identity, path, next: identityNextSteps(path)}
}

/** What the nearest `.sops.yaml` with a fitting rule asks of a new store file; null when there is none. */
async function askedRule(directory: string, instance: string) {
  const {creationRuleFor} = await import('../core/credentials/sops-rules.ts')
  const file = storeFile(directory, instance)
  for (const config of await sopsConfigs(directory, file)) {
    const asked = creationRuleFor(config.source, config)
    if (!asked) continue
    if (asked.others.length > 0 || asked.recipients.length === 0) {
      const how = asked.others.length > 0 ? `asks for ${asked.others.join(', ')} as well` : 'names no age recipient'
      throw new ProblemError(problem('store-invalid', `${config.file} ${how}; c1ctl makes new files for age recipients only.`, {why: 'A file without those keys would not be readable by everyone who should read it.', next: [`Make ${file.shown} once with the sops program (\`sops edit\`); c1ctl changes it from then on.`, `Or give ${dirname(file.shown)}/.sops.yaml a rule of its own with age recipients.`]}))
    }
    return asked
  }
  return null
}

