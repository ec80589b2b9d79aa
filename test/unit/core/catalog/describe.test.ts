import {expect} from 'chai'
import {describeConnector} from '../../../../src/core/catalog/describe.ts'
import {catalogOf} from '../../../support/catalog.ts'

/** What a person reads of an entry: one line each, with what stands beside a name. */
const page = (yaml: string): string =>
  describeConnector(catalogOf(`a: {title: A, fields: {k: {title: K, secret: true}, base: {title: B}}, ${yaml}}`)['a']!)
    .map(({text, aside}) => (aside === undefined ? text : `${text} ${aside}`))
    .join('\n')

const recipe = (inner: string) => `recipes: {r: {title: R, evidence: repo, ${inner}}}`

describe('the page of a connector', () => {
  const table: Array<[says: string, yaml: string, lines: string[]]> = [
    ['what can be done with each type of resource', 'resource-types: {user: {title: User, can: [sync, account-provisioning]}, team: {title: Team}}', ['user User: read, accounts created', 'team Team: read']],
    ['what it can do beside that', 'features: [ticketing, event-feed-v2]', ['Also     opens tickets (with `ticketing: true`), feeds events']],
    ['whose accounts it gives access to', 'needs: {identities: {from: okta, why: It syncs none.}}', ['- accounts that the connector okta syncs: It syncs none.']],
    ['that its accounts come from elsewhere', 'needs: {identities: {why: It syncs none.}}', ['- accounts that another connector syncs: It syncs none.']],
    ['a cloud that must trust it', 'needs: {workload-identity: {clouds: [aws, gcp], why: It has no keys.}}', ['- a service account that aws or gcp trusts: It has no keys.']],
    ['a volume', 'needs: {volume: {path: /data, why: It keeps a file.}}', ['- a volume at /data: It keeps a file.']],
    ['when it needs a volume', 'needs: {volume: {path: /data, why: It keeps a file., when: base}}', ['- When base: a volume at /data: It keeps a file.']],
    ['a configuration', 'needs: {configuration: {field: base, why: It says what to sync.}}', ['- a configuration file of your own in base: It says what to sync.']],
    ['where a token comes from, without what a query may hold', recipe('url: "https://a.example/me?x={k}", auth: {token-request: {url: "https://a.example/t?key={k}"}}'), ['GET https://a.example/me', 'with a token from https://a.example/t']],
    ['what it would ask if it could sign in', recipe('url: "https://a.example/me", auth: {other: "signed with {k}"}'), ['Not run by c1ctl: signed with {k}.', 'GET https://a.example/me']],
    ['how it signs in', recipe('url: "https://a.example/me", auth: {basic: {username: u, password: "{k}"}}'), ['with a user name and a password (HTTP Basic)']],
    ['what a value is made of', recipe('url: "https://{host}/me", derive: {host: {table: {field: base, values: {eu: e.example, us: u.example}}}}'), ['host is looked up by base (eu or us)']],
    ['what TLS is used', recipe('url: "https://a.example/me", tls: {certificate: "{k}", key: "{k}"}'), ['TLS with the client certificate {k} and its key {k}']],
    ['a bind to LDAP', recipe('ldap: {url: "{base}", dn: cn=a, password: "{k}"}'), ['LDAP bind at {base} as cn=a, then a look at the root of the directory']],
    ['a query of a database', recipe('sql: {engine: mysql, dsn: "{k}", query: SELECT 1}'), ['SELECT 1 on MySQL']],
    ['where it runs', 'hosting: [self-hosted]', ['Runs    on machines of your own']],
    ['where its facts come from', 'sources: {fields: schema, undocumented-fields: general-knowledge}', ['fields       the configuration schema that the connector publishes', 'undocumented fields general knowledge of the app: the weakest']],
    ['that a check spends the credential', recipe('url: "https://a.example/me", spends-credential: true'), ['Spends a credential that works once, so it is never run unasked.']],
  ]
  for (const [says, yaml, lines] of table)
    it(`says ${says}`, () => {
      for (const line of lines) expect(page(yaml).split('\n')).to.include(line)
    })

  it('says which variable an earlier name of a field has', () =>
    expect(describeConnector(catalogOf('a: {title: A, fields: {r: {title: R, aliases: [old-name]}}}')['a']!).map(({text}) => text)).to.include('Earlier  old-name (BATON_OLD_NAME)'))

  it('says which fields are for rare cases', () =>
    expect(describeConnector(catalogOf('a: {title: A, fields: {r: {title: R, advanced: true}}}')['a']!).map(({aside}) => aside)).to.include('R (optional, for rare cases)'))
})
