import type {At, LintSet} from './set.ts'
import type {Finding} from './types.ts'

/** The page of a rule: what `c1ctl explain RULE` and docs/rules/ say. */
export interface RulePage {
  id: string
  severity: Finding['severity']
  title: string
  why: string
  wrong: string
  right: string
}

/** A named check over all objects of a run, with its page. */
export interface Rule extends RulePage {
  check(set: LintSet, report: (at: At, message: string) => void): void
}
