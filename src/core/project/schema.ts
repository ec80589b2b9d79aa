import * as z from 'zod'
import {targetSettings} from '../render/target-settings.ts'
import {optionalSettings} from './optional-settings.ts'
import {name, quantity, source, text} from './scalars.ts'

// Every scalar arrives as its source text (source-document.ts): numbers and booleans are recognised here, where the schema knows what is meant.
const count = z.string().regex(/^\d{1,4}$/, 'expected a whole number').transform(Number)
const tag = z.string().regex(/^\w[\w.-]{0,127}$/, 'expected an image tag such as 0.1.40')
const imageName = z.string().regex(/^[a-z0-9]+(?:(?:\.|_{1,2}|-+|\/)[a-z0-9]+)*$/, 'expected the name of an image such as baton-asana')
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never'])
const registry = z.string().regex(/^[a-z0-9][a-z0-9.:-]*(?:\/[a-z0-9._/-]+)?$/i, 'expected a registry such as registry.example.com/team')

const resources = z.strictObject({requests: z.record(text, quantity).optional(), limits: z.record(text, quantity).optional()})

const instance = z.strictObject({
  connector: text.optional().describe('A connector of the catalog; the instance\'s own name unless said.'),
  auth: text.optional().describe('The auth method; the connector\'s default unless said.'),
  namespace: name(63).optional().describe('Kubernetes namespace of this instance.'),
  config: z.record(text, z.union([text, z.array(text), z.record(text, text)])).default({}).describe('Settings that are no secret, by field name. Scalars keep their source text.'),
  credentials: z
    .object({conductorone: z.strictObject({'client-id': source.optional(), 'client-secret': source.optional()}).default({})})
    .catchall(source)
    .default({conductorone: {}} as never)
    .describe('Where each secret field comes from: {from: store} (the default), {from: env, name: NAME} or {from: file, path: PATH}. Never a value.'),
  image: z.strictObject({registry: registry.optional(), name: imageName.optional(), tag: tag.optional(), digest: digest.optional(), pullPolicy: pullPolicy.optional()}).default({}).describe('The image; without a tag it is :latest.'),
  replicas: count.optional().describe('Pods; several share one client id.'),
  resources: resources.optional().describe('Kubernetes requests and limits, instead of 128Mi asked and 1Gi at most.'),
  ...optionalSettings,
})

const {run: _run, files: _files, ...forAll} = optionalSettings
/** What may hold for every instance: nothing that says what a connector is, or how often one runs. */
const defaults = z.strictObject(optionalOnes({...forAll, resources}))

/** The same schemas, each of which may be left out. */
function optionalOnes<Shape extends Record<string, z.ZodType>>(shape: Shape): {[Key in keyof Shape]: z.ZodOptional<Shape[Key]>} {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.optional()])) as {[Key in keyof Shape]: z.ZodOptional<Shape[Key]>}
}
const projectPath = text.regex(/^(?![/\\]|[A-Za-z]:|!|\.{1,2}$|.*(?:^|[/\\])\.\.(?:[/\\]|$))/, 'expected a path inside the project, without .. in it').min(1, 'expected a path').max(256)
const reason = text.regex(/[\p{L}\p{N}]/u, 'expected a reason in words')
const ignore = z.strictObject({
  rules: z.array(text).min(1, 'expected at least one rule; leave `rules` out for all of them').optional().describe('Rules such as baton/no-tag or hardening/*; all of them unless said.'),
  paths: z.array(projectPath).min(1, 'expected at least one path').describe('Files, directories and patterns such as legacy/**, from the directory of c1ctl.yaml.'),
  reason: reason.describe('Why nobody is told of them: it stands beside them in the reports.'),
})
const lint = z.strictObject({
  'kubernetes-version': z.enum(['1.33', '1.34', '1.35', '1.36']).optional().describe('The version of Kubernetes whose API the manifests are held against.'),
  crds: text.min(1, 'expected a path').optional().describe('A directory with custom resource definitions.'),
  'max-warnings': z.string().regex(/^\d{1,6}$/, 'expected a whole number').transform(Number).optional().describe('More warnings than this are a failure.'),
  profile: z.enum(['standard', 'hardened']).optional().describe('hardened also gives the advice of hardening/.'),
  baseline: projectPath.optional().describe('A file of known findings that nobody is told of; lint --update-baseline writes it.'),
  rules: z.record(text, z.enum(['error', 'warning', 'note', 'off'])).default({}).describe('The severity of rules such as baton/no-tag or hardening/*; off turns one off.'),
  exclude: z.array(projectPath).default([]).describe('Files, directories and patterns that lint passes over, such as test/broken/**, from the directory of c1ctl.yaml; a file that is named itself is read all the same.'),
  ignore: z.array(ignore).default([]).describe('Findings that are left out of the report, with a reason.'),
})

/** Judges `defaults` alone. */
export const defaultsSchema = defaults

/** c1ctl.yaml without its overlays, every scalar as text. */
export const projectSchema = z.strictObject({
  version: z.literal('1', 'expected 1').describe('The version of this format.'),
  name: name(63).describe('The project: it owns what it applies, so it is not changed lightly.'),
  namespace: name(63).default('conductorone').describe('Kubernetes namespace of every instance that names none.'),
  image: z.strictObject({registry: registry.optional(), pullPolicy: pullPolicy.optional()}).default({}).describe('Registry and pull policy for every instance.'),
  secrets: z.strictObject({mode: z.literal('plain', 'expected plain').default('plain')}).default({mode: 'plain'}).describe('How Secrets are written to disk.'),
  platform: z.enum(['kubernetes', 'openshift']).default('kubernetes').describe('openshift leaves uid, gid and fsGroup to the platform.'),
  defaults: defaults.optional().describe('Settings of every instance, unless the instance says otherwise: its own are laid over these as an environment is over the project, so maps merge, lists and scalars replace, and null removes.'),
  connectors: z.record(text, instance).default({}).describe('The instances, by name.'),
  targets: z.strictObject(optionalOnes(targetSettings)).default({}).describe('What `render` writes without --target, and the settings of each target.'),
  lint: lint.optional().describe('How lint judges the manifests below this directory.'),
  environments: z.record(text, z.record(text, z.unknown())).default({}).describe('Overlays, by name, for --environment.'),
})
