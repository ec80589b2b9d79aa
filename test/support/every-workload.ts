import type {Catalog} from '../../src/core/catalog/types.ts'
import {Secret} from '../../src/core/credentials/secret.ts'
import {resolveWorkloads} from '../../src/core/workload/resolve.ts'
import type {Workload} from '../../src/core/workload/types.ts'
import {everyInstance} from './answers.ts'
import {bareInstance} from './instance.ts'

/** A workload for each connector, auth method and amount of answers (`everyInstance`). @throws Error when one cannot be resolved */
export function everyWorkload(catalog: Catalog): Workload[] {
  const given = everyInstance(catalog)
  const instances = Object.entries(given).map(([name, {connector, auth, config}]) => ({...bareInstance(name, connector), config, image: {tag: '1.0.0'}, ...(auth === undefined ? {} : {auth})}))
  const credentials = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, {checksumKey: null, values: Object.fromEntries(Object.entries(one.credentials).map(([field, value]) => [field, new Secret(value)]))}]))
  const {workloads, problems} = resolveWorkloads({
    catalog, instances, credentials, pairIsIssued: true, place: () => ({file: 'c1ctl.yaml', line: 1, column: 1}),
    project: {name: 'acme', namespace: 'conductorone', image: {}, secrets: {mode: 'plain'}, platform: 'kubernetes', instances: {}, targets: {}, environments: []},
  })
  if (problems.length > 0) throw new Error(problems.map((one) => one.what).join('\n'))
  return workloads
}
