import {holds, parseCondition, type Situation} from '../catalog/condition.ts'
import type {Connector, Needs} from '../catalog/types.ts'
import type {Instance} from '../project/types.ts'
import {methodOf} from './constraints.ts'

/** What a connector needs beyond Secret and Deployment in one situation: under the auth method and with the settings that were chosen. */
export function needsIn(connector: Connector, situation: Situation): Needs {
  return Object.fromEntries(Object.entries(connector.needs).filter(([, need]) => {
    const read = parseCondition((need as {when?: string} | undefined)?.when ?? '')
    return need !== undefined && 'condition' in read && holds(read.condition, situation)
  }))
}

/** Whether an instance gets a service account with rights of its own. */
export function needsAccess(connector: Connector, {auth, config}: Pick<Instance, 'auth' | 'config'>): boolean {
  const method = methodOf(connector, auth)
  const values = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
  return needsIn(connector, {auth: method?.name ?? null, values: {...values, ...method?.sets}}).access !== undefined
}

/**
 * What an instance's settings still have to say before the connector can work, a sentence or two each.
 * @param needs those that hold, of `needsIn`
 * @param text content of the configuration file that the connector reads, when there is one; only the names of variables are taken from it
 */
export function unrenderedNeeds({title, instance, needs, text}: {title: string; instance: Pick<Instance, 'name' | 'env' | 'volume' | 'workloadIdentity' | 'serviceAccount'>; needs: Needs; text?: string | undefined}): string[] {
  const {workloadIdentity, volume, configuration} = needs
  const variables = configuration && text !== undefined ? variablesIn(text).filter((name) => !Object.hasOwn(instance.env, name)) : []
  const here = `connectors.${instance.name}`
  const trusted = instance.workloadIdentity !== undefined || instance.serviceAccount !== undefined
  return [
    ...(workloadIdentity && !trusted ? [`${title} needs a service account that ${workloadIdentity.clouds.join(' or ')} trusts: set ${here}.workloadIdentity, or ${here}.serviceAccount to one that is there. ${workloadIdentity.why}`] : []),
    ...(volume && !`${volume.path}/`.startsWith(`${instance.volume?.path}/`) ? [`${title} needs a volume at ${volume.path}: set ${here}.volume to {path: ${volume.path}, claim: NAME}, or to {path: ${volume.path}, size: 1Gi}. ${volume.why}`] : []),
    ...(variables.length > 0 ? [`The configuration file of ${title} names ${variables.map((name) => `\${${name}}`).join(', ')}: set ${variables.length === 1 ? 'it' : 'them'} under ${here}.env, a secret one as {from: store}.`] : []),
  ]
}

/**
 * What a person should know or do beside that, before the connector can work: who may apply it, and whose accounts it waits for.
 * @param connectors those that the project has instances of
 */
export function furtherNeeds({title, needs: {access, identities}, connectors}: {title: string; needs: Needs; connectors: string[]}): string[] {
  const where = access?.scope === 'cluster' ? 'ClusterRole and ClusterRoleBinding' : `Role and RoleBinding${access?.namespace ? ` in the namespace ${access.namespace}` : ''}`
  const from = identities?.from
  return [
    ...(access ? [`A service account with ${where} is rendered with it; whoever applies them must hold these rights, or may grant them. ${access.why}`] : []),
    ...(identities ? [`${title} gives access to accounts that ${from ? `the connector ${from}` : 'another connector'} syncs${from && connectors.includes(from) ? '' : `: have that one running as well${from ? `, here with \`c1ctl init ${from}\`` : ''}`}. ${identities.why}`] : []),
  ]
}

/** Names of the variables that a text takes as `${NAME}`, once each, as they come; a comment of YAML names none. */
function variablesIn(text: string): string[] {
  const code = text.replaceAll(/^\s*#.*$/gm, '')
  return [...new Set([...code.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name]) => name!))]
}
