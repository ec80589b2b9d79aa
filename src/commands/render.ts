import {string} from '@oclif/core/args'
import {boolean, directory, option} from '@oclif/core/flags'
import {C1Command, type Outcome} from '../base/command.ts'
import {environment, namespace} from '../base/flags.ts'
import type {RenderResult} from '../services/render.ts'

export default class Render extends C1Command<Pick<RenderResult, 'artifacts' | 'removed'>> {
  static override summary = 'Write the files that run the project\'s instances: manifests, a chart and others.'
  static override description = 'The same input gives the same bytes. Secret files get mode 0600 and a .gitignore. A full render removes files that no instance makes any more.'
  static override examples = ['<%= config.bin %> render --out k8s/', '<%= config.bin %> render asana --out k8s/ --minimal', '<%= config.bin %> render --out k8s/ --check']
  static override strict = false
  static override args = {instance: string({description: 'Instances to render. Default: all.'})}
  static override flags = {
    out: directory({char: 'o', required: true, helpValue: 'DIR', env: 'C1CTL_OUT', summary: 'Directory to write to; made when it is missing.'}),
    target: option({options: ['manifests', 'kustomize', 'helm', 'docker', 'compose', 'systemd', 'binary', 'runner', 'terraform', 'argocd', 'flux'] as const, multiple: true})({env: 'C1CTL_TARGET', delimiter: ',', summary: 'How the workloads will be run; several each get a directory below --out. Default: `targets` of c1ctl.yaml, or manifests.'}),
    environment: environment(),
    namespace: namespace(),
    minimal: boolean({env: 'C1CTL_MINIMAL', summary: 'The bare shape of the setup pages: one Secret, one envFrom, no hardening.'}),
    check: boolean({env: 'C1CTL_CHECK', summary: 'Write nothing; exit 1 when the files differ from what would be rendered.'}),
  }

  protected async execute(): Promise<Outcome<Pick<RenderResult, 'artifacts' | 'removed'>>> {
    const {flags, argv} = await this.input(Render)
    const {render} = await import('../services/render.ts')
    const {artifacts, removed, problems, warnings, notes} = await render({...flags, targets: flags.target ?? [], directory: this.projectDirectory, instances: argv as string[], signal: this.interruption()})
    return {
      data: {artifacts, removed},
      problems,
      warnings,
      present: (ui) => {
        for (const one of artifacts) ui.line(`${one.changed ? ui.colour.green(flags.check ? 'differs  ' : 'written  ') : ui.colour.dim('unchanged')}  ${one.path}${one.secret ? ui.colour.yellow('  (secret, 0600)') : ''}`)
        for (const path of removed) ui.line(`${ui.colour.red('removed  ')}  ${path}`)
        if (artifacts.length === 0) ui.note('The project has no instances yet: add one with `c1ctl init CONNECTOR`.')
        for (const note of notes) ui.note(ui.colour.dim(note))
      },
    }
  }
}
