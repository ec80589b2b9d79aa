import {expect} from 'chai'
import {inspect} from 'node:util'
import type {SqlRecipe} from '../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import {planChecks} from '../../../../src/core/verify/plan.ts'
import type {PlannedSql} from '../../../../src/core/verify/sql.ts'
import {agreementKey, needsAgreement} from '../../../../src/core/verify/trust.ts'
import type {Value} from '../../../../src/core/verify/values.ts'
import {catalogOf} from '../../../support/catalog.ts'
import {momentAt} from '../../../support/moment.ts'

async function plan(values: Record<string, Value>, sql = '{engine: postgresql, dsn: "{dsn}", query: SELECT 1}', more = '') {
  const {catalog} = parseCatalog(
    `warehouse:
  title: Warehouse
  image: warehouse
  fields:
    dsn: {title: DSN, secret: true}
    address: {title: DSN without a password}
  recipes:
    me: {title: Asks, ${more} sql: ${sql}, evidence: docs}
`,
    'connectors.yaml',
  )
  const [planned] = await planChecks(catalog['warehouse']!, null, values, momentAt(0))
  return planned!
}
const reason = async (...given: Parameters<typeof plan>) => {
  const planned = await plan(...given)
  return planned.kind === 'untested' ? planned.reason : planned.kind
}

describe('a check of a database', () => {
  it('goes where the credential says, and nobody else chose that', async () => {
    const planned = (await plan({dsn: new Secret('postgres://u:hunter2@db.acme.test:5433/app')})) as PlannedSql
    expect(planned).to.deep.include({origins: ['postgresql://db.acme.test:5433'], host: 'db.acme.test:5433', carries: ['dsn'], hostFields: [], believes: [], unverified: 'dsn', plain: 'possibly'})
    expect(planned.secrets.map((secret) => secret.reveal())).to.deep.equal(['postgres://u:hunter2@db.acme.test:5433/app', 'hunter2'])
    const agreement = {connector: 'warehouse', recipe: planned as never, origins: planned.origins, credentials: {dsn: {from: 'store' as const}}}
    expect(needsAgreement(agreement, {recipeFromProject: false, hostFromProject: planned.hostFields.length > 0, typedByUser: false})).to.equal(false)
    expect(needsAgreement(agreement, {recipeFromProject: true, hostFromProject: false, typedByUser: true})).to.equal(true)
    expect(agreementKey(agreement)).not.to.equal(agreementKey({...agreement, origins: ['postgresql://evil.test']}))
  })

  it('knows that a plain field of the project chose the host', async () => {
    const planned = (await plan({address: 'host=db user=u'}, '{engine: postgresql, dsn: "{address}", query: SELECT 1}')) as PlannedSql
    expect(planned).to.deep.include({hostFields: ['address'], carries: []})
  })

  it('knows that a host beside a password was chosen, whatever source it comes from', async () => {
    const catalog = catalogOf(`
warehouse:
  title: Warehouse
  fields: {address: {title: Address}, word: {title: Password, secret: true}}
  recipes: {me: {title: Asks, derive: {dsn: {text: {text: "postgres://u:{word}@{address}/app"}}}, sql: {engine: postgresql, dsn: "{dsn}", query: SELECT 1}, evidence: docs}}
`)
    for (const address of ['db.acme.test', new Secret('db.acme.test')])
      expect((await planChecks(catalog['warehouse']!, null, {address, word: new Secret('hunter2')}, momentAt(0)))[0]!).to.deep.include({host: 'db.acme.test', carries: address instanceof Secret ? ['address', 'word'] : ['word'], hostFields: ['address', 'word']})
  })

  for (const [dsn, plain, unverified] of [
    ['postgres://u@db?sslmode=disable', 'always', null],
    ['postgres://u@db?sslmode=require', 'never', 'dsn'],
    ['postgres://u@db?sslmode=verify-full', 'never', null],
  ] as const)
    it(`says for ${dsn} whether others can read along`, async () => {
      expect(await plan({dsn: new Secret(dsn)})).to.deep.include({plain, unverified, origins: ['postgresql://db']})
    })

  it('puts an IPv6 address in brackets', async () => {
    expect(await plan({dsn: new Secret('u@tcp([::1]:77)/')}, '{engine: mysql, dsn: "{dsn}", query: SELECT 1}')).to.deep.include({origins: ['mysql://[::1]:77'], host: '[::1]:77'})
  })

  it('names the field and nothing of its value when that cannot be read', async () => {
    expect(await reason({dsn: new Secret('hunter2')})).to.equal('dsn is neither a postgres:// URL nor key=value pairs with blanks between them')
    expect(await reason({})).to.equal('the recipe needs dsn, which has no value')
  })

  it('puts no connection string together, and no value into a query, even of a recipe that was never judged', async () => {
    const {warehouse} = catalogOf('warehouse: {title: Warehouse, fields: {dsn: {title: DSN, secret: true}, address: {title: Address}}, recipes: {me: {title: Asks, sql: {engine: postgresql, dsn: "{dsn}", query: SELECT 1}, evidence: docs}}}')
    const reasonOf = async (changed: {dsn?: string; query?: string}, values: Record<string, Value>) => {
      const [planned] = await planChecks({...warehouse!, recipes: {me: {...(warehouse!.recipes['me'] as SqlRecipe), ...changed}}}, null, values, momentAt(0))
      return planned?.kind === 'untested' ? planned.reason : planned?.kind
    }
    expect(await reasonOf({dsn: 'postgres://u:{dsn}@{address}'}, {address: 'db', dsn: new Secret('p')})).to.match(/one field as a whole/)
    expect(await reasonOf({query: "SELECT '{address}'"}, {address: "x'; DROP TABLE users; --", dsn: new Secret('postgres://u@db')})).to.match(/query, which takes no values/)
  })

  it('shows nothing of the connection string when it is printed', async () => {
    const planned = await plan({dsn: new Secret('postgres://someone:hunter2@db.acme.test/private?options=-c%20search_path%3Dprivate')})
    expect(inspect(planned, {depth: 20, showHidden: true}) + JSON.stringify(planned)).not.to.match(/hunter2|someone|private/)
  })
})
