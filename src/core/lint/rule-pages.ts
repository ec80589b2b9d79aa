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

/** Every rule's page, sorted by id. */
export const rulePages: RulePage[] = []
