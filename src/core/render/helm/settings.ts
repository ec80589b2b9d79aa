import * as z from 'zod'
import {out} from '../out-setting.ts'

export const helmSettings = z.strictObject({
  out,
  secrets: z
    .enum(['values', 'existing'])
    .optional()
    .describe('Where Secrets come from: `values` (the default) has the chart make them of secrets.yaml; `existing` names those that are there, such as the manifests target and `c1ctl apply` make, and writes no secret value.'),
})
