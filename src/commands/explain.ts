import {string} from '@oclif/core/args'
import {C1Command, type Outcome} from '../base/command.ts'
import type {Explanation} from '../services/explain.ts'

export default class Explain extends C1Command<Explanation> {
  static override summary = 'Say what a problem code or a lint rule means, and what to do.'
  static override examples = ['<%= config.bin %> explain credential-denied', '<%= config.bin %> explain baton/unknown-variable']
  static override args = {code: string({required: true, description: 'The code in parentheses after "Error", or a rule of lint.'})}

  protected async execute(): Promise<Outcome<Explanation>> {
    const {args} = await this.input(Explain)
    const {explain} = await import('../services/explain.ts')
    const data = explain(args.code)
    return {
      data,
      present: (ui) => {
        ui.line(`${ui.colour.bold(data.code)}: ${data.title}`)
        for (const {heading, lines} of data.sections) {
          ui.line()
          ui.line(ui.colour.dim(heading))
          for (const line of lines) ui.line(`  ${line}`)
        }
      },
    }
  }
}
