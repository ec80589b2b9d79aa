import {list, map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {pods} from './pod.ts'

/** Settings of the kernel that stay within a pod (Pod Security Standards, "baseline"). */
const safeSysctls = new Set([
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
])

export const sysctls: Rule = {
  id: 'hardening/sysctls', severity: 'warning', title: 'A setting of the kernel is changed that is not the pod\'s alone',
  why: 'Only a few settings of the kernel stay within the pod. Others bear on the node, and the kubelet refuses the pod unless it was told to allow them.',
  wrong: 'securityContext:\n  sysctls:\n    - {name: kernel.msgmax, value: "65536"}', right: 'securityContext:\n  sysctls: []',
  check(set, report) {
    for (const {manifest, spec, path} of pods(set)) {
      for (const [index, {name}] of list(map(spec.securityContext).sysctls).entries()) {
        if (typeof name === 'string' && !safeSysctls.has(name.replaceAll('/', '.'))) report({manifest, path: [...path, 'securityContext', 'sysctls', index, 'name']}, `${name} is a setting of the kernel that bears on more than the pod: remove it.`)
      }
    }
  },
}
