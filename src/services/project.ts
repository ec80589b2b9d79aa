import {join, relative, resolve} from 'node:path'
import type {Catalog} from '../core/catalog/types.ts'
import {nearest} from '../core/problems/nearest.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {parseProject, type PlaceOf} from '../core/project/parse.ts'
import type {Instance, Project} from '../core/project/types.ts'
import {resolveWorkloads} from '../core/workload/resolve.ts'
import {readSource} from './source.ts'
import {readTextIfThere} from '../io/files.ts'
import {findProject, projectFile} from '../io/project-directory.ts'
import {loadCatalog} from './catalog.ts'

/** A project as it lies on disk, checked, and the catalog that holds in it. */
export interface LoadedProject {
  directory: string
  project: Project
  /** The connectors that the project names, as far as there are any of those names. */
  catalog: Catalog
  /** The name of every connector: a slip is held against these. */
  connectorNames: string[]
  place: PlaceOf
  /** The text of c1ctl.yaml, for edits. */
  text: string
  warnings: string[]
}

/**
 * Loads c1ctl.yaml and the catalog.
 * @param directory the project named with --project; the nearest one at or above the working directory when not given
 * @throws ProblemError project-missing, or all faults of c1ctl.yaml and connectors.yaml together
 */
export async function loadProject({directory, environment}: {directory?: string | undefined; environment?: string | undefined}): Promise<LoadedProject> {
  const found = directory === undefined ? findProject(process.cwd()) : resolve(directory)
  if (found === null) throw new ProblemError(problem('project-missing', `No ${projectFile} was found here or above.`))
  const path = join(found, projectFile)
  const text = await readTextIfThere(path)
  if (text === null) throw new ProblemError(problem('project-missing', `${found} has no ${projectFile}.`, {why: 'This directory was named with --project (or C1CTL_PROJECT).'}))
  const parsed = parseProject(await readSource(text, relative(process.cwd(), path) || projectFile), environment)
  const problems = [...parsed.problems]
  let catalog: Catalog = {}
  let connectorNames: string[] = []
  let warnings: string[] = []
  try {
    const wanted = Object.values(parsed.project?.instances ?? {}).map((one) => one.connector)
    ;({catalog, names: connectorNames, warnings} = await loadCatalog({directory: found, wanted}))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    problems.push(...error.problems)
  }
  // What is sound is judged as well: nobody should mend a file in rounds.
  if (problems.length > 0 && parsed.project && connectorNames.length > 0) problems.push(...faultsOfSettings({project: parsed.project, catalog, connectorNames, place: parsed.place}))
  throwIfAny(problems)
  return {directory: found, project: parsed.project!, catalog, connectorNames, place: parsed.place, text, warnings}
}

/** Faults that need the catalog and no credentials: names and values that are wrong whatever the credentials are. */
function faultsOfSettings(loaded: Pick<LoadedProject, 'project' | 'catalog' | 'connectorNames' | 'place'>): Problem[] {
  const certain = ['unknown-connector', 'unknown-auth-method', 'unknown-field', 'field-invalid', 'field-is-secret', 'field-not-in-method', 'field-required']
  return resolveWorkloads({...loaded, instances: Object.values(loaded.project.instances), credentials: {}}).problems.filter(({code}) => certain.includes(code))
}

/**
 * The instances that are named, in the project's order; all of them when none is.
 * @throws ProblemError unknown-instance for each name that is not there
 */
export function chooseInstances(project: Project, names: string[]): Instance[] {
  const known = Object.keys(project.instances)
  throwIfAny(
    names.filter((name) => !Object.hasOwn(project.instances, name)).map((name) => {
      const hint = nearest(name, known)
      return problem('unknown-instance', `There is no instance ${name}.`, {next: [...(hint ? [`Did you mean ${hint}?`] : []), known.length > 0 ? `The project has: ${known.join(', ')}.` : 'The project has none yet: add one with `c1ctl init`.']})
    }),
  )
  return Object.values(project.instances).filter((instance) => names.length === 0 || names.includes(instance.name))
}
