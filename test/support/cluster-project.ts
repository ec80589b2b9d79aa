import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {conductoronePair, type Answers} from './answers.ts'
import {c1ctl, type Ran} from './cli.ts'

/** An instance of a test project. Its credentials come from the environment, so that no store is needed. */
export interface TestInstance extends Partial<Answers> {
  connector?: string
  namespace?: string
  replicas?: number
  image?: {registry?: string; name?: string; tag?: string; digest?: string; pullPolicy?: string}
  /** What else c1ctl.yaml says of it, as it stands there. */
  settings?: Record<string, unknown>
}

/** A project on disk, and c1ctl run in it against the control plane. */
export interface TestProject {
  directory: string
  run(words: string[], options?: {env?: Record<string, string | undefined>; node?: string; kill?: {signal: NodeJS.Signals; afterMs: number}}): Promise<Ran>
}

const variable = (instance: string, field: string): string => `T_${instance}_${field}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')

/**
 * Writes a project whose c1ctl.yaml is JSON, which every YAML reader takes.
 * @param more other files of the project, by name
 * @param targets what c1ctl.yaml says under `targets`, and under `environments`
 * @param clientId C1's client id of an instance; the same for all when not given
 */
export async function makeProject(directory: string, {name = 'acme', namespace, instances, more = {}, targets, environments, clientId = () => conductoronePair['client-id']}: {
  name?: string; namespace: string; instances: Record<string, TestInstance>; more?: Record<string, string>; targets?: object; environments?: object; clientId?: (instance: string) => string
}): Promise<TestProject> {
  const env: Record<string, string | undefined> = Object.fromEntries(['KUBECONFIG', 'KUBECACHEDIR', 'C1CTL_KUBECTL'].map((key) => [key, process.env[key]]))
  const source = (instance: string, field: string, value: string): {from: 'env'; name: string} => {
    env[variable(instance, field)] = value
    return {from: 'env', name: variable(instance, field)}
  }
  const connectors = Object.fromEntries(Object.entries(instances).map(([instance, {credentials = {}, auth, config = {}, image = {tag: '1.0.0'}, settings = {}, ...rest}]) => [instance, {
    ...rest, ...settings, image, ...(auth === undefined ? {} : {auth}), ...(Object.keys(config).length > 0 ? {config} : {}),
    credentials: {
      ...Object.fromEntries(Object.entries(credentials).map(([field, value]) => [field, source(instance, field, value)])),
      conductorone: Object.fromEntries(Object.entries({...conductoronePair, 'client-id': clientId(instance)}).map(([field, value]) => [field, source(instance, field, value)])),
    },
  }]))
  await mkdir(directory, {recursive: true})
  await writeFile(join(directory, 'c1ctl.yaml'), JSON.stringify({version: 1, name, namespace, connectors, ...(targets ? {targets} : {}), ...(environments ? {environments} : {})}, null, 2))
  for (const [file, text] of Object.entries(more)) await writeFile(join(directory, file), text)
  return {directory, run: (words, options = {}) => c1ctl(words, {cwd: directory, env: {...env, ...options.env}, ...(options.node ? {node: options.node} : {}), ...(options.kill ? {kill: options.kill} : {})})}
}

/** An instance of Asana. */
export const asana = (token = 'made-up-asana-token-0001'): TestInstance => ({connector: 'asana', config: {'default-workspace-id': '1204'}, credentials: {token}})
