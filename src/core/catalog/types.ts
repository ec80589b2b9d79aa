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

/**
 * A rule over several fields. Present means non-empty, and `true` for a bool. Upstream's always hold; `when` (condition.ts) is for a check that the
 * connector's own code makes under a condition.
 */
export type Constraint = ({kind: 'required-together' | 'mutually-exclusive' | 'at-least-one'; fields: string[]} | {kind: 'dependent-on'; fields: string[]; on: string[]}) & {when?: string}

/** What a JSON answer must say at a path such as `data.0.name`. */
export interface BodyExpectation {
  path: string
  equals?: string | number | boolean
  notEquals?: string | number | boolean
  present?: boolean
}

/** What a request sends. Texts hold `{field}` placeholders; an entry whose fields have no value is left out. */
export type RecipeBody = {json: unknown} | {form: Record<string, string>} | {xml: string}

export const hashAlgorithms = ['sha1', 'sha256', 'sha512'] as const
export type HashAlgorithm = (typeof hashAlgorithms)[number]

export const jwtAlgorithms = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const
export type JwtAlgorithm = (typeof jwtAlgorithms)[number]

/**
 * How a value that no field holds is made of those that do. Texts hold placeholders, also of values derived before.
 * - `table`: the host or name that a field's value stands for; `otherwise` when it is not listed.
 * - `json`: the text at a path of a JSON document, such as a key file.
 * - `match`: the first group of an RE2 pattern that must match.
 * - `text`: another spelling: letter case, and characters replaced.
 * - `jwt`: a signed JWT (RFC 7519) with the given claims, `iat` (backdated by `backdate` seconds) and `exp` (`lifetime` seconds after now).
 * - `saml-assertion`: a signed SAML 2.0 bearer assertion, base64 (RFC 7522).
 * - `public-key-hash`: base64 of the SHA-256 of the DER public key that belongs to a private key.
 * - `certificate-thumbprint`: base64url of the SHA-1 of the DER certificate (`x5t` of RFC 7515).
 * - `fetch`: the text at a path of the JSON answer to a GET without credentials, or a header of the answer, whatever its status.
 * A text that something is computed of needs a value for every placeholder in it. Where one whole key, certificate or document is named by several placeholders
 * and nothing between them, the first that has a value counts.
 */
export type Derivation =
  | {how: 'table'; field: string; values: Record<string, string>; otherwise?: string}
  | {how: 'json'; from: string; path: string}
  | {how: 'match'; text: string; pattern: string}
  | {how: 'text'; text: string; case?: 'upper' | 'lower'; replace: Record<string, string>}
  | {how: 'now'; as: 'seconds' | 'milliseconds' | 'http-date'}
  /** A number of letters and digits, or a UUID. */
  | {how: 'random'; as: 'uuid' | number}
  | {how: 'hash'; algorithm: HashAlgorithm; text: string; encoding: 'hex' | 'base64'}
  | {how: 'hmac'; algorithm: HashAlgorithm; key: string; text: string; encoding: 'hex' | 'base64'}
  | {how: 'base64'; text: string}
  | {how: 'from-base64'; text: string}
  | {how: 'json-text'; value: unknown}
  | {how: 'public-key-hash'; key: string}
  | {how: 'certificate-thumbprint'; certificate: string}
  | {how: 'jwt'; algorithm: JwtAlgorithm; key: string; header: Record<string, string>; claims: Record<string, unknown>; lifetime: number; backdate: number}
  | {how: 'saml-assertion'; issuer: string; subject: string; audience: string; recipient: string; attributes: Record<string, string>; key: string; certificate: string; lifetime: number}
  | {how: 'fetch'; url: string; headers: Record<string, string>; path?: string; header?: string}

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
  /** HTTP digest (RFC 7616). */
  | {scheme: 'digest'; username: string; password: string}
  /** AWS Signature Version 4; `assume` names roles to take on by STS before, each with the credentials of the one before it. */
  | {scheme: 'aws-signature'; service: string; region: string; accessKeyId: string; secretAccessKey: string; sessionToken?: string; assume: Array<{role: string; externalId?: string}>}
  /** OAuth 1.0a with HMAC-SHA256 (RFC 5849, section 3.4.2). */
  | {scheme: 'oauth1'; consumerKey: string; consumerSecret: string; token: string; tokenSecret: string; realm?: string}
  /** HTTP signature (draft-cavage-http-signatures, rsa-sha256) as Oracle Cloud Infrastructure reads it: `headers` in the order signed. */
  | {scheme: 'http-signature'; keyId: string; key: string; headers: string[]}
  | {scheme: 'none'}
  /** A way of signing in that c1ctl cannot run: the verdict is untested, with `how` as the reason. */
  | {scheme: 'other'; how: string}

