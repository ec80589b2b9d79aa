import {derived} from '../../catalog/derived.ts'
import type {Connector} from '../../catalog/types.ts'
import {brokenConstraints} from '../../workload/constraints.ts'
import {methodInUse, seenByConstraints, variableFor} from '../connector-settings.ts'
import type {Rule} from '../rule.ts'

const fieldEntries = derived((connector: Connector) => Object.entries(connector.fields))

export const constraint: Rule = {
  id: 'baton/constraint', severity: 'error', title: 'Settings contradict each other',
  why: 'The connector checks which settings go together when it starts, and ends at once when they do not.',
  wrong: 'stringData:\n  BATON_USE_SCIM_API: "true"', right: 'stringData:\n  BATON_USE_SCIM_API: "true"\n  BATON_USE_SERVICE_ACCOUNT: "true"',
  check({deployed}, report) {
    for (const one of deployed) {
      const {connector} = one
      if (!connector || one.open || connector.constraints.length === 0) continue
      const method = methodInUse(one, connector)
      const values: Record<string, string> = {...(method?.sets ?? {})}
      for (const [name, field] of fieldEntries(connector)) {
        const variable = variableFor(one, field)
        const value = variable ? (variable.value ?? 'unknown') : field.default
        if (value !== undefined) values[name] = value
      }
      for (const {constraint: broken, reason} of brokenConstraints(connector, seenByConstraints(connector, method), values)) {
        const present = broken.fields.map((name) => connector.fields[name] && variableFor(one, connector.fields[name])).find((variable) => variable !== undefined)
        report(present?.at ?? {manifest: one.manifest, path: [...one.containerPath, 'name']}, `${connector.title}: ${reason}`)
      }
    }
  },
}
