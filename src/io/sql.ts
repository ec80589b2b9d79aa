import type {Fault} from '../core/verify/judge.ts'
import type {DatabaseTls} from '../core/verify/dsn/types.ts'
import type {SqlAnswer} from '../core/verify/sql-judge.ts'
import type {SqlRequest} from '../core/verify/sql.ts'
import {bounded, type Bounds} from './bounded.ts'
import {readSmallFile} from './sql/authorities.ts'
import {askMysql} from './sql/mysql.ts'
import {askPostgres} from './sql/postgresql.ts'

/**
 * Connects to a database in the ways of its connection string, one after the other, and runs one query that only reads. Every connection is closed at the end.
 * @throws what `bounds.signal` carries when it fires; nothing else, and never an error that holds a part of the request
 */
export async function askDatabase({engine, target, query}: SqlRequest, bounds: Bounds): Promise<SqlAnswer | Fault> {
  const closing: Array<() => void> = []
  try {
    return await bounded(bounds, async (watch) => {
      const authorities = target.rootFile && (await readSmallFile(target.rootFile.reveal()))
      if (authorities === null) return {kind: 'no-authorities'}
      const open = {target, query, authorities, timeoutMs: bounds.timeoutMs, watch, close: (end: () => void) => closing.push(end)}
      const ask = engine === 'mysql' ? askMysql : askPostgres
      let answer: SqlAnswer | Fault = {kind: 'no-tls'}
      for (const way of target.ways) {
        answer = await ask({...open, way})
        if (!isAnotherWayOpen(answer, way)) break
      }
      return answer
    })
  } finally {
    for (const end of closing) end()
  }
}

/** As pgx goes on: after a server without TLS, and after rules of pg_hba.conf that may be others with TLS. */
function isAnotherWayOpen(answer: SqlAnswer | Fault, way: DatabaseTls): boolean {
  return answer.kind === 'no-tls' || (way === 'off' && answer.kind === 'refused' && answer.code === '28000')
}
