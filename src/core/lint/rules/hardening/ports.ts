import {list} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {guardsOfKind, pods} from './pod.ts'

export const hostPort: Rule = {
  id: 'hardening/host-port', severity: 'warning', title: 'A port of the node is taken',
  why: 'A hostPort opens the container to all that reach the node, past every Service and most policies. A connector waits for no one.',
  wrong: 'ports:\n  - {containerPort: 8081, hostPort: 8081}', right: 'ports: []',
  check(set, report) {
    for (const {manifest, containers} of pods(set)) {
      for (const {container, path, who} of containers) {
        for (const [index, {hostPort: port}] of list(container.ports).entries()) if (typeof port === 'number' && port > 0) report({manifest, path: [...path, 'ports', index, 'hostPort']}, `${who} takes the port ${port} of its node, where all who reach the node reach it: remove hostPort.`)
      }
    }
  },
}

export const privilegedPort: Rule = {
  id: 'hardening/privileged-port', severity: 'warning', title: 'The container listens on a port of root',
  why: 'Ports below 1024 belong to root on Linux and to services such as SSH (22). A connector waits for no one; its health server has the port 8081.',
  wrong: 'ports:\n  - {containerPort: 22}', right: 'ports: []',
  check(set, report) {
    for (const {manifest, containers} of pods(set)) {
      for (const {container, path, who} of containers) {
        for (const [index, {containerPort: port}] of list(container.ports).entries()) if (typeof port === 'number' && port > 0 && port < 1024) report({manifest, path: [...path, 'ports', index, 'containerPort']}, `${who} says that it listens on ${port === 22 ? 'port 22, the one of SSH' : `port ${port}, one of root`}: remove the port.`)
      }
    }
  },
}

export const service: Rule = {
  id: 'hardening/service', severity: 'warning', title: 'A Service leads to the connector',
  why: 'A connector calls ConductorOne and the app and serves nobody: a Service only opens it to others. What kube-score asks of pods behind a Service (probes, two replicas, rolling updates) is not asked here.',
  wrong: 'kind: Service\nspec:\n  type: NodePort\n  selector: {app: baton-asana}', right: '# no Service',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const manifest of guardsOfKind(pod, 'Service')) report({manifest, path: ['spec', 'selector'], part: 'key'}, 'This Service leads to the pods of a connector, which serves nobody: remove it, or let its selector leave them out.')
    }
  },
}
