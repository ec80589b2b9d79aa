import {chmod, mkdir, open, readFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, isAbsolute, join} from 'node:path'
import {generateX25519Identity, identityToRecipient} from 'age-encryption'
import type {AgeIdentity} from '../core/credentials/sops.ts'
import {Secret} from '../core/credentials/secret.ts'
import {problem, ProblemError} from '../core/problems/problem.ts'
import {fileProblem, fileReason} from './files.ts'
import {withLock} from './lock.ts'

/** What was found where sops looks for age identities. */
export interface FoundIdentities {
  identities: AgeIdentity[]
  /** Places that hold an identity which c1ctl cannot use, and why. Never a key. */
  warnings: string[]
  /** Every place that was looked at, in order. */
  searched: string[]
}

/**
 * The keys file of the user, where sops looks for it (age/keysource.go): macOS and Linux take XDG_CONFIG_HOME first, Windows knows %AppData% only.
 */
export function keysFile(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = environment['HOME'] || homedir()
  const xdg = environment['XDG_CONFIG_HOME']
  const usableXdg = xdg && isAbsolute(xdg) ? xdg : undefined
  const folder =
    platform === 'win32' ? (environment['AppData'] ?? environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
    : platform === 'darwin' ? (usableXdg ?? join(home, 'Library', 'Application Support'))
    : (usableXdg ?? join(home, '.config'))
  return join(folder, 'sops', 'age', 'keys.txt')
}

/**
 * Loads every age identity that sops would: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, SOPS_AGE_KEY_CMD and the keys file of the user, all together.
 * What cannot be used (a passphrase, a plugin, a broken line, a command that fails) is told as a warning and passed over.
 */
export async function loadIdentities(environment: NodeJS.ProcessEnv = process.env): Promise<FoundIdentities> {
  const found: FoundIdentities = {identities: [], warnings: [], searched: []}
  const take = async (from: string, text: string, byWords: boolean) => {
    if (/^(?:age-encryption|-----BEGIN AGE)/.test(text)) {
      found.warnings.push(`${from} is protected by a passphrase, which c1ctl cannot ask for; hand it a plain identity through SOPS_AGE_KEY or SOPS_AGE_KEY_CMD.`)
      return
    }
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue
      for (const word of byWords ? line.trim().split(/\s+/) : [line.trim()]) {
        if (word.startsWith('AGE-PLUGIN-')) found.warnings.push(`${from}, line ${index + 1}: identities of age plugins work only with the sops program.`)
        else {
          try {
            const recipient = await identityToRecipient(word)
            if (!found.identities.some((one) => one.recipient === recipient)) found.identities.push({recipient, key: new Secret(word)})
          } catch {
            found.warnings.push(`${from}, line ${index + 1} is no age identity.`)
          }
        }
      }
    }
  }
  const takeFile = async (from: string, path: string, optional: boolean) => {
    found.searched.push(from)
    try {
      await take(path, await readFile(path, 'utf8'), false)
    } catch (error) {
      if (!optional || (error as NodeJS.ErrnoException).code !== 'ENOENT') found.warnings.push(`${from} could not be read: ${fileReason(error)}.`)
    }
  }
  found.searched.push('SOPS_AGE_KEY')
  const key = environment['SOPS_AGE_KEY']
  if (key) await take('SOPS_AGE_KEY', key, true)
  const file = environment['SOPS_AGE_KEY_FILE']
  if (file) await takeFile(`SOPS_AGE_KEY_FILE (${file})`, file, false)
  else found.searched.push('SOPS_AGE_KEY_FILE')
  found.searched.push('SOPS_AGE_KEY_CMD')
  const command = environment['SOPS_AGE_KEY_CMD']
  if (command) {
    const output = await outputOf(command, environment)
    if (output.ok) await take('SOPS_AGE_KEY_CMD', output.text, false)
    else found.warnings.push(`SOPS_AGE_KEY_CMD gave no identity: ${output.reason}.`)
  }
  const own = keysFile(environment)
  await takeFile(own, own, true)
  return found
}

