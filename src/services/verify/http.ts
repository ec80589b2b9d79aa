import {setTimeout as sleep} from 'node:timers/promises'
import {withClockHint} from '../../core/verify/clock.ts'
import type {Conversation} from '../../core/verify/conversation.ts'
import {isJudgement, judge, judgeFault, judgeRedirect, mayPass, unreachable, waitFor, type Answer, type Asked, type Judgement} from '../../core/verify/judge.ts'
import type {OutgoingRequest} from '../../core/verify/outgoing.ts'
import type {PlannedHttp} from '../../core/verify/plan.ts'
import type {Step} from '../../core/verify/steps/step.ts'
import {Unplaceable} from '../../core/verify/values.ts'
import type {Run} from './run.ts'

const retries = 2
const redirects = 3

/**
 * Runs an HTTP check step by step, each request made at the moment it is sent.
 * @throws what the signal carries, when it fires
 */
export async function converse(planned: PlannedHttp, run: Run): Promise<Judgement> {
  const conversation = planned.open()
  conversation.keep(planned.secrets)
  for (const step of conversation.steps) {
    const end = await take(step, conversation, planned, run)
    if (end) return end
  }
  throw new Error('a check ended without a judgement')
}

/** @returns the judgement that ends the check, or null when it goes on */
async function take(step: Step, conversation: Conversation, planned: PlannedHttp, run: Run): Promise<Judgement | null> {
  const got = await exchange(step, conversation, planned, run)
  if (got === null) return null
  if (isJudgement(got)) return got
  const read = step.read(got.answer, got.asked)
  if (isJudgement(read)) return withClockHint(read, planned.check, got.answer, run.moment().now)
  conversation.keep(read.secrets)
  return null
}

/** Sends a step's request until there is an answer to read: redirects within the origin are followed, passing faults tried again, all before the deadline. */
async function exchange(step: Step, conversation: Conversation, planned: PlannedHttp, {sender, deadline, timeoutSeconds, moment, signal}: Run): Promise<{answer: Answer; asked: Asked} | Judgement | null> {
  const recipe = planned.check
  let tried = 0
  let hops = 0
  let moved: URL | null = null
  for (;;) {
    const built = await made(() => conversation.prepare(step, moment()))
    if (built === null || isJudgement(built)) return built
    const untold = unforeseen(built, conversation, planned)
    if (untold) return untold
    let request: OutgoingRequest = moved ? built.movedTo(moved) : built
    const asked: Asked = {host: request.host, secrets: conversation.secrets}
    for (;;) {
      const left = deadline - performance.now()
      const got = left > 0 ? await sender.send(request, {timeoutMs: left, ...(signal ? {signal} : {})}) : ({kind: 'timeout'} as const)
      if ('kind' in got) return judgeFault(got, asked, timeoutSeconds)
      const {status, headers} = got
      if ([301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined && !recipe.ok.status.includes(status)) {
        const location = request.resolve(headers['location'])
        if (step.signed || location?.origin !== request.origin || !['GET', 'HEAD'].includes(request.method)) return judgeRedirect(status, location ?? null, asked)
        if (++hops > redirects) return {answer: got, asked}
        moved = location
        request = request.movedTo(location)
        continue
      }
      if (!mayPass(recipe, status) || tried === retries) return {answer: got, asked}
      const wait = waitFor(headers, 250 * 3 ** tried, deadline - performance.now(), moment().now)
      if ('later' in wait) {
        const judgement = judge(recipe, got, asked)
        return wait.later === '' ? judgement : {...judgement, reason: `${judgement.reason}; ${wait.later}`}
      }
      await sleep(wait.milliseconds, undefined, signal ? {signal} : {}).catch(() => signal?.throwIfAborted())
      tried += 1
      break
    }
  }
}

/** What an answer brings may change what the next request is made of, but not where it goes, nor which credentials it takes along: law 10, they were told before. */
function unforeseen({origin, host}: OutgoingRequest, {carried}: Conversation, {origins, carries}: PlannedHttp): Judgement | null {
  if (!origins.includes(origin)) return unreachable(`an answer of the app would have ${host} asked, which was not known before`)
  const more = [...carried].filter((name) => !carries.includes(name))
  return more.length > 0 ? unreachable(`an answer of the app would have ${more.join(' and ')} sent to ${host}, which was not known before`) : null
}

/** What could be made in the rehearsal fails only for what an answer brought. */
async function made(prepare: () => Promise<OutgoingRequest | null>): Promise<OutgoingRequest | Judgement | null> {
  try {
    return await prepare()
  } catch (error) {
    if (error instanceof Unplaceable) return unreachable(`the next request cannot be made: ${error.message}`)
    throw error
  }
}
