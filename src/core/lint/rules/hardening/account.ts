import type {Rule} from '../../rule.ts'
import {given, guardsOfKind, lackingInPod, pods, type Pod} from './pod.ts'

const accountOf = ({spec}: Pod): string | undefined => [spec.serviceAccountName, spec.serviceAccount].find((name): name is string => typeof name === 'string' && name !== '')

/** Whether the pod gets a token: what it says itself goes before what its ServiceAccount says. */
function mountsToken(pod: Pod): boolean {
  const own = pod.spec.automountServiceAccountToken
  return typeof own === 'boolean' ? own : !guardsOfKind(pod, 'ServiceAccount').some(({object}) => object.automountServiceAccountToken === false)
}

export const serviceAccountToken: Rule = {
  id: 'hardening/service-account-token', severity: 'warning', title: 'The pod gets a token for the API server that it has no use for',
  why: 'Unless it is told otherwise, Kubernetes puts a token into every container, and who breaks in can talk to the API server with it. Of the connectors only those need it that read the cluster itself; the catalog knows which.',
  wrong: 'spec:\n  containers: []', right: 'spec:\n  automountServiceAccountToken: false\n  containers: []',
  check(set, report) {
    for (const pod of pods(set)) {
      const {connector} = pod.deployed
      const isWanted = pod.spec.automountServiceAccountToken === true
      // Whether one that the catalog does not know needs the token, only its owner can say: by asking for it.
      if (!mountsToken(pod) || connector?.needs.access !== undefined || (connector === null && isWanted)) continue
      const path = [...pod.path, 'automountServiceAccountToken']
      const message = `The pod gets a token for the API server, which ${connector?.title ?? 'a connector of an app'} has no use for: set automountServiceAccountToken to false.`
      if (isWanted) report({manifest: pod.manifest, path}, message, pod.containers.length === 1 ? {kind: 'value', path, to: false} : undefined)
      else report(lackingInPod(pod, 'automountServiceAccountToken'), message)
    }
  },
}

export const defaultServiceAccount: Rule = {
  id: 'hardening/default-service-account', severity: 'warning', title: 'The rights of the default ServiceAccount are used',
  why: 'A connector that reads the cluster needs rights. Those of the account default are shared by every pod of the namespace that names none. Without a token the account does not matter.',
  wrong: 'spec:\n  automountServiceAccountToken: true', right: 'spec:\n  serviceAccountName: baton-kubernetes\n  automountServiceAccountToken: true',
  check(set, report) {
    for (const pod of pods(set)) {
      const needsToken = pod.deployed.connector?.needs.access !== undefined || pod.spec.automountServiceAccountToken === true
      if (!needsToken || !mountsToken(pod) || (accountOf(pod) ?? 'default') !== 'default') continue
      report(given(pod.spec.serviceAccountName) ? {manifest: pod.manifest, path: [...pod.path, 'serviceAccountName']} : lackingInPod(pod, 'serviceAccountName'), 'The pod has a token of the ServiceAccount default, which all pods of the namespace share: make one of its own and name it in serviceAccountName.')
    }
  },
}

export const serviceAccountField: Rule = {
  id: 'hardening/service-account-field', severity: 'warning', title: 'The ServiceAccount is named in a field that is going away',
  why: 'serviceAccount is the old name of serviceAccountName; where both stand and differ, people read one and Kubernetes takes the other.',
  wrong: 'spec:\n  serviceAccount: baton-eks', right: 'spec:\n  serviceAccountName: baton-eks',
  check(set, report) {
    for (const {manifest, spec, path} of pods(set)) {
      if (!given(spec.serviceAccount) || spec.serviceAccount === '') continue
      const place = [...path, 'serviceAccount']
      if (Object.hasOwn(spec, 'serviceAccountName')) report({manifest, path: place, part: 'key'}, 'serviceAccount is the old name of serviceAccountName, which is there too: remove it.')
      else report({manifest, path: place, part: 'key'}, 'serviceAccount is the old name of serviceAccountName: use the new one.', {kind: 'rename', path: place, to: 'serviceAccountName'})
    }
  },
}

export const serviceAccountMissing: Rule = {
  id: 'hardening/service-account-missing', severity: 'note', title: 'A ServiceAccount is named that is not among the files',
  why: 'It may be in the cluster already; then all is well. If not, no pod is made, and only the events of the ReplicaSet say why.',
  wrong: 'spec:\n  serviceAccountName: baton-eks', right: 'kind: ServiceAccount\nmetadata:\n  name: baton-eks',
  check(set, report) {
    for (const pod of pods(set)) {
      const name = accountOf(pod)
      const field = given(pod.spec.serviceAccountName) ? 'serviceAccountName' : 'serviceAccount'
      if (name !== undefined && name !== 'default' && guardsOfKind(pod, 'ServiceAccount').length === 0) report({manifest: pod.manifest, path: [...pod.path, field]}, `No ServiceAccount ${name} is among the files that were linted: it must be in the cluster before a pod can be made.`)
    }
  },
}
