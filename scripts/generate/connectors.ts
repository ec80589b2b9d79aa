import {describeConnector, type Line} from '../../src/core/catalog/describe.ts'
import type {Catalog, Connector, Recipe} from '../../src/core/catalog/types.ts'
import {markdownTable, notice} from './markdown.ts'

const folder = 'docs/connectors'

/** docs/connectors/: a page a connector, of the same words as `c1ctl catalog show`, and the index. */
export function connectorPages(catalog: Catalog): Record<string, string> {
  const connectors = Object.values(catalog)
  const pages = connectors.map((connector) => [`${folder}/${connector.name}.md`, connectorPage(connector)])
  return {...Object.fromEntries(pages), [`${folder}/README.md`]: indexPage(connectors)}
}

function connectorPage(connector: Connector): string {
  const [, ...lines] = describeConnector(connector)
  const start = connector.notRunnable ? [] : ['', 'Add it to a project with:', '', '```sh', `c1ctl init ${connector.name}`, '```']
  return `${notice('connectors.yaml')}# ${connector.title}\n${[...start, ...markdownOf(lines)].join('\n')}\n`
}

/** Lines of a page for the terminal as Markdown: names become entries of a list, and what is said of them stands below. */
function markdownOf(lines: Line[]): string[] {
  const out: string[] = []
  let below = ''
  for (const {text, aside, look} of lines) {
    const item = /^(?:-|\d+\.) /.test(text)
    if (text === '') below = ''
    else if (look === 'heading') out.push('', `## ${escaped(text)}`, '')
    else if (look === 'name') {
      out.push(`- **${escaped(text)}**${aside === undefined ? '' : `: ${escaped(aside)}`}`)
      below = '  '
    } else out.push(item ? `${below}${escaped(text)}` : `${below}- ${escaped(text.replace(/^(Variable) |^(\S+(?: \S+)?) {2,}/, '$1$2: '))}`)
  }
  return out[0] === '' ? out : ['', ...out]
}

/** Text with nothing in it that Markdown would read, code spans aside. */
const escaped = (text: string): string => text.split(/(`[^`]*`)/).map((piece, at) => (at % 2 === 1 ? piece : piece.replace(/[\\*<_|[\]]/g, (sign) => (sign === '_' ? sign : `\\${sign}`)))).join('')

function indexPage(connectors: Connector[]): string {
  const rows = connectors.map((one) => [`[${one.name}](${one.name}.md)`, one.title, Object.values(one.auth).filter((method) => method.selfHosted).map((method) => method.title).join(', '), proofOf(one), Object.keys(one.needs).map((need) => needWords[need as Need]).join(', ')])
  return [
    `${notice('connectors.yaml')}# Connectors`,
    `${connectors.length} connectors of ConductorOne that can be self-hosted. \`c1ctl catalog show NAME\` prints the same page. [Coverage](../coverage.md) counts what is known of them.`,
    markdownTable(['name', 'app', 'ways to sign in', 'proof of credentials', 'needs beside Secret and Deployment'], rows),
  ].join('\n\n') + '\n'
}

type Need = keyof Connector['needs']

const needWords: Record<Need, string> = {access: 'RBAC', workloadIdentity: 'workload identity', volume: 'a volume', configuration: 'a configuration file of your own', identities: 'accounts of another connector'}

const untestable = (recipe: Recipe): boolean => (recipe.kind === 'http' && recipe.auth.scheme === 'other') || recipe.spendsCredential

/** What the strongest recipe that c1ctl runs rests on, in words. */
function proofOf({recipes}: Connector): string {
  const run = Object.values(recipes).filter((recipe) => !untestable(recipe)).map((recipe) => recipe.evidence)
  const best = evidences.find((one) => run.includes(one))
  return best ? evidenceWords[best] : 'untested'
}

const evidenceWords = {repo: 'the connector\'s source', docs: 'its documentation', 'general-knowledge': 'general knowledge of the app'}
const evidences = ['repo', 'docs', 'general-knowledge'] as const

