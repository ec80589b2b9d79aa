import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {isDefinition} from '../../core/kubernetes/custom/kinds.ts'
import {problem, ProblemError} from '../../core/problems/problem.ts'
import {readKubernetesYaml} from '../../core/yaml/kubernetes-reader.ts'
import {fileProblem} from '../../io/files.ts'

/** Definitions of custom resources that lie below a directory. */
export interface Definitions {
  definitions: unknown[]
  warnings: string[]
}

/**
 * Reads custom resource definitions from the YAML and JSON files below a directory; what else the files hold is passed over.
 * @param directory what --crds names; one file is taken too
 * @returns definitions in the order of the files' names, and a warning for each file that cannot be read as YAML, and when there is no definition at all
 * @throws ProblemError no-such-path, file-unreadable
 */
export async function readDefinitions(directory: string): Promise<Definitions> {
  const definitions: unknown[] = []
  const warnings: string[] = []
  try {
    const files = (await stat(directory)).isDirectory()
      ? (await readdir(directory, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort()
      : [directory]
    for (const file of files) {
      const {documents, findings} = readKubernetesYaml(await readFile(file, 'utf8'), file)
      const [broken] = findings.filter((one) => one.rule === 'yaml/syntax')
      if (broken) warnings.push(`${file}:${broken.line}:${broken.column} cannot be read: ${broken.message} Definitions in it are not used.`)
      for (const {value} of documents) {
        const items = typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items) ? (value.items as unknown[]) : [value]
        definitions.push(...items.filter(isDefinition))
      }
    }
  } catch (error) {
    throw new ProblemError((error as NodeJS.ErrnoException).code === 'ENOENT' ? problem('no-such-path', `${directory} does not exist.`) : fileProblem('file-unreadable', directory, error))
  }
  if (definitions.length === 0) warnings.push(`${directory} holds no CustomResourceDefinition of apiextensions.k8s.io/v1.`)
  return {definitions, warnings}
}
