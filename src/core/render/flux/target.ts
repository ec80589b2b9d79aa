import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import {serializeAll} from '../../yaml/serialize.ts'
import {deliveredUnits, deliveries, fileOf, joined, type Delivery} from '../delivery/deliveries.ts'
import {allFeatures} from '../features.ts'
import type {KubernetesObject, Target} from '../types.ts'
import {guarded} from './guard.ts'

type Repository = 'GitRepository' | 'OCIRepository'
const kindOf = ({settings}: Delivery<'flux'>): Repository => (settings.repository.startsWith('oci://') ? 'OCIRepository' : 'GitRepository')

/** What Flux needs to deliver an environment, or the project where there is none: where from, and a Kustomization or a HelmRelease. */
export const flux: Target<'flux'> = {
  id: 'flux',
  title: 'Objects of Flux that deliver what manifests, kustomize or helm write into git',
  supports: allFeatures,
  rendersEnvironments: true,
  owns: (path) => /^(?:[a-z0-9-]+\/)?flux\.yaml$/.test(path),
  secretPatterns: [],
  delivers: (workloads, context) => deliveredUnits('flux', workloads, context),
  render(workloads, context) {
    const all = deliveries('flux', workloads, context)
    throwIfAny(all.flatMap(impossible))
    return all.map((one) => {
      const metadata = {name: one.name, namespace: one.settings.namespace ?? 'flux-system', labels: {'app.kubernetes.io/part-of': context.project.name, 'app.kubernetes.io/managed-by': 'c1ctl'}}
      const objects = [repository(one, metadata), one.source === 'helm' ? release(one, metadata) : kustomization(one, metadata)].map(guarded)
      return {path: fileOf(one, 'flux.yaml'), content: serializeAll(objects), mode: 0o644, secret: false, objects}
    })
  },
}

/** What the settings ask for and Flux cannot do. */
function impossible(delivery: Delivery<'flux'>): Problem[] {
  const {settings: {ref = {}}, source, path, place} = delivery
  const kind = kindOf(delivery)
  const fault = (where: string, what: string, next: string[]) => problem('project-invalid', what, {at: place(['targets', 'flux', where]), next})
  const said = Object.entries(ref).filter(([, value]) => value !== undefined).map(([key]) => key)
  const able = kind === 'GitRepository' ? ['branch', 'tag', 'semver', 'commit'] : ['tag', 'semver', 'digest']
  const unable = said.filter((key) => !able.includes(key))
  const others = said.filter((key) => key !== 'commit' || !said.includes('branch'))
  return [
    ...(unable.length > 0 ? [fault('ref', `targets.flux.ref: ${kind === 'GitRepository' ? 'a git repository' : 'an artifact'} has no ${unable.join(' and no ')}.`, [`It has: ${able.join(', ')}.`])] : []),
    ...(unable.length === 0 && others.length > 1 ? [fault('ref', `targets.flux.ref says ${said.join(' and ')}, and Flux follows one of them.`, ['Leave one. A commit may stand beside the branch that it is of.'])] : []),
    ...(kind === 'OCIRepository' && source === 'helm' ? [fault('repository', 'Flux takes a chart that is one directory among others out of a git repository alone.', ['Name the git repository.', 'Or deliver the artifact\'s kustomize or manifests: targets.flux.source.'])] : []),
    ...(source === 'manifests' && path === '' ? [fault('path', 'Flux would take every YAML file of the repository for an object.', ['Render into a directory of the repository, and deliver that.'])] : []),
  ]
}

type Metadata = KubernetesObject['metadata']
const every = ({settings}: Delivery<'flux'>): string => settings.interval ?? '10m'

function repository(delivery: Delivery<'flux'>, metadata: Metadata): KubernetesObject {
  const {settings: {repository: url, ref, secretRef}} = delivery
  const kind = kindOf(delivery)
  const followed = Object.fromEntries(Object.entries(ref ?? {}).filter(([, value]) => value !== undefined))
  // Flux itself would follow `master`.
  const what = Object.keys(followed).length > 0 ? followed : kind === 'GitRepository' ? {branch: 'main'} : undefined
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind,
    metadata,
    spec: {interval: every(delivery), url, ...(what ? {ref: what} : {}), ...(secretRef === undefined ? {} : {secretRef: {name: secretRef}})},
  }
}

/** What both kinds have to say of who waits how long, and acts as whom. */
const actor = ({settings: {timeout = '5m', serviceAccount}}: Delivery<'flux'>) => ({timeout, ...(serviceAccount === undefined ? {} : {serviceAccountName: serviceAccount})})

function kustomization(delivery: Delivery<'flux'>, metadata: Metadata): KubernetesObject {
  const {source, path, environment, isOverlay, settings: {prune = true, wait = true}} = delivery
  const steps = source === 'manifests' ? [] : isOverlay ? ['overlays', environment!] : ['base']
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: {interval: every(delivery), path: `./${joined(path, ...steps)}`, prune, wait, ...actor(delivery), sourceRef: {kind: kindOf(delivery), name: metadata.name}},
  }
}

function release(delivery: Delivery<'flux'>, metadata: Metadata): KubernetesObject {
  const {path, environment, isOverlay, namespace, releaseName} = delivery
  const at = (file: string) => `./${joined(path, file)}`
  // What fails is tried again as it is. Undoing it would take the connectors away that run.
  const again = {strategy: {name: 'RetryOnFailure'}}
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata,
    spec: {
      interval: every(delivery),
      ...actor(delivery),
      releaseName,
      // Where `helm upgrade --namespace` keeps a release too: one that is there is taken over.
      targetNamespace: namespace,
      storageNamespace: namespace,
      chart: {
        spec: {
          chart: at('chart'),
          // A change of values or templates comes with a commit and without another version of the chart.
          reconcileStrategy: 'Revision',
          // These stand in the place of the chart's own values, not over them.
          valuesFiles: [at('chart/values.yaml'), at('values.yaml'), ...(isOverlay ? [at(`values-${environment}.yaml`)] : [])],
          sourceRef: {kind: 'GitRepository', name: metadata.name},
        },
      },
      install: {createNamespace: true, ...again},
      upgrade: again,
      driftDetection: {mode: 'enabled'},
    },
  }
}