/** docs/coverage.md: how much of the catalog is known, and from where. */
export function coveragePage(catalog: Catalog): string {
  const connectors = Object.values(catalog)
  const count = (test: (connector: Connector) => boolean): string => String(connectors.filter(test).length)
  const recipes = connectors.flatMap((one) => Object.values(one.recipes))
  const schemes = new Map<string, number>()
  for (const recipe of recipes) schemes.set(schemeOf(recipe), (schemes.get(schemeOf(recipe)) ?? 0) + 1)
  return [
    `${notice('connectors.yaml')}# Coverage of the catalog`,
    'What c1ctl knows of the connectors, and where it is known from. No recipe was run against a live app.',
    markdownTable(['connectors', ''], [
      ['all', count(() => true)],
      ['run in Kubernetes', count((one) => !one.notRunnable)],
      ['also in ConductorOne\'s cloud', count((one) => one.hosting.includes('cloud'))],
      ['fields from the connector\'s own schema', count((one) => one.sources['fields'] === 'schema')],
      ['fields from its source', count((one) => one.sources['fields'] === 'repo')],
      ['fields from its setup page', count((one) => one.sources['fields'] === 'docs')],
      ['fields from general knowledge', count((one) => one.sources['fields'] === 'general-knowledge')],
      ['with more than one way to sign in', count((one) => Object.values(one.auth).filter((method) => method.selfHosted).length > 1)],
      ['with an uploaded file', count((one) => Object.values(one.fields).some((field) => field.type === 'file'))],
      ['with a health command', count((one) => one.health)],
    ]),
    '## Proof of credentials',
    'The best recipe that `c1ctl verify` runs for a connector, by what it rests on. Untested: no recipe, one that needs what only the pod has, or one that would spend a single-use credential.',
    markdownTable(['rests on', 'connectors'], [...evidences.map((evidence) => [evidenceWords[evidence], count((one) => proofOf(one) === evidenceWords[evidence])]), ['untested', count((one) => proofOf(one) === 'untested')]]),
    markdownTable(['way of signing in', 'recipes'], [...schemes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([scheme, times]) => [scheme, String(times)])),
    '## Needs beside Secret and Deployment',
    markdownTable(['need', 'connectors'], Object.entries(needWords).map(([need, words]) => [words, count((one) => one.needs[need as Need] !== undefined)])),
    '## Untested',
    markdownTable(['connector', 'why'], connectors.filter((one) => proofOf(one) === 'untested').map((one) => [`[${one.name}](connectors/${one.name}.md)`, whyUntested(one)])),
  ].join('\n\n') + '\n'
}

function whyUntested({recipes, fields, notRunnable}: Connector): string {
  const reasons = Object.values(recipes).map((recipe) => (recipe.spendsCredential ? 'would spend a credential that works once' : recipe.kind === 'http' && recipe.auth.scheme === 'other' ? recipe.auth.how : ''))
  return [...new Set(reasons)].join('; ') || notRunnable || (Object.values(fields).some((field) => field.secret) ? 'no recipe is known' : 'it takes no credential')
}

function schemeOf(recipe: Recipe): string {
  if (recipe.spendsCredential) return 'never run: spends the credential'
  if (recipe.kind !== 'http') return recipe.kind === 'ldap' ? 'LDAP bind' : `SQL (${recipe.engine === 'mysql' ? 'MySQL' : 'PostgreSQL'})`
  if (recipe.auth.scheme === 'other') return 'not run: another way of signing in'
  const signed = Object.values(recipe.derive).find((one) => one.how === 'jwt' || one.how === 'saml-assertion')
  if (signed) return signed.how === 'jwt' ? 'signed JWT' : 'SAML assertion'
  return schemeWords[recipe.auth.scheme]
}

const schemeWords = {
  bearer: 'bearer token', basic: 'basic', header: 'header', 'client-credentials': 'OAuth client credentials', 'token-request': 'request for a token', digest: 'digest', 'aws-signature': 'AWS Signature Version 4', oauth1: 'OAuth 1.0a',
  'http-signature': 'HTTP signature', none: 'credentials in the request itself',
}
