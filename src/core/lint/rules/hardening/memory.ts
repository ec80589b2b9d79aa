import {quantityValue} from '../../../kubernetes/names.ts'
import type {Rule} from '../../rule.ts'
import {given, lacking, pods, valueIn, type JsonMap} from './pod.ts'

/** A quantity that is not there counts as one of nothing; one that cannot be read is another rule's matter. */
const isSet = (resources: JsonMap, kind: 'requests' | 'limits'): boolean => {
  const amount = valueIn(resources, ['resources', kind, 'memory'])
  return given(amount) && quantityValue(String(amount)) !== 0
}

export const memory: Rule = {
  id: 'hardening/memory', severity: 'warning', title: 'The container has no bounds of memory',
  why: 'Without a limit a large sync can take the memory of all that runs on the node; without a request the scheduler puts the pod where there is none. A limit alone is also the request. CPU and disk are left out on purpose: docs/hardening.md says why.',
  wrong: 'resources: {}', right: 'resources:\n  requests: {memory: 128Mi}\n  limits: {memory: 1Gi}',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const one of pod.containers) {
        if (isSet(one.container, 'limits') || isSet(pod.spec, 'limits')) continue
        const isAsked = isSet(one.container, 'requests') || isSet(pod.spec, 'requests')
        const place = ['resources', 'limits', 'memory'] as const
        report(given(valueIn(one.container, place)) ? {manifest: pod.manifest, path: [...one.path, ...place]} : lacking(pod, one, ...place), isAsked ? `${one.who} has no limit of memory: set resources.limits.memory, for example to 1Gi.` : `${one.who} has neither request nor limit of memory: set resources.requests.memory and resources.limits.memory, for example to 128Mi and 1Gi.`)
      }
    }
  },
}
