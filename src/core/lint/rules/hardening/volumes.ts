import {list, map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {pods, type Pod, type PodContainer} from './pod.ts'

/** Directories of a node with which a container can change or read it (kube-linter's sensitive-host-mounts). */
const sensitive = /^\/(?:boot|dev|etc|lib|proc|sys|usr)?\/?$/
const runtimeSocket = /(?:docker|containerd|crio|cri-dockerd)\.sock$/

/** True when a container's working directory is an emptyDir that it may write to: then its root may be read-only. */
export function worksInEmptyDir({spec}: Pod, {container}: PodContainer): boolean {
  const directory = typeof container.workingDir === 'string' ? container.workingDir : undefined
  const temporary = new Set(list(spec.volumes).filter(({emptyDir}) => typeof emptyDir === 'object').map(({name}) => name))
  return directory !== undefined && list(container.volumeMounts).some(({name, mountPath, readOnly}) => temporary.has(name) && readOnly !== true && typeof mountPath === 'string' && `${directory}/`.startsWith(`${mountPath.replace(/\/$/, '')}/`))
}

export const hostPath: Rule = {
  id: 'hardening/host-path', severity: 'warning', title: 'A directory of the node is mounted',
  why: 'What the pod writes there stays on the node for all others, and directories of the system or the socket of the container runtime hand the node over. A connector needs only an emptyDir.',
  wrong: 'volumes:\n  - name: work\n    hostPath: {path: /var/lib/baton}', right: 'volumes:\n  - name: work\n    emptyDir: {}',
  check(set, report) {
    for (const {manifest, spec, path} of pods(set)) {
      for (const [index, volume] of list(spec.volumes).entries()) {
        if (typeof volume.hostPath !== 'object' || volume.hostPath === null) continue
        const named = map(volume.hostPath).path
        const directory = typeof named === 'string' ? named : ''
        const why = runtimeSocket.test(directory) ? 'is the socket of the container runtime: who can write to it rules the node' : sensitive.test(directory) ? 'belongs to the system of the node' : 'is a directory of the node'
        report({manifest, path: [...path, 'volumes', index, 'hostPath', ...(directory === '' ? [] : ['path'])]}, `${directory === '' ? 'The volume' : directory} ${why}: use an emptyDir, or a volume claim for what has to stay.`)
      }
    }
  },
}
