import {rules} from './rules/all.ts'
import {kubernetesPages} from './rules/kubernetes.ts'
import {yamlPages} from './rules/yaml.ts'
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

const page = ({id, severity, title, why, wrong, right}: RulePage): RulePage => ({id, severity, title, why, wrong, right})

/** Every rule's page, sorted by id. */
export const rulePages: RulePage[] = [...yamlPages, ...kubernetesPages, ...rules].map(page).sort((one, other) => (one.id < other.id ? -1 : 1))
