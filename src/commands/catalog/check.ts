import {string} from '@oclif/core/args'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {CheckedCatalog} from '../../services/catalog/check.ts'

export default class CatalogCheck extends C1Command<CheckedCatalog> {
  static override summary = 'Find what is wrong in a connectors.yaml, and what can never be.'
  static override description = 'Beside form and names: auth methods that no values satisfy, fields that constraints never let anybody set, recipes and constraints whose condition can never hold. Auth methods without a recipe are warned of. Exit 3 for a fault.'
  static override examples = ['<%= config.bin %> catalog check', '<%= config.bin %> catalog check connectors.yaml --json']
  static override args = {file: string({description: 'A connectors.yaml. Default: that of the project, or the catalog that c1ctl brings where there is none.'})}

  protected async execute(): Promise<Outcome<CheckedCatalog>> {
    const {args} = await this.input(CatalogCheck)
    const {checkCatalog} = await import('../../services/catalog/check.ts')
    const {data, problems, warnings} = await checkCatalog({project: this.projectDirectory, file: args.file})
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        const {file, isShipped, entries} = data
        const found = problems.length === 0 ? 'no faults' : problems.length === 1 ? '1 fault' : `${problems.length} faults`
        ui.note(`${isShipped ? `${file} (the catalog that c1ctl brings)` : file}: ${entries === 1 ? '1 entry' : `${entries} entries`}, ${found}.`)
      },
    }
  }
}
