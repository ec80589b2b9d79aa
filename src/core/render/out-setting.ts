import * as z from 'zod'

/** The directory below --out that a target writes to when there are several; every target has this setting. */
export const out = z
  .string()
  .regex(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[A-Za-z0-9._/-]+$/, 'expected a directory below --out such as deploy/kustomize, without . and ..')
  .optional()
  .describe('The directory below --out when several targets are rendered; the target\'s name unless said.')
