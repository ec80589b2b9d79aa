import {string} from '@oclif/core/args'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {ListedCredential} from '../../services/credential/list.ts'

export default class CredentialList extends C1Command<{credentials: ListedCredential[]}> {
  static override summary = 'Say where credentials come from and whether they are there; never a value.'
  static override examples = ['<%= config.bin %> credential list', '<%= config.bin %> credential list asana --json']
  static override strict = false
  static override args = {instance: string({ignoreStdin: true, description: 'Instances to list. Default: all.'})}

  protected async execute(): Promise<Outcome<{credentials: ListedCredential[]}>> {
    const {argv} = await this.input(CredentialList)
    const {listCredentials} = await import('../../services/credential/list.ts')
    const {credentials, problems, warnings} = await listCredentials({directory: this.projectDirectory, names: argv as string[]})
    return {
      data: {credentials},
      problems,
      warnings,
      present: (ui) => {
        const {green, red, yellow, dim} = ui.colour
        const presence = ({present, required}: ListedCredential) => (present === null ? yellow('unknown') : present ? green('yes') : required ? red('no') : dim('no'))
        if (credentials.length === 0) ui.note('The project has no instances yet: add one with `c1ctl init CONNECTOR`.')
        else ui.table(['INSTANCE', 'FIELD', 'SOURCE', 'PRESENT', 'REQUIRED'], credentials.map((one) => [one.instance, one.field, one.source, presence(one), one.required ? 'yes' : 'no']))
      },
    }
  }
}
