import {list} from '../../values/maps.ts'
import {healthServer, probesOf} from '../health.ts'
import type {Rule} from '../rule.ts'
import type {At} from '../set.ts'

export const healthCheck: Rule = {
  id: 'baton/health-check', severity: 'error', title: 'The health server is off',
  why: 'It runs only when BATON_HEALTH_CHECK is true: probes of it fail and the pod is restarted again and again. Its port and its address mean nothing without it, which is a warning.',
  wrong: 'livenessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=live]}', right: 'env:\n  - {name: BATON_HEALTH_CHECK, value: "true"}\nlivenessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=live]}',
  check({deployed}, report) {
    for (const one of deployed) {
      const on = healthServer.on(one)
      if (on.value === undefined || !/^(?:false|0|f)$/i.test(on.value)) continue
      const {manifest, container, containerPath, variables} = one
      const isSaid = variables.has('BATON_HEALTH_CHECK')
      const asking = probesOf(one).filter(({handler, exec}) => handler !== 'exec' || exec?.[1] === 'health-check')
      const [first] = asking
      const isLikely = on.certain === 'likely'
      const cure = isSaid ? 'make BATON_HEALTH_CHECK "true"' : 'set BATON_HEALTH_CHECK to "true"'
      if (first) {
        const who = asking.map(({field}) => field).join(' and ')
        report({manifest, path: first.path, part: 'key'}, `The ${who} ${asking.length === 1 ? 'asks' : 'ask'} the health server, which ${isLikely ? 'nothing here turns on' : 'is off'}: ${cure}.`, undefined, isLikely ? 'warning' : undefined)
        continue
      }
      if (isLikely) continue
      const settings: Array<{what: string; at: At}> = ['BATON_HEALTH_CHECK_PORT', 'BATON_HEALTH_CHECK_BIND_ADDRESS'].flatMap((name) => {
        const found = variables.get(name)
        if (!found) return []
        const env = found.at.path.indexOf('env')
        return [{what: name, at: env < 0 ? {...found.at, part: 'key' as const} : {...found.at, path: [...found.at.path.slice(0, env + 2), 'name']}}]
      })
      const port = healthServer.port(one)
      const ports = list(container.ports).flatMap(({containerPort}, at) => (String(containerPort) === port.value ? [{what: `Port ${port.value}`, at: {manifest, path: [...containerPath, 'ports', at, 'containerPort']}}] : []))
      for (const {what, at} of [...settings, ...ports]) report(at, `${what} is of the health server, which is off: ${cure}, or leave it out.`, undefined, 'warning')
    }
  },
}
