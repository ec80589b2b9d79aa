import {list, map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import type {At} from '../../set.ts'
import {guardsOfKind, pods, type JsonMap, type Pod} from './pod.ts'

/** Where it is said which labels the pods have: what chooses them looks at these. */
const labelsOf = ({manifest}: Pod): At => ({manifest, path: ['spec', 'template', 'metadata', 'labels'], part: 'key'})

/** Which ways a policy closes: what it names, else inward always and outward where it has rules for that. */
function closes(spec: JsonMap): string[] {
  const named = Array.isArray(spec.policyTypes) ? (spec.policyTypes as string[]) : []
  return named.length > 0 ? named : ['Ingress', ...(list(spec.egress).length > 0 ? ['Egress'] : [])]
}

export const networkPolicy: Rule = {
  id: 'hardening/network-policy', severity: 'note', title: 'No NetworkPolicy among the files says whom the connector may talk to',
  why: 'Without one every pod of the cluster reaches the connector, and the connector reaches everything. It needs no way in, and out only DNS, the API of its app, and ConductorOne (https to *.conductor.one and *.conductorone.com). A note, because a policy for the whole namespace is often there already and kept elsewhere.',
  wrong: 'kind: Deployment', right: 'kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels: {app: baton-asana}\n  policyTypes: [Ingress, Egress]\n  egress:\n    - ports: [{port: 53, protocol: UDP}, {port: 53}, {port: 443}]',
  check(set, report) {
    for (const pod of pods(set)) {
      const closed = new Set(guardsOfKind(pod, 'NetworkPolicy').flatMap(({object}) => closes(map(object.spec))))
      const open = ['Ingress', 'Egress'].filter((way) => !closed.has(way))
      if (open.length === 2) report(labelsOf(pod), 'No NetworkPolicy among the files selects these pods: add one with the policy types Ingress and Egress, unless the namespace has one.')
      else if (open.length === 1) report(labelsOf(pod), `The NetworkPolicy that selects these pods leaves ${open[0] === 'Egress' ? 'the way out open: add Egress' : 'the way in open: add Ingress'} to its policyTypes.`)
    }
  },
}
