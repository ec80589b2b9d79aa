import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {PlaceOf} from '../../project/parse.ts'
import type {Workload} from '../../workload/types.ts'
import type {TargetSettings} from '../target-settings.ts'
import type {Delivered, RenderContext} from '../types.ts'
import {sourceIds} from './settings.ts'

export type SourceId = (typeof sourceIds)[number]
type DeliveringId = 'argocd' | 'flux'

/** What is delivered once: the project or one of its environments, by objects of its own. */
export interface Delivery<Id extends DeliveringId> extends Delivered {
  /** Name of the objects. */
  name: string
  settings: NonNullable<TargetSettings[Id]>
  source: SourceId
  /** Where the source's files lie in the repository; `''` at the root of it. */
  path: string
  /** The environment lies over the rest of the project, in files of its own beside it. */
  isOverlay: boolean
  /** The namespace that the workloads have in common, else the project's. */
  namespace: string
  releaseName: string
  place: PlaceOf
}

interface Unit<Id extends DeliveringId> extends Delivered {
  settings: TargetSettings[Id] | undefined
  isOverlay: boolean
  namespace: string
  place: PlaceOf
}

/**
 * What a delivering target has delivered: each environment whose overlay has kept the target, or the project itself where there is none. Beside its
 * environments the project is only what they have in common: delivered as well, it would meet them in their namespaces.
 */
export function deliveredUnits<Id extends DeliveringId>(id: Id, workloads: Workload[], {environments, environment, project, beside, place}: RenderContext<Id>): Array<Unit<Id>> {
  if ([workloads, ...environments.map((one) => one.workloads)].every((one) => one.length === 0)) return []
  if (environments.length === 0) return [{environment, workloads, settings: beside.targets[id] as TargetSettings[Id] | undefined, isOverlay: false, namespace: project.namespace, place}]
  const kept = environments.filter(({targets}) => targets[id] !== undefined)
  // Where nobody says anything of the target, that is a fault of each.
  return (kept.length > 0 || beside.targets[id] !== undefined ? kept : environments)
    .map((one) => ({environment: one.name, workloads: one.workloads, settings: one.targets[id] as TargetSettings[Id] | undefined, isOverlay: true, namespace: one.namespace, place: one.place}))
}

/**
 * The same with all that their objects say.
 * @throws ProblemError for what the settings leave open, what the source cannot do, and files that git has not
 */
export function deliveries<Id extends DeliveringId>(id: Id, workloads: Workload[], context: RenderContext<Id>): Array<Delivery<Id>> {
  const units = deliveredUnits(id, workloads, context)
  const problems: Problem[] = []
  const fault = (unit: Pick<Unit<Id>, 'place'>, where: string[], what: string, next: string[], why?: string): undefined => {
    problems.push(problem('project-invalid', what, {at: unit.place(['targets', ...where]), next, ...(why === undefined ? {} : {why})}))
    return undefined
  }
  if (units.length === 0 && context.environments.length > 0 && context.environments.some((one) => one.workloads.length > 0)) fault(context, [id], `${id} has nothing to deliver: every environment takes it away.`, [`Leave \`targets: {${id}: null}\` out of one of them.`])
  const made = units.flatMap((unit): Array<Delivery<Id>> => {
    const {settings, environment} = unit
    if (settings === undefined) {
      fault(unit, [], `targets.${id} is missing: it says at least which repository.`, [`Add \`${id}: {repository: https://git.example.com/acme/deploy.git}\` to \`targets\` of c1ctl.yaml.`], 'What an object in the cluster has to say of a repository, no rendered file tells.')
      return []
    }
    const source = sourceOf(id, unit, settings, context, fault)
    const path = source && pathOf(id, unit, settings, source, context, fault)
    const name = [settings.name ?? context.project.name, ...(environment === null ? [] : [environment])].join('-')
    if (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 63) problems.push(problem('name-invalid', `${JSON.stringify(name)} cannot name an object of ${id}${name.length > 63 ? `: it has ${name.length} characters, and at most 63 fit into labels` : ''}.`, {at: unit.place(['targets', id, 'name']), why: 'The objects of an environment are named after it: lower-case letters, digits and dashes (RFC 1123).', next: [...(environment === null ? [] : ['Rename the environment.']), `Or set targets.${id}.name to something shorter or plainer.`]}))
    const releaseName = settings.releaseName ?? context.project.name
    if (source === 'helm' && releaseName.length > 53) fault(unit, [id, 'releaseName'], `The project's name has ${releaseName.length} characters, and Helm names releases with at most 53.`, [`Set targets.${id}.releaseName.`])
    if (source === undefined || path === undefined) return []
    const namespaces = new Set(unit.workloads.map((one) => one.namespace))
    return [{...unit, settings, source, path, name, releaseName, namespace: namespaces.size === 1 ? [...namespaces][0]! : unit.namespace}]
  })
  throwIfAny([...new Map(problems.map((one) => [JSON.stringify([one.what, one.at]), one])).values()])
  return made
}

