import {escapeControls} from '../core/text/terminal.ts'
import {exitStatus, type Problem} from '../core/problems/problem.ts'

/** The one JSON answer of every command: `ok` means exit status 0. Secret values print as `***` by their type; what is unseen is escaped, for people read it on terminals too. */
export function envelope({data, problems, warnings}: {data?: unknown; problems: Problem[]; warnings: string[]}): string {
  return `${escapeControls(JSON.stringify({schemaVersion: 1, ok: exitStatus(problems) === 0, ...(data === undefined ? {} : {data}), problems, warnings}, null, 2))}\n`
}

// oclif's own reading of a switch in the environment.
const yes = ['1', 'true', 'y', 'yes']

/** Whether the answer must be an envelope, told from the command line itself: for faults met before the flags were parsed. */
export function wantsEnvelope(words: string[], environment: NodeJS.ProcessEnv): boolean {
  return flagWords(words).includes('--json') || yes.includes((environment['C1CTL_JSON'] ?? '').toLowerCase())
}

/** The words in which flags can stand: those before `--`. */
export function flagWords(words: string[]): string[] {
  return words.includes('--') ? words.slice(0, words.indexOf('--')) : words
}
