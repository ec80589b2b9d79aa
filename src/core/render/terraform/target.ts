import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Workload} from '../../workload/types.ts'
import {allFeatures} from '../features.ts'
import type {TargetSettings} from '../target-settings.ts'
import type {Artifact, Target} from '../types.ts'
import {cloudHosted} from './cloud.ts'
import {selfHosted, type InstanceSettings} from './conductorone.ts'
import {Expression, isRepresentable, writeAssignments, writeHcl, type HclBlock, type HclValue} from './hcl.ts'
import {kubernetesBlocks} from './kubernetes.ts'
import {blockName} from './names.ts'
import {InputVariables} from './variables.ts'

type Settings = NonNullable<TargetSettings['terraform']>

/** Terraform files: one for each instance, and one with the versions of what they need. */
export const terraform: Target<'terraform'> = {
  id: 'terraform',
  title: 'Terraform files: app, connector and credential in ConductorOne, and what runs in Kubernetes; or connectors that ConductorOne hosts',
  supports: allFeatures,
  owns: (path) => path === 'versions.tf' || /^baton-[a-z0-9-]+(?:\.tf|\.auto\.tfvars)$/.test(path),
  secretPatterns: ['/baton-*.auto.tfvars'],
  secretsGo: 'Terraform reads them where they lie.',
  needsSecretValues: true,
  issuesCredential: true,
  render(workloads, {settings}) {
    const rendered = workloads.map((workload) => ({workload, ...instanceBlocks(workload, settings)}))
    throwIfAny([...rendered.flatMap((one) => one.problems), ...sameNames(rendered), ...rendered.flatMap(unwritable)])
    return [
      file('versions.tf', writeHcl([versions(settings)])),
      ...rendered.flatMap(({workload, blocks, variables}) => [
        file(`${workload.name}.tf`, writeHcl([...variables.blocks(), ...blocks])),
        ...(settings.tfvars && variables.all.length > 0
          ? [{path: `${workload.name}.auto.tfvars`, content: writeAssignments(Object.fromEntries(variables.all.map(({name, value}) => [name, value?.reveal() ?? '']))), mode: 0o600, secret: true}]
          : []),
      ]),
    ]
  },
}

const file = (path: string, content: string): Artifact => ({path, content, mode: 0o644, secret: false})
const withKubernetes = ({kubernetes = true}: Settings): boolean => kubernetes
const hostingOf = ({hosting = 'self-hosted', instances = {}}: Settings, instance: string) => (Object.hasOwn(instances, instance) ? instances[instance]!.hosting : undefined) ?? hosting

/**
 * Import blocks and `nullable` came with Terraform 1.5. The resources are those of the provider's 1.5 (integrations.json); kubernetes_manifest and
 * kubernetes_secret_v1 are the same in all of the Kubernetes provider's 2.x. It depends on the settings alone, so that rendering some instances writes the same.
 */
function versions(settings: Settings): HclBlock {
  const {hosting = 'self-hosted', instances = {}} = settings
  const some = [hosting, ...Object.values(instances).map((one) => one.hosting)].includes('self-hosted')
  return {
    type: 'terraform',
    labels: [],
    body: {required_version: '~> 1.5'},
    blocks: [{
      type: 'required_providers',
      labels: [],
      body: {
        conductorone: {source: 'conductorone/conductorone', version: '~> 1.5'},
        ...(withKubernetes(settings) && some ? {kubernetes: {source: 'hashicorp/kubernetes', version: '~> 2.35'}} : {}),
      },
    }],
  }
}

interface Rendered {
  workload: Workload
  blocks: HclBlock[]
  variables: InputVariables
}

function instanceBlocks(workload: Workload, settings: Settings): Omit<Rendered, 'workload'> & {problems: Problem[]} {
  const variables = new InputVariables(workload)
  const {instance} = workload
  const own = settings.instances && Object.hasOwn(settings.instances, instance) ? settings.instances[instance]! : {}
  const one: InstanceSettings = {hosting: hostingOf(settings, instance), userIds: own.userIds ?? settings.userIds, appId: own.appId, import: own.import ?? false}
  const wrong = (what: string, next: string[]) => ({variables, blocks: [], problems: [problem('target-unsupported', `${instance}: ${what}.`, {next})]})
  if (one.import && one.appId === undefined) return wrong('import has no app to take over', [`Name it: targets.terraform.instances.${instance}.appId.`])
  if (one.hosting === 'cloud') return {variables, ...cloudHosted(workload, one, variables)}

  const isService = workload.run.mode === 'service'
  if (!isService && !withKubernetes(settings)) return wrong('a run that ends is nothing that ConductorOne knows, and without Kubernetes there is nothing to write', ['Remove `kubernetes: false`.', 'Or render this instance with another target.'])
  const issued = isService ? selfHosted(workload, one) : undefined
  const blocks = issued?.blocks ?? []
  if (withKubernetes(settings)) return {variables, blocks: [...blocks, ...kubernetesBlocks(workload, issued, variables)], problems: []}
  const name = blockName(instance)
  return {
    variables,
    blocks: [
      ...blocks,
      {type: 'output', labels: [`${name}_client_id`], body: {value: issued!.clientId}},
      {type: 'output', labels: [`${name}_client_secret`], body: {value: issued!.clientSecret, sensitive: true}},
    ],
    problems: [],
  }
}

/** Two values that would get one name: Terraform's names are narrower than those of variables and files. */
function sameNames(rendered: Rendered[]): Problem[] {
  const owners = new Map<string, string>()
  return rendered.flatMap(({workload: {instance}, variables, blocks}) => {
    const named = [
      ...variables.all.map(({name, key}) => ({address: `var.${name}`, what: `${key} of ${instance}`})),
      ...blocks.filter(({labels}) => labels.length > 0).map(({type, labels}) => ({address: [type, ...labels].join('.'), what: instance})),
    ]
    return named.flatMap(({address, what}) => {
      const owner = owners.get(address)
      owners.set(address, owner ?? what)
      return owner === undefined ? [] : [problem('value-not-representable', `${owner} and ${what} would both be ${address} in Terraform.`, {next: ['Give one of them another name.']})]
    })
  })
}

/** Texts that Terraform would change: see `isRepresentable`. */
function unwritable({workload: {instance}, variables, blocks}: Rendered): Problem[] {
  const fault = (what: string) => problem('value-not-representable', `${instance}: ${what} is not in Unicode's composed form (NFC), and Terraform would change it.`, {why: 'Terraform keeps every text in this form.', next: ['Write the value in composed form, or render it with another target.']})
  const found = [
    ...variables.all.filter(({value}) => value && !isRepresentable(value.reveal())).map(({key}) => key),
    ...blocks.flatMap((block) => textsOf(block.body, block.labels)),
  ]
  return [...new Set(found)].map(fault)
}

/** Where texts stand that cannot be written. */
function textsOf(value: HclValue, path: string[]): string[] {
  if (typeof value === 'string') return isRepresentable(value) ? [] : [path.join('.')]
  if (typeof value !== 'object' || value instanceof Expression) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, isRepresentable(key) ? [...path, key] : path))
}
