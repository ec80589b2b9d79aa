const special = /[()<>[\]:;@\\,"]/

/** One printable character as RFC 5322 has it, or any beyond ASCII (RFC 6532). */
const isPrintable = (letter: string): boolean => /[\x21-\x7e]|[^\x00-\x7f]/u.test(letter)

/** Reads a text from left to right; `at` is a place in code points. */
class Reader {
  at = 0
  readonly #letters: string[]

  constructor(text: string) {
    this.#letters = [...text]
  }

  get next(): string {
    return this.#letters[this.at] ?? ''
  }

  skipBlanks(): void {
    while (this.next === ' ' || this.next === '\t') this.at++
  }

  take(letter: string): boolean {
    if (this.next !== letter) return false
    this.at++
    return true
  }

  /** A run of characters that are no specials; dots stand singly between others unless `anyDots`. Null when there is none. */
  atom(anyDots = false): string | null {
    const start = this.at
    while (this.next !== '' && !special.test(this.next) && isPrintable(this.next)) this.at++
    const text = this.#letters.slice(start, this.at).join('')
    return text === '' || (!anyDots && /^\.|\.\.|\.$/.test(text)) ? null : text
  }

  /** What stands between double quotes; null when they do not end or hold what may not stand there. */
  quoted(): string | null {
    let text = ''
    if (!this.take('"')) return null
    while (!this.take('"')) {
      if (this.next === '\\') this.at++
      const letter = this.next
      if (!isPrintable(letter) && letter !== ' ' && letter !== '\t') return null
      text += letter
      this.at++
    }
    return text
  }

  /** Blanks and comments in parentheses, which may lie in each other. False when one does not end. */
  skipComments(): boolean {
    this.skipBlanks()
    let depth = 0
    while (depth > 0 || this.next === '(') {
      const letter = this.next
      if (letter === '') return false
      if (letter === '\\') this.at++
      else if (letter === '(') depth++
      else if (letter === ')') depth--
      this.at++
      if (depth === 0) this.skipBlanks()
    }
    return true
  }
}

/**
 * Whether a text is one mail address as Go's net/mail reads it (RFC 5322 with RFC 6532): `a@example.com`, with a name before it in `Ann <a@example.com>`, or
 * a comment after it.
 * @param isIp says what may stand in `a@[...]`
 */
export function isMailAddress(text: string, isIp: (text: string) => boolean): boolean {
  const read = new Reader(text)
  read.skipBlanks()
  const start = read.at
  if (!addressAt(read, isIp)) {
    read.at = start
    if (read.next !== '<' && !phraseAt(read)) return false
    if (!read.take('<') || !addressAt(read, isIp) || !read.take('>')) return false
  }
  return read.skipComments() && read.next === ''
}

function addressAt(read: Reader, isIp: (text: string) => boolean): boolean {
  read.skipBlanks()
  const local = read.next === '"' ? read.quoted() : read.atom()
  if (!local || !read.take('@')) return false
  read.skipBlanks()
  if (!read.take('[')) return read.atom() !== null
  let literal = ''
  while (read.next !== '' && read.next !== ']') {
    literal += read.next
    read.at++
  }
  return read.take(']') && isIp(literal)
}

/** The name before `<`: words and quoted words, with comments between them. */
function phraseAt(read: Reader): boolean {
  let words = 0
  for (;;) {
    if (words > 0 && !read.skipComments()) return false
    read.skipBlanks()
    if (read.next === '' || read.next === '<') return words > 0
    if ((read.next === '"' ? read.quoted() : read.atom(true)) === null) return false
    words++
  }
}
