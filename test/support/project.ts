import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'

/** Values that every credential source of `sampleProject` names. */
export const sampleEnvironment = {ASANA_TOKEN: 'asana-token-value', C1_ID: 'strange-hydra-1@acme.conductor.one/pcc', C1_SECRET: 'secret-token:conductorone.com:a:v1:sample'}

const sources = 'credentials: {token: {from: env, name: ASANA_TOKEN}, conductorone: {client-id: {from: env, name: C1_ID}, client-secret: {from: env, name: C1_SECRET}}}'

/** c1ctl.yaml with one or more asana instances whose credentials come from the environment. */
export function sampleProject(instances: string[] = ['asana'], more = ''): string {
  return `version: 1\nname: acme\nconnectors:\n${instances.map((name) => `  ${name}:\n    connector: asana\n    image: {tag: 0.1.40}\n    ${sources}\n`).join('')}${more}`
}

/** Writes files below a directory. */
export async function writeTree(directory: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), {recursive: true})
    await writeFile(join(directory, path), content)
  }
}
