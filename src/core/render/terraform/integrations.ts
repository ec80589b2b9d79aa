import data from './integrations.json' with {type: 'json'}

/** An attribute of an integration resource that takes a field. */
export interface IntegrationAttribute {
  attribute: string
  kind: 'text' | 'flag' | 'list' | 'map'
  sensitive?: boolean
}

/** The resource of ConductorOne's provider for a connector that ConductorOne hosts. Without `fields` its attributes stand in groups that are not known. */
export interface Integration {
  /** The part of its type behind `conductorone_integration_`. */
  resource: string
  /** The BATON_AUTH_METHOD that the resource has without saying so. */
  method?: string
  /** By the variable that a connector of one's own would read. */
  fields?: Record<string, IntegrationAttribute>
}

/** Resources by connector (scripts/generate-terraform-integrations.ts). */
export const integrations: Readonly<Record<string, Integration>> = data.connectors as Record<string, Integration>
