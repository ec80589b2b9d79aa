import * as z from 'zod'

// Every scalar arrives as its source text (source-document.ts): numbers and booleans are recognised here, where the schema knows what is meant.
const text = z.string()
const count = z.string().regex(/^\d{1,4}$/, 'expected a whole number').transform(Number)
const name = (most: number) => z.string().max(most).regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, 'expected lower-case letters, digits and dashes, beginning and ending with a letter or digit')
const tag = z.string().regex(/^\w[\w.-]{0,127}$/, 'expected an image tag such as 0.1.40')
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
const quantity = z.string().regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/, 'expected a Kubernetes quantity such as 128Mi or 500m')
const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never'])
const registry = z.string().regex(/^[a-z0-9][a-z0-9.:-]*(?:\/[a-z0-9._/-]+)?$/i, 'expected a registry such as registry.example.com/team')

const source = z.union([
  z.strictObject({from: z.literal('store')}),
  z.strictObject({from: z.literal('env'), name: z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable')}),
  z.strictObject({from: z.literal('file'), path: z.string().min(1)}),
])

const resources = z.strictObject({requests: z.record(text, quantity).optional(), limits: z.record(text, quantity).optional()})

const instance = z.strictObject({
  connector: text.optional(),
  auth: text.optional(),
  namespace: name(63).optional(),
  config: z.record(text, z.union([text, z.array(text), z.record(text, text)])).default({}),
  credentials: z
    .object({conductorone: z.strictObject({'client-id': source.optional(), 'client-secret': source.optional()}).default({})})
    .catchall(source)
    .default({conductorone: {}} as never),
  image: z.strictObject({registry: registry.optional(), name: text.optional(), tag: tag.optional(), digest: digest.optional(), pullPolicy: pullPolicy.optional()}).default({}),
  replicas: count.optional(),
  resources: resources.optional(),
})

/** c1ctl.yaml without its overlays, every scalar as text. */
export const projectSchema = z.strictObject({
  version: z.literal('1', 'expected 1'),
  name: name(63),
  namespace: name(63).default('conductorone'),
  image: z.strictObject({registry: registry.optional(), pullPolicy: pullPolicy.optional()}).default({}),
  secrets: z.strictObject({mode: z.literal('plain', 'expected plain').default('plain')}).default({mode: 'plain'}),
  platform: z.enum(['kubernetes', 'openshift']).default('kubernetes'),
  connectors: z.record(text, instance).default({}),
  environments: z.record(text, z.record(text, z.unknown())).default({}),
})
