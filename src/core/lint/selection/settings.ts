import {problem, type Problem} from '../../problems/problem.ts'
import type {PlaceOf} from '../../project/parse.ts'
import {isRecord} from '../../values/maps.ts'
import {fixedRules, unknownRule} from './rule-patterns.ts'

/**
 * Faults of the rules that `lint` in c1ctl.yaml names, each at its place: those that there are not, and those that cannot be chosen.
 * @param value what the file holds, whatever its shape
 */
export function ruleFaults(value: unknown, place: PlaceOf): Problem[] {
  const settings = isRecord(value) && isRecord(value['lint']) ? value['lint'] : {}
  const faults: Problem[] = []
  const judge = (rule: unknown, path: string[], part: 'key' | 'value', isLowered: boolean): void => {
    if (typeof rule !== 'string') return
    const at = place(path, part)
    const unknown = unknownRule(rule)
    if (unknown) faults.push(problem('project-invalid', `${unknown.what}.`, {at, next: [unknown.hint ? `Did you mean ${unknown.hint}?` : 'docs/rules has every rule; `family/*` stands for all of a family.']}))
    else if (fixedRules.has(rule) && isLowered) {
      faults.push(problem('project-invalid', `${rule} cannot be turned off, lowered or left out.`, {at, why: 'Nothing is known of what a file holds that cannot be read.', next: ['Remove it here, and repair the file or leave it out of what is linted.']}))
    }
  }
  for (const [rule, severity] of Object.entries(isRecord(settings['rules']) ? settings['rules'] : {})) judge(rule, ['lint', 'rules', rule], 'key', severity !== 'error')
  for (const [place, entry] of (Array.isArray(settings['ignore']) ? (settings['ignore'] as unknown[]) : []).entries()) {
    const named = isRecord(entry) && Array.isArray(entry['rules']) ? (entry['rules'] as unknown[]) : []
    for (const [index, rule] of named.entries()) judge(rule, ['lint', 'ignore', String(place), 'rules', String(index)], 'value', true)
  }
  return faults
}
