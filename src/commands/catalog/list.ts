import {C1Command, type Outcome} from '../../base/command.ts'
import type {ConnectorSummary} from '../../services/catalog.ts'

export default class CatalogList extends C1Command<{connectors: ConnectorSummary[]}> {
  static override summary = 'List every connector that c1ctl knows.'
  static override examples = ['<%= config.bin %> catalog list', '<%= config.bin %> catalog list --json']

  protected async execute(): Promise<Outcome<{connectors: ConnectorSummary[]}>> {
    await this.input(CatalogList)
    const {catalogDirectory, listConnectors} = await import('../../services/catalog.ts')
    const {connectors, warnings} = await listConnectors({directory: catalogDirectory(this.projectDirectory)})
    return {
      data: {connectors},
      warnings,
      present: (ui) => {
        const {cyan, dim} = ui.colour
        const rows = connectors.map((one) => [
          cyan(one.name),
          one.title,
          one.notRunnable ? dim('not in Kubernetes') : one.provision.length > 0 ? 'sync, provision' : one.sync.length > 0 ? 'sync' : '',
          one.auth.filter((method) => method.selfHosted && !method.deprecated).map((method) => method.name).join(', '),
        ])
        ui.table(['NAME', 'TITLE', 'CAN', 'SIGN IN WITH'], rows)
        ui.note(dim(`\n${connectors.length} connectors. \`c1ctl catalog show NAME\` says what one needs.`))
      },
    }
  }
}
