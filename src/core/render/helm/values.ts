import type {SecretBundle, Workload} from '../../workload/types.ts'
import {needsEncoding} from '../../text/encoding.ts'
import type {Values} from './overlay.ts'

/** What the chart is told, in two files: what may stand in git, and what may not. */
export interface ChartValues {
  open: Values
  /** Empty where nothing is secret. */
  secret: Values
}

/**
 * The values with which the chart makes what the manifests target makes.
 * @param shared what holds for the whole project; `secretsExist`: somebody else makes the Secrets, under the usual names
 */
export function chartValues(workloads: Workload[], shared: {project: string; namespace: string; secretsExist: boolean}): ChartValues {
  const namespaces = new Set(workloads.map((one) => one.namespace))
  const namespace = namespaces.size === 1 ? [...namespaces][0]! : shared.namespace
  const secrets = shared.secretsExist ? [] : workloads.map((one) => [one.instance, secretValues(one)] as const).filter(([, value]) => Object.keys(value).length > 0)
  return {
    open: {
      namespace,
      project: shared.project,
      platform: workloads.some((one) => !one.fixedIds) ? 'openshift' : 'kubernetes',
      connectors: Object.fromEntries(workloads.map((one) => [one.instance, connectorValues(one, namespace, shared.secretsExist)])),
    },
    secret: secrets.length === 0 ? {} : {connectors: Object.fromEntries(secrets)},
  }
}

function secretValues({secretEnvironment, secretFiles}: Workload): Values {
  const texts = ({entries}: SecretBundle): Values => Object.fromEntries(entries.map(({key, value}) => [key, value?.reveal() ?? '']))
  const secret = {...filled('env', texts(secretEnvironment)), ...filled('files', texts(secretFiles))}
  return filled('secret', secret)
}

function connectorValues(workload: Workload, namespace: string, secretsExist: boolean): Values {
  const {run, configFiles, caBundle, serviceAccount: account, access, networkPolicy, volume, scheduling} = workload
  const {asked, ...placing} = scheduling
  const keys = ({entries}: SecretBundle): string[] => entries.map(({key}) => key)
  return {
    connector: workload.connector,
    ...(workload.namespace === namespace ? {} : {namespace: workload.namespace}),
    image: imageValues(workload),
    ...(workload.imagePullSecrets.length > 0 ? {imagePullSecrets: workload.imagePullSecrets} : {}),
    ...(secretsExist && workload.secretEnvironment.entries.length > 0 ? {existingSecret: workload.secretEnvironment.name} : {}),
    ...(secretsExist && workload.secretFiles.entries.length > 0 ? {existingFilesSecret: workload.secretFiles.name} : {}),
    secretChecksum: workload.secretChecksum,
    ...filled('requires', {...listed('env', keys(workload.secretEnvironment)), ...listed('files', keys(workload.secretFiles))}),
    // The chart names the directory of the authorities itself.
    ...filled('env', Object.fromEntries(workload.environment.filter(({mount}) => mount !== 'caBundle').map(({name, value}) => [name, value]))),
    ...filled('configFiles', {
      ...filled('data', Object.fromEntries(configFiles.entries.filter(({content}) => !needsEncoding(content)).map(({key, content}) => [key, content]))),
      ...filled('binaryData', Object.fromEntries(configFiles.entries.filter(({content}) => needsEncoding(content)).map(({key, content}) => [key, Buffer.from(content, 'utf8').toString('base64')]))),
    }),
    ...(workload.configChecksum === undefined ? {} : {configChecksum: workload.configChecksum}),
    ...(caBundle ? {caBundle: 'configMap' in caBundle ? {configMap: caBundle.configMap, key: caBundle.key} : {content: caBundle.content}} : {}),
    replicas: workload.replicas,
    ...(run.mode === 'once' ? {run: {...run}} : {}),
    ...(workload.healthCommand === undefined ? {} : {healthCheck: {command: workload.healthCommand}}),
    resources: {...workload.resources},
    ...(account ? {serviceAccount: {create: account.create, name: account.name, ...filled('annotations', account.annotations)}} : {}),
    ...(access ? {rbac: {scope: access.scope, ...(access.namespace === undefined ? {} : {namespace: access.namespace}), rules: access.rules.map(({apiGroups, resources, resourceNames, verbs}) => ({apiGroups, resources, ...(resourceNames ? {resourceNames} : {}), verbs}))}} : {}),
    ...(networkPolicy ? {networkPolicy: {dns: networkPolicy.dns, ports: networkPolicy.ports, ...listed('cidrs', networkPolicy.cidrs), ...(networkPolicy.further.length > 0 ? {further: networkPolicy.further} : {})}} : {}),
    ...budgetValues(workload),
    ...(volume ? {volume: {path: volume.path, claim: volume.claim, ...(volume.create ? {create: {...volume.create}} : {})}} : {}),
    ...filled('podLabels', workload.podLabels),
    ...filled('podAnnotations', workload.podAnnotations),
    // Several replicas keep apart by what the chart does of itself.
    ...(asked ? (placing as Values) : {}),
  }
}

/** From two replicas on the chart makes a budget of itself, so only what is otherwise is said. */
function budgetValues({disruptionBudget: budget, replicas}: Workload): Values {
  if (!budget) return replicas > 1 ? {podDisruptionBudget: {enabled: false}} : {}
  const {automatic, ...amount} = budget
  return automatic ? {} : {podDisruptionBudget: {...amount}}
}

/** The parts of `registry/name:tag@digest`; the registry may have a port. */
function imageValues({image}: Workload): Values {
  const [, repository, tag, digest] = /^(.*?)(?::([^:/@]+))?(?:@(.+))?$/.exec(image.reference)!
  return {repository: repository!, ...(tag === undefined ? {} : {tag}), ...(digest === undefined ? {} : {digest}), pullPolicy: image.pullPolicy}
}

const filled = (name: string, map: Values): Values => (Object.keys(map).length > 0 ? {[name]: map} : {})
const listed = (name: string, items: string[]): Values => (items.length > 0 ? {[name]: items} : {})
