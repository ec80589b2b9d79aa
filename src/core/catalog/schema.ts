import * as z from 'zod'
import {nameForm} from './lookup.ts'
import {abilities, features, hashAlgorithms, jwtAlgorithms, type Connector, type Constraint, type Derivation, type Recipe, type RecipeAuth, type RecipeBody} from './types.ts'
import {variableOf} from './variables.ts'

const camel = (key: string): string => key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
type Camel<K> = K extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B> & string>}` : K

/** An object of fixed keys, written in kebab-case and handed on in camelCase. A key it does not know is a fault that lists those it does. */
const object = <S extends z.core.$ZodLooseShape>(shape: S, check?: (value: Record<string, unknown>) => string | undefined) =>
  z
    .strictObject(shape, {error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined)})
    .superRefine((value, context) => {
      const reason = check?.(value as Record<string, unknown>)
      if (reason) context.addIssue({code: 'custom', message: reason})
    })
    .transform((value) => Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), inner])) as {[K in keyof typeof value as Camel<K>]: (typeof value)[K]})

/** Says which of several keys, of which just one may stand, are there. */
const oneOf = (keys: string[], least = 1) => (value: Record<string, unknown>): string | undefined => {
  const there = keys.filter((key) => value[key] !== undefined)
  if (there.length > 1) return `has ${there.join(' and ')}, of which only one may stand`
  return there.length < least ? `needs one of ${keys.join(', ')}` : undefined
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const flag = z.boolean()
const count = z.int().nonnegative()
const texts = z.array(text)
const map = <T extends z.ZodType>(value: T, key = /^[^\s]+$/) => z.record(z.string().regex(key), value)
const condition = text.describe('field, !field, field = value, field != value, field starts-with text, field ends-with text or auth = method, joined by and, or')

const ruleKeys = {
  in: texts.optional(),
  'not-in': texts.optional(),
  eq: text.optional(),
  len: count.optional(),
  'min-len': count.optional(),
  'max-len': count.optional(),
  pattern: text.optional().describe('a regular expression in Go\'s RE2 syntax'),
  prefix: text.optional(),
  suffix: text.optional(),
  contains: text.optional(),
  'well-known': z.enum(['email', 'uri', 'uuid', 'hostname', 'ip', 'ipv4', 'ipv6']).optional(),
}
const rules = object({
  ...ruleKeys,
  lt: z.int().optional(),
  lte: z.int().optional(),
  gt: z.int().optional(),
  gte: z.int().optional(),
  'min-items': count.optional(),
  'max-items': count.optional(),
  unique: flag.optional(),
  items: object(ruleKeys).optional(),
})

const field = object({
  title: text,
  type: z.enum(['string', 'bool', 'int', 'list', 'map', 'file']).default('string'),
  variable: text.optional().describe('default: BATON_ and the name'),
  secret: flag.default(false),
  required: flag.default(false),
  default: text.optional(),
  example: text.optional(),
  help: text.optional(),
  where: text.optional().describe('the page of the app where a person gets the value'),
  rules: rules.optional(),
  extensions: z.array(z.string().regex(/^\..+/)).optional(),
  aliases: texts.default([]),
  undocumented: flag.optional(),
  advanced: flag.optional().describe('for rare cases: init does not ask for it'),
})

const auth = object({
  title: text,
  upstream: text.optional().describe('the upstream field group that BATON_AUTH_METHOD names'),
  fields: texts.default([]),
  required: texts.default([]),
  sets: map(text).default({}),
  'self-hosted': flag.default(true),
  default: flag.default(false),
  deprecated: text.optional(),
  steps: texts.default([]),
})

const kinds = ['required-together', 'mutually-exclusive', 'at-least-one', 'dependent-on'] as const
const constraint = z
  .strictObject(
    {
      'required-together': texts.min(2).optional(),
      'mutually-exclusive': texts.min(2).optional(),
      'at-least-one': texts.min(1).optional(),
      'dependent-on': texts.min(1).optional(),
      on: texts.min(1).optional(),
      when: condition.optional(),
    },
    {error: (issue) => (issue.code === 'unrecognized_keys' ? [...kinds, 'on', 'when'].join(' ') : undefined)},
  )
  .superRefine((value, context) => {
    const reason = oneOf([...kinds])(value) ?? ((value['dependent-on'] === undefined) === (value.on === undefined) ? undefined : 'dependent-on and on go together')
    if (reason) context.addIssue({code: 'custom', message: reason})
  })
  .transform((value): Constraint => {
    const when = value.when === undefined ? {} : {when: value.when}
    if (value['dependent-on']) return {kind: 'dependent-on', fields: value['dependent-on'], on: value.on ?? [], ...when}
    const kind = kinds.find((one) => value[one] !== undefined) as 'required-together'
    return {kind, fields: value[kind] ?? [], ...when}
  })

const scalar = z.union([z.string(), z.number(), z.boolean()])
const expectation = object({path: text, equals: scalar.optional(), 'not-equals': scalar.optional(), present: flag.optional()}, oneOf(['equals', 'not-equals', 'present']))
const answer = (status: number[]) => object({status: z.array(z.int().min(100).max(599)).default(status), body: expectation.optional()})

const body = object({json: z.json().optional(), form: map(text).optional(), xml: text.optional()}, oneOf(['json', 'form', 'xml'])).transform((value) => value as RecipeBody)
const basic = object({username: text, password: text})

/** What any derivation may be, as it is written: its way of making is its only key. */
const derivations = {
  table: object({field: text, values: map(text, /./), otherwise: text.optional()}),
  json: object({from: text, path: text}),
  match: object({text, pattern: text.describe('a regular expression in Go\'s RE2 syntax with one group')}),
  text: object({text, case: z.enum(['upper', 'lower']).optional(), replace: map(text, /./).default({})}),
  now: z.enum(['seconds', 'milliseconds', 'http-date']).transform((as) => ({as})),
  random: z.union([z.literal('uuid'), z.int().min(1).max(256)]).describe('uuid, or how many letters and digits').transform((as) => ({as})),
  hash: object({algorithm: z.enum(hashAlgorithms), text, encoding: z.enum(['hex', 'base64']).default('hex')}),
  hmac: object({algorithm: z.enum(hashAlgorithms), key: text, text, encoding: z.enum(['hex', 'base64']).default('hex')}),
  base64: text.transform((inner) => ({text: inner})),
  'from-base64': text.transform((inner) => ({text: inner})),
  'json-text': z.json().transform((value) => ({value: value as unknown})),
  'public-key-hash': text.transform((key) => ({key})),
  'certificate-thumbprint': text.transform((certificate) => ({certificate})),
  jwt: object({
    algorithm: z.enum(jwtAlgorithms),
    key: text.describe('a private key in PEM form, or the shared secret of HS256'),
    header: map(text).default({}),
    claims: map(z.json()).default({}).transform((claims) => claims as Record<string, unknown>),
    lifetime: z.int().min(1).max(3600).default(300).describe('seconds'),
    backdate: z.int().min(0).max(600).default(0).describe('seconds'),
  }),
  'saml-assertion': object({
    issuer: text,
    subject: text,
    audience: text,
    recipient: text,
    attributes: map(text, /./).default({}),
    key: text,
    certificate: text,
    lifetime: z.int().min(1).max(3600).default(300).describe('seconds'),
  }),
  fetch: object({url: text, headers: map(text).default({}), path: text.optional(), header: text.optional().describe('a header of the answer, in place of a path in it')}, oneOf(['path', 'header'])),
}
const derivation = z
  .strictObject(Object.fromEntries(Object.entries(derivations).map(([how, shape]) => [how, shape.optional()])), {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(derivations).join(' ') : undefined),
  })
  .superRefine((value, context) => {
    const reason = oneOf(Object.keys(derivations))(value)
    if (reason) context.addIssue({code: 'custom', message: reason})
  })
  .transform((value): Derivation => {
    const [how, shape] = Object.entries(value).find(([, one]) => one !== undefined) ?? ['now', {as: 'seconds'}]
    return {how, ...(shape as object)} as Derivation
  })

const recipeAuth = object(
  {
    bearer: text.optional(),
    basic: basic.optional(),
    header: object({name: text, value: text}).optional(),
    'client-credentials': object({
      'token-url': text,
      'client-id': text,
      'client-secret': text,
      scope: text.optional(),
      audience: text.optional(),
      'client-auth': z.enum(['basic', 'body']),
      encoding: z.enum(['form', 'json']).default('form'),
    }).optional(),
    'token-request': object({
      url: text,
      basic: basic.optional(),
      headers: map(text).default({}),
      body: body.optional(),
      token: text.default('access_token').describe('the path of the access token in the JSON answer'),
    }).optional(),
    digest: basic.optional(),
    'aws-signature': object({
      service: text,
      region: text,
      'access-key-id': text,
      'secret-access-key': text,
      'session-token': text.optional(),
      assume: z.array(object({role: text, 'external-id': text.optional()})).default([]),
    }).optional(),
    oauth1: object({'consumer-key': text, 'consumer-secret': text, token: text, 'token-secret': text, realm: text.optional()}).optional(),
    'http-signature': object({'key-id': text, key: text, headers: texts.min(1)}).optional(),
    other: text.optional(),
  },
  oneOf(['bearer', 'basic', 'header', 'client-credentials', 'token-request', 'digest', 'aws-signature', 'oauth1', 'http-signature', 'other']),
).transform((value): RecipeAuth => {
  if (value.bearer !== undefined) return {scheme: 'bearer', token: value.bearer}
  if (value.basic) return {scheme: 'basic', ...value.basic}
  if (value.header) return {scheme: 'header', ...value.header}
  if (value.clientCredentials) return {scheme: 'client-credentials', ...value.clientCredentials}
  if (value.tokenRequest) return {scheme: 'token-request', ...value.tokenRequest}
  if (value.digest) return {scheme: 'digest', ...value.digest}
  if (value.awsSignature) return {scheme: 'aws-signature', ...value.awsSignature}
  if (value.oauth1) return {scheme: 'oauth1', ...value.oauth1}
  if (value.httpSignature) return {scheme: 'http-signature', ...value.httpSignature}
  return {scheme: 'other', how: value.other ?? ''}
})

const httpOnly = ['method', 'url', 'auth', 'headers', 'body', 'ok', 'denied']

const recipe = object(
  {
    title: text,
    when: condition.default(''),
    each: text.optional(),
    derive: map(derivation, /^[A-Za-z][A-Za-z0-9_-]*$/).default({}).describe('values made of fields, which the texts below may name; each may name those before it'),
    tls: object({certificate: text.optional(), key: text.optional(), authority: text.optional(), unverified: text.optional().describe('the bool field that switches verification off')}).optional(),
    method: z.enum(['GET', 'POST', 'HEAD', 'PUT']).optional(),
    url: text.optional(),
    auth: recipeAuth.optional(),
    headers: map(text).optional(),
    body: body.optional(),
    ok: answer([200]).optional(),
    denied: answer([401]).optional(),
    ldap: object({url: text, dn: text, password: text, base: text.default('')}).optional(),
    sql: object({engine: z.enum(['postgresql', 'mysql']), dsn: text, query: text}).optional(),
    identity: text.optional(),
    evidence: z.enum(['repo', 'docs', 'general-knowledge']),
    'spends-credential': flag.default(false),
  },
  (value) => {
    const kind = oneOf(['ldap', 'sql'], 0)(value)
    const other = value['ldap'] ? 'ldap' : value['sql'] ? 'sql' : undefined
    const http = other && httpOnly.filter((key) => value[key] !== undefined)
    return kind ?? (http && http.length > 0 ? `has ${http.join(' and ')}, which ${other} does not take` : undefined)
  },
).transform(({ldap, sql, method, url, auth, headers, body, ok, denied, ...common}): Recipe => {
  if (ldap) return {kind: 'ldap', ...common, ...ldap}
  if (sql) return {kind: 'sql', ...common, ...sql}
  return {
    kind: 'http',
    ...common,
    method: method ?? 'GET',
    url: url ?? '',
    auth: auth ?? {scheme: 'none'},
    headers: headers ?? {},
    ...(body ? {body} : {}),
    ok: ok ?? {status: [200]},
    denied: denied ?? {status: [401]},
  }
})

const access = object({
  scope: z.enum(['namespace', 'cluster']),
  namespace: text.optional(),
  rules: z.array(object({'api-groups': texts, resources: texts, verbs: texts, 'resource-names': texts.optional()})).min(1),
  why: text,
  when: condition.optional(),
})

const needs = object({
  access: access.optional(),
  'workload-identity': object({clouds: z.array(z.enum(['aws', 'azure', 'gcp'])).min(1), why: text, when: condition.optional()}).optional(),
  volume: object({path: text, why: text, when: condition.optional()}).optional(),
  configuration: object({field: text, why: text, when: condition.optional()}).optional(),
  identities: object({from: text.optional().describe('the connector that syncs them'), why: text, when: condition.optional()}).optional(),
})

const origin = z.enum(['schema', 'docs', 'repo', 'general-knowledge'])

const entry = object({
  title: text,
  image: z.string().regex(/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/, 'is no image name such as baton-asana').optional().describe('default: baton- and the name'),
  registry: z.string().regex(/^[a-z0-9][a-z0-9.:-]*(?:\/[a-z0-9._-]+)*$/, 'is no registry such as registry.example.com/team').default('public.ecr.aws/conductorone'),
  repository: text.optional(),
  docs: text.optional(),
  hosting: z.array(z.enum(['cloud', 'self-hosted'])).min(1).default(['cloud', 'self-hosted']),
  capabilities: map(z.array(z.enum(['sync', 'provision'])), /./).default({}),
  'resource-types': map(object({title: text, can: z.array(z.enum(abilities)).default(['sync'])})).default({}).describe('by id: sync-resource-types takes the ids'),
  features: z.array(z.enum(features)).default([]),
  fields: map(field, /^[A-Za-z][A-Za-z0-9_-]*$/).default({}),
  auth: map(auth, /^[a-z0-9][a-z0-9-]*$/).default({}),
  constraints: z.array(constraint).default([]),
  recipes: map(recipe, /^[a-z0-9][a-z0-9-]*$/).default({}),
  needs: needs.default({}),
  health: flag.default(false).describe('the image has the health-check command'),
  'not-runnable': text.optional().describe('why it cannot run in Kubernetes'),
  notes: texts.default([]),
  sources: map(origin).default({}),
  'schema-extras': map(z.json(), /./).default({}).transform((extras) => extras as Record<string, unknown>).describe('what the connector\'s published schema says beside all that, by its place there; `c1ctl catalog import` writes it'),
})

/** One entry of connectors.yaml: what goes in is what a person writes, what comes out has camelCase keys and defaults. */
export const entrySchema = entry

/** The whole of connectors.yaml: entries by name. */
export const fileSchema = z.record(z.string().regex(nameForm), entry)

/** Gives an entry what its name decides: image and variables. */
export function toConnector(name: string, written: z.output<typeof entry>): Connector {
  const fields = Object.fromEntries(Object.entries(written.fields).map(([key, one]) => [key, {...one, variable: one.variable ?? variableOf(key)}]))
  const methods = Object.fromEntries(Object.entries(written.auth).map(([key, one]) => [key, {...one, upstream: one.upstream ?? null}]))
  return {...written, name, image: written.image ?? `baton-${name}`, fields, auth: methods, recipesFromProject: []}
}
