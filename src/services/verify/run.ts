import {setTimeout as sleep} from 'node:timers/promises'
import type {HttpRecipe} from '../../core/catalog/types.ts'
import {Secret} from '../../core/credentials/secret.ts'
import {judge, judgeFault, judgeRedirect, judgeToken, mayPass, waitFor, type Answer, type Asked, type Judgement} from '../../core/verify/judge.ts'
import {Unplaceable} from '../../core/verify/place.ts'
import type {OutgoingRequest, Planned} from '../../core/verify/request.ts'
import type {Sender} from '../../io/http.ts'

const retries = 2
const redirects = 3
const perHost = 2

interface Run {
  sender: Sender
  recipe: HttpRecipe
  secrets: Secret[]
  /** On the clock of performance.now(), in milliseconds. */
  deadline: number
  timeoutSeconds: number
  signal?: AbortSignal | undefined
}

/**
 * Runs one planned check: the token first where there is one, then the request.
 * @throws what the signal carries, when it fires
 */
export async function runCheck(sender: Sender, recipe: HttpRecipe, planned: Extract<Planned, {kind: 'request'}>, {timeoutSeconds, signal}: {timeoutSeconds: number; signal?: AbortSignal | undefined}): Promise<Judgement & {ms: number}> {
  const started = performance.now()
  const run: Run = {sender, recipe, secrets: planned.secrets, deadline: started + timeoutSeconds * 1000, timeoutSeconds, signal}
  const judgement = await proven(run, planned)
  return {...judgement, ms: Math.round(performance.now() - started)}
}

async function proven(run: Run, {request, token}: Extract<Planned, {kind: 'request'}>): Promise<Judgement> {
  let ready = request
  if (token) {
    const answer = await exchange(run, token)
    if ('verdict' in answer) return answer
    const got = judgeToken(run.recipe, answer, {host: token.host, secrets: run.secrets})
    if (!(got instanceof Secret)) return got
    run.secrets = [...run.secrets, got]
    try {
      ready = request.withBearer(got)
    } catch (error) {
      if (error instanceof Unplaceable) return {verdict: 'unreachable', identity: null, reason: `${token.host}: ${error.message}`}
      throw error
    }
  }
  const answer = await exchange(run, ready)
  return 'verdict' in answer ? answer : judge(run.recipe, answer, {host: ready.host, secrets: run.secrets})
}

/** Sends a request until there is an answer to judge: redirects within the origin are followed, passing faults tried again, all before the deadline. */
async function exchange({sender, recipe, secrets, deadline, timeoutSeconds, signal}: Run, first: OutgoingRequest): Promise<Answer | Judgement> {
  const asked: Asked = {host: first.host, secrets}
  let request = first
  let tried = 0
  let hops = 0
  for (;;) {
    const left = deadline - performance.now()
    const got = left > 0 ? await sender.send(request, {timeoutMs: left, ...(signal ? {signal} : {})}) : ({kind: 'timeout'} as const)
    if ('kind' in got) return judgeFault(got, asked, timeoutSeconds)
    const {status, headers} = got
    if ([301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined && !recipe.ok.status.includes(status)) {
      const location = request.resolve(headers['location'])
      if (location?.origin !== request.origin || !['GET', 'HEAD'].includes(request.method)) return judgeRedirect(status, location ?? null, asked)
      if (++hops > redirects) return got
      request = request.movedTo(location)
      continue
    }
    if (!mayPass(recipe, status) || tried === retries) return got
    const wait = waitFor(headers, 250 * 3 ** tried, deadline - performance.now(), Date.now())
    if ('later' in wait) {
      const judgement = judge(recipe, got, asked)
      return wait.later === '' ? judgement : {...judgement, reason: `${judgement.reason}; ${wait.later}`}
    }
    await sleep(wait.milliseconds, undefined, signal ? {signal} : {}).catch(() => signal?.throwIfAborted())
    tried += 1
  }
}

/** Runs tasks, in order as far as possible: at most `atOnce` together and two for one host. */
export async function runLimited(tasks: Array<{host: string; run: () => Promise<void>}>, atOnce: number): Promise<void> {
  const waiting = [...tasks]
  const busy = new Map<string, number>()
  const running = new Set<Promise<void>>()
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < atOnce ? waiting.findIndex(({host}) => (busy.get(host) ?? 0) < perHost) : -1
    if (next < 0) {
      await Promise.race(running)
      continue
    }
    const [{host, run}] = waiting.splice(next, 1) as [{host: string; run: () => Promise<void>}]
    busy.set(host, (busy.get(host) ?? 0) + 1)
    const promise = run().finally(() => {
      busy.set(host, busy.get(host)! - 1)
      running.delete(promise)
    })
    running.add(promise)
  }
}
