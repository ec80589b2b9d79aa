import {problem, throwIfAny} from '../../problems/problem.ts'
import {allFeatures} from '../features.ts'
import {fluxGuard} from '../flux/guard.ts'
import {isPlainPath} from '../record.ts'
import type {Target} from '../types.ts'
import {baseFiles} from './base.ts'
import {overlayFiles} from './overlay.ts'
import {encodedMaps, partsOf} from './parts.ts'

/** A base that is the project, a component for each concern that stands apart, an overlay for each environment. */
export const kustomize: Target<'kustomize'> = {
  id: 'kustomize',
  title: 'kustomize base, components and overlays',
  supports: allFeatures,
  owns: (path) => /^(?:base|components\/[a-z-]+|overlays\/[^/]+)\/(?:kustomization\.yaml|baton-[a-z0-9-]+\.yaml|(?:patches|secrets|config)\/[^/]+)$/.test(path),
  secretPatterns: ['/base/secrets/*', '/overlays/*/secrets/*'],
  secretsGo: '`kustomize build` and `kubectl apply -k` read them where they lie.',
  rendersEnvironments: true,
  render(workloads, {secretMode, project, environments, settings, beside}) {
    throwIfAny(environments.filter(({name}) => !isPlainPath(name) || name.includes('/')).map(({name}) => problem('name-invalid', `The environment ${JSON.stringify(name)} cannot name the directory of an overlay.`, {why: 'Directories of overlays are named by letters, digits, dots, dashes and underscores.', next: ['Rename it in c1ctl.yaml, or render another target.']})))
    if ([workloads, ...environments.map((one) => one.workloads)].every((one) => one.length === 0)) return []
    const encoded = encodedMaps([...workloads, ...environments.flatMap((one) => one.workloads)], secretMode)
    const options = {mode: secretMode, encoded, secretsExist: settings.secrets === 'existing', guard: fluxGuard(beside)}
    const base = workloads.map((one) => partsOf(one, options))
    return [...baseFiles(base, project.name), ...environments.flatMap((one) => overlayFiles(one.name, base, one.workloads.map((workload) => partsOf(workload, options))))]
  },
}
