import buffer from 'node:buffer'
import {fileURLToPath} from 'node:url'
import {Config} from '@oclif/core/config'
import {run} from '@oclif/core/run'
import {envelope} from './base/envelope.ts'
import {printFrames} from './base/faults.ts'
import {nearest} from './core/problems/nearest.ts'
import {exitStatus, problem, type Problem} from './core/problems/problem.ts'
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
  // `c1ctl catalog list | head -1` closes our stdout early: that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  let known: string[] = []
  try {
    const config = await Config.load({root: fileURLToPath(new URL('..', import.meta.url))})
    known = config.commandIDs.map((id) => id.replaceAll(':', ' '))
    await run(words, config)
  } catch (error) {
    if (!(error instanceof Error) || (error as Error & {oclif?: {exit?: number}}).oclif?.exit === 0) return
    printFrames(error)
    report(/not found/.test(error.message) ? unknownCommand(words, known) : problem('bug', `${error.name}.`), words)
  }
}

function unknownCommand(words: string[], known: string[]): Problem {
  const given = words.filter((word) => !word.startsWith('-')).slice(0, 2)
  const hint = nearest(given.join(' '), known) ?? nearest(given[0] ?? '', [...new Set(known.flatMap((id) => [id, id.split(' ')[0]!]))])
  // A word that is near no command may be anything, a secret too: it is not repeated.
  return problem('usage', `There is no command like that${hint ? `: ${given[0]}` : ''}.`, {
    why: 'The first words of the command line name no command.',
    next: [...(hint ? [`Did you mean \`c1ctl ${hint}\`?`] : []), 'Run `c1ctl --help` to see every command.'],
  })
}

function report(one: Problem, words: string[]): void {
  if (words.includes('--json')) process.stdout.write(envelope({problems: [one], warnings: []}))
  else new Ui({json: false, quiet: false, colour: wantsColour(words.includes('--no-color'), process.env, Boolean(process.stderr.isTTY))}).problem(one)
  process.exitCode = exitStatus([one])
}
