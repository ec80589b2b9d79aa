/** How a connector reads a field: text, true/false, a whole number, a comma-separated list, a JSON map, or the path of a mounted file. */
export type FieldType = 'string' | 'bool' | 'int' | 'list' | 'map' | 'file'

/** Rules on one value, with upstream's meaning (baton-sdk field rules); an empty optional value skips them. */
export interface Rules {
  in?: string[]
  notIn?: string[]
  eq?: string
  len?: number
  minLen?: number
  maxLen?: number
  /** A regular expression in Go's RE2 syntax. */
  pattern?: string
  prefix?: string
  suffix?: string
  contains?: string
  wellKnown?: 'email' | 'uri' | 'uuid' | 'hostname' | 'ip' | 'ipv4' | 'ipv6'
  lt?: number
  lte?: number
  gt?: number
  gte?: number
  minItems?: number
  maxItems?: number
  unique?: boolean
  items?: Rules
}

/** One setting of a connector. */
export interface Field {
  title: string
  type: FieldType
  /** The environment variable; derived from the name: `api-key` is BATON_API_KEY. */
  variable: string
  secret: boolean
  required: boolean
  default?: string
  example?: string
  help?: string
  /** Where a person gets the value: a page of the app's console. */
  where?: string
  rules?: Rules
  /** File fields: accepted file name endings, with the dot. */
  extensions?: string[]
  /** Earlier names of the same setting, as field names. */
  aliases: string[]
  /** The connector reads it, but its published schema does not name it. */
  undocumented?: boolean
  /** For rare cases: upstream's own forms leave it out, and `init` does not ask for it. */
  advanced?: boolean
}

/** A named group of fields of which one is chosen. A field that no method names is common to all. */
export interface AuthMethod {
  title: string
  /** Name of the upstream field group: BATON_AUTH_METHOD is set to it. Null when the connector knows no such group. */
  upstream: string | null
  fields: string[]
  /** Fields that are required when this method is chosen, though not by themselves. */
  required: string[]
  /** Fields with a fixed value under this method. */
  sets: Record<string, string>
  /** False when only ConductorOne's cloud can run it. */
  selfHosted: boolean
  default: boolean
  /** Why it should no longer be chosen, and the images it fits. */
  deprecated?: string
  /** Steps to get the credential, one sentence each. */
  steps: string[]
}

/** A rule over several fields. Present means non-empty, and `true` for a bool. */
export type Constraint =
  | {kind: 'required-together' | 'mutually-exclusive' | 'at-least-one'; fields: string[]}
  | {kind: 'dependent-on'; fields: string[]; on: string[]}

/** What a JSON answer must say at a path such as `data.0.name`. */
export interface BodyExpectation {
  path: string
  equals?: string | number | boolean
  notEquals?: string | number | boolean
  present?: boolean
}

/** What a request sends. Texts hold `{field}` placeholders; an entry whose fields have no value is left out. */
export type RecipeBody = {json: unknown} | {form: Record<string, string>} | {xml: string}

/**
 * How a recipe signs in. Texts hold `{field}` placeholders. `token` of a token request is the path of the access token in its JSON answer; the request
 * that follows sends it as a bearer token.
 */
export type RecipeAuth =
  | {scheme: 'bearer'; token: string}
  | {scheme: 'basic'; username: string; password: string}
  | {scheme: 'header'; name: string; value: string}
  | {scheme: 'client-credentials'; tokenUrl: string; clientId: string; clientSecret: string; scope?: string; audience?: string; clientAuth: 'basic' | 'body'; encoding: 'form' | 'json'}
  /** A request of its own gets an access token: every grant and login that client-credentials does not know. */
  | {scheme: 'token-request'; url: string; basic?: {username: string; password: string}; headers: Record<string, string>; body?: RecipeBody; token: string}
  | {scheme: 'none'}
  /** A way of signing in that c1ctl cannot run yet: the verdict is untested, with `how` as the reason. */
  | {scheme: 'other'; how: string}

/** How one read-only request proves credentials. */
export interface Recipe {
  title: string
  /** A condition over fields (condition.ts); empty means always. Every recipe whose condition holds is run. */
  when: string
  /** Run once for each item of this list field. */
  each?: string
  method: 'GET' | 'POST' | 'HEAD' | 'PUT'
  /** Begins with https://, http://, `{field}` for a field that holds a URL, or `{field.origin}` for its scheme, host and port alone. */
  url: string
  auth: RecipeAuth
  headers: Record<string, string>
  body?: RecipeBody
  ok: {status: number[]; body?: BodyExpectation}
  denied: {status: number[]; body?: BodyExpectation}
  /** Path of the name to show in the JSON answer: who or what the credential belongs to. */
  identity?: string
  /** Where the recipe comes from; general knowledge is weaker than the connector's own source. */
  evidence: 'repo' | 'docs' | 'general-knowledge'
  /** The check would spend a single-use credential: never run unasked. */
  spendsCredential: boolean
}

/** An RBAC rule of Kubernetes. */
export interface AccessRule {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
  resourceNames?: string[]
}

/** What a connector needs beyond Secret and Deployment; each with the reason, for people. */
export interface Needs {
  /** A service account with a token, and a Role in `namespace` (its own when not named) or, for the whole cluster, a ClusterRole. */
  access?: {scope: 'namespace' | 'cluster'; namespace?: string; rules: AccessRule[]; why: string}
  /** A service account that a cloud trusts in place of keys (IRSA, GKE and Azure workload identity). */
  workloadIdentity?: {clouds: Array<'aws' | 'azure' | 'gcp'>; why: string}
  /** A volume that outlives the pod or comes from elsewhere, mounted at `path`. */
  volume?: {path: string; why: string}
  /** A configuration file of the user's own in the field `field`, which may name further variables. */
  configuration?: {field: string; why: string}
  /** Accounts that another connector syncs and that this one gives access to; `from` is that connector where it is always the same. */
  identities?: {from?: string; why: string}
}

/** What a connector can do with resources of one type, in the words of baton-sdk's capabilities. */
export const abilities = ['sync', 'provision', 'account-provisioning', 'credential-rotation', 'resource-create', 'resource-delete', 'targeted-sync'] as const
export type Ability = (typeof abilities)[number]

/** What it can do beside that, in the same words. */
export const features = ['actions', 'ticketing', 'event-feed-v2', 'service-mode-targeted-sync'] as const
export type Feature = (typeof features)[number]

/** An entry of the catalog. */
export interface Connector {
  name: string
  title: string
  image: string
  registry: string
  repository?: string
  docs?: string
  /** Resource to what the connector can do with it. */
  capabilities: Record<string, Array<'sync' | 'provision'>>
  /** Types of resources by id, which `sync-resource-types` takes. */
  resourceTypes: Record<string, {title: string; can: Ability[]}>
  features: Feature[]
  fields: Record<string, Field>
  auth: Record<string, AuthMethod>
  constraints: Constraint[]
  recipes: Record<string, Recipe>
  needs: Needs
  /** The image has the `health-check` command. */
  health: boolean
  /** Null, or why it cannot run in Kubernetes. */
  notRunnable?: string
  notes: string[]
  /** Where each kind of fact comes from. */
  sources: Record<string, 'schema' | 'docs' | 'repo' | 'general-knowledge'>
  /** True when the project's own connectors.yaml brought or changed the entry's recipes: they need trust (law 10). */
  recipesFromProject: string[]
}

/** Connectors by name, sorted. */
export type Catalog = Record<string, Connector>
