import {problem, ProblemError} from '../../problems/problem.ts'
import {serialize} from '../../yaml/serialize.ts'
import {allFeatures} from '../features.ts'
import type {Artifact, KubernetesObject, Target} from '../types.ts'
import {overlayOf, type Values} from './overlay.ts'
import {templates} from './templates.generated.ts'
import {chartValues, type ChartValues} from './values.ts'

/** Where the chart lies below the target's directory. */
const chartDirectory = 'chart'
const note = '# Made by `c1ctl render --target helm`'

/**
 * A Helm chart and its values: values.yaml is fit for git, secrets.yaml is not; values-<environment>.yaml and secrets-<environment>.yaml say what is
 * different there. The names keep apart what any environment may be called.
 */
export const helm: Target<'helm'> = {
  id: 'helm',
  title: 'A Helm chart and its values',
  supports: allFeatures,
  rendersEnvironments: true,
  // Also a template of an earlier version of the chart, which would go on making its objects.
  owns: (path) => /^(?:values|secrets)(?:-[^/]+)?\.yaml$|^chart\/(?:\.helmignore|Chart\.yaml|values\.yaml|values\.schema\.json|templates\/(?:tests\/)?[A-Za-z_]+\.(?:yaml|tpl|txt))$/.test(path),
  secretPatterns: ['/secrets.yaml', '/secrets-*.yaml'],
  secretsGo: 'Give them to `helm upgrade --install` with -f, after the values that they belong to.',
  render(workloads, {project, environment, environments, secretMode, settings}) {
    const unnameable = environments.filter(({name}) => !/^[A-Za-z0-9._@+-]+$/.test(name))
    if (unnameable.length > 0) throw new ProblemError(unnameable.map(({name}) => problem('value-not-representable', `The environment ${JSON.stringify(name)} gives no name for a values file.`, {next: ['Call it by letters, digits and . _ @ + - alone.']})))
    const shared = {project: project.name, namespace: project.namespace, secretsExist: !secretMode.needsValues || settings.secrets === 'existing'}
    const base = chartValues(workloads, shared)
    const where = environment === null ? '' : ` for the environment ${environment}`
    return [
      ...Object.entries(templates).map(([path, content]): Artifact => ({path: `${chartDirectory}/${path}`, content, mode: 0o644, secret: false})),
      ...valuesFiles(base, '', `${where}: \`helm upgrade --install ${project.name} chart -f values.yaml${Object.keys(base.secret).length > 0 ? ' -f secrets.yaml' : ''}\`.`),
      ...environments.flatMap(({name, workloads: others}) => {
        const wanted = chartValues(others, shared)
        return valuesFiles({open: withoutGone(base.open, wanted.open), secret: changedSecrets(base, wanted)}, `-${name}`, `: what the environment ${name} has different. It comes after ${Object.keys(base.secret).length > 0 ? 'values.yaml and secrets.yaml' : 'values.yaml'}, with -f.`)
      }),
    ]
  },
}

/** What an environment changes; an instance that it does not have is switched off, for Helm would keep a null in its place. */
function withoutGone(base: Values, wanted: Values): Values {
  const gone = Object.keys(base['connectors'] as Values).filter((name) => !Object.hasOwn(wanted['connectors'] as Values, name))
  const {connectors = {}, ...others} = overlayOf(base, wanted)
  const differing = {...(connectors as Values), ...Object.fromEntries(gone.map((name) => [name, {enabled: false}]))}
  return {...others, ...(Object.keys(differing).length > 0 ? {connectors: differing} : {})}
}

/** What an environment changes of the secrets. A null in an instance's place would take its other values away as well, so it stands one step below. */
function changedSecrets(base: ChartValues, wanted: ChartValues): Values {
  const changed = overlayOf((base.secret['connectors'] ?? {}) as Values, (wanted.secret['connectors'] ?? {}) as Values)
  const kept = Object.entries(changed).flatMap(([name, value]) => (value !== null ? [[name, value] as const] : Object.hasOwn(wanted.open['connectors'] as Values, name) ? [[name, {secret: null}] as const] : []))
  return kept.length > 0 ? {connectors: Object.fromEntries(kept)} : {}
}

function valuesFiles({open, secret}: ChartValues, suffix: string, text: string): Artifact[] {
  const file = (name: string, values: Values, isSecret: boolean): Artifact => ({
    path: `${name}${suffix}.yaml`, content: `${note}${text}\n${isSecret ? '# Secret values as they are: never in git.\n' : ''}${serialize(values)}`, mode: isSecret ? 0o600 : 0o644, secret: isSecret,
    // Helm reads values as Kubernetes reads objects, so they are read back the same way.
    objects: [values as unknown as KubernetesObject],
  })
  return [file('values', open, false), ...(Object.keys(secret).length > 0 ? [file('secrets', secret, true)] : [])]
}