type Fault<Id extends DeliveringId> = (unit: Unit<Id>, where: string[], what: string, next: string[], why?: string) => undefined
type Settings = Pick<NonNullable<TargetSettings['argocd']>, 'source' | 'path'>

/** The target whose files are delivered, where it is certain and fit for git. */
function sourceOf<Id extends DeliveringId>(id: Id, unit: Unit<Id>, {source}: Settings, {beside: {targets, directories}}: RenderContext<Id>, fault: Fault<Id>): SourceId | undefined {
  const rendered = sourceIds.filter((one) => directories[one] !== undefined)
  const known = source ? [source] : rendered.length > 0 ? rendered : sourceIds.filter((one) => targets[one] !== undefined)
  if (known.length === 0) return fault(unit, [id], `${id} has nothing to deliver: none of ${sourceIds.join(', ')} is among the targets.`, [`Render one of them with it, such as \`--target kustomize,${id}\`, or name one under \`targets\` of c1ctl.yaml.`])
  if (known.length > 1) return fault(unit, [id], `${id} could deliver ${known.join(' or ')}.`, [`Say which: targets.${id}.source.`])
  const [chosen] = known as [SourceId]
  if (chosen === 'manifests' && unit.isOverlay) return fault(unit, [id], 'manifests are of one environment at a time, and the project has several.', [`\`source: kustomize\` and \`source: helm\` have them all at once.`, 'Or render one with --environment, into a directory of its own.'])
  if (chosen !== 'manifests' && targets[chosen]?.secrets !== 'existing') {
    fault(unit, [chosen, 'secrets'], `${chosen} would make Secrets of files that git does not have, so nothing could be built out of git.`, [`Set \`${chosen}: {secrets: existing}\` under \`targets\`; \`c1ctl apply --secrets-only\` brings the Secrets to the cluster.`, `Or deliver manifests: targets.${id}.source.`], 'A plain Secret is never in git.')
  }
  return chosen
}

/** Where the source's files lie in the repository: as the settings say, else where this render writes them. */
function pathOf<Id extends DeliveringId>(id: Id, unit: Unit<Id>, {path}: Settings, source: SourceId, {beside: {directories, repositoryPath}}: RenderContext<Id>, fault: Fault<Id>): string | undefined {
  if (path !== undefined) return joined(path)
  const directory = directories[source]
  if (directory === undefined) return fault(unit, [id, 'path'], `Where the files of ${source} lie in the repository is not known, for they are not rendered now.`, [`Set targets.${id}.path, such as deploy/${source}.`, `Or render both at once: \`--target ${source},${id}\`.`])
  if (repositoryPath === null) return fault(unit, [id, 'path'], `Where the files of ${source} lie in the repository is not known, for --out lies in no git repository.`, [`Set targets.${id}.path, such as deploy/${source}.`, 'Or render into a checkout of the repository.'])
  if (/[\x00-\x1f\x7f\\]/.test(repositoryPath)) return fault(unit, [id, 'path'], 'The path of --out in its repository has characters that no object can hold.', ['Render into a directory of plain names.'])
  return joined(repositoryPath, directory)
}

/** Paths in one, without `.` and slashes that say nothing. */
export function joined(...paths: string[]): string {
  return paths.flatMap((path) => path.split('/')).filter((step) => step !== '' && step !== '.').join('/')
}

/** Where the objects of a delivery are written. */
export const fileOf = ({environment}: Delivered, name: string): string => (environment === null ? name : `${environment}/${name}`)
