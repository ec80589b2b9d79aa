import {string} from '@oclif/core/args'
import {boolean, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {Imported} from '../../services/catalog/import.ts'

const signs = {same: ' ', less: '-', more: '+', gap: '…'} as const

export default class CatalogImport extends C1Command<Imported> {
  static override summary = 'Make or update an entry of the catalog from a connector\'s own schema.'
  static override description = 'FILE is what the connector prints with its `config` command, config_schema.json in its repository. Types, rules, constraints and groups follow it; titles, helps, steps and recipes that people wrote stay, and so do comments and order of the file. What c1ctl does not understand is kept under schema-extras, with a warning.'
  static override examples = ['<%= config.bin %> catalog import baton-acme/config_schema.json --dry-run', 'baton-acme config | <%= config.bin %> catalog import - --name acme', '<%= config.bin %> catalog import okta.json --check']
  static override args = {file: string({required: true, description: 'The schema as JSON; - for standard input.'})}
  static override flags = {
    name: text({env: 'C1CTL_NAME', helpValue: 'CONNECTOR', summary: 'Name of the entry. Default: as the directory baton-NAME, the file or the title in it says.'}),
    check: boolean({env: 'C1CTL_CHECK', exclusive: ['dry-run'], summary: 'Only compare with the entry that there is; exit 1 when they differ.'}),
    'dry-run': boolean({env: 'C1CTL_DRY_RUN', summary: 'Show the change and write nothing.'}),
    yes: boolean({summary: 'Let values that stand in connectors.yaml give way to the schema\'s without being asked.'}),
  }

  protected async execute(): Promise<Outcome<Imported>> {
    const {args, flags} = await this.input(CatalogImport)
    const {importSchema} = await import('../../services/catalog/import.ts')
    const {data, problems, warnings} = await importSchema({project: this.projectDirectory, file: args.file, name: flags.name, check: flags.check, dryRun: flags['dry-run'], yes: flags.yes, prompter: await this.prompter()})
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        const {green, red, dim} = ui.colour
        const paint = {same: dim, less: red, more: green, gap: dim}
        if (flags.check) {
          for (const {place, what} of data.changes) ui.line(`${place}: ${what}`.replaceAll('\n', '\\n'))
          if (data.changes.length === 0) ui.note(`The entry ${data.connector} says what the schema says.`)
          return
        }
        for (const {kind, text: line} of data.diff) ui.line(paint[kind](`${signs[kind]} ${line}`.trimEnd()))
        for (const {place, what, kind} of data.changes) if (kind === 'gone' || kind === 'removed') ui.note(`${place} ${what}.`)
        if (data.diff.length === 0) ui.note(`Nothing to do: the entry ${data.connector} says what the schema says.`)
        else if (!data.isWritten) ui.note(`Nothing was written: this is what ${data.file} would look like.`)
        else ui.note(`${data.isNew ? 'Added' : 'Updated'} ${data.connector} in ${data.file}.${data.isNew ? ` Say there how to get its credentials (auth) and how to prove them (recipes); \`c1ctl catalog show ${data.connector}\` shows what it says now.` : ''}`)
      },
    }
  }
}
