import {activeFields, isRequired, methodOf} from '../workload/constraints.ts'
import {recipeLines} from './describe-recipe.ts'
import {heading, list, plain, type Line} from './lines.ts'
import type {Ability, Connector, Constraint, Feature, Field} from './types.ts'
import {variableOf} from './variables.ts'

/** Everything that a person needs to know of a connector before asking for a token, in reading order. */
export function describeConnector(connector: Connector): Line[] {
  const chosen = methodOf(connector)
  const lines: Line[] = [{text: connector.title, indent: 0, hang: 0, look: 'heading', aside: connector.name}]
  if (connector.notRunnable) lines.push(plain(`Cannot run in Kubernetes: ${connector.notRunnable}`))
  lines.push(plain(`Image   ${connector.registry}/${connector.image}`, 2, 10))
  lines.push(plain(`Runs    ${connector.hosting.map((side) => (side === 'cloud' ? 'in ConductorOne\'s cloud' : 'on machines of your own')).join(', and ')}`, 2, 10))
  if (connector.docs) lines.push(plain(`Docs    ${connector.docs}`, 2, 10))
  if (connector.repository) lines.push(plain(`Source  https://github.com/${connector.repository}`, 2, 10))

  const able = (what: 'sync' | 'provision'): string[] => Object.entries(connector.capabilities).filter(([, can]) => can.includes(what)).map(([resource]) => resource)
  if (able('sync').length > 0) lines.push(...heading('What it does'), plain(`Reads    ${able('sync').join(', ')}`, 2, 11))
  if (able('provision').length > 0) lines.push(plain(`Changes  ${able('provision').join(', ')} (with \`provisioning: true\`)`, 2, 11))

  if (connector.features.length > 0) lines.push(plain(`Also     ${connector.features.map((feature) => featureWords[feature]).join(', ')}`, 2, 11))
  const types = Object.entries(connector.resourceTypes)
  if (types.length > 0) lines.push(...heading('Types of resources (`sync-resource-types` takes their names)'))
  for (const [id, {title, can}] of types) lines.push({text: id, indent: 2, hang: 4, look: 'name', aside: `${title}: ${can.map((ability) => abilityWords[ability]).join(', ')}`})

  const methods = Object.entries(connector.auth)
  if (methods.length > 0) lines.push(...heading(methods.length > 1 ? 'Ways to sign in' : 'How to sign in'))
  for (const [name, method] of methods) {
    const marks = [name === chosen?.name && methods.length > 1 ? 'default' : '', method.selfHosted ? '' : 'only in ConductorOne\'s cloud', method.deprecated ? 'deprecated' : ''].filter(Boolean)
    lines.push({text: name, indent: 2, hang: 2, look: 'name', aside: [method.title, ...marks].join(', ')})
    if (method.deprecated) lines.push({...plain(method.deprecated, 4), look: 'faint'})
    method.steps.forEach((step, index) => lines.push(plain(`${index + 1}. ${step}`, 4, 7)))
    const sets = Object.entries(method.sets).map(([field, value]) => `${field}: ${value}`)
    if (sets.length > 0) lines.push({...plain(`Sets ${sets.join(', ')}`, 4), look: 'faint'})
  }

  const common = methods.length > 1 ? activeFields(connector, undefined) : new Set(Object.keys(connector.fields))
  const groups: Array<[string, string[]]> = [
    [methods.length > 1 ? 'Fields of every way' : 'Fields', Object.keys(connector.fields).filter((name) => common.has(name))],
    ...methods.map(([method, {fields, required}]): [string, string[]] => [`Fields of ${method}`, [...new Set([...fields, ...required])].filter((name) => !common.has(name))]),
  ]
  for (const [title, names] of groups) if (names.length > 0) lines.push(...heading(title), ...names.flatMap((name) => fieldLines(connector, name)))

  if (connector.constraints.length > 0) lines.push(...heading('Rules over fields'), ...connector.constraints.map((one) => plain(`- ${constraintInWords(one)}`, 2, 4)))
  const recipes = Object.entries(connector.recipes)
  if (recipes.length > 0) {
    lines.push(...heading('How `c1ctl verify` proves credentials'))
    for (const [name, recipe] of recipes) lines.push({text: name, indent: 2, hang: 2, look: 'name', aside: recipe.title}, ...recipeLines(recipe))
  }
  const {access, workloadIdentity, volume, configuration, identities} = connector.needs
  if (Object.values(connector.needs).some((need) => need !== undefined)) lines.push(...heading('What it needs beside a Secret and a Deployment'))
  const only = ({when}: {when?: string}): string => (when ? `When ${when}: ` : '')
  if (access) {
    const where = access.scope === 'cluster' ? 'in every namespace' : `in the namespace ${access.namespace ?? 'of the connector'}`
    for (const rule of access.rules) lines.push(plain(`- ${only(access)}a service account that may ${list(rule.verbs, 'and')} ${list([...rule.resources, ...(rule.resourceNames ?? []).map((name) => `(${name})`)], 'and')} ${where}: ${access.why}`, 2, 4))
  }
  if (workloadIdentity) lines.push(plain(`- ${only(workloadIdentity)}a service account that ${list(workloadIdentity.clouds, 'or')} trusts: ${workloadIdentity.why}`, 2, 4))
  if (volume) lines.push(plain(`- ${only(volume)}a volume at ${volume.path}: ${volume.why}`, 2, 4))
  if (configuration) lines.push(plain(`- ${only(configuration)}a configuration file of your own in ${configuration.field}: ${configuration.why}`, 2, 4))
  if (identities) lines.push(plain(`- ${only(identities)}accounts that ${identities.from ? `the connector ${identities.from}` : 'another connector'} syncs: ${identities.why}`, 2, 4))
  if (connector.notes.length > 0) lines.push(...heading('Notes'), ...connector.notes.map((note) => plain(`- ${note}`, 2, 4)))
  const sources = Object.entries(connector.sources)
  if (sources.length > 0) lines.push(...heading('Where this is known from'), ...sources.map(([what, origin]) => ({...plain(`${what.replaceAll('-', ' ').padEnd(12)} ${originWords[origin]}`, 2, 15), look: 'faint' as const})))
  return lines
}

