import {cp, readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {targetIds} from '../../src/services/targets.ts'
import type {TargetId} from '../../src/core/render/target-settings.ts'
import {c1ctl} from './cli.ts'

/** Where the trees lie, one for each target, and the project that they are rendered from. */
export const golden = fileURLToPath(new URL('../golden', import.meta.url))

/** What the credentials of the project are: made up. */
const env = {
  ASANA_TOKEN: 'made-up-asana-token', OKTA_KEY: '-----BEGIN PRIVATE KEY-----\nbWFkZSB1cA==\n-----END PRIVATE KEY-----\n', GOOGLE_KEY: '{"type": "service_account", "project_id": "acme"}\n',
  C1_SECRET: 'secret-token:conductorone.com:made-up:v1:bWFkZSB1cA',
  ...Object.fromEntries(['ASANA', 'OKTA', 'GOOGLE', 'KUBERNETES'].map((name) => [`${name}_C1_ID`, `${name.toLowerCase()}-1@acme.conductor.one/pcc`])),
}

/**
 * Targets that run anywhere but in a cluster have no rights there: they render the environment without the connector that needs some. What Argo CD and Flux deliver
 * here are the manifests, which are of one environment at a time.
 */
const ofEdge: ReadonlySet<TargetId> = new Set<TargetId>(['docker', 'compose', 'systemd', 'binary', 'runner', 'argocd', 'flux'])

/** Files that git would take for its own are kept under another name. */
const keptAs = (path: string): string => path.replace(/^\./, 'dot-')

/**
 * Renders the project for each target.
 * @param directory to work in
 * @returns contents and modes by target and path, without the chart, which is the same for everybody
 */
export async function renderGolden(directory: string): Promise<Record<string, Record<string, {content: string; mode: string}>>> {
  await cp(join(golden, 'project'), directory, {recursive: true})
  const trees: Record<string, Record<string, {content: string; mode: string}>> = {}
  for (const target of targetIds) {
    const ran = await c1ctl(['render', '--out', `out/${target}`, '--target', target, '--json', ...(ofEdge.has(target) ? ['--environment', 'edge'] : [])], {cwd: directory, env})
    if (ran.status !== 0) throw new Error(`${target}: ${ran.stdout}${ran.stderr}`)
    trees[target] = Object.fromEntries(Object.entries(await readTree(join(directory, 'out', target))).filter(([path]) => !path.startsWith('chart/')).map(([path, one]) => [keptAs(path), one]))
  }
  return trees
}

/** Every file below a directory, by path. */
export async function readTree(directory: string): Promise<Record<string, {content: string; mode: string}>> {
  const files = (await readdir(directory, {recursive: true, withFileTypes: true})).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).sort()
  return Object.fromEntries(await Promise.all(files.map(async (file): Promise<[string, {content: string; mode: string}]> =>
    [file.slice(directory.length + 1), {content: await readFile(file, 'utf8'), mode: ((await stat(file)).mode & 0o777).toString(8)}])))
}
