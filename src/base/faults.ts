import {nearest} from '../core/problems/nearest.ts'
import {problem, ProblemError, type Problem} from '../core/problems/problem.ts'

/**
 * Turns whatever was thrown into problems. oclif's own parse errors repeat words of the command line, which may be a secret typed in the wrong
 * place: only names of flags and arguments are taken over, never values.
 */
export function problemsOf(error: Error, context: {command: string; flags: string[]}): Problem[] {
  if (error instanceof ProblemError) return error.problems
  if (error.name === 'ExitPromptError' || error.name === 'AbortPromptError') return [problem('interrupted', 'Stopped at a question; nothing was written.')]
  if ('oclif' in error || 'parse' in error) return [usageProblem(error, context)]
  return [problem('bug', `${context.command}: ${error.name}${'code' in error ? ` ${String(error.code)}` : ''}.`)]
}

function usageProblem(error: Error, {command, flags}: {command: string; flags: string[]}): Problem {
  const next = [`Run \`c1ctl ${command.replaceAll(':', ' ')} --help\` to see what it takes.`]
  const detail = error as Error & {flags?: string[]; args?: Array<{name: string}>}
  if (error.constructor.name.includes('NonExistentFlags') || /^Nonexistent flag/.test(error.message)) {
    const names = (detail.flags ?? []).map((flag) => flag.split('=')[0]!)
    const hints = names.map((name) => nearest(name.replace(/^-+/, ''), flags)).filter((hint) => hint !== undefined)
    return problem('usage', `Unknown flag: ${names.join(', ')}.`, {next: [...hints.map((hint) => `Did you mean --${hint}?`), ...next]})
  }
  if (/^Unexpected argument/.test(error.message)) return problem('usage', 'There are more arguments than the command takes.', {next})
  if (/^Missing \d+ required arg/.test(error.message)) return problem('usage', `Missing: ${(detail.args ?? []).map(({name}) => name.toUpperCase()).join(', ')}.`, {next})
  const flag = /Missing required flag (?:--)?([\w-]+)/.exec(error.message)
  if (flag) return problem('usage', `Missing: --${flag[1]}.`, {next})
  // "Flag --x expects a value", "Expected --x=... to be one of: ...": the value in the middle is left out.
  const expected = /(?:Flag|Expected|Parsing) (--[\w-]+)/.exec(error.message)
  if (expected) {
    const oneOf = /to be one of: ([^\n]+)/.exec(error.message)?.[1]
    const bound = /Expected an integer(?: (greater|less) than or equal to (-?\d+))?/.exec(error.message)
    const takes = oneOf ? `one of: ${oneOf}` : bound ? `a whole number${bound[2] ? `, at ${bound[1] === 'less' ? 'most' : 'least'} ${bound[2]}` : ''}` : undefined
    return problem('usage', takes ? `${expected[1]} takes ${takes}.` : `${expected[1]} has no value, or one that does not fit.`, {next})
  }
  return problem('usage', 'The flags do not fit together.', {next})
}

/** With C1CTL_DEBUG, where an error came from: the frames alone, for its message may hold anything. */
export function printFrames(error: Error): void {
  if (process.env['C1CTL_DEBUG']) process.stderr.write(`${error.name}\n${(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).join('\n')}\n`)
}
