import {conductoroneVariables} from '../../catalog/sdk-fields.ts'
import {methodInUse, missingFields} from '../connector-settings.ts'
import type {Rule} from '../rule.ts'
import {unchosenGroup} from './auth-method.ts'

export const missingField: Rule = {
  id: 'baton/missing-field', severity: 'error', title: 'A required setting has no value',
  why: 'The connector ends at once when a required setting of its auth method is missing; ConductorOne\'s pair is needed whole.',
  wrong: 'stringData:\n  BATON_CLIENT_ID: name@acme.conductor.one/pcc', right: 'stringData:\n  BATON_CLIENT_ID: name@acme.conductor.one/pcc\n  BATON_CLIENT_SECRET: secret-token:conductorone.com:...\n  BATON_TOKEN: "..."',
  check({deployed}, report) {
    for (const one of deployed) {
      if (!one.connector || one.open) continue
      const at = {manifest: one.manifest, path: one.container.envFrom ? [...one.containerPath, 'envFrom'] : one.container.env ? [...one.containerPath, 'env'] : [...one.containerPath, 'name'], part: 'key' as const}
      const chosen = one.variables.get('BATON_AUTH_METHOD')?.value
      const method = methodInUse(one, one.connector)
      // Another rule says that the method itself is wrong or not chosen.
      if (!(chosen && !method) && !unchosenGroup(one, one.connector)) {
        for (const name of missingFields(one, one.connector, method)) report(at, `${one.connector.title} needs ${one.connector.fields[name]!.variable}${method ? ` for the auth method ${method.name}` : ''}, and nothing here sets it.`)
      }
      const given = Object.values(conductoroneVariables).filter((name) => one.variables.has(name))
      const [lacking] = Object.values(conductoroneVariables).filter((name) => !one.variables.has(name))
      if (given.length === 1) report(at, `${given[0]} is set but ${lacking} is not: ConductorOne needs both.`)
    }
  },
}
