import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import type {Agreement} from '../core/verify/trust.ts'
import {readTextIfThere, writeFileAtomically} from './files.ts'

// One file an agreement, named by its key: parallel runs cannot lose each other's entries, and no lock is needed.
const folder = (environment: NodeJS.ProcessEnv) => {
  const state = environment['XDG_STATE_HOME']
  // XDG Base Directory specification: a relative path is ignored.
  return join(state && isAbsolute(state) ? state : join(environment['HOME'] || homedir(), '.local', 'state'), 'c1ctl', 'trust')
}

/**
 * Whether this was agreed to before, on this machine.
 * @throws ProblemError `file-unreadable`
 */
export async function isAgreed(key: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return (await readTextIfThere(join(folder(environment), `${key}.json`))) !== null
}

/**
 * Remembers an agreement (0600), readable for whoever wants to know what was agreed to; removing the file takes it back.
 * @throws ProblemError `file-unwritable`
 */
export async function remember(key: string, {connector, origins, credentials, believes}: Agreement, environment: NodeJS.ProcessEnv): Promise<void> {
  await writeFileAtomically(join(folder(environment), `${key}.json`), `${JSON.stringify({connector, origins, credentials, ...(believes ? {believes} : {})}, null, 2)}\n`, {mode: 0o600})
}

/** The hosts that C1CTL_ALLOW_HOSTS names, as it is written. */
export const allowedHosts = (environment: NodeJS.ProcessEnv): string => environment['C1CTL_ALLOW_HOSTS'] ?? ''
