import {nearest} from '../../problems/nearest.ts'
import {rulePages} from '../rule-pages.ts'

const families = ['yaml', 'kubernetes', 'baton', 'hardening']

/** Rules that are always errors, and that nothing hides: where a file cannot be read, nothing is known of what it holds. */
export const fixedRules: ReadonlySet<string> = new Set(['yaml/syntax', 'yaml/encoding'])

/** What speaks of suppressions themselves. */
export const suppressionRule = 'baton/suppression'

/** How rules are named: each by its id, and all of a family as `family/*`, which does not reach the fixed ones. */
export const rulePatterns: string[] = [...families.map((family) => `${family}/*`), ...rulePages.map((one) => one.id)]

/** Whether a pattern stands for a rule. */
export function covers(pattern: string, rule: string): boolean {
  if (fixedRules.has(rule)) return false
  return pattern === rule || (pattern.endsWith('/*') && rule.startsWith(pattern.slice(0, -1)))
}

/** The rules that a pattern stands for. */
export const rulesOf = (pattern: string): string[] => rulePages.map((one) => one.id).filter((rule) => covers(pattern, rule))

/** That there is no such rule, with the nearest one; undefined when there is. What is no rule's name at all may be anything, and is not repeated. */
export function unknownRule(pattern: string): {what: string; hint: string | undefined} | undefined {
  if (rulePatterns.includes(pattern)) return undefined
  return {what: `There is no rule ${/^[\w./*-]{1,60}$/.test(pattern) ? pattern : 'of that name'}`, hint: nearest(pattern, rulePatterns)}
}
