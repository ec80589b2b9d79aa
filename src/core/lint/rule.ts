import type {Repair} from './fix/repair.ts'
import type {AnyNote} from './notes.ts'
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
  /** What it remembers of all objects of a run, when it compares them. */
  note?: AnyNote
  /** It looks at what its note holds of all objects, and is only asked when all are read. Without it, each set tells it all. */
  isLate?: true
  /** Reports faults. */
  check(set: LintSet, report: Report): void
}

/**
 * Reports a fault, and the repair of it where there is one; its path is that of the object at which the fault is.
 * @param severity where it is not that of the rule: what is not known for sure is a warning
 */
export type Report = (at: At, message: string, repair?: Repair, severity?: Finding['severity']) => void
