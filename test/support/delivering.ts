import type {TargetSettings} from '../../src/core/render/target-settings.ts'
import type {Artifact, KubernetesObject, Overlay, RenderContext} from '../../src/core/render/types.ts'
import {readValues} from '../../src/core/yaml/kubernetes-reader.ts'
import {ProblemError, type Problem} from '../../src/core/problems/problem.ts'
import {alone} from './render-context.ts'

/** What a delivering target is told of a project whose c1ctl.yaml says this of targets, rendered with these into `deploy` of a repository. */
export function delivering<Id extends 'argocd' | 'flux'>(id: Id, targets: TargetSettings, more: {rendered?: string[]; environments?: Overlay[]; environment?: string; repositoryPath?: string | null; name?: string} = {}): RenderContext<Id> {
  const rendered = more.rendered ?? Object.keys(targets)
  return {
    ...alone, settings: (targets[id] ?? {}) as RenderContext<Id>['settings'], environments: more.environments ?? [], environment: more.environment ?? null,
    project: {...alone.project, ...(more.name === undefined ? {} : {name: more.name})},
    beside: {targets, repositoryPath: more.repositoryPath === undefined ? 'deploy' : more.repositoryPath, directories: Object.fromEntries(rendered.map((one) => [one, rendered.length === 1 ? '' : one]))},
  }
}

/** The objects of each file. */
export const objectsOf = (artifacts: Artifact[]): Record<string, any[]> => Object.fromEntries(artifacts.map(({path, content}) => [path, readValues(content) as KubernetesObject[]]))

/** The problems that something ends with. */
export function problemsOf(work: () => unknown): Problem[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems
    throw error
  }
  return []
}
