import {soundFile, type SoundFile} from '../../core/lint/sound.ts'
import {kindByName} from '../../core/lint/kinds.ts'
import {mentionsSuppression} from '../../core/lint/selection/words.ts'
import {decode} from '../../core/lint/input.ts'
import {decodeAndDigest, readNow} from './read-file.ts'

/** What is to be known of files before their turn. */
export interface Glance {
  /** Whether their digests are wanted. */
  digests: boolean
  /** The version of Kubernetes that they are looked at for; null when their digests are enough, for they are remembered. */
  version: string | null
}

/** What the thread that looks ahead says when it can be asked. */
export const ready = 'ready'

/** What is known of a file before its turn. */
export interface Glimpse {
  digest?: string | undefined
  /** Undefined when it was not looked at, but for its digest. */
  sound?: SoundFile | undefined
}

/**
 * Looks at a file before its turn.
 * @returns undefined when the file is to be read in its turn: something is to be said of it, or it cannot be read
 */
export function glimpse(path: string, {digests, version}: Glance): Glimpse | undefined {
  // Of these more than the bytes counts: what their names say of them, what lies beside them, and what the text says of findings.
  if (kindByName(path)) return undefined
  try {
    const {text, refusal, digest} = readNow(path, digests ? decodeAndDigest : decode)
    if (refusal || text.includes('{{') || mentionsSuppression(text)) return undefined
    if (version === null) return {digest}
    const sound = soundFile(path, text, version)
    return sound && {digest, sound}
  } catch {
    return undefined
  }
}
