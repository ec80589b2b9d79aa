import {isAbsolute, relative, resolve} from 'node:path'
import type {Connector} from '../../core/catalog/types.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {nameValues, readSettings, readSources} from '../../core/project/answers.ts'
import {instanceNameFault} from '../../core/project/parse.ts'
import type {CredentialSource} from '../../core/project/types.ts'
import {authMethodFault} from '../../core/workload/resolve.ts'
import {listConnectors, loadConnector} from '../catalog.ts'
import {searchableConnectors} from '../catalog/search.ts'
import {readCredentialsFrom} from '../credential/input.ts'
import type {Home} from './home.ts'
import type {Answers} from './field.ts'
import {askConnector, askMethod, askName} from './interview.ts'
import type {InitRequest} from './request.ts'

/**
 * The connector that is named, or chosen by the person.
 * @throws ProblemError answers-missing, unknown-connector, connector-not-runnable
 */
export async function chooseConnector({connector, prompter}: InitRequest, {directory}: Home): Promise<Connector> {
  if (connector === undefined && !prompter) throw new ProblemError(problem('answers-missing', 'Which connector? Nobody can be asked here.', {next: ['Name it: `c1ctl init CONNECTOR`. `c1ctl catalog list` shows every connector.']}))
  const name = connector ?? (await askConnector(prompter!, (await listConnectors({directory})).connectors, (await searchableConnectors({directory})).entries))
  const {connector: entry} = await loadConnector(name, {directory})
  if (entry.notRunnable) throw new ProblemError(problem('connector-not-runnable', `${entry.title} cannot be rendered: ${entry.notRunnable}`, {next: [`\`c1ctl catalog show ${entry.name}\` shows what is known of it.`]}))
  return entry
}

/**
 * Reads all that the flags say; name and auth method are asked for where they are open.
 * @throws ProblemError with every fault of the flags together
 */
export async function readFlags(request: InitRequest, home: Home, connector: Connector): Promise<{instance: string; auth: string | undefined; given: Answers}> {
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

/** A relative path was typed where the user stands; in c1ctl.yaml it counts from the project. */
function fromProject(source: CredentialSource, directory: string): CredentialSource {
  return source.from === 'file' && !isAbsolute(source.path) ? {from: 'file', path: relative(directory, resolve(source.path))} : source
}
