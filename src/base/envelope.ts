import {exitStatus, type Problem} from '../core/problems/problem.ts'

/** The one JSON answer of every command: `ok` means exit status 0. Secret values print as `***` by their type. */
export function envelope({data, problems, warnings}: {data?: unknown; problems: Problem[]; warnings: string[]}): string {
  return `${JSON.stringify({schemaVersion: 1, ok: exitStatus(problems) === 0, ...(data === undefined ? {} : {data}), problems, warnings}, null, 2)}\n`
}
