import type {Judgement} from '../../core/verify/judge.ts'
import type {Runnable} from '../../core/verify/plan.ts'
import type {Moment} from '../../core/verify/values.ts'
import type {Sender} from '../../io/http.ts'
import {converse} from './http.ts'
import {bind} from './ldap.ts'
import {query} from './sql.ts'

const perHost = 2

/** What every check is run with. */
export interface Means {
  sender: Sender
  timeoutSeconds: number
  /** The clock and the random bytes of each sending. */
  moment: () => Moment
  signal?: AbortSignal | undefined
}

/** A check on its way. */
export interface Run extends Means {
  /** On the clock of performance.now(), in milliseconds. */
  deadline: number
}

/**
 * Runs one planned check in the way of its kind.
 * @returns the judgement, and how long it took in whole milliseconds
 * @throws what the signal carries, when it fires
 */
export async function runCheck(planned: Runnable, means: Means): Promise<Judgement & {ms: number}> {
  const started = performance.now()
  const run: Run = {...means, deadline: started + means.timeoutSeconds * 1000}
  const judgement = await byKind(planned, run)
  return {...judgement, ms: Math.round(performance.now() - started)}
}

function byKind(planned: Runnable, run: Run): Promise<Judgement> {
  switch (planned.kind) {
    case 'http':
      return converse(planned, run)
    case 'ldap':
      return bind(planned, run)
    case 'sql':
      return query(planned, run)
  }
}

/**
 * Runs tasks: at most `atOnce` together and two for one host. Hosts with many tasks begin first, for the last of them decides when all is done; otherwise the
 * order is kept.
 */
export async function runLimited(tasks: Array<{host: string; run: () => Promise<void>}>, atOnce: number): Promise<void> {
  const share = new Map<string, number>()
  for (const {host} of tasks) share.set(host, (share.get(host) ?? 0) + 1)
  const waiting = [...tasks].sort((a, b) => share.get(b.host)! - share.get(a.host)!)
  const busy = new Map<string, number>()
  let running = 0
  await new Promise<void>((resolve, reject) => {
    // What has ended begins the next at once, not all that ended together: answers come in crowds, and the next requests would wait for the last of each.
    const begin = (): void => {
      while (running < atOnce) {
        const next = waiting.findIndex(({host}) => (busy.get(host) ?? 0) < perHost)
        if (next < 0) break
        const [{host, run}] = waiting.splice(next, 1) as [{host: string; run: () => Promise<void>}]
        busy.set(host, (busy.get(host) ?? 0) + 1)
        running += 1
        run().then(() => {
          busy.set(host, busy.get(host)! - 1)
          running -= 1
          begin()
        }, (error: unknown) => {
          waiting.length = 0
          reject(error)
        })
      }
      if (running === 0) resolve()
    }
    begin()
  })
}
