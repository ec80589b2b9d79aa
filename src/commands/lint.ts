import {string} from '@oclif/core/args'
import {string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import type {LintData, Linted} from '../services/lint.ts'

export default class Lint extends C1Command<LintData> {
  static override summary = 'Say what a server would refuse in manifests, and what connectors lack.'
  static override description = 'Reads YAML as kubectl does, without a cluster. YAML that is no Kubernetes object is skipped. All files of a run are looked at together: a Deployment finds its Secret. Exit status 1 when there is an error.'
  static override examples = ['<%= config.bin %> lint deploy/', '<%= config.bin %> lint secret.yaml deployment.yaml --format json', 'helm template . | <%= config.bin %> lint - --stdin-name chart']
  static override strict = false
  static override args = {path: string({required: true, description: 'Files, directories (all *.yaml and *.yml below them), or - for standard input.'})}
  static override flags = {
    format: text({options: ['text', 'json'], default: 'text', env: 'C1CTL_FORMAT', summary: 'How to report; json is what --json prints.'}),
    output: text({env: 'C1CTL_OUTPUT', helpValue: 'FILE', summary: 'Write the report to a file.'}),
    'stdin-name': text({default: '<stdin>', env: 'C1CTL_STDIN_NAME', helpValue: 'NAME', summary: 'What to call standard input in the report.'}),
  }

  protected async execute(): Promise<Outcome<LintData>> {
    const {flags, argv} = await this.input(Lint)
    const [{lint, withoutColour, writeReport}, {envelope}] = await Promise.all([import('../services/lint.ts'), import('../base/envelope.ts')])
    const found = await lint({paths: argv as string[], directory: this.projectDirectory, standardInputName: flags['stdin-name']})
    const {findings, summary, problems, warnings} = found
    const data = {findings, summary}
    const report = (paints: Parameters<Linted['report']>[0]): string => (flags.format === 'json' ? envelope({data, problems, warnings}) : found.report(paints))
    if (flags.output !== undefined) await writeReport(flags.output, report(withoutColour))
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        if (flags.output === undefined) ui.text(report(ui.colour))
        ui.note(`${findings.length > 0 && flags.format === 'text' ? '\n' : ''}${found.summaryText}.`)
      },
    }
  }
}
