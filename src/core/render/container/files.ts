import type {Workload} from '../../workload/types.ts'
import type {Artifact} from '../types.ts'

/** A file that stands beside what runs the container, and where the container sees it. */
export interface MountedFile {
  artifact: Artifact
  target: string
  /** A name of its own among all files of all workloads. */
  name: string
}

/** Every file that the container of a workload is to see: uploaded ones, the user's own, certificate authorities. */
export function mountedFiles(workload: Workload): MountedFile[] {
  const {name, secretFiles, filesDirectory, configFiles, caBundle} = workload
  const mounted = (kind: string, key: string, directory: string, content: string, secret: boolean): MountedFile => ({
    artifact: {path: `${name}-${kind}/${key}`, content, mode: secret ? 0o600 : 0o644, secret}, target: `${directory}/${key}`, name: `${name}-${kind}-${key}`,
  })
  return [
    ...secretFiles.entries.map(({key, value}) => mounted('files', key, filesDirectory, value?.reveal() ?? '', true)),
    ...configFiles.entries.map(({key, content}) => mounted('config', key, configFiles.directory, content, false)),
    ...(caBundle && 'content' in caBundle ? [mounted('ca', caBundle.file, caBundle.directory, caBundle.content, false)] : []),
  ]
}

/** Whether a path below a target's directory can be one of these. */
export const isMountedFile = (path: string): boolean => /^baton-[a-z0-9-]+-(?:files|config|ca)\/[^/]+$/.test(path)
