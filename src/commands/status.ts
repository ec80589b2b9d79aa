import {C1Command, type Outcome} from '../base/command.ts'
import {context, environment, namespace} from '../base/flags.ts'
import type {InstanceStatus} from '../services/status.ts'

const colours = {ready: 'green', completed: 'green', scheduled: 'green', progressing: 'yellow', failed: 'red', 'not-applied': 'dim', unknown: 'yellow'} as const

export default class Status extends C1Command<{instances: InstanceStatus[]}> {
  static override summary = 'Show how the project\'s instances stand in the cluster.'
  static override description = 'Reads Deployments, Jobs, CronJobs and pods, never a Secret. Exit status 7 when an instance has failed.'
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --context staging --json']
  static override flags = {environment: environment(), namespace: namespace(), context: context()}

  protected async execute(): Promise<Outcome<{instances: InstanceStatus[]}>> {
    const {flags} = await this.input(Status)
    const {status} = await import('../services/status.ts')
    this.ui.progress('Looking at the cluster')
    const {instances, problems, warnings} = await status({...flags, directory: this.projectDirectory, signal: this.interruption()})
    return {
      data: {instances},
      problems,
      warnings,
      present: (ui) => {
        if (instances.length === 0) return ui.note('The project has no instances yet: add one with `c1ctl init CONNECTOR`.')
        ui.table(
          ['INSTANCE', 'NAMESPACE', 'STATE', 'READY', 'IMAGE', 'REASON'],
          instances.map((one) => [one.instance, one.namespace, ui.colour[colours[one.state]](one.state.replace('-', ' ')), one.desired === null ? '-' : `${one.ready}/${one.desired}`, one.image ?? '-', one.reason ?? '']),
        )
      },
    }
  }
}
