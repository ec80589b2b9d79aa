import {allFields} from '../../core/catalog/sdk-fields.ts'
import type {Connector} from '../../core/catalog/types.ts'
import {isConductorone, isCredential} from '../../core/credentials/fields.ts'
import {throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {fieldNamed, toYamlValue} from '../../core/project/answers.ts'
import {addInstance} from '../../core/project/edit.ts'
import {parseProject} from '../../core/project/parse.ts'
import {readSource} from '../source.ts'
import type {CredentialSource, Instance} from '../../core/project/types.ts'
import {methodOf} from '../../core/workload/constraints.ts'
import {furtherNeeds, needsIn, unrenderedNeeds} from '../../core/workload/needs.ts'
import {resolveWorkloads, type InstanceCredentials} from '../../core/workload/resolve.ts'
import {projectFile} from '../../io/project-directory.ts'
import {readCredentials} from '../credentials.ts'
import {textsOf} from './constraints.ts'
import type {Answers} from './field.ts'
import type {Home} from './home.ts'
import type {InitResult} from './request.ts'

/** What is settled before the questions about fields. */
export interface Subject {
  home: Home
  connector: Connector
  instance: string
  auth: string | undefined
  namespace: string | undefined
  image: InitResult['image']
}

/** The new instance as `render` will see it. */
export interface Draft {
  instance: Instance
  credentials: InstanceCredentials
  /** What has to be added or known beside what `render` writes, in sentences. */
  needs: string[]
}

/**
 * c1ctl.yaml with the new instance.
 * @param text what stands in the file now
 */
export function draftText({home, connector, instance, auth, namespace, image}: Subject, {config, sources}: Answers, text: string): string {
  const own = Object.entries(sources).filter(([name]) => !isConductorone(name))
  const pair = Object.entries(sources).filter(([name]) => isConductorone(name)).map(([name, source]): [string, CredentialSource] => [name.replace('conductorone.', ''), source])
  return addInstance(text, instance, {
    ...(instance === connector.name ? {} : {connector: connector.name}),
    ...(auth === undefined ? {} : {auth}),
    // In a new project the namespace is the project's.
    ...(namespace !== undefined && home.loaded && namespace !== home.loaded.project.namespace ? {namespace} : {}),
    ...(image === null ? {} : {image}),
    config: Object.fromEntries(Object.entries(config).map(([name, value]) => [name, toYamlValue(fieldNamed(connector, name)!.field, value)])),
    credentials: {...Object.fromEntries(own), ...(pair.length > 0 ? {conductorone: Object.fromEntries(pair)} : {})},
  })
}

/**
 * Resolves the new instance as `render` will: whatever would be wrong then is said now, before anything is written.
 * @throws ProblemError with every fault; the way to mend each is a flag
 */
export async function soundDraft(subject: Subject, answers: Answers): Promise<Draft> {
  const {home} = subject
  const {project, place, instance, read} = await readDraft(subject, answers)
  const found = read.byInstance[subject.instance]!
  const credentials = {...found, values: {...found.values, ...answers.values}, checksumKey: null}
  const resolved = resolveWorkloads({project, catalog: home.catalog, instances: [instance], credentials: {[subject.instance]: credentials}, place})
  throwIfAny([...read.problems, ...resolved.problems.map((one) => withFlags(one, subject.connector))])
  return {instance, credentials, needs: needsOf(subject, answers, credentials)}
}

/**
 * Reads the sources that flags name, before a person is asked for all the rest.
 * @throws ProblemError for every variable that is not set and every file that cannot be read
 */
export async function readableSources(subject: Subject, given: Answers): Promise<void> {
  throwIfAny((await readDraft(subject, given)).read.problems)
}

async function readDraft(subject: Subject, answers: Answers) {
  const {home} = subject
  const {project, problems, place} = parseProject(await readSource(draftText(subject, answers, home.text), projectFile))
  throwIfAny(problems)
  const instance = project!.instances[subject.instance]!
  // The values that will go to the store are at hand: only sources are read, and a store of that name that lies there already is not.
  const read = await readCredentials({directory: home.directory, instances: [instance], catalog: home.catalog, wanted: ({name}) => Object.hasOwn(answers.sources, name)})
  return {project: project!, place, instance, read}
}

function needsOf({connector, auth, instance, home}: Subject, answers: Answers, {values}: InstanceCredentials): string[] {
  const method = methodOf(connector, auth)
  const needs = needsIn(connector, {auth: method?.name ?? null, values: textsOf({connector, method, answers})})
  const connectors = Object.values(home.loaded?.project.instances ?? {}).map((one) => one.connector)
  const text = needs.configuration && values[needs.configuration.field]?.reveal()
  return [...unrenderedNeeds({title: connector.title, instance: {name: instance, env: {}}, needs, text}), ...furtherNeeds({title: connector.title, needs, connectors})]
}

/** The instance is not in c1ctl.yaml yet: the way to mend it is a flag. */
function withFlags(one: Problem, connector: Connector): Problem {
  const {at: _, ...rest} = one
  const field = /^[\w-]+: ([\w.-]+)/.exec(one.what)?.[1]
  if (one.code === 'credential-missing' && field) return {...rest, next: [`Name where it comes from: --credential ${field}=env:NAME or ${field}=file:PATH.`, 'Or give its value in the JSON object of --credentials-from (a file, or - for standard input).']}
  if (one.code === 'constraint-broken') {
    if (one.what.includes('only one of')) return {...rest, next: ['Leave out all but one of them.']}
    const flags = [...one.what.matchAll(/`([\w-]+)`/g)].map(([, name]) => flagFor(name!, connector))
    return {...rest, next: [`They are set with ${flags.join(', ')}.`]}
  }
  if (one.code === 'field-required' && field) return {...rest, next: [`Add --set ${field}=VALUE.`]}
  return rest
}

function flagFor(name: string, connector: Connector): string {
  const field = allFields(connector)[name]
  if (field && isCredential(field)) return `--credential ${name}=${field.type === 'file' ? 'file:PATH' : 'env:NAME'}`
  return `--set ${name}=${field?.type === 'bool' ? 'true' : 'VALUE'}`
}
