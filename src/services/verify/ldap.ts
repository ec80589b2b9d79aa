import {judgeLdap} from '../../core/verify/ldap-judge.ts'
import type {PlannedLdap} from '../../core/verify/ldap.ts'
import type {Judgement} from '../../core/verify/judge.ts'
import {askDirectory} from '../../io/ldap.ts'
import type {Run} from './run.ts'

/** Runs a check of a directory. @throws what the signal carries, when it fires */
export async function bind({request, secrets}: PlannedLdap, {deadline, timeoutSeconds, signal}: Run): Promise<Judgement> {
  const answer = await askDirectory(request, {timeoutMs: deadline - performance.now(), ...(signal ? {signal} : {})})
  return judgeLdap(answer, {host: request.host, secrets}, timeoutSeconds)
}
