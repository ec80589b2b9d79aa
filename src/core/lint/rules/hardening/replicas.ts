import {selects} from '../../../kubernetes/selector.ts'
import {list, map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {given, guardsOfKind, lackingInPod, pods, type Pod} from './pod.ts'

/** How many pods of a number an int-or-string of a budget means, rounded up as the controller does. */
function amountOf(value: unknown, replicas: number): number | undefined {
  if (typeof value === 'number') return value
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined
  return percent === undefined ? undefined : Math.ceil((Number(percent) * replicas) / 100)
}

export const disruptionBudget: Rule = {
  id: 'hardening/disruption-budget', severity: 'note', title: 'All replicas may be moved at once',
  why: 'Without a PodDisruptionBudget a node that is emptied may take all pods of a connector with it. A note, because tasks wait at ConductorOne until one is back. One replica needs none: it would only keep the node from being emptied.',
  wrong: 'kind: Deployment\nspec:\n  replicas: 2', right: 'kind: PodDisruptionBudget\nspec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow\n  selector:\n    matchLabels: {app: baton-asana}',
  check(set, report) {
    for (const pod of pods(set)) {
      if (pod.replicas >= 2 && guardsOfKind(pod, 'PodDisruptionBudget').length === 0) report({manifest: pod.manifest, path: ['spec', 'replicas']}, `No PodDisruptionBudget among the files selects these ${pod.replicas} pods: add one with maxUnavailable 1, or all may be moved at once.`)
    }
  },
}

export const eviction: Rule = {
  id: 'hardening/eviction', severity: 'warning', title: 'A budget keeps the pods of a connector from being moved',
  why: 'A PodDisruptionBudget that lets no pod go stops every upgrade of a node. And unless it says AlwaysAllow, a connector that does not get ready, for want of a right credential, does the same.',
  wrong: 'kind: PodDisruptionBudget\nspec:\n  minAvailable: 1   # of one replica', right: 'kind: PodDisruptionBudget\nspec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow',
  check(set, report) {
    for (const pod of pods(set)) {
      if (pod.replicas < 1) continue
      for (const manifest of guardsOfKind(pod, 'PodDisruptionBudget')) {
        const {minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy} = map(manifest.object.spec)
        const kept = amountOf(minAvailable, pod.replicas)
        if (!given(minAvailable) && !given(maxUnavailable)) report({manifest, path: ['spec'], part: 'key'}, 'The budget says neither how many pods stay nor how many may go: set maxUnavailable to 1.')
        else if (kept !== undefined && kept >= pod.replicas) report({manifest, path: ['spec', 'minAvailable']}, `The budget keeps ${pod.replicas === 1 ? 'the only pod' : `all ${pod.replicas} pods`} of a connector where ${pod.replicas === 1 ? 'it is' : 'they are'}, so no node under ${pod.replicas === 1 ? 'it' : 'them'} can be emptied: use maxUnavailable 1.`)
        else if (amountOf(maxUnavailable, pod.replicas) === 0) report({manifest, path: ['spec', 'maxUnavailable']}, 'The budget lets no pod of a connector go, so no node under them can be emptied: set maxUnavailable to 1.')
        if (policy !== 'AlwaysAllow') report({manifest, path: ['spec', ...(given(policy) ? ['unhealthyPodEvictionPolicy'] : [])], ...(given(policy) ? {} : {part: 'key' as const})}, 'The budget keeps pods of a connector that do not get ready, and so their nodes: set unhealthyPodEvictionPolicy to AlwaysAllow.')
      }
    }
  },
}

const nodesAndZones = new Set(['kubernetes.io/hostname', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone'])

/** Whether replicas are kept apart, by affinity or by spread. */
function isApart({spec, labels}: Pod): boolean {
  const {requiredDuringSchedulingIgnoredDuringExecution: must, preferredDuringSchedulingIgnoredDuringExecution: may} = map(map(spec.affinity).podAntiAffinity)
  const terms = [...list(must), ...list(may).map(({podAffinityTerm}) => map(podAffinityTerm)), ...list(spec.topologySpreadConstraints)]
  return terms.some(({topologyKey, labelSelector}) => nodesAndZones.has(String(topologyKey)) && selects(labelSelector, labels))
}

export const antiAffinity: Rule = {
  id: 'hardening/anti-affinity', severity: 'note', title: 'All replicas may stand on one node',
  why: 'Replicas on one node fall with it. A note, because tasks wait at ConductorOne until one is back.',
  wrong: 'kind: Deployment\nspec:\n  replicas: 2', right: 'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels: {app: baton-asana}',
  check(set, report) {
    for (const pod of pods(set)) if (pod.replicas >= 2 && !isApart(pod)) report({manifest: pod.manifest, path: ['spec', 'replicas']}, `Nothing keeps these ${pod.replicas} pods on different nodes: add topologySpreadConstraints or podAntiAffinity over kubernetes.io/hostname whose labelSelector fits them.`)
  },
}

export const spread: Rule = {
  id: 'hardening/spread', severity: 'warning', title: 'A rule to spread pods counts none',
  why: 'topologySpreadConstraints count the pods that their labelSelector chooses. Without one they choose none and do nothing.',
  wrong: 'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway', right: 'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels: {app: baton-asana}',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const [index, {labelSelector, topologyKey}] of list(pod.spec.topologySpreadConstraints).entries()) {
        const path = [...pod.path, 'topologySpreadConstraints', index]
        if (!given(labelSelector)) report(given(topologyKey) ? {manifest: pod.manifest, path: [...path, 'topologyKey']} : lackingInPod(pod, 'topologySpreadConstraints'), 'The constraint has no labelSelector, so it counts no pods and spreads none: choose the pods of this Deployment.')
      }
    }
  },
}

export const fixedReplicas: Rule = {
  id: 'hardening/fixed-replicas', severity: 'warning', title: 'Two things say how many replicas there are',
  why: 'Each apply sets the number that the Deployment says, and the autoscaler changes it again.',
  wrong: 'kind: Deployment\nspec:\n  replicas: 2   # beside a HorizontalPodAutoscaler', right: 'kind: Deployment\nspec: {}',
  check(set, report) {
    for (const pod of pods(set)) {
      if (given(map(pod.manifest.object.spec).replicas) && guardsOfKind(pod, 'HorizontalPodAutoscaler').length > 0) report({manifest: pod.manifest, path: ['spec', 'replicas']}, 'A HorizontalPodAutoscaler scales this Deployment, and each apply would set the number back: remove replicas.')
    }
  },
}
