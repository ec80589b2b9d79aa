import {string} from '@oclif/core/args'
import {boolean, integer, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import type {Check, Verdict} from '../core/verify/types.ts'

const colours: Record<Verdict, 'green' | 'red' | 'yellow' | 'dim'> = {verified: 'green', denied: 'red', unreachable: 'yellow', untested: 'dim'}

export default class Verify extends C1Command<{checks: Check[]}> {
  static override summary = 'Prove the credentials of instances against their apps, with read-only requests.'
  static override description = 'Each recipe of the catalog is one request that changes nothing. Answers are never printed, apart from the name that the credential belongs to. Without arguments all instances are checked.'
  static override examples = ['<%= config.bin %> verify', '<%= config.bin %> verify asana --timeout 30', '<%= config.bin %> verify --require-verified --json']
  static override strict = false
  static override args = {instance: string({required: false, description: 'Instances of the project; all when none is named.'})}
  static override flags = {
    timeout: integer({default: 10, min: 1, max: 600, env: 'C1CTL_TIMEOUT', helpValue: 'SECONDS', summary: 'What one check may take, retries included.'}),
    concurrency: integer({default: 8, min: 1, max: 64, env: 'C1CTL_CONCURRENCY', helpValue: 'N', summary: 'Checks at once; at most two ask the same host.'}),
    'require-verified': boolean({env: 'C1CTL_REQUIRE_VERIFIED', summary: 'Fail also when a credential could not be tested.'}),
    environment: text({env: 'C1CTL_ENVIRONMENT', helpValue: 'NAME', summary: 'Use the settings of an environment of c1ctl.yaml.'}),
  }

  protected async execute(): Promise<Outcome<{checks: Check[]}>> {
    const {flags, argv} = await this.input(Verify)
    const {verify} = await import('../services/verify.ts')
    const {checks, weak, problems, warnings} = await verify({
      directory: this.projectDirectory,
      overlay: flags.environment,
      instances: argv as string[],
      timeoutSeconds: flags.timeout,
      concurrency: flags.concurrency,
      requireVerified: flags['require-verified'],
      prompter: await this.prompter(),
      version: this.config.version,
      signal: this.interruption(),
      progress: (done, all, asked) => this.ui.progress(`${done} of ${all} checked${asked.length > 0 ? `, asking ${asked.join(', ')}` : ''}`),
    })
    return {
      data: {checks},
      problems,
      warnings,
      present: (ui) => {
        if (checks.length === 0) return ui.note('There is nothing to verify.')
        ui.table(
          ['INSTANCE', 'RECIPE', 'VERDICT', 'IDENTITY OR REASON'],
          checks.map((check) => [check.instance, check.recipe || '-', ui.colour[colours[check.verdict]](`${check.verdict}${weak.includes(check) ? '*' : ''}`), check.reason ?? check.identity ?? '']),
        )
        if (weak.length > 0) ui.note('* The recipe rests on general knowledge of the app, not on the connector\'s source or documentation: weigh its verdict accordingly.')
      },
    }
  }
}
