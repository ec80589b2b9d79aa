import type {RulePage} from './rule.ts'
import {rules} from './rules/all.ts'
import {hardeningRules} from './rules/hardening/all.ts'
import {kubernetesPages} from './rules/kubernetes.ts'
import {suppressionPage} from './rules/suppression.ts'
import {yamlPages} from './rules/yaml.ts'

const page = ({id, severity, title, why, wrong, right}: RulePage): RulePage => ({id, severity, title, why, wrong, right})

/** Every rule's page, sorted by id. */
export const rulePages: RulePage[] = [...yamlPages, ...kubernetesPages, ...rules, ...hardeningRules, suppressionPage].map(page).sort((one, other) => (one.id < other.id ? -1 : 1))
