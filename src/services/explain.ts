import {rulePages} from '../core/lint/rule-pages.ts'
import {codes, type ProblemCode} from '../core/problems/codes.ts'
import {nearest} from '../core/problems/nearest.ts'
import {problem, ProblemError} from '../core/problems/problem.ts'

/** What a code means, in sections to print. */
export interface Explanation {
  code: string
  title: string
  kind: 'problem' | 'rule'
  sections: Array<{heading: string; lines: string[]}>
}

/**
 * The page of a problem code or a lint rule.
 * @throws ProblemError `usage` with the nearest name when there is no such code
 */
export function explain(code: string): Explanation {
  if (Object.hasOwn(codes, code)) {
    const page = codes[code as ProblemCode]
    return {
      code,
      title: page.title,
      kind: 'problem',
      sections: [
        {heading: 'Why', lines: [page.why]},
        {heading: 'What to do', lines: page.next},
        {heading: 'Exit status', lines: [String(page.exit)]},
      ],
    }
  }
  const rule = rulePages.find((one) => one.id === code)
  if (rule)
    return {
      code,
      title: rule.title,
      kind: 'rule',
      sections: [
        {heading: 'Severity', lines: [rule.id.startsWith('hardening/') ? `${rule.severity}, with --profile hardened` : rule.severity]},
        {heading: 'Why', lines: [rule.why]},
        {heading: 'Wrong', lines: rule.wrong.trimEnd().split('\n')},
        {heading: 'Right', lines: rule.right.trimEnd().split('\n')},
      ],
    }
  const all = [...Object.keys(codes), ...rulePages.map((one) => one.id)]
  const hint = nearest(code, all)
  throw new ProblemError(
    problem('usage', 'There is no problem code or lint rule of that name.', {
      why: `Problem codes: ${Object.keys(codes).sort().join(', ')}. Rules: ${rulePages.map((one) => one.id).join(', ')}.`,
      next: hint ? [`Did you mean \`c1ctl explain ${hint}\`?`] : ['Copy the code from the parentheses after "Error", or the rule from lint.'],
    }),
  )
}
