import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import type {Catalog} from '../../../../../src/core/catalog/types.ts'
import type {InstanceSettings} from '../../../../../src/core/render/terraform/conductorone.ts'
import {Expression, type HclValue} from '../../../../../src/core/render/terraform/hcl.ts'
import {cloudHosted} from '../../../../../src/core/render/terraform/cloud.ts'
import {integrations} from '../../../../../src/core/render/terraform/integrations.ts'
import {InputVariables} from '../../../../../src/core/render/terraform/variables.ts'
import {loadCatalog} from '../../../../../src/services/catalog.ts'
import {everyWorkload} from '../../../../support/every-workload.ts'

const provider = JSON.parse(readFileSync(new URL('../../../../support/terraform-attributes.json', import.meta.url), 'utf8')) as Record<string, Record<string, string>>
const settings: InstanceSettings = {hosting: 'cloud', userIds: ['user'], appId: 'app', import: false}
const sensitive = ', Sensitive'

/** Whether Terraform takes the value for an attribute of this type. */
const fits = (type: string, value: HclValue): boolean => {
  if (value instanceof Expression) return type === 'String'
  if (type === 'List of String') return Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (type === 'Map of String') return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((one) => typeof one === 'string')
  return typeof value === ({String: 'string', Boolean: 'boolean'} as Record<string, string>)[type]
}

describe('integration resources', () => {
  let catalog: Catalog
  before(async () => {
    ;({catalog} = await loadCatalog({}))
  })

  it('are known for connectors of the catalog, by variables that these have, each attribute once', () => {
    expect(Object.keys(integrations)).to.have.length.above(100)
    for (const [connector, {resource, fields = {}}] of Object.entries(integrations)) {
      expect(catalog, connector).to.have.property(connector)
      expect(provider, connector).to.have.property(`conductorone_integration_${resource}`)
      const known = Object.values(catalog[connector]!.fields).map((one) => one.variable)
      expect(known, connector).to.include.members(Object.keys(fields))
      const attributes = Object.values(fields).map((one) => one.attribute)
      expect(new Set(attributes).size, connector).to.equal(attributes.length)
      for (const {attribute, sensitive: hidden = false} of Object.values(fields)) expect(provider[`conductorone_integration_${resource}`]![attribute]?.endsWith(sensitive), `${connector} ${attribute}`).to.equal(hidden)
    }
  })

  it('are written for every connector, auth method and setting with attributes that the provider has, of its types, sensitive ones from variables; or are refused', () => {
    let written = 0
    const refused = new Set<string>()
    for (const workload of everyWorkload(catalog)) {
      const variables = new InputVariables(workload)
      const {blocks, problems} = cloudHosted(workload, settings, variables)
      if (problems.length > 0) {
        expect(blocks).to.deep.equal([])
        for (const one of problems) expect(one.what, workload.instance).to.match(/^\S+: (?:the Terraform provider has no resource for |a connector that ConductorOne hosts cannot have this: |conductorone_integration_\w+ has (?:no attribute for [A-Z0-9_]+\.|a group of attributes ))/i)
        refused.add(workload.connector)
        continue
      }
      written++
      expect(blocks).to.have.length(1)
      const [{labels: [type], body}] = blocks as [(typeof blocks)[number]]
      const {app_id, user_ids, ...rest} = body
      expect({app_id, user_ids}).to.deep.equal({app_id: 'app', user_ids: ['user']})
      for (const [attribute, value] of Object.entries(rest)) {
        const known = provider[type!]![attribute]
        expect(known, `${workload.instance}: ${attribute}`).to.be.a('string')
        expect(fits(known!.replace(sensitive, ''), value), `${workload.instance}: ${attribute} ${known}`).to.equal(true)
        if (known!.endsWith(sensitive)) expect(value, `${workload.instance}: ${attribute}`).to.be.instanceOf(Expression)
      }
      // Nothing that was set is left out: ConductorOne's pair aside, every variable has its attribute.
      const set = [...workload.environment.map((one) => one.name).filter((name) => name !== 'BATON_AUTH_METHOD'), ...workload.secretEnvironment.entries.map((one) => one.key).filter((key) => !/^BATON_CLIENT_(?:ID|SECRET)$/.test(key))]
      expect(Object.keys(rest), workload.instance).to.have.length(set.length)
    }
    expect(written).to.be.above(90)
    expect(refused.size).to.be.above(100)
  })
})
