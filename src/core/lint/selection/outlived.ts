import {rulePages} from '../rule-pages.ts'
import type {Finding} from '../types.ts'
import {covers, fixedRules, rulesOf} from './rule-patterns.ts'
import {severityOf, type Choice} from './select.ts'

/**
 * What of `lint.ignore` leaves nothing out any more: rules that nothing breaks there, and paths where nothing is found or nothing is. To be asked when all was
 * looked at that the settings may speak of.
 * @param found all findings, whoever else may leave them out
 * @param files all that was read
 * @returns a sentence each, in the order of the settings
 */
export function outlivedOf(found: Finding[], files: readonly string[], {severities, ignored, isTold}: Pick<Choice, 'severities' | 'ignored' | 'isTold'>): string[] {
  const isAsked = (rule: string): boolean => severityOf(rule, severities) !== 'off'
  const all = found.filter((one) => !fixedRules.has(one.rule) && isAsked(one.rule))
  const isKnown = (rule: string): boolean => fixedRules.has(rule) || (isTold(rule) && isAsked(rule))
  return ignored.flatMap(({rules, paths}, place) => {
    const isMeant = ({rule}: Finding): boolean => rules.length === 0 || rules.some((one) => covers(one, rule))
    // A rule that is off, or was not asked, may be what a path is there for.
    const isSure = (rules.length === 0 ? rulePages.map((one) => one.id) : rules.flatMap(rulesOf)).every(isKnown)
    const ofPaths = paths.filter(({fits}) => (isSure || !files.some(fits)) && !all.some((one) => isMeant(one) && fits(one.file)))
    if (ofPaths.length === paths.length) return [`lint.ignore[${place}] in c1ctl.yaml leaves nothing out any more: remove it.`]
    const ofRules = rules.filter((pattern) => rulesOf(pattern).every(isKnown) && !all.some((one) => covers(pattern, one.rule) && paths.some(({fits}) => fits(one.file))))
    return [...ofRules, ...ofPaths.map((one) => one.pattern)].map((name) => `lint.ignore[${place}] in c1ctl.yaml leaves nothing out by ${name}: remove it there.`)
  })
}
