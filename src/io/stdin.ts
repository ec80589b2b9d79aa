import {problem, ProblemError} from '../core/problems/problem.ts'
import {credentialFileLimit} from './store.ts'

/**
 * Reads all of standard input as UTF-8 text.
 * @throws ProblemError `value-not-representable` when it is larger than a credential can be, or is no UTF-8
 */
export async function readStdin(stdin: NodeJS.ReadableStream = process.stdin): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stdin) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece
    pieces.push(bytes)
    size += bytes.length
    if (size > credentialFileLimit) throw new ProblemError(problem('value-not-representable', 'Standard input holds more than 2 MB.', {why: 'No credential is that large.', next: ['Check what is piped in.']}))
  }
  const all = Buffer.concat(pieces)
  const text = all.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(all)) throw new ProblemError(problem('value-not-representable', 'Standard input is not UTF-8 text.', {why: 'Credentials are kept as text.', next: ['Export the credential in a text format such as PEM or JSON.']}))
  return text
}
