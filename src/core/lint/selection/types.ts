import type {Finding} from '../types.ts'

/** Who keeps a finding out of the report: a comment or an annotation in the manifest, or `lint.ignore` in c1ctl.yaml. */
export type SuppressedBy = 'comment' | 'annotation' | 'settings'

/** A finding that is kept out of the report, with the reason that was written down. */
export interface SuppressedFinding extends Finding {
  by: SuppressedBy
  reason: string
}

/** What becomes of a finding: it is reported, or suppressed, or known from the baseline. */
export type Fate = {is: 'reported'} | {is: 'known'} | {is: 'suppressed'; by: SuppressedBy; reason: string}

/** A finding and what becomes of it. */
export interface Judged {
  finding: Finding
  fate: Fate
}
