import type {RulePage} from '../rule.ts'

/** What is said of suppressions themselves (core/lint/selection). */
export const suppressionPage: RulePage = {
  id: 'baton/suppression', severity: 'warning', title: 'A suppression does nothing',
  why: 'A suppression without a reason, or of a rule that there is not, keeps nothing out of the report. One that has outlived its finding would hide the next one at the same place without anybody having decided so.',
  wrong: 'image: public.ecr.aws/conductorone/baton-asana:latest   # c1ctl-ignore baton/no-tag', right: 'image: public.ecr.aws/conductorone/baton-asana:latest   # c1ctl-ignore baton/no-tag: Renovate pins it on release',
}
