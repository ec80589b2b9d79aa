import {map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {effective, lacking, lackingSetting, pods} from './pod.ts'

/** Below this, ids of containers meet those of people and programs on the node (kube-score's bound). */
const lowestId = 10_000

export const runAsNonRoot: Rule = {
  id: 'hardening/run-as-non-root', severity: 'warning', title: 'The container may run as root',
  why: 'With runAsNonRoot the kubelet does not start a container whose user is root, whatever the image or a later change says. The Pod Security Standard "restricted" asks for it.',
  wrong: 'securityContext:\n  runAsUser: 65532', right: 'securityContext:\n  runAsNonRoot: true\n  runAsUser: 65532',
  check(set, report) {
    for (const pod of pods(set)) {
      const {manifest} = pod
      for (const {at, who} of lackingSetting(pod, 'runAsNonRoot')) report(at, `${who} may run as root if the image says so: set securityContext.runAsNonRoot to true.`)
      for (const one of pod.containers) {
        const found = effective(pod, one, 'runAsNonRoot')
        // As user 0 it would not start.
        const starts = effective(pod, one, 'runAsUser')?.value !== 0
        if (found?.value === false) report({manifest, path: found.path}, `${found.who} may run as root: set securityContext.runAsNonRoot to true.`, found.isOwn && starts ? {kind: 'value', path: found.path, to: true} : undefined)
      }
    }
  },
}

export const userAndGroup: Rule = {
  id: 'hardening/user-and-group', severity: 'warning', title: 'The user or group of the container is not one of its own',
  why: 'The ids of a container are the ids of its node: a low one belongs to somebody there already, whose files it could touch if it got out. Images of connectors have the user 65532. On OpenShift, where the namespace brings the ids, leave this rule out.',
  wrong: 'securityContext:\n  runAsUser: 1000', right: 'securityContext:\n  runAsUser: 65532\n  runAsGroup: 65532',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const [field, what] of [['runAsUser', 'user'], ['runAsGroup', 'group']] as const) {
        for (const {at, who} of lackingSetting(pod, field)) report(at, `${who} runs as the ${what} that the image brings: set securityContext.${field} to ${lowestId} or more, such as 65532.`)
        for (const one of pod.containers) {
          const found = effective(pod, one, field)
          if (typeof found?.value === 'number' && found.value < lowestId) report({manifest: pod.manifest, path: found.path}, `${found.who} runs as ${what} ${found.value}, which may be somebody's on the node: set securityContext.${field} to ${lowestId} or more, such as 65532.`)
        }
      }
    }
  },
}

export const seccomp: Rule = {
  id: 'hardening/seccomp', severity: 'warning', title: 'The container may make any system call',
  why: 'Without a seccomp profile all calls of the kernel are open to a container. RuntimeDefault closes those that no usual program needs.',
  wrong: 'securityContext:\n  seccompProfile: {type: Unconfined}', right: 'securityContext:\n  seccompProfile: {type: RuntimeDefault}',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const {at, who} of lackingSetting(pod, 'seccompProfile')) report(at, `${who} has no seccomp profile: set securityContext.seccompProfile.type to RuntimeDefault.`)
      for (const one of pod.containers) {
        const found = effective(pod, one, 'seccompProfile')
        if (!found || map(found.value).type !== 'Unconfined') continue
        const path = [...found.path, 'type']
        report({manifest: pod.manifest, path}, `${found.who} may make any system call: set securityContext.seccompProfile.type to RuntimeDefault.`, found.isOwn ? {kind: 'value', path, to: 'RuntimeDefault'} : undefined)
      }
    }
  },
}

export const capabilities: Rule = {
  id: 'hardening/capabilities', severity: 'warning', title: 'The container keeps capabilities of root',
  why: 'Container runtimes give every container a handful of capabilities, such as NET_RAW for packets under a false address. A connector needs none. ALL stands in capital letters, as the Pod Security Standards read it.',
  wrong: 'securityContext:\n  capabilities:\n    drop: [NET_RAW]', right: 'securityContext:\n  capabilities:\n    drop: [ALL]',
  check(set, report) {
    for (const pod of pods(set)) {
      const {manifest} = pod
      for (const one of pod.containers) {
        const {add, drop} = map(map(one.container.securityContext).capabilities)
        const path = [...one.path, 'securityContext', 'capabilities']
        const dropped = Array.isArray(drop) ? (drop as unknown[]) : []
        if (!dropped.includes('ALL')) {
          const index = dropped.findIndex((name) => typeof name === 'string' && name.toUpperCase() === 'ALL')
          if (index >= 0) report({manifest, path: [...path, 'drop', index]}, `${one.who} drops ${String(dropped[index])}, which not everything reads as ALL: write it in capital letters.`, {kind: 'value', path: [...path, 'drop', index], to: 'ALL'})
          else report(Array.isArray(drop) ? {manifest, path: [...path, 'drop'], part: 'key'} : lacking(pod, one, 'securityContext', 'capabilities', 'drop'), `${one.who} keeps capabilities of root: set securityContext.capabilities.drop to [ALL].`)
        }
        for (const [index, name] of (Array.isArray(add) ? (add as unknown[]) : []).entries()) report({manifest, path: [...path, 'add', index]}, `${one.who} gets the capability ${String(name)} of root, and a connector needs none: remove it.`)
      }
    }
  },
}
