import {string} from '@oclif/core/args'
import {C1Command, type Outcome} from '../../base/command.ts'
import type {RemovedCredentials} from '../../services/credential/remove.ts'

export default class CredentialRemove extends C1Command<RemovedCredentials> {
  static override summary = 'Take credentials out of the encrypted store of an instance.'
  static override description = 'The value stays in the history of git in its encrypted form: make a new credential where the old one is no longer wanted.'
  static override examples = ['<%= config.bin %> credential remove asana token']
  static override strict = false
  static override args = {
    instance: string({required: true, ignoreStdin: true, description: 'The instance, as c1ctl.yaml names it.'}),
    field: string({required: true, ignoreStdin: true, description: 'A field to remove. May be repeated.'}),
  }

  protected async execute(): Promise<Outcome<RemovedCredentials>> {
    const {argv} = await this.input(CredentialRemove)
    const [instance, ...fields] = argv as [string, ...string[]]
    const {removeCredentials} = await import('../../services/credential/remove.ts')
    const {removed, warnings} = await removeCredentials({directory: this.projectDirectory, instance, fields})
    return {
      data: removed,
      warnings,
      present: (ui) => {
        if (removed.changed) ui.line(`${ui.colour.green('removed')}  ${fields.join(', ')} of ${instance} from ${removed.path}`)
      },
    }
  }
}
