import {nameAmong, unknownConnector} from '../../core/catalog/lookup.ts'
import type {Catalog, Connector} from '../../core/catalog/types.ts'
import {isCredential} from '../../core/credentials/fields.ts'
import type {Secret} from '../../core/credentials/secret.ts'
import type {Problem} from '../../core/problems/problem.ts'
import type {Instance} from '../../core/project/types.ts'
import {own} from '../../core/values/maps.ts'
import type {Judgement} from '../../core/verify/judge.ts'
import {planChecks, type Planned} from '../../core/verify/plan.ts'
import type {Moment, Value} from '../../core/verify/values.ts'
import {activeFields, isRequired, methodOf} from '../../core/workload/constraints.ts'
import {authMethodFault, type InstanceCredentials, missingCredential} from '../../core/workload/resolve.ts'

/** A planned check on its way to a verdict. */
export interface Entry {
  instance: Instance
  connector: Connector
  planned: Planned
  settled?: Judgement & {ms: number}
  /** A problem says already why it was not run. */
  explained?: boolean
}

/** Instances that are already read, the connectors that they name, and the name of every connector there is (those of `catalog` when not given). */
export interface ReadInstances {
  instances: Instance[]
  catalog: Catalog
  connectorNames?: string[]
  credentials: Record<string, InstanceCredentials>
}

/**
 * Plans every recipe of every instance.
 * @param moment for the dry run of each
 * @param found gets a problem for each instance that cannot be planned
 */
export async function planAll({instances, catalog, connectorNames, credentials}: ReadInstances, moment: Moment, found: {problems: Problem[]}): Promise<Entry[]> {
  const planOne = async (instance: Instance): Promise<Entry[]> => {
    const connector = own(catalog, instance.connector)
    if (!connector) {
      found.problems.push(unknownConnector(instance.connector, connectorNames ?? Object.keys(catalog)))
      return []
    }
    const fault = authMethodFault(connector, instance.auth)
    if (fault) {
      found.problems.push({...fault, what: `${instance.name}: ${fault.what}`})
      return []
    }
    const method = methodOf(connector, instance.auth)
    const secrets = credentials[instance.name]?.values ?? {}
    const active = [...activeFields(connector, method)]
    const missing = active.filter((name) => isCredential(connector.fields[name]!) && isRequired(connector, method, name) && (secrets[name]?.empty ?? true))
    if (missing.length > 0) {
      // A declared env or file source that gave nothing, and a store that could not be opened, are reported where they were read.
      const unexplained = missing.filter((name) => !credentials[instance.name]?.unread?.has(name))
      found.problems.push(...unexplained.map((name) => missingCredential(instance.name, name, connector.fields[name]!.title, undefined, connector.fields[name]!.type === 'file')))
      return [{instance, connector, planned: {kind: 'untested', recipe: '', item: null, reason: `${missing.join(' and ')} ${missing.length > 1 ? 'have' : 'has'} no value`}, explained: true}]
    }
    const planned = await planChecks(connector, method?.name ?? null, valuesOf(connector, instance, new Set(active), secrets), moment)
    if (planned.length === 0) planned.push({kind: 'untested', recipe: '', item: null, reason: 'no recipe covers this way of signing in'})
    return planned.map((one) => ({instance, connector, planned: one}))
  }
  const entries: Entry[] = []
  for (const instance of instances) entries.push(...(await planOne(instance)))
  return entries
}

function valuesOf(connector: Connector, instance: Instance, active: Set<string>, secrets: Record<string, Secret>): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const [given, value] of Object.entries(instance.config)) {
    const name = nameAmong(connector.fields, given)
    if (name !== undefined && active.has(name) && (typeof value === 'string' || Array.isArray(value))) values[name] = value
  }
  for (const name of active) if (secrets[name] && !secrets[name].empty) values[name] = secrets[name]
  return values
}
