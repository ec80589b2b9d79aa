import type {Judgement} from '../../core/verify/judge.ts'
import {judgeSql} from '../../core/verify/sql-judge.ts'
import type {PlannedSql} from '../../core/verify/sql.ts'
import {askDatabase} from '../../io/sql.ts'
import type {Run} from './run.ts'

/** Runs a check of a database. @throws what the signal carries, when it fires */
export async function query({request, host, secrets}: PlannedSql, {deadline, timeoutSeconds, signal}: Run): Promise<Judgement> {
  const answer = await askDatabase(request, {timeoutMs: deadline - performance.now(), ...(signal ? {signal} : {})})
  return judgeSql(answer, {host, secrets}, timeoutSeconds)
}
