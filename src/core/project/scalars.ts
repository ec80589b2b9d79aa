import * as z from 'zod'

// Every scalar arrives as its source text (source-document.ts): numbers and booleans are recognised here, where the schema knows what is meant.

export const text = z.string()
export const name = (most: number) => z.string().max(most).regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, 'expected lower-case letters, digits and dashes, beginning and ending with a letter or digit')
/** The name of an object whose kind allows dots (RFC 1123 subdomain). */
export const objectName = z.string().max(253).regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/, 'expected the name of an object: lower-case letters, digits, dashes and dots')
export const quantity = z.string().regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/, 'expected a Kubernetes quantity such as 128Mi or 500m')
export const flag = z.string().regex(/^(?:true|false|True|False|TRUE|FALSE)$/, 'expected true or false').transform((word) => word.toLowerCase() === 'true')
export const whole = z.string().regex(/^\d{1,9}$/, 'expected a whole number').transform(Number)
export const port = z.string().regex(/^\d{1,5}$/, 'expected a port from 1 to 65535').transform(Number).refine((number) => number >= 1 && number <= 65535, 'expected a port from 1 to 65535')
/** The key of a label or annotation: a name of at most 63 characters, after a DNS name and a slash where there is one. */
export const metadataKey = z.string().regex(/^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, 'expected a key such as team or example.com/team')
export const labelValue = z.string().regex(/^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, 'expected at most 63 letters, digits, dashes, underscores and dots, beginning and ending with a letter or digit')
export const labels = z.record(metadataKey, labelValue)
export const annotations = z.record(metadataKey, text)
export const variableName = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable')

/** Where a credential comes from. */
export const source = z.union([
  z.strictObject({from: z.literal('store')}),
  z.strictObject({from: z.literal('env'), name: variableName}),
  z.strictObject({from: z.literal('file'), path: z.string().min(1)}),
])
