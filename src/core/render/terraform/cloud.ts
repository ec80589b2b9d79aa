import {variableOf} from '../../catalog/variables.ts'
import {Secret} from '../../credentials/secret.ts'
import {nearest} from '../../problems/nearest.ts'
import {problem, type Problem} from '../../problems/problem.ts'
import {isRecord} from '../../values/maps.ts'
import type {Workload} from '../../workload/types.ts'
import {readValues} from '../../yaml/kubernetes-reader.ts'
import {features} from '../features.ts'
import {askedFeatures} from '../unsupported.ts'
import {appBlocks, type InstanceSettings} from './conductorone.ts'
import type {HclBlock, HclValue} from './hcl.ts'
import {integrations, type IntegrationAttribute} from './integrations.ts'
import {blockName} from './names.ts'
import type {InputVariables} from './variables.ts'

/** Where a connector's own settings lie when their variables are ConductorOne's as well. */
const configFile = 'config.yaml'
const pair = ['client-id', 'client-secret']

/**
 * The integration resource of a connector that ConductorOne hosts.
 * @returns its blocks, or every reason why there can be none: nothing that was set is left out
 */
export function cloudHosted(workload: Workload, settings: InstanceSettings, variables: InputVariables): {blocks: HclBlock[]; problems: Problem[]} {
  const {instance, connector} = workload
  const integration = Object.hasOwn(integrations, connector) ? integrations[connector] : undefined
  const selfHosted = 'Or let it run in Kubernetes: `hosting: self-hosted`.'
  if (!integration) {
    const hint = nearest(connector, Object.keys(integrations))
    return {blocks: [], problems: [problem('target-unsupported', `${instance}: the Terraform provider has no resource for ${workload.title} that ConductorOne hosts.`, {next: [...(hint ? [`There is one for ${hint}.`] : []), 'docs/terraform-integrations.md lists them.', selfHosted]})]}
  }
  const type = `conductorone_integration_${integration.resource}`
  const {fields} = integration
  if (!fields) return {blocks: [], problems: [problem('target-unsupported', `${instance}: ${type} has a group of attributes for each way to sign in, which c1ctl does not write.`, {next: ['Write this resource by hand.', selfHosted]})]}

  const problems = askedFeatures(workload)
    .filter((id) => id !== 'secret-files')
    .map((id) => problem('target-unsupported', `${instance}: a connector that ConductorOne hosts cannot have this: ${features[id].title}.`, {next: ['Remove the setting.', selfHosted]}))
  const body: Record<string, HclValue> = {}
  for (const {variable, value, secret, file} of settingsOf(workload)) {
    const attribute = Object.hasOwn(fields, variable) && !file ? fields[variable] : undefined
    if (variable === 'BATON_AUTH_METHOD' && value.reveal() === integration.method) continue
    if (!attribute) problems.push(problem('target-unsupported', `${instance}: ${type} has no attribute for ${variable}.`, {next: ['Remove the setting, or choose another auth method.', 'docs/terraform-integrations.md lists what it takes.', selfHosted]}))
    else body[attribute.attribute] = secret || attribute.sensitive ? variables.reference(variable, value) : encoded(attribute, value.reveal())
  }
  if (problems.length > 0) return {blocks: [], problems}
  const app = appBlocks(workload, settings)
  return {
    blocks: [...app.blocks, {type: 'resource', labels: [type, blockName(instance)], body: {app_id: app.reference, ...(settings.userIds ? {user_ids: settings.userIds} : {}), ...sorted(body)}}],
    problems,
  }
}

interface Setting {
  variable: string
  value: Secret
  secret: boolean
  /** The value is the path of a file that only a pod has. */
  file: boolean
}

/** What the connector is told, without ConductorOne's pair: where ConductorOne hosts it there is none. */
function settingsOf({environment, secretEnvironment, secretFiles}: Workload): Setting[] {
  const collided = secretFiles.entries.find(({key}) => key === configFile)
  const inFile = collided?.value ? readValues(collided.value.reveal())[0] : undefined
  return [
    ...environment.filter(({name}) => !(collided && name === 'BATON_CONFIG_PATH')).map(({name, value, mount}) => ({variable: name, value: new Secret(value), secret: false, file: mount !== undefined})),
    ...secretEnvironment.entries.filter(({key}) => collided || !pair.map(variableOf).includes(key)).map(({key, value}) => ({variable: key, value: value ?? new Secret(''), secret: true, file: false})),
    ...Object.entries(isRecord(inFile) ? inFile : {}).filter(([key]) => !pair.includes(key)).map(([key, value]) => ({variable: variableOf(key), value: new Secret(String(value)), secret: true, file: false})),
  ]
}

function encoded({kind}: IntegrationAttribute, text: string): HclValue {
  if (kind === 'flag') return text === 'true'
  if (kind === 'list') return text === '' ? [] : text.split(',')
  return kind === 'map' ? (JSON.parse(text === '' ? '{}' : text) as Record<string, string>) : text
}

const sorted = <Value>(map: Record<string, Value>): Record<string, Value> => Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)))
