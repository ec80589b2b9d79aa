import {searchCatalog, type SearchEntry} from '../../core/catalog/search.ts'
import type {ConnectorSummary} from '../../core/catalog/summary.ts'
import type {Connector} from '../../core/catalog/types.ts'
import {instanceNameFault} from '../../core/project/parse.ts'
import {methodOf} from '../../core/workload/constraints.ts'
import type {Choice, Prompter} from '../../io/prompt.ts'

/**
 * Lets a person find a connector by typing: a part of its name or title first, then anything that the catalog says of it. One that cannot run in
 * Kubernetes is found as well, and says why it cannot be chosen.
 * @param connectors all there are
 * @param entries what they are found by
 */
export async function askConnector(prompter: Prompter, connectors: ConnectorSummary[], entries: SearchEntry[]): Promise<string> {
  const byName = new Map(connectors.map((one) => [one.name, one]))
  const byTitle = [...connectors].sort((one, other) => one.title.localeCompare(other.title, 'en'))
  const choice = (one: ConnectorSummary, found = ''): Choice => ({
    name: `${one.title}${one.notRunnable ? ' (not in Kubernetes)' : ''}`,
    value: one.name,
    description: one.notRunnable ?? `${one.name}: ${found || [...new Set([...one.sync, ...one.provision])].join(', ')}`,
  })
  for (;;) {
    const name = await prompter.search({
      message: 'Which app should be connected?',
      hint: `Type to search ${connectors.length} connectors: by name, or by a field, a sign-in or a resource.`,
      source: (term) => {
        if (term.trim() === '') return byTitle.map((one) => choice(one))
        return searchCatalog(entries, [term]).map(({name, matches}) => choice(byName.get(name)!, matches.filter(({where}) => where !== 'name' && where !== 'title').map(({where, text}) => `${where} ${text}`).join('; ')))
      },
    })
    const reason = byName.get(name)!.notRunnable
    if (reason === null) return name
    prompter.say(`\n${byName.get(name)!.title} cannot be rendered: ${reason}\n`)
  }
}

function freeName(taken: string[], connector: string): string {
  for (let number = 2; ; number++) if (!taken.includes(`${connector}-${number}`)) return `${connector}-${number}`
}

/** Asks for an instance name that is free. */
export async function askName(prompter: Prompter, taken: string[], connector: string): Promise<string> {
  return prompter.text({
    message: 'Name of this instance',
    default: freeName(taken, connector),
    hint: `The project has an instance ${connector} already; another one needs a name of its own.`,
    validate: (text) => {
      const fault = instanceNameFault(text)
      return fault ? `The name ${fault}.` : taken.includes(text) ? 'The project has an instance of that name already.' : true
    },
  })
}

/** Asks for the auth method when there is a choice; deprecated ones come last. */
export async function askMethod(prompter: Prompter, connector: Connector): Promise<string | undefined> {
  const methods = Object.entries(connector.auth).filter(([, method]) => method.selfHosted)
  if (methods.length < 2) return undefined
  const first = methodOf(connector)?.name
  const rank = ([name, method]: (typeof methods)[number]) => (name === first ? 0 : method.deprecated ? 2 : 1)
  const choices = [...methods]
    .sort((one, other) => rank(one) - rank(other))
    .map(([name, method]): Choice => ({name: `${method.title}${method.deprecated ? ' (deprecated)' : ''}`, value: name, description: method.deprecated ?? method.steps[0] ?? name}))
  return prompter.select({message: `How does it sign in to ${connector.title}?`, choices})
}
