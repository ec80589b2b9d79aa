import {resolve} from 'node:path'
import {parseCredentialsJson} from '../../core/credentials/assignments.ts'
import type {Secret} from '../../core/credentials/secret.ts'
import {readStdin} from '../../io/stdin.ts'
import {valueOfFile} from '../credentials.ts'

/**
 * Reads what `--credentials-from` names: a JSON object of field to value.
 * @param from a path, or `-` for standard input
 * @throws ProblemError `usage`, `credential-missing`, `file-unreadable`, `value-not-representable`; no part of the text is repeated
 */
export async function readCredentialsFrom(from: string): Promise<Record<string, Secret>> {
  const text = from === '-' ? await readStdin() : (await valueOfFile(resolve(from), '--credentials-from', true)).reveal()
  return parseCredentialsJson(text, from === '-' ? 'Standard input' : from)
}
