import type {Connector} from '../catalog/types.ts'
import type {ImageSettings} from '../project/types.ts'
import type {Workload} from './types.ts'

/**
 * The image to run. The project's registry overrides every entry's; a digest pins; without tag and digest it is `:latest`, pulled every time.
 * @param project image settings of the whole project
 * @param instance image settings of the instance
 */
export function resolveImage(connector: Connector, project: ImageSettings, instance: ImageSettings): Workload['image'] {
  const registry = (instance.registry ?? project.registry ?? connector.registry).replace(/\/+$/, '')
  const name = instance.name ?? connector.image
  const pinned = instance.tag !== undefined || instance.digest !== undefined
  const tag = instance.tag !== undefined ? `:${instance.tag}` : instance.digest === undefined ? ':latest' : ''
  return {
    reference: `${registry}/${name}${tag}${instance.digest === undefined ? '' : `@${instance.digest}`}`,
    name,
    pinned,
    pullPolicy: pinned ? (instance.pullPolicy ?? project.pullPolicy ?? 'IfNotPresent') : 'Always',
  }
}
