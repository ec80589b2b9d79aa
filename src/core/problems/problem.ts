import {codes, type ProblemCode} from './codes.ts'

/** A place in a file, one-based. */
export interface Place {
  file: string
  line: number
  column: number
}

/** An error for a person: what happened, why, and what to do next. Never holds a secret value. */
export interface Problem {
  code: ProblemCode
  what: string
  why: string
  next: string[]
  at?: Place
}

/**
 * Makes a problem. `why` and `next` default to the code's own page.
 * @param code the stable code, searchable and explained by `c1ctl explain`
 * @param what one sentence about this occurrence, without its code and without secret values
 */
export function problem(code: ProblemCode, what: string, more: {why?: string; next?: string[]; at?: Place} = {}): Problem {
  const page = codes[code]
  return {code, what, why: more.why ?? page.why, next: more.next ?? page.next, ...(more.at ? {at: more.at} : {})}
}

/** Carries one or more problems up to the base command, which prints them and sets the exit status. */
export class ProblemError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem | Problem[]) {
    const all = Array.isArray(problems) ? problems : [problems]
    super(all.map((one) => `${one.code}: ${one.what}`).join('\n'))
    this.name = 'ProblemError'
    this.problems = all
  }
}

/** Throws when there is at least one problem; all of them travel together (law 4). */
export function throwIfAny(problems: Problem[]): void {
  if (problems.length > 0) throw new ProblemError(problems)
}

const precedence = [70, 2, 8, 3, 4, 1, 7, 6, 5]

/** The exit status of a run that met these problems: with several, the gravest counts (docs/exit-status.md). */
export function exitStatus(problems: Problem[]): number {
  const met = new Set(problems.map((one) => codes[one.code].exit))
  for (const status of [130, 143, ...precedence]) if (met.has(status)) return status
  return 0
}
