import type {KubernetesObject, Surroundings} from '../types.ts'

/** Flux leaves an object with this annotation as it is. */
const leftAlone = {'kustomize.toolkit.fluxcd.io/substitute': 'disabled'}

/**
 * An object that comes through Flux as it is. A Kustomization with postBuild, which a parent may give to all below it, reads every `${` in an object
 * as an expression and makes one `$` of `$$`, the escape with which Kubernetes keeps `$(NAME)` as text.
 */
export function guarded(object: KubernetesObject): KubernetesObject {
  if (!/\$[{$]/.test(JSON.stringify(object))) return object
  return {...object, metadata: {...object.metadata, annotations: {...object.metadata.annotations, ...leftAlone}}}
}

/** What another target does to each of its objects: `guarded` where Flux is among the targets, and nothing elsewhere. */
export function fluxGuard({targets, directories}: Surroundings): (object: KubernetesObject) => KubernetesObject {
  return targets.flux !== undefined || directories.flux !== undefined ? guarded : (object) => object
}
