import {map} from '../../values/maps.ts'
import {absolute, isWritable, workingDirectory} from '../mounts.ts'
import type {Rule} from '../rule.ts'
import type {Deployed} from '../set.ts'

/** Whether the sync file and the log are told to go elsewhere, where they can be written: then the working directory is not needed for them. */
function goesElsewhere(deployed: Deployed): boolean {
  const {variables, container} = deployed
  const words = [container.args, container.command].flatMap((one) => (Array.isArray(one) ? one.map(String) : []))
  if (words.some((one) => /^(?:-f|--file|--log-path)(?:=|$)/.test(one))) return true
  const file = variables.get('BATON_FILE')
  const isElsewhere = file !== undefined && (file.value === undefined || file.value.includes('://') || file.value.includes('$(') || (file.value.startsWith('/') && isWritable(deployed, absolute(deployed, file.value))))
  return isElsewhere && variables.has('BATON_LOG_PATH')
}

export const workingDirectoryRule: Rule = {
  id: 'baton/working-directory', severity: 'error', title: 'The connector cannot write where it works',
  why: 'A connector keeps sync.c1z and debug.log in its working directory, which is / unless workingDir says otherwise. When the root file system is read-only, that must be in a volume that can be written, such as an emptyDir.',
  wrong: 'securityContext: {readOnlyRootFilesystem: true}\nvolumeMounts:\n  - {name: tmp, mountPath: /tmp}', right: 'securityContext: {readOnlyRootFilesystem: true}\nworkingDir: /tmp\nvolumeMounts:\n  - {name: tmp, mountPath: /tmp}',
  check({deployed}, report) {
    for (const one of deployed) {
      const {container, containerPath, manifest} = one
      if (map(container.securityContext).readOnlyRootFilesystem !== true) continue
      const directory = workingDirectory(one)
      if (isWritable(one, directory) || goesElsewhere(one)) continue
      const isSaid = container.workingDir !== undefined
      const path = isSaid ? [...containerPath, 'workingDir'] : [...containerPath, 'securityContext', 'readOnlyRootFilesystem']
      report({manifest, path, ...(isSaid ? {} : {part: 'key' as const})}, `The root file system is read-only, and the connector keeps sync.c1z and debug.log in its working directory, ${isSaid ? directory : 'which is / because no workingDir is set'}: ${isSaid ? 'mount a volume there that can be written, such as an emptyDir' : 'set workingDir to where an emptyDir is mounted'}.`)
    }
  },
}
