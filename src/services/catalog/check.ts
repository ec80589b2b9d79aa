import {relative, resolve} from 'node:path'
import {mergeCatalog} from '../../core/catalog/merge.ts'
import {faultProblem, inFileOrder, readCatalogSource} from '../../core/catalog/parse.ts'
import {proveConnector} from '../../core/catalog/prove/prove.ts'
import {problem, ProblemError, type Problem} from '../../core/problems/problem.ts'
import {readTextIfThere} from '../../io/files.ts'
import {catalogDirectory} from '../catalog.ts'
import {ownFile} from './own.ts'
import {readShippedConnectors, readShippedEntries, readShippedImages, shippedFile} from './shipped.ts'

/** What was looked at. */
export interface CheckedCatalog {
  file: string
  /** It is the catalog that c1ctl brings, not a project's. */
  isShipped: boolean
  /** How many entries it has. */
  entries: number
}

/**
 * Judges a connectors.yaml: its form, names that lead nowhere, and what can never be.
 * @param request.file the file; the project's own when not given, and the shipped one where there is none
 * @returns a problem catalog-invalid for every fault, and warnings, each with its place
 * @throws ProblemError no-such-path, file-unreadable
 */
export async function checkCatalog({project, file}: {project?: string | undefined; file?: string | undefined}): Promise<{data: CheckedCatalog; problems: Problem[]; warnings: string[]}> {
  const directory = catalogDirectory(project)
  const own = directory === undefined ? null : ownFile(directory).path
  const path = file !== undefined ? resolve(file) : own !== null && (await readTextIfThere(own)) !== null ? own : shippedFile()
  const text = await readTextIfThere(path)
  if (text === null) throw new ProblemError(problem('no-such-path', `${file ?? path} does not exist.`))
  const isShipped = path === shippedFile()
  const shown = isShipped && file === undefined ? 'connectors.yaml' : relative(process.cwd(), path) || path

  const source = readCatalogSource(text, shown)
  const names = Object.keys(source.entries)
  const shipped = isShipped ? {names: [], catalog: {}, entries: {}} : {names: (await readShippedImages()).map(([name]) => name), catalog: await readShippedConnectors(names), entries: await readShippedEntries(names)}
  const merged = mergeCatalog(shipped, source)
  const proofs = Object.entries(merged.catalog).map(([name, connector]) => ({name, ...proveConnector(connector)}))
  const problems = [...merged.problems, ...proofs.flatMap(({name, faults}) => faults.map((fault) => faultProblem(source, name, fault)))]
  const weak = inFileOrder(proofs.flatMap(({name, warnings}) => warnings.map((fault) => faultProblem(source, name, fault))))
  return {
    data: {file: shown, isShipped, entries: names.length},
    problems: inFileOrder(problems),
    warnings: [...merged.warnings, ...weak.map(({at, what}) => `${at?.file}:${at?.line}:${at?.column}: ${what}.`)],
  }
}
