import * as z from 'zod'
import {out} from '../out-setting.ts'

export const kustomizeSettings = z.strictObject({
  out,
  secrets: z
    .enum(['generated', 'existing'])
    .optional()
    .describe('Where Secrets come from: `generated` (the default) has kustomize make them of files that are not in git; `existing` names those that are there, such as `c1ctl apply --secrets-only` makes, and writes no secret value.'),
})