/** Runs SOPS_AGE_KEY_CMD as sops does: split into words with shell quoting, but by no shell. Its output is the key and is never repeated. */
async function outputOf(command: string, environment: NodeJS.ProcessEnv): Promise<{ok: true; text: string} | {ok: false; reason: string}> {
  const words = splitWords(command)
  if (!words || words.length === 0) return {ok: false, reason: 'its quotes do not match'}
  const {exec} = await import('./exec.ts')
  const [program, ...rest] = words as [string, ...string[]]
  try {
    const {status, stdout, ended} = await exec(program, rest, {env: environment, timeoutMs: 60_000, limit: 1_000_000})
    if (status === 0 && ended === 'itself') return {ok: true, text: stdout}
    return {ok: false, reason: ended === 'timeout' ? 'it did not end within 60 seconds' : `it ended with status ${status ?? ended}`}
  } catch (error) {
    if (error instanceof ProblemError) return {ok: false, reason: `${program} could not be started`}
    throw error
  }
}

/** Splits a command line as the shlex library of sops does: quotes, backslashes and comments, no variables. Null when a quote stays open. */
export function splitWords(command: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < command.length; i++) {
    const char = command[i]!
    if (quote === "'") {
      if (char === "'") quote = ''
      else word += char
    } else if (quote === '"') {
      if (char === '"') quote = ''
      else if (char === '\\') word += command[++i] ?? ''
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (char === '\\') {
      if (i + 1 >= command.length) return null
      word = (word ?? '') + command[++i]!
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else if (char === '#' && word === null) {
      const end = command.indexOf('\n', i)
      if (end < 0) break
      i = end
    } else word = (word ?? '') + char
  }
  if (quote) return null
  if (word !== null) words.push(word)
  return words
}

/**
 * Makes an age identity and appends it to the keys file (SOPS_AGE_KEY_FILE, else the user's), which is made with mode 0600 in a directory of mode 0700.
 * Keys that are there already stay; a write that fails half-way is taken back.
 * @throws ProblemError `file-unwritable`
 */
export async function createIdentity({now, environment = process.env}: {now: Date; environment?: NodeJS.ProcessEnv}): Promise<{identity: AgeIdentity; recipient: string; path: string}> {
  const path = environment['SOPS_AGE_KEY_FILE'] || keysFile(environment)
  const key = await generateX25519Identity()
  const recipient = await identityToRecipient(key)
  const made = await mkdir(dirname(path), {recursive: true, mode: 0o700}).catch((error: unknown) => {
    const refused = fileProblem('file-unwritable', path, error)
    throw new ProblemError({...refused, next: ['Name a file that can be written in SOPS_AGE_KEY_FILE, and give that variable to every later run.', ...refused.next]})
  })
  if (made) await chmod(dirname(path), 0o700)
  await withLock(path, async () => {
    try {
      // Appending, not renaming: a keys file that is a link into someone's dotfiles stays one.
      const handle = await open(path, 'a+', 0o600)
      try {
        const {size} = await handle.stat()
        const last = Buffer.alloc(1)
        if (size > 0) await handle.read(last, 0, 1, size - 1)
        const start = size > 0 && last.toString() !== '\n' ? '\n' : ''
        const peeked = Buffer.alloc(14)
        await handle.read(peeked, 0, 14, 0)
        if (/^(?:age-encryption|-----BEGIN AGE)/.test(peeked.toString('latin1')))
          throw new ProblemError(problem('file-unwritable', `${path} is protected by a passphrase; a new identity cannot be added to it.`, {why: 'A plain key behind an encrypted file would make both unreadable.', next: ['Name another file in SOPS_AGE_KEY_FILE.']}))
        try {
          await handle.writeFile(`${start}# created: ${now.toISOString().slice(0, 19)}Z\n# public key: ${recipient}\n${key}\n`)
          await handle.sync()
        } catch (error) {
          await handle.truncate(size).catch(() => undefined)
          throw error
        }
      } finally {
        await handle.close()
      }
    } catch (error) {
      throw error instanceof ProblemError ? error : new ProblemError(fileProblem('file-unwritable', path, error))
    }
  })
  return {identity: {recipient, key: new Secret(key)}, recipient, path}
}

/** What a person does with a new identity: keep it, and hand it to CI. Says where the key is, never what it is. */
export function identityNextSteps(path: string): string[] {
  return [
    `Keep a copy of ${path} in a password manager: without it the credentials cannot be read again.`,
    `For CI, make a masked variable SOPS_AGE_KEY with the AGE-SECRET-KEY line of that file, or put the file on the runner and name it in SOPS_AGE_KEY_FILE.`,
    'For a colleague, add their age public key to credentials/.sops.yaml and run `sops updatekeys FILE` for each file there, from inside that directory.',
  ]
}
