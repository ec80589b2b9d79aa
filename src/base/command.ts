import {setMaxListeners} from 'node:events'
import {Command} from '@oclif/core/command'
import type {Input, ParserOutput} from '@oclif/core/interfaces'
import {boolean, directory} from '@oclif/core/flags'
import {exitStatus, problem, ProblemError, type Problem} from '../core/problems/problem.ts'
import type {Prompter} from '../io/prompt.ts'
import {Ui, wantsColour} from '../ui/ui.ts'
import {envelope, flagWords, wantsEnvelope} from './envelope.ts'
import {printFrames, problemsOf} from './faults.ts'

/** What a command found: data for --json, a presentation for people, and problems that decide the exit status. */
export interface Outcome<T> {
  data: T
  problems?: Problem[]
  warnings?: string[]
  present?: (ui: Ui) => void
}

type Values = Record<string, any>

/** The base of every command: shared flags, the JSON envelope, how problems are shown, and the exit status. Nothing else decides these. */
export abstract class C1Command<T> extends Command {
  static override baseFlags = {
    project: directory({helpGroup: 'GLOBAL', helpValue: 'DIR', env: 'C1CTL_PROJECT', summary: 'The project: a directory with c1ctl.yaml. Default: the nearest parent that has one.'}),
    json: boolean({helpGroup: 'GLOBAL', env: 'C1CTL_JSON', summary: 'Print one JSON envelope on stdout and nothing else.'}),
    quiet: boolean({helpGroup: 'GLOBAL', env: 'C1CTL_QUIET', summary: 'Leave out notes; results, warnings and problems stay.'}),
    'no-color': boolean({helpGroup: 'GLOBAL', env: 'C1CTL_NO_COLOR', summary: 'Print without colours (as NO_COLOR does).'}),
    'no-input': boolean({helpGroup: 'GLOBAL', env: 'C1CTL_NO_INPUT', summary: 'Ask nothing; say what is missing instead.'}),
  }

  protected ui = new Ui({json: false, quiet: false, colour: false})
  protected projectDirectory: string | undefined
  #asJson = false
  #noInput = false
  #interruption: AbortController | undefined
  #signal: NodeJS.Signals | undefined

  protected abstract execute(): Promise<Outcome<T>>

  /** Parses the command's own and the shared flags. Call it first in `execute`. */
  protected async input<F extends Values, B extends Values, A extends Values>(command: Input<F, B, A>): Promise<ParserOutput<F, B, A>> {
    const parsed = await this.parse(command)
    const shared = parsed.flags as unknown as {json?: boolean; quiet?: boolean; 'no-color'?: boolean; 'no-input'?: boolean; project?: string}
    this.#speakAs({json: shared.json ?? false, quiet: shared.quiet ?? false, noColour: shared['no-color'] ?? false})
    this.#noInput = shared['no-input'] ?? false
    this.projectDirectory = shared.project
    return parsed
  }

  /** Who can be asked, or null: law 3, nothing is asked where nobody can answer. */
  protected async prompter(): Promise<Prompter | null> {
    const {canAsk, terminalPrompter} = await import('../io/prompt.ts')
    return canAsk(this.#noInput, process.env) ? terminalPrompter(() => this.ui.done()) : null
  }

  /** A signal that fires on the first Ctrl-C or SIGTERM, for commands that must say what was done; the second one ends the process at once. */
  protected interruption(): AbortSignal {
    if (!this.#interruption) {
      const controller = new AbortController()
      // Everything that runs at once listens to it, and stops listening when it ends: many listeners are no leak, which Node would warn of from the eleventh.
      setMaxListeners(0, controller.signal)
      this.#interruption = controller
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => {
          this.#signal = signal
          controller.abort(new ProblemError(problem('interrupted', `Stopped by ${signal}.`)))
        })
    }
    return this.#interruption.signal
  }

  override async run(): Promise<void> {
    const {data, problems = [], warnings = [], present} = await this.execute()
    this.#finish({data, problems, warnings, present})
  }

  override async catch(error: Error): Promise<void> {
    // The flags may not have been parsed: the words themselves say how to answer.
    if (!this.parsed) this.#speakAs({json: wantsEnvelope(this.argv, process.env), quiet: false, noColour: flagWords(this.argv).includes('--no-color')})
    this.#finish({problems: problemsOf(error, {command: this.id ?? '', flags: Object.keys({...this.ctor.baseFlags, ...this.ctor.flags})}), warnings: []})
    if (!(error instanceof ProblemError)) printFrames(error)
  }

  #finish(outcome: {data?: T; problems: Problem[]; warnings: string[]; present?: ((ui: Ui) => void) | undefined}): void {
    this.ui.done()
    const status = exitStatus(outcome.problems)
    if (this.#asJson) process.stdout.write(envelope(outcome))
    else {
      outcome.present?.(this.ui)
      for (const warning of outcome.warnings) this.ui.warn(warning)
      this.ui.problems(outcome.problems)
    }
    // A signal that came when all was done already changes nothing.
    if (status !== 0) process.exitCode = status === 130 && this.#signal === 'SIGTERM' ? 143 : status
  }

  #speakAs({json, quiet, noColour}: {json: boolean; quiet: boolean; noColour: boolean}): void {
    this.#asJson = json
    this.ui = new Ui({json, quiet, colour: wantsColour(noColour, process.env, Boolean(process.stdout.isTTY))})
  }
}
