import {goPattern} from '../workload/go-pattern.ts'
import {conditionFaults} from './check-condition.ts'
import type {Fault} from './fault.ts'
import {placeholdersIn, templatesOf} from './placeholders.ts'
import type {Field, Recipe} from './types.ts'

const isUrlTemplate = (text: string): boolean => /^(?:https?:\/\/|\{)/.test(text)
const urlForm = 'must start with https://, http:// or a {field}'

/** Every text of a recipe that becomes a URL, and where it stands. */
function urlsOf(recipe: Recipe): Array<{path: PropertyKey[]; text: string}> {
  const fetched = Object.entries(recipe.derive).flatMap(([name, one]) => (one.how === 'fetch' ? [{path: ['derive', name, 'fetch', 'url'], text: one.url}] : []))
  if (recipe.kind !== 'http') return fetched
  const {auth} = recipe
  return [
    ...fetched,
    {path: ['url'], text: recipe.url},
    ...(auth.scheme === 'token-request' ? [{path: ['auth', 'token-request', 'url'], text: auth.url}] : []),
    ...(auth.scheme === 'client-credentials' ? [{path: ['auth', 'client-credentials', 'token-url'], text: auth.tokenUrl}] : []),
  ]
}

/**
 * What the form of a recipe cannot say.
 * @param fields everything that may be set for the connector
 * @param methods names of its auth methods
 * @param unknownField says that a name is no field of the connector, or nothing when it is one
 * @returns faults with paths within the recipe
 */
export function recipeFaults(recipe: Recipe, fields: Record<string, Field>, methods: string[], unknownField: (name: string) => string | undefined): Fault[] {
  const faults: Fault[] = []
  const wantField = (name: string, path: PropertyKey[]): void => {
    const reason = unknownField(name)
    if (reason) faults.push({path, reason})
  }

  for (const fault of conditionFaults(recipe.when, methods, unknownField)) faults.push({...fault, path: ['when']})
  if (recipe.each !== undefined) {
    wantField(recipe.each, ['each'])
    if (Object.hasOwn(fields, recipe.each) && fields[recipe.each]!.type !== 'list') faults.push({path: ['each'], reason: 'must name a list field'})
  }
  if (recipe.tls?.unverified !== undefined) {
    wantField(recipe.tls.unverified, ['tls', 'unverified'])
    if (Object.hasOwn(fields, recipe.tls.unverified) && fields[recipe.tls.unverified]!.type !== 'bool') faults.push({path: ['tls', 'unverified'], reason: 'must name a bool field'})
  }
  if (recipe.kind === 'http' && recipe.body && recipe.method === 'GET') faults.push({path: ['body'], reason: 'cannot be sent with GET'})
  if (recipe.kind === 'http' && recipe.auth.scheme === 'other') return faults
  return [...faults, ...derivationFaults(recipe, fields), ...templateFaults(recipe, unknownField), ...urlFaults(recipe), ...headerFaults(recipe), ...sqlFaults(recipe)]
}

function derivationFaults(recipe: Recipe, fields: Record<string, Field>): Fault[] {
  const faults: Fault[] = []
  const used = new Set(templatesOf(recipe).flatMap((one) => placeholdersIn(one.text)))
  for (const [name, one] of Object.entries(recipe.derive)) {
    const path = ['derive', name]
    if (Object.hasOwn(fields, name)) faults.push({path, reason: 'has the name of a field'})
    else if (!used.has(name)) faults.push({path, reason: 'is not used'})
    if (one.how !== 'match') continue
    const pattern = goPattern(one.pattern)
    if ('fault' in pattern) faults.push({path: [...path, 'match', 'pattern'], reason: pattern.fault})
    else if (!/\((?!\?)|\(\?P?</.test(one.pattern)) faults.push({path: [...path, 'match', 'pattern'], reason: 'has no group'})
  }
  return faults
}

/** Names that lead nowhere: a derived value may name fields and those derived before it, all else all of them. */
function templateFaults(recipe: Recipe, unknownField: (name: string) => string | undefined): Fault[] {
  const derived = Object.keys(recipe.derive)
  const starts = new Set(urlsOf(recipe).map((one) => one.text))
  const faults: Fault[] = []
  for (const {path, text} of templatesOf(recipe)) {
    const known = path[0] === 'derive' ? derived.slice(0, derived.indexOf(String(path[1]))) : derived
    for (const name of placeholdersIn(text)) {
      if (known.includes(name)) continue
      const reason = derived.includes(name) ? `names \`${name}\`, which is derived only after it` : unknownField(name)
      if (reason) faults.push({path, reason})
    }
    if (/.\{[\w-]+\.origin\}|\.origin\}(?!$|[/?])/s.test(text) || (text.includes('.origin}') && !starts.has(text))) faults.push({path, reason: 'can have `{field.origin}` only at the beginning of a URL'})
  }
  return faults
}

function urlFaults(recipe: Recipe): Fault[] {
  const faults: Fault[] = []
  for (const {path, text} of urlsOf(recipe)) {
    if (text === '') faults.push({path, reason: 'is missing'})
    else if (!isUrlTemplate(text)) faults.push({path, reason: urlForm})
  }
  if (recipe.kind === 'ldap' && !/^(?:ldaps?:\/\/|\{)/.test(recipe.url)) faults.push({path: ['ldap', 'url'], reason: 'must start with ldaps://, ldap:// or a {field}'})
  return faults
}

/** A name of a header (RFC 9110, section 5.1), and those that say where a request goes and where it ends: with them it could reach another host than its URL names. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const ofConnection = ['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'keep-alive', 'proxy-authorization', 'proxy-connection']

function headerFaults(recipe: Recipe): Fault[] {
  const fetched = Object.entries(recipe.derive).flatMap(([name, one]) => (one.how === 'fetch' ? [{path: ['derive', name, 'fetch', 'headers'], names: Object.keys(one.headers)}] : []))
  const {auth, headers} = recipe.kind === 'http' ? recipe : {auth: {scheme: 'none'} as const, headers: {}}
  const all = [
    ...fetched,
    {path: ['headers'], names: Object.keys(headers)},
    ...(auth.scheme === 'token-request' ? [{path: ['auth', 'token-request', 'headers'], names: Object.keys(auth.headers)}] : []),
  ].flatMap(({path, names}) => names.map((name) => ({path: [...path, name], key: true, name})))
  return [...all, ...(auth.scheme === 'header' ? [{path: ['auth', 'header', 'name'], key: false, name: auth.name}] : [])].flatMap(({path, key, name}): Fault[] => {
    const reason = !headerName.test(name) ? 'is no name of a header' : ofConnection.includes(name.toLowerCase()) ? `cannot be set by a recipe: ${name.toLowerCase()} belongs to the connection` : undefined
    return reason === undefined ? [] : [{path, reason, ...(key ? {key} : {})}]
  })
}

/** A connection string made of pieces, or a query with values in it, would let one value say what another means. */
function sqlFaults(recipe: Recipe): Fault[] {
  if (recipe.kind !== 'sql') return []
  return [
    ...(/^\{[\w-]+\}$/.test(recipe.dsn) ? [] : [{path: ['sql', 'dsn'], reason: 'must be one {field} as a whole'}]),
    ...(placeholdersIn(recipe.query).length > 0 ? [{path: ['sql', 'query'], reason: 'takes no {field}: it is sent as it is'}] : []),
  ]
}
