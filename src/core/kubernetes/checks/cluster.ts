import {map} from '../../values/maps.ts'
import {dnsLabel} from '../names.ts'
import {among, between, given, looks, notNegative, text, type Check, type Checks} from './check.ts'

const priority: Check = (object, report) => {
  const name = text(map(object.metadata).name)
  if (name.startsWith('system-')) report('name', ['metadata', 'name'], 'Names that begin with system- belong to Kubernetes.')
  else if (typeof object.value === 'number' && object.value > 1_000_000_000) report('value', ['value'], 'value is at most 1000000000.')
}

const holder: Check = (spec, report) => {
  if (given(spec.preferredHolder) && !given(spec.strategy)) report('value', ['preferredHolder'], 'preferredHolder needs strategy.', {part: 'key'})
}

/** Classes of priority and runtime, and leases. */
export const clusterChecks: Checks = {
  'scheduling.v1.PriorityClass': [priority, among('preemptionPolicy', ['Never', 'PreemptLowerPriority'], {strict: true})],
  'node.v1.RuntimeClass': [looks('handler', dnsLabel)],
  'coordination.v1.LeaseSpec': [between('leaseDurationSeconds', 1), notNegative('leaseTransitions'), holder],
}
