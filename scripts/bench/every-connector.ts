// Writes a project with an instance of every connector that can be self-hosted, each with what it requires and credentials from the environment, and
// prints this environment and the count as JSON. Usage: node --import tsx scripts/bench/every-connector.ts DIRECTORY [--for-all-targets]
// --for-all-targets names every target in it, and leaves out what needs rights in a cluster, which only the targets of a cluster can give.
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {serialize} from '../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {targetIds} from '../../src/services/targets.ts'
import {answersFor} from './answers.ts'

const environment: Record<string, string> = {}
const source = (connector: string, field: string, value: string): object => {
  const name = `BATON_${connector}_${field}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')
  environment[name] = value
  return {from: 'env', name}
}

const [directory, ...words] = process.argv.slice(2)
const forAllTargets = words.includes('--for-all-targets')
const {catalog} = await loadCatalog({})
const runnable = Object.values(catalog).filter((one) => !one.notRunnable && (!forAllTargets || !one.needs.access))
const connectors = Object.fromEntries(runnable.map((connector) => {
  const {name} = connector
  const {config, credentials} = answersFor(connector, undefined, 'required')
  const pair = {'client-id': `${name}-68836@acme.conductor.one/pcc`, 'client-secret': `secret-token:conductorone.com:made-up:v1:${name}`}
  return [name, {
    connector: name, image: {tag: '1.0.0'}, ...(Object.keys(config).length > 0 ? {config} : {}),
    credentials: {
      ...Object.fromEntries(Object.entries(credentials).map(([field, value]) => [field, source(name, field, value)])),
      conductorone: Object.fromEntries(Object.entries(pair).map(([field, value]) => [field, source(name, field, value)])),
    },
  }]
}))
// Out of git Argo CD and Flux deliver what another target writes, without Secrets.
const delivery = {repository: 'https://git.example.com/acme/deploy.git', source: 'kustomize', path: 'deploy/kustomize'}
const settings: Record<string, object> = {kustomize: {secrets: 'existing'}, argocd: delivery, flux: delivery}
const targets = forAllTargets ? Object.fromEntries(targetIds.map((id) => [id, settings[id] ?? {}])) : {}
mkdirSync(directory!, {recursive: true})
writeFileSync(join(directory!, 'c1ctl.yaml'), serialize({version: 1, name: 'bench', namespace: 'bench', targets, connectors}))
console.log(JSON.stringify({count: runnable.length, environment}))
