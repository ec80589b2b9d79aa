import {string} from '@oclif/core/args'
import {boolean, integer, string as text} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import type {Format, LintData, Profile} from '../services/lint.ts'

export default class Lint extends C1Command<LintData> {
  static override summary = 'Say what a server would refuse in manifests, and what connectors lack.'
  static override description = 'Reads YAML as kubectl does, without a cluster. YAML that is no Kubernetes object is skipped. All files of a run are looked at together: a Deployment finds its Secret. Exit status 1 when there is an error, or more warnings than --max-warnings. In sarif, github and junit, paths start at the root of the git repository. --json prints its envelope whatever the format; --output FILE then gets the report. docs/ci.md has recipes; docs/lint-settings.md says how to set, suppress and know findings.'
  static override examples = [
    '<%= config.bin %> lint deploy/',
    '<%= config.bin %> lint secret.yaml deployment.yaml --format json',
    '<%= config.bin %> lint charts/ overlays/ --render',
    '<%= config.bin %> lint deploy/ --format sarif --output lint.sarif',
    '<%= config.bin %> lint deploy/ --fix --dry-run',
  ]
  static override strict = false
  static override args = {path: string({required: true, description: 'Files, directories (all *.yaml and *.yml below them that git does not leave out), patterns such as "deploy/**/*.yaml", or - for standard input.'})}
  static override flags = {
    format: text({options: ['text', 'json', 'sarif', 'github', 'junit'], default: 'text', env: 'C1CTL_FORMAT', summary: 'How to report: json is what --json prints, sarif is for code scanning, github makes annotations in GitHub Actions, junit is for test reports.'}),
    output: text({env: 'C1CTL_OUTPUT', helpValue: 'FILE', summary: 'Write the report to a file; the terminal gets a summary.'}),
    'max-warnings': integer({min: 0, env: 'C1CTL_MAX_WARNINGS', helpValue: 'N', summary: 'Exit with 1 when there are more warnings than this.'}),
    baseline: text({env: 'C1CTL_BASELINE', helpValue: 'FILE', summary: 'Known findings that nobody is told of; an empty name means none. Default: what lint.baseline in c1ctl.yaml says.'}),
    'update-baseline': boolean({env: 'C1CTL_UPDATE_BASELINE', summary: 'Write the baseline: all that is found now is known from then on.'}),
    fix: boolean({env: 'C1CTL_FIX', summary: 'Repair what is fixable in the files, keeping all else as it is; the report says what remains. Standard input comes out on standard output.'}),
    render: boolean({summary: 'Render Helm charts and kustomizations below the paths with your helm and kustomize, which get no network, and lint what comes out. docs/lint-render.md says how.'}),
    'dry-run': boolean({env: 'C1CTL_DRY_RUN', summary: 'With --fix: write nothing, print what would change as a unified diff with secret values masked.'}),
    'kubernetes-version': text({options: ['1.33', '1.34', '1.35', '1.36'], default: '1.36', env: 'C1CTL_KUBERNETES_VERSION', summary: 'The version of Kubernetes whose API the manifests are held against.'}),
    profile: text({options: ['standard', 'hardened'], env: 'C1CTL_PROFILE', summary: 'hardened: also give the advice of the hardening/ rules (docs/hardening.md).'}),
    crds: text({env: 'C1CTL_CRDS', helpValue: 'DIR', summary: 'Custom resource definitions, in files below this directory, besides those among the manifests and the built-in ones of what c1ctl renders; kinds without one are not judged.'}),
    cache: boolean({default: true, allowNo: true, env: 'C1CTL_CACHE', summary: 'Know what did not change since an earlier run of many files; the cache is safe to delete.'}),
    'stdin-name': text({default: '<stdin>', env: 'C1CTL_STDIN_NAME', helpValue: 'NAME', summary: 'What to call standard input in the report.'}),
  }

  protected async execute(): Promise<Outcome<LintData>> {
    const {flags, argv, metadata} = await this.input(Lint)
    const [{lint, writeReport}, {envelope}] = await Promise.all([import('../services/lint.ts'), import('../base/envelope.ts')])
    const paths = argv as string[]
    const fix = flags.fix ? (flags['dry-run'] ? 'show' : 'write') : undefined
    if (fix) (await import('../services/lint/fix.ts')).checkOutputs({fix, paths, format: flags.format, json: flags.json, output: flags.output})
    const kubernetes = metadata.flags['kubernetes-version']?.setFromDefault ? undefined : flags['kubernetes-version']
    const found = await lint({paths, fix, render: flags.render, signal: flags.render ? this.interruption() : undefined, directory: this.projectDirectory, kubernetes, profile: flags.profile as Profile | undefined, crds: flags.crds, standardInputName: flags['stdin-name'], maxWarnings: flags['max-warnings'], baseline: flags.baseline, updateBaseline: flags['update-baseline'], cache: flags.cache, version: this.config.version})
    const {data, problems, warnings, repairedInput} = found
    const format = flags.format as Format | 'json'
    const report = format === 'json' ? envelope({data, problems, warnings}) : format === 'text' && flags.output === undefined ? undefined : await found.report(format)
    if (flags.output !== undefined) await writeReport(flags.output, report!)
    return {
      data,
      problems,
      warnings,
      present: (ui) => {
        if (repairedInput !== undefined) ui.raw(repairedInput)
        const showsDiff = data.diff !== undefined && (format !== 'json' || flags.output !== undefined)
        if (showsDiff) ui.text(data.diff!)
        if (flags.output === undefined) {
          const shown = report ?? found.reportOnTerminal(ui.colour, ui.columns)
          if (showsDiff || repairedInput !== undefined) ui.beside(shown)
          else ui.text(shown)
        }
        const table = flags.output === undefined ? '' : found.summaryTable(ui.colour)
        if (table !== '') ui.note(table)
        for (const note of found.notes) ui.note(note)
        ui.note(`${data.findings.length > 0 && (format === 'text' || table !== '') ? '\n' : ''}${found.summaryText}.`)
      },
    }
  }
}
