import {isDeepStrictEqual} from 'node:util'
import {map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {given, lacking, pods, type JsonMap} from './pod.ts'

/** What a probe asks, without how often. */
const question = (probe: unknown): JsonMap => {
  const {exec, httpGet, tcpSocket, grpc} = map(probe)
  const {path, port} = map(httpGet)
  return given(exec) ? {exec: map(exec).command} : given(httpGet) ? {httpGet: {path, port}} : given(tcpSocket) ? {tcpSocket: map(tcpSocket).port} : {grpc}
}

export const probes: Rule = {
  id: 'hardening/probes', severity: 'warning', title: 'Nobody asks the connector whether it is well',
  why: 'Without a liveness probe a connector that hangs stays so; without a readiness probe a rollout takes one that does not work for done. The rule is for connectors that have the health command, by the catalog.',
  wrong: 'containers:\n  - name: baton-asana', right: 'containers:\n  - name: baton-asana\n    livenessProbe:\n      exec: {command: [/baton-asana, health-check, --endpoint=live]}\n    readinessProbe:\n      exec: {command: [/baton-asana, health-check, --endpoint=ready]}\n    env:\n      - {name: BATON_HEALTH_CHECK, value: "true"}',
  check(set, report) {
    for (const pod of pods(set)) {
      const own = pod.containers.find((one) => one.isConnector)
      if (!own || !pod.deployed.connector?.health) continue
      const missing = ['livenessProbe', 'readinessProbe'].filter((field) => !given(own.container[field]))
      if (missing.length > 0) report(lacking(pod, own, missing[0]!), `${own.who} has no ${missing.join(' and no ')}: run \`health-check --endpoint=live\` and \`--endpoint=ready\` of the connector, with BATON_HEALTH_CHECK set to "true".`)
    }
  },
}

export const probesIdentical: Rule = {
  id: 'hardening/probes-identical', severity: 'warning', title: 'Liveness and readiness ask the same',
  why: 'A connector that is not ready, because the app does not answer, would be restarted again and again, which helps nobody.',
  wrong: 'livenessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=ready]}\nreadinessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=ready]}',
  right: 'livenessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=live]}\nreadinessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=ready]}',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const {container, path, who} of pod.containers) {
        const {livenessProbe, readinessProbe} = container
        if (given(livenessProbe) && given(readinessProbe) && isDeepStrictEqual(question(livenessProbe), question(readinessProbe))) report({manifest: pod.manifest, path: [...path, 'livenessProbe'], part: 'key'}, `${who} is restarted whenever it is not ready, for both probes ask the same: let livenessProbe ask only whether it runs.`)
      }
    }
  },
}
