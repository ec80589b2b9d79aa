// Makes src/core/render/terraform/integrations.json, and what the tests hold it against, test/support/terraform-attributes.json: which resource of ConductorOne's Terraform provider stands for a connector that ConductorOne hosts, and
// which attribute takes each field. Usage:
//   node --import tsx scripts/generate-terraform-integrations.ts FILE
// FILE is JSON of the provider's integration resources, `{"conductorone_integration_asana": [{"name", "type", "sensitive"}, ...]}`, as the "Schema" sections of
// docs/resources/integration_*.md in github.com/conductorone/terraform-provider-conductorone list them; app_id, user_ids and what is read only left out.
// Raise the release below with it. A resource is found by the connector's name, an attribute by the field's; what is called otherwise stands in `renamed`, and
// what neither finds is left out: the target refuses to render it.
import {readFileSync, writeFileSync} from 'node:fs'
import type {Connector, Field} from '../src/core/catalog/types.ts'
import {loadCatalog} from '../src/services/catalog.ts'

const release = '1.5.0'

interface Attribute {
  name: string
  type: string
  sensitive: boolean
}

/** Fields whose attribute has another name and the same meaning, by connector. */
const renamed: Record<string, Record<string, string>> = {
  asana: {token: 'asana_api_key', 'default-workspace-id': 'asana_default_workspace', 'use-service-account': 'asana_is_service_account'},
  bitbucket: {workspaces: 'bitbucket_workspace_list'},
  cloudamqp: {token: 'cloudamqp_api_key'},
  couchdb: {'instance-url': 'couchdb_url'},
  coupa: {'coupa-client-id': 'oauth2_client_cred_grant_client_id', 'coupa-client-secret': 'oauth2_client_cred_grant_client_secret'},
  datadog: {'app-key': 'datadog_application_key'},
  expensify: {'partner-user-id': 'expensify_user_id', 'partner-user-secret': 'expensify_user_secret'},
  'fluid-topics': {'bearer-token': 'fluid_topics_api_token'},
  gitlab: {'base-url': 'gitlab_url'},
  linode: {token: 'linode_authorization_token'},
  litmos: {'limited-courses': 'litmos_course_ids'},
  'okta-aws-federation': {'aws-allow-group-to-direct-assignment-conversion-for-provisioning': 'okta_aws_federation_allow_group_to_direct_conversion_for_provisioning'},
  pagerduty: {token: 'pagerduty_api_token'},
  panther: {token: 'panther_api_key'},
  percipio: {'limited-courses': 'percipio_course_ids'},
  segment: {token: 'segment_access_token'},
  'sentinel-one': {'api-token': 'sentinelone_token', 'management-console-url': 'sentinelone_base_url'},
  sentry: {'api-token': 'sentry_token'},
  slack: {token: 'slack_api_key'},
  snowflake: {'account-identifier': 'snowflake_account_id', 'user-identifier': 'snowflake_user_id'},
  trayai: {'auth-token': 'trayai_authorization_token'},
  vultr: {'bearer-token': 'vultr_api_key'},
  'zoho-people': {'zoho-secret-id': 'zoho_client_secret'},
}

const kinds: Record<string, string> = {String: 'text', Boolean: 'flag', 'List of String': 'list', 'Map of String': 'map'}
/** Which kinds of attribute can take a field; an uploaded file none, for the docs do not say in what form. */
const takes: Record<Field['type'], string[]> = {string: ['text'], int: ['text'], bool: ['flag', 'text'], list: ['list'], map: ['map'], file: []}
const plain = (name: string) => name.toLowerCase().replaceAll(/[-_]/g, '')
const version = (resource: string) => Number(/_v(\d+)$/.exec(resource)?.[1] ?? 1)
const prefix = 'conductorone_integration_'

const given = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Record<string, Attribute[]>
const {catalog} = await loadCatalog({})
const connectors = Object.fromEntries(Object.values(catalog).sort((one, other) => (one.name < other.name ? -1 : 1)).flatMap((connector) => {
  // Of several versions ConductorOne offers the newest to new connectors.
  const [resource] = Object.keys(given).filter((one) => plain(one.slice(prefix.length).replace(/_v\d+$/, '')) === plain(connector.name)).sort((one, other) => version(other) - version(one))
  return resource === undefined ? [] : [[connector.name, entry(connector, resource, given[resource]!)]]
}))

function entry(connector: Connector, resource: string, attributes: Attribute[]) {
  const base = resource.slice(prefix.length)
  // Attributes that stand inside of a group for each way to sign in: which one belongs where, the list does not say.
  if (attributes.some(({type}) => type === 'Attributes')) return {resource: base, grouped: true}
  const free = new Map(attributes.map((one) => [one.name, one]))
  const fields = Object.entries(connector.fields).flatMap(([name, field]) => {
    const wanted = [name, ...field.aliases].flatMap((one) => ['', base, base.replace(/_v\d+$/, '')].map((before) => plain(before + one)))
    const attribute = renamed[connector.name]?.[name] === undefined ? [...free.values()].find((one) => wanted.includes(plain(one.name))) : free.get(renamed[connector.name]![name]!)
    const kind = attribute && kinds[attribute.type]
    if (!attribute || kind === undefined || !takes[field.type].includes(kind)) return []
    free.delete(attribute.name)
    return [[name, {attribute: attribute.name, kind, ...(attribute.sensitive ? {sensitive: true} : {})}] as const]
  })
  const usual = Object.values(connector.auth).find((one) => one.default)?.upstream
  return {resource: base, ...(usual ? {method: usual} : {}), fields: Object.fromEntries(fields.map(([name, one]) => [connector.fields[name]!.variable, one]))}
}

const lines = Object.entries(connectors).map(([name, one]) => `    ${JSON.stringify(name)}: ${JSON.stringify(one)}`)
writeFileSync(new URL('../src/core/render/terraform/integrations.json', import.meta.url), `{\n  "provider": "conductorone/conductorone ${release}",\n  "connectors": {\n${lines.join(',\n')}\n  }\n}\n`)

// What the provider has, in full: what is rendered is held against it.
const all = Object.keys(given).sort().map((resource) => `  ${JSON.stringify(resource)}: ${JSON.stringify(Object.fromEntries(given[resource]!.map(({name, type, sensitive}) => [name, sensitive ? `${type}, Sensitive` : type])))}`)
writeFileSync(new URL('../test/support/terraform-attributes.json', import.meta.url), `{\n${all.join(',\n')}\n}\n`)
