import type {Overlay, RenderContext} from '../../src/core/render/types.ts'
import {plain} from '../../src/core/render/secrets/plain.ts'
import type {Workload} from '../../src/core/workload/types.ts'

const place = (path: string[]) => ({file: 'c1ctl.yaml', line: 1, column: path.length + 1})

/** The context of a target that is rendered alone, of a project without environments, outside of git. */
export const alone: Omit<RenderContext, 'settings'> = {
  secretMode: plain, minimal: false, project: {name: 'acme', namespace: 'conductorone', platform: 'kubernetes'}, environment: null, environments: [],
  beside: {targets: {}, directories: {}, repositoryPath: null}, place,
}

/** An environment with these workloads, in the namespace of the project. */
export const overlayOf = (name: string, workloads: Workload[], more: Partial<Overlay> = {}): Overlay => ({name, workloads, namespace: 'conductorone', targets: {}, place, ...more})
