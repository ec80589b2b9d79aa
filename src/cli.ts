import buffer from 'node:buffer'
import {fileURLToPath} from 'node:url'
import {Config} from '@oclif/core/config'
import {run} from '@oclif/core/run'
import {envelope, flagWords, wantsEnvelope} from './base/envelope.ts'
import {printFrames} from './base/faults.ts'
import {nearest} from './core/problems/nearest.ts'
import {exitStatus, problem, type Problem} from './core/problems/problem.ts'
import {fileReason} from './io/files.ts'
import {Ui, wantsColour} from './ui/ui.ts'

/**
 * Boots oclif, runs the command that the words name and sets the exit status. Commands handle their own faults; what arrives here is a word that
 * names no command.
 * @param words the command line without node and the program
 */
export async function start(words: string[]): Promise<void> {
  // NODE_DEBUG=stream prints the bytes that go by, which may be a credential or an access token.
  buffer.INSPECT_MAX_BYTES = 0
  process.env['NODE_ENV'] ??= 'production'
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `c1ctl catalog list | head -1` closes our stdout early: that is no fault, and the exit status stays what it is.
    if (error.code !== 'EPIPE') {
      const lost = problem('file-unwritable', `Standard output: ${fileReason(error)}.`, {why: 'What the command printed is incomplete.', next: ['Check where its output goes, and the free space of the disk.']})
      process.exitCode = exitStatus([lost])
      terminal(words).problem(lost)
    }
    process.exit()
  })
  // What nobody caught is a fault of ours: said as every other problem, and never with its message, which may hold anything.
  const uncaught = (error: unknown): void => {
    if (error instanceof Error) printFrames(error)
    report(problem('bug', 'Something failed outside of the command.'), words)
    process.exit()
  }
  process.on('uncaughtException', uncaught).on('unhandledRejection', uncaught)
  // A command must not die half-way because nobody reads its notes.
  process.stderr.on('error', () => {})
  let known: string[] = []
  try {
    const config = await Config.load({root: fileURLToPath(new URL('..', import.meta.url))})
    known = config.commandIDs.map((id) => id.replaceAll(':', ' '))
    const asked = words[0] === 'help' ? [...words.slice(1), '--help'] : words
    const named = asked.filter((word) => word !== '--json').join(' ')
    if (config.findTopic(named) && !config.findCommand(named) && wantsEnvelope(asked, process.env)) report(incomplete(named), words)
    else await run(asked, config)
  } catch (error) {
    if (!(error instanceof Error) || (error as Error & {oclif?: {exit?: number}}).oclif?.exit === 0) return
    printFrames(error)
    report(/not found/.test(error.message) ? unknownCommand(words, known) : problem('bug', `${error.name}.`), words)
  }
}

/** A topic alone prints its help, which is no envelope. */
function incomplete(topic: string): Problem {
  return problem('usage', `${topic} needs one of its commands.`, {next: [`Run \`c1ctl ${topic} --help\` to see them.`]})
}

function unknownCommand(words: string[], known: string[]): Problem {
  const given = flagWords(words).filter((word) => !word.startsWith('-')).slice(0, 2)
  const hint = nearest(given.join(' '), known) ?? nearest(given[0] ?? '', [...new Set(known.flatMap((id) => [id, id.split(' ')[0]!]))])
  // A word that is near no command may be anything, a secret too: it is not repeated.
  const shown = given.slice(0, hint?.split(' ').length).join(' ')
  return problem('usage', given.length === 0 ? 'No command is named.' : `There is no command like that${hint ? `: ${shown}` : ''}.`, {
    why: 'The first words of the command line name no command.',
    next: [...(hint ? [`Did you mean \`c1ctl ${hint}\`?`] : []), 'Run `c1ctl --help` to see every command.'],
  })
}

function report(one: Problem, words: string[]): void {
  if (wantsEnvelope(words, process.env)) process.stdout.write(envelope({problems: [one], warnings: []}))
  else terminal(words).problem(one)
  process.exitCode = exitStatus([one])
}

const terminal = (words: string[]): Ui =>
  new Ui({json: false, quiet: false, colour: wantsColour(flagWords(words).includes('--no-color'), process.env, Boolean(process.stderr.isTTY))})
