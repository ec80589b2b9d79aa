import {nearest} from '../problems/nearest.ts'
import {problem, type Problem} from '../problems/problem.ts'
import {wordsOf} from '../text/words.ts'
import type {ConnectorSummary, Scheme} from './summary.ts'
import {abilities, features} from './types.ts'

/** What a list is cut down to. Everything that is given must hold. */
export interface ConnectorFilter {
  /** An ability or a feature (`provision`), a resource (`groups`), or both: `provision:groups`. */
  capability: string[]
  /** Words of a method's name or title, or the way in which a recipe signs in: `api key`, `bearer`. */
  auth: string[]
  hosting?: 'cloud' | 'self-hosted' | undefined
  /** Kinds of things beside a Secret and a Deployment, as they are typed. */
  needs: Array<'access' | 'workload-identity' | 'volume' | 'configuration' | 'identities' | 'files'>
}

const schemes: Record<Scheme, true> = {bearer: true, basic: true, header: true, 'client-credentials': true, 'token-request': true, digest: true, 'aws-signature': true, oauth1: true, 'http-signature': true, ldap: true, sql: true}
const powers: readonly string[] = [...abilities, ...features]

/** Whether the words stand in a text in this order and side by side; the last one may be a beginning (`group` for groups). */
function stands(wanted: string[], text: string): boolean {
  const words = wordsOf(text)
  return wanted.length > 0 && words.some((_, at) => wanted.every((word, index) => (index === wanted.length - 1 ? words[at + index]?.startsWith(word) : words[at + index] === word)))
}

/** The commonest of many names, for a hint. */
function commonest(names: string[], most: number): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, most).map(([name]) => name)
}

type Test = (one: ConnectorSummary) => boolean

function capabilityTest(wanted: string): Test {
  const text = wanted.trim().toLowerCase()
  const [, ability = '', resource = ''] = /^(sync|provision):(.+)$/.exec(text) ?? []
  if (ability) return (one) => one[ability as 'sync' | 'provision'].some((name) => stands(wordsOf(resource), name))
  if (powers.includes(text)) return (one) => (one.can as string[]).includes(text)
  return (one) => [...one.sync, ...one.provision].some((name) => stands(wordsOf(text), name))
}

function authTest(wanted: string): Test {
  const text = wanted.trim().toLowerCase()
  if (Object.hasOwn(schemes, text)) return (one) => (one.schemes as string[]).includes(text)
  return (one) => one.auth.some(({name, title}) => stands(wordsOf(text), name) || stands(wordsOf(text), title))
}

const needOf = (kind: ConnectorFilter['needs'][number]): ConnectorSummary['needs'][number] => (kind === 'workload-identity' ? 'workloadIdentity' : kind)

/**
 * Cuts a list of connectors down.
 * @returns what is left; and a problem `usage` for each value that fits no connector of the whole list, with the values that there are
 */
export function filterConnectors(connectors: ConnectorSummary[], filter: ConnectorFilter): {connectors: ConnectorSummary[]; problems: Problem[]} {
  const problems: Problem[] = []
  const known = (flag: string, what: string, wanted: string, test: Test, names: string[], shown: string[]): Test => {
    // What c1ctl has a word for is no slip, even where no connector has it today.
    if (shown.includes(wanted.trim().toLowerCase()) || connectors.some(test)) return test
    const near = nearest(wanted.split(':').at(-1)!, [...shown, ...names])
    problems.push(problem('usage', `--${flag} has a value that is ${what} of no connector.`, {why: 'A word that nothing knows would only give an empty list.', next: [...(near ? [`Did you mean ${near}?`] : []), `Known are ${shown.join(', ')}; and ${commonest(names, 12).join(', ')} and others.`]}))
    return test
  }
  const resources = connectors.flatMap((one) => [...new Set([...one.sync, ...one.provision])].map((name) => name.toLowerCase()))
  const methods = connectors.flatMap((one) => one.auth.map(({name}) => name))
  const tests = [
    ...filter.capability.map((wanted) => known('capability', 'an ability or a resource', wanted, capabilityTest(wanted), resources, [...powers])),
    ...filter.auth.map((wanted) => known('auth', 'a way to sign in', wanted, authTest(wanted), methods, Object.keys(schemes))),
    ...(filter.hosting === undefined ? [] : [(one: ConnectorSummary) => one.hosting.includes(filter.hosting!)]),
    ...filter.needs.map((kind) => (one: ConnectorSummary) => one.needs.includes(needOf(kind))),
  ]
  return {connectors: connectors.filter((one) => tests.every((test) => test(one))), problems}
}
