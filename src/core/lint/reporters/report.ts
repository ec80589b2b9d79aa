import type {LintResult} from '../lint.ts'
import type {Judged} from '../selection/types.ts'

/** What a reporter is given: what lint found, and what only those who read the files know. */
export interface Report extends Pick<LintResult, 'findings' | 'secretsIn' | 'repairs' | 'shown'> {
  /** Text of each file by the name that findings use. */
  texts: Map<string, string>
  /** The path of a file from the root of the repository, with slashes; an absolute one for what lies outside of it. */
  pathOf(file: string): string
  /** All findings with what becomes of them, those of `findings` among them; not given where nothing is kept out of the report. */
  judged?: Judged[] | undefined
  /** Findings were held against a baseline. */
  usesBaseline?: boolean | undefined
  /** The version of c1ctl, such as `1.2.3`. */
  version: string
}
