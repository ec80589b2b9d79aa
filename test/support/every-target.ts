import {createHash} from 'node:crypto'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {isTarget, loadTarget, targetIds} from '../../src/services/targets.ts'
import type {TargetId} from '../../src/core/render/target-settings.ts'
import {featureCatalog, featureFiles, featureInstances} from './features.ts'
import {hostile, hostileAnswers, hostileCatalog} from './hostile-values.ts'
import {makeProject, type TestInstance, type TestProject} from './cluster-project.ts'

/** The targets that run anywhere but in a cluster can do less; what these features ask for they all can. */
export const targetsOf = {everywhere: targetIds, cluster: ['manifests', 'kustomize', 'helm', 'terraform'] as TargetId[]}

const repository = 'https://git.example.com/acme/deploy.git'
/** What Argo CD and Flux deliver out of git has no Secrets. */
const delivered = {kustomize: {secrets: 'existing'}, argocd: {repository, source: 'kustomize', path: 'deploy/kustomize'}, flux: {repository, source: 'kustomize', path: 'deploy/kustomize'}}

/** What a project says that all targets can, or that those of a cluster can: every feature of theirs, hostile values, environments. */
export async function makeEverything(directory: string, kind: keyof typeof targetsOf): Promise<TestProject> {
  const targets = await Promise.all(targetsOf[kind].filter(isTarget).map(loadTarget))
  const able = (Object.keys(featureInstances) as Array<keyof typeof featureInstances>).filter((id) => targets.every((one) => one.supports.has(id)))
  const instances: Record<string, TestInstance> = Object.fromEntries(able.map((id) => {
    const {credentials, ...settings} = featureInstances[id]
    return [`${id}-one`, {connector: 'app', credentials: {token: `token of ${id}`, ...(credentials ? {key: 'a key\n'} : {})}, settings}]
  }))
  const catalog = {...(JSON.parse(hostileCatalog(hostile)) as object)}
  return makeProject(directory, {
    namespace: 'any',
    instances: {...instances, hostile: hostileAnswers(hostile), asana: {config: {'default-workspace-id': '1204'}, credentials: {token: 'made-up'}, image: {}}},
    environments: {staging: {namespace: 'any-staging', defaults: {podLabels: null}, connectors: {asana: {image: {tag: '2.0.0'}}, hostile: null}}},
    targets: {terraform: {tfvars: true}, ...(kind === 'everywhere' ? delivered : {})},
    more: {'connectors.yaml': `${featureCatalog}\n${Object.entries(catalog).map(([name, one]) => `${name}: ${JSON.stringify(one)}`).join('\n')}\n`, ...featureFiles},
  })
}

/** Every file below a directory, with its mode and a digest of its bytes. */
export async function treeOf(directory: string): Promise<Record<string, string>> {
  const files = (await readdir(directory, {recursive: true, withFileTypes: true})).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).sort()
  return Object.fromEntries(await Promise.all(files.map(async (file): Promise<[string, string]> => [file.slice(directory.length + 1), `${((await stat(file)).mode & 0o777).toString(8)} ${createHash('sha256').update(await readFile(file)).digest('hex')}`])))
}