function fieldLines(connector: Connector, name: string): Line[] {
  const field = connector.fields[name]!
  const isNeeded = isRequired(connector, undefined, name) || Object.values(connector.auth).some((method) => isRequired(connector, method, name))
  const marks = [field.type === 'string' ? '' : typeNames[field.type], field.secret ? 'secret' : '', isNeeded ? 'required' : 'optional', field.advanced ? 'for rare cases' : '', field.undocumented ? 'not in the published schema' : ''].filter(Boolean)
  const lines: Line[] = [{text: name, indent: 2, hang: 2, look: 'name', aside: `${field.title} (${marks.join(', ')})`}]
  if (field.help) lines.push(plain(field.help, 4))
  for (const [label, text] of [['From', field.where], ['Default', field.default], ['Example', field.example], ['Must', rulesInWords(field)], ['Files', field.extensions?.join(', ')], ['Earlier', field.aliases.map((alias) => `${alias} (${variableOf(alias)})`).join(', ')]])
    if (text) lines.push({...plain(`${label!.padEnd(8)} ${text}`, 4, 13), look: 'faint'})
  lines.push({...plain(`Variable ${field.variable}`, 4, 13), look: 'faint'})
  return lines
}

export type {Line} from './lines.ts'

const abilityWords: Record<Ability, string> = {
  sync: 'read',
  provision: 'changed',
  'account-provisioning': 'accounts created',
  'credential-rotation': 'credentials rotated',
  'resource-create': 'created',
  'resource-delete': 'deleted',
  'targeted-sync': 'read one by one',
}

const originWords: Record<Connector['sources'][string], string> = {
  schema: 'the configuration schema that the connector publishes',
  docs: 'its documentation',
  repo: 'its source code',
  'general-knowledge': 'general knowledge of the app: the weakest',
}

const featureWords: Record<Feature, string> = {
  actions: 'runs actions',
  ticketing: 'opens tickets (with `ticketing: true`)',
  'event-feed-v2': 'feeds events',
  'service-mode-targeted-sync': 'reads single resources in service mode',
}

const typeNames: Record<Field['type'], string> = {string: 'text', bool: 'true or false', int: 'number', list: 'list', map: 'map', file: 'file'}

function rulesInWords(field: Field): string {
  const rules = field.rules ?? {}
  const item = rules.items ? rulesInWords({...field, rules: rules.items}) : ''
  const parts: Array<[unknown, string]> = [
    [rules.in, `be one of ${rules.in?.join(', ')}`],
    [rules.notIn, `not be one of ${rules.notIn?.join(', ')}`],
    [rules.eq, `be ${rules.eq}`],
    [rules.len, `be ${rules.len} bytes long`],
    [rules.minLen, `be at least ${rules.minLen} bytes long`],
    [rules.maxLen, `be at most ${rules.maxLen} bytes long`],
    [rules.pattern, `match ${rules.pattern}`],
    [rules.prefix, `start with ${rules.prefix}`],
    [rules.suffix, `end with ${rules.suffix}`],
    [rules.contains, `contain ${rules.contains}`],
    [rules.wellKnown, `be a valid ${rules.wellKnown}`],
    [rules.lt, `be less than ${rules.lt}`],
    [rules.lte, `be at most ${rules.lte}`],
    [rules.gt, `be more than ${rules.gt}`],
    [rules.gte, `be at least ${rules.gte}`],
    [rules.minItems, `have at least ${rules.minItems} items`],
    [rules.maxItems, `have at most ${rules.maxItems} items`],
    [rules.unique, 'not repeat an item'],
    [item, `have items that ${item}`],
  ]
  return parts.filter(([rule]) => rule !== undefined && rule !== false && rule !== '').map(([, words]) => words).join('; ')
}

/** A constraint as a sentence. */
export function constraintInWords(constraint: Constraint): string {
  const rule = ruleInWords(constraint)
  return constraint.when ? `When ${constraint.when}: ${rule}` : rule
}

function ruleInWords(constraint: Constraint): string {
  const {fields} = constraint
  switch (constraint.kind) {
    case 'required-together':
      return `${list(fields, 'and')} go together.`
    case 'mutually-exclusive':
      return `Only one of ${list(fields, 'and')} may be set.`
    case 'at-least-one':
      return `One of ${list(fields, 'and')} must be set.`
    case 'dependent-on':
      return `${list(fields, 'and')} ${fields.length > 1 ? 'need' : 'needs'} ${list(constraint.on, 'and')}.`
  }
}
