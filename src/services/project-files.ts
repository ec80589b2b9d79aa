import {readFile, realpath, stat} from 'node:fs/promises'
import {join, sep} from 'node:path'
import {problem, type Problem} from '../core/problems/problem.ts'
import type {PlaceOf} from '../core/project/parse.ts'
import type {Instance} from '../core/project/types.ts'
import type {InstanceFiles} from '../core/workload/options.ts'
import {fileReason} from '../io/files.ts'

/** A ConfigMap holds 1 MiB of data in all (core/v1 ConfigMap). */
const mostBytes = 1024 * 1024

/**
 * Reads the files that instances name and that are no secret: configuration and certificate authorities. Only what lies in the project is read: a
 * project that somebody else wrote could otherwise send any file of the machine to the cluster or into a commit.
 * @param directory the project's
 * @returns contents by instance; a file that cannot be used is a problem at its place in c1ctl.yaml
 */
export async function readProjectFiles({directory, instances, place}: {directory: string; instances: Instance[]; place: PlaceOf}): Promise<{byInstance: Record<string, InstanceFiles>; problems: Problem[]}> {
  const problems: Problem[] = []
  const byInstance: Record<string, InstanceFiles> = {}
  const root = await realpath(directory).catch(() => directory)
  const read = async (path: string, at: Problem['at']): Promise<string | undefined> => {
    const found = await readText(root, path)
    if ('text' in found) return found.text
    problems.push(problem('project-file-unusable', `${path} ${found.fault}.`, at ? {at} : {}))
    return undefined
  }
  for (const {name, files, caBundle} of instances) {
    const own: InstanceFiles = {fields: {}}
    byInstance[name] = own
    for (const [field, path] of Object.entries(files)) {
      const text = await read(path, place(['connectors', name, 'files', field]))
      if (text !== undefined) own.fields[field] = text
    }
    if (caBundle && 'path' in caBundle) {
      const text = await read(caBundle.path, place(['connectors', name, 'caBundle', 'path']))
      if (text !== undefined) own.caBundle = text
    }
  }
  return {byInstance, problems}
}

async function readText(root: string, path: string): Promise<{text: string} | {fault: string}> {
  try {
    const real = await realpath(join(root, path))
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return {fault: 'leads out of the project'}
    const found = await stat(real)
    if (!found.isFile()) return {fault: 'is no regular file'}
    if (found.size > mostBytes) return {fault: 'is larger than 1 MiB'}
    const bytes = await readFile(real)
    const text = bytes.toString('utf8')
    return Buffer.from(text, 'utf8').equals(bytes) ? {text} : {fault: 'is not UTF-8 text'}
  } catch (error) {
    return {fault: `cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : fileReason(error)}`}
  }
}
