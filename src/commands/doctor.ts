import {C1Command, type Outcome} from '../base/command.ts'
import {context, environment, namespace} from '../base/flags.ts'
import type {DoctorCheck} from '../services/doctor.ts'

const colours = {ok: 'green', warning: 'yellow', failed: 'red'} as const

export default class Doctor extends C1Command<{checks: DoctorCheck[]}> {
  static override summary = 'Check what c1ctl stands on: Node, kubectl, cluster, keys, project and git.'
  static override description = 'Changes nothing. Exit status 0 unless a check failed; then that of the gravest problem.'
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --context staging --json']
  static override flags = {environment: environment(), namespace: namespace(), context: context()}

  protected async execute(): Promise<Outcome<{checks: DoctorCheck[]}>> {
    const {flags} = await this.input(Doctor)
    const {doctor} = await import('../services/doctor.ts')
    this.ui.progress('Looking around')
    const {checks, problems} = await doctor({...flags, directory: this.projectDirectory, signal: this.interruption()})
    return {
      data: {checks},
      problems,
      present: (ui) => {
        for (const {check, status, reason, next} of checks) {
          ui.line(`${ui.colour[colours[status]](status.padEnd(7))}  ${check}: ${reason}`)
          if (status === 'warning' && next !== null) ui.line(`         ${ui.colour.dim('→')} ${next}`)
        }
      },
    }
  }
}
