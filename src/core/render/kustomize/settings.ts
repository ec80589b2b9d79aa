import * as z from 'zod'
import {out} from '../out-setting.ts'

export const kustomizeSettings = z.strictObject({out})
