import {string} from '@oclif/core/args'
import {integer, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import type {Format, LintData} from '../services/lint.ts'

export default class Lint extends C1Command<LintData> {
  static override summary = 'Say what a server would refuse in manifests, and what connectors lack.'
  static override description = 'Reads YAML as kubectl does, without a cluster. YAML that is no Kubernetes object is skipped. All files of a run are looked at together: a Deployment finds its Secret. Exit status 1 when there is an error, or more warnings than --max-warnings. In sarif, github and junit, paths start at the root of the git repository. --json prints its envelope whatever the format; --output FILE then gets the report. docs/ci.md has recipes.'
  static override examples = [
    '<%= config.bin %> lint deploy/',
    '<%= config.bin %> lint secret.yaml deployment.yaml --format json',
    'helm template . | <%= config.bin %> lint - --stdin-name chart',
    '<%= config.bin %> lint deploy/ --format sarif --output lint.sarif',
  ]
  static override strict = false
  static override args = {path: string({required: true, description: 'Files, directories (all *.yaml and *.yml below them), or - for standard input.'})}
  static override flags = {
    format: text({options: ['text', 'json', 'sarif', 'github', 'junit'], default: 'text', env: 'C1CTL_FORMAT', summary: 'How to report: json is what --json prints, sarif is for code scanning, github makes annotations in GitHub Actions, junit is for test reports.'}),
    output: text({env: 'C1CTL_OUTPUT', helpValue: 'FILE', summary: 'Write the report to a file; the terminal gets a summary.'}),
    'max-warnings': integer({min: 0, env: 'C1CTL_MAX_WARNINGS', helpValue: 'N', summary: 'Exit with 1 when there are more warnings than this.'}),
    'stdin-name': text({default: '<stdin>', env: 'C1CTL_STDIN_NAME', helpValue: 'NAME', summary: 'What to call standard input in the report.'}),
  }

  protected async execute(): Promise<Outcome<LintData>> {
    const {flags, argv} = await this.input(Lint)
    const [{lint, writeReport}, {envelope}] = await Promise.all([import('../services/lint.ts'), import('../base/envelope.ts')])
    const found = await lint({paths: argv as string[], directory: this.projectDirectory, standardInputName: flags['stdin-name'], maxWarnings: flags['max-warnings'], version: this.config.version})
    const {findings, summary, problems, warnings} = found
    const data = {findings, summary}
    const format = flags.format as Format | 'json'
    const report = format === 'json' ? envelope({data, problems, warnings}) : format === 'text' && flags.output === undefined ? undefined : await found.report(format)
    if (flags.output !== undefined) await writeReport(flags.output, report!)
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        if (flags.output === undefined) ui.text(report ?? found.reportOnTerminal(ui.colour, ui.columns))
        const table = flags.output === undefined ? '' : found.summaryTable(ui.colour)
        if (table !== '') ui.note(table)
        ui.note(`${findings.length > 0 && (format === 'text' || table !== '') ? '\n' : ''}${found.summaryText}.`)
      },
    }
  }
}
