import {string} from '@oclif/core/args'
import {integer} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {Found} from '../../core/catalog/search.ts'

/** What `catalog search` answers. */
interface Searched {
  /** The best first. */
  found: Found[]
  /** How many there are, --limit aside. */
  total: number
}

export default class CatalogSearch extends C1Command<Searched> {
  static override summary = 'Find connectors by words: names, titles, variables and all else.'
  static override description = 'Looks for every word in name, title, variable, auth method, resource, field and note, the best first, and shows where it stands. Where no connector has every word, those with the most are shown.'
  static override examples = ['<%= config.bin %> catalog search google', '<%= config.bin %> catalog search BATON_DOMAIN', '<%= config.bin %> catalog search scim groups --json']
  static override strict = false
  static override args = {words: string({required: true, description: 'What to look for. In a name, one or two letters may be wrong.'})}
  static override flags = {limit: integer({min: 1, default: 25, env: 'C1CTL_LIMIT', summary: 'How many to show at most.'})}

  protected async execute(): Promise<Outcome<Searched>> {
    const {argv, flags} = await this.input(CatalogSearch)
    const {catalogDirectory, searchConnectors} = await import('../../services/catalog/search.ts')
    const words = argv as string[]
    const {warnings, ...data} = await searchConnectors({directory: catalogDirectory(this.projectDirectory), words, limit: flags.limit})
    return {
      data,
      warnings,
      present: (ui) => {
        const {cyan, dim} = ui.colour
        const {found, total} = data
        if (total > 0) ui.table(['NAME', 'TITLE', 'FOUND IN'], found.map((one) => [cyan(one.name), one.title, one.matches.map(({where, text}) => (where === 'name' || where === 'title' ? where : `${where} ${text}`)).join('; ')]))
        if (found[0] && found[0].lacks.length > 0) ui.note('No connector has every word; these have the most.')
        const count = total === 0 ? 'Nothing was found' : total === 1 ? '1 connector' : found.length < total ? `${found.length} of ${total} connectors` : `${total} connectors`
        ui.note(dim(total === 0 ? `${count}. \`c1ctl catalog list\` shows every connector.` : `${count}. \`c1ctl catalog show NAME\` says what one needs.`))
      },
    }
  }
}
