import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import {serializeAll} from '../../yaml/serialize.ts'
import {deliveredUnits, deliveries, fileOf, joined, type Delivery} from '../delivery/deliveries.ts'
import {allFeatures} from '../features.ts'
import type {KubernetesObject, Target} from '../types.ts'

/** An Application of Argo CD for each environment, or for the project where there is none. */
export const argocd: Target<'argocd'> = {
  id: 'argocd',
  title: 'Applications of Argo CD that deliver what manifests, kustomize or helm write into git',
  supports: allFeatures,
  rendersEnvironments: true,
  owns: (path) => /^(?:[a-z0-9-]+\/)?application\.yaml$/.test(path),
  secretPatterns: [],
  delivers: (workloads, context) => deliveredUnits('argocd', workloads, context),
  render(workloads, context) {
    const all = deliveries('argocd', workloads, context)
    throwIfAny(all.flatMap(takesSecrets))
    return all.map((one) => {
      const objects = [application(one, context.project.name)]
      return {path: fileOf(one, 'application.yaml'), content: serializeAll(objects), mode: 0o644, secret: false, objects}
    })
  },
}

/**
 * Argo CD 2 takes for an Application's what has its name in the label app.kubernetes.io/instance, and prunes what git does not have. The Secret of an
 * instance has that label, with `baton-<instance>` in it, and is not in git.
 */
function takesSecrets({name, workloads, place}: Delivery<'argocd'>): Problem[] {
  return workloads.filter((one) => one.name === name).map(({instance}) =>
    problem('name-invalid', `An Application named ${name} would be taken for the owner of the Secret of ${instance}, and Argo CD would delete that.`, {at: place(['targets', 'argocd', 'name']), why: 'Argo CD may know what it made by the label app.kubernetes.io/instance, which names the connector on the Secret.', next: ['Set targets.argocd.name to another name.']}),
  )
}

function application(delivery: Delivery<'argocd'>, project: string): KubernetesObject {
  const {name, namespace, settings} = delivery
  const {automated = true, prune = true, selfHeal = true} = settings
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: settings.namespace ?? 'argocd',
      labels: {'app.kubernetes.io/part-of': project, 'app.kubernetes.io/managed-by': 'c1ctl'},
      ...(settings.cascade ? {finalizers: ['resources-finalizer.argocd.argoproj.io']} : {}),
    },
    spec: {
      project: settings.project ?? 'default',
      source: {repoURL: settings.repository, targetRevision: settings.revision ?? 'HEAD', ...source(delivery)},
      destination: {...(settings.destination ?? {server: 'https://kubernetes.default.svc'}), namespace},
      syncPolicy: {
        ...(automated ? {automated: {prune, selfHeal}} : {}),
        // As c1ctl itself applies: an object with large files in it does not fit into the annotation of the other way. Two environments that meet in one
        // namespace are a fault and no tug of war.
        syncOptions: settings.syncOptions ?? ['CreateNamespace=true', 'ServerSideApply=true', 'FailOnSharedResource=true'],
        // Without it a revision that failed once, for a namespace or a cluster that was not there yet, is not tried again.
        retry: {limit: 5, backoff: {duration: '5s', factor: 2, maxDuration: '3m'}},
      },
    },
  }
}

/** Where and how Argo CD finds the objects. */
function source({source: from, path, environment, isOverlay, releaseName}: Delivery<'argocd'>): Record<string, unknown> {
  const at = (...steps: string[]) => joined(path, ...steps) || '.'
  if (from === 'kustomize') return {path: isOverlay ? at('overlays', environment!) : at('base')}
  // Whatever else lies there is none of c1ctl's.
  if (from === 'manifests') return {path: at(), directory: {include: 'baton-*.yaml'}}
  return {path: at('chart'), helm: {releaseName, valueFiles: ['../values.yaml', ...(isOverlay ? [`../values-${environment}.yaml`] : [])]}}
}
