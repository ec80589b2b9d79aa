import type {Workload} from '../../workload/types.ts'
import {Expression, type HclBlock, type HclValue} from './hcl.ts'
import {blockName} from './names.ts'

/** What the settings say of one instance. */
export interface InstanceSettings {
  hosting: 'self-hosted' | 'cloud'
  userIds: string[] | undefined
  appId: string | undefined
  import: boolean
}

const title = ({title: connector, connector: id, instance}: Workload): string => (instance === id ? connector : `${connector} (${instance})`)

/** The app that a connector belongs to: a new one, or one that is there and is only named, or taken into the state. */
export function appBlocks(workload: Workload, {appId, import: take}: InstanceSettings): {reference: HclValue; blocks: HclBlock[]} {
  if (appId !== undefined && !take) return {reference: appId, blocks: []}
  const name = blockName(workload.instance)
  const block: HclBlock = {type: 'resource', labels: ['conductorone_app', name], body: {display_name: title(workload)}}
  const imported: HclBlock[] = appId === undefined ? [] : [{type: 'import', labels: [], body: {to: new Expression(`conductorone_app.${name}`), id: appId}}]
  return {reference: new Expression(`conductorone_app.${name}.id`), blocks: [...imported, block]}
}

/** App, connector and credential in ConductorOne of a connector that runs elsewhere, and how its pair is referred to. */
export function selfHosted(workload: Workload, settings: InstanceSettings): {blocks: HclBlock[]; clientId: Expression; clientSecret: Expression} {
  const name = blockName(workload.instance)
  const app = appBlocks(workload, settings)
  const credential = `conductorone_connector_credential.${name}`
  return {
    blocks: [
      ...app.blocks,
      {type: 'resource', labels: ['conductorone_integration_baton', name], body: {app_id: app.reference, ...(settings.userIds ? {user_ids: settings.userIds} : {})}},
      {
        type: 'resource',
        labels: ['conductorone_connector_credential', name],
        body: {app_id: app.reference, connector_id: new Expression(`conductorone_integration_baton.${name}.id`)},
        comment: ['ConductorOne gives the secret once, when this is made: it stands in the state from then on. -replace makes a new one.'],
      },
    ],
    clientId: new Expression(`${credential}.client_id`),
    clientSecret: new Expression(`${credential}.client_secret`),
  }
}
