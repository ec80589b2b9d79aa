import {nearest} from '../../problems/nearest.ts'
import {knownVariables} from '../connector-settings.ts'
import type {Rule} from '../rule.ts'

export const unknownVariable: Rule = {
  id: 'baton/unknown-variable', severity: 'warning', title: 'The connector knows no such variable',
  why: 'A connector passes over a BATON_ variable that it does not know, so a misspelt one has no effect. It is only a warning because a newer image may know more than the catalog.',
  wrong: 'stringData:\n  BATON_TOKN: "..."', right: 'stringData:\n  BATON_TOKEN: "..."',
  check({deployed}, report) {
    for (const {connector, variables} of deployed) {
      if (!connector) continue
      const known = knownVariables(connector)
      for (const {name, at} of variables.values()) {
        if (!name.startsWith('BATON_') || known.includes(name)) continue
        const near = nearest(name, known)
        const inEnv = at.path.includes('env')
        report(inEnv ? {...at, path: [...at.path.slice(0, at.path.indexOf('env') + 2), 'name']} : {...at, part: 'key'}, `${connector.title} knows no variable ${name}.${near ? ` Did you mean ${near}?` : ''}`)
      }
    }
  },
}
