import {execa} from 'execa'
import {problem, ProblemError} from '../core/problems/problem.ts'
import {childEnvironment} from './child-environment.ts'

/** How a program is run. Times are in milliseconds, sizes in characters. */
export interface ExecOptions {
  /** Standard input; empty when absent, so that no program waits for a person. */
  input?: string
  cwd?: string
  /** The whole environment of the program; this process's own when absent. */
  env?: NodeJS.ProcessEnv
  timeoutMs?: number
  /** Ends the program with SIGTERM, and with SIGKILL when it does not obey in five seconds. */
  signal?: AbortSignal
  /** Most that is kept of each stream; a program that writes more is ended. Default 64 MB. */
  limit?: number
  /** Puts the program out of reach of the terminal's Ctrl-C: then only `signal` ends it. */
  apart?: boolean
}

/** How a program ended. `status` is null when a signal ended it or it could not end by itself. */
export interface ExecResult {
  status: number | null
  stdout: string
  stderr: string
  ended: 'itself' | 'timeout' | 'aborted' | 'too-much-output' | 'signal'
}

/**
 * Runs a program without a shell and captures what it writes. A status other than 0 is a result, not an error.
 * @throws ProblemError `tool-missing` when there is no such program, `tool-failed` when the system cannot start it
 */
export async function exec(program: string, args: string[], options: ExecOptions = {}): Promise<ExecResult> {
  const result = await execa(program, args, {
    input: options.input ?? '',
    reject: false,
    stripFinalNewline: false,
    maxBuffer: options.limit ?? 64_000_000,
    // Explicit: NODE_DEBUG=execa would print the command and all its output otherwise.
    verbose: 'none',
    ...(options.cwd === undefined ? {} : {cwd: options.cwd}),
    env: childEnvironment(options.env ?? process.env),
    extendEnv: false,
    ...(options.timeoutMs === undefined ? {} : {timeout: options.timeoutMs}),
    ...(options.signal === undefined ? {} : {cancelSignal: options.signal}),
    ...(options.apart ? {detached: true} : {}),
  })
  const {code} = result as {code?: string}
  if (code === 'ENOENT') {
    throw new ProblemError(problem('tool-missing', `There is no program \`${program}\`.`, {next: [`Install ${program}, or put its folder on PATH; \`c1ctl doctor\` checks what is there.`]}))
  }
  if (code === 'EACCES' || code === 'ENOEXEC' || code === 'ENOTDIR') throw new ProblemError(problem('tool-failed', `The program \`${program}\` cannot be started (${code}).`))
  const ended = result.isMaxBuffer ? 'too-much-output' : result.timedOut ? 'timeout' : result.isCanceled ? 'aborted' : result.signal ? 'signal' : 'itself'
  return {status: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr, ended}
}
