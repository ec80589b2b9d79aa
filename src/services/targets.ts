import type {TargetId} from '../core/render/target-settings.ts'
import type {Target} from '../core/render/types.ts'

/** How each target is loaded: rendering one loads nothing of the others. A target adds its line here. */
const loaders: {[Id in TargetId]: () => Promise<Target<Id>>} = {
  manifests: async () => (await import('../core/render/manifests/target.ts')).manifests,
  kustomize: async () => (await import('../core/render/kustomize/target.ts')).kustomize,
  helm: async () => (await import('../core/render/helm/target.ts')).helm,
  docker: async () => (await import('../core/render/docker/target.ts')).docker,
  compose: async () => (await import('../core/render/compose/target.ts')).compose,
  systemd: async () => (await import('../core/render/systemd/target.ts')).systemd,
  binary: async () => (await import('../core/render/binary/target.ts')).binary,
  runner: async () => (await import('../core/render/runner/target.ts')).runner,
  terraform: async () => (await import('../core/render/terraform/target.ts')).terraform,
  argocd: async () => (await import('../core/render/argocd/target.ts')).argocd,
  flux: async () => (await import('../core/render/flux/target.ts')).flux,
}

/** Every target, in the order of the documentation. */
export const targetIds = Object.keys(loaders) as TargetId[]

/** Whether there is a target of that name. */
export const isTarget = (id: string): id is TargetId => Object.hasOwn(loaders, id)

/** Loads one target. */
export async function loadTarget(id: TargetId): Promise<Target> {
  return (await loaders[id]()) as unknown as Target
}
