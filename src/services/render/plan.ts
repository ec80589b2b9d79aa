import {problem, ProblemError, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import type {Project} from '../../core/project/types.ts'
import {coversPath} from '../../core/render/ignore-rules.ts'
import {isPlainPath} from '../../core/render/record.ts'
import {plain} from '../../core/render/secrets/plain.ts'
import type {TargetId} from '../../core/render/target-settings.ts'
import type {Artifact, Delivered, RenderContext, Target} from '../../core/render/types.ts'
import {unsupported} from '../../core/render/unsupported.ts'
import {firstDifference, readValues} from '../../core/yaml/kubernetes-reader.ts'
import {loadTarget, targetIds} from '../targets.ts'
import {loadEnvironments, loadWorkloads, type LoadedWorkloads} from '../workloads.ts'

/** What to render. */
export interface PlanRequest {
  directory?: string | undefined
  environment?: string | undefined
  namespace?: string | undefined
  instances: string[]
  /** Targets by name; none means those of c1ctl.yaml, or manifests. */
  targets: TargetId[]
  minimal: boolean
  /** Where the rendered directory lies in its git repository, with slashes; null outside of git. */
  repositoryPath: string | null
}

/** What one target writes, and where below the rendered directory. */
export interface PlannedTarget {
  target: Target
  /** `''` is the directory itself. */
  directory: string
  artifacts: Artifact[]
}

/**
 * Everything that a render writes, computed and read back, with nothing on disk changed.
 * @throws ProblemError for all problems of project, credentials and targets
 */
export async function planRender(request: PlanRequest): Promise<{targets: PlannedTarget[]; delivered: Delivered[]; warnings: string[]}> {
  const loadTargets = (project: Project) => {
    const named = request.targets.length > 0 ? request.targets : (Object.keys(project.targets) as TargetId[])
    return Promise.all([...new Set<TargetId>(named.length > 0 ? named : ['manifests'])].map(loadTarget))
  }
  const wanted = {...request, pairIsIssued: async (project: Project) => (await loadTargets(project)).every((one) => one.issuesCredential)}
  const loaded = await loadWorkloads(wanted)
  const {project} = loaded
  const targets = await loadTargets(project)
  if (request.minimal) {
    const without = targets.filter((one) => !one.supportsMinimal)
    if (without.length > 0) throw new ProblemError(problem('usage', `--minimal is the shape of the setup pages, which ${without.map(({id}) => id).join(', ')} does not have.`, {next: ['Leave it out, or add --target manifests.']}))
  }
  await refusePartial(targets, request)
  const overlays = request.environment === undefined && targets.some((one) => one.rendersEnvironments) ? await loadEnvironments(wanted, loaded) : {environments: [], warnings: []}
  const {environments} = overlays
  throwIfAny(await refusals(targets, request, loaded, environments))

  const directories = Object.fromEntries(targets.map(({id}) => [id, targets.length === 1 ? '' : (project.targets[id]?.out ?? id)]))
  const contextOf = (target: Target): RenderContext => ({
    secretMode: plain, minimal: request.minimal, environment: request.environment ?? null, settings: project.targets[target.id] ?? {},
    project: {name: project.name, namespace: project.namespace, platform: project.platform},
    environments: target.rendersEnvironments ? environments.map(({project: {namespace, targets: own}, ...one}) => ({...one, namespace: request.namespace ?? namespace, targets: own})) : [],
    beside: {targets: project.targets, directories, repositoryPath: request.repositoryPath}, place: loaded.place,
  })
  const planned = targets.map((target): PlannedTarget => ({target, directory: directories[target.id]!, artifacts: target.render(loaded.workloads, contextOf(target))}))
  throwIfAny(planned.flatMap(faultsOf))
  throwIfAny(samePlaces(planned, loaded))
  return {targets: planned, delivered: targets.flatMap((target) => target.delivers?.(loaded.workloads, contextOf(target)) ?? []), warnings: [...loaded.warnings, ...overlays.warnings]}
}

/** Whether a target has files that list all instances: some of them alone are refused. */
export const isWholeProject = ({wholeProject, rendersEnvironments}: Target): boolean => wholeProject === true || rendersEnvironments === true

/** Some instances alone would put the others out of what a target's shared files list, with nothing to show for it but the difference. */
async function refusePartial(targets: Target[], {instances}: PlanRequest): Promise<void> {
  const whole = targets.filter(isWholeProject)
  if (instances.length === 0 || whole.length === 0) return
  const apart = (await Promise.all(targetIds.map(loadTarget))).filter((one) => !isWholeProject(one))
  throwIfAny(whole.map(({id}) => problem('usage', `${id} renders a project as a whole: what it writes lists all instances, and would list ${instances.join(', ')} alone.`, {
    next: ['Leave the names of instances out.', `Or render a target with files of its own for each instance: ${apart.map((one) => one.id).join(', ')}.`],
  })))
}

/** What is asked of a target that it cannot do. The targets that can are looked for only when somebody needs to know. */
async function refusals(targets: Target[], {minimal}: PlanRequest, {workloads, place}: LoadedWorkloads, environments: Array<{name: string; workloads: LoadedWorkloads['workloads']; place: LoadedWorkloads['place']}>): Promise<Problem[]> {
  let all: Target[] = []
  const find = () =>
    targets.flatMap((target) => {
      const supports = minimal ? (target.supportsMinimal ?? target.supports) : target.supports
      const shared = {target: minimal ? `${target.id} with --minimal` : `the target ${target.id}`, ...(minimal ? {instead: 'Render without --minimal.'} : {}), supports, able: (id: Parameters<typeof supports.has>[0]) => all.filter((one) => one.supports.has(id) && !one.delivers).map((one) => one.id)}
      return [...unsupported({...shared, workloads, place}), ...(target.rendersEnvironments ? environments.flatMap((one) => unsupported({...shared, ...one})) : [])]
    })
  if (find().length === 0) return []
  all = await Promise.all(targetIds.map(loadTarget))
  return [...new Map(find().map((one) => [JSON.stringify([one.what, one.at]), one])).values()]
}

/** Law 6 begins at home: what is written must read back as what was meant, in the eyes of Kubernetes, and no file may escape what guards it. */
function faultsOf({target, artifacts}: PlannedTarget): Problem[] {
  const seen = new Set<string>()
  return artifacts.flatMap((one) => {
    const fault = (what: string) => [problem('render-mismatch', `${target.id}: ${one.path} ${what}.`)]
    if (!isPlainPath(one.path) || !target.owns(one.path)) return fault('is no path of this target')
    if (seen.has(one.path)) return fault('would be written twice')
    seen.add(one.path)
    if (one.secret && (one.mode !== 0o600 || !target.secretPatterns.some((rule) => coversPath(rule, one.path)))) return fault('holds secrets and is not kept from others')
    const difference = one.objects ? firstDifference(one.objects, readValues(one.content)) : undefined
    return difference ? fault(`does not read back as meant at ${difference.join('.')}`) : []
  })
}

/** Two targets that `out` sends to the same place. */
function samePlaces(planned: PlannedTarget[], {place}: LoadedWorkloads): Problem[] {
  const owners = new Map<string, string>()
  return planned.flatMap(({target, directory, artifacts}) => {
    const path = artifacts.map((one) => (directory === '' ? one.path : `${directory}/${one.path}`)).find((one) => owners.has(one))
    for (const one of artifacts) owners.set(directory === '' ? one.path : `${directory}/${one.path}`, target.id)
    return path === undefined ? [] : [problem('project-invalid', `The targets ${owners.get(path)} and ${target.id} would both write ${path}.`, {at: place(['targets', target.id, 'out']), next: ['Give one of them another directory with `out`.']})]
  })
}
