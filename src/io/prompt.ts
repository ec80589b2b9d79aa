import {escapeControls, fitted} from '../core/text/terminal.ts'
import {hasLines, pasteInput, withLines} from './paste.ts'

/** A choice in a list. */
export interface Choice {
  name: string
  value: string
  description?: string
}

/** Asks a person. Prompts go to stderr, so that stdout stays the result. */
export interface Prompter {
  /** A remark between two questions. */
  say(text: string): void
  confirm(message: string, byDefault?: boolean): Promise<boolean>
  /** @param question.lines true when several lines may be pasted; a text says why they may not */
  text(question: {message: string; default?: string; hint?: string; lines?: true | string; validate?: (text: string) => true | string | Promise<true | string>}): Promise<string>
  password(question: {message: string; hint?: string; validate?: (text: string) => true | string}): Promise<string>
  select(question: {message: string; choices: Choice[]; default?: string; hint?: string}): Promise<string>
  /** Any number of the choices, in their order; none is an answer too. */
  pick(question: {message: string; choices: Choice[]}): Promise<string[]>
  search(question: {message: string; source: (term: string) => Choice[]; hint?: string}): Promise<string>
}

/**
 * True when somebody is there to answer: a terminal on both ends, and neither CI nor --no-input says otherwise.
 * @param environment process.env; CI set to anything but false or 0 means no
 */
export function canAsk(noInput: boolean, environment: NodeJS.ProcessEnv): boolean {
  const ci = environment['CI']
  return !noInput && (ci === undefined || ci === '' || ci === 'false' || ci === '0') && Boolean(process.stdin.isTTY) && Boolean(process.stderr.isTTY)
}

/** A question stands on one line: no name or path of a project may draw another question, or an answer, below it. */
const oneLine = (text: string): string => escapeControls(text).replaceAll('\n', '\\n')
// inquirer breaks a line in the middle of a word.
const shown = ({name, value, description}: Choice): Choice => ({name: oneLine(name), value, ...(description === undefined ? {} : {description: fitted(oneLine(description), process.stderr.columns)})})

/**
 * The prompter of the terminal. Throws inquirer's ExitPromptError on Ctrl-C; the base command makes exit status 130 of it.
 * @param before called before anything is shown, to take a progress line away
 */
export async function terminalPrompter(before: () => void): Promise<Prompter> {
  const inquirer = await import('@inquirer/prompts')
  const say = (text: string): void => {
    before()
    process.stderr.write(`${fitted(escapeControls(text), process.stderr.columns)}\n`)
  }
  // A hint stands above its question: inquirer draws the question again and again, and a long line would wrap each time.
  const ask = async <T>(hint: string | undefined, question: (context: {input: NodeJS.ReadableStream; output: NodeJS.WritableStream}) => Promise<T>): Promise<T> => {
    before()
    if (hint) say(hint)
    const {input, close} = pasteInput(process.stdin, process.stderr)
    try {
      return await question({input, output: process.stderr})
    } finally {
      close()
    }
  }
  return {
    say,
    confirm: (message, byDefault = false) => ask(undefined, (context) => inquirer.confirm({message: oneLine(message), default: byDefault}, context)),
    text: async ({message, hint, validate, lines = 'One line is wanted here.', default: preset}) =>
      withLines(await ask(hint, (context) => inquirer.input({
        message: oneLine(message), ...(preset === undefined || preset !== oneLine(preset) ? {} : {default: preset}), validate: (typed) => (lines !== true && hasLines(typed) ? lines : (validate?.(withLines(typed)) ?? true)),
      }, context))),
    // No key shows what was typed: somebody may be looking on, and terminals are recorded.
    password: async ({message, hint, validate}) =>
      withLines(await ask(hint, (context) => inquirer.password({message: oneLine(message), mask: '*', toggleMask: false, validate: (typed) => validate?.(withLines(typed)) ?? true}, context))),
    select: ({message, choices, hint, default: preset}) => ask(hint, (context) => inquirer.select({message: oneLine(message), choices: choices.map(shown), pageSize: 12, ...(preset === undefined ? {} : {default: preset})}, context)),
    pick: ({message, choices}) => ask(undefined, (context) => inquirer.checkbox({message: oneLine(message), choices: choices.map(shown), pageSize: 12}, context)),
    search: ({message, hint, source}) => ask(hint, (context) => inquirer.search({message: oneLine(message), pageSize: 12, source: (term) => source(term ?? '').map(shown)}, context)),
  }
}
