import {expect} from 'chai'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {terraform} from '../../../../../src/core/render/terraform/target.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

type Settings = NonNullable<TargetSettings['terraform']>
const bare = () => workloadsOf({}).workloads
const asana = (more: Partial<Workload> = {}): Workload => ({...bare()[0]!, connector: 'asana', instance: 'asana-emea', name: 'baton-asana-emea', title: 'Asana', environment: [], secretEnvironment: {name: 's', entries: [{key: 'BATON_TOKEN', use: 'env', value: new Secret('tok')}]}, ...more})
const render = (workloads: Workload[], settings: Settings = {}) =>
  Object.fromEntries(terraform.render(workloads, {...alone, settings}).map((one) => [one.path, one]))
const refusals = (workloads: Workload[], settings: Settings = {}): string[] => {
  try {
    render(workloads, settings)
  } catch (error) {
    return (error as ProblemError).problems.map((one) => one.what)
  }
  throw new Error('nothing was refused')
}

describe('the terraform target', () => {
  it('makes app, connector and credential, and hands the pair to the Secret: ConductorOne\'s own is not asked for', () => {
    const {content} = render(bare())['baton-app.tf']!
    expect(content).to.contain('resource "conductorone_app" "app" {\n  display_name = "App"\n}')
    expect(content).to.contain('resource "conductorone_integration_baton" "app" {\n  app_id = conductorone_app.app.id\n}')
    expect(content).to.contain('"BATON_CLIENT_ID"     = conductorone_connector_credential.app.client_id\n')
    expect(content).not.to.contain('c1secret').and.not.contain('c1@acme')
  })

  it('writes no secret value into a .tf file: they are variables without a default', () => {
    const files = render(bare())
    expect(Object.keys(files)).to.deep.equal(['versions.tf', 'baton-app.tf'])
    expect(files['baton-app.tf']!.content).to.contain('variable "app_token" {\n  description = "BATON_TOKEN of app."\n  type        = string\n  sensitive   = true\n  nullable    = false\n}')
    expect(files['baton-app.tf']!.content).not.to.contain('"tok"')
  })

  it('writes the values where that is asked for, into files that only their owner reads and git does not', () => {
    const {'baton-app.auto.tfvars': values, 'baton-app.tf': rest} = render(bare(), {tfvars: true})
    expect(values).to.include({content: 'app_token = "tok"\n', mode: 0o600, secret: true})
    expect(rest).to.include({mode: 0o644, secret: false})
    expect(terraform.secretPatterns).to.deep.equal(['/baton-*.auto.tfvars'])
  })

  it('owns what it writes and nothing of the user\'s', () => {
    for (const path of [...Object.keys(render([...bare(), asana()], {tfvars: true})), 'baton-gone.tf']) expect(terraform.owns(path), path).to.equal(true)
    for (const path of ['main.tf', 'terraform.tfstate', 'terraform.tfvars', 'baton-x.tfstate', 'sub/baton-a.tf', '.terraform.lock.hcl']) expect(terraform.owns(path), path).to.equal(false)
  })

  it('lets a changed secret value roll the pods of a service, and keeps a Job\'s checksum, for its name follows it', () => {
    expect(render(bare())['baton-app.tf']!.content).to.contain('"c1ctl/secret-checksum" = sha256(jsonencode([kubernetes_secret_v1.app.data]))')
    const {content} = render(workloadsOf(featureInstances.once).workloads)['baton-app.tf']!
    expect(content).to.match(/"c1ctl\/secret-checksum" = "[^"]+"/).and.to.contain('computed_fields = ["metadata.annotations", "metadata.labels", "spec.template.metadata.labels"]')
    expect(content).not.to.contain('conductorone_')
  })

  it('puts the pair out where something else runs the connector', () => {
    const files = render(bare(), {kubernetes: false})
    expect(files['baton-app.tf']!.content).to.contain('output "app_client_secret" {\n  value     = conductorone_connector_credential.app.client_secret\n  sensitive = true\n}').and.not.contain('kubernetes_')
    expect(files['versions.tf']!.content).not.to.contain('hashicorp/kubernetes')
    expect(render(bare())['versions.tf']!.content).to.contain('hashicorp/kubernetes')
    expect(render(bare(), {hosting: 'cloud', instances: {app: {hosting: 'self-hosted'}}})['versions.tf']!.content).to.contain('hashicorp/kubernetes')
  })

  it('writes what ConductorOne hosts with the attributes of the provider, secrets from variables, and none of Kubernetes', () => {
    const workload = asana({environment: [{name: 'BATON_DEFAULT_WORKSPACE_ID', value: '1204'}, {name: 'BATON_USE_SERVICE_ACCOUNT', value: 'true'}]})
    const {content} = render([workload], {hosting: 'cloud', userIds: ['u1'], instances: {'asana-emea': {userIds: ['u2', 'u3']}}})['baton-asana-emea.tf']!
    expect(content.slice(content.indexOf('resource'))).to.equal(`resource "conductorone_app" "asana_emea" {
  display_name = "Asana (asana-emea)"
}

resource "conductorone_integration_asana" "asana_emea" {
  app_id                   = conductorone_app.asana_emea.id
  user_ids                 = ["u2", "u3"]
  asana_api_key            = var.asana_emea_token
  asana_default_workspace  = "1204"
  asana_is_service_account = true
}
`)
  })

  it('names an app that is there, and takes it into the state only when asked', () => {
    const named = render([asana()], {hosting: 'cloud', instances: {'asana-emea': {appId: 'a${1}'}}})['baton-asana-emea.tf']!.content
    expect(named).to.contain('app_id        = "a$${1}"').and.not.contain('conductorone_app')
    const taken = render([asana()], {hosting: 'cloud', instances: {'asana-emea': {appId: 'a1', import: true}}})['baton-asana-emea.tf']!.content
    expect(taken).to.contain('import {\n  to = conductorone_app.asana_emea\n  id = "a1"\n}').and.contain('resource "conductorone_app" "asana_emea"')
    expect(refusals([asana()], {instances: {'asana-emea': {import: true}}})).to.deep.equal(['asana-emea: import has no app to take over.'])
  })

  it('refuses, all at once, what a connector that ConductorOne hosts cannot have', () => {
    const wrong = asana({replicas: 2, environment: [{name: 'BATON_PROVISIONING', value: 'true'}, {name: 'HTTPS_PROXY', value: 'http://p'}], usesProxy: true})
    expect(refusals([wrong, ...bare()], {hosting: 'cloud'})).to.deep.equal([
      'asana-emea: a connector that ConductorOne hosts cannot have this: Several replicas.',
      'asana-emea: a connector that ConductorOne hosts cannot have this: HTTP proxy.',
      'asana-emea: conductorone_integration_asana has no attribute for BATON_PROVISIONING.',
      'asana-emea: conductorone_integration_asana has no attribute for HTTPS_PROXY.',
      'app: the Terraform provider has no resource for App that ConductorOne hosts.',
    ])
    expect(refusals([asana({connector: 'github'})], {hosting: 'cloud'})[0]).to.contain('has a group of attributes for each way to sign in')
    expect(refusals([asana({environment: [{name: 'BATON_AUTH_METHOD', value: 'x'}]})], {hosting: 'cloud'})).to.deep.equal(['asana-emea: conductorone_integration_asana has no attribute for BATON_AUTH_METHOD.'])
  })

  it('refuses a run that ends where nothing would run it', () => {
    expect(refusals(workloadsOf(featureInstances.once).workloads, {kubernetes: false})[0]).to.contain('a run that ends is nothing that ConductorOne knows')
  })

  it('refuses a value that Terraform would change, without showing it', () => {
    const decomposed = 'u\u0308ber'
    const found = refusals([asana({environment: [{name: 'BATON_A', value: decomposed}], secretEnvironment: {name: 's', entries: [{key: 'BATON_TOKEN', use: 'env', value: new Secret(decomposed)}]}})])
    expect(found).to.have.length(2)
    expect(found.join('\n')).to.contain('BATON_TOKEN is not in Unicode\'s composed form').and.contain('env').and.not.contain(decomposed)
  })

  it('refuses two values that would be one variable', () => {
    const twice = asana({secretEnvironment: {name: 's', entries: ['BATON_TOKEN', 'token'].map((key) => ({key, use: 'env' as const, value: new Secret('x')}))}})
    expect(refusals([twice])).to.deep.equal(['BATON_TOKEN of asana-emea and token of asana-emea would both be var.asana_emea_token in Terraform.'])
  })

  it('writes a configuration file with both pairs where their variables are the same, each value from where it comes', () => {
    const files = {name: 'f', entries: [{key: 'config.yaml', use: 'file' as const, value: new Secret('client-id: ""\nclient-secret: ""\nclient_id: own\nclient_secret: own-secret\n')}]}
    const workload = asana({connector: 'greenhouse', secretEnvironment: {name: 's', entries: []}, secretFiles: files, environment: [{name: 'BATON_CONFIG_PATH', value: '/etc/baton/config.yaml', mount: 'secretFiles'}]})
    const {content} = render([workload])['baton-asana-emea.tf']!
    expect(content).to.contain('yamlencode({ "client-id" = conductorone_connector_credential.asana_emea.client_id, "client-secret" = conductorone_connector_credential.asana_emea.client_secret, "client_id" = var.asana_emea_config_client_id, "client_secret" = var.asana_emea_config_client_secret })')
    expect(content).not.to.contain('own-secret')
    expect(refusals([workload], {hosting: 'cloud'})).to.deep.equal(['BATON_CLIENT_ID', 'BATON_CLIENT_SECRET'].map((name) => `asana-emea: conductorone_integration_greenhouse has no attribute for ${name}.`))
  })
})
