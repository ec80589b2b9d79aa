import {string} from '@oclif/core/args'
import {boolean, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import {namespace} from '../base/flags.ts'
import type {InitResult} from '../services/init.ts'

export default class Init extends C1Command<InitResult> {
  static override summary = 'Add a connector to the project, once its credentials are proven.'
  static override description = 'In a terminal everything that is missing is asked for; elsewhere it comes from flags. Secret values go to the project\'s encrypted store (or stay in an environment variable or a file that you name) and never stand on the command line.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init asana --credential token=env:ASANA_TOKEN --credentials-from -',
    '<%= config.bin %> init asana --name asana-emea --auth service-account',
  ]
  static override args = {connector: string({description: 'A connector of `c1ctl catalog list`.'})}
  static override flags = {
    name: text({env: 'C1CTL_NAME', helpValue: 'I', summary: 'Name of the instance. Default: the connector\'s name.'}),
    auth: text({env: 'C1CTL_AUTH', helpValue: 'METHOD', summary: 'How it signs in; `c1ctl catalog show CONNECTOR` lists the methods.'}),
    set: text({multiple: true, multipleNonGreedy: true, env: 'C1CTL_SET', helpValue: 'FIELD=VALUE', summary: 'A setting that is no secret. Repeatable.'}),
    credential: text({multiple: true, multipleNonGreedy: true, env: 'C1CTL_CREDENTIAL', helpValue: 'FIELD=SOURCE', summary: 'Where a secret comes from: env:NAME, file:PATH or store. Repeatable.'}),
    'credentials-from': text({env: 'C1CTL_CREDENTIALS_FROM', helpValue: 'FILE|-', summary: 'A JSON object of field to value, for the store; - is standard input.'}),
    namespace: namespace(),
    verify: boolean({allowNo: true, default: true, env: 'C1CTL_VERIFY', summary: 'Prove the credentials against the app before anything is written.'}),
    pin: boolean({allowNo: true, default: true, env: 'C1CTL_PIN', summary: 'Write tag and digest of the stable release, when it can be reached.'}),
    'new-identity': boolean({env: 'C1CTL_NEW_IDENTITY', summary: 'Make an age identity when there is none to encrypt the store to.'}),
  }

  protected async execute(): Promise<Outcome<InitResult>> {
    const {args, flags} = await this.input(Init)
    const {init} = await import('../services/init.ts')
    const {data, warnings} = await init({
      ...flags,
      set: flags.set ?? [],
      credential: flags.credential ?? [],
      directory: this.projectDirectory,
      connector: args.connector,
      credentialsFrom: flags['credentials-from'],
      newIdentity: flags['new-identity'],
      version: this.config.version,
      prompter: await this.prompter(),
      signal: this.interruption(),
      progress: (doing) => this.ui.progress(doing),
    })
    return {
      data,
      warnings,
      present: (ui) => {
        const {bold, dim, green} = ui.colour
        for (const {verdict, recipe, identity, reason} of data.checks) {
          const what = [recipe, identity && bold(identity)].filter(Boolean).join(': ')
          ui.line([verdict === 'verified' ? green('verified') : verdict, what, reason && dim(reason)].filter(Boolean).join('  '))
        }
        if (data.image?.tag) ui.line(`${green('pinned')}    ${data.connector} ${data.image.tag}`)
        for (const file of data.written) ui.line(`${green('written')}   ${file}`)
        if (data.recipients.length > 0) ui.note(`The store opens with the age keys of ${data.recipients.join(', ')}.`)
        if (data.identity) {
          ui.note(`\nA new age identity was made: ${data.identity.path} (public key ${data.identity.recipient}).`)
          for (const step of data.identity.next) ui.note(`  ${dim('→')} ${step}`)
        }
        if (data.needs.length > 0) ui.note('\nBeside that:')
        for (const need of data.needs) ui.note(`  ${dim('→')} ${need}`)
        ui.note(`\nNext: ${bold('c1ctl render --out k8s/')} writes the manifests, ${bold('c1ctl apply')} sends them to the cluster.`)
      },
    }
  }
}
