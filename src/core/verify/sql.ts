import {placeholdersIn} from '../catalog/placeholders.ts'
import type {SqlRecipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {Derivations} from './derivations.ts'
import {parseMysqlDsn} from './dsn/mysql.ts'
import {parsePostgresDsn} from './dsn/postgresql.ts'
import type {DatabaseTarget} from './dsn/types.ts'
import {fillWhole} from './place.ts'
import type {Given, Sending} from './plan.ts'
import {Unplaceable} from './values.ts'

/** What is asked of a database. */
export interface SqlRequest {
  engine: SqlRecipe['engine']
  target: DatabaseTarget
  /** One statement that only reads. */
  query: string
}

/** A check of a database. */
export interface PlannedSql extends Sending {
  kind: 'sql'
  request: SqlRequest
}

const engines = {postgresql: {parse: parsePostgresDsn, port: 5432}, mysql: {parse: parseMysqlDsn, port: 3306}}

/**
 * Makes the check of an SQL recipe. A connection string is one value as a whole: pieces put together could end up in another place of it. Where it is the
 * credential itself, whoever gave the credential chose the host (docs/decisions/0008).
 * @throws Unplaceable with reasons that hold no part of the connection string
 */
export async function planSql(recipe: SqlRecipe, {connector, values, moment}: Given): Promise<PlannedSql> {
  const {engine, dsn, query} = recipe
  const [name] = placeholdersIn(dsn)
  if (name === undefined || dsn !== `{${name}}`) throw new Unplaceable('the recipe puts a connection string together; it must be one field as a whole')
  if (placeholdersIn(query).length > 0) throw new Unplaceable('the recipe puts a field into its query, which takes no values')
  const {source, secrets} = await new Derivations(recipe, connector.fields, values).sourceFor(dsn, moment)
  const target = engines[engine].parse(fillWhole(dsn, source), source.described(name))
  if (source.pending) throw new Unplaceable('the recipe needs an answer of an app, which only requests over HTTP can get')
  const carries = [...source.secretsTaken].sort()
  const address = target.host.includes(':') ? `[${target.host}]` : target.host
  const host = target.port === engines[engine].port ? address : `${address}:${target.port}`
  return {
    kind: 'sql',
    request: {engine, target, query},
    origins: [`${engine}://${host}`],
    host,
    carries,
    secrets: [...secrets, ...carries.map((field) => values[field]).filter((value) => value instanceof Secret), target.password].filter((secret) => !secret.empty),
    // A value that is derived of several has no guard in one of them: a file of the project's own may give the host, and the store the password.
    hostFields: [...source.ownTaken].filter((field) => source.ownTaken.size > 1 || !source.secretsTaken.has(field)).sort(),
    believes: [],
    unverified: target.ways.includes('unverified') ? source.described(name) : null,
    plain: !target.ways.includes('off') ? 'never' : target.ways.length > 1 ? 'possibly' : 'always',
  }
}
