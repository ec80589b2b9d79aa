import {execFileSync} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {realParts} from './real-parts.ts'

interface Answer {
  strict: unknown
  viper: unknown
  error?: string
}
interface Configuration {
  connectors: Array<{name: string; path: string; config: {env: Record<string, string>; envFrom: {secrets: Record<string, string>}}}>
  secrets: Record<string, {secrets: Record<string, string>}>
}

/** What gopkg.in/yaml.v3 and viper make of files of baton-runner. */
export function askReaders(asked: Array<{kind: 'config' | 'values'; text: string}>): Answer[] {
  return execFileSync(join(realParts, 'runner-reader'), {input: asked.map((one) => JSON.stringify(one)).join('\n'), encoding: 'utf8', maxBuffer: 2 ** 28}).trimEnd().split('\n').map((line) => JSON.parse(line) as Answer)
}

/** Names as they are where a reader does not keep the case of keys: all of ours have capitals alone. */
const inCapitals = (map: Record<string, unknown>) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name.toUpperCase(), value]))

/**
 * The variables that baton-runner gives to each connector, by the connector's name, and the program that it starts.
 * @param directory with config.yaml and what its backend of secrets is filled from
 * @param reader strict keeps the case of keys, viper does not
 * @throws Error with what a reader says that refuses a file
 */
export async function runnerViews(directory: string, reader: 'strict' | 'viper'): Promise<Map<string, {program: string; environment: Record<string, unknown>}>> {
  const read = (kind: 'config' | 'values', text: string) => {
    const [answer] = askReaders([{kind, text}])
    if (answer!.error !== undefined) throw new Error(answer!.error)
    return answer![reader]
  }
  const text = await readFile(join(directory, 'config.yaml'), 'utf8')
  const folded = read('config', text) as Configuration
  // envFrom is a documented key, which a reader that folds case looks up in that case as well.
  const {connectors, secrets} = folded
  const [[, backend]] = Object.entries(secrets) as [[string, {secrets: Record<string, string>}]]
  const values = new Map(await Promise.all(Object.keys(backend.secrets).map(async (name): Promise<[string, Record<string, unknown>]> => {
    const place = backend.secrets[name]!
    const file = join(directory, basename(place))
    const found = read('values', await readFile(/-secrets\.yaml$/.test(file) ? file : join(directory, `${name}-secrets.yaml`), 'utf8'))
    return [name, reader === 'viper' ? inCapitals(found as Record<string, unknown>) : (found as Record<string, unknown>)]
  })))
  return new Map(connectors.map(({name, path, config}) => {
    const {env} = config
    const from = (config.envFrom ?? (config as unknown as {envfrom: Configuration['connectors'][0]['config']['envFrom']}).envfrom)?.secrets ?? {}
    const secret = Object.fromEntries(Object.entries(from).map(([variable, reference]) => {
      const [secretName, field] = reference.split(':') as [string, string]
      return [variable, values.get(secretName)?.[field]]
    }))
    const environment: Record<string, unknown> = {...env, ...secret}
    return [name, {program: path, environment: reader === 'viper' ? inCapitals(environment) : environment}]
  }))
}