interface RecipeCommon {
  title: string
  /** A condition over fields (condition.ts); empty means always. Every recipe whose condition holds is run. */
  when: string
  /** Run once for each item of this list field. */
  each?: string
  /** Values that the recipe's texts may name beside fields, in the order of making. */
  derive: Record<string, Derivation>
  /** TLS of every connection of the recipe: a client certificate and its key, further authorities (all PEM), and the bool field that switches verification off. */
  tls?: {certificate?: string; key?: string; authority?: string; unverified?: string}
  /** Path of the name to show in the JSON answer: who or what the credential belongs to. */
  identity?: string
  /** Where the recipe comes from; general knowledge is weaker than the connector's own source. */
  evidence: 'repo' | 'docs' | 'general-knowledge'
  /** The check would spend a single-use credential: never run unasked. */
  spendsCredential: boolean
}

/** One HTTP request, after one for a token where the way of signing in has one. */
export interface HttpRecipe extends RecipeCommon {
  kind: 'http'
  method: 'GET' | 'POST' | 'HEAD' | 'PUT'
  /** Begins with https://, http://, `{field}` for a field that holds a URL, or `{field.origin}` for its scheme, host and port alone. */
  url: string
  auth: RecipeAuth
  headers: Record<string, string>
  body?: RecipeBody
  ok: {status: number[]; body?: BodyExpectation}
  denied: {status: number[]; body?: BodyExpectation}
}

/** An LDAP simple bind (RFC 4513) and a search of the object `base`, the root DSE when it is empty. `url` begins with ldap://, ldaps:// or a field that does. */
export interface LdapRecipe extends RecipeCommon {
  kind: 'ldap'
  url: string
  dn: string
  password: string
  base: string
}

/** A connection to a database and one read-only query. `dsn` is a connection string as the connector's own driver takes it. */
export interface SqlRecipe extends RecipeCommon {
  kind: 'sql'
  engine: 'postgresql' | 'mysql'
  dsn: string
  query: string
}

/** How one read-only request proves credentials. */
export type Recipe = HttpRecipe | LdapRecipe | SqlRecipe

/** An RBAC rule of Kubernetes. */
export interface AccessRule {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
  resourceNames?: string[]
}

/** What a connector needs beyond Secret and Deployment; each with the reason, for people, and the condition (condition.ts) under which it does. */
export interface Needs {
  /** A service account with a token, and a Role in `namespace` (its own when not named) or, for the whole cluster, a ClusterRole. */
  access?: {scope: 'namespace' | 'cluster'; namespace?: string; rules: AccessRule[]; why: string; when?: string}
  /** A service account that a cloud trusts in place of keys (IRSA, GKE and Azure workload identity). */
  workloadIdentity?: {clouds: Array<'aws' | 'azure' | 'gcp'>; why: string; when?: string}
  /** A volume that outlives the pod or comes from elsewhere, mounted at `path`. */
  volume?: {path: string; why: string; when?: string}
  /** A configuration file of the user's own in the field `field`, which may name further variables. */
  configuration?: {field: string; why: string; when?: string}
  /** Accounts that another connector syncs and that this one gives access to; `from` is that connector where it is always the same. */
  identities?: {from?: string; why: string; when?: string}
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
  /** Where it runs, as its documentation says: in ConductorOne's cloud, and on machines of one's own. */
  hosting: Array<'cloud' | 'self-hosted'>
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
  /** What the connector's published schema says and an entry has no other place for, by its place there: `fields.token.newKey`. */
  schemaExtras: Record<string, unknown>
  /** True when the project's own connectors.yaml brought or changed the entry's recipes: they need trust (law 10). */
  recipesFromProject: string[]
}

/** Connectors by name, sorted. */
export type Catalog = Record<string, Connector>
