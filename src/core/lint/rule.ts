import type {RulePage} from './rule-pages.ts'
import type {At, LintSet} from './set.ts'

/** A named check over all objects of a run, with its page. */
export interface Rule extends RulePage {
  check(set: LintSet, report: (at: At, message: string) => void): void
}
