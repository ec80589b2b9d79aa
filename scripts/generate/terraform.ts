import type {Catalog} from '../../src/core/catalog/types.ts'
import {integrations} from '../../src/core/render/terraform/integrations.ts'
import data from '../../src/core/render/terraform/integrations.json' with {type: 'json'}
import {markdownTable as table, notice} from './markdown.ts'

/** docs/terraform-integrations.md: which resource stands for a connector that ConductorOne hosts, and which fields it cannot take. */
export function integrationsPage(catalog: Catalog): string {
  const rows = Object.entries(integrations).map(([connector, {resource, fields}]) => {
    const own = Object.entries(catalog[connector]!.fields)
    const taken = own.filter(([, field]) => fields && Object.hasOwn(fields, field.variable)).map(([name, field]) => `\`${name}\`: \`${fields![field.variable]!.attribute}\``)
    const left = own.filter(([, field]) => !fields || !Object.hasOwn(fields, field.variable)).map(([name]) => `\`${name}\``)
    return [`\`${connector}\``, `\`${resource}\``, fields ? taken.join(', ') : 'nothing: it has a group of attributes for each way to sign in', left.join(', ')]
  })
  return `${notice('src/core/render/terraform/integrations.json')}# Connectors that ConductorOne hosts, in Terraform

With \`hosting: cloud\` the [terraform target](terraform.md) writes \`conductorone_integration_<resource>\` of the provider ${data.provider}. A setting whose field
has no attribute is a [problem](problems/target-unsupported.md), as is a connector that is not listed: nothing is left out or guessed.

${table(['connector', 'resource', 'fields and their attributes', 'fields without one'], rows)}
`
}
