import {holds, parseCondition} from '../catalog/condition.ts'
import type {Connector, HttpRecipe, Recipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {Conversation} from './conversation.ts'
import {planLdap, type PlannedLdap} from './ldap.ts'
import {planSql, type PlannedSql} from './sql.ts'
import {Unplaceable, type Moment, type Value} from './values.ts'

/** What is known of a check before anything is sent. */
export interface Sending {
  /** Scheme, host and port of everything that will be asked, in order, each once. */
  origins: string[]
  /** Host and port that are asked last: the app itself. */
  host: string
  /** Names of the secret fields whose values will be sent, or that something sent is made of. */
  carries: string[]
  /** Every secret value that is at hand: for telling whether an answer repeats one. */
  secrets: Secret[]
  /** Names of fields of the project that chose a host. */
  hostFields: string[]
  /** Names of fields of the project that say whom to believe that it is the host. */
  believes: string[]
  /** The field that switches the verification of TLS off, when it does. */
  unverified: string | null
  /** Whether it is sent without TLS, where the scheme of the origin does not say so. */
  plain?: 'never' | 'possibly' | 'always'
}

/** An HTTP check. What it sends is made when it is sent: a signature holds for minutes, and a person may be asked before. */
export interface PlannedHttp extends Sending {
  kind: 'http'
  check: HttpRecipe
  /** Begins a run of the check; every run has its own. */
  open: () => Conversation
}

/** One recipe made ready to run, or the reason why it will not be run. */
export type Planned = {recipe: string; item: string | null} & ({kind: 'untested'; reason: string} | PlannedHttp | PlannedLdap | PlannedSql)

/** A check that can be run. */
export type Runnable = Exclude<Planned, {kind: 'untested'}>

/** What a recipe is planned with. */
export interface Given {
  connector: Connector
  values: Record<string, Value>
  moment: Moment
}

/**
 * Makes checks of a connector's recipes: every recipe whose condition holds, once for each item of its list.
 * @param auth name of the chosen auth method, or null when the connector has none
 * @param values by field name; what the auth method sets counts too
 * @param moment for a dry run, which finds out what cannot be made and where requests would go
 * @returns in the order of the catalog; nothing is thrown for values that do not fit, they become a reason
 */
export async function planChecks(connector: Connector, auth: string | null, values: Record<string, Value>, moment: Moment): Promise<Planned[]> {
  const all: Record<string, Value> = {...values, ...(auth === null ? {} : connector.auth[auth]?.sets)}
  const texts = Object.fromEntries(Object.entries({...defaultsOf(connector), ...all}).map(([name, value]) => [name, textOf(value)]))
  const planned: Planned[] = []
  for (const [name, recipe] of Object.entries(connector.recipes)) {
    const read = parseCondition(recipe.when)
    if ('fault' in read) planned.push({kind: 'untested', recipe: name, item: null, reason: `the recipe's condition cannot be read: it ${read.fault}`})
    else if (holds(read.condition, {auth, values: texts}))
      for (const {item, values: own} of itemsOf(recipe, all)) planned.push({recipe: name, item, ...(await planOne(recipe, {connector, values: own, moment}))})
  }
  return planned
}

/** The items of the list that a recipe is run for, or one run without any. */
function itemsOf({each}: Recipe, values: Record<string, Value>): Array<{item: string | null; values: Record<string, Value>}> {
  if (each === undefined) return [{item: null, values}]
  const list = values[each]
  const items = (Array.isArray(list) ? list : textOf(list ?? '').split(',')).map((item) => item.trim()).filter((item) => item !== '')
  return items.map((item) => (list instanceof Secret ? {item: '***', values: {...values, [each]: new Secret(item)}} : {item, values: {...values, [each]: item}}))
}

type Ready = {kind: 'untested'; reason: string} | PlannedHttp | PlannedLdap | PlannedSql

async function planOne(recipe: Recipe, given: Given): Promise<Ready> {
  if (recipe.spendsCredential) return {kind: 'untested', reason: 'the check would spend a credential that can be used only once'}
  try {
    switch (recipe.kind) {
      case 'http':
        return await planHttp(recipe, given)
      case 'ldap':
        return await planLdap(recipe, given)
      case 'sql':
        return await planSql(recipe, given)
    }
  } catch (error) {
    if (error instanceof Unplaceable) return {kind: 'untested', reason: error.message}
    throw error
  }
}

async function planHttp(recipe: HttpRecipe, {connector, values, moment}: Given): Promise<Ready> {
  if (recipe.auth.scheme === 'other') return {kind: 'untested', reason: `c1ctl cannot sign in this way: ${recipe.auth.how}`}
  const open = () => new Conversation(recipe, connector.fields, values)
  const rehearsal = open()
  const origins = new Set<string>()
  let host = ''
  for (const step of rehearsal.steps) {
    const request = await rehearsal.prepare(step, moment)
    // A step that is not needed gets no answer either: the next ones use what they used without it.
    if (!request) continue
    origins.add(request.origin)
    host = request.host
    step.pretend()
  }
  const carries = [...rehearsal.carried].sort()
  return {
    kind: 'http',
    check: recipe,
    open,
    origins: [...origins],
    host,
    carries,
    // All of them, those that other checks send as well: one of the app's answers may repeat any.
    secrets: Object.values(values).filter((value) => value instanceof Secret),
    hostFields: [...rehearsal.hostFields].sort(),
    believes: [...rehearsal.believes].sort(),
    unverified: rehearsal.unverified,
  }
}

function defaultsOf(connector: Connector): Record<string, string> {
  return Object.fromEntries(Object.entries(connector.fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])))
}

const textOf = (value: Value) => (value instanceof Secret ? value.reveal() : Array.isArray(value) ? value.join(',') : value)
