import type {Repair} from './fix/repair.ts'
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
  /** Reports a fault, and the repair of it where there is one; its path is that of the object at which the fault is. */
  check(set: LintSet, report: (at: At, message: string, repair?: Repair) => void): void
}
