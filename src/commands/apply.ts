import {string} from '@oclif/core/args'
import {boolean, integer} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import {context, environment, namespace} from '../base/flags.ts'
import type {ApplyData} from '../services/apply.ts'

const colours = {created: 'green', configured: 'yellow', unchanged: 'dim', applied: 'green', failed: 'red', skipped: 'red'} as const

export default class Apply extends C1Command<ApplyData> {
  static override summary = 'Send the project\'s instances to the cluster and wait until they run.'
  static override description = 'Server-side apply under the field manager c1ctl; applying again changes nothing. The namespace is made when it is not there. When a connector does not come up, its pods say why.'
  static override examples = ['<%= config.bin %> apply --dry-run', '<%= config.bin %> apply asana --context staging --timeout 300', '<%= config.bin %> apply --no-wait --json']
  static override strict = false
  static override args = {instance: string({description: 'Instances to apply. Default: all.'})}
  static override flags = {
    environment: environment(),
    namespace: namespace(),
    context: context(),
    'secrets-only': boolean({env: 'C1CTL_SECRETS_ONLY', summary: 'Send the Secrets alone, for a cluster that gets all else out of git; docs/gitops.md says how.'}),
    'dry-run': boolean({env: 'C1CTL_DRY_RUN', summary: 'Let the cluster judge everything and change nothing.'}),
    timeout: integer({default: 180, min: 1, max: 86_400, env: 'C1CTL_TIMEOUT', helpValue: 'SECONDS', summary: 'How long all rollouts together may take.'}),
    'no-wait': boolean({env: 'C1CTL_NO_WAIT', summary: 'Do not wait for the rollouts.'}),
    'force-conflicts': boolean({summary: 'Take fields over that another tool manages.'}),
  }

  protected async execute(): Promise<Outcome<ApplyData>> {
    const {flags, argv} = await this.input(Apply)
    const {apply} = await import('../services/apply.ts')
    const {data, problems, warnings} = await apply({
      directory: this.projectDirectory,
      environment: flags.environment,
      instances: argv as string[],
      namespace: flags.namespace,
      context: flags.context,
      secretsOnly: flags['secrets-only'],
      dryRun: flags['dry-run'],
      forceConflicts: flags['force-conflicts'],
      wait: !flags['no-wait'],
      timeoutSeconds: flags.timeout,
      signal: this.interruption(),
      progress: (text) => this.ui.progress(text),
    })
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        for (const {kind, namespace: at, name, action} of data.objects) ui.line(`${ui.colour[colours[action]](action.padEnd(10))}  ${kind} ${at === null ? '' : `${at}/`}${name}`)
        if (data.objects.length === 0) ui.note(flags['secrets-only'] ? 'No instance has a Secret.' : 'The project has no instances yet: add one with `c1ctl init CONNECTOR`.')
        if (data.dryRun) ui.note('This was a dry run: nothing was changed.')
        for (const {instance, ready} of data.rollouts) if (ready) ui.line(`${ui.colour.green('ready'.padEnd(10))}  ${instance}`)
      },
    }
  }
}
