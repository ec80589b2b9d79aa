import {spawn} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The built program, as a user starts it. */
export const program = process.env['C1CTL_PROGRAM'] ?? fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** What a run of the program did. `json` is its one envelope, when it printed one. */
export interface Ran {
  status: number | null
  stdout: string
  stderr: string
  json: any
  /** The signal that ended it, when it did not end by itself; `status` is then what a shell would say. */
  signal: NodeJS.Signals | null
}

const inherited = ['PATH', 'SystemRoot', 'TMPDIR']

/**
 * Runs c1ctl as a child process with a clean environment and a HOME of its own.
 * @param words the command line
 * @param options.node another node to run it; options.cwd where it runs; options.input what it reads on stdin (closed at once without one); options.signal sent after a delay
 */
export async function c1ctl(words: string[], options: {cwd: string; env?: Record<string, string | undefined>; input?: string; node?: string; kill?: {signal: NodeJS.Signals; afterMs: number}}): Promise<Ran> {
  // No test asks ConductorOne for releases.
  const env: NodeJS.ProcessEnv = {HOME: join(options.cwd, '.home'), C1CTL_PIN: 'false', ...Object.fromEntries(inherited.map((name) => [name, process.env[name]]))}
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (value === undefined) delete env[name]
    else env[name] = value
  }
  return new Promise((resolve, reject) => {
    const child = spawn(options.node ?? process.execPath, [program, ...words], {cwd: options.cwd, env, stdio: ['pipe', 'pipe', 'pipe']})
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (piece) => (stdout += piece))
    child.stderr.setEncoding('utf8').on('data', (piece) => (stderr += piece))
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    if (options.kill) setTimeout(() => child.kill(options.kill!.signal), options.kill.afterMs)
    child.on('error', reject)
    child.on('close', (status, signal) => {
      let json: unknown
      try {
        json = JSON.parse(stdout)
      } catch {}
      resolve({status: status ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : null), stdout, stderr, json, signal})
    })
  })
}

/** Runs `work` in an empty directory that is gone afterwards. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'c1ctl-test-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
