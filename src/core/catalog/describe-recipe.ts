import {faint, list, plain, type Line} from './lines.ts'
import type {Derivation, HttpRecipe, Recipe, RecipeAuth} from './types.ts'

/** A recipe for a person: what is asked, how it signs in, with what it is made, and what it leaves unproven. */
export function recipeLines(recipe: Recipe): Line[] {
  const lines: Line[] = []
  if (recipe.when) lines.push(plain(`When ${recipe.when}`, 4, 6))
  if (recipe.each) lines.push(plain(`Once for each of ${recipe.each}`, 4))
  if (recipe.kind === 'http' && recipe.auth.scheme === 'other') lines.push(plain(`Not run by c1ctl: ${recipe.auth.how}.`, 4))
  lines.push(...requestInWords(recipe).map((line) => faint(line)))
  for (const [name, one] of Object.entries(recipe.derive)) lines.push(faint(`${name} is ${derivationInWords(one)}`))
  if (recipe.tls) lines.push(...tlsInWords(recipe.tls).map((line) => faint(line)))
  if (recipe.identity) lines.push(plain(`Shows ${recipe.identity} of the answer.`, 4))
  if (recipe.evidence === 'general-knowledge') lines.push(faint('From general knowledge of the app, not from the connector\'s source.', 4, 4))
  if (recipe.spendsCredential) lines.push(plain('Spends a credential that works once, so it is never run unasked.', 4))
  return lines
}

/** A URL without what a query may hold. */
const bare = (url: string): string => url.split('?')[0]!

function requestInWords(recipe: Recipe): string[] {
  if (recipe.kind === 'ldap') return [`LDAP bind at ${recipe.url} as ${recipe.dn}, then a look at ${recipe.base === '' ? 'the root of the directory' : recipe.base}`]
  if (recipe.kind === 'sql') return [`${recipe.query} on ${recipe.engine === 'mysql' ? 'MySQL' : 'PostgreSQL'}`]
  const signIn = authInWords(recipe.auth)
  return [...(recipe.url ? [requestLine(recipe)] : []), ...(signIn ? [signIn] : [])]
}

const requestLine = ({method, url}: HttpRecipe): string => `${method} ${bare(url)}`

/** How a request signs in; nothing where it does not, or cannot. */
function authInWords(auth: RecipeAuth): string | undefined {
  switch (auth.scheme) {
    case 'bearer':
      return 'with a bearer token'
    case 'basic':
      return 'with a user name and a password (HTTP Basic)'
    case 'header':
      return `with the header ${auth.name}`
    case 'client-credentials':
      return `with a token from ${bare(auth.tokenUrl)}`
    case 'token-request':
      return `with a token from ${bare(auth.url)}`
    case 'digest':
      return 'with a user name and a password (HTTP digest)'
    case 'aws-signature':
      return `signed with an AWS key${auth.assume.length > 0 ? `, as the role ${auth.assume.map((one) => one.role).join(', then ')}` : ''}`
    case 'oauth1':
      return 'signed with OAuth 1.0a'
    case 'http-signature':
      return 'signed with a private key (HTTP signature)'
    case 'none':
    case 'other':
      return undefined
  }
}

/** Where a derived value comes from. What a text holds beside placeholders is not repeated. */
function derivationInWords(one: Derivation): string {
  switch (one.how) {
    case 'table':
      return `looked up by ${one.field} (${list(Object.keys(one.values), 'or')}${one.otherwise === undefined ? '' : ', or any other'})`
    case 'json':
      return `${one.path} of the JSON in ${one.from}`
    case 'match':
      return `the part of ${one.text} that matches ${one.pattern}`
    case 'text':
      return `${one.text} spelt another way`
    case 'now':
      return 'the time of the request'
    case 'random':
      return 'made up for each request'
    case 'hash':
      return `a hash of ${one.text}`
    case 'hmac':
      return 'signed with a secret (HMAC)'
    case 'base64':
    case 'from-base64':
      return one.how === 'base64' ? `${one.text} in base64` : `${one.text} out of base64`
    case 'json-text':
      return 'a JSON text'
    case 'public-key-hash':
      return 'a hash of the public key'
    case 'certificate-thumbprint':
      return 'the thumbprint of the certificate'
    case 'jwt':
      return `a JWT signed by ${one.algorithm} for ${one.lifetime} seconds`
    case 'saml-assertion':
      return `a signed SAML assertion for ${one.lifetime} seconds`
    case 'fetch':
      return `${one.path ?? `the header ${one.header}`} of what ${bare(one.url)} answers`
  }
}

function tlsInWords({certificate, key, authority, unverified}: NonNullable<Recipe['tls']>): string[] {
  return [
    ...(certificate ? [`TLS with the client certificate ${certificate}${key ? ` and its key ${key}` : ''}`] : []),
    ...(authority ? [`The server may be signed by ${authority}`] : []),
    ...(unverified ? [`${unverified} accepts any certificate of the server`] : []),
  ]
}
