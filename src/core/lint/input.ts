import {isUtf8} from 'node:buffer'

/** A file as lint takes it: its text, or why it has none that can be read as YAML. */
export interface LintInput {
  /** What findings call it. */
  name: string
  /** The text, its byte order mark included; empty for what is no text. */
  text: string
  /** Why the text is not read as YAML, and at which offset of it (in UTF-16 code units). */
  refusal?: {message: string; offset: number} | undefined
  /** The Chart.yaml of the Helm chart among whose templates the file lies; only looked for when the text holds `{{`. */
  chart?: string | undefined
  /** git leaves the file out: nothing is said of it, but what it holds is there for those that name it. */
  isLeftOut?: boolean | undefined
  /** A digest of its bytes, when what is found in it may be remembered. */
  digest?: string | undefined
}

/** More bytes than that are not read: a text of this size takes V8 a quarter of its longest. */
export const largestFile = 128 << 20

/** What is said of a larger one. */
export const tooLarge = {message: `The file is larger than ${largestFile >> 20} MiB and was not read: split it.`, offset: 0}

/** Where the first byte stands that is not UTF-8. Stretches that are known to be right are not looked at again, so that large files cost one pass. */
function firstWrongByte(bytes: Uint8Array): number {
  let right = 0
  let wrong = bytes.length
  while (wrong - right > 8) {
    const middle = (right + wrong) >> 1
    // A character has four bytes at most: one of these places is between two of them.
    const end = [middle, middle - 1, middle - 2, middle - 3].find((one) => isUtf8(bytes.subarray(right, one)))
    if (end === undefined) wrong = middle
    else right = end
  }
  for (;;) {
    const length = [1, 2, 3, 4].find((count) => right + count <= bytes.length && isUtf8(bytes.subarray(right, right + count)))
    if (length === undefined) return right
    right += length
  }
}

/**
 * Reads the bytes of a file as UTF-8, as Kubernetes does.
 * @returns the text, with U+FFFD where the bytes are not UTF-8; a file with zero bytes is no text at all
 */
export function decode(bytes: Buffer): Pick<LintInput, 'text' | 'refusal'> {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return {text: '', refusal: {message: 'The file is UTF-16, which not every reader of Kubernetes takes: save it as UTF-8.', offset: 0}}
  if (bytes.includes(0)) return {text: '', refusal: {message: 'The file holds zero bytes: it is no text, so it was not read.', offset: 0}}
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return {text}
  const offset = bytes.subarray(0, firstWrongByte(bytes)).toString('utf8').length
  return {text, refusal: {message: 'Here is a byte that is not UTF-8, perhaps a letter in an older encoding such as Windows-1252: save the file as UTF-8.', offset}}
}
