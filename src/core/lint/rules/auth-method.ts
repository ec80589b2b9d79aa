import type {Connector} from '../../catalog/types.ts'
import {nearest} from '../../problems/nearest.ts'
import {slipOf} from '../../problems/slip.ts'
import {methodsOf} from '../../workload/constraints.ts'
import {methodInUse, missingFields, variableFor} from '../connector-settings.ts'
import {mayChange} from '../fix/users.ts'
import type {Rule} from '../rule.ts'
import type {Deployed} from '../set.ts'

/** The upstream group whose fields are all set although BATON_AUTH_METHOD does not choose it and the default's are not. */
export function unchosenGroup(deployed: Deployed, connector: Connector): string | undefined {
  if (deployed.open || deployed.variables.get('BATON_AUTH_METHOD') || missingFields(deployed, connector, methodInUse(deployed, connector)).length === 0) return undefined
  return methodsOf(connector)
    .find((one) => one.upstream !== null && missingFields(deployed, connector, one).length === 0 && one.fields.some((name) => variableFor(deployed, connector.fields[name]!)))?.upstream ?? undefined
}

export const authMethod: Rule = {
  id: 'baton/auth-method', severity: 'error', title: 'The auth method is not chosen, or there is none of that name',
  why: 'A connector with several groups of credentials looks only at the one that BATON_AUTH_METHOD names, or at its default.',
  wrong: 'stringData:\n  BATON_APP_ID: "1204"\n  BATON_APP_PRIVATEKEY_PATH: /etc/baton/key.pem\n  BATON_ORG: acme', right: 'stringData:\n  BATON_AUTH_METHOD: github-app-group\n  BATON_APP_ID: "1204"\n  BATON_APP_PRIVATEKEY_PATH: /etc/baton/key.pem\n  BATON_ORG: acme',
  check(set, report) {
    for (const one of set.deployed) {
      const {connector, variables, manifest, containerPath} = one
      if (!connector) continue
      const chosen = variables.get('BATON_AUTH_METHOD')
      const groups = Object.values(connector.auth).map((method) => method.upstream).filter((name) => name !== null)
      if (chosen?.value && groups.length > 0 && !groups.includes(chosen.value)) {
        const near = nearest(chosen.value, groups)
        const slip = mayChange(set, chosen) ? slipOf(chosen.value, groups) : undefined
        report(chosen.at, `${connector.title} has no auth method of that name: it knows ${[...new Set(groups)].join(', ')}.${near ? ` Did you mean ${near}?` : ''}`, slip === undefined ? undefined : {kind: 'value', path: chosen.at.path, to: slip})
      }
      const group = unchosenGroup(one, connector)
      if (group) report({manifest, path: [...containerPath, one.container.envFrom ? 'envFrom' : 'env'], part: 'key'}, `The settings are those of the auth method ${group}: set BATON_AUTH_METHOD to ${group}, or the connector looks for others.`)
    }
  },
}
