import {string} from '@oclif/core/args'
import {boolean, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../../base/command.ts'

interface Data {
  instance: string
  fields: string[]
  path: string
  changed: boolean
  recipients: string[]
  newIdentity: {recipient: string; path: string} | null
}

export default class CredentialSet extends C1Command<Data> {
  static override summary = 'Put credentials into the encrypted store of an instance.'
  static override description = 'A value is read from standard input (FIELD=-), a variable (FIELD=env:NAME) or a file (FIELD=file:PATH), or asked for (FIELD alone); it never stands on the command line. The store is a SOPS file, encrypted to age recipients, that can be committed.'
  static override examples = ['<%= config.bin %> credential set asana token', 'pass asana | <%= config.bin %> credential set asana token=-', '<%= config.bin %> credential set asana conductorone.client-secret=env:C1_SECRET']
  static override strict = false
  static override args = {
    instance: string({required: true, ignoreStdin: true, description: 'The instance, as c1ctl.yaml names it.'}),
    field: string({ignoreStdin: true, description: 'FIELD=-, FIELD=env:NAME, FIELD=file:PATH, or FIELD to be asked. May be repeated.'}),
  }
  static override flags = {
    'credentials-from': text({helpValue: 'FILE|-', env: 'C1CTL_CREDENTIALS_FROM', summary: 'A JSON object of field to value; - is standard input.'}),
    'new-identity': boolean({env: 'C1CTL_NEW_IDENTITY', summary: 'Make an age identity when there is none.'}),
  }

  protected async execute(): Promise<Outcome<Data>> {
    const {flags, argv} = await this.input(CredentialSet)
    const [instance, ...words] = argv as [string, ...string[]]
    const {setCredentials} = await import('../../services/credential/set.ts')
    const {fields, path, changed, recipients, newIdentity, warnings} = await setCredentials({
      directory: this.projectDirectory,
      instance,
      words,
      from: flags['credentials-from'] as string | undefined,
      newIdentity: flags['new-identity'] === true,
      prompter: await this.prompter(),
    })
    return {
      data: {instance, fields, path, changed, recipients, newIdentity: newIdentity && {recipient: newIdentity.recipient, path: newIdentity.path}},
      warnings,
      present: (ui) => {
        ui.line(changed ? `${ui.colour.green('stored')}  ${fields.join(', ')} of ${instance} in ${path}` : `${ui.colour.dim('unchanged')}  ${path} holds these values already`)
        // A recipient that somebody added to .sops.yaml unseen is seen here.
        if (changed) ui.note(`It opens with the age keys of ${recipients.join(', ')}.`)
        if (!newIdentity) return
        ui.note(`A new age identity is in ${newIdentity.path}; its public key is ${newIdentity.recipient}.`)
        for (const step of newIdentity.next) ui.note(`  ${ui.colour.dim('→')} ${step}`)
      },
    }
  }
}
