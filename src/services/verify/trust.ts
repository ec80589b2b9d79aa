import {problem, ProblemError, type Problem} from '../../core/problems/problem.ts'
import type {Instance} from '../../core/project/types.ts'
import {agreementKey, hostAllowed, needsAgreement, type Agreement} from '../../core/verify/trust.ts'
import type {Prompter} from '../../io/prompt.ts'
import {allowedHosts, isAgreed, remember} from '../../io/trust.ts'
import type {Entry} from './entries.ts'

/** Who may agree, and what was agreed to before. */
interface TrustSettings {
  /** Null when nobody is there to be asked. */
  prompter: Prompter | null
  /** Settings and sources were given by the user on this machine a moment ago. */
  typedByUser?: boolean
  /** process.env when not given: C1CTL_ALLOW_HOSTS, and where agreements are kept. */
  environment?: NodeJS.ProcessEnv
}

/** Where faults and warnings go. */
interface Findings {
  problems: Problem[]
  warnings: string[]
}

/** Law 10: asks, looks up or refuses, once for each way that credentials would go. */
export async function settleTrust(entries: Entry[], {prompter, typedByUser = false, environment = process.env}: TrustSettings, found: Findings): Promise<void> {
  const ways = new Map<string, {agreement: Agreement; entries: Entry[]; recipeFromProject: boolean}>()
  for (const entry of entries) {
    const {planned, connector, instance} = entry
    if (planned.kind === 'untested') continue
    const agreement: Agreement = {
      connector: connector.name,
      recipe: connector.recipes[planned.recipe]!,
      origins: [...planned.origins].sort(),
      credentials: sourcesOf(planned.carries, instance),
      ...(planned.believes.length > 0 ? {believes: sourcesOf(planned.believes, instance)} : {}),
    }
    const recipeFromProject = connector.recipesFromProject.includes(planned.recipe)
    const from = {recipeFromProject, hostFromProject: planned.hostFields.length + planned.believes.length > 0}
    if (!needsAgreement(agreement, {...from, typedByUser: false})) continue
    const key = agreementKey(agreement)
    if (!needsAgreement(agreement, {...from, typedByUser})) await keep(key, agreement, environment, found)
    else ways.set(key, {agreement, recipeFromProject, entries: [...(ways.get(key)?.entries ?? []), entry]})
  }
  const refused: Array<{instances: string[]; hosts: string[]}> = []
  for (const [key, way] of ways) {
    const {agreement} = way
    if (agreement.origins.every((origin) => hostAllowed(allowedHosts(environment), origin)) || (await isAgreed(key, environment).catch(() => false))) continue
    const hosts = agreement.origins.map((origin) => new URL(origin).host)
    const what = `${Object.entries(agreement.credentials).map(([field, source]) => `${field} (${source.from === 'env' ? `from ${source.name}` : source.from === 'file' ? `from ${source.path}` : 'from the store'})`).join(', ') || 'no credential'}`
    if (prompter && (await prompter.confirm(`The project ${way.recipeFromProject ? `changes how ${agreement.connector} is asked and` : ''} would send ${what} of ${agreement.connector} to ${agreement.origins.join(' and ')}${belief(way.entries)}. Send it there?`.replaceAll(/ {2,}/g, ' '), false))) {
      await keep(key, agreement, environment, found)
      continue
    }
    refused.push({instances: [...new Set(way.entries.map(({instance}) => instance.name))], hosts})
    for (const entry of way.entries) Object.assign(entry, {settled: {verdict: 'untested', identity: null, reason: `nobody agreed to send credentials to ${hosts.join(' and ')}`, ms: 0}, explained: true})
  }
  const variable = [...new Set([...allowedHosts(environment).split(',').filter((host) => host !== ''), ...refused.flatMap(({hosts}) => hosts)])].join(',')
  for (const {instances, hosts} of refused)
    found.problems.push(problem('source-not-trusted', `${instances.join(', ')}: the project would send credentials to ${hosts.join(' and ')}, and nobody has agreed to that.`, {next: [`If that is meant, run \`c1ctl verify\` in a terminal and answer, or set C1CTL_ALLOW_HOSTS=${variable}.`, 'If not, look at connectors.yaml and c1ctl.yaml of the project: who changed them?']}))
}

async function keep(key: string, agreement: Agreement, environment: NodeJS.ProcessEnv, found: Findings): Promise<void> {
  try {
    await remember(key, agreement, environment)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    found.warnings.push(`The agreement could not be kept and will be asked for again: ${error.problems[0]!.what}`)
  }
}

/** Whom a project would have believed to be the host: with an authority of its own it could be anybody. */
function belief(entries: Entry[]): string {
  const plans = entries.flatMap(({planned}) => (planned.kind === 'untested' ? [] : [planned]))
  if (plans.some(({unverified}) => unverified !== null)) return ', whose TLS certificate is not verified'
  const fields = [...new Set(plans.flatMap(({believes}) => believes))]
  return fields.length > 0 ? `, whose TLS certificate may come from the authority that ${fields.join(' and ')} names` : ''
}

const sourcesOf = (fields: string[], instance: Instance): Agreement['credentials'] => Object.fromEntries(fields.map((field) => [field, instance.credentials[field] ?? {from: 'store'}]))

/** Warns of credentials that go where somebody on the way can read them. */
export function warnOfConnections(entries: Entry[], found: Findings): void {
  const warnings = entries.flatMap(({planned, settled}): string[] => {
    if (planned.kind === 'untested' || settled || planned.carries.length === 0) return []
    return planned.origins.flatMap((origin) => {
      const {protocol, hostname, host} = new URL(origin)
      const plain = planned.plain ?? (['http:', 'ldap:'].includes(protocol) ? 'always' : 'never')
      if (plain !== 'never') return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname) ? [] : [`Credentials ${plain === 'always' ? 'go' : 'may go'} to ${origin} without TLS: whoever is on the way can read them.`]
      return planned.unverified === null ? [] : [`The TLS certificate of ${host} is not verified, as ${planned.unverified} says: whoever is on the way can read credentials.`]
    })
  })
  found.warnings.push(...new Set(warnings))
}
