import type {Rule, RulePage} from '../../rule.ts'
import {lacking, lackingInPod, pods, valueIn, type Pod, type PodContainer} from './pod.ts'
import {worksInEmptyDir} from './volumes.ts'

/** A field of which one value is right. */
interface Field {
  path: readonly [string, ...string[]]
  /** What it becomes when there is but one right value to choose. */
  right?: boolean | string
  /** Of several values one is wrong, and the others are no matter. */
  wrong: boolean | string | number
  /** To leave it out is as wrong. */
  needed?: boolean
  says(who: string): string
  /** Whether the wrong value may be turned into the right one: when the connector surely works on. Never for containers of others. */
  mayRepair?(pod: Pod, one: PodContainer | undefined): boolean
}

interface FieldRule extends RulePage {
  of: 'pod' | 'container'
  fields: Field[]
}

const shares = (name: string, what: string): Field => ({
  path: [name], wrong: true, right: false,
  says: () => `The pod shares ${what} with its node, and with all that runs there: remove ${name} or set it to false.`,
})

/** Rules of one shape: a field of the pod, or of each of its containers, has a value that it should not have. */
const rules: FieldRule[] = [
  {
    id: 'hardening/privileged', severity: 'error', of: 'container', title: 'A container is privileged',
    why: 'A privileged container sees the devices of its node and can take it over. It is an error, and the only one of the hardening rules: kube-score calls it critical, and no connector has a use for it.',
    wrong: 'securityContext:\n  privileged: true', right: 'securityContext:\n  allowPrivilegeEscalation: false',
    fields: [{path: ['securityContext', 'privileged'], wrong: true, right: false, says: (who) => `${who} is privileged, which is as good as root on the node: remove securityContext.privileged or set it to false.`}],
  },
  {
    id: 'hardening/privilege-escalation', severity: 'warning', of: 'container', title: 'A container may gain more rights than it was started with',
    why: 'A program with the setuid bit makes its caller root. Kubernetes allows that unless allowPrivilegeEscalation is false.',
    wrong: 'securityContext:\n  readOnlyRootFilesystem: true', right: 'securityContext:\n  allowPrivilegeEscalation: false\n  readOnlyRootFilesystem: true',
    fields: [{
      path: ['securityContext', 'allowPrivilegeEscalation'], wrong: true, right: false, needed: true,
      says: (who) => `${who} may gain more rights than it was started with: set securityContext.allowPrivilegeEscalation to false.`,
      // The server refuses false beside these.
      mayRepair: (_, one) => valueIn(one!.container, ['securityContext', 'privileged']) !== true && !JSON.stringify(valueIn(one!.container, ['securityContext', 'capabilities', 'add']) ?? []).includes('SYS_ADMIN'),
    }],
  },
  {
    id: 'hardening/read-only-root', severity: 'warning', of: 'container', title: 'A container can write to its own file system',
    why: 'Who breaks into a container with a read-only root has nowhere to put a program. A connector writes only to its working directory, which can be an emptyDir.',
    wrong: 'securityContext:\n  allowPrivilegeEscalation: false', right: 'workingDir: /tmp\nsecurityContext:\n  readOnlyRootFilesystem: true\nvolumeMounts:\n  - {name: tmp, mountPath: /tmp}   # volumes: [{name: tmp, emptyDir: {}}]',
    fields: [{
      path: ['securityContext', 'readOnlyRootFilesystem'], wrong: false, right: true, needed: true,
      says: (who) => `${who} can write to its own file system: set securityContext.readOnlyRootFilesystem to true, and let it work in an emptyDir.`,
      mayRepair: (pod, one) => worksInEmptyDir(pod, one!),
    }],
  },
  {
    id: 'hardening/proc-mount', severity: 'warning', of: 'container', title: 'A container sees all of /proc',
    why: 'The runtime masks the parts of /proc that show or change the node; Unmasked lifts that.',
    wrong: 'securityContext:\n  procMount: Unmasked', right: 'securityContext: {}   # procMount: Default',
    fields: [{path: ['securityContext', 'procMount'], wrong: 'Unmasked', right: 'Default', says: (who) => `${who} sees the parts of /proc that are masked for good reason: remove securityContext.procMount or set it to Default.`}],
  },
  {
    id: 'hardening/host-namespaces', severity: 'warning', of: 'pod', title: 'The pod shares a namespace with its node',
    why: 'With the node\'s network, processes or memory a pod is past the walls that keep it from others. A connector only calls out.',
    wrong: 'spec:\n  hostNetwork: true', right: 'spec:\n  enableServiceLinks: false',
    fields: [shares('hostNetwork', 'the network'), shares('hostPID', 'the processes'), shares('hostIPC', 'memory and semaphores')],
  },
  {
    id: 'hardening/service-links', severity: 'warning', of: 'pod', title: 'Variables for every Service are put into the container',
    why: 'Unless enableServiceLinks is false, each container gets the addresses of all Services of its namespace as variables. A connector reads its settings from variables: a Service named baton-x would make BATON_X_PORT of it.',
    wrong: 'spec:\n  containers: []', right: 'spec:\n  enableServiceLinks: false\n  containers: []',
    fields: [{path: ['enableServiceLinks'], wrong: true, right: false, needed: true, says: () => 'The containers get variables for every Service of the namespace: set enableServiceLinks to false.'}],
  },
  {
    id: 'hardening/termination', severity: 'warning', of: 'pod', title: 'The pod is killed at once when it is to end',
    why: 'With no time to end, a connector leaves what it was doing half done: a sync that has to begin again, a change in the app that nobody hears of. 30 seconds are the default.',
    wrong: 'spec:\n  terminationGracePeriodSeconds: 0', right: 'spec:\n  terminationGracePeriodSeconds: 30',
    fields: [{path: ['terminationGracePeriodSeconds'], wrong: 0, says: () => 'The pod is killed in the middle of its work when it is to end: remove terminationGracePeriodSeconds, or give it the default of 30.'}],
  },
]

const ruleOf = ({of, fields, ...page}: FieldRule): Rule => ({
  ...page,
  check(set, report) {
    for (const pod of pods(set)) {
      const {manifest} = pod
      const judge = (root: Record<string, unknown>, one: PodContainer | undefined): void => {
        for (const {path: field, wrong, right, needed, says, mayRepair} of fields) {
          const value = valueIn(root, field)
          const message = says(one?.who ?? 'The pod')
          if (value === wrong) {
            const path = [...(one ?? pod).path, ...field]
            const isOwn = one ? one.isConnector : pod.containers.length === 1
            report({manifest, path}, message, isOwn && right !== undefined && (mayRepair?.(pod, one) ?? true) ? {kind: 'value', path, to: right} : undefined)
          } else if (needed && (value === undefined || value === null)) report(one ? lacking(pod, one, ...field) : lackingInPod(pod, ...field), message)
        }
      }
      if (of === 'pod') judge(pod.spec, undefined)
      else for (const one of pod.containers) judge(one.container, one)
    }
  },
})

export const fieldRules: Rule[] = rules.map(ruleOf)
