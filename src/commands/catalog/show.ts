import {string} from '@oclif/core/args'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {Connector} from '../../core/catalog/types.ts'

export default class CatalogShow extends C1Command<{connector: Connector}> {
  static override summary = 'Show what a connector needs: its credentials, its fields, its recipes.'
  static override examples = ['<%= config.bin %> catalog show asana', '<%= config.bin %> catalog show github --json']
  static override args = {connector: string({required: true, description: 'A name from `c1ctl catalog list`.'})}

  protected async execute(): Promise<Outcome<{connector: Connector}>> {
    const {args} = await this.input(CatalogShow)
    const [{catalogDirectory, loadConnector}, {connectorPage}] = await Promise.all([import('../../services/catalog.ts'), import('../../services/catalog/present.ts')])
    const {connector, warnings} = await loadConnector(args.connector, {directory: catalogDirectory(this.projectDirectory)})
    return {data: {connector}, warnings, present: (ui) => ui.text(connectorPage(connector, ui.colour))}
  }
}
