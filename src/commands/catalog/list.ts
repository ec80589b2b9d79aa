import {option, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {ConnectorSummary} from '../../services/catalog.ts'

/** What `catalog list` answers. */
interface Listed {
  connectors: ConnectorSummary[]
  /** How many connectors there are, filters aside. */
  total: number
}

const kinds = ['access', 'workload-identity', 'volume', 'configuration', 'identities', 'files'] as const
const sides = ['cloud', 'self-hosted'] as const

export default class CatalogList extends C1Command<Listed> {
  static override summary = 'List the connectors that c1ctl knows, or those that fit.'
  static override examples = ['<%= config.bin %> catalog list', '<%= config.bin %> catalog list --capability provision:groups', '<%= config.bin %> catalog list --auth "api key" --needs files', '<%= config.bin %> catalog list --json']
  static override flags = {
    capability: text({multiple: true, multipleNonGreedy: true, env: 'C1CTL_CAPABILITY', helpValue: 'WORD', summary: 'What it can do (provision, ticketing), with which resource (groups), or both (provision:groups). Repeatable.'}),
    auth: text({multiple: true, multipleNonGreedy: true, env: 'C1CTL_AUTH', helpValue: 'KIND', summary: 'How it signs in: words of an auth method, or a scheme such as bearer, basic or ldap. Repeatable.'}),
    hosting: option({options: sides})({env: 'C1CTL_HOSTING', summary: 'Where it runs.'}),
    needs: option({options: kinds})({multiple: true, multipleNonGreedy: true, env: 'C1CTL_NEEDS', helpValue: 'KIND', summary: `What it needs beside a Secret and a Deployment: ${kinds.join(', ')}. Repeatable.`}),
  }

  protected async execute(): Promise<Outcome<Listed>> {
    const {flags} = await this.input(CatalogList)
    const {catalogDirectory, listConnectors} = await import('../../services/catalog.ts')
    const {capability = [], auth = [], hosting, needs = []} = flags
    const isFiltered = capability.length + auth.length + needs.length > 0 || hosting !== undefined
    const {warnings, ...data} = await listConnectors({directory: catalogDirectory(this.projectDirectory), ...(isFiltered ? {filter: {capability, auth, hosting, needs}} : {})})
    return {
      data,
      warnings,
      present: (ui) => {
        const {cyan, dim} = ui.colour
        const {connectors, total} = data
        const rows = connectors.map((one) => [
          cyan(one.name),
          one.title,
          one.notRunnable ? dim('not in Kubernetes') : one.provision.length > 0 ? 'sync, provision' : one.sync.length > 0 ? 'sync' : '',
          one.auth.filter((method) => method.selfHosted && !method.deprecated).map((method) => method.name).join(', '),
        ])
        if (rows.length > 0) ui.table(['NAME', 'TITLE', 'CAN', 'SIGN IN WITH'], rows)
        const count = connectors.length === total ? `${total}` : rows.length === 0 ? `None of ${total}` : `${connectors.length} of ${total}`
        ui.note(dim(`${count} connectors${rows.length === 0 ? ' fits all of that' : ''}. \`c1ctl catalog show NAME\` says what one needs.`))
      },
    }
  }
}
