import {withSlashes} from '../text/with-slashes.ts'
/** A regular file in an archive. */
export interface TarEntry {
  /** With slashes, relative, and free of `..`. */
  path: string
  bytes: Uint8Array
}

const block = 512
const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8')
}

/** A number of a header: octal digits between blanks and zero bytes. */
function octal(bytes: Uint8Array): number {
  const digits = text(bytes).trim()
  if (!/^[0-7]*$/.test(digits)) throw new Error('a header of the archive cannot be read')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** The path that a pax header gives to the file behind it (POSIX.1-2001, `LENGTH KEY=VALUE` lines). */
const paxPath = (bytes: Uint8Array): string | undefined => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(Buffer.from(bytes).toString('utf8'))?.[1]

function safe(path: string): string {
  const clean = withSlashes(path).replace(/^(?:\.\/)+/, '')
  if (clean === '' || clean.startsWith('/') || /^[A-Za-z]:/.test(clean) || clean.includes('\0') || clean.split('/').includes('..')) throw new Error('a path in the archive leads out of it')
  return clean
}

/**
 * The regular files of a tar archive (ustar, with the long names of GNU and pax). Directories, links and devices are passed over.
 * @throws Error when the archive ends too early, a header cannot be read, or a path leads out of it
 */
export function tarEntries(bytes: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = []
  let longPath: string | undefined
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) break
    const size = octal(header.subarray(124, 136))
    const kind = String.fromCharCode(header[156]!)
    const content = bytes.subarray(at + block, at + block + size)
    if (content.length < size) throw new Error('the archive ends too early')
    at += block + Math.ceil(size / block) * block
    if (kind === 'L') longPath = text(content)
    else if (kind === 'x') longPath = paxPath(content) ?? longPath
    else if (kind !== 'g') {
      const prefix = text(header.subarray(257, 262)) === 'ustar' && header[262] === 0 ? text(header.subarray(345, 500)) : ''
      const own = text(header.subarray(0, 100))
      if (kind === '0' || kind === '\0') entries.push({path: safe(longPath ?? (prefix === '' ? own : `${prefix}/${own}`)), bytes: content})
      longPath = undefined
    }
  }
  return entries
}
