import type {Connector} from '../../catalog/types.ts'
import {conductoroneVariables} from '../../catalog/sdk-fields.ts'
import {nearest} from '../../problems/nearest.ts'
import {slipOf} from '../../problems/slip.ts'
import {fieldsByVariable, knownVariables, methodInUse, missingFields, variableFor} from '../connector-settings.ts'
import {mayRename} from '../fix/users.ts'
import type {Rule} from '../rule.ts'
import type {Deployed, LintSet, Variable} from '../set.ts'

/**
 * The name that a variable was surely meant to have: one slip away, and either of a setting that the connector cannot start without and does not have, or
 * an older name of a setting that is not set, which becomes the newer one. Any other may be a variable that a newer image knows.
 */
function meantBy(set: LintSet, deployed: Deployed, connector: Connector, unknown: Variable): string | undefined {
  const {variables} = deployed
  const near = slipOf(unknown.name, knownVariables(connector))
  if (near === undefined || variables.has(near) || deployed.open || !mayRename(set, unknown)) return undefined
  const pair: string[] = Object.values(conductoroneVariables)
  if (pair.includes(near)) return pair.some((name) => variables.has(name)) ? near : undefined
  const known = fieldsByVariable(connector).get(near)
  if (!known || variableFor(deployed, known.field)) return undefined
  if (near !== known.field.variable) return variables.has(known.field.variable) ? undefined : known.field.variable
  return missingFields(deployed, connector, methodInUse(deployed, connector)).includes(known.name) ? near : undefined
}

export const unknownVariable: Rule = {
  id: 'baton/unknown-variable', severity: 'warning', title: 'The connector knows no such variable',
  why: 'A connector passes over a BATON_ variable that it does not know, so a misspelt one has no effect. It is only a warning because a newer image may know more than the catalog.',
  wrong: 'stringData:\n  BATON_TOKN: "..."', right: 'stringData:\n  BATON_TOKEN: "..."',
  check(set, report) {
    for (const deployed of set.deployed) {
      const {connector, variables} = deployed
      if (!connector) continue
      const known = knownVariables(connector)
      for (const one of variables.values()) {
        const {name, at} = one
        if (!name.startsWith('BATON_') || known.includes(name)) continue
        const near = nearest(name, known)
        const inEnv = at.path.includes('env')
        const path = inEnv ? [...at.path.slice(0, at.path.indexOf('env') + 2), 'name'] : at.path
        const meant = meantBy(set, deployed, connector, one)
        report(inEnv ? {...at, path} : {...at, part: 'key'}, `${connector.title} knows no variable ${name}.${near ? ` Did you mean ${near}?` : ''}`, meant === undefined ? undefined : inEnv ? {kind: 'value', path, to: meant} : {kind: 'rename', path, to: meant})
      }
    }
  },
}
