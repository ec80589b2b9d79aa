import {relative} from 'node:path'
import type {Connector} from '../core/catalog/types.ts'
import {isCredential} from '../core/credentials/fields.ts'
import {problem, ProblemError} from '../core/problems/problem.ts'
import {conductoroneKeys} from '../core/project/types.ts'
import {activeFields, isRequired, methodOf} from '../core/workload/constraints.ts'
import {needsNewIdentity} from './credentials.ts'
import {readableSources, soundDraft, type Draft, type Subject} from './init/draft.ts'
import {chooseConnector, readFlags} from './init/flags.ts'
import {openHome} from './init/home.ts'
import type {Answers} from './init/field.ts'
import {askFields} from './init/fields.ts'
import {stableRelease} from './init/release.ts'
import type {InitRequest, InitResult} from './init/request.ts'
import {writeInstance} from './init/write.ts'
import {verifyInstances, type VerifyResult} from './verify.ts'

export type {InitRequest, InitResult} from './init/request.ts'

/**
 * Adds an instance of a connector to the project, which is made when there is none: asks for what is missing, checks every answer, proves the
 * credentials, and only then writes the encrypted store and c1ctl.yaml.
 * @throws ProblemError; nothing is written then
 */
export async function init(request: InitRequest): Promise<{data: InitResult; warnings: string[]}> {
  const found = await openHome(request)
  const connector = await chooseConnector(request, found)
  const home = {...found, catalog: {...found.catalog, [connector.name]: connector}}
  // Asked for while the person answers.
  const release = request.pin ? stableRelease(request, home, connector) : Promise.resolve(null)
  const {instance, auth, given} = await readFlags(request, home, connector)
  if (request.prompter) await readableSources({home, connector, instance, auth, namespace: request.namespace, image: null}, given)
  const hasIdentity = await agreeOnIdentity(request, home.directory, instance, {homeless: unsourced(connector, auth, given), stored: Object.keys(given.values)})
  const subject = {home, connector, instance, auth, namespace: request.namespace, image: await release}
  const {answers, checks, needs, warnings} = await settleAnswers(request, subject, given, hasIdentity)
  request.signal.throwIfAborted()
  const {warnings: more, ...written} = await writeInstance(subject, answers, hasIdentity)
  return {
    data: {instance, connector: connector.name, auth: auth ?? null, project: relative(process.cwd(), home.directory) || '.', image: subject.image, checks, needs, ...written},
    warnings: [...home.warnings, ...warnings, ...more],
  }
}

/**
 * Whether values can go to the store: with an age identity that is there, or with one that may be made.
 * @param credentials.homeless the required ones that no flag names a source for; credentials.stored those whose values were given
 * @throws ProblemError identity-missing when they would have nowhere to go
 */
async function agreeOnIdentity({newIdentity, prompter}: InitRequest, directory: string, instance: string, {homeless, stored}: {homeless: string[]; stored: string[]}): Promise<boolean> {
  // Without a person nothing is added to what was given.
  if (newIdentity || (!prompter && stored.length === 0) || !(await needsNewIdentity({directory, instance}))) return true
  if (!prompter) return false
  prompter.say('Credentials go into an encrypted file of the project. What opens it is an age identity, a short text in a file in your home directory, and none was found on this machine.')
  const isAgreed = await prompter.confirm('Make one now?', true)
  if (!isAgreed && homeless.length > 0)
    throw new ProblemError(problem('identity-missing', `There is nowhere to keep ${homeless.join(', ')}.`, {next: ['Run it again and let an identity be made, or set SOPS_AGE_KEY_FILE to one that you have.', `Or name where each comes from: ${homeless.map((name) => `--credential ${name}=env:NAME`).join(' ')}.`]}))
  return isAgreed
}

/** The credentials that the instance cannot do without and that no flag names a source for. */
function unsourced(connector: Connector, auth: string | undefined, {sources}: Answers): string[] {
  const method = methodOf(connector, auth)
  const own = [...activeFields(connector, method)].filter((name) => isCredential(connector.fields[name]!) && isRequired(connector, method, name))
  return [...own, ...conductoroneKeys].filter((name) => !Object.hasOwn(sources, name))
}

/** Asks until the answers are sound and nothing refuses them; without a person they must be so at once. */
async function settleAnswers(request: InitRequest, subject: Subject, given: Answers, hasIdentity: boolean): Promise<{answers: Answers; checks: InitResult['checks']; needs: string[]; warnings: string[]}> {
  const {prompter} = request
  let before: Answers | undefined
  for (;;) {
    const answers: Answers = prompter ? await askFields(prompter, subject.connector, subject.auth, {given, before, withStore: hasIdentity}) : given
    const draft = await soundDraft(subject, answers)
    if (!hasIdentity && Object.keys(answers.values).length > 0)
      throw new ProblemError(problem('identity-missing', 'There is no age identity to encrypt the credential store to.', {next: ['Add --new-identity to make one.', 'Or set SOPS_AGE_KEY or SOPS_AGE_KEY_FILE, or give each credential a source: --credential FIELD=env:NAME or FIELD=file:PATH.']}))
    const {needs} = draft
    if (!request.verify) return {answers, checks: [], needs, warnings: []}
    const {checks, problems, warnings} = await prove(request, subject, draft)
    const refused = problems.filter((one) => one.code !== 'app-unreachable')
    // Not reaching the app is no reason to lose the answers: `verify` can be run later.
    if (refused.length === 0) return {answers, checks, needs, warnings: [...warnings, ...problems.map((one) => `${one.what} The instance was written all the same; run \`c1ctl verify ${subject.instance}\` later.`)]}
    if (!prompter) throw new ProblemError(refused)
    for (const one of refused) prompter.say(`\n${one.what}`)
    // The answers may well be right: it was the host that nobody agreed to.
    if (refused.every((one) => one.code === 'source-not-trusted')) {
      if (await prompter.confirm('Write the instance without proving its credentials?', true)) return {answers, checks, needs, warnings: []}
      throw new ProblemError(refused)
    }
    if (!(await prompter.confirm('Enter the values again?', true))) throw new ProblemError(refused)
    before = answers
  }
}

async function prove({progress, prompter, signal, version}: InitRequest, {home, connector}: Subject, {instance, credentials}: Draft): Promise<VerifyResult> {
  progress(`Asking ${connector.title} whether the credential is right`)
  return verifyInstances({instances: [instance], catalog: home.catalog, connectorNames: Object.keys(home.catalog), credentials: {[instance.name]: credentials}, timeoutSeconds: 10, concurrency: 4, requireVerified: false, prompter, version, typedByUser: true, signal})
}
