import {execFileSync} from 'node:child_process'
import {join} from 'node:path'

/** The directory of the real programs that the end-to-end tests run. */
export const realParts = join(execFileSync(process.execPath, ['scripts/real-parts.mjs', '--where'], {encoding: 'utf8'}).trim(), 'bin')
